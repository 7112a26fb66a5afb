/* SPDX-License-Identifier: MIT
 *
 * text_test.c - a text never leaves its buffer, and what does not fit ends it.
 */
#include <string.h>

#include "gic/text.h"
#include "tests/unit/harness.h"

START_TEST(lines_follow_each_other)
{
    char buffer[32];
    Text text = {buffer, sizeof buffer};

    text_add(&text, "one %u\n", 1u);
    text_add(&text, "two\n");
    ck_assert_str_eq(buffer, "one 1\ntwo\n");
    ck_assert_uint_eq(text.left, sizeof buffer - strlen(buffer));
}
END_TEST

START_TEST(what_fits_exactly_fits)
{
    char buffer[5];
    Text text = {buffer, sizeof buffer};

    text_add(&text, "four");
    ck_assert_str_eq(buffer, "four");
    ck_assert_uint_eq(text.left, 1);
}
END_TEST

START_TEST(a_full_text_stays_as_it_is)
{
    char buffer[8] = "xxxxxx!";
    Text text = {buffer, 6};

    text_add(&text, "abc");
    text_add(&text, "defg");
    text_add(&text, "h");
    ck_assert_str_eq(buffer, "abcde");
    ck_assert_int_eq(buffer[6], '!');
    ck_assert_uint_eq(text.left, 0);
}
END_TEST

START_TEST(states_have_names)
{
    ck_assert_str_eq(text_state(false, false), "");
    ck_assert_str_eq(text_state(true, false), "pending");
    ck_assert_str_eq(text_state(false, true), "active");
    ck_assert_str_eq(text_state(true, true), "pending and active");
}
END_TEST

TEST_MAIN("gic/text", lines_follow_each_other, what_fits_exactly_fits, a_full_text_stays_as_it_is,
          states_have_names)
