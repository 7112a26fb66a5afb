/* SPDX-License-Identifier: MIT
 *
 * tail.h - the words of engine.h for the `tail` dispatcher: handlers that end in a jump to the
 * next.
 *
 * The text between EXEC and its closing brace becomes an inline body, which says how it went;
 * around it stands the function that the table holds. The body is the short way only: memory that
 * is not known to be directly accessible, or whatever else would call a function that may fail,
 * leaves through RAISE before anything has changed, and tail_again runs the reference engine's
 * handler instead. So the short way needs neither pc nor a stack frame.
 *
 * What is left of the budget, and the count lanes, travel in registers from handler to handler; Cpu
 * has them while other code runs (tail_put, TAIL_GET).
 *
 * Files compiled with ENGINE_BRANCH hold branches: they enter the section at the target without
 * leaving when it is in the page; with ENGINE_SYSTEM, system instructions, whose RAISE is
 * tail_exactly. Those that are not compiled here end their section and are tail_again's alone.
 *
 * Tests: tests/tables/tail_jumps.sh
 */
#ifndef CPU_TAIL_H
#define CPU_TAIL_H

#include "cpu/section.h"
#include "cpu/stencil.h"

#if defined(__clang__)
#define MUST_TAIL __attribute__((musttail))
#elif defined(__OPTIMIZE__)
#define MUST_TAIL /* sibling calls; tests/tables/tail_jumps.sh looks at what came of it */
#else
#error "the fast engine needs clang, or gcc with -O2"
#endif

/* What a body tells its handler, besides STEP_NEXT. */
enum {
    STEP_AGAIN = STEP_SET + 1, /* nothing was done: not the short way */
    STEP_BRANCH,               /* a taken branch by u->offset */
    STEP_JUMP,                 /* a taken branch to cpu->pc */
};

#define TAIL(name) int tail_##name(Cpu *cpu, const Uop *u, Budget budget, Lanes low, Lanes high)

extern const TailFunction tail_table[UOP_OP_COUNT];

/* Does @u: what handlers end in. Where they follow each other in host code (cpu/stencil.h) this is
 * the way to the next of it, and not called. */
TAIL(next);

/* The code of a section that has none yet. */
TAIL(cold);

/* Goes on at cpu->pc: enters the section there, or returns to engine_run_fast. */
TAIL(go);

/* Does @u, the next of its section, by the reference engine's handler, and goes on. */
TAIL(again);

/* The same of a system instruction, which has to know its time: the rest of its section is given
 * back first. */
TAIL(exactly);

/* Takes the direct branch @u, which has no link, or none that can be paid. */
TAIL(branch);
TAIL(branch_within);

/* Takes the tag off cpu->pc, and goes on there. */
TAIL(tagged);

/* Returns to engine_run_fast, which goes on at cpu->pc. */
TAIL(leave);

TAIL(DECODE);
TAIL(UNALLOCATED);
#define A64(name, bits, class, feature, format) TAIL(name);
#include "cpu/a64.def"
#undef A64
#define ROW(op, cond, number) TAIL(op##_##cond);
#define OWN(op) EACH_CONDITION(ROW, op)
#define PAIR OWN
#define WITH(name, op) TAIL(name);
#include "cpu/fused.def"
#undef ROW
#undef OWN
#undef PAIR
#undef WITH

/* Address of the instruction that @u is, in the page being executed. */
static ALWAYS_INLINE uint64_t tail_pc(const Cpu *cpu, const Uop *u)
{
    return cpu->fetch_page + 4 * (uint64_t)(u - cpu->fetch_code->uop);
}

/* Counts and charges @event. False, with nothing done, when no time might be left for the rest of
 * the section, which is paid for, to start. */
static ALWAYS_INLINE bool tail_pay(Cpu *cpu, Budget *budget, CostEvent event)
{
    Budget left = budget_spend(*budget, cpu->price[event]);

    if (UNLIKELY((int32_t)(uint32_t)left <= 0))
        return false;
    charge_count(cpu, event, 1);
    *budget = left;
    return true;
}

/* May an interrupt or a debug exception be taken once it is not masked? The lines are as they were
 * when attention was paid last. */
static ALWAYS_INLINE bool tail_is_watched(const Cpu *cpu)
{
    return cpu->lines || bits(cpu->sr[SR_HCR_EL2], 8, 6) /* VSE, VI, VF */ || cpu->debug.on;
}

#define TAIL_CALL(function) MUST_TAIL return (function)(cpu, u, budget, low, high)
#ifdef STENCILS
#define TAIL_NEXT TAIL_CALL(tail_next)
#else
#define TAIL_NEXT TAIL_CALL(tail_table[u->op])
#endif

/* charge(). */
#define TAIL_CHARGE(event)                                                                         \
    do {                                                                                           \
        charge_count(cpu, event, 1);                                                               \
        budget = budget_spend(budget, cpu->price[event]);                                          \
    } while (0)

/* To @section, which begins at @first, when it can be paid, else to @otherwise. That @first is not
 * asked of the section lets the host load both at once. */
#define TAIL_ENTER(section, first, otherwise)                                                      \
    do {                                                                                           \
        const Section *entered = (section);                                                        \
                                                                                                   \
        if (UNLIKELY(!section_pay(entered, &budget)))                                              \
            TAIL_CALL(otherwise);                                                                  \
        low += entered->lanes[0];                                                                  \
        high += entered->lanes[1];                                                                 \
        cpu->section_end = entered->end;                                                           \
        u = (first);                                                                               \
        TAIL_CALL(entered->code);                                                                  \
    } while (0)

/* To the section at cpu->pc, which is in the page being executed. */
#define TAIL_ENTER_PC(otherwise)                                                                   \
    do {                                                                                           \
        const CodePage *page = cpu->fetch_code;                                                    \
        unsigned index = (cpu->pc / 4) % CODE_PAGE_WORDS;                                          \
                                                                                                   \
        TAIL_ENTER(&cpu->sections[page->section[index]], &page->uop[index], otherwise);            \
    } while (0)

/* The taken direct branch @u. Its link has paid for it. */
#define TAIL_BRANCH                                                                                \
    do {                                                                                           \
        const Section *link = &cpu->sections[u->link];                                             \
                                                                                                   \
        if (UNLIKELY(!section_pay(link, &budget)))                                                 \
            TAIL_CALL(tail_branch);                                                                \
        charge_count(cpu, COST_BRANCH_TAKEN, 1);                                                   \
        low += link->lanes[0];                                                                     \
        high += link->lanes[1];                                                                    \
        cpu->section_end = link->end;                                                              \
        u += u->offset;                                                                            \
        TAIL_CALL(link->to->code);                                                                 \
    } while (0)

/* The branch to cpu->pc, the last of its section. */
#define TAIL_JUMP                                                                                  \
    do {                                                                                           \
        TAIL_CHARGE(COST_BRANCH_TAKEN);                                                            \
        if (UNLIKELY(!branch_is_plain(cpu, cpu->pc)))                                              \
            TAIL_CALL(tail_tagged);                                                                \
        if (LIKELY((cpu->pc & ~UINT64_C(0xffc)) == cpu->fetch_page))                               \
            TAIL_ENTER_PC(tail_go);                                                                \
        TAIL_CALL(tail_go);                                                                        \
    } while (0)

static ALWAYS_INLINE void tail_put(Cpu *cpu, Budget budget, Lanes low, Lanes high)
{
    cpu->budget = budget;
    cpu->lanes[0] = low;
    cpu->lanes[1] = high;
}

#define TAIL_GET                                                                                   \
    do {                                                                                           \
        budget = cpu->budget;                                                                      \
        low = cpu->lanes[0];                                                                       \
        high = cpu->lanes[1];                                                                      \
    } while (0)

#undef EXEC
#undef BRANCH
#undef JUMP
#undef RAISE
#undef FP_ENABLED
#undef PAY
#undef ATTEND
#undef UNDEFINED
#define engine_pc tail_pc
#define BRANCH return ((void)cpu, (void)u, STEP_BRANCH)
#define JUMP(va) return ((void)u, cpu->pc = (va), STEP_JUMP)
#define RAISE return STEP_AGAIN
#define UNDEFINED return STEP_AGAIN
#define PAY(event)                                                                                 \
    do {                                                                                           \
        if (UNLIKELY(!tail_pay(cpu, budget, (CostEvent)(event))))                                  \
            RAISE;                                                                                 \
    } while (0)
#define ATTEND                                                                                     \
    do {                                                                                           \
        if (UNLIKELY(tail_is_watched(cpu)))                                                        \
            RAISE;                                                                                 \
    } while (0)
#define FP_ENABLED                                                                                 \
    do {                                                                                           \
        if (UNLIKELY(!cpu->fp_enabled))                                                            \
            RAISE;                                                                                 \
    } while (0)

#ifdef ENGINE_BRANCH
#define TAIL_LEAVE(step)                                                                           \
    switch (step) {                                                                                \
    case STEP_NEXT:                                                                                \
        u++;                                                                                       \
        TAIL_NEXT;                                                                                 \
    case STEP_BRANCH:                                                                              \
        TAIL_BRANCH;                                                                               \
    case STEP_JUMP:                                                                                \
        TAIL_JUMP;                                                                                 \
    default:                                                                                       \
        TAIL_CALL(tail_again);                                                                     \
    }
#else
#ifdef ENGINE_SYSTEM
#define TAIL_AGAIN tail_exactly
#else
#define TAIL_AGAIN tail_again
#endif
#define TAIL_LEAVE(step)                                                                           \
    if (UNLIKELY((step) != STEP_NEXT))                                                             \
        TAIL_CALL(TAIL_AGAIN);                                                                     \
    u++;                                                                                           \
    TAIL_NEXT
#endif

#define EXEC(name)                                                                                 \
    static ALWAYS_INLINE int body_##name(Cpu *cpu, const Uop *u, UNUSED Budget *budget);           \
    TAIL(name)                                                                                     \
    {                                                                                              \
        TAIL_LEAVE(body_##name(cpu, u, &budget));                                                  \
    }                                                                                              \
    static ALWAYS_INLINE int body_##name(Cpu *cpu, const Uop *u, UNUSED Budget *budget)

#endif
