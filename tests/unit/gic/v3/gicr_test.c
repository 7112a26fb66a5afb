/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "tests/unit/gic/v3/bench.h"

/* GICR_TYPER: affinity <63:32>, Processor_Number <23:8>, Last <4>; no LPIs <0>. */
START_TEST(typer_tells_the_last_redistributor)
{
    Bench b;

    bench_begin(&b, 16, false);
    for (unsigned cpu = 0; cpu < 16; cpu++) {
        uint64_t typer = frame_get(&b, &gicv3_gicr_ops, cpu * GICR_STRIDE + GICR_TYPER, 8);

        ck_assert_uint_eq(typer >> 32, cpu);
        ck_assert_uint_eq(bits(typer, 23, 8), cpu);
        ck_assert(bit(typer, 4) == (cpu == 15) && !bit(typer, 0));
    }
    bench_end(&b);
}
END_TEST

START_TEST(a_redistributor_that_sleeps_forwards_nothing)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b, 0);
    bench_enable(&b, 20, 0x80, 1);
    bench_input(&b, 20, true);
    ck_assert(IRQ(0));
    R_PUT(GICR_WAKER, 2);
    ck_assert_uint_eq(R_GET(GICR_WAKER), 6); /* ChildrenAsleep */
    ck_assert(!IRQ(0));
    R_PUT(GICR_WAKER, 0);
    ck_assert_uint_eq(R_GET(GICR_WAKER), 0);
    ck_assert(IRQ(0));
    bench_end(&b);
}
END_TEST

START_TEST(redistributors_are_each_cpus_own)
{
    Bench b;

    bench_begin(&b, 2, false);
    R_PUT(GICR_STRIDE + SGI_BASE + GICD_ISENABLER, 1 << 3);
    ck_assert_uint_eq(R_GET(SGI_BASE + GICD_ISENABLER), 0);
    ck_assert_uint_eq(R_GET(GICR_STRIDE + SGI_BASE + GICD_ISENABLER), 1 << 3);
    ck_assert_uint_eq(R_GET(SGI_BASE + GICD_ICFGR), 0xaaaaaaaa); /* SGIs: edges, read-only */
    R_PUT(SGI_BASE + GICD_ICFGR, 0);
    ck_assert_uint_eq(R_GET(SGI_BASE + GICD_ICFGR), 0xaaaaaaaa);
    bench_end(&b);
}
END_TEST

/* ICC_SGI1R_EL1: a list of Aff0 in <15:0>, INTID <27:24>, IRM <40>. */
START_TEST(sgis_go_to_lists_and_to_all_but_self)
{
    Bench b;

    bench_begin(&b, 16, false);
    for (unsigned cpu = 0; cpu < 16; cpu++)
        R_PUT(cpu * GICR_STRIDE + SGI_BASE + GICD_IGROUPR, 0xffff);
    b.cpu = 2;
    S_PUT(ICC_SGI1R_EL1, UINT64_C(5) << 24 | 0x8005);
    for (unsigned cpu = 0; cpu < 16; cpu++)
        ck_assert_uint_eq(R_GET(cpu * GICR_STRIDE + SGI_BASE + GICD_ISPENDR),
                          cpu == 0 || cpu == 2 || cpu == 15 ? 1 << 5 : 0);
    S_PUT(ICC_SGI1R_EL1, UINT64_C(1) << 40 | UINT64_C(6) << 24);
    for (unsigned cpu = 0; cpu < 16; cpu++)
        ck_assert(bit(R_GET(cpu * GICR_STRIDE + SGI_BASE + GICD_ISPENDR), 6) == (cpu != 2));
    S_PUT(ICC_SGI1R_EL1, UINT64_C(7) << 24 | UINT64_C(1) << 16 | 0xffff); /* cluster 1 */
    for (unsigned cpu = 0; cpu < 16; cpu++)
        ck_assert(!bit(R_GET(cpu * GICR_STRIDE + SGI_BASE + GICD_ISPENDR), 7));
    bench_end(&b);
}
END_TEST

/* Which register reaches which group of SGI with two Security states, from where. "Forwarding an
 * SGI to a target PE": the NSACR of the target lets Non-secure writers reach Secure groups. */
START_TEST(sgi_groups_and_security)
{
    static const struct {
        IcRegister reg;
        bool secure;
        unsigned nsacr;
        bool reaches[3]; /* an SGI of Group 0, of Non-secure Group 1, of Secure Group 1 */
    } cases[] = {
        {IC_ICC_SGI0R_EL1, true, 0, {true, false, false}},
        {IC_ICC_SGI1R_EL1, true, 0, {true, false, true}},
        {IC_ICC_ASGI1R_EL1, true, 0, {false, true, false}},
        {IC_ICC_SGI0R_EL1, false, 0, {false, false, false}},
        {IC_ICC_SGI0R_EL1, false, 1, {true, false, false}},
        {IC_ICC_SGI1R_EL1, false, 0, {false, true, false}},
        {IC_ICC_ASGI1R_EL1, false, 0, {false, false, false}},
        {IC_ICC_ASGI1R_EL1, false, 1, {true, false, false}},
        {IC_ICC_ASGI1R_EL1, false, 2, {true, false, true}},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        for (unsigned group = 0; group < 3; group++) {
            Bench b;

            bench_begin(&b, 1, true);
            R_PUT(SGI_BASE + GICD_IGROUPR, group == 1);
            R_PUT(SGI_BASE + GICD_IGRPMODR, group == 2);
            R_PUT(SGI_BASE + GICD_NSACR, cases[i].nsacr);
            b.context.secure_below_el3 = cases[i].secure;
            gicv3_sysreg_write(b.gic, 0, cases[i].reg, b.context, 1);
            ck_assert_msg(R_GET(SGI_BASE + GICD_ISPENDR) == cases[i].reaches[group],
                          "case %zu, group %u", i, group);
            bench_end(&b);
        }
}
END_TEST

/* GICR_NSACR is for SGI registers: the redistributor's own registers stay closed. */
START_TEST(nsacr_opens_no_register_of_a_redistributor)
{
    Bench b;

    bench_begin(&b, 1, true);
    R_PUT(SGI_BASE + GICD_NSACR, 0xffffffff);
    R_PUT(SGI_BASE + GICD_ISPENDR, 8);
    b.nonsecure = true;
    ck_assert_uint_eq(R_GET(SGI_BASE + GICD_ISPENDR), 0);
    R_PUT(SGI_BASE + GICD_ICPENDR, 8);
    b.nonsecure = false;
    ck_assert_uint_eq(R_GET(SGI_BASE + GICD_ISPENDR), 8);
    bench_end(&b);
}
END_TEST

START_TEST(a_kernel_started_without_firmware_has_its_interrupts)
{
    Bench b;

    bench_begin(&b, 1, true);
    gicv3_open_to_nonsecure(b.gic);
    b.nonsecure = true;
    D_PUT(GICD_CTLR, 2);
    D_PUT(GICD_ISENABLER + 4, 1 << 8);
    S_PUT(ICC_PMR_EL1, 0xf0);
    S_PUT(ICC_IGRPEN1_EL1, 1);
    bench_input(&b, 40, true);
    ck_assert(IRQ(0));
    ck_assert_uint_eq(S_GET(ICC_IAR1_EL1), 40);
    bench_end(&b);
}
END_TEST

START_TEST(a_description_names_what_is_pending)
{
    char text[512];
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b, 0);
    bench_enable(&b, 40, 0x80, 1);
    bench_input(&b, 40, true);
    S_PUT(ICH_LR1_EL2, UINT64_C(0x7080001b0000001b)); /* pending, HW, Group 1, 27 for 27 */
    gicv3_describe(b.gic, 0, text, sizeof text);
    ck_assert_ptr_nonnull(
        strstr(text, "interrupt 40: pending, priority 0x80, group 1, routed to 0x0\n"));
    ck_assert_ptr_nonnull(
        strstr(text, "LR1: pending, virtual interrupt 27, priority 0x80, group 1, physical 27\n"));
    gicv3_describe(b.gic, 0, text, 20);
    ck_assert_uint_lt(strlen(text), 20);
    bench_end(&b);
}
END_TEST

TEST_MAIN("gic/v3/gicr", typer_tells_the_last_redistributor,
          a_redistributor_that_sleeps_forwards_nothing, redistributors_are_each_cpus_own,
          sgis_go_to_lists_and_to_all_but_self, sgi_groups_and_security,
          nsacr_opens_no_register_of_a_redistributor,
          a_kernel_started_without_firmware_has_its_interrupts, a_description_names_what_is_pending)
