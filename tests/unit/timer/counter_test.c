/* SPDX-License-Identifier: MIT */
#include "tests/unit/harness.h"
#include "timer/counter.h"

/* DDI 0487, TimerConditionMet: all three operands are unsigned 64-bit values. */
START_TEST(the_condition_is_an_unsigned_comparison_of_the_offset_count)
{
    static const struct {
        uint64_t count, offset, cval;
        bool met;
    } row[] = {
        {0, 0, 0, true},
        {9, 0, 10, false},
        {10, 0, 10, true},
        {11, 0, 10, true},
        {100, 95, 10, false},
        {105, 95, 10, true},
        {5, 0, UINT64_C(0x8000000000000000), false}, /* not "negative, so long past" */
        {5, 0, UINT64_MAX, false},
        {5, 6, 10, true}, /* 5 - 6 wraps to 2^64 - 1 */
        {5, 6, UINT64_MAX, true},
        {5, 7, UINT64_MAX, false},
    };

    for (size_t i = 0; i < ARRAY_COUNT(row); i++)
        ck_assert_msg(counter_condition_met(row[i].count, row[i].offset, row[i].cval) == row[i].met,
                      "row %zu", i);
}
END_TEST

START_TEST(the_next_change_is_the_expiry_or_the_wrap_that_ends_it)
{
    static const struct {
        uint64_t count, offset, cval, next;
    } row[] = {
        {0, 0, 10, 10},
        {9, 0, 10, 10},
        {10, 0, 10, COUNT_NEVER},   /* met for good */
        {100, 95, 10, 105},         /* offset behind */
        {100, 110, 0, COUNT_NEVER}, /* CVAL 0 is met on both sides of the wrap */
        {100, 110, 5, 110},         /* met by wrap; ends when the counter reaches 110 */
        {110, 110, 5, 115},         /* and is met again 5 later */
        {5, 0, UINT64_MAX - 1, UINT64_MAX - 1},
        {100, 50, UINT64_MAX, COUNT_NEVER}, /* needs a counter beyond 2^64 */
        {5, 0, UINT64_MAX, COUNT_NEVER},
    };

    for (size_t i = 0; i < ARRAY_COUNT(row); i++)
        ck_assert_msg(counter_next_change(row[i].count, row[i].offset, row[i].cval) == row[i].next,
                      "row %zu", i);
}
END_TEST

/* CNTKCTL_EL1.EVNTI selects a bit, EVNTDIR its edge. */
START_TEST(an_edge_is_the_next_transition_of_the_chosen_bit)
{
    static const struct {
        uint64_t count, offset;
        unsigned bit;
        bool falling;
        uint64_t next;
    } row[] = {
        {0, 0, 0, false, 1},
        {1, 0, 0, false, 3},
        {1, 0, 0, true, 2},
        {0, 0, 4, false, 16},
        {15, 0, 4, false, 16},
        {16, 0, 4, false, 48},
        {16, 0, 4, true, 32},
        {31, 0, 4, true, 32},
        {32, 0, 4, true, 64},
        {0, 0, 15, false, 32768},
        {32768, 0, 15, true, 65536},
        {100, 90, 3, false, 114}, /* sees 10; bit 3 rises at 24: 14 later */
        {UINT64_MAX, 0, 4, false, COUNT_NEVER},
    };

    for (size_t i = 0; i < ARRAY_COUNT(row); i++)
        ck_assert_msg(counter_next_edge(row[i].count, row[i].offset, row[i].bit, row[i].falling) ==
                          row[i].next,
                      "row %zu", i);
}
END_TEST

TEST_MAIN("counter", the_condition_is_an_unsigned_comparison_of_the_offset_count,
          the_next_change_is_the_expiry_or_the_wrap_that_ends_it,
          an_edge_is_the_next_transition_of_the_chosen_bit)
