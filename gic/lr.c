/* SPDX-License-Identifier: MIT
 *
 * lr.c - what follows from the list registers.
 *
 * Spec: IHI 0048B, GICH_LRn, GICH_MISR.    Tests: tests/unit/gic/gich_test.c
 */
#include "gic/lr.h"

uint64_t lr_empty_status(const uint32_t *lr, unsigned count)
{
    uint64_t status = 0;

    for (unsigned i = 0; i < count; i++) {
        bool asks_eoi = !(lr[i] & LR_HW) && (lr[i] & LR_EOI);

        if (!(lr[i] & LR_STATE) && !asks_eoi)
            status |= UINT64_C(1) << i;
    }
    return status;
}

uint64_t lr_eoi_status(const uint32_t *lr, unsigned count)
{
    uint64_t status = 0;

    for (unsigned i = 0; i < count; i++)
        if (!(lr[i] & (LR_STATE | LR_HW)) && (lr[i] & LR_EOI))
            status |= UINT64_C(1) << i;
    return status;
}

LrCount lr_count(const uint32_t *lr, unsigned count)
{
    LrCount found = {.eoi = lr_eoi_status(lr, count) != 0};

    for (unsigned i = 0; i < count; i++) {
        found.valid += (lr[i] & LR_STATE) != 0;
        found.pending += (lr[i] & LR_STATE) == LR_PENDING;
    }
    return found;
}

uint32_t lr_maintenance(uint32_t hcr, uint32_t vmcr, LrCount count)
{
    uint32_t raised = 0;

    if (count.valid <= 1)
        raised |= HCR_UIE;
    if (hcr & HCR_EOICOUNT)
        raised |= HCR_LRENPIE;
    if (!count.pending)
        raised |= HCR_NPIE;
    raised |= vmcr & CPUIF_ENABLE_GRP0 ? HCR_VGRP0EIE : HCR_VGRP0DIE;
    raised |= vmcr & CPUIF_ENABLE_GRP1 ? HCR_VGRP1EIE : HCR_VGRP1DIE;
    raised &= hcr;
    return count.eoi ? raised | MISR_EOI : raised;
}

GicPick lr_pick(const uint32_t *lr, unsigned count)
{
    GicPick best = pick_none();

    for (unsigned i = 0; i < count; i++)
        if ((lr[i] & LR_STATE) == LR_PENDING && lr_priority(lr[i]) < best.priority)
            best = (GicPick){lr_virtual_id(lr[i]), lr_priority(lr[i]), (lr[i] & LR_GRP1) != 0, i};
    return best;
}

CpuIf lr_cpuif_of_vmcr(uint32_t vmcr)
{
    return (CpuIf){
        .ctlr = vmcr & VMCR_CTLR,
        .pmr = (uint8_t)((vmcr >> 24) & 0xf8),
        .bpr = {(uint8_t)bits(vmcr, 23, 21), (uint8_t)bits(vmcr, 20, 18)},
    };
}

uint32_t lr_vmcr_legal(uint32_t value)
{
    uint64_t bpr = max_u64(bits(value, 23, 21), VBPR_MIN);
    uint64_t abpr = max_u64(bits(value, 20, 18), VABPR_MIN);

    return (uint32_t)with_bits(with_bits(value & VMCR_WRITABLE, 23, 21, bpr), 20, 18, abpr);
}
