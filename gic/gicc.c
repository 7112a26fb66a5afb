/* SPDX-License-Identifier: MIT
 *
 * gicc.c - the physical CPU interface.
 *
 * Active priorities are two bitmaps, of group 0 and of group 1, with a bit for each level of
 * preemption. The running priority is the lowest bit of both; the priority drop clears the
 * lowest bit of the group that ends. They are what GICC_APRn and GICC_NSAPRn show.
 *
 * Spec: IHI 0048B, "CPU interface register descriptions", "Priority drop and interrupt
 * deactivation".    Tests: tests/unit/gic/gicc_test.c
 * Journey: after gic/gicd.c, before gic/gich.c
 */
#include "gic/state.h"

/* CHOICE: the board has no legacy interrupt inputs to bypass the GIC with, so the bypass disable
 * bits <8:5> are RAZ/WI. */
#define CTLR_WRITABLE                                                                              \
    (CPUIF_ENABLE_GRP0 | CPUIF_ENABLE_GRP1 | CPUIF_ACKCTL | CPUIF_FIQEN | CPUIF_CBPR |             \
     CPUIF_EOIMODE)
#define NS_CTLR_ENABLE UINT32_C(0x001)
#define NS_CTLR_EOIMODE UINT32_C(0x200)

#define BPR_MAX 7u
#define BPR_MIN 0u  /* 8 bits of priority */
#define ABPR_MIN 1u /* counts from the Non-secure view, see cpuif_group_mask */

/* --- Active priorities ---------------------------------------------------------------------- */

unsigned gicc_running_priority(const GicCpu *cpu)
{
    for (unsigned i = 0; i < APR_WORDS; i++) {
        uint32_t active = cpu->apr[0][i] | cpu->apr[1][i];

        if (active)
            return (i * 32 + (unsigned)__builtin_ctz(active)) * 2;
    }
    return PRIORITY_IDLE;
}

static void raise_running_priority(GicCpu *cpu, GicPick pick)
{
    unsigned level = (pick.priority & cpuif_group_mask(&cpu->physical, pick.group1)) >> 1;

    cpu->apr[pick.group1][level / 32] |= UINT32_C(1) << (level % 32);
}

static void drop_priority(GicCpu *cpu, bool group1)
{
    for (unsigned i = 0; i < APR_WORDS; i++) {
        uint32_t active = cpu->apr[group1][i];

        if (active) {
            cpu->apr[group1][i] = active & (active - 1);
            return;
        }
    }
}

/* --- Control -------------------------------------------------------------------------------- */

static uint32_t read_ctlr(Gicv2 *gic, GicAccess access, unsigned index)
{
    uint32_t ctlr = gic->cpu[access.cpu].physical.ctlr;

    (void)index;
    if (!access.nonsecure)
        return ctlr;
    return (ctlr & CPUIF_ENABLE_GRP1 ? NS_CTLR_ENABLE : 0) |
           (ctlr & CPUIF_EOIMODE_NS ? NS_CTLR_EOIMODE : 0);
}

static void write_ctlr(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    CpuIf *cpuif = &gic->cpu[access.cpu].physical;

    (void)index, (void)mask;
    if (access.nonsecure) {
        cpuif->ctlr &= ~(CPUIF_ENABLE_GRP1 | CPUIF_EOIMODE_NS);
        cpuif->ctlr |= value & NS_CTLR_ENABLE ? CPUIF_ENABLE_GRP1 : 0;
        cpuif->ctlr |= value & NS_CTLR_EOIMODE ? CPUIF_EOIMODE_NS : 0;
    } else {
        cpuif->ctlr = value & (CTLR_WRITABLE | (gic->config.has_security ? CPUIF_EOIMODE_NS : 0));
    }
    gicv2_update_physical(gic, access.cpu);
}

/* Non-secure software sees a mask in the upper half as if it were all, and cannot touch one that
 * Secure software has put in the lower half. */
static uint32_t read_pmr(Gicv2 *gic, GicAccess access, unsigned index)
{
    uint8_t pmr = gic->cpu[access.cpu].physical.pmr;

    (void)index;
    if (!access.nonsecure)
        return pmr;
    return pmr & 0x80 ? cpuif_ns_view(pmr) : 0;
}

static void write_pmr(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    CpuIf *cpuif = &gic->cpu[access.cpu].physical;

    (void)index, (void)mask;
    if (!access.nonsecure)
        cpuif->pmr = (uint8_t)value;
    else if (cpuif->pmr & 0x80)
        cpuif->pmr = cpuif_from_ns_view(value & 0xff);
    gicv2_update_physical(gic, access.cpu);
}

/* With CBPR the Non-secure view is the common binary point, as seen from there, read-only. */
static uint32_t read_bpr(Gicv2 *gic, GicAccess access, unsigned index)
{
    const CpuIf *cpuif = &gic->cpu[access.cpu].physical;

    (void)index;
    if (!access.nonsecure)
        return cpuif->bpr[0];
    if (cpuif->ctlr & CPUIF_CBPR)
        return (uint32_t)min_u64(cpuif->bpr[0] + 1u, BPR_MAX);
    return cpuif->bpr[1];
}

static uint32_t read_abpr(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)index;
    return gic->cpu[access.cpu].physical.bpr[1];
}

static void write_abpr(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    (void)index, (void)mask;
    gic->cpu[access.cpu].physical.bpr[1] = (uint8_t)max_u64(value & BPR_MAX, ABPR_MIN);
    gicv2_update_physical(gic, access.cpu);
}

static void write_bpr(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    CpuIf *cpuif = &gic->cpu[access.cpu].physical;

    if (!access.nonsecure) {
        cpuif->bpr[0] = (uint8_t)max_u64(value & BPR_MAX, BPR_MIN);
        gicv2_update_physical(gic, access.cpu);
    } else if (!(cpuif->ctlr & CPUIF_CBPR)) {
        write_abpr(gic, access, index, value, mask);
    }
}

/* CHOICE: the running priority is the group priority of the interrupt, without its subpriority. */
static uint32_t read_rpr(Gicv2 *gic, GicAccess access, unsigned index)
{
    unsigned running = gicc_running_priority(&gic->cpu[access.cpu]);

    (void)index;
    if (!access.nonsecure || running == PRIORITY_IDLE)
        return running;
    return running & 0x80 ? cpuif_ns_view(running) : 0;
}

static uint32_t read_iidr(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)gic, (void)access, (void)index;
    return GICC_IIDR_VALUE;
}

/* --- Acknowledge and end -------------------------------------------------------------------- */

/* IHI 0048B, ReadGICC_IAR. */
static uint32_t acknowledge(Gicv2 *gic, unsigned index, bool group1_only)
{
    GicCpu *cpu = &gic->cpu[index];
    GicPick pick = gicv2_pick(gic, index);
    unsigned intid, source;

    if (cpuif_signal(&cpu->physical, gicc_running_priority(cpu), pick) == CPUIF_NOTHING)
        return INTID_SPURIOUS;
    intid = cpuif_visible_intid(&cpu->physical, pick, group1_only);
    if (intid >= INTID_SPECIAL)
        return intid;
    source = irqstate_acknowledge(&gic->irq, index, intid);
    raise_running_priority(cpu, pick);
    gicv2_irq_changed(gic, index, intid / 32);
    return intid | source << 10;
}

static uint32_t read_iar(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)index;
    return acknowledge(gic, access.cpu, access.nonsecure);
}

static uint32_t read_aiar(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)index;
    return acknowledge(gic, access.cpu, true);
}

/* Unlike IAR, HPPIR heeds neither the priority mask nor the running priority. */
static uint32_t highest_pending(const Gicv2 *gic, unsigned index, bool group1_only)
{
    GicPick pick = gicv2_pick(gic, index);
    unsigned intid = cpuif_visible_intid(&gic->cpu[index].physical, pick, group1_only);

    if (intid >= SGI_COUNT)
        return intid;
    return intid | irqstate_sgi_source(&gic->irq, index, intid) << 10;
}

static uint32_t read_hppir(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)index;
    return highest_pending(gic, access.cpu, access.nonsecure);
}

static uint32_t read_ahppir(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)index;
    return highest_pending(gic, access.cpu, true);
}

static bool eoi_is_split(const Gicv2 *gic, GicAccess access)
{
    return gic->cpu[access.cpu].physical.ctlr &
           (access.nonsecure ? CPUIF_EOIMODE_NS : CPUIF_EOIMODE);
}

/* CHOICE: what the architecture leaves UNPREDICTABLE of an EOI: without a running priority it is
 * ignored; one that does not match the last acknowledge drops the running priority of the named
 * interrupt's group; a Secure EOIR for group 1 works whatever AckCtl says. */
static void end_of_interrupt(Gicv2 *gic, GicAccess access, uint32_t value, bool group1_only)
{
    GicCpu *cpu = &gic->cpu[access.cpu];
    unsigned intid = value & 0x3ff;
    bool group1;

    if (intid >= gic->config.irq_count || gicc_running_priority(cpu) == PRIORITY_IDLE)
        return;
    group1 = irqstate_is_group1(&gic->irq, access.cpu, intid);
    if (group1_only && !group1)
        return;
    drop_priority(cpu, group1);
    if (!eoi_is_split(gic, access)) {
        irqstate_deactivate(&gic->irq, access.cpu, intid);
        if (intid >= 32)
            gicv2_irq_changed(gic, access.cpu, intid / 32);
    }
    gicv2_update_physical(gic, access.cpu);
}

static void write_eoir(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    (void)index, (void)mask;
    end_of_interrupt(gic, access, value, access.nonsecure);
}

static void write_aeoir(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    (void)index, (void)mask;
    end_of_interrupt(gic, access, value, true);
}

/* CHOICE: with EOImode 0 a write is UNPREDICTABLE, and ignored here. */
static void write_dir(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    unsigned intid = value & 0x3ff;

    (void)index, (void)mask;
    if (intid >= gic->config.irq_count || !eoi_is_split(gic, access))
        return;
    if (access.nonsecure && !irqstate_is_group1(&gic->irq, access.cpu, intid))
        return;
    irqstate_deactivate(&gic->irq, access.cpu, intid);
    gicv2_irq_changed(gic, access.cpu, intid / 32);
}

/* --- Active priorities, to save and restore -------------------------------------------------- */

/* The Non-secure view of the active priorities of group 1: its words 0 and 1 are the upper half
 * of the priorities. */
static uint32_t read_apr(Gicv2 *gic, GicAccess access, unsigned index)
{
    const GicCpu *cpu = &gic->cpu[access.cpu];

    if (!access.nonsecure)
        return cpu->apr[0][index];
    return index < APR_WORDS / 2 ? cpu->apr[1][index + APR_WORDS / 2] : 0;
}

static void write_apr(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    GicCpu *cpu = &gic->cpu[access.cpu];

    (void)mask;
    if (!access.nonsecure)
        cpu->apr[0][index] = value;
    else if (index < APR_WORDS / 2)
        cpu->apr[1][index + APR_WORDS / 2] = value;
    gicv2_update_physical(gic, access.cpu);
}

static uint32_t read_nsapr(Gicv2 *gic, GicAccess access, unsigned index)
{
    return gic->cpu[access.cpu].apr[1][index];
}

static void write_nsapr(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    (void)mask;
    gic->cpu[access.cpu].apr[1][index] = value;
    gicv2_update_physical(gic, access.cpu);
}

const FrameRow gicc_rows[] = {
#define GICC(...) FRAME_ROW("GICC", __VA_ARGS__)
#include "gic/gicc.def"
#undef GICC
};

const unsigned gicc_row_count = ARRAY_COUNT(gicc_rows);
