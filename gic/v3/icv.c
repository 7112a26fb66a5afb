/* SPDX-License-Identifier: MIT
 *
 * icv.c - the guest's side of the virtual CPU interface: ICV_*, under the names of ICC_*.
 *
 * What icc.c does with the Distributor's interrupts this does with the list registers. Its control
 * registers are fields of ICH_VMCR_EL2, its active priorities are ICH_AP<g>R0_EL2. Masking,
 * grouping and preemption are those of gic/cpuif.c.
 *
 * Spec: IHI 0069, VirtualReadIAR0, VirtualReadIAR1, VirtualWriteEOIR0, VirtualWriteEOIR1,
 * VirtualWriteDIR.    Tests: tests/unit/gic/v3/icv_test.c
 * Journey: after gic/v3/icc.c, before gic/v3/ich.c
 */
#include "gic/v3/lr.h"
#include "gic/v3/rows.h"

static unsigned running_priority(const Ich *ich)
{
    uint32_t active = ich->apr[0] | ich->apr[1];

    return active ? (unsigned)__builtin_ctz(active) << VPRIORITY_SHIFT : PRIORITY_IDLE;
}

CpuIfSignal ich_signal(const Ich *ich)
{
    CpuIf cpuif = lr_cpuif_of_vmcr(ich->vmcr);

    if (!(ich->hcr & HCR_EN))
        return CPUIF_NOTHING;
    return cpuif_signal(&cpuif, running_priority(ich), ich_lr_pick(ich));
}

static void set_vmcr_field(const IcAccess *a, unsigned hi, unsigned lo, uint64_t value)
{
    Ich *ich = &ic_cpu(a)->ich;

    ich->vmcr = lr_vmcr_legal((uint32_t)with_bits(ich->vmcr, hi, lo, value));
    gicv3_update_virtual(a->gic, a->cpu);
}

/* --- Control
 * -------------------------------------------------------------------------------------- */

static uint64_t read_ctlr(const IcAccess *a)
{
    uint32_t vmcr = ic_cpu(a)->ich.vmcr;

    return IC_CTLR_FIXED | (vmcr & CPUIF_CBPR ? ICC_CTLR_CBPR : 0) |
           (vmcr & CPUIF_EOIMODE ? ICC_CTLR_EOIMODE : 0);
}

static void write_ctlr(const IcAccess *a, uint64_t value)
{
    Ich *ich = &ic_cpu(a)->ich;

    ich->vmcr &= ~(CPUIF_CBPR | CPUIF_EOIMODE);
    ich->vmcr |= value & ICC_CTLR_CBPR ? CPUIF_CBPR : 0;
    ich->vmcr |= value & ICC_CTLR_EOIMODE ? CPUIF_EOIMODE : 0;
    gicv3_update_virtual(a->gic, a->cpu);
}

static uint64_t read_pmr(const IcAccess *a)
{
    return lr_cpuif_of_vmcr(ic_cpu(a)->ich.vmcr).pmr;
}

static void write_pmr(const IcAccess *a, uint64_t value)
{
    set_vmcr_field(a, 31, 24, value & IC_PRIORITY_MASK);
}

static bool shares_bpr0(const IcAccess *a)
{
    return a->index == 1 && (ic_cpu(a)->ich.vmcr & CPUIF_CBPR);
}

static uint64_t read_bpr(const IcAccess *a)
{
    CpuIf cpuif = lr_cpuif_of_vmcr(ic_cpu(a)->ich.vmcr);

    return shares_bpr0(a) ? min_u64(cpuif.bpr[0] + 1u, IC_BPR_MAX) : cpuif.bpr[a->index];
}

static void write_bpr(const IcAccess *a, uint64_t value)
{
    if (shares_bpr0(a))
        return;
    if (a->index)
        set_vmcr_field(a, 20, 18, value & IC_BPR_MAX);
    else
        set_vmcr_field(a, 23, 21, value & IC_BPR_MAX);
}

static uint64_t read_igrpen(const IcAccess *a)
{
    return bit(ic_cpu(a)->ich.vmcr, a->index);
}

static void write_igrpen(const IcAccess *a, uint64_t value)
{
    set_vmcr_field(a, a->index, a->index, value & 1);
}

static uint64_t read_apr(const IcAccess *a)
{
    return ic_cpu(a)->ich.apr[a->index];
}

static void write_apr(const IcAccess *a, uint64_t value)
{
    ic_cpu(a)->ich.apr[a->index] = (uint32_t)value;
    gicv3_update_virtual(a->gic, a->cpu);
}

static uint64_t read_rpr(const IcAccess *a)
{
    return running_priority(&ic_cpu(a)->ich);
}

/* --- Acknowledge
 * ---------------------------------------------------------------------------------- */

static uint64_t read_hppir(const IcAccess *a)
{
    GicPick pick = ich_lr_pick(&ic_cpu(a)->ich);

    return pick.group1 == (a->index == 1) ? pick.intid : INTID_SPURIOUS;
}

static bool is_special(unsigned intid)
{
    return intid >= INTID_SPECIAL && intid <= INTID_SPURIOUS;
}

/* A hypervisor that lists a special INTID gets it acknowledged without becoming active. */
static uint64_t read_iar(const IcAccess *a)
{
    Ich *ich = &ic_cpu(a)->ich;
    CpuIf cpuif = lr_cpuif_of_vmcr(ich->vmcr);
    GicPick pick = ich_lr_pick(ich);
    unsigned level = (pick.priority & cpuif_group_mask(&cpuif, pick.group1)) >> VPRIORITY_SHIFT;

    if (ich_signal(ich) == CPUIF_NOTHING || pick.group1 != (a->index == 1))
        return INTID_SPURIOUS;
    ich->lr[pick.lr] &= ~ICH_LR_STATE;
    if (!is_special(pick.intid)) {
        ich->lr[pick.lr] |= ICH_LR_ACTIVE;
        ich->apr[a->index] |= UINT32_C(1) << level;
    }
    gicv3_update_virtual(a->gic, a->cpu);
    return pick.intid;
}

/* --- End
 * ------------------------------------------------------------------------------------------ */

static uint64_t *active_lr(Ich *ich, unsigned vintid)
{
    for (unsigned i = 0; i < GICV3_LR_COUNT; i++)
        if ((ich->lr[i] & ICH_LR_ACTIVE) && ich_lr_vintid(ich->lr[i]) == vintid)
            return &ich->lr[i];
    return NULL;
}

/* The running priority ends; of Group 0 first, should both have it. Returns what it was. */
static unsigned drop_priority(Ich *ich)
{
    unsigned running = running_priority(ich);
    uint32_t flag;

    if (running == PRIORITY_IDLE)
        return running;
    flag = UINT32_C(1) << (running >> VPRIORITY_SHIFT);
    if (ich->apr[0] & flag)
        ich->apr[0] &= ~flag;
    else
        ich->apr[1] &= ~flag;
    return running;
}

/* With HW the physical interrupt ends, too. */
static void deactivate(const IcAccess *a, uint64_t *lr)
{
    unsigned pintid = ich_lr_pintid(*lr);

    *lr &= ~ICH_LR_ACTIVE;
    if ((*lr & ICH_LR_HW) && pintid < a->gic->config.irq_count)
        gicv3_deactivate(a->gic, a->cpu, pintid);
}

/* An end that no list register knows is counted; EOIcount wraps from 31 to 0 by itself. */
static void count_eoi(const IcAccess *a)
{
    ic_cpu(a)->ich.hcr += HCR_EOICOUNT_ONE;
}

/* CHOICE: the priority drops before the INTID is looked at. An interrupt of another group or
 * priority than what ran is not deactivated. */
static void write_eoir(const IcAccess *a, uint64_t value)
{
    Ich *ich = &ic_cpu(a)->ich;
    CpuIf cpuif = lr_cpuif_of_vmcr(ich->vmcr);
    bool group1 = a->index == 1;
    unsigned dropped;
    uint64_t *lr;

    if (is_special(ic_intid(value)))
        return;
    dropped = drop_priority(ich);
    if (dropped != PRIORITY_IDLE && !(ich->vmcr & CPUIF_EOIMODE)) {
        lr = active_lr(ich, ic_intid(value));
        if (!lr)
            count_eoi(a);
        else if (((*lr & ICH_LR_GROUP1) != 0) == group1 &&
                 (ich_lr_priority(*lr) & cpuif_group_mask(&cpuif, group1)) == dropped)
            deactivate(a, lr);
    }
    gicv3_update_virtual(a->gic, a->cpu);
}

/* CHOICE: with EOImode 0 a write is UNPREDICTABLE, and ignored here. */
static void write_dir(const IcAccess *a, uint64_t value)
{
    Ich *ich = &ic_cpu(a)->ich;
    uint64_t *lr;

    if (is_special(ic_intid(value)) || !(ich->vmcr & CPUIF_EOIMODE))
        return;
    lr = active_lr(ich, ic_intid(value));
    if (lr)
        deactivate(a, lr);
    else
        count_eoi(a);
    gicv3_update_virtual(a->gic, a->cpu);
}

#define FMO IC_FMO
#define IMO IC_IMO
const IcRow icv_rows[IC_COUNT] = {
#define ICV(name, when, group, read, write) [IC_##name] = {read, write, group, when},
#include "gic/v3/icv.def"
#undef ICV
};
