/* SPDX-License-Identifier: MIT */
#include "tests/unit/gic/v3/bench.h"

#define EL3_CONTEXT                                                                                \
    (IcContext)                                                                                    \
    {                                                                                              \
        .el = 3                                                                                    \
    }

/* Two SPIs of Group 1: 40 with priority 0xa0, 41 with 0x80. */
static void two_interrupts(Bench *bench)
{
    bench_begin(bench, 1, false);
    bench_open(bench, 0);
    bench_enable(bench, 40, 0xa0, 1);
    bench_enable(bench, 41, 0x80, 1);
}

START_TEST(acknowledge_and_end)
{
    Bench b;

    two_interrupts(&b);
    bench_input(&b, 40, true);
    ck_assert_uint_eq(S_GET(ICC_HPPIR1_EL1), 40);
    ck_assert_uint_eq(S_GET(ICC_IAR1_EL1), 40);
    ck_assert_uint_eq(S_GET(ICC_RPR_EL1), 0xa0);
    ck_assert_uint_eq(S_GET(ICC_AP1R0_EL1), UINT32_C(1) << 20);
    ck_assert_uint_eq(S_GET(ICC_IAR1_EL1), 1023);
    ck_assert(!IRQ(0));
    bench_input(&b, 40, false);
    S_PUT(ICC_EOIR1_EL1, 40);
    ck_assert_uint_eq(S_GET(ICC_RPR_EL1), 0xff);
    ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4), 0);
    ck_assert_uint_eq(S_GET(ICC_IAR1_EL1), 1023);
    bench_end(&b);
}
END_TEST

START_TEST(a_higher_group_priority_preempts)
{
    Bench b;

    two_interrupts(&b);
    bench_input(&b, 40, true);
    ck_assert_uint_eq(S_GET(ICC_IAR1_EL1), 40);
    bench_input(&b, 41, true);
    ck_assert(IRQ(0));
    ck_assert_uint_eq(S_GET(ICC_IAR1_EL1), 41);
    ck_assert_uint_eq(S_GET(ICC_RPR_EL1), 0x80);
    S_PUT(ICC_EOIR1_EL1, 41);
    ck_assert_uint_eq(S_GET(ICC_RPR_EL1), 0xa0);
    bench_end(&b);
}
END_TEST

/* ICC_BPR1_EL1 7 (Non-secure): bit 7 alone is the group priority, 0xa0 and 0x80 are one level. */
START_TEST(the_binary_point_keeps_levels_together)
{
    Bench b;

    two_interrupts(&b);
    S_PUT(ICC_BPR1_EL1, 7);
    bench_input(&b, 40, true);
    ck_assert_uint_eq(S_GET(ICC_IAR1_EL1), 40);
    ck_assert_uint_eq(S_GET(ICC_RPR_EL1), 0x80);
    bench_input(&b, 41, true);
    ck_assert(!IRQ(0));
    bench_end(&b);
}
END_TEST

/* 5 bits of priority: the least binary points are 2, and 3 in the Non-secure ICC_BPR1_EL1; CBPR
 * makes the latter BPR0 + 1, read-only. */
START_TEST(binary_points_have_minima_and_may_be_common)
{
    Bench b;

    bench_begin(&b, 1, false);
    S_PUT(ICC_BPR0_EL1, 0);
    S_PUT(ICC_BPR1_EL1, 0);
    ck_assert_uint_eq(S_GET(ICC_BPR0_EL1), 2);
    ck_assert_uint_eq(S_GET(ICC_BPR1_EL1), 3);
    S_PUT(ICC_BPR0_EL1, 5);
    S_PUT(ICC_CTLR_EL1, 1);
    ck_assert_uint_eq(S_GET(ICC_BPR1_EL1), 6);
    S_PUT(ICC_BPR1_EL1, 4);
    S_PUT(ICC_BPR0_EL1, 7);
    ck_assert_uint_eq(S_GET(ICC_BPR1_EL1), 7);
    S_PUT(ICC_CTLR_EL1, 0);
    ck_assert_uint_eq(S_GET(ICC_BPR1_EL1), 3);
    bench_end(&b);
}
END_TEST

START_TEST(the_mask_hides_equal_and_lower_priorities)
{
    Bench b;

    two_interrupts(&b);
    bench_input(&b, 40, true);
    S_PUT(ICC_PMR_EL1, 0xa7);
    ck_assert_uint_eq(S_GET(ICC_PMR_EL1), 0xa0);
    ck_assert(!IRQ(0));
    ck_assert_uint_eq(S_GET(ICC_IAR1_EL1), 1023);
    ck_assert_uint_eq(S_GET(ICC_HPPIR1_EL1), 40);
    S_PUT(ICC_PMR_EL1, 0xa8);
    ck_assert(IRQ(0));
    bench_end(&b);
}
END_TEST

/* EOImode 1: EOIR drops the priority, DIR deactivates. */
START_TEST(split_end_needs_dir)
{
    Bench b;

    two_interrupts(&b);
    S_PUT(ICC_CTLR_EL1, 2);
    ck_assert_uint_eq(S_GET(ICC_CTLR_EL1), 0x8c02);
    bench_input(&b, 40, true);
    ck_assert_uint_eq(S_GET(ICC_IAR1_EL1), 40);
    S_PUT(ICC_EOIR1_EL1, 40);
    ck_assert_uint_eq(S_GET(ICC_RPR_EL1), 0xff);
    ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4), 1 << 8);
    ck_assert(!IRQ(0));
    S_PUT(ICC_DIR_EL1, 40);
    ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4), 0);
    ck_assert(IRQ(0)); /* the input is still high */
    bench_end(&b);
}
END_TEST

/* With EOImode 0, DIR is ignored; an end without or of another group's running priority as well. */
START_TEST(ends_that_do_not_fit_are_ignored)
{
    Bench b;

    two_interrupts(&b);
    bench_input(&b, 40, true);
    S_PUT(ICC_EOIR1_EL1, 40);
    ck_assert(IRQ(0));
    ck_assert_uint_eq(S_GET(ICC_IAR1_EL1), 40);
    S_PUT(ICC_DIR_EL1, 40);
    S_PUT(ICC_EOIR0_EL1, 40);
    S_PUT(ICC_EOIR1_EL1, 1023);
    ck_assert_uint_eq(S_GET(ICC_RPR_EL1), 0xa0);
    ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4), 1 << 8);
    bench_end(&b);
}
END_TEST

START_TEST(groups_have_an_enable_each)
{
    Bench b;

    two_interrupts(&b);
    bench_input(&b, 40, true);
    S_PUT(ICC_IGRPEN1_EL1, 0);
    ck_assert(!IRQ(0));
    ck_assert_uint_eq(S_GET(ICC_HPPIR1_EL1), 1023);
    S_PUT(ICC_IGRPEN1_EL1, 1);
    ck_assert(IRQ(0));
    bench_enable(&b, 42, 0x40, 0);
    D_PUT(GICD_ISPENDR + 4, 1 << 10);
    ck_assert(FIQ(0) && !IRQ(0));
    ck_assert_uint_eq(S_GET(ICC_IAR1_EL1), 1023); /* not Group 1's */
    ck_assert_uint_eq(S_GET(ICC_IAR0_EL1), 42);
    ck_assert_uint_eq(S_GET(ICC_AP0R0_EL1), 1 << 8);
    bench_end(&b);
}
END_TEST

/* "Interrupt assignment to IRQ and FIQ signals" with two Security states. */
START_TEST(group_and_world_choose_irq_or_fiq)
{
    static const bool fiq[3][3] = {
        /* NS     S      EL3 */
        {true, true, true},  /* Group 0 */
        {false, true, true}, /* Non-secure Group 1 */
        {true, false, true}, /* Secure Group 1 */
    };

    for (unsigned group = 0; group < 3; group++) {
        Bench b;

        bench_begin(&b, 1, true);
        bench_open(&b, 0);
        b.context.secure_below_el3 = true;
        S_PUT(ICC_IGRPEN1_EL1, 1);
        bench_enable(&b, 40, 0x80, group);
        bench_input(&b, 40, true);
        for (unsigned world = GICV3_NONSECURE; world <= GICV3_EL3; world++) {
            gicv3_set_world(b.gic, 0, (Gicv3World)world);
            ck_assert_msg(FIQ(0) == fiq[group][world] && IRQ(0) == !fiq[group][world],
                          "group %u in world %u", group, world);
        }
        bench_end(&b);
    }
}
END_TEST

/* ICC_HPPIR0_EL1 and ICC_HPPIR1_EL1: what each group shows to whom. EL3 learns from register 0
 * that an interrupt of Group 1 waits: 1020 for the Secure, 1021 for the Non-secure one. */
START_TEST(who_sees_which_pending_interrupt)
{
    static const IcContext who[3] = {{.el = 1}, {.el = 1, .secure_below_el3 = true}, {.el = 3}};
    static const unsigned expected[3][3][2] = {
        {{1023, 1023}, {40, 1023}, {40, 1023}}, /* Group 0 */
        {{1023, 40}, {1023, 1023}, {1021, 40}}, /* Non-secure Group 1 */
        {{1023, 1023}, {1023, 40}, {1020, 40}}, /* Secure Group 1 */
    };

    for (unsigned group = 0; group < 3; group++)
        for (unsigned i = 0; i < 3; i++) {
            Bench b;

            bench_begin(&b, 1, true);
            bench_open(&b, 0);
            bench_enable(&b, 40, 0x80, group);
            bench_input(&b, 40, true);
            b.context = who[i];
            ck_assert_uint_eq(S_GET(ICC_HPPIR0_EL1), expected[group][i][0]);
            ck_assert_uint_eq(S_GET(ICC_HPPIR1_EL1), expected[group][i][1]);
            ck_assert_uint_eq(S_GET(ICC_IAR0_EL1), expected[group][i][0]);
            bench_end(&b);
        }
}
END_TEST

/* SCR_EL3.FIQ keeps Group 0 from Non-secure software, which sees its half of the priorities. */
START_TEST(nonsecure_view_of_mask_and_running_priority)
{
    Bench b;

    bench_begin(&b, 1, true);
    b.context = EL3_CONTEXT;
    S_PUT(ICC_PMR_EL1, 0x40);
    b.context = (IcContext){.el = 1, .scr_fiq = true};
    ck_assert_uint_eq(S_GET(ICC_PMR_EL1), 0);
    S_PUT(ICC_PMR_EL1, 0x80);
    b.context = EL3_CONTEXT;
    ck_assert_uint_eq(S_GET(ICC_PMR_EL1), 0x40); /* a Secure mask is not to be changed */
    S_PUT(ICC_PMR_EL1, 0xf8);
    b.context = (IcContext){.el = 1, .scr_fiq = true};
    S_PUT(ICC_PMR_EL1, 0x80);
    ck_assert_uint_eq(S_GET(ICC_PMR_EL1), 0x80);
    b.context = EL3_CONTEXT;
    ck_assert_uint_eq(S_GET(ICC_PMR_EL1), 0xc0);
    S_PUT(ICC_AP0R0_EL1, 1 << 3);
    ck_assert_uint_eq(S_GET(ICC_RPR_EL1), 0x18);
    b.context = (IcContext){.el = 1, .scr_fiq = true};
    ck_assert_uint_eq(S_GET(ICC_RPR_EL1), 0);
    b.context.scr_fiq = false;
    ck_assert_uint_eq(S_GET(ICC_RPR_EL1), 0x18);
    bench_end(&b);
}
END_TEST

/* SCR_EL3.NS chooses the copy of BPR1, IGRPEN1, AP1R0 and CTLR; EL3 has CTLR_EL3 and IGRPEN1_EL3.
 */
START_TEST(registers_are_banked_by_security_state)
{
    Bench b;

    bench_begin(&b, 1, true);
    b.context = EL3_CONTEXT;
    S_PUT(ICC_CTLR_EL3, 1 << 1 | 1 << 3); /* CBPR_EL1NS, EOImode_EL1S */
    ck_assert_uint_eq(S_GET(ICC_CTLR_EL3), 0x28c0a);
    S_PUT(ICC_IGRPEN1_EL3, 2);
    S_PUT(ICC_BPR1_EL1, 6); /* the Non-secure one */
    b.context.secure_below_el3 = true;
    S_PUT(ICC_BPR1_EL1, 4);
    b.context.el = 1;
    ck_assert_uint_eq(S_GET(ICC_CTLR_EL1), 0x8c02);
    ck_assert_uint_eq(S_GET(ICC_IGRPEN1_EL1), 1);
    ck_assert_uint_eq(S_GET(ICC_BPR1_EL1), 4);
    S_PUT(ICC_CTLR_EL1, 1); /* CBPR is EL3's */
    ck_assert_uint_eq(S_GET(ICC_CTLR_EL1), 0x8c00);
    b.context.secure_below_el3 = false;
    ck_assert_uint_eq(S_GET(ICC_CTLR_EL1), 0x8c01);
    ck_assert_uint_eq(S_GET(ICC_IGRPEN1_EL1), 0);
    ck_assert_uint_eq(S_GET(ICC_BPR1_EL1), 3); /* BPR0 + 1 */
    b.context = EL3_CONTEXT;
    ck_assert_uint_eq(S_GET(ICC_BPR1_EL1), 6); /* EL3 sees what is there */
    bench_end(&b);
}
END_TEST

/* ICC_DIR_EL1 of an interrupt that is routed to a higher level does nothing. */
START_TEST(dir_is_for_the_level_that_takes_the_interrupt)
{
    static const struct {
        IcContext who;
        bool done[3]; /* Group 0, Non-secure Group 1, Secure Group 1 */
    } cases[] = {
        {{.el = 3}, {true, true, true}},
        {{.el = 2}, {false, true, false}},
        {{.el = 2, .scr_irq = true}, {false, false, false}},
        {{.el = 1}, {false, true, false}},
        {{.el = 1, .secure_below_el3 = true}, {true, true, true}},
        {{.el = 1, .secure_below_el3 = true, .scr_fiq = true}, {false, true, true}},
        {{.el = 1, .secure_below_el3 = true, .scr_irq = true}, {true, false, false}},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        for (unsigned group = 0; group < 3; group++) {
            Bench b;

            bench_begin(&b, 1, true);
            b.context = EL3_CONTEXT;
            S_PUT(ICC_CTLR_EL3, 0x1c); /* EOImode everywhere */
            bench_enable(&b, 40, 0x80, group);
            D_PUT(GICD_ISACTIVER + 4, 1 << 8);
            b.context = cases[i].who;
            S_PUT(ICC_DIR_EL1, 40);
            ck_assert_msg((D_GET(GICD_ISACTIVER + 4) == 0) == cases[i].done[group],
                          "case %zu, group %u", i, group);
            bench_end(&b);
        }
}
END_TEST

START_TEST(of_equal_priorities_the_lowest_intid_is_first)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b, 0);
    bench_enable(&b, 64, 0x80, 1);
    bench_enable(&b, 33, 0x80, 1);
    bench_enable(&b, 20, 0x88, 1);
    bench_input(&b, 64, true);
    bench_input(&b, 33, true);
    bench_input(&b, 20, true);
    ck_assert_uint_eq(S_GET(ICC_IAR1_EL1), 33);
    bench_end(&b);
}
END_TEST

START_TEST(reset_keeps_inputs_and_turns_everything_off)
{
    Bench b;

    two_interrupts(&b);
    bench_input(&b, 40, true);
    ck_assert(IRQ(0));
    gicv3_reset(b.gic);
    ck_assert(!IRQ(0) && !FIQ(0));
    ck_assert_uint_eq(S_GET(ICC_PMR_EL1), 0);
    ck_assert_uint_eq(S_GET(ICC_SRE_EL1), 7);
    ck_assert_uint_eq(S_GET(ICC_SRE_EL2), 15);
    ck_assert_uint_eq(D_GET(GICD_ISPENDR + 4), 1 << 8);
    bench_end(&b);
}
END_TEST

TEST_MAIN("gic/v3/icc", acknowledge_and_end, a_higher_group_priority_preempts,
          the_binary_point_keeps_levels_together, binary_points_have_minima_and_may_be_common,
          the_mask_hides_equal_and_lower_priorities, split_end_needs_dir,
          ends_that_do_not_fit_are_ignored, groups_have_an_enable_each,
          group_and_world_choose_irq_or_fiq, who_sees_which_pending_interrupt,
          nonsecure_view_of_mask_and_running_priority, registers_are_banked_by_security_state,
          dir_is_for_the_level_that_takes_the_interrupt,
          of_equal_priorities_the_lowest_intid_is_first,
          reset_keeps_inputs_and_turns_everything_off)
