/* SPDX-License-Identifier: MIT
 *
 * exec_branch.c - branches.
 *
 * Spec: DDI 0487, "Branches, Exception Generating and System instructions".
 * Tests: tests/unit/cpu/exec_branch_test.c, tests/vectors/
 * Journey: after cpu/exec_int_more.c, before cpu/exec_call.c
 */
#include "cpu/engine.h"
#include "cpu/flags.h"

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

EXEC(BR)
{
    JUMP(cpu->x[u->n]);
}

EXEC(BLR)
{
    uint64_t target = cpu->x[u->n];

    cpu->x[30] = engine_pc(cpu, u) + 4;
    JUMP(target);
}

EXEC(RET)
{
    JUMP(cpu->x[u->n]);
}
