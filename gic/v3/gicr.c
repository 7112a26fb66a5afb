/* SPDX-License-Identifier: MIT
 *
 * gicr.c - a redistributor's own registers, and SGIs arriving there.
 *
 * Spec: IHI 0069, GICR_TYPER, GICR_WAKER, ICC_SGI1R_EL1.    Tests: tests/unit/gic/v3/gicr_test.c
 * Journey: after gic/v3/gicd.c, before gic/v3/icc.c
 */
#include "gic/v3/state.h"

#define WAKER_SLEEP 2u           /* ProcessorSleep */
#define WAKER_CHILDREN_ASLEEP 4u /* the CPU interface is quiet */

static uint32_t read_iidr(Gicv3 *gic, Gicv3Access access, unsigned index)
{
    (void)gic, (void)access, (void)index;
    return GICV3_IIDR;
}

/* Affinity <63:32>, CommonLPIAff <25:24> by Aff3, Processor_Number <23:8>, Last <4>. */
static uint32_t read_typer(Gicv3 *gic, Gicv3Access access, unsigned index)
{
    bool last = access.cpu + 1 == gic->config.cpu_count;

    if (index)
        return gic->config.affinity[access.cpu];
    return UINT32_C(1) << 24 | access.cpu << 8 | (uint32_t)last << 4;
}

static uint32_t read_waker(Gicv3 *gic, Gicv3Access access, unsigned index)
{
    (void)index;
    return gic->cpu[access.cpu].asleep ? WAKER_SLEEP | WAKER_CHILDREN_ASLEEP : 0;
}

/* Falling asleep and waking up take no time. */
static void write_waker(Gicv3 *gic, Gicv3Access access, unsigned index, uint32_t value,
                        uint32_t mask)
{
    (void)index, (void)mask;
    gic->cpu[access.cpu].asleep = value & WAKER_SLEEP;
    gicv3_update_physical(gic, access.cpu);
}

static uint32_t read_identity(Gicv3 *gic, Gicv3Access access, unsigned index)
{
    (void)gic, (void)access;
    return gicv3_identity(index, 0x93);
}

/* What the sender is allowed: a Non-secure CPU reaches Secure interrupts as far as GICR_NSACR lets
 * it. A request for Secure Group 1 reaches Group 0 as well, which is all there is of the two with
 * one Security state. */
void gicv3_sgi_arrives(Gicv3 *gic, unsigned target, Gicv3Group group, unsigned sgi, bool nonsecure)
{
    IrqBank *bank = &gic->cpu[target].irq.bank;
    Gicv3Group own = gicv3_group_of(&gic->cpu[target].irq, sgi);

    if (own != group && !(group == G1S && own == G0))
        return;
    if (nonsecure && gic->config.has_security && own != G1NS) {
        NsacrLevel needed = own == G0 ? NSACR_SET_PENDING : NSACR_CLEAR_PENDING;

        if (!bit(irqstate_opened(bank, needed), sgi))
            return;
    }
    bank->latched |= UINT32_C(1) << sgi;
    gicv3_update_physical(gic, target);
}

#define RD(...) FRAME_ROW("GICv3 RD", __VA_ARGS__)
const Gicv3Row gicv3_rd_rows[] = {
#include "gic/v3/gicr.def"
};
#undef RD

#define SGI(...) FRAME_ROW("GICv3 SGI", __VA_ARGS__)
const Gicv3Row gicv3_sgi_rows[] = {
#include "gic/v3/gicr.def"
};
#undef SGI

const unsigned gicv3_rd_row_count = ARRAY_COUNT(gicv3_rd_rows);
const unsigned gicv3_sgi_row_count = ARRAY_COUNT(gicv3_sgi_rows);
