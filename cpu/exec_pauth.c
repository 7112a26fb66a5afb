/* SPDX-License-Identifier: MIT
 *
 * exec_pauth.c - the instructions of pointer authentication that are neither branches nor returns.
 *
 * Spec: DDI 0487, PACIA .. PACGA, AUTIA .. AUTDB, XPACI, XPACD, LDRAA.
 * Tests: tests/guest/pauth, tests/unit/cpu/pauth_test.c
 * Journey: after cpu/pauth.c, before cpu/exec_simd_same.c
 */
#include "cpu/access.h"
#include "cpu/engine.h"
#include "cpu/pauth.h"

#define PAUTH(name, work, key, modifier, pointer)                                                  \
    EXEC(name)                                                                                     \
    {                                                                                              \
        if (!work(cpu, PAUTH_##key, modifier, &cpu->x[pointer]))                                   \
            RAISE;                                                                                 \
        NEXT;                                                                                      \
    }

/* By a register, and by zero, which the format has put into n. */
#define REGISTERS(name, name_zero, work, key)                                                      \
    PAUTH(name, work, key, cpu->x[u->n], u->d)                                                     \
    PAUTH(name_zero, work, key, cpu->x[u->n], u->d)

/* In the hint space: X30 with SP or zero, X17 with X16. */
#define HINTS(name, work, key)                                                                     \
    PAUTH(name##SP, work, key, cpu->x[REG_SP], 30)                                                 \
    PAUTH(name##Z, work, key, 0, 30)                                                               \
    PAUTH(name##1716, work, key, cpu->x[16], 17)

REGISTERS(PACIA, PACIZA, pauth_sign, IA)
REGISTERS(PACIB, PACIZB, pauth_sign, IB)
REGISTERS(PACDA, PACDZA, pauth_sign, DA)
REGISTERS(PACDB, PACDZB, pauth_sign, DB)
REGISTERS(AUTIA, AUTIZA, pauth_check, IA)
REGISTERS(AUTIB, AUTIZB, pauth_check, IB)
REGISTERS(AUTDA, AUTDZA, pauth_check, DA)
REGISTERS(AUTDB, AUTDZB, pauth_check, DB)
HINTS(PACIA, pauth_sign, IA)
HINTS(PACIB, pauth_sign, IB)
HINTS(AUTIA, pauth_check, IA)
HINTS(AUTIB, pauth_check, IB)

EXEC(XPACI)
{
    cpu->x[u->d] = pauth_strip(cpu, cpu->x[u->d], false);
    NEXT;
}

EXEC(XPACD)
{
    cpu->x[u->d] = pauth_strip(cpu, cpu->x[u->d], true);
    NEXT;
}

EXEC(XPACLRI)
{
    cpu->x[30] = pauth_strip(cpu, cpu->x[30], false);
    NEXT;
}

EXEC(PACGA)
{
    if (!pauth_generic(cpu, cpu->x[u->n], cpu->x[u->m], &cpu->x[u->d]))
        RAISE;
    NEXT;
}

/* The base is checked, then the offset added. CHOICE: with write-back and Rt = Rn the base wins, as
 * in cpu/exec_mem.c. */
static NO_INLINE bool load_checked(Cpu *cpu, const Uop *u, PauthKey key, bool write_back)
{
    uint64_t base = cpu->x[u->n], ignored;

    if (!pauth_check(cpu, key, 0, &base))
        return false;
    if (u->n == REG_SP && !mem_base(cpu, u->n, &ignored))
        return false;
    if (!mem_load(cpu, base + u->imm, 8, MEM_PLAIN, &cpu->x[u->d]))
        return false;
    if (write_back)
        cpu->x[u->n] = base + u->imm;
    return true;
}

#define LOAD_CHECKED(name, key, write_back)                                                        \
    EXEC(name)                                                                                     \
    {                                                                                              \
        if (!load_checked(cpu, u, PAUTH_##key, write_back))                                        \
            RAISE;                                                                                 \
        NEXT;                                                                                      \
    }

LOAD_CHECKED(LDRAA, DA, false)
LOAD_CHECKED(LDRAB, DB, false)
LOAD_CHECKED(LDRAA_pre, DA, true)
LOAD_CHECKED(LDRAB_pre, DB, true)
