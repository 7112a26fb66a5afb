/* SPDX-License-Identifier: MIT
 *
 * gicv3_fuzz.c - any stream of accesses to frames and system registers, of input changes and moves
 * between the Security states, from two CPUs.
 *
 * Nothing a guest does may end in an assert, and an output is never told what it knows. After the
 * stream the state is described, and reset.
 */
#include <string.h>

#include "gic/v3/sysregs.h"
#include "tests/fuzz/gic_outputs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define STEP_SIZE 12

static uint64_t value_of(const uint8_t step[STEP_SIZE])
{
    uint64_t value;

    memcpy(&value, step + 4, sizeof value);
    return value;
}

/* @step: kind, CPU and view, 16 bits of offset, 64 bits of value. */
static void access_memory(Gicv3 *gic, const uint8_t step[STEP_SIZE])
{
    static const uint8_t sizes[4] = {4, 8, 1, 2};
    const BusRequest request = {step[1] & 1u, sizes[step[0] >> 3 & 3], step[1] >> 1 & 1, 0};
    uint64_t offset = (step[2] | (unsigned)step[3] << 8) & ~(request.size_bytes - 1u);
    bool redistributor = step[0] & 1;

    if (redistributor)
        offset += (uint64_t)(step[1] >> 4) << 16;
    access_frame(gic, redistributor ? &gicv3_gicr_ops : &gicv3_gicd_ops, &request, offset,
                 step[0] & 4, value_of(step));
}

/* The same with a system register. */
static void access_register(Gicv3 *gic, const uint8_t step[STEP_SIZE], bool has_security)
{
    bool el3 = has_security && (step[3] & 0xc0) == 0xc0;
    const IcContext context = {.el = el3 ? 3 : 1 + (step[3] & 1),
                               .secure_below_el3 = has_security && step[3] & 2,
                               .scr_irq = has_security && step[3] & 4,
                               .scr_fiq = has_security && step[3] & 8,
                               .hcr_imo = step[3] & 16,
                               .hcr_fmo = step[3] & 32};
    IcRegister reg = (IcRegister)(step[2] % IC_COUNT);

    if (step[0] & 4)
        gicv3_sysreg_write(gic, step[1] & 1, reg, context, value_of(step));
    else
        (void)gicv3_sysreg_read(gic, step[1] & 1, reg, context);
}

static void change_input(Gicv3 *gic, const uint8_t step[STEP_SIZE])
{
    unsigned intid = 16 + step[2] % (IRQ_COUNT - 16);
    IrqLine line =
        intid < 32 ? gicv3_ppi_input(gic, step[1] & 1u, intid) : gicv3_spi_input(gic, intid - 32);

    irqline_set(&line, step[3] & 1);
}

static void look_at_it(Gicv3 *gic)
{
    char text[512];

    for (unsigned cpu = 0; cpu < CPU_COUNT; cpu++) {
        gicv3_describe(gic, cpu, text, sizeof text);
        check(memchr(text, '\0', sizeof text), "a description without an end");
    }
}

static void do_step(Gicv3 *gic, const uint8_t step[STEP_SIZE], bool has_security)
{
    switch (step[0] >> 6) {
    case 0:
        access_memory(gic, step);
        break;
    case 1:
        access_register(gic, step, has_security);
        break;
    case 2:
        change_input(gic, step);
        break;
    default:
        if (has_security)
            gicv3_set_world(gic, step[1] & 1, (Gicv3World)(step[2] % (GICV3_EL3 + 1)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool has_security = size && data[0] & 1;
    const Gicv3Config config = {CPU_COUNT, IRQ_COUNT, has_security, {0, 1}};
    Gicv3 *gic = gicv3_new(&config);
    Outputs outputs = {0};

    for (unsigned cpu = 0; cpu < CPU_COUNT; cpu++) {
        outputs.maintenance[cpu] = gicv3_ppi_input(gic, cpu, MAINTENANCE_PPI);
        for (unsigned i = 0; i < GIC_OUT_COUNT; i++)
            gicv3_connect(gic, cpu, (GicOutput)i, output_line(&outputs, cpu, i));
    }
    for (size_t at = 1; at + STEP_SIZE <= size; at += STEP_SIZE)
        do_step(gic, data + at, has_security);
    look_at_it(gic);
    gicv3_reset(gic);
    check_all_low(&outputs);
    gicv3_free(gic);
    return 0;
}
