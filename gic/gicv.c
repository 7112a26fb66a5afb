/* SPDX-License-Identifier: MIT
 *
 * gicv.c - the guest's side of the virtual CPU interface.
 *
 * What GICC does with the Distributor's interrupts this does with the list registers. Its
 * control registers are fields of GICH_VMCR, its active priorities are GICH_APR.
 *
 * Spec: IHI 0048B, "Virtual CPU interface register descriptions".
 * Tests: tests/unit/gic/gich_test.c
 * Journey: after gic/gich.c, before gic/gicv2.c
 */
#include "gic/state.h"

unsigned gicv_running_priority(const GicCpu *cpu)
{
    if (!cpu->vapr)
        return PRIORITY_IDLE;
    return (unsigned)__builtin_ctz(cpu->vapr) << VPRIORITY_SHIFT;
}

static void set_vmcr_field(Gicv2 *gic, unsigned cpu, unsigned hi, unsigned lo, uint32_t value)
{
    uint32_t vmcr = (uint32_t)with_bits(gic->cpu[cpu].vmcr, hi, lo, value);

    gic->cpu[cpu].vmcr = lr_vmcr_legal(vmcr);
    gicv2_update_virtual(gic, cpu);
}

/* --- Control -------------------------------------------------------------------------------- */

static uint32_t read_ctlr(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)index;
    return lr_cpuif_of_vmcr(gic->cpu[access.cpu].vmcr).ctlr;
}

static void write_ctlr(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    (void)index, (void)mask;
    set_vmcr_field(gic, access.cpu, 9, 0, value & VMCR_CTLR);
}

static uint32_t read_pmr(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)index;
    return lr_cpuif_of_vmcr(gic->cpu[access.cpu].vmcr).pmr;
}

static void write_pmr(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    (void)index, (void)mask;
    set_vmcr_field(gic, access.cpu, 31, 27, value >> VPRIORITY_SHIFT & 31);
}

static uint32_t read_bpr(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)index;
    return lr_cpuif_of_vmcr(gic->cpu[access.cpu].vmcr).bpr[0];
}

static void write_bpr(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    (void)index, (void)mask;
    set_vmcr_field(gic, access.cpu, 23, 21, value & 7);
}

static uint32_t read_abpr(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)index;
    return lr_cpuif_of_vmcr(gic->cpu[access.cpu].vmcr).bpr[1];
}

static void write_abpr(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    (void)index, (void)mask;
    set_vmcr_field(gic, access.cpu, 20, 18, value & 7);
}

static uint32_t read_rpr(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)index;
    return gicv_running_priority(&gic->cpu[access.cpu]);
}

static uint32_t read_iidr(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)gic, (void)access, (void)index;
    return GICC_IIDR_VALUE;
}

static uint32_t read_apr(Gicv2 *gic, GicAccess access, unsigned index)
{
    return index ? 0 : gic->cpu[access.cpu].vapr;
}

static void write_apr(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    (void)mask;
    if (index)
        return;
    gic->cpu[access.cpu].vapr = value;
    gicv2_update_virtual(gic, access.cpu);
}

/* --- Acknowledge ---------------------------------------------------------------------------- */

/* IHI 0048B, ReadGICV_IAR: GICH_HCR.En 0 makes every acknowledge spurious. */
static uint32_t acknowledge(Gicv2 *gic, unsigned index, bool group1_only)
{
    GicCpu *cpu = &gic->cpu[index];
    CpuIf cpuif = lr_cpuif_of_vmcr(cpu->vmcr);
    GicPick pick = gicv2_virtual_pick(gic, index);
    unsigned intid, level;
    uint32_t *lr;

    if (!(cpu->hcr & HCR_EN) ||
        cpuif_signal(&cpuif, gicv_running_priority(cpu), pick) == CPUIF_NOTHING)
        return INTID_SPURIOUS;
    intid = cpuif_visible_intid(&cpuif, pick, group1_only);
    if (intid >= INTID_SPECIAL)
        return intid;
    lr = &cpu->lr[pick.lr];
    *lr = (*lr & ~LR_STATE) | LR_ACTIVE;
    level = (pick.priority & cpuif_group_mask(&cpuif, pick.group1)) >> VPRIORITY_SHIFT;
    cpu->vapr |= UINT32_C(1) << level;
    gicv2_update_virtual(gic, index);
    return intid | lr_source_cpu(*lr) << 10;
}

static uint32_t read_iar(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)index;
    return acknowledge(gic, access.cpu, false);
}

static uint32_t read_aiar(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)index;
    return acknowledge(gic, access.cpu, true);
}

static uint32_t highest_pending(const Gicv2 *gic, unsigned index, bool group1_only)
{
    const GicCpu *cpu = &gic->cpu[index];
    CpuIf cpuif = lr_cpuif_of_vmcr(cpu->vmcr);
    GicPick pick = gicv2_virtual_pick(gic, index);
    unsigned intid = cpuif_visible_intid(&cpuif, pick, group1_only);

    if (!(cpu->hcr & HCR_EN))
        return INTID_SPURIOUS;
    return intid >= INTID_SPECIAL ? intid : intid | lr_source_cpu(cpu->lr[pick.lr]) << 10;
}

static uint32_t read_hppir(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)index;
    return highest_pending(gic, access.cpu, false);
}

static uint32_t read_ahppir(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)index;
    return highest_pending(gic, access.cpu, true);
}

/* --- End ------------------------------------------------------------------------------------ */

/* The active list register that an EOIR or DIR value names, or NULL. A virtual SGI is named by its
 * source CPU as well. */
static uint32_t *active_lr(Gicv2 *gic, unsigned cpu, uint32_t value)
{
    for (unsigned i = 0; i < gic->config.list_register_count; i++) {
        uint32_t *lr = &gic->cpu[cpu].lr[i];

        if ((*lr & LR_ACTIVE) && lr_virtual_id(*lr) == (value & 0x3ff) &&
            (lr_virtual_id(*lr) >= SGI_COUNT || lr_source_cpu(*lr) == bits(value, 12, 10)))
            return lr;
    }
    return NULL;
}

/* With HW 1 the physical interrupt ends with the virtual one, as if by a Non-secure GICC_DIR.
 * CHOICE: a PhysicalID of an SGI, which must not be, is ignored. */
static void deactivate_physical(Gicv2 *gic, unsigned cpu, unsigned intid)
{
    if (intid < SGI_COUNT || intid >= gic->config.irq_count)
        return;
    if (gic->config.has_security && !irqstate_is_group1(&gic->irq, cpu, intid))
        return;
    irqstate_deactivate(&gic->irq, cpu, intid);
    gicv2_irq_changed(gic, cpu, intid / 32);
}

/* Deactivates the virtual interrupt, or counts an EOI that no list register knows. */
static void deactivate(Gicv2 *gic, unsigned index, uint32_t value)
{
    uint32_t *lr = active_lr(gic, index, value);

    if (!lr) {
        gic->cpu[index].hcr += HCR_EOICOUNT_ONE; /* wraps from 31 to 0 by itself */
        return;
    }
    *lr &= ~LR_ACTIVE;
    if (*lr & LR_HW)
        deactivate_physical(gic, index, lr_physical_id(*lr));
}

/* EOIs that clear no bit of GICH_APR are not counted, and do nothing (CHOICE). */
static void write_eoir(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    GicCpu *cpu = &gic->cpu[access.cpu];

    (void)index, (void)mask;
    if ((value & 0x3ff) >= INTID_SPECIAL || !cpu->vapr)
        return;
    cpu->vapr &= cpu->vapr - 1;
    if (!(cpu->vmcr & CPUIF_EOIMODE))
        deactivate(gic, access.cpu, value);
    gicv2_update_virtual(gic, access.cpu);
}

/* CHOICE: AEOIR for an interrupt of group 0 is UNPREDICTABLE; it works as EOIR does. */
static void write_aeoir(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    write_eoir(gic, access, index, value, mask);
}

/* CHOICE: with EOImode 0 a write is UNPREDICTABLE, and ignored here. */
static void write_dir(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    (void)index, (void)mask;
    if ((value & 0x3ff) >= INTID_SPECIAL || !(gic->cpu[access.cpu].vmcr & CPUIF_EOIMODE))
        return;
    deactivate(gic, access.cpu, value);
    gicv2_update_virtual(gic, access.cpu);
}

const FrameRow gicv_rows[] = {
#define GICV(...) FRAME_ROW("GICV", __VA_ARGS__)
#include "gic/gicv.def"
#undef GICV
};

const unsigned gicv_row_count = ARRAY_COUNT(gicv_rows);
