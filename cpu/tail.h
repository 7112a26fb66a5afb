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
 * Files compiled with ENGINE_BRANCH hold branches: NEXT and BRANCH enter the section at the next
 * instruction or at the target, without leaving when it is in the page; with ENGINE_SYSTEM, system
 * instructions, whose RAISE is tail_exactly. Those that are not compiled here end their section and
 * are tail_again's alone.
 *
 * Tests: tests/tables/tail_jumps.sh
 */
#ifndef CPU_TAIL_H
#define CPU_TAIL_H

#include "cpu/section.h"

#if defined(__clang__)
#define MUST_TAIL __attribute__((musttail))
#elif defined(__OPTIMIZE__)
#define MUST_TAIL /* sibling calls; tests/tables/tail_jumps.sh looks at what came of it */
#else
#error "the fast engine needs clang, or gcc with -O2"
#endif

/* What a body tells its handler, besides STEP_NEXT and STEP_SET. */
enum {
    STEP_AGAIN = STEP_SET + 1, /* nothing was done: not the short way */
    STEP_BRANCH,               /* a taken branch by u->imm */
};

#define TAIL(name) int tail_##name(Cpu *cpu, const Uop *u)

extern const ExecFunction tail_table[UOP_OP_COUNT];

/* Goes on at cpu->pc: enters the section there, or returns to engine_run_fast. */
TAIL(go);

/* Does @u, the next of its section, by the reference engine's handler, and goes on. */
TAIL(again);

/* The same of a system instruction, which has to know its time: the rest of its section is given
 * back first. */
TAIL(exactly);

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
#include "cpu/fused.def"
#undef ROW
#undef OWN
#undef PAIR

/* Address of the instruction that @u is, in the page being executed. */
static ALWAYS_INLINE uint64_t tail_pc(const Cpu *cpu, const Uop *u)
{
    return cpu->fetch_page + 4 * (uint64_t)(u - cpu->fetch_code->uop);
}

/* Counts and charges @event. False, with nothing done, when no time might be left for the rest of
 * the section, which is paid for, to start. */
static ALWAYS_INLINE bool tail_pay(Cpu *cpu, CostEvent event)
{
    Budget left = budget_spend(cpu->budget, cpu->price[event]);

    if (UNLIKELY((int32_t)(uint32_t)left <= 0))
        return false;
    charge(cpu, event);
    return true;
}

/* May an interrupt or a debug exception be taken once it is not masked? The lines are as they were
 * when attention was paid last. */
static ALWAYS_INLINE bool tail_is_watched(const Cpu *cpu)
{
    return cpu->lines || bits(cpu->sr[SR_HCR_EL2], 8, 6) /* VSE, VI, VF */ || cpu->debug.on;
}

/* Enters the section at word @index of the page being executed. NULL, with pc set: leave. */
static ALWAYS_INLINE const Uop *tail_enter(Cpu *cpu, uint64_t index)
{
    const CodePage *page = cpu->fetch_code;
    const Section *section = page->section[index];

    if (LIKELY(section && section_enter(cpu, section)))
        return &page->uop[index];
    cpu->pc = cpu->fetch_page + 4 * index;
    return NULL;
}

/* Enters the section at the target of the taken branch @u. NULL, with pc set: it is in another
 * page, or leave. */
static ALWAYS_INLINE const Uop *tail_branch(Cpu *cpu, const Uop *u)
{
    uint64_t index = (uint64_t)(u - cpu->fetch_code->uop) + (uint64_t)((int64_t)u->imm >> 2);

    charge(cpu, COST_BRANCH_TAKEN);
    if (LIKELY(index < CODE_PAGE_WORDS))
        return tail_enter(cpu, index);
    cpu->pc = tail_pc(cpu, u) + u->imm;
    return NULL;
}

/* Enters the section at cpu->pc. NULL: it is in another page, or leave. */
static ALWAYS_INLINE const Uop *tail_jump(Cpu *cpu)
{
    if (LIKELY((cpu->pc & ~UINT64_C(0xffc)) == cpu->fetch_page))
        return tail_enter(cpu, (cpu->pc / 4) % CODE_PAGE_WORDS);
    return NULL;
}

#undef EXEC
#undef BRANCH
#undef RAISE
#undef FP_ENABLED
#undef PAY
#undef ATTEND
#undef UNDEFINED
#define engine_pc tail_pc
#define BRANCH return ((void)cpu, (void)u, STEP_BRANCH)
#define RAISE return STEP_AGAIN
#define UNDEFINED return STEP_AGAIN
#define PAY(event)                                                                                 \
    do {                                                                                           \
        if (UNLIKELY(!tail_pay(cpu, (CostEvent)(event))))                                          \
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

#define TAIL_NEXT(cpu, u) MUST_TAIL return tail_table[(u)->op](cpu, u)

#ifdef ENGINE_BRANCH
#define TAIL_LEAVE(cpu, u, step)                                                                   \
    switch (step) {                                                                                \
    case STEP_NEXT:                                                                                \
        u = tail_enter(cpu, (uint64_t)(u - (cpu)->fetch_code->uop) + 1);                           \
        break;                                                                                     \
    case STEP_BRANCH:                                                                              \
        u = tail_branch(cpu, u);                                                                   \
        break;                                                                                     \
    case STEP_AGAIN:                                                                               \
        MUST_TAIL return tail_again(cpu, u);                                                       \
    default:                                                                                       \
        u = tail_jump(cpu);                                                                        \
        break;                                                                                     \
    }                                                                                              \
    if (UNLIKELY(!u))                                                                              \
        MUST_TAIL return tail_go(cpu, u);                                                          \
    TAIL_NEXT(cpu, u)
#else
#ifdef ENGINE_SYSTEM
#define TAIL_AGAIN tail_exactly
#else
#define TAIL_AGAIN tail_again
#endif
#define TAIL_LEAVE(cpu, u, step)                                                                   \
    if (UNLIKELY((step) != STEP_NEXT))                                                             \
        MUST_TAIL return TAIL_AGAIN(cpu, u);                                                       \
    (u)++;                                                                                         \
    TAIL_NEXT(cpu, u)
#endif

#define EXEC(name)                                                                                 \
    static ALWAYS_INLINE int body_##name(Cpu *cpu, const Uop *u);                                  \
    TAIL(name)                                                                                     \
    {                                                                                              \
        TAIL_LEAVE(cpu, u, body_##name(cpu, u));                                                   \
    }                                                                                              \
    static ALWAYS_INLINE int body_##name(Cpu *cpu, const Uop *u)

#endif
