/* SPDX-License-Identifier: MIT
 *
 * cpuif.c - masking, grouping, preemption, and who may see which interrupt.
 *
 * Spec: IHI 0048B, "Interrupt prioritization", GenerateExceptions, ReadGICC_IAR.
 * Tests: tests/unit/gic/cpuif_test.c
 */
#include "gic/cpuif.h"

uint32_t cpuif_group_mask(const CpuIf *cpuif, bool group1)
{
    /* Binary point n leaves <7:n+1> as group priority. The Non-secure binary point counts from
     * the Non-secure view, which is shifted by one: n leaves <7:n>. It is at least 1. */
    unsigned low = group1 && !(cpuif->ctlr & CPUIF_CBPR) ? cpuif->bpr[1] : cpuif->bpr[0] + 1u;

    return 0xffu & (0xffu << low);
}

CpuIfSignal cpuif_signal(const CpuIf *cpuif, unsigned running, GicPick pick)
{
    uint32_t mask = cpuif_group_mask(cpuif, pick.group1);

    if (!cpuif_enables(cpuif, pick.group1))
        return CPUIF_NOTHING;
    if (pick.priority >= cpuif->pmr)
        return CPUIF_NOTHING;
    if (running != PRIORITY_IDLE && (pick.priority & mask) >= (running & mask))
        return CPUIF_NOTHING;
    return !pick.group1 && (cpuif->ctlr & CPUIF_FIQEN) ? CPUIF_FIQ : CPUIF_IRQ;
}

unsigned cpuif_visible_intid(const CpuIf *cpuif, GicPick pick, bool group1_only)
{
    if (pick.intid == INTID_SPURIOUS || !cpuif_enables(cpuif, pick.group1))
        return INTID_SPURIOUS;
    if (group1_only)
        return pick.group1 ? pick.intid : INTID_SPURIOUS;
    return !pick.group1 || (cpuif->ctlr & CPUIF_ACKCTL) ? pick.intid : INTID_OTHER_GROUP;
}
