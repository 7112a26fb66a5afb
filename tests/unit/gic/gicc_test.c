/* SPDX-License-Identifier: MIT */
#include "tests/unit/gic/bench.h"

/* IHI 0048B, "Interrupt handling state machine". */
START_TEST(a_level_interrupt_goes_pending_active_and_pending_again)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    bench_enable(&b, 40, 0x80);
    bench_input(&b, 40, true);
    ck_assert(IRQ(0));
    ck_assert_uint_eq(C_GET(GICC_HPPIR), 40);
    ck_assert_uint_eq(C_GET(GICC_IAR), 40);
    ck_assert(!IRQ(0));
    ck_assert_uint_eq(C_GET(GICC_RPR), 0x80);
    ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4), 1u << 8);
    ck_assert_uint_eq(D_GET(GICD_ISPENDR + 4), 1u << 8); /* the input is still high */
    C_PUT(GICC_EOIR, 40);
    ck_assert(IRQ(0));
    ck_assert_uint_eq(C_GET(GICC_RPR), 0xff);
    ck_assert_uint_eq(C_GET(GICC_IAR), 40);
    bench_input(&b, 40, false);
    C_PUT(GICC_EOIR, 40);
    ck_assert(!IRQ(0));
    ck_assert_uint_eq(C_GET(GICC_IAR), 1023);
    bench_end(&b);
}
END_TEST

START_TEST(an_edge_interrupt_is_remembered_until_acknowledged)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    bench_enable(&b, 33, 0x40);
    D_PUT(GICD_ICFGR + 8, 2u << 2);
    bench_input(&b, 33, true);
    bench_input(&b, 33, false);
    ck_assert(IRQ(0));
    ck_assert_uint_eq(C_GET(GICC_IAR), 33);
    ck_assert_uint_eq(D_GET(GICD_ISPENDR + 4), 0);
    bench_input(&b, 33, true); /* a second edge while active: active and pending */
    ck_assert(!IRQ(0));
    ck_assert_uint_eq(D_GET(GICD_ISPENDR + 4), 2);
    C_PUT(GICC_EOIR, 33);
    ck_assert(IRQ(0));
    ck_assert_uint_eq(C_GET(GICC_IAR), 33);
    C_PUT(GICC_EOIR, 33);
    ck_assert(!IRQ(0)); /* a high input is no edge */
    bench_end(&b);
}
END_TEST

/* "An interrupt is signalled only if its priority is higher than the mask": strictly. */
START_TEST(the_priority_mask_is_exclusive)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    bench_enable(&b, 40, 0x80);
    bench_input(&b, 40, true);
    C_PUT(GICC_PMR, 0x80);
    ck_assert(!IRQ(0));
    ck_assert_uint_eq(C_GET(GICC_IAR), 1023);
    ck_assert_uint_eq(C_GET(GICC_HPPIR), 40);
    C_PUT(GICC_PMR, 0x81);
    ck_assert(IRQ(0));
    bench_end(&b);
}
END_TEST

START_TEST(only_a_higher_group_priority_preempts)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    C_PUT(GICC_BPR, 3); /* group priority is <7:4> */
    bench_enable(&b, 40, 0x88);
    bench_enable(&b, 41, 0x80); /* the same group priority */
    bench_enable(&b, 42, 0x7f);
    bench_input(&b, 40, true);
    ck_assert_uint_eq(C_GET(GICC_IAR), 40);
    bench_input(&b, 41, true);
    ck_assert(!IRQ(0));
    bench_input(&b, 42, true);
    ck_assert(IRQ(0));
    ck_assert_uint_eq(C_GET(GICC_IAR), 42);
    ck_assert_uint_eq(C_GET(GICC_RPR), 0x70);
    bench_input(&b, 42, false);
    C_PUT(GICC_EOIR, 42);
    ck_assert_uint_eq(C_GET(GICC_RPR), 0x80);
    ck_assert(!IRQ(0));
    bench_input(&b, 40, false);
    C_PUT(GICC_EOIR, 40);
    ck_assert(IRQ(0));
    ck_assert_uint_eq(C_GET(GICC_IAR), 41);
    bench_end(&b);
}
END_TEST

START_TEST(binary_point_7_means_no_preemption)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    C_PUT(GICC_BPR, 7);
    bench_enable(&b, 40, 0x80);
    bench_enable(&b, 41, 0x00);
    bench_input(&b, 40, true);
    ck_assert_uint_eq(C_GET(GICC_IAR), 40);
    bench_input(&b, 41, true);
    ck_assert(!IRQ(0));
    bench_end(&b);
}
END_TEST

/* GICC_CTLR.EOImodeS: EOIR drops the priority, DIR deactivates. */
START_TEST(eoimode_1_splits_priority_drop_from_deactivation)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    C_PUT(GICC_CTLR, 0x201);
    bench_enable(&b, 40, 0x80);
    bench_enable(&b, 41, 0x90);
    bench_input(&b, 40, true);
    ck_assert_uint_eq(C_GET(GICC_IAR), 40);
    bench_input(&b, 41, true);
    C_PUT(GICC_EOIR, 40);
    ck_assert_uint_eq(C_GET(GICC_RPR), 0xff);
    ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4), 1u << 8);
    ck_assert_uint_eq(C_GET(GICC_IAR), 41); /* 40 is pending, too, but active */
    C_PUT(GICC_EOIR, 41);
    C_PUT(GICC_DIR, 40);
    ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4), 1u << 9);
    ck_assert(IRQ(0));
    bench_end(&b);
}
END_TEST

START_TEST(group_0_is_fiq_with_fiqen_and_group_1_always_irq)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    bench_enable(&b, 40, 0x80);
    bench_input(&b, 40, true);
    ck_assert(IRQ(0) && !FIQ(0));
    C_PUT(GICC_CTLR, 0x00b);
    ck_assert(!IRQ(0) && FIQ(0));
    D_PUT(GICD_IGROUPR + 4, 1u << 8);
    ck_assert(IRQ(0) && !FIQ(0));
    bench_end(&b);
}
END_TEST

/* ReadGICC_IAR: group 1 read without AckCtl is 1022, and AIAR takes only group 1. */
START_TEST(ackctl_decides_whether_iar_takes_group_1)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    bench_enable(&b, 40, 0x80);
    D_PUT(GICD_IGROUPR + 4, 1u << 8);
    bench_input(&b, 40, true);
    ck_assert_uint_eq(C_GET(GICC_HPPIR), 1022);
    ck_assert_uint_eq(C_GET(GICC_AHPPIR), 40);
    ck_assert_uint_eq(C_GET(GICC_IAR), 1022);
    ck_assert(IRQ(0)); /* a special INTID changes nothing */
    ck_assert_uint_eq(C_GET(GICC_AIAR), 40);
    bench_input(&b, 40, false);
    C_PUT(GICC_AEOIR, 40);
    ck_assert_uint_eq(C_GET(GICC_RPR), 0xff);
    bench_input(&b, 40, true);
    C_PUT(GICC_CTLR, 7);
    ck_assert_uint_eq(C_GET(GICC_HPPIR), 40);
    ck_assert_uint_eq(C_GET(GICC_IAR), 40);
    bench_end(&b);
}
END_TEST

START_TEST(aiar_and_ahppir_are_spurious_for_group_0)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    bench_enable(&b, 40, 0x80);
    bench_input(&b, 40, true);
    ck_assert_uint_eq(C_GET(GICC_AHPPIR), 1023);
    ck_assert_uint_eq(C_GET(GICC_AIAR), 1023);
    ck_assert_uint_eq(C_GET(GICC_IAR), 40);
    C_PUT(GICC_AEOIR, 40); /* ends group 1 only */
    ck_assert_uint_eq(C_GET(GICC_RPR), 0x80);
    bench_end(&b);
}
END_TEST

START_TEST(disabled_groups_are_spurious)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    bench_enable(&b, 40, 0x80);
    bench_input(&b, 40, true);
    C_PUT(GICC_CTLR, 2);
    ck_assert(!IRQ(0));
    ck_assert_uint_eq(C_GET(GICC_IAR), 1023);
    C_PUT(GICC_CTLR, 3);
    ck_assert(IRQ(0));
    D_PUT(GICD_CTLR, 2);
    ck_assert(!IRQ(0));
    ck_assert_uint_eq(C_GET(GICC_IAR), 1023);
    ck_assert_uint_eq(C_GET(GICC_HPPIR), 1023); /* not forwarded at all */
    bench_end(&b);
}
END_TEST

/* Table "Priority grouping": for group 1 the Non-secure binary point counts from <7:n>; with CBPR
 * group 1 uses the other one. */
START_TEST(group_1_has_its_own_binary_point_unless_cbpr)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    C_PUT(GICC_CTLR, 7);
    D_PUT(GICD_IGROUPR + 4, UINT32_MAX);
    C_PUT(GICC_BPR, 0);
    C_PUT(GICC_ABPR, 4); /* <7:4> */
    bench_enable(&b, 40, 0x8f);
    bench_input(&b, 40, true);
    ck_assert_uint_eq(C_GET(GICC_IAR), 40);
    ck_assert_uint_eq(C_GET(GICC_RPR), 0x80);
    bench_enable(&b, 41, 0x80);
    bench_input(&b, 41, true);
    ck_assert(!IRQ(0));
    C_PUT(GICC_EOIR, 40);
    bench_input(&b, 40, false);
    bench_input(&b, 41, false);
    C_PUT(GICC_CTLR, 0x17); /* CBPR, binary point 0: <7:1> */
    D_PUT8(GICD_IPRIORITYR + 40, 0x8e);
    bench_input(&b, 40, true);
    ck_assert_uint_eq(C_GET(GICC_IAR), 40);
    ck_assert_uint_eq(C_GET(GICC_RPR), 0x8e);
    bench_input(&b, 41, true);
    ck_assert(IRQ(0));
    bench_end(&b);
}
END_TEST

START_TEST(the_alias_binary_point_is_at_least_1)
{
    Bench b;

    bench_begin(&b, 1, false);
    ck_assert_uint_eq(C_GET(GICC_BPR), 0);
    ck_assert_uint_eq(C_GET(GICC_ABPR), 1);
    C_PUT(GICC_ABPR, 0);
    ck_assert_uint_eq(C_GET(GICC_ABPR), 1);
    C_PUT(GICC_ABPR, 15);
    ck_assert_uint_eq(C_GET(GICC_ABPR), 7);
    bench_end(&b);
}
END_TEST

START_TEST(special_and_unknown_ids_at_eoir_and_dir_do_nothing)
{
    static const uint32_t id[] = {1023, 1022, 1020, 96, 500, 0x1fff, 0xffffffff};
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    bench_enable(&b, 40, 0x80);
    bench_input(&b, 40, true);
    ck_assert_uint_eq(C_GET(GICC_IAR), 40);
    for (size_t i = 0; i < ARRAY_COUNT(id); i++) {
        C_PUT(GICC_EOIR, id[i]);
        C_PUT(GICC_DIR, id[i]);
    }
    C_PUT(GICC_DIR, 40); /* EOImode is 0 */
    ck_assert_uint_eq(C_GET(GICC_RPR), 0x80);
    ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4), 1u << 8);
    bench_end(&b);
}
END_TEST

START_TEST(of_equal_priorities_each_is_taken_once)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    for (unsigned intid = 94; intid > 90; intid--) {
        bench_enable(&b, intid, 0xa0);
        bench_input(&b, intid, true);
    }
    for (unsigned intid = 91; intid < 95; intid++) {
        ck_assert_uint_eq(C_GET(GICC_IAR), intid);
        bench_input(&b, intid, false);
        C_PUT(GICC_EOIR, intid);
    }
    ck_assert_uint_eq(C_GET(GICC_IAR), 1023);
    bench_end(&b);
}
END_TEST

/* The active priorities survive being saved, cleared and restored. */
START_TEST(active_priorities_can_be_saved_and_restored)
{
    Bench b;
    uint32_t saved;

    bench_begin(&b, 1, false);
    bench_open(&b);
    bench_enable(&b, 40, 0x80);
    bench_input(&b, 40, true);
    ck_assert_uint_eq(C_GET(GICC_IAR), 40);
    saved = C_GET(GICC_APR + 8);
    ck_assert_uint_ne(saved, 0);
    C_PUT(GICC_APR + 8, 0);
    ck_assert_uint_eq(C_GET(GICC_RPR), 0xff);
    C_PUT(GICC_APR + 8, saved);
    ck_assert_uint_eq(C_GET(GICC_RPR), 0x80);
    ck_assert_uint_eq(C_GET(GICC_NSAPR + 8), 0);
    bench_end(&b);
}
END_TEST

/* What QEMU 7.2's virt board answers to a bare-metal program. */
START_TEST(identification_is_that_of_the_virt_board)
{
    Bench b;

    bench_begin(&b, 1, false);
    ck_assert_uint_eq(C_GET(GICC_IIDR), 0x0002043b);
    C_PUT(GICC_CTLR, UINT32_MAX);
    ck_assert_uint_eq(C_GET(GICC_CTLR), 0x21f);
    C_PUT(GICC_PMR, UINT32_MAX);
    ck_assert_uint_eq(C_GET(GICC_PMR), 0xff);
    bench_end(&b);
    bench_begin(&b, 1, true);
    C_PUT(GICC_CTLR, UINT32_MAX);
    ck_assert_uint_eq(C_GET(GICC_CTLR), 0x61f);
    bench_end(&b);
}
END_TEST

TEST_MAIN("gicc", a_level_interrupt_goes_pending_active_and_pending_again,
          an_edge_interrupt_is_remembered_until_acknowledged, the_priority_mask_is_exclusive,
          only_a_higher_group_priority_preempts, binary_point_7_means_no_preemption,
          eoimode_1_splits_priority_drop_from_deactivation,
          group_0_is_fiq_with_fiqen_and_group_1_always_irq,
          ackctl_decides_whether_iar_takes_group_1, aiar_and_ahppir_are_spurious_for_group_0,
          disabled_groups_are_spurious, group_1_has_its_own_binary_point_unless_cbpr,
          the_alias_binary_point_is_at_least_1, special_and_unknown_ids_at_eoir_and_dir_do_nothing,
          of_equal_priorities_each_is_taken_once, active_priorities_can_be_saved_and_restored,
          identification_is_that_of_the_virt_board)
