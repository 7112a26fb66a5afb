/* SPDX-License-Identifier: MIT
 *
 * fast.c - the fast engine: the `tail` dispatcher, with whole sections counted on entry.
 *
 * Handlers jump from one to the next, and come back here at the end of the slice, for attention,
 * and for what is not there yet: the section, or the page. What has no short way is done by the
 * reference engine's handler, in its place (tail_again); an instruction that must know its time
 * runs alone, after the rest of its section has been given back.
 *
 * Spec: DESIGN.md section 4. Tests: tests/vectors/, tests/golden/
 * Journey: after cpu/engine.c, before cpu/section.c
 */
#define ENGINE_TAIL
#include "cpu/access.h"
#include "cpu/bti.h"
#include "cpu/debug.h"
#include "cpu/engine.h"
#include "cpu/flags.h"
#include "cpu/section.h"

const TailFunction tail_table[UOP_OP_COUNT] = {
    [A64_DECODE] = tail_DECODE,
    [A64_UNALLOCATED] = tail_again,
#define A64(name, bits, class, feature, format) [A64_##name] = tail_##name,
#include "cpu/a64.def"
#undef A64
#define ROW(op, cond, number) [FUSED_##op##_##cond] = tail_##op##_##cond,
#define OWN(op) EACH_CONDITION(ROW, op)
#define PAIR OWN
#define WITH(name, op) [FUSED_##name] = tail_##name,
#include "cpu/fused.def"
#undef ROW
#undef OWN
#undef PAIR
#undef WITH
};

TAIL(next)
{
    TAIL_CALL(tail_table[u->op]);
}

/* Behind the last word of a page, or a word that was written while its section ran. */
TAIL(DECODE)
{
    tail_put(cpu, budget, low, high);
    section_give_back(cpu, u);
    cpu->pc = tail_pc(cpu, u);
    return STEP_SET;
}

TAIL(leave)
{
    (void)u;
    tail_put(cpu, budget, low, high);
    return STEP_SET;
}

/* Somebody asked for a look at interrupts and debug controls, as each exception does, and there is
 * nothing to see. */
static inline bool attended(Cpu *cpu)
{
    if (cpu->attention != ATTENTION_INTERRUPT || interrupt_possible(cpu) || debug_possible(cpu))
        return false;
    cpu->attention = 0;
    return true;
}

TAIL(go)
{
    if (UNLIKELY(cpu->attention) && !attended(cpu))
        TAIL_CALL(tail_leave);
    if ((cpu->pc & ~UINT64_C(0xffc)) != cpu->fetch_page && !mem_fetch_known(cpu))
        TAIL_CALL(tail_leave);
    TAIL_ENTER_PC(tail_leave);
}

/* What does @u, the next of its section. */
static inline TailFunction code_of(const Cpu *cpu, const Uop *u)
{
    const CodePage *page = cpu->fetch_code;
    TailFunction code = code_of_word(cpu->config.ports.code, page, (unsigned)(u - page->uop));

    return code ? code : tail_table[u->op];
}

TAIL(cold)
{
    CodePage *page = cpu->fetch_code;
    unsigned index = (unsigned)(u - page->uop);
    Section *section = &cpu->sections[page->section[index]];

    if (++section->heat == cpu->config.ports.code->heat)
        stencil_make(cpu->config.ports.code, page, index);
    TAIL_CALL(code_of(cpu, u));
}

TAIL(again)
{
    int step;

    cpu->uop = u;
    cpu->pc = tail_pc(cpu, u);
    tail_put(cpu, budget, low, high);
    flags_settle(cpu);
    step = engine_execute(cpu, u);
    if (step == STEP_NEXT) {
        u++;
        if (LIKELY(!cpu->attention && u < cpu->section_end)) {
            TAIL_GET;
            TAIL_CALL(code_of(cpu, u));
        }
        section_give_back(cpu, u);
        cpu->pc += 4;
    }
    TAIL_GET;
    TAIL_CALL(tail_go);
}

/* The last of its section goes to another page. */
TAIL(branch)
{
    uint64_t index = (uint64_t)(u - cpu->fetch_code->uop);
    uint64_t target = index + (uint64_t)(int64_t)u->offset;

    if (UNLIKELY(target < CODE_PAGE_WORDS || u + 1 != cpu->section_end))
        TAIL_CALL(tail_branch_within);
    TAIL_CHARGE(COST_BRANCH_TAKEN);
    cpu->pc = cpu->fetch_page + 4 * target;
    TAIL_CALL(tail_go);
}

TAIL(branch_within)
{
    tail_put(cpu, budget, low, high);
    section_branch(cpu, u);
    TAIL_GET;
    TAIL_CALL(tail_go);
}

TAIL(tagged)
{
    cpu->pc = regime_branch_address(cpu, cpu->pc);
    TAIL_CALL(tail_go);
}

TAIL(exactly)
{
    tail_put(cpu, budget, low, high);
    section_give_back(cpu, u + 1);
    TAIL_GET;
    TAIL_CALL(tail_again);
}

/* These have no short way, and end their section. */
#define A64(name, bits, class, feature, format)                                                    \
    TAIL(name)                                                                                     \
    {                                                                                              \
        TAIL_CALL(tail_again);                                                                     \
    }
#include "cpu/a64_call.def"
#include "cpu/a64_system.def"
#undef A64

/* One by one what a section holds that could not be entered: the end of the slice is near. */
static void run_steps(Cpu *cpu, uint64_t count)
{
    do {
        engine_step(cpu);
    } while (--count && !cpu->attention && budget_left(cpu->budget));
}

/* From cpu->pc, whose page is there, as far as handlers go by themselves. */
static void run_sections(Cpu *cpu, const Uop *u)
{
    CodePage *page = cpu->fetch_code;
    const Section *section = section_at(cpu, page, (unsigned)(u - page->uop));

    if (!section || !section_pay(section, &cpu->budget)) {
        run_steps(cpu, section ? section->cost >> 32 : 1);
        return;
    }
    cpu->section_end = section->end;
    section->code(cpu, u, cpu->budget, cpu->lanes[0] + section->lanes[0],
                  cpu->lanes[1] + section->lanes[1]);
    flags_settle(cpu);
    cpu->uop = cpu->section_end = NULL;
    if (cpu->attention & ATTENTION_ALONE) {
        cpu->attention &= ~(uint32_t)ATTENTION_ALONE;
        engine_step(cpu);
    }
}

EngineStop engine_run_fast(Cpu *cpu, uint64_t begin_units, uint32_t insns, uint32_t units)
{
    EngineStop stop = ENGINE_BUDGET;

    cpu->sections = code_sections(cpu->config.ports.code, tail_cold);
    if (!cpu->sections)
        return engine_run(cpu, begin_units, insns, units);
    if (code_is_full(cpu->config.ports.code))
        code_forget_all(cpu->config.ports.code);
    engine_begin(cpu, begin_units, insns, units);
    do {
        const Uop *u;

        if (UNLIKELY(cpu->attention)) {
            if (engine_attend(cpu, &stop))
                break;
            if (UNLIKELY(cpu->attention & ATTENTION_STEP)) {
                if (!debug_exception(cpu) && !bti_exception(cpu))
                    engine_step(cpu);
                continue;
            }
            if (UNLIKELY(cpu->attention & ATTENTION_BTYPE) && bti_exception(cpu))
                continue;
        }
        u = mem_fetch(cpu);
        if (LIKELY(u))
            run_sections(cpu, u);
        else
            engine_fault(cpu);
    } while (LIKELY(budget_left(cpu->budget)));
    engine_end(cpu);
    return stop;
}
