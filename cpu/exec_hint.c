/* SPDX-License-Identifier: MIT
 *
 * exec_hint.c - instructions of the hint and barrier space that nothing has to wait for.
 *
 * Spec: DDI 0487, HINT, YIELD, CLREX.    Tests: tests/unit/cpu/exec_system_test.c
 * Journey: after cpu/exec_sysreg.c, before cpu/exec_mem.c
 */
#include "cpu/engine.h"

EXEC(HINT)
{
    NEXT;
}

EXEC(YIELD)
{
    NEXT;
}

/* What it is a target of, cpu/bti.c knows. */
EXEC(BTI)
{
    NEXT;
}

EXEC(CLREX)
{
    cpu->exclusive.valid = false;
    NEXT;
}
