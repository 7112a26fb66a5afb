/* SPDX-License-Identifier: MIT
 *
 * gic_outputs.h - what the fuzzers of both GICs share: two CPUs, whose outputs are recorded and
 * whose maintenance interrupts come back as PPI 25, and accesses to frames.
 */
#ifndef TESTS_FUZZ_GIC_OUTPUTS_H
#define TESTS_FUZZ_GIC_OUTPUTS_H

#include <stdio.h>
#include <stdlib.h>

#include "gic/gicv2.h"

#define CPU_COUNT 2u
#define IRQ_COUNT 96u
#define MAINTENANCE_PPI 25u

typedef struct Outputs {
    bool level[CPU_COUNT][GIC_OUT_COUNT];
    IrqLine maintenance[CPU_COUNT];
} Outputs;

static inline void check(bool truth, const char *what)
{
    if (!truth) {
        fprintf(stderr, "%s\n", what);
        abort();
    }
}

static inline void output_set(void *owner, unsigned input, bool level)
{
    Outputs *outputs = owner;
    unsigned cpu = input / GIC_OUT_COUNT, which = input % GIC_OUT_COUNT;

    check(outputs->level[cpu][which] != level, "a line was told what it knew");
    outputs->level[cpu][which] = level;
    if (which == GIC_OUT_MAINTENANCE)
        irqline_set(&outputs->maintenance[cpu], level);
}

/* Where output @which of @cpu goes. */
static inline IrqLine output_line(Outputs *outputs, unsigned cpu, unsigned which)
{
    return (IrqLine){output_set, outputs, cpu * GIC_OUT_COUNT + which};
}

static inline void check_all_low(const Outputs *outputs)
{
    for (unsigned cpu = 0; cpu < CPU_COUNT; cpu++)
        for (unsigned i = 0; i < GIC_OUT_COUNT; i++)
            check(!outputs->level[cpu][i], "an output is high after reset");
}

/* One read, or a write of as much of @value as fits. */
static inline void access_frame(void *gic, const DeviceOps *frame, const BusRequest *request,
                                uint64_t offset, bool writes, uint64_t value)
{
    uint64_t most = ones(8u * request->size_bytes);

    value &= most;
    if (writes) {
        check(frame->write(gic, request, offset, value), "a write was refused");
    } else {
        check(frame->read(gic, request, offset, &value), "a read was refused");
        check(value <= most, "a read gave more than was asked for");
    }
}

#endif
