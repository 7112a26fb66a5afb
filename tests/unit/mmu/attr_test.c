/* SPDX-License-Identifier: MIT
 *
 * attr_test.c - memory types and their combination.
 *
 * Expectations: DDI 0487, "Combining stage 1 and stage 2 memory type, cacheability and
 * shareability attributes", MAIR_ELx, PAR_EL1.SH ("any Device memory or Non-cacheable: 0b10").
 */
#include "mmu/attr.h"
#include "tests/unit/harness.h"

#define S2(outer, inner) ((outer) << 2 | (inner))

enum { NC = 1, WT = 2, WB = 3 };

static unsigned combined(uint8_t s1, unsigned s2)
{
    return attr_combine((MemAttr){s1, SHARE_NON}, s2, SHARE_NON, false, false).attr;
}

START_TEST(the_less_cacheable_of_both_stages_wins)
{
    ck_assert_uint_eq(combined(0xff, S2(WB, WB)), 0xff);
    ck_assert_uint_eq(combined(0xff, S2(WT, WT)), 0xbb);
    ck_assert_uint_eq(combined(0xff, S2(NC, NC)), 0x44);
    ck_assert_uint_eq(combined(0xff, S2(NC, WB)), 0x4f);
    ck_assert_uint_eq(combined(0xbb, S2(WB, WB)), 0xbb);
    ck_assert_uint_eq(combined(0x44, S2(WB, WB)), 0x44);
    ck_assert_uint_eq(combined(0xee, S2(WT, WB)), 0xae); /* the hint stays */
    ck_assert_uint_eq(combined(0x77, S2(WT, WT)), 0x33); /* transient stays */
}
END_TEST

START_TEST(device_wins_over_normal_and_the_stricter_device_over_the_other)
{
    for (unsigned s1 = 0; s1 < 4; s1++)
        for (unsigned s2 = 0; s2 < 4; s2++)
            ck_assert_uint_eq(combined((uint8_t)(s1 << 2), s2), (s1 < s2 ? s1 : s2) << 2);
    ck_assert_uint_eq(combined(0xff, 1), 0x04);
    ck_assert_uint_eq(combined(0x0c, S2(WB, WB)), 0x0c);
}
END_TEST

START_TEST(shareability_is_the_wider_and_outer_for_device_and_non_cacheable)
{
    static const unsigned rows[][3] = {{0, 0, 0}, {0, 3, 3}, {3, 0, 3}, {3, 2, 2},
                                       {2, 0, 2}, {2, 3, 2}, {3, 3, 3}};

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        MemAttr s1 = {0xff, (uint8_t)rows[i][0]};

        ck_assert_uint_eq(attr_combine(s1, S2(WB, WB), rows[i][1], false, false).share, rows[i][2]);
        ck_assert_uint_eq(attr_combine(s1, S2(NC, NC), rows[i][1], false, false).share, 2);
        ck_assert_uint_eq(attr_combine(s1, 0, rows[i][1], false, false).share, 2);
    }
    ck_assert_uint_eq(attr_stage1(0x44, 0, false).share, 2);
    ck_assert_uint_eq(attr_stage1(0x04, 3, false).share, 2);
    ck_assert_uint_eq(attr_stage1(0x4f, 3, false).share, 3);
}
END_TEST

START_TEST(caches_switched_off_make_normal_memory_non_cacheable)
{
    ck_assert_uint_eq(attr_stage1(0xff, 3, true).attr, 0x44);
    ck_assert_uint_eq(attr_stage1(0x04, 3, true).attr, 0x04);
    ck_assert_uint_eq(attr_combine((MemAttr){0xff, 3}, S2(WB, WB), 3, true, false).attr, 0x44);
    ck_assert_uint_eq(attr_combine((MemAttr){0x0c, 2}, S2(WB, WB), 3, true, false).attr, 0x0c);
}
END_TEST

START_TEST(stage_1_off_is_device_for_data_unless_default_cacheable)
{
    ck_assert_uint_eq(attr_stage1_off(false, false, true).attr, 0x00);
    ck_assert_uint_eq(attr_stage1_off(true, false, true).attr, 0xaa);
    ck_assert_uint_eq(attr_stage1_off(true, false, false).attr, 0x44);
    ck_assert_uint_eq(attr_stage1_off(false, true, false).attr, 0xff);
    ck_assert_uint_eq(attr_stage1_off(false, true, false).share, SHARE_NON);
}
END_TEST

/* HCR_EL2.FWB: MemAttr 0b0xx Device, 101 NC, 110 WB even over Device, 111 stage 1's. */
START_TEST(forced_write_back_decides_alone)
{
    MemAttr wb = {0xff, 3}, nc = {0x44, 2}, device = {0x04, 2};

    ck_assert_uint_eq(attr_combine(nc, 6, 3, false, true).attr, 0xff);
    ck_assert_uint_eq(attr_combine(device, 6, 3, false, true).attr, 0xff);
    ck_assert_uint_eq(attr_combine(wb, 5, 3, false, true).attr, 0x44);
    ck_assert_uint_eq(attr_combine(device, 5, 3, false, true).attr, 0x04);
    ck_assert_uint_eq(attr_combine(device, 7, 3, false, true).attr, 0x04);
    ck_assert_uint_eq(attr_combine(wb, 7, 3, false, true).attr, 0xff);
    ck_assert_uint_eq(attr_combine(wb, 1, 3, false, true).attr, 0x04);
}
END_TEST

TEST_MAIN("mmu/attr", the_less_cacheable_of_both_stages_wins,
          device_wins_over_normal_and_the_stricter_device_over_the_other,
          shareability_is_the_wider_and_outer_for_device_and_non_cacheable,
          caches_switched_off_make_normal_memory_non_cacheable,
          stage_1_off_is_device_for_data_unless_default_cacheable, forced_write_back_decides_alone)
