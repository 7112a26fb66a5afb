/* SPDX-License-Identifier: MIT
 *
 * exec_branch.c - branches.
 *
 * Spec: DDI 0487, "Branches, Exception Generating and System instructions".
 * Tests: tests/unit/cpu/exec_branch_test.c, tests/vectors/
 * Journey: after cpu/exec_int_more.c, before cpu/exec_call.c
 */
#include "cpu/bti.h"
#include "cpu/engine.h"
#include "cpu/flags.h"
#include "cpu/pauth.h"

EXEC(B)
{
    BRANCH;
}

EXEC(BL)
{
    cpu->x[30] = engine_pc(cpu, u) + 4;
    BRANCH;
}

EXEC(B_cond)
{
    if (flags_hold(cpu, u->k))
        BRANCH;
    NEXT;
}

EXEC(CBZ_32)
{
    if ((uint32_t)cpu->x[u->d] == 0)
        BRANCH;
    NEXT;
}

EXEC(CBZ_64)
{
    if (cpu->x[u->d] == 0)
        BRANCH;
    NEXT;
}

EXEC(CBNZ_32)
{
    if ((uint32_t)cpu->x[u->d] != 0)
        BRANCH;
    NEXT;
}

EXEC(CBNZ_64)
{
    if (cpu->x[u->d] != 0)
        BRANCH;
    NEXT;
}

EXEC(TBZ)
{
    if (!bit(cpu->x[u->d], u->k))
        BRANCH;
    NEXT;
}

EXEC(TBNZ)
{
    if (bit(cpu->x[u->d], u->k))
        BRANCH;
    NEXT;
}

/* What a branch says of its target is looked at before the next instruction, by no short way. */
#ifdef ENGINE_TAIL
#define UNTYPED                                                                                    \
    do {                                                                                           \
        if (UNLIKELY(cpu_has(cpu, FEAT_BTI)))                                                      \
            RAISE;                                                                                 \
    } while (0)
#else
#define UNTYPED (void)0
#endif

/* PSTATE.BTYPE for the target of an indirect branch; RET leaves it 0. */
#define JUMP_TYPED(va, type)                                                                       \
    do {                                                                                           \
        if (UNLIKELY(cpu_has(cpu, FEAT_BTI)))                                                      \
            bti_set(cpu, type);                                                                    \
        JUMP(va);                                                                                  \
    } while (0)

EXEC(BR)
{
    UNTYPED;
    JUMP_TYPED(cpu->x[u->n], bti_type_of_br(cpu, u->n, engine_pc(cpu, u)));
}

EXEC(BLR)
{
    uint64_t target = cpu->x[u->n];

    UNTYPED;
    cpu->x[30] = engine_pc(cpu, u) + 4;
    JUMP_TYPED(target, BTYPE_CALL);
}

EXEC(RET)
{
    JUMP(cpu->x[u->n]);
}

/* To the pointer in @reg when it is signed by @modifier; else to no address. */
#define CHECKED(name, key, reg, modifier, link, type)                                              \
    EXEC(name)                                                                                     \
    {                                                                                              \
        PauthChecked target;                                                                       \
                                                                                                   \
        UNTYPED;                                                                                   \
        target = pauth_checked(cpu, PAUTH_##key, modifier, cpu->x[reg]);                           \
        if (UNLIKELY(target.trapped))                                                              \
            RAISE;                                                                                 \
        if (link)                                                                                  \
            cpu->x[30] = engine_pc(cpu, u) + 4;                                                    \
        JUMP_TYPED(target.pointer, type);                                                          \
    }

CHECKED(BRAA, IA, u->n, cpu->x[u->m], false, bti_type_of_br(cpu, u->n, engine_pc(cpu, u)))
CHECKED(BRAB, IB, u->n, cpu->x[u->m], false, bti_type_of_br(cpu, u->n, engine_pc(cpu, u)))
CHECKED(BRAAZ, IA, u->n, 0, false, bti_type_of_br(cpu, u->n, engine_pc(cpu, u)))
CHECKED(BRABZ, IB, u->n, 0, false, bti_type_of_br(cpu, u->n, engine_pc(cpu, u)))
CHECKED(BLRAA, IA, u->n, cpu->x[u->m], true, BTYPE_CALL)
CHECKED(BLRAB, IB, u->n, cpu->x[u->m], true, BTYPE_CALL)
CHECKED(BLRAAZ, IA, u->n, 0, true, BTYPE_CALL)
CHECKED(BLRABZ, IB, u->n, 0, true, BTYPE_CALL)
CHECKED(RETAA, IA, 30, cpu->x[REG_SP], false, 0)
CHECKED(RETAB, IB, 30, cpu->x[REG_SP], false, 0)
