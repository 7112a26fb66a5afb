/* SPDX-License-Identifier: MIT
 *
 * intern_test.c - numbers for byte strings.
 */
#include <stdio.h>
#include <string.h>

#include "sim/exits/intern.h"
#include "tests/unit/harness.h"

START_TEST(equal_keys_share_a_number_and_numbers_count_up)
{
    Intern in = {0};
    bool fresh;

    ck_assert_uint_eq(intern_number(&in, "ab", 2, &fresh), 0);
    ck_assert(fresh);
    ck_assert_uint_eq(intern_number(&in, "a", 1, &fresh), 1);
    ck_assert(fresh);
    ck_assert_uint_eq(intern_number(&in, "ab", 2, &fresh), 0);
    ck_assert(!fresh);
    intern_free(&in);
}
END_TEST

START_TEST(a_hundred_thousand_keys_survive_growth)
{
    Intern in = {0};
    char key[16];
    bool fresh;

    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < 100000; i++) {
            int n = snprintf(key, sizeof key, "%u", i * 7919);

            ck_assert_uint_eq(intern_number(&in, key, (size_t)n, &fresh), i);
            ck_assert(fresh == !round);
        }
    }
    intern_free(&in);
}
END_TEST

TEST_MAIN("intern", equal_keys_share_a_number_and_numbers_count_up,
          a_hundred_thousand_keys_survive_growth)
