/* SPDX-License-Identifier: MIT
 *
 * debug.h - self-hosted debug: software step, breakpoints, watchpoints.
 *
 * What is in force at the current EL is worked out into cpu->debug at the instruction boundary
 * after anything it depends on has changed: whoever changes MDSCR, DBG*, the OS locks, MDCR, HCR,
 * SCR, the EL or PSTATE.D sets ATTENTION_INTERRUPT, and the engine then calls debug_look. While a
 * step or a breakpoint is in force ATTENTION_STEP stays set, and the engine offers each instruction
 * to debug_exception before it executes it; a debugger sets it near its points (cpu/halt.h). Data
 * accesses go through debug_watched while cpu->debug.watchpoints is not 0, and none goes straight
 * to host memory then (HOST_TLB_OFF). With debug off nothing else looks at any of this.
 *
 * Spec: DDI 0487, "AArch64 Self-hosted Debug".    Tests: tests/unit/cpu/debug_test.c,
 * tests/guest/debug/
 */
#ifndef CPU_DEBUG_H
#define CPU_DEBUG_H

#include "cpu/cpu.h"
#include "cpu/debug_match.h"

#define DEBUG_ENABLES UINT64_C(0x8001) /* MDSCR_EL1.MDE and SS */

/* The EL that debug exceptions of the current EL go to, and the trap that takes them to EL2. */
unsigned debug_target_el(const Cpu *cpu, Trap *why);

/* What every match depends on, now. Holds pointers into @cpu. */
DebugScene debug_scene(const Cpu *cpu);

/* Brings cpu->debug and ATTENTION_STEP up to date. */
void debug_update(Cpu *cpu);

/* False: debug_update would change nothing. */
static inline bool debug_possible(const Cpu *cpu)
{
    return (cpu->sr[SR_MDSCR_EL1] & DEBUG_ENABLES) || cpu->debug.on;
}

static inline void debug_look(Cpu *cpu)
{
    if (UNLIKELY(debug_possible(cpu)))
        debug_update(cpu);
}

/* ATTENTION_STEP is set and the instruction at pc is next. True: an exception was taken instead.
 * False: execute it now (if it is stepped, PSTATE.SS has advanced). */
bool debug_exception(Cpu *cpu);

/* exception_take is about to save PSTATE while cpu->debug.stepping: an instruction that did not
 * complete has not been stepped. */
void debug_step_ended(Cpu *cpu, const Exception *e);

/* DebugExceptionReturnSS: PSTATE.SS after a return to @el with @spsr, asked before PSTATE changes.
 */
bool debug_return_steps(const Cpu *cpu, uint64_t spsr, unsigned el);

static inline bool debug_return_ss(const Cpu *cpu, uint64_t spsr, unsigned el)
{
    return bit(spsr, 21) && debug_return_steps(cpu, spsr, el); /* SPSR_ELx.SS */
}

/* AArch64.CheckWatchpoint of an access that translates. True: the exception is pending. @cacheop:
 * by a cache maintenance instruction. */
bool debug_watched(Cpu *cpu, uint64_t va, unsigned size_bytes, Access access, bool cacheop);

#endif
