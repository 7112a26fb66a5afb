/* SPDX-License-Identifier: MIT
 *
 * engine.h - how a handler is written, and how the reference engine calls it.
 *
 * A handler is written once:
 *
 *     EXEC(ADD_imm_64)
 *     {
 *         cpu->x[u->d] = cpu->x[u->n] + u->imm;
 *         NEXT;
 *     }
 *
 * and leaves through exactly one of the words below. This header defines them for the `loop`
 * dispatcher, where a handler returns to engine_run; cpu/tail.h defines the same words for the
 * fast engine (docs/decisions/0002-engine-words.md).
 *
 *   NEXT         go on with the next instruction
 *   NEXT_SYNC    the same after something that a section must not run past: a write of a system
 *                register or PSTATE, a barrier, a read of time
 *   BRANCH       a taken branch by u->offset; counts BRANCH_TAKEN
 *   JUMP(va)     a taken branch to a register's value; counts BRANCH_TAKEN
 *   GOTO(va)     continue at @va without being a branch (exception return)
 *   RAISE        take cpu->pending; the instruction has done nothing
 *   RAISE_AFTER  take cpu->pending; the instruction is complete (SVC, HVC, SMC)
 *   UNDEFINED    RAISE with an exception of class "unknown reason"
 *   PAY(event)   counts and charges what happens besides; before anything has changed
 *   ATTEND       before masks of interrupts or debug exceptions change: somebody looks afterwards
 *   FP_ENABLED   as the first word: RAISE unless floating point and SIMD may be used here
 *
 * Spec of the accounting: docs/decisions/0002-engine-words.md.
 * Journey: after cpu/decode.h, before cpu/exec_*.c
 */
#ifndef CPU_ENGINE_H
#define CPU_ENGINE_H

#include "cpu/charge.h"
#include "cpu/cpu.h"
#include "cpu/exception.h"
#include "cpu/regime.h"

/* What a handler tells the loop. */
enum {
    STEP_NEXT, /* pc is still this instruction's: advance it */
    STEP_SET,  /* pc has been set */
};

#define EXEC(name) int exec_##name(Cpu *cpu, const Uop *u)

typedef int (*ExecFunction)(Cpu *cpu, const Uop *u);

#define NEXT return ((void)cpu, (void)u, STEP_NEXT)
#define NEXT_SYNC return ((void)cpu, (void)u, STEP_NEXT)
#define BRANCH return engine_jump(cpu, cpu->pc + 4 * (uint64_t)(int64_t)u->offset)
#define JUMP(va) return engine_jump(cpu, branch_address(cpu, va))
#define GOTO(va) return ((void)u, cpu->pc = (va), STEP_SET)
#define RAISE return engine_raise(cpu, u)
#define RAISE_AFTER return ((void)u, exception_take(cpu), STEP_SET)
#define PAY(event) charge(cpu, (CostEvent)(event))
#define ATTEND ((void)(cpu->attention |= ATTENTION_INTERRUPT))
#define FP_ENABLED                                                                                 \
    do {                                                                                           \
        if (UNLIKELY(!cpu->fp_enabled && !fp_enabled_slow(cpu)))                                   \
            RAISE;                                                                                 \
    } while (0)
#define UNDEFINED return ((void)exception_undefined(cpu), engine_raise(cpu, u))

/* Address of the instruction that @u is. */
static inline uint64_t engine_pc(const Cpu *cpu, const Uop *u)
{
    (void)u;
    return cpu->pc;
}

static inline int engine_jump(Cpu *cpu, uint64_t target)
{
    charge(cpu, COST_BRANCH_TAKEN);
    cpu->pc = target;
    return STEP_SET;
}

/* The instruction at @u faults: gives its section back and takes cpu->pending. */
int engine_raise(Cpu *cpu, const Uop *u);

EXEC(DECODE);
EXEC(UNALLOCATED);
#define A64(name, bits, class, feature, format) EXEC(name);
#include "cpu/a64.def"
#undef A64

/* Why engine_run came back. */
typedef enum EngineStop {
    ENGINE_BUDGET, /* instructions or units are used up: the deadline is at or behind cpu_now */
    ENGINE_RESLICE,
    ENGINE_WAIT,
    ENGINE_STOPPED, /* ATTENTION_STOP */
} EngineStop;

/* Runs up to @insns instructions (at most ENGINE_SLICE_INSNS) and while less than @units have
 * passed since @begin_units, which is the CPU's local time now. An instruction starts only when
 * both are left; so with one CPU no event is ever late by more than the instruction that reached
 * it. */
EngineStop engine_run(Cpu *cpu, uint64_t begin_units, uint32_t insns, uint32_t units);

/* The same with the `tail` dispatcher (cpu/fast.c): equal in all that is counted, and faster. */
EngineStop engine_run_fast(Cpu *cpu, uint64_t begin_units, uint32_t insns, uint32_t units);

typedef EngineStop (*EngineRun)(Cpu *cpu, uint64_t begin_units, uint32_t insns, uint32_t units);

/* What both are made of: begins a slice; ends it; does what attention asks, true to go back with
 * *@stop; executes the instruction at pc alone; calls the handler of @u, which is at pc and counted
 * already; takes cpu->pending of an instruction that has done nothing and is not counted. */
void engine_begin(Cpu *cpu, uint64_t begin_units, uint32_t insns, uint32_t units);
void engine_end(Cpu *cpu);
bool engine_attend(Cpu *cpu, EngineStop *stop);
void engine_step(Cpu *cpu);
int engine_execute(Cpu *cpu, const Uop *u);
void engine_fault(Cpu *cpu);

/* Neither half is used up: both are positive. */
static inline bool budget_left(Budget budget)
{
    return (int32_t)(budget >> 32) > 0 && (int32_t)(uint32_t)budget > 0;
}

#define ENGINE_SLICE_INSNS 65535u
#define ENGINE_SLICE_UNITS (1u << 30)

#ifdef ENGINE_TAIL
#include "cpu/tail.h"
#endif

#endif
