/* SPDX-License-Identifier: MIT
 *
 * exception.h - making, taking and returning from exceptions.
 *
 * exception_* functions that make one fill cpu->pending and return false, so that whoever detects
 * a fault can `return exception_undefined(cpu);`. The handler then leaves through RAISE.
 *
 * Spec: DDI 0487, AArch64.TakeException, AArch64.ExceptionReturn, AArch64.Abort and the routing
 * functions named at each definition.    Tests: tests/unit/cpu/exception_test.c
 */
#ifndef CPU_EXCEPTION_H
#define CPU_EXCEPTION_H

#include "cpu/cpu.h"
#include "cpu/syndrome.h"

/* AArch64.UndefinedFault: EC 0 to EL1, or EL2 when HCR_EL2.TGE routes EL0 there. */
bool exception_undefined(Cpu *cpu);

/* A trap of class @ec with @iss to @target_el, caused by @trap. */
bool exception_trap(Cpu *cpu, unsigned target_el, SyndromeClass ec, uint32_t iss, Trap trap);

/* SVC, HVC, SMC, BRK: class @ec to @target_el; the preferred return address follows the
 * instruction when @after. */
bool exception_call(Cpu *cpu, unsigned target_el, SyndromeClass ec, uint32_t iss, bool after);

/* AArch64.DataAbort / InstructionAbort with the fault's routing and syndrome. For data aborts the
 * ISV part is found from the instruction word. @from_unprivileged: LDTR and friends. */
bool exception_data_abort(Cpu *cpu, Fault fault, uint64_t va);
bool exception_instruction_abort(Cpu *cpu, Fault fault, uint64_t va);

/* AArch64.PCAlignmentFault, AArch64.SPAlignmentFault, the illegal execution state. */
bool exception_pc_alignment(Cpu *cpu);
bool exception_sp_alignment(Cpu *cpu);
bool exception_illegal_state(Cpu *cpu);
bool exception_branch_target(Cpu *cpu);

/* The EL that exceptions of EL0 and EL1 go to by default: EL1, or EL2 under TGE; else current. */
unsigned exception_default_el(const Cpu *cpu);

/* Takes cpu->pending: AArch64.TakeException. */
void exception_take(Cpu *cpu);

/* ERET with the current EL's ELR and SPSR: AArch64.ExceptionReturn. Sets pc. */
void exception_return(Cpu *cpu, uint64_t target);

/* ELR of the current EL, which is at least 1. */
uint64_t exception_return_address(const Cpu *cpu);

/* CheckFPAdvSIMDEnabled64. True: go on. False: pending is filled. */
bool fp_enabled_slow(Cpu *cpu);

/* ATTENTION_INTERRUPT is set: takes the most urgent unmasked interrupt, if any. True if one was
 * taken. */
bool interrupt_take(Cpu *cpu);

/* False: interrupt_take would find nothing. */
static inline bool interrupt_possible(const Cpu *cpu)
{
    return cpu->lines || bits(cpu->sr[SR_HCR_EL2], 8, 6); /* VSE, VI, VF */
}

/* AArch64.ESBOperation and vESBOperation: an SError that is pending and masked is put down in
 * DISR_EL1 or VDISR_EL2, and is pending no more. */
void interrupt_defer(Cpu *cpu);

/* Is there anything that ends a WFI (masked interrupts count)? */
bool interrupt_pending(const Cpu *cpu);

/* What world_of (sim/exits/world.h) wants to know of the CPU as it is. */
void cpu_world_input(const Cpu *cpu, WorldInput *in);

/* Reports a possible change of world, which is now (@crossing->now_units is filled), to the exit
 * sink. */
void cpu_report(Cpu *cpu, Crossing *crossing);

/* WFI/WFE begins (@wait) or ends (WAIT_NONE) to wait, with the report. */
void cpu_wait(Cpu *cpu, CpuWait wait);

#endif
