/* SPDX-License-Identifier: MIT
 *
 * gic_fuzz.c - any stream of accesses and input changes, from two CPUs, on all frames.
 *
 * Nothing a guest does may end in an assert, and an output is never told what it knows. After
 * the stream the state is saved the way a hypervisor does, and described.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gic/gicv2.h"
#include "gic/gicv2m.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CPU_COUNT 2u
#define IRQ_COUNT 96u
#define STEP_SIZE 8

typedef struct Outputs {
    bool level[CPU_COUNT][GIC_OUT_COUNT];
    IrqLine maintenance[CPU_COUNT];
} Outputs;

static void check(bool truth, const char *what)
{
    if (!truth) {
        fprintf(stderr, "%s\n", what);
        abort();
    }
}

static void output(void *owner, unsigned input, bool level)
{
    Outputs *outputs = owner;
    unsigned cpu = input / GIC_OUT_COUNT, which = input % GIC_OUT_COUNT;

    check(outputs->level[cpu][which] != level, "a line was told what it knew");
    outputs->level[cpu][which] = level;
    if (which == GIC_OUT_MAINTENANCE)
        irqline_set(&outputs->maintenance[cpu], level);
}

/* One access: @step is kind, CPU and view, 16 bits of offset, 32 bits of value. */
static void access_frame(Gicv2 *gic, const uint8_t step[STEP_SIZE])
{
    static const DeviceOps *const ops[4] = {&gicv2_gicd_ops, &gicv2_gicc_ops, &gicv2_gich_ops,
                                            &gicv2_gicv_ops};
    static const uint8_t sizes[4] = {4, 4, 1, 2};
    BusRequest request = {step[1] & 1u, sizes[step[0] >> 3 & 3], step[1] >> 1 & 1, 0};
    uint64_t offset = (step[2] | (unsigned)step[3] << 8) & 0x1fff & ~(request.size_bytes - 1u);
    uint64_t value =
        step[4] | (uint64_t)step[5] << 8 | (uint64_t)step[6] << 16 | (uint64_t)step[7] << 24;
    const DeviceOps *frame = ops[step[0] & 3];

    value &= ones(8u * request.size_bytes);
    if (step[0] & 4) {
        check(frame->write(gic, &request, offset, value), "a write was refused");
    } else {
        check(frame->read(gic, &request, offset, &value), "a read was refused");
        check(value <= ones(8u * request.size_bytes), "a read gave more than was asked for");
    }
}

static void change_input(Gicv2 *gic, const uint8_t step[STEP_SIZE])
{
    unsigned intid = 16 + step[2] % (IRQ_COUNT - 16);
    IrqLine line =
        intid < 32 ? gicv2_ppi_input(gic, step[1] & 1u, intid) : gicv2_spi_input(gic, intid - 32);

    irqline_set(&line, step[3] & 1);
}

static void send_message(Gicv2 *gic, const uint8_t step[STEP_SIZE])
{
    Gicv2m msi = {gic, 64, 32};
    const BusRequest request = {REQUESTER_DEVICE, 4, false, 0};

    check(gicv2m_ops.write(&msi, &request, 0x40, step[2] | (uint64_t)step[3] << 8), "refused");
}

static void look_at_it(Gicv2 *gic)
{
    char text[512];
    uint32_t lr[64];

    for (unsigned cpu = 0; cpu < CPU_COUNT; cpu++) {
        gicv2_describe(gic, cpu, text, sizeof text);
        check(memchr(text, '\0', sizeof text), "a description without an end");
        check(gicv2_list_registers(gic, cpu, lr) == 4, "list registers went missing");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Gicv2Config config = {CPU_COUNT, IRQ_COUNT, size && data[0] & 1, true, 4};
    Gicv2 *gic = gicv2_new(&config);
    Outputs outputs = {0};

    for (unsigned cpu = 0; cpu < CPU_COUNT; cpu++) {
        outputs.maintenance[cpu] = gicv2_ppi_input(gic, cpu, 25);
        for (unsigned i = 0; i < GIC_OUT_COUNT; i++)
            gicv2_connect(gic, cpu, (GicOutput)i,
                          (IrqLine){output, &outputs, cpu * GIC_OUT_COUNT + i});
    }
    for (size_t at = 1; at + STEP_SIZE <= size; at += STEP_SIZE) {
        const uint8_t *step = data + at;

        if (step[0] & 0x80)
            change_input(gic, step);
        else if (step[0] & 0x40)
            send_message(gic, step);
        else
            access_frame(gic, step);
    }
    look_at_it(gic);
    gicv2_reset(gic);
    for (unsigned cpu = 0; cpu < CPU_COUNT; cpu++)
        for (unsigned i = 0; i < GIC_OUT_COUNT; i++)
            check(!outputs.level[cpu][i], "an output is high after reset");
    gicv2_free(gic);
    return 0;
}
