/* SPDX-License-Identifier: MIT
 *
 * gic_fuzz.c - any stream of accesses and input changes, from two CPUs, on all frames.
 *
 * Nothing a guest does may end in an assert, and an output is never told what it knows. After
 * the stream the state is saved the way a hypervisor does, and described.
 */
#include <string.h>

#include "gic/gicv2.h"
#include "gic/gicv2m.h"
#include "tests/fuzz/gic_outputs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define STEP_SIZE 8

/* One access: @step is kind, CPU and view, 16 bits of offset, 32 bits of value. */
static void access_one(Gicv2 *gic, const uint8_t step[STEP_SIZE])
{
    static const DeviceOps *const ops[4] = {&gicv2_gicd_ops, &gicv2_gicc_ops, &gicv2_gich_ops,
                                            &gicv2_gicv_ops};
    static const uint8_t sizes[4] = {4, 4, 1, 2};
    const BusRequest request = {step[1] & 1u, sizes[step[0] >> 3 & 3], step[1] >> 1 & 1, 0};
    uint64_t offset = (step[2] | (unsigned)step[3] << 8) & 0x1fff & ~(request.size_bytes - 1u);
    uint32_t value;

    memcpy(&value, step + 4, sizeof value);
    access_frame(gic, ops[step[0] & 3], &request, offset, step[0] & 4, value);
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
        outputs.maintenance[cpu] = gicv2_ppi_input(gic, cpu, MAINTENANCE_PPI);
        for (unsigned i = 0; i < GIC_OUT_COUNT; i++)
            gicv2_connect(gic, cpu, (GicOutput)i, output_line(&outputs, cpu, i));
    }
    for (size_t at = 1; at + STEP_SIZE <= size; at += STEP_SIZE) {
        const uint8_t *step = data + at;

        if (step[0] & 0x80)
            change_input(gic, step);
        else if (step[0] & 0x40)
            send_message(gic, step);
        else
            access_one(gic, step);
    }
    look_at_it(gic);
    gicv2_reset(gic);
    check_all_low(&outputs);
    gicv2_free(gic);
    return 0;
}
