/* SPDX-License-Identifier: MIT */
#include "gic/cpuif.h"
#include "tests/unit/harness.h"

/* IHI 0048B, table "Priority grouping by binary point": group 0, group 1 by its Non-secure binary
 * point, group 1 with CBPR. */
START_TEST(the_binary_point_divides_a_priority)
{
    static const struct {
        uint8_t bpr, group0, group1, common;
    } row[] = {
        {1, 0xfc, 0xfe, 0xfc}, {2, 0xf8, 0xfc, 0xf8}, {3, 0xf0, 0xf8, 0xf0}, {4, 0xe0, 0xf0, 0xe0},
        {5, 0xc0, 0xe0, 0xc0}, {6, 0x80, 0xc0, 0x80}, {7, 0x00, 0x80, 0x00},
    };

    for (size_t i = 0; i < ARRAY_COUNT(row); i++) {
        CpuIf split = {.bpr = {row[i].bpr, row[i].bpr}};
        CpuIf common = {.ctlr = CPUIF_CBPR, .bpr = {row[i].bpr, 1}};

        ck_assert_uint_eq(cpuif_group_mask(&split, false), row[i].group0);
        ck_assert_uint_eq(cpuif_group_mask(&split, true), row[i].group1);
        ck_assert_uint_eq(cpuif_group_mask(&common, true), row[i].common);
    }
}
END_TEST

/* GenerateExceptions: enabled, above the mask, and above the running group priority. */
START_TEST(an_interrupt_is_signalled_if_enabled_unmasked_and_preempting)
{
    static const struct {
        uint32_t ctlr;
        uint8_t pmr, bpr;
        unsigned running, priority;
        bool group1;
        CpuIfSignal signal;
    } row[] = {
        {1, 0xff, 0, 0xff, 0x80, false, CPUIF_IRQ},
        {0, 0xff, 0, 0xff, 0x80, false, CPUIF_NOTHING},
        {2, 0xff, 0, 0xff, 0x80, false, CPUIF_NOTHING},
        {2, 0xff, 0, 0xff, 0x80, true, CPUIF_IRQ},
        {9, 0xff, 0, 0xff, 0x80, false, CPUIF_FIQ},
        {11, 0xff, 0, 0xff, 0x80, true, CPUIF_IRQ},
        {1, 0x80, 0, 0xff, 0x80, false, CPUIF_NOTHING},
        {1, 0x81, 0, 0xff, 0x80, false, CPUIF_IRQ},
        {1, 0xff, 0, 0xff, 0xff, false, CPUIF_NOTHING}, /* 0xff cannot be unmasked */
        {1, 0xff, 0, 0x80, 0x80, false, CPUIF_NOTHING},
        {1, 0xff, 0, 0x80, 0x7e, false, CPUIF_IRQ},
        {1, 0xff, 0, 0x80, 0x7f, false, CPUIF_IRQ},
        {1, 0xff, 3, 0x70, 0x7f, false, CPUIF_NOTHING},
        {1, 0xff, 7, 0x80, 0x00, false, CPUIF_NOTHING},
        {1, 0xff, 7, 0xff, 0x40, false, CPUIF_IRQ}, /* nothing to preempt */
    };

    for (size_t i = 0; i < ARRAY_COUNT(row); i++) {
        CpuIf cpuif = {row[i].ctlr, row[i].pmr, {row[i].bpr, 1}};
        GicPick pick = {.intid = 40, .priority = row[i].priority, .group1 = row[i].group1};

        ck_assert_msg(cpuif_signal(&cpuif, row[i].running, pick) == row[i].signal, "row %zu", i);
    }
}
END_TEST

START_TEST(nothing_pending_is_never_signalled)
{
    CpuIf cpuif = {3, 0xff, {0, 1}};

    ck_assert_int_eq(cpuif_signal(&cpuif, PRIORITY_IDLE, pick_none()), CPUIF_NOTHING);
}
END_TEST

/* Tables "Effect of the Security Extensions on reads of GICC_IAR" and of HPPIR. */
START_TEST(who_reads_decides_which_intid_is_seen)
{
    static const struct {
        unsigned intid;
        bool group1, ackctl, group1_only;
        unsigned seen;
    } row[] = {
        {40, false, false, false, 40},     {40, false, true, false, 40},
        {40, false, false, true, 1023},    {40, true, false, false, 1022},
        {40, true, true, false, 40},       {40, true, false, true, 40},
        {1023, false, false, false, 1023}, {1023, true, false, false, 1023},
    };

    for (size_t i = 0; i < ARRAY_COUNT(row); i++) {
        CpuIf cpuif = {.ctlr = 3 | (row[i].ackctl ? CPUIF_ACKCTL : 0)};
        GicPick pick = {.intid = row[i].intid, .group1 = row[i].group1};

        ck_assert_msg(cpuif_visible_intid(&cpuif, pick, row[i].group1_only) == row[i].seen,
                      "row %zu", i);
    }
}
END_TEST

START_TEST(an_interrupt_of_a_disabled_group_is_not_seen)
{
    CpuIf only_group0 = {.ctlr = 1}, only_group1 = {.ctlr = 2};

    ck_assert_uint_eq(cpuif_visible_intid(&only_group1, (GicPick){.intid = 40}, false), 1023);
    ck_assert_uint_eq(
        cpuif_visible_intid(&only_group0, (GicPick){.intid = 40, .group1 = true}, true), 1023);
}
END_TEST

START_TEST(the_nonsecure_view_shifts_priorities_by_one)
{
    ck_assert_uint_eq(cpuif_ns_view(0x80), 0x00);
    ck_assert_uint_eq(cpuif_ns_view(0xf8), 0xf0);
    ck_assert_uint_eq(cpuif_from_ns_view(0x00), 0x80);
    ck_assert_uint_eq(cpuif_from_ns_view(0xff), 0xff);
    ck_assert_uint_eq(cpuif_from_ns_view(0xa0), 0xd0);
}
END_TEST

TEST_MAIN("cpuif", the_binary_point_divides_a_priority,
          an_interrupt_is_signalled_if_enabled_unmasked_and_preempting,
          nothing_pending_is_never_signalled, who_reads_decides_which_intid_is_seen,
          an_interrupt_of_a_disabled_group_is_not_seen, the_nonsecure_view_shifts_priorities_by_one)
