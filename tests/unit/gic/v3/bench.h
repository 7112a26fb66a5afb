/* SPDX-License-Identifier: MIT
 *
 * bench.h - a GICv3 on a bench: its outputs are recorded, its frames and system registers accessed
 * as a CPU would.
 */
#ifndef TESTS_UNIT_GIC_V3_BENCH_H
#define TESTS_UNIT_GIC_V3_BENCH_H

#include "gic/v3/sysregs.h"

/* Offsets as in IHI 0069 beside those of frames.h, not from our tables. */
enum {
    GICD_IGRPMODR = 0xd00,
    GICD_IROUTER = 0x6000,
    GICD_PIDR2 = 0xffe8,

    GICR_TYPER = 0x08,
    GICR_WAKER = 0x14,
    SGI_BASE = 0x10000,
    GICR_STRIDE = 0x20000,
};

typedef struct Bench {
    Gicv3 *gic;
    bool level[GICV3_CPU_MAX][GIC_OUT_COUNT];
    unsigned changes;
    unsigned cpu; /* who accesses */
    bool nonsecure;
    IcContext context;
} Bench;

#define GICD_OPS (&gicv3_gicd_ops)
#include "tests/unit/gic/frames.h"

/* A GIC just reset, with 64 SPIs. CPU 17 would be 0.0.1.1: clusters are of 16. */
UNUSED static void bench_begin(Bench *b, unsigned cpu_count, bool has_security)
{
    Gicv3Config config = {.cpu_count = cpu_count, .irq_count = 96, .has_security = has_security};

    for (unsigned i = 0; i < cpu_count; i++)
        config.affinity[i] = i;
    *b = (Bench){.context.el = 1};
    b->gic = gicv3_new(&config);
    for (unsigned cpu = 0; cpu < cpu_count; cpu++)
        for (unsigned i = 0; i < GIC_OUT_COUNT; i++)
            gicv3_connect(b->gic, cpu, (GicOutput)i, bench_output(b, cpu, i));
}

UNUSED static void bench_end(Bench *b)
{
    gicv3_free(b->gic);
}

#define R_GET(offset) frame_get(&b, &gicv3_gicr_ops, offset, 4)
#define R_PUT(offset, value) frame_put(&b, &gicv3_gicr_ops, offset, 4, value)
#define S_GET(name) gicv3_sysreg_read(b.gic, b.cpu, IC_##name, b.context)
#define S_PUT(name, value) gicv3_sysreg_write(b.gic, b.cpu, IC_##name, b.context, value)

/* Distributor, redistributor and CPU interface of @cpu on for all groups, nothing masked. */
UNUSED static void bench_open(Bench *bench, unsigned cpu)
{
    const IcContext el3 = {.el = 3};

    frame_put(bench, &gicv3_gicd_ops, GICD_CTLR, 4, 7);
    frame_put(bench, &gicv3_gicr_ops, cpu * GICR_STRIDE + GICR_WAKER, 4, 0);
    gicv3_sysreg_write(bench->gic, cpu, IC_ICC_PMR_EL1, el3, 0xff);
    gicv3_sysreg_write(bench->gic, cpu, IC_ICC_IGRPEN0_EL1, el3, 1);
    gicv3_sysreg_write(bench->gic, cpu, IC_ICC_IGRPEN1_EL3, el3, 3);
}

/* Enables @intid of CPU 0 with @priority in @group: 0, 1 (Non-secure), 2 (Secure Group 1). */
UNUSED static void bench_enable(Bench *bench, unsigned intid, unsigned priority, unsigned group)
{
    const DeviceOps *ops = intid < 32 ? &gicv3_gicr_ops : &gicv3_gicd_ops;
    uint64_t base = intid < 32 ? SGI_BASE : 0, word = base + intid / 32 * 4u,
             flag = 1u << intid % 32;
    uint64_t group1 = frame_get(bench, ops, GICD_IGROUPR + word, 4) & ~flag;

    frame_put(bench, ops, GICD_IGROUPR + word, 4, group == 1 ? group1 | flag : group1);
    frame_put(bench, ops, GICD_IGRPMODR + word, 4, group == 2 ? flag : 0);
    frame_put(bench, ops, GICD_ISENABLER + word, 4, flag);
    frame_put(bench, ops, GICD_IPRIORITYR + base + intid, 1, priority);
}

UNUSED static void bench_input(Bench *bench, unsigned intid, bool level)
{
    IrqLine line = intid < 32 ? gicv3_ppi_input(bench->gic, bench->cpu, intid)
                              : gicv3_spi_input(bench->gic, intid - 32);

    irqline_set(&line, level);
}

#endif
