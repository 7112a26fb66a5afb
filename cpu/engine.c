/* SPDX-License-Identifier: MIT
 *
 * engine.c - the reference engine: the `loop` dispatcher with one instruction per section.
 *
 * Each turn takes an instruction's class and price at section entry, runs its handler, and looks
 * at attention and budget before the next. It is slow on purpose and defines what is right.
 *
 * Spec: docs/decisions/0002-engine-words.md. Tests: tests/vectors/, tests/golden/
 * Journey: after cpu/decode.c, before cpu/exec_int.c
 */
#include "cpu/engine.h"

#include "cpu/access.h"
#include "cpu/bti.h"
#include "cpu/debug.h"
#include "cpu/section.h"

static const ExecFunction handlers[A64_OP_COUNT] = {
    [A64_DECODE] = exec_DECODE,
    [A64_UNALLOCATED] = exec_UNALLOCATED,
#define A64(name, bits, class, feature, format) [A64_##name] = exec_##name,
#include "cpu/a64.def"
#undef A64
};

/* Faults of a slice beyond its instructions: what faults is given back, so that a guest whose
 * vector faults again and again would never use its slice up. Counted where it is given back, so
 * that a slice ends at the same fault whatever the engine. */
#define FAULTS_MAX 4096u

#define ONE_INSN (UINT64_C(1) << 32)

static inline void enter(Cpu *cpu, const Uop *u)
{
    cpu->lane[u->class]++;
    cpu->budget = budget_spend(cpu->budget - ONE_INSN, cpu->price[u->class]);
}

static void give_back(Cpu *cpu, const Uop *u)
{
    cpu->lane[u->class]--;
    cpu->budget = budget_spend(cpu->budget + ONE_INSN, -cpu->price[u->class]);
}

void engine_fault(Cpu *cpu)
{
    if (LIKELY(cpu->again == AGAIN_NO) && UNLIKELY(--cpu->faults_left == 0))
        cpu->attention |= ATTENTION_RESLICE;
    exception_take(cpu);
}

/* Within a section of the fast engine the rest of it is given back too; an instruction that must
 * run alone is not over. */
int engine_raise(Cpu *cpu, const Uop *u)
{
    if (cpu->section_end)
        section_give_back(cpu, u);
    else
        give_back(cpu, u);
    if (!(cpu->attention & ATTENTION_ALONE))
        engine_fault(cpu);
    return STEP_SET;
}

/* mem_fetch never hands out an undecoded micro-op. */
EXEC(DECODE)
{
    assert(u->op != A64_DECODE);
    NEXT;
}

EXEC(UNALLOCATED)
{
    UNDEFINED;
}

/* True: go back to the run loop with *@stop. */
bool engine_attend(Cpu *cpu, EngineStop *stop)
{
    if (cpu->attention & ATTENTION_STOP) {
        cpu->attention &= ~(uint32_t)ATTENTION_STOP;
        *stop = ENGINE_STOPPED;
        return true;
    }
    if (cpu->attention & ATTENTION_WAIT) {
        cpu->attention &= ~(uint32_t)ATTENTION_WAIT;
        *stop = ENGINE_WAIT;
        return true;
    }
    if (cpu->attention & ATTENTION_RESLICE) {
        cpu->attention &= ~(uint32_t)ATTENTION_RESLICE;
        *stop = ENGINE_RESLICE;
        return true;
    }
    if (cpu->attention & ATTENTION_INTERRUPT) {
        cpu->attention &= ~(uint32_t)ATTENTION_INTERRUPT;
        interrupt_take(cpu);
        debug_look(cpu);
    }
    return false;
}

/* Inline, for the loop's sake. */
static inline void step(Cpu *cpu)
{
    const Uop *u = mem_fetch(cpu);

    if (UNLIKELY(!u)) {
        engine_fault(cpu);
        return;
    }
    enter(cpu, u);
    if (handlers[uop_base(u->op)](cpu, u) == STEP_NEXT)
        cpu->pc += 4;
}

int engine_execute(Cpu *cpu, const Uop *u)
{
    return handlers[uop_base(u->op)](cpu, u);
}

void engine_step(Cpu *cpu)
{
    step(cpu);
}

void engine_begin(Cpu *cpu, uint64_t begin_units, uint32_t insns, uint32_t units)
{
    assert(insns <= ENGINE_SLICE_INSNS);
    assert(units <= ENGINE_SLICE_UNITS);
    mem_code_appeared(cpu);
    monitor_resume(cpu);
    cpu->slice_begin_units = begin_units;
    cpu->slice_units = units;
    cpu->budget = (uint64_t)insns << 32 | units;
    cpu->faults_left = insns + FAULTS_MAX;
}

void engine_end(Cpu *cpu)
{
    charge_widen(cpu);
    monitor_park(cpu);
}

EngineStop engine_run(Cpu *cpu, uint64_t begin_units, uint32_t insns, uint32_t units)
{
    EngineStop stop = ENGINE_BUDGET;

    engine_begin(cpu, begin_units, insns, units);
    do {
        if (UNLIKELY(cpu->attention)) {
            if (engine_attend(cpu, &stop))
                break;
            if (UNLIKELY(cpu->attention & ATTENTION_STEP) && debug_exception(cpu))
                continue;
            if (UNLIKELY(cpu->attention & ATTENTION_BTYPE) && bti_exception(cpu))
                continue;
        }
        step(cpu);
    } while (LIKELY(budget_left(cpu->budget)));
    engine_end(cpu);
    return stop;
}
