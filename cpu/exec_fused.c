/* SPDX-License-Identifier: MIT
 *
 * exec_fused.c - handlers of the fast engine for what is often together: B.cond by its condition,
 * and a comparison with the B.cond behind it.
 *
 * Their text is that of SUBS and B_cond, which remain what the reference engine executes. A pair is
 * two instructions in counts, prices and when it is entered at the second.
 *
 * Tests: tests/vectors/, tests/unit/cpu/fast_test.c
 * Journey: after cpu/exec_branch.c, before cpu/exec_call.c
 */
#include "cpu/engine.h"
#include "cpu/flags.h"

#ifdef ENGINE_TAIL

/* Goes on behind the branch @u, or at its target. */
#define LEAVE(taken)                                                                               \
    if (taken)                                                                                     \
        u = tail_branch(cpu, u);                                                                   \
    else                                                                                           \
        u = tail_enter(cpu, (uint64_t)(u - cpu->fetch_code->uop) + 1);                             \
    if (UNLIKELY(!u))                                                                              \
        MUST_TAIL return tail_go(cpu, u);                                                          \
    TAIL_NEXT(cpu, u)

static ALWAYS_INLINE bool holds(const Cpu *cpu, unsigned cond)
{
    if (LIKELY(cpu->lazy.kind == FLAGS_DIFFERENCE))
        return flags_difference_holds(cpu->lazy.a, cpu->lazy.b, cond);
    return flags_hold(cpu, cond);
}

#define SHIFTED(value) ((uint64_t)(value) << 32)
#define SAME(value) (value)

#define PAIR(name, type, operand, widened, sub, cond)                                              \
    TAIL(name)                                                                                     \
    {                                                                                              \
        type a = (type)cpu->x[u->n], b = (type)(operand);                                          \
        bool taken = flags_difference_holds(widened(a), widened(b), cond);                         \
                                                                                                   \
        cpu->x[u->d] = sub(cpu, a, b);                                                             \
        u++;                                                                                       \
        LEAVE(taken);                                                                              \
    }

#define COND(name, number)                                                                         \
    TAIL(B_##name)                                                                                 \
    {                                                                                              \
        LEAVE(holds(cpu, number));                                                                 \
    }                                                                                              \
    PAIR(SUBS_imm_32_##name, uint32_t, u->imm, SHIFTED, flags_sub32, number)                       \
    PAIR(SUBS_imm_64_##name, uint64_t, u->imm, SAME, flags_sub64, number)                          \
    PAIR(SUBS_reg_32_##name, uint32_t, cpu->x[u->m], SHIFTED, flags_sub32, number)                 \
    PAIR(SUBS_reg_64_##name, uint64_t, cpu->x[u->m], SAME, flags_sub64, number)
#include "cpu/fused.def"
#undef COND

#endif
