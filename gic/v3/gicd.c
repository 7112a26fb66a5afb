/* SPDX-License-Identifier: MIT
 *
 * gicd.c - the Distributor's own registers: control, identity, routing.
 *
 * Spec: IHI 0069, GICD_CTLR, GICD_TYPER, GICD_IROUTER<n>.    Tests: tests/unit/gic/v3/gicd_test.c
 * Journey: after gic/v3/irqregs.c, before gic/v3/gicr.c
 */
#include "gic/v3/state.h"

/* Affinity routing cannot be turned off, and GICD_CTLR.DS is what the CPUs are: CHOICE: with EL3 it
 * is RAZ/WI. The Non-secure view has ARE_NS where the Secure one has ARE_S. */
static uint32_t read_ctlr(Gicv3 *gic, Gicv3Access access, unsigned index)
{
    (void)index;
    if (access.nonsecure)
        return (gic->ctlr & GICD_CTLR_GRP1NS) | GICD_CTLR_ARE;
    return gic->ctlr | GICD_CTLR_ARE | (gic->config.has_security ? GICD_CTLR_ARE_NS : GICD_CTLR_DS);
}

static void write_ctlr(Gicv3 *gic, Gicv3Access access, unsigned index, uint32_t value,
                       uint32_t mask)
{
    uint32_t writable = GICD_CTLR_GRP1NS;

    (void)index, (void)mask;
    if (!access.nonsecure)
        writable |= GICD_CTLR_GRP0 | (gic->config.has_security ? GICD_CTLR_GRP1S : 0);
    gic->ctlr = (gic->ctlr & ~writable) | (value & writable);
    for (unsigned cpu = 0; cpu < gic->config.cpu_count; cpu++)
        gicv3_update_physical(gic, cpu);
}

/* No1N <25>, A3V <24>, IDbits <23:19>: 16 bits of INTID, SecurityExtn <10>, ITLinesNumber. */
static uint32_t read_typer(Gicv3 *gic, Gicv3Access access, unsigned index)
{
    (void)access, (void)index;
    return UINT32_C(1) << 25 | UINT32_C(1) << 24 | UINT32_C(15) << 19 |
           (uint32_t)gic->config.has_security << 10 | (gic->config.irq_count / 32 - 1);
}

static uint32_t read_iidr(Gicv3 *gic, Gicv3Access access, unsigned index)
{
    (void)gic, (void)access, (void)index;
    return GICV3_IIDR;
}

/* PIDR0: the part number of a GIC-500's distributor. */
static uint32_t read_identity(Gicv3 *gic, Gicv3Access access, unsigned index)
{
    (void)gic, (void)access;
    return gicv3_identity(index, 0x92);
}

/* Word @index: of INTID @index / 2 the affinity levels 2 to 0, or level 3. */
static uint32_t read_irouter(Gicv3 *gic, Gicv3Access access, unsigned index)
{
    unsigned intid = index / 2;

    if (!irq_may_route(gic, access, intid))
        return 0;
    return (uint32_t)(gic->irouter[intid] >> (index % 2 * 32));
}

/* Without 1-of-N routing Interrupt_Routing_Mode <31> is RES0. */
static void write_irouter(Gicv3 *gic, Gicv3Access access, unsigned index, uint32_t value,
                          uint32_t mask)
{
    unsigned intid = index / 2;

    (void)mask;
    if (!irq_may_route(gic, access, intid))
        return;
    if (index % 2)
        gicv3_route(gic, intid, with_bits(gic->irouter[intid], 39, 32, value));
    else
        gicv3_route(gic, intid, with_bits(gic->irouter[intid], 23, 0, value));
    gicv3_irq_changed(gic, 0, intid / 32);
}

uint32_t gicv3_identity(unsigned index, uint8_t part)
{
    /* Arm, 4 KiB of registers in use at most; GICv3. */
    const uint8_t id[12] = {0x44, 0, 0, 0, part, 0xb4, 0x3b, 0, 0x0d, 0xf0, 0x05, 0xb1};

    assert(index < ARRAY_COUNT(id));
    return id[index];
}

const Gicv3Row gicv3_gicd_rows[] = {
#define GICD(...) FRAME_ROW("GICv3 GICD", __VA_ARGS__)
#include "gic/v3/gicd.def"
#undef GICD
};

const unsigned gicv3_gicd_row_count = ARRAY_COUNT(gicv3_gicd_rows);
