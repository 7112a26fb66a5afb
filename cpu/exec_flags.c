/* SPDX-License-Identifier: MIT
 *
 * exec_flags.c - FEAT_FlagM and FEAT_FlagM2: instructions that make flags of registers, of each
 * other, and of another machine's floating-point comparison.
 *
 * Spec: DDI 0487, RMIF, SETF8, SETF16, CFINV, XAFLAG, AXFLAG.    Tests: tests/vectors (rmif ..
 * axflag) Journey: after cpu/exec_int_more.c, before cpu/exec_branch.c
 */
#include "cpu/engine.h"
#include "cpu/flags.h"

EXEC(RMIF)
{
    unsigned rotated = (unsigned)ror64(cpu->x[u->n], u->k);

    flags_set(cpu, (flags_get(cpu) & ~(unsigned)u->s) | (rotated & u->s));
    NEXT;
}

/* N and Z of the low @width bits, V when the next one differs from their sign; C stays. */
static inline unsigned flags_of_small(const Cpu *cpu, uint64_t value, unsigned width)
{
    bool n = bit(value, width - 1), v = n != bit(value, width);

    return (n ? FLAG_N : 0u) | (value & ones(width) ? 0u : FLAG_Z) | (flags_get(cpu) & FLAG_C) |
           (v ? FLAG_V : 0u);
}

EXEC(SETF8)
{
    flags_set(cpu, flags_of_small(cpu, cpu->x[u->n], 8));
    NEXT;
}

EXEC(SETF16)
{
    flags_set(cpu, flags_of_small(cpu, cpu->x[u->n], 16));
    NEXT;
}

EXEC(CFINV)
{
    flags_set(cpu, flags_get(cpu) ^ FLAG_C);
    NEXT;
}

EXEC(XAFLAG)
{
    bool z = flags_get(cpu) & FLAG_Z, c = flags_get(cpu) & FLAG_C;

    flags_set(cpu, (!c && !z ? FLAG_N : 0u) | (z && c ? FLAG_Z : 0u) | (c || z ? FLAG_C : 0u) |
                       (!c && z ? FLAG_V : 0u));
    NEXT;
}

EXEC(AXFLAG)
{
    bool z = flags_get(cpu) & FLAG_Z, c = flags_get(cpu) & FLAG_C, v = flags_get(cpu) & FLAG_V;

    flags_set(cpu, (z || v ? FLAG_Z : 0u) | (c && !v ? FLAG_C : 0u));
    NEXT;
}
