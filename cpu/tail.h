/* SPDX-License-Identifier: MIT
 *
 * tail.h - the words of engine.h for the `tail` dispatcher: handlers that end in a jump to the
 * next.
 *
 * The text between EXEC and its closing brace becomes an inline body, which says how it went;
 * around it stands the function that the table holds. In files compiled with ENGINE_SYNC (branches
 * and system instructions) every instruction ends its section: pc is made before it, and tail_go
 * enters the next section after it.
 *
 * Tests: tests/tables/tail_jumps.sh
 */
#ifndef CPU_TAIL_H
#define CPU_TAIL_H

#if defined(__clang__)
#define MUST_TAIL __attribute__((musttail))
#elif defined(__OPTIMIZE__)
#define MUST_TAIL /* sibling calls; tests/tables/tail_jumps.sh looks at what came of it */
#else
#error "the fast engine needs clang, or gcc with -O2"
#endif

extern const ExecFunction tail_table[A64_OP_COUNT];

/* Goes on at cpu->pc: enters the section there, or returns to engine_run_fast. */
int tail_go(Cpu *cpu, const Uop *u);

/* engine_raise for an instruction within a section. */
int tail_raise(Cpu *cpu, const Uop *u);

#define TAIL(name) int tail_##name(Cpu *cpu, const Uop *u)

TAIL(DECODE);
TAIL(UNALLOCATED);
#define A64(name, bits, class, feature, format) TAIL(name);
#include "cpu/a64.def"
#undef A64

/* Address of the instruction that @u is, in the page being executed. */
static inline uint64_t tail_pc(const Cpu *cpu, const Uop *u)
{
    return cpu->fetch_page + 4 * (uint64_t)(u - cpu->fetch_code->uop);
}

#undef EXEC
#undef RAISE
#undef UNDEFINED
#define RAISE return tail_raise(cpu, u)
#define UNDEFINED return ((void)exception_undefined(cpu), tail_raise(cpu, u))

#ifdef ENGINE_SYNC
#define TAIL_ENTER(cpu, u) ((cpu)->uop = (u), (cpu)->pc = tail_pc(cpu, u))
#define TAIL_LEAVE(cpu, u, step)                                                                   \
    if ((step) == STEP_NEXT)                                                                       \
        (cpu)->pc += 4;                                                                            \
    MUST_TAIL return tail_go(cpu, u)
#else
#define TAIL_ENTER(cpu, u) ((cpu)->uop = (u))
#define TAIL_LEAVE(cpu, u, step)                                                                   \
    if (LIKELY((step) == STEP_NEXT)) {                                                             \
        (u)++;                                                                                     \
        MUST_TAIL return tail_table[(u)->op](cpu, u);                                              \
    }                                                                                              \
    MUST_TAIL return tail_go(cpu, u)
#define engine_pc tail_pc
#endif

#define EXEC(name)                                                                                 \
    static ALWAYS_INLINE int body_##name(Cpu *cpu, const Uop *u);                                  \
    TAIL(name)                                                                                     \
    {                                                                                              \
        TAIL_ENTER(cpu, u);                                                                        \
        TAIL_LEAVE(cpu, u, body_##name(cpu, u));                                                   \
    }                                                                                              \
    static ALWAYS_INLINE int body_##name(Cpu *cpu, const Uop *u)

#endif
