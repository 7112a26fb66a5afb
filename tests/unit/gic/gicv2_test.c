/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "gic/gicv2m.h"
#include "tests/unit/gic/bench.h"

/* Maintenance comes back as PPI 25, as the board wires it. */
START_TEST(the_maintenance_output_can_drive_a_ppi)
{
    Bench b;

    bench_begin(&b, 2, false);
    gicv2_connect(b.gic, 1, GIC_OUT_MAINTENANCE, gicv2_ppi_input(b.gic, 1, 25));
    b.cpu = 1;
    bench_open(&b);
    bench_enable(&b, 25, 0x80);
    H_PUT(GICH_HCR, 1 | 0x08);
    ck_assert(IRQ(1) && !IRQ(0));
    ck_assert_uint_eq(C_GET(GICC_IAR), 25);
    H_PUT(GICH_HCR, 0);
    C_PUT(GICC_EOIR, 25);
    ck_assert(!IRQ(1));
    bench_end(&b);
}
END_TEST

START_TEST(reset_forgets_everything_but_the_inputs)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    bench_enable(&b, 40, 0x80);
    bench_input(&b, 40, true);
    ck_assert(IRQ(0));
    gicv2_reset(b.gic);
    ck_assert(!IRQ(0));
    ck_assert_uint_eq(D_GET(GICD_CTLR), 0);
    ck_assert_uint_eq(D_GET(GICD_ISENABLER + 4), 0);
    ck_assert_uint_eq(D_GET(GICD_ISPENDR + 4), 1u << 8);
    bench_open(&b);
    bench_enable(&b, 40, 0x80);
    ck_assert(IRQ(0));
    bench_end(&b);
}
END_TEST

START_TEST(a_requester_that_is_no_cpu_gets_nothing)
{
    const BusRequest request = {REQUESTER_DEVICE, 4, true, 0};
    uint64_t value = 7;
    Bench b;

    bench_begin(&b, 1, false);
    ck_assert(gicv2_gicd_ops.read(b.gic, &request, GICD_TYPER, &value));
    ck_assert_uint_eq(value, 0);
    ck_assert(gicv2_gicd_ops.write(b.gic, &request, GICD_CTLR, 3));
    ck_assert_uint_eq(D_GET(GICD_CTLR), 0);
    bench_end(&b);
}
END_TEST

START_TEST(a_description_names_what_is_pending_and_is_bounded)
{
    char text[2048], small[24];
    uint32_t lr[64];
    Bench b;

    bench_begin(&b, 1, false);
    bench_enable(&b, 40, 0x80);
    bench_input(&b, 40, true);
    H_PUT(GICH_LR, 1u << 31 | 1u << 28 | 27u << 10 | 27);
    gicv2_describe(b.gic, 0, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "interrupt 40: pending, priority 0x80, group 0"));
    ck_assert_ptr_nonnull(strstr(text, "LR0: pending, virtual interrupt 27"));
    ck_assert_ptr_nonnull(strstr(text, "physical 27"));
    gicv2_describe(b.gic, 0, small, sizeof small);
    ck_assert_uint_eq(strlen(small), sizeof small - 1);
    ck_assert_uint_eq(gicv2_list_registers(b.gic, 0, lr), 4);
    ck_assert_uint_eq(lr[0], 1u << 31 | 1u << 28 | 27u << 10 | 27);
    bench_end(&b);
}
END_TEST

/* SBSA, GICv2m: MSI_TYPER and MSI_SETSPI_NS; numbers of the virt board, scaled to this GIC. */
START_TEST(a_message_becomes_an_edge_on_its_spi)
{
    const BusRequest device = {REQUESTER_DEVICE, 4, false, 0};
    Gicv2m msi;
    uint64_t value;
    Bench b;

    bench_begin(&b, 1, false);
    msi = (Gicv2m){b.gic, 80, 8};
    ck_assert(gicv2m_ops.read(&msi, &device, 0x008, &value));
    ck_assert_uint_eq(value, 0x00500008);
    ck_assert(gicv2m_ops.read(&msi, &device, 0xfcc, &value));
    ck_assert_uint_eq(value, 0x05100000);
    bench_open(&b);
    bench_enable(&b, 83, 0x80);
    D_PUT(GICD_ICFGR + 20, UINT32_MAX);
    ck_assert(gicv2m_ops.write(&msi, &device, 0x040, 79));
    ck_assert(gicv2m_ops.write(&msi, &device, 0x040, 88));
    ck_assert(gicv2m_ops.write(&msi, &device, 0x044, 83));
    ck_assert_uint_eq(D_GET(GICD_ISPENDR + 8), 0);
    ck_assert(gicv2m_ops.write(&msi, &device, 0x040, 83));
    ck_assert_uint_eq(D_GET(GICD_ISPENDR + 8), 1u << 19);
    ck_assert_uint_eq(C_GET(GICC_IAR), 83);
    C_PUT(GICC_EOIR, 83);
    ck_assert(!IRQ(0));
    bench_end(&b);
}
END_TEST

TEST_MAIN("gicv2", the_maintenance_output_can_drive_a_ppi, reset_forgets_everything_but_the_inputs,
          a_requester_that_is_no_cpu_gets_nothing,
          a_description_names_what_is_pending_and_is_bounded, a_message_becomes_an_edge_on_its_spi)
