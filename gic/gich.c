/* SPDX-License-Identifier: MIT
 *
 * gich.c - the hypervisor's side of the virtual CPU interface.
 *
 * Spec: IHI 0048B, "Virtual interface control register descriptions".
 * Tests: tests/unit/gic/gich_test.c
 * Journey: after gic/lr.c and gic/gicc.c, before gic/gicv.c
 */
#include "gic/state.h"

/* GICH_VTR: 5 bits of priority and of preemption, each field holding one less. */
#define VTR_PRIORITY_BITS (UINT32_C(4) << 29)
#define VTR_PREEMPTION_BITS (UINT32_C(4) << 26)

static uint32_t read_hcr(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)index;
    return gic->cpu[access.cpu].hcr;
}

static void write_hcr(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    (void)index, (void)mask;
    gic->cpu[access.cpu].hcr = value & HCR_WRITABLE;
    gicv2_update_virtual(gic, access.cpu);
}

static uint32_t read_vtr(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)access, (void)index;
    return VTR_PRIORITY_BITS | VTR_PREEMPTION_BITS | (gic->config.list_register_count - 1);
}

static uint32_t read_vmcr(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)index;
    return gic->cpu[access.cpu].vmcr;
}

static void write_vmcr(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    (void)index, (void)mask;
    gic->cpu[access.cpu].vmcr = lr_vmcr_legal(value);
    gicv2_update_virtual(gic, access.cpu);
}

static uint32_t read_misr(Gicv2 *gic, GicAccess access, unsigned index)
{
    const GicCpu *cpu = &gic->cpu[access.cpu];

    (void)index;
    return lr_maintenance(cpu->hcr, cpu->vmcr, lr_count(cpu->lr, gic->config.list_register_count));
}

static uint32_t read_eisr(Gicv2 *gic, GicAccess access, unsigned index)
{
    return (uint32_t)(lr_eoi_status(gic->cpu[access.cpu].lr, gic->config.list_register_count) >>
                      (32 * index));
}

static uint32_t read_elrsr(Gicv2 *gic, GicAccess access, unsigned index)
{
    return (uint32_t)(lr_empty_status(gic->cpu[access.cpu].lr, gic->config.list_register_count) >>
                      (32 * index));
}

static uint32_t read_apr(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)index;
    return gic->cpu[access.cpu].vapr;
}

static void write_apr(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    (void)index, (void)mask;
    gic->cpu[access.cpu].vapr = value;
    gicv2_update_virtual(gic, access.cpu);
}

static uint32_t read_lr(Gicv2 *gic, GicAccess access, unsigned index)
{
    return index < gic->config.list_register_count ? gic->cpu[access.cpu].lr[index] : 0;
}

static void write_lr(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    (void)mask;
    if (index >= gic->config.list_register_count)
        return;
    gic->cpu[access.cpu].lr[index] = value & LR_WRITABLE;
    gicv2_update_virtual(gic, access.cpu);
}

const FrameRow gich_rows[] = {
#define GICH(...) FRAME_ROW("GICH", __VA_ARGS__)
#include "gic/gich.def"
#undef GICH
};

const unsigned gich_row_count = ARRAY_COUNT(gich_rows);
