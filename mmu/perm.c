/* SPDX-License-Identifier: MIT
 *
 * perm.c - permission checks of both stages.
 *
 * Spec: DDI 0487, AArch64.CheckPermission, AArch64.CheckS2Permission; ESR_ELx.WnR.
 * Tests: tests/unit/mmu/perm_test.c
 * Journey: after mmu/walk.c, before mmu/attr.c
 */
#include "mmu/perm.h"

/* EL2 and EL3: one privilege level, so AP<1>, PXN and PAN mean nothing. */
static unsigned rights_one_level(unsigned perm, bool wxn)
{
    bool write = !(perm & S1_READ_ONLY);
    bool exec = !(perm & S1_XN) && !(write && wxn);

    return RIGHT_READ | (write ? RIGHT_WRITE : 0u) | (exec ? RIGHT_EXEC : 0u);
}

static unsigned rights_el0(unsigned perm, bool wxn)
{
    bool read = perm & S1_EL0;
    bool write = read && !(perm & S1_READ_ONLY);
    bool exec = !(perm & S1_XN) && !(write && wxn);

    return (read ? RIGHT_READ : 0u) | (write ? RIGHT_WRITE : 0u) | (exec ? RIGHT_EXEC : 0u);
}

/* What EL0 may write is never executed by the privileged level, WXN or not. */
static unsigned rights_privileged(unsigned perm, bool wxn, bool pan)
{
    bool el0_read = perm & S1_EL0;
    bool write = !(perm & S1_READ_ONLY);
    bool exec = !(perm & S1_PXN) && !(write && wxn) && !(el0_read && write);
    unsigned data = RIGHT_READ | (write ? RIGHT_WRITE : 0u);

    return (pan && el0_read ? 0u : data) | (exec ? RIGHT_EXEC : 0u);
}

unsigned perm_stage1(unsigned s1_perm, bool two_privileges, bool wxn, Who who)
{
    if (!two_privileges)
        return rights_one_level(s1_perm, wxn);
    return who.privileged ? rights_privileged(s1_perm, wxn, who.pan) : rights_el0(s1_perm, wxn);
}

unsigned perm_stage2(unsigned s2_perm, bool has_xnx, bool privileged)
{
    bool never = s2_perm & S2_XN;

    /* FEAT_XNX: XN<1:0> is 00 all, 01 EL0 only, 10 none, 11 EL1 only. */
    if (has_xnx && (s2_perm & S2_XXN))
        never = (s2_perm & S2_XN) ? !privileged : privileged;
    return (s2_perm & S2_READ ? RIGHT_READ : 0u) | (s2_perm & S2_WRITE ? RIGHT_WRITE : 0u) |
           (never ? 0u : RIGHT_EXEC);
}

unsigned perm_needed(Access access)
{
    switch (access.type) {
    case ACCESS_READ:
        return access.atomic_write ? RIGHT_READ | RIGHT_WRITE : RIGHT_READ;
    case ACCESS_WRITE:
        return access.atomic_write ? RIGHT_READ | RIGHT_WRITE : RIGHT_WRITE;
    case ACCESS_EXEC:
        return RIGHT_EXEC;
    case ACCESS_CACHE:
        return access.privileged ? 0 : RIGHT_READ;
    case ACCESS_AT_READ:
        return RIGHT_READ;
    case ACCESS_AT_WRITE:
    case ACCESS_CACHE_WRITE:
        return RIGHT_WRITE;
    }
    return RIGHT_READ;
}

bool perm_fault_on_write(Access access)
{
    switch (access.type) {
    case ACCESS_READ:
    case ACCESS_EXEC:
        return false;
    case ACCESS_WRITE:
        return !access.atomic_write;
    default: /* cache maintenance and AT: WnR is always 1 */
        return true;
    }
}

bool perm_refused_on_write(Access access, unsigned rights)
{
    if (access.atomic_write && access.type <= ACCESS_WRITE)
        return (rights & RIGHT_READ) != 0;
    return perm_fault_on_write(access);
}
