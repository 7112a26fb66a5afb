/* SPDX-License-Identifier: MIT
 *
 * bench.h - a GIC on a bench: its outputs are recorded, its frames accessed as a CPU would.
 */
#ifndef TESTS_UNIT_GIC_BENCH_H
#define TESTS_UNIT_GIC_BENCH_H

#include "gic/gicv2.h"

/* Offsets as in IHI 0048B beside those of frames.h, not from our tables. */
enum {
    GICD_ITARGETSR = 0x800,
    GICD_SGIR = 0xf00,
    GICD_CPENDSGIR = 0xf10,
    GICD_SPENDSGIR = 0xf20,

    GICC_CTLR = 0x00,
    GICC_PMR = 0x04,
    GICC_BPR = 0x08,
    GICC_IAR = 0x0c,
    GICC_EOIR = 0x10,
    GICC_RPR = 0x14,
    GICC_HPPIR = 0x18,
    GICC_ABPR = 0x1c,
    GICC_AIAR = 0x20,
    GICC_AEOIR = 0x24,
    GICC_AHPPIR = 0x28,
    GICC_APR = 0xd0,
    GICC_NSAPR = 0xe0,
    GICC_IIDR = 0xfc,
    GICC_DIR = 0x1000,

    GICH_HCR = 0x00,
    GICH_VTR = 0x04,
    GICH_VMCR = 0x08,
    GICH_MISR = 0x10,
    GICH_EISR0 = 0x20,
    GICH_ELRSR0 = 0x30,
    GICH_APR = 0xf0,
    GICH_LR = 0x100,
};

typedef struct Bench {
    Gicv2 *gic;
    bool level[GICV2_CPU_MAX][GIC_OUT_COUNT];
    unsigned changes;
    unsigned cpu; /* who accesses */
    bool nonsecure;
} Bench;

#define GICD_OPS (&gicv2_gicd_ops)
#include "tests/unit/gic/frames.h"

/* A GIC just reset, with 64 SPIs. */
UNUSED static void bench_begin(Bench *b, unsigned cpu_count, bool has_security)
{
    const Gicv2Config config = {
        .cpu_count = cpu_count,
        .irq_count = 96,
        .has_security = has_security,
        .has_virt = true,
        .list_register_count = 4,
    };

    *b = (Bench){0};
    b->gic = gicv2_new(&config);
    for (unsigned cpu = 0; cpu < cpu_count; cpu++)
        for (unsigned i = 0; i < GIC_OUT_COUNT; i++)
            gicv2_connect(b->gic, cpu, (GicOutput)i, bench_output(b, cpu, i));
}

UNUSED static void bench_end(Bench *b)
{
    gicv2_free(b->gic);
}

#define C_GET(offset) (uint32_t) frame_get(&b, &gicv2_gicc_ops, offset, 4)
#define C_PUT(offset, value) frame_put(&b, &gicv2_gicc_ops, offset, 4, value)
#define H_GET(offset) (uint32_t) frame_get(&b, &gicv2_gich_ops, offset, 4)
#define H_PUT(offset, value) frame_put(&b, &gicv2_gich_ops, offset, 4, value)
#define V_GET(offset) (uint32_t) frame_get(&b, &gicv2_gicv_ops, offset, 4)
#define V_PUT(offset, value) frame_put(&b, &gicv2_gicv_ops, offset, 4, value)

/* Distributor and CPU interface of CPU 0 on for both groups, nothing masked. */
UNUSED static void bench_open(Bench *bench)
{
    frame_put(bench, &gicv2_gicd_ops, GICD_CTLR, 4, 3);
    frame_put(bench, &gicv2_gicc_ops, GICC_CTLR, 4, 3);
    frame_put(bench, &gicv2_gicc_ops, GICC_PMR, 4, 0xff);
}

/* Enables SPI or PPI @intid with @priority, to CPU 0. */
UNUSED static void bench_enable(Bench *bench, unsigned intid, unsigned priority)
{
    frame_put(bench, &gicv2_gicd_ops, GICD_ISENABLER + intid / 32 * 4u, 4, 1u << intid % 32);
    frame_put(bench, &gicv2_gicd_ops, GICD_IPRIORITYR + intid, 1, priority);
    frame_put(bench, &gicv2_gicd_ops, GICD_ITARGETSR + intid, 1, 1);
}

UNUSED static void bench_input(Bench *bench, unsigned intid, bool level)
{
    IrqLine line = intid < 32 ? gicv2_ppi_input(bench->gic, bench->cpu, intid)
                              : gicv2_spi_input(bench->gic, intid - 32);

    irqline_set(&line, level);
}

#endif
