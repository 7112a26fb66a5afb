/* SPDX-License-Identifier: MIT
 *
 * exec_fused.c - handlers of the fast engine by condition: of what has one itself, and of a
 * comparison with the B.cond behind it.
 *
 * Their text is that of the rows of a64.def, which remain what the reference engine executes. A
 * pair is two instructions in counts, prices and when it is entered at the second.
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
        TAIL_BRANCH;                                                                               \
    u++;                                                                                           \
    TAIL_NEXT

/* ConditionHolds; @cond is a constant. */
static ALWAYS_INLINE bool holds(const Cpu *cpu, unsigned cond)
{
    if (LIKELY(cpu->lazy.kind == FLAGS_DIFFERENCE))
        return flags_difference_holds(cpu->lazy.a, cpu->lazy.b, cond);
    if (cpu->lazy.kind == FLAGS_RESULT)
        return flags_result_holds(cpu->lazy.a, cond);
    return flags_hold(cpu, cond);
}

#define SHIFTED(value) ((uint64_t)(value) << 32)
#define SAME(value) (value)

/* CSEL and its like: a where the condition holds, else @other of b. */
#define SELECT(name, type, other, number)                                                          \
    TAIL(name)                                                                                     \
    {                                                                                              \
        type a = (type)cpu->x[u->n], b = (type)cpu->x[u->m];                                       \
                                                                                                   \
        cpu->x[u->d] = holds(cpu, number) ? a : (type)(other);                                     \
        u++;                                                                                       \
        TAIL_NEXT;                                                                                 \
    }

/* CCMP: compares where the condition holds. */
#define COMPARE(name, type, operand, sub, number)                                                  \
    TAIL(name)                                                                                     \
    {                                                                                              \
        if (holds(cpu, number))                                                                    \
            (void)sub(cpu, (type)cpu->x[u->n], (type)(operand));                                   \
        else                                                                                       \
            flags_set(cpu, u->s);                                                                  \
        u++;                                                                                       \
        TAIL_NEXT;                                                                                 \
    }

#define SUBTRACT(name, type, operand, widened, sub, number)                                        \
    TAIL(name)                                                                                     \
    {                                                                                              \
        type a = (type)cpu->x[u->n], b = (type)(operand);                                          \
        bool taken = flags_difference_holds(widened(a), widened(b), number);                       \
                                                                                                   \
        cpu->x[u->d] = sub(cpu, a, b);                                                             \
        u++;                                                                                       \
        LEAVE(taken);                                                                              \
    }

#define TEST(name, type, operand, widened, logic, number)                                          \
    TAIL(name)                                                                                     \
    {                                                                                              \
        type result = (type)cpu->x[u->n] & (type)(operand);                                        \
        bool taken = flags_result_holds(widened(result), number);                                  \
                                                                                                   \
        logic(cpu, result);                                                                        \
        cpu->x[u->d] = result;                                                                     \
        u++;                                                                                       \
        LEAVE(taken);                                                                              \
    }

#define IMM u->imm
#define REG cpu->x[u->m]

/* clang-format off */
#define HANDLER_B_cond(name, number)      TAIL(name) { LEAVE(holds(cpu, number)); }
#define HANDLER_CSEL_32(name, number)     SELECT(name, uint32_t, b, number)
#define HANDLER_CSEL_64(name, number)     SELECT(name, uint64_t, b, number)
#define HANDLER_CSINC_32(name, number)    SELECT(name, uint32_t, b + 1, number)
#define HANDLER_CSINC_64(name, number)    SELECT(name, uint64_t, b + 1, number)
#define HANDLER_CSINV_32(name, number)    SELECT(name, uint32_t, ~b, number)
#define HANDLER_CSINV_64(name, number)    SELECT(name, uint64_t, ~b, number)
#define HANDLER_CSNEG_32(name, number)    SELECT(name, uint32_t, ~b + 1, number)
#define HANDLER_CSNEG_64(name, number)    SELECT(name, uint64_t, ~b + 1, number)
#define HANDLER_CCMP_imm_32(name, number) COMPARE(name, uint32_t, IMM, flags_sub32, number)
#define HANDLER_CCMP_imm_64(name, number) COMPARE(name, uint64_t, IMM, flags_sub64, number)
#define HANDLER_CCMP_reg_32(name, number) COMPARE(name, uint32_t, REG, flags_sub32, number)
#define HANDLER_CCMP_reg_64(name, number) COMPARE(name, uint64_t, REG, flags_sub64, number)
#define HANDLER_SUBS_imm_32(name, number) SUBTRACT(name, uint32_t, IMM, SHIFTED, flags_sub32, number)
#define HANDLER_SUBS_imm_64(name, number) SUBTRACT(name, uint64_t, IMM, SAME, flags_sub64, number)
#define HANDLER_SUBS_reg_32(name, number) SUBTRACT(name, uint32_t, REG, SHIFTED, flags_sub32, number)
#define HANDLER_SUBS_reg_64(name, number) SUBTRACT(name, uint64_t, REG, SAME, flags_sub64, number)
#define HANDLER_ANDS_imm_32(name, number) TEST(name, uint32_t, IMM, SHIFTED, flags_logic32, number)
#define HANDLER_ANDS_imm_64(name, number) TEST(name, uint64_t, IMM, SAME, flags_logic64, number)
#define HANDLER_ANDS_reg_32(name, number) TEST(name, uint32_t, REG, SHIFTED, flags_logic32, number)
#define HANDLER_ANDS_reg_64(name, number) TEST(name, uint64_t, REG, SAME, flags_logic64, number)
/* clang-format on */

#define ROW(op, cond, number) HANDLER_##op(op##_##cond, number)
#define OWN(op) EACH_CONDITION(ROW, op)
#define PAIR OWN
#define WITH(name, op)
#include "cpu/fused.def"
#undef ROW
#undef OWN
#undef PAIR
#undef WITH

/* As many instructions that do nothing as k says, and one. */
TAIL(HINT_run)
{
    u += 1 + u->k;
    TAIL_NEXT;
}

/* An address in two instructions. */
TAIL(ADRP_ADD)
{
    uint64_t page = cpu->fetch_page + u->imm;

    cpu->x[u[0].d] = page;
    cpu->x[u[1].d] = page + u[1].imm;
    u += 2;
    TAIL_NEXT;
}

/* 32 bits in two instructions. */
#define MOVE_WIDE(name, type)                                                                      \
    TAIL(name)                                                                                     \
    {                                                                                              \
        cpu->x[u->d] = (type)((u->imm & ~(UINT64_C(0xffff) << u[1].k)) | u[1].imm);                \
        u += 2;                                                                                    \
        TAIL_NEXT;                                                                                 \
    }

MOVE_WIDE(MOVZ_MOVK_32, uint32_t)
MOVE_WIDE(MOVZ_MOVK_64, uint64_t)

#endif
