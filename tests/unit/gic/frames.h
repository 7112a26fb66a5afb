/* SPDX-License-Identifier: MIT
 *
 * frames.h - what the benches of both GICs share: accesses to their frames as a CPU makes them, and
 * the record of their outputs.
 *
 * Each bench.h includes it when it has defined `Bench` (gic, level, cpu, nonsecure) and GICD_OPS.
 */
#ifndef TESTS_UNIT_GIC_FRAMES_H
#define TESTS_UNIT_GIC_FRAMES_H

#include "tests/unit/harness.h"

/* Offsets that IHI 0048B and IHI 0069 have in common, not from our tables. */
enum {
    GICD_CTLR = 0x000,
    GICD_TYPER = 0x004,
    GICD_IIDR = 0x008,
    GICD_IGROUPR = 0x080,
    GICD_ISENABLER = 0x100,
    GICD_ICENABLER = 0x180,
    GICD_ISPENDR = 0x200,
    GICD_ICPENDR = 0x280,
    GICD_ISACTIVER = 0x300,
    GICD_ICACTIVER = 0x380,
    GICD_IPRIORITYR = 0x400,
    GICD_ICFGR = 0xc00,
    GICD_NSACR = 0xe00,
};

UNUSED static void bench_line(void *owner, unsigned input, bool level)
{
    Bench *b = owner;

    ck_assert_msg(b->level[input / GIC_OUT_COUNT][input % GIC_OUT_COUNT] != level,
                  "a line was told what it knew");
    b->level[input / GIC_OUT_COUNT][input % GIC_OUT_COUNT] = level;
    b->changes++;
}

/* The line that records output @which of @cpu. */
UNUSED static IrqLine bench_output(Bench *b, unsigned cpu, unsigned which)
{
    return (IrqLine){bench_line, b, cpu * GIC_OUT_COUNT + which};
}

UNUSED static uint64_t frame_get(Bench *b, const DeviceOps *ops, uint64_t offset, unsigned size)
{
    const BusRequest request = {(uint16_t)b->cpu, (uint8_t)size, !b->nonsecure, 0};
    uint64_t value = 0;

    ck_assert(ops->read(b->gic, &request, offset, &value));
    return value;
}

UNUSED static void frame_put(Bench *b, const DeviceOps *ops, uint64_t offset, unsigned size,
                             uint64_t value)
{
    const BusRequest request = {(uint16_t)b->cpu, (uint8_t)size, !b->nonsecure, 0};

    ck_assert(ops->write(b->gic, &request, offset, value));
}

#define D_GET(offset) (uint32_t) frame_get(&b, GICD_OPS, offset, 4)
#define D_PUT(offset, value) frame_put(&b, GICD_OPS, offset, 4, value)
#define D_GET8(offset) (uint32_t) frame_get(&b, GICD_OPS, offset, 1)
#define D_PUT8(offset, value) frame_put(&b, GICD_OPS, offset, 1, value)

#define IRQ(n) b.level[n][GIC_OUT_IRQ]
#define FIQ(n) b.level[n][GIC_OUT_FIQ]
#define VIRQ(n) b.level[n][GIC_OUT_VIRQ]
#define VFIQ(n) b.level[n][GIC_OUT_VFIQ]
#define MAINTENANCE(n) b.level[n][GIC_OUT_MAINTENANCE]

#endif
