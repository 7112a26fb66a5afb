/* SPDX-License-Identifier: MIT
 *
 * cost_test.c - names of cost events, and sums that are exact.
 */
#include <string.h>

#include "sim/base/cost.h"
#include "tests/unit/harness.h"

START_TEST(every_event_is_found_by_its_name_in_either_case)
{
    for (unsigned i = 0; i < COST_COUNT; i++) {
        char lower[64];
        const char *name = cost_name((CostEvent)i);
        size_t length = strlen(name);

        for (size_t c = 0; c <= length; c++)
            lower[c] = name[c] >= 'A' && name[c] <= 'Z' ? (char)(name[c] + 32) : name[c];
        ck_assert_uint_eq(cost_find(name), i);
        ck_assert_uint_eq(cost_find(lower), i);
        ck_assert_uint_gt(strlen(cost_text((CostEvent)i)), 0);
    }
    ck_assert_uint_eq(cost_find("no such event"), COST_COUNT);
    ck_assert_uint_eq(cost_find(""), COST_COUNT);
}
END_TEST

/* A name that does not fit its row would lose its end. */
START_TEST(names_are_whole)
{
    ck_assert_uint_eq(cost_find("walk_s2"), COST_WALK_S2);
    ck_assert_uint_eq(cost_find("entry_el1_el2"), COST_ENTRY_EL1_EL2);
    ck_assert_uint_eq(cost_find("eret_el2_el1"), COST_ERET_EL2_EL1);
    for (unsigned i = 0; i < COST_COUNT; i++)
        ck_assert_uint_lt(strlen(cost_name((CostEvent)i)), 24);
}
END_TEST

START_TEST(instructions_are_the_classes_and_nothing_else)
{
    CostCounts counts = {0};

    for (unsigned i = 0; i < COST_COUNT; i++)
        counts.n[i] = i < COST_CLASS_COUNT ? 1000 : 7;
    ck_assert_uint_eq(cost_instructions(&counts), 16000);
}
END_TEST

/* No rounding, and no 32-bit sum on the way. */
START_TEST(units_are_exact_for_big_counts)
{
    CostCounts counts = {.n = {[0] = UINT64_C(10000000001), [COST_WALK_S2] = 3}};
    CostPrices prices = {.price = {[0] = 255, [COST_WALK_S2] = 1000000000}};

    ck_assert_uint_eq(cost_units(&counts, &prices), UINT64_C(2550000000255) + 3000000000u);
}
END_TEST

TEST_MAIN("cost", every_event_is_found_by_its_name_in_either_case, names_are_whole,
          instructions_are_the_classes_and_nothing_else, units_are_exact_for_big_counts)
