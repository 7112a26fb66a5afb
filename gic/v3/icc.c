/* SPDX-License-Identifier: MIT
 *
 * icc.c - the physical CPU interface: ICC_*.
 *
 * What is banked by Security state has a slot for each group: Secure and Non-secure Group 1 are two
 * groups with one name. The active priorities are a bitmap for each group with a bit for each of
 * the 32 levels of preemption; the lowest bit of all is the running priority.
 *
 * Spec: IHI 0069, "Physical CPU interface System registers" and their pseudocode.
 * Tests: tests/unit/gic/v3/icc_test.c
 * Journey: after gic/v3/gicr.c, before gic/v3/icv.c
 */
#include "gic/v3/rows.h"

#define INTID_SECURE 1020u    /* Secure Group 1 waits, says ICC_IAR0_EL1 to EL3 */
#define INTID_NONSECURE 1021u /* Non-secure Group 1 waits */

/* --- Where the access comes from ---------------------------------------------------------------
 */

static bool is_el3(const IcAccess *a)
{
    return a->context.el == 3;
}

static bool is_secure(const IcAccess *a)
{
    return is_el3(a) || a->context.secure_below_el3;
}

/* Which copy of a register that is banked by Security state; at EL3 SCR_EL3.NS chooses. */
static Gicv3Group bank_of(const IcAccess *a)
{
    if (a->index == 0)
        return G0;
    return a->context.secure_below_el3 ? G1S : G1NS;
}

static unsigned state_of(const IcAccess *a)
{
    return a->context.secure_below_el3 ? 0 : 1;
}

/* Non-secure software that Group 0 is kept from sees the lower half of the priorities as all. */
static bool has_ns_view(const IcAccess *a)
{
    return a->gic->config.has_security && !is_secure(a) && a->context.scr_fiq;
}

static bool is_secure_group(const IcAccess *a, Gicv3Group group)
{
    return a->gic->config.has_security && group != G1NS;
}

/* --- Priorities --------------------------------------------------------------------------------
 */

void icc_reset(Icc *icc)
{
    *icc = (Icc){.bpr = {IC_BPR_MIN, IC_BPR_MIN, IC_BPR_MIN_NS}};
}

unsigned icc_running_priority(const Icc *icc)
{
    uint32_t active = icc->apr[G0] | icc->apr[G1S] | icc->apr[G1NS];

    return active ? (unsigned)__builtin_ctz(active) << VPRIORITY_SHIFT : PRIORITY_IDLE;
}

/* GroupBits(): the bits of a priority that are its group priority. */
static uint32_t group_mask(const Icc *icc, Gicv3Group group)
{
    bool common = (group == G1S && (icc->ctlr[0] & ICC_CTLR_CBPR)) ||
                  (group == G1NS && (icc->ctlr[1] & ICC_CTLR_CBPR));
    unsigned point = icc->bpr[common ? G0 : group];

    return 0xffu & (0xffu << (group == G1NS && !common ? point : point + 1));
}

/* CHOICE: as with the GICv2, an interrupt whose group is disabled here hides those of lower
 * priority: it is the highest priority pending one. */
static bool is_enabled(const Icc *icc, Gicv3Pick pick)
{
    return pick.priority != PRIORITY_IDLE && icc->enabled[pick.group];
}

bool icc_preempts(const Icc *icc, Gicv3Pick pick)
{
    unsigned running = icc_running_priority(icc);
    uint32_t mask = group_mask(icc, pick.group);

    if (!is_enabled(icc, pick) || pick.priority >= icc->pmr)
        return false;
    return running == PRIORITY_IDLE || (pick.priority & mask) < (running & mask);
}

static uint64_t read_pmr(const IcAccess *a)
{
    uint8_t pmr = ic_cpu(a)->icc.pmr;

    if (!has_ns_view(a))
        return pmr;
    return pmr & 0x80 ? cpuif_ns_view(pmr) : 0;
}

/* A mask that Secure software put into its half of the priorities is not the other's to change. */
static void write_pmr(const IcAccess *a, uint64_t value)
{
    Icc *icc = &ic_cpu(a)->icc;

    value &= 0xff;
    if (has_ns_view(a)) {
        if (!(icc->pmr & 0x80))
            return;
        value = cpuif_from_ns_view((unsigned)value);
    }
    icc->pmr = (uint8_t)(value & IC_PRIORITY_MASK);
    gicv3_update_physical(a->gic, a->cpu);
}

static uint64_t read_rpr(const IcAccess *a)
{
    unsigned running = icc_running_priority(&ic_cpu(a)->icc);

    if (!has_ns_view(a) || running == PRIORITY_IDLE)
        return running;
    return running & 0x80 ? cpuif_ns_view(running) : 0;
}

/* With CBPR Group 1 has Group 0's binary point: Secure EL1 has it in both registers, Non-secure
 * state sees it from its half of the priorities, one up, and cannot write it. */
static bool shares_bpr0(const IcAccess *a, Gicv3Group group)
{
    return group != G0 && !is_el3(a) && (ic_cpu(a)->icc.ctlr[state_of(a)] & ICC_CTLR_CBPR);
}

static uint64_t read_bpr(const IcAccess *a)
{
    const Icc *icc = &ic_cpu(a)->icc;
    Gicv3Group group = bank_of(a);

    if (!shares_bpr0(a, group))
        return icc->bpr[group];
    return group == G1S ? icc->bpr[G0] : min_u64(icc->bpr[G0] + 1u, IC_BPR_MAX);
}

static void write_bpr(const IcAccess *a, uint64_t value)
{
    Gicv3Group group = bank_of(a);
    uint64_t least = group == G1NS ? IC_BPR_MIN_NS : IC_BPR_MIN;

    if (shares_bpr0(a, group)) {
        if (group == G1NS)
            return;
        group = G0;
    }
    ic_cpu(a)->icc.bpr[group] = (uint8_t)max_u64(value & IC_BPR_MAX, least);
    gicv3_update_physical(a->gic, a->cpu);
}

static uint64_t read_apr(const IcAccess *a)
{
    return ic_cpu(a)->icc.apr[bank_of(a)];
}

/* With two Security states an interrupt of Non-secure Group 1 is not active at a priority of the
 * Secure half. */
static void write_apr(const IcAccess *a, uint64_t value)
{
    Gicv3Group group = bank_of(a);

    if (group == G1NS && a->gic->config.has_security)
        value &= UINT64_C(0xffff0000);
    ic_cpu(a)->icc.apr[group] = (uint32_t)value;
    gicv3_update_physical(a->gic, a->cpu);
}

/* --- Acknowledge and end ------------------------------------------------------------------------
 */

/* What ICC_HPPIR0_EL1 says: CheckGroup0ForSpecialIdentifiers. */
static unsigned visible_in_group0(const IcAccess *a, Gicv3Pick pick)
{
    bool secure = is_secure_group(a, pick.group);

    if (pick.group != G0 && !is_el3(a))
        return INTID_SPURIOUS;
    if (secure && !is_secure(a))
        return INTID_SPURIOUS;
    if (pick.group != G0)
        return secure ? INTID_SECURE : INTID_NONSECURE;
    return pick.intid;
}

/* What ICC_HPPIR1_EL1 says: CheckGroup1ForSpecialIdentifiers. */
static unsigned visible_in_group1(const IcAccess *a, Gicv3Pick pick)
{
    if (pick.group == G0)
        return INTID_SPURIOUS;
    if (is_secure_group(a, pick.group))
        return is_secure(a) ? pick.intid : INTID_SPURIOUS;
    return is_secure(a) && !is_el3(a) ? INTID_SPURIOUS : pick.intid;
}

static unsigned visible_intid(const IcAccess *a, Gicv3Pick pick)
{
    if (!is_enabled(&ic_cpu(a)->icc, pick))
        return INTID_SPURIOUS;
    return a->index ? visible_in_group1(a, pick) : visible_in_group0(a, pick);
}

static uint64_t read_hppir(const IcAccess *a)
{
    return visible_intid(a, gicv3_pick(a->gic, a->cpu));
}

static void activate(const IcAccess *a, Gicv3Pick pick)
{
    Icc *icc = &ic_cpu(a)->icc;
    IrqBank *bank = &gicv3_block(a->gic, a->cpu, pick.intid / 32)->bank;
    uint32_t flag = UINT32_C(1) << (pick.intid % 32);

    icc->apr[pick.group] |= UINT32_C(1)
                            << ((pick.priority & group_mask(icc, pick.group)) >> VPRIORITY_SHIFT);
    bank->active |= flag;
    bank->latched &= ~flag;
    gicv3_irq_changed(a->gic, a->cpu, pick.intid / 32);
}

static uint64_t read_iar(const IcAccess *a)
{
    Gicv3Pick pick = gicv3_pick(a->gic, a->cpu);
    unsigned intid;

    if (!icc_preempts(&ic_cpu(a)->icc, pick))
        return INTID_SPURIOUS;
    intid = visible_intid(a, pick);
    if (intid < INTID_SPECIAL)
        activate(a, pick);
    return intid;
}

/* The group whose active priority is the running one; GROUP_COUNT when nothing runs. */
static Gicv3Group running_group(const Icc *icc)
{
    uint32_t all = icc->apr[G0] | icc->apr[G1S] | icc->apr[G1NS], lowest = all & (~all + 1);

    if (icc->apr[G0] & lowest)
        return G0;
    if (icc->apr[G1S] & lowest)
        return G1S;
    return lowest ? G1NS : GROUP_COUNT;
}

static bool eoi_is_split(const IcAccess *a)
{
    const Icc *icc = &ic_cpu(a)->icc;

    return is_el3(a) ? icc->eoimode_el3 : icc->ctlr[state_of(a)] & ICC_CTLR_EOIMODE;
}

/* An end is for the group that runs, by somebody who may see it. */
static bool may_end(const IcAccess *a, Gicv3Group running)
{
    switch (running) {
    case G0:
        return a->index == 0 && (!a->gic->config.has_security || is_secure(a));
    case G1S:
        return a->index == 1 && is_secure(a);
    case G1NS:
        return a->index == 1 && (!is_secure(a) || is_el3(a));
    default:
        return false;
    }
}

/* CHOICE: what the architecture leaves UNPREDICTABLE of an end: without a running priority, or with
 * one of another group, it is ignored; an INTID that is not the last acknowledged drops the running
 * priority all the same. */
static void write_eoir(const IcAccess *a, uint64_t value)
{
    Icc *icc = &ic_cpu(a)->icc;
    unsigned intid = ic_intid(value);
    Gicv3Group running = running_group(icc);

    if (intid >= a->gic->config.irq_count || !may_end(a, running))
        return;
    icc->apr[running] &= icc->apr[running] - 1;
    if (!eoi_is_split(a))
        gicv3_deactivate(a->gic, a->cpu, intid);
    gicv3_update_physical(a->gic, a->cpu);
}

/* The rules of ICC_DIR_EL1: below EL3 only what is not routed away from the level that asks. */
static bool may_deactivate(const IcAccess *a, Gicv3Group group)
{
    const IcContext *c = &a->context;
    bool to_el3 = group == G0 ? c->scr_fiq : c->scr_irq;
    bool to_el2 = group == G0 ? c->hcr_fmo : c->hcr_imo;

    if (is_el3(a))
        return true;
    if (to_el3 || (c->el == 1 && to_el2))
        return false;
    return is_secure(a) || !is_secure_group(a, group);
}

/* CHOICE: with EOImode 0 a write is UNPREDICTABLE, and ignored here. */
static void write_dir(const IcAccess *a, uint64_t value)
{
    unsigned intid = ic_intid(value);
    Gicv3Group group;

    if (intid >= a->gic->config.irq_count || !eoi_is_split(a))
        return;
    group = gicv3_group_of(gicv3_block(a->gic, a->cpu, intid / 32), intid % 32);
    if (may_deactivate(a, group))
        gicv3_deactivate(a->gic, a->cpu, intid);
}

/* --- SGIs ---------------------------------------------------------------------------------------
 */

/* Aff3.Aff2.Aff1 <55:48>, <39:32>, <23:16>; a list of Aff0 in <15:0>; <40> everybody else. */
static bool sgi_is_for(const IcAccess *a, unsigned target, uint64_t value)
{
    uint32_t affinity = a->gic->config.affinity[target];
    uint32_t cluster =
        (uint32_t)(bits(value, 55, 48) << 16 | bits(value, 39, 32) << 8 | bits(value, 23, 16));

    if (bit(value, 40))
        return target != a->cpu;
    return affinity >> 8 == cluster && (affinity & 0xff) < 16 && bit(value, affinity & 0xff);
}

static void send_sgi(const IcAccess *a, uint64_t value, Gicv3Group group)
{
    unsigned sgi = (unsigned)bits(value, 27, 24);

    for (unsigned target = 0; target < a->gic->config.cpu_count; target++)
        if (sgi_is_for(a, target, value))
            gicv3_sgi_arrives(a->gic, target, group, sgi, !is_secure(a));
}

static void write_sgi0r(const IcAccess *a, uint64_t value)
{
    send_sgi(a, value, G0);
}

static void write_sgi1r(const IcAccess *a, uint64_t value)
{
    send_sgi(a, value, is_secure(a) ? G1S : G1NS);
}

static void write_asgi1r(const IcAccess *a, uint64_t value)
{
    send_sgi(a, value, is_secure(a) ? G1NS : G1S);
}

/* --- Control ------------------------------------------------------------------------------------
 */

static uint64_t read_igrpen(const IcAccess *a)
{
    return ic_cpu(a)->icc.enabled[bank_of(a)];
}

static void write_igrpen(const IcAccess *a, uint64_t value)
{
    ic_cpu(a)->icc.enabled[bank_of(a)] = value & 1;
    gicv3_update_physical(a->gic, a->cpu);
}

/* <0> EnableGrp1NS, <1> EnableGrp1S. */
static uint64_t read_igrpen_el3(const IcAccess *a)
{
    const Icc *icc = &ic_cpu(a)->icc;

    return (uint64_t)icc->enabled[G1S] << 1 | icc->enabled[G1NS];
}

static void write_igrpen_el3(const IcAccess *a, uint64_t value)
{
    Icc *icc = &ic_cpu(a)->icc;

    icc->enabled[G1NS] = bit(value, 0);
    icc->enabled[G1S] = bit(value, 1);
    gicv3_update_physical(a->gic, a->cpu);
}

static uint64_t read_ctlr(const IcAccess *a)
{
    return IC_CTLR_FIXED | ic_cpu(a)->icc.ctlr[state_of(a)];
}

/* With two Security states CBPR is EL3's to change, in ICC_CTLR_EL3. */
static void write_ctlr(const IcAccess *a, uint64_t value)
{
    uint32_t *ctlr = &ic_cpu(a)->icc.ctlr[state_of(a)];
    uint32_t writable = ICC_CTLR_EOIMODE | (a->gic->config.has_security ? 0 : ICC_CTLR_CBPR);

    *ctlr = (*ctlr & ~writable) | ((uint32_t)value & writable);
    gicv3_update_physical(a->gic, a->cpu);
}

/* <0> CBPR_EL1S, <1> CBPR_EL1NS, <2> EOImode_EL3, <3> EOImode_EL1S, <4> EOImode_EL1NS, <17> nDS. */
#define CTLR_EL3_NDS (UINT32_C(1) << 17)

static uint64_t read_ctlr_el3(const IcAccess *a)
{
    const Icc *icc = &ic_cpu(a)->icc;
    uint32_t value = CTLR_EL3_NDS | IC_CTLR_FIXED | (uint32_t)icc->eoimode_el3 << 2;

    for (unsigned state = 0; state < 2; state++)
        value |= (icc->ctlr[state] & ICC_CTLR_CBPR) << state | (icc->ctlr[state] & ICC_CTLR_EOIMODE)
                                                                   << (2 + state);
    return value;
}

static void write_ctlr_el3(const IcAccess *a, uint64_t value)
{
    Icc *icc = &ic_cpu(a)->icc;

    icc->eoimode_el3 = bit(value, 2);
    for (unsigned state = 0; state < 2; state++)
        icc->ctlr[state] = (bit(value, state) ? ICC_CTLR_CBPR : 0) |
                           (bit(value, 3 + state) ? ICC_CTLR_EOIMODE : 0);
    gicv3_update_physical(a->gic, a->cpu);
}

/* CHOICE: there are no legacy interfaces to the CPU, so SRE, DFB and DIB are RAO/WI, and Enable of
 * EL2 and EL3 as well. */
static uint64_t read_sre_el1(const IcAccess *a)
{
    (void)a;
    return 7;
}

static uint64_t read_sre_upper(const IcAccess *a)
{
    (void)a;
    return 15;
}

const IcRow icc_rows[IC_COUNT] = {
#define ICC(name, group, read, write) [IC_##name] = {read, write, group, 0},
#include "gic/v3/icc.def"
#undef ICC
};
