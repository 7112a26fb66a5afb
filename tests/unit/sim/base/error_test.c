/* SPDX-License-Identifier: MIT
 *
 * error_test.c - messages, statuses, and which name is near a mistyped one.
 *
 * Expectations of nearness: Levenshtein's distance by hand; a third of the word may be wrong, and
 * one letter more.
 */
#include <string.h>

#include "sim/base/error.h"
#include "tests/unit/harness.h"

static const char *const names[] = {"kernel", "initrd", "smp", "cost", "cpu", NULL};

START_TEST(an_error_is_false_and_has_text_and_status)
{
    Err err;

    ck_assert(!err_set(&err, "%s: %d", "file", 7));
    ck_assert_str_eq(err.text, "file: 7");
    ck_assert_int_eq(err.status, STATUS_ERROR);
    ck_assert(!err_usage(&err, "say `%s`", "on"));
    ck_assert_str_eq(err.text, "say `on`");
    ck_assert_int_eq(err.status, STATUS_USAGE);
    ck_assert(!err_set(NULL, "nobody listens"));
}
END_TEST

START_TEST(a_long_message_is_cut_at_its_room)
{
    char text[3000];
    Err err;

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    err_set(&err, "%s", text);
    ck_assert_uint_eq(strlen(err.text), sizeof err.text - 1);
}
END_TEST

typedef struct Near {
    const char *word, *expected;
} Near;

START_TEST(one_wrong_missing_or_extra_letter_is_near)
{
    static const Near rows[] = {
        {"kernel", "kernel"},
        {"kernal", "kernel"},
        {"kernl", "kernel"},
        {"kerneel", "kernel"},
        {"KERNEL", "kernel"},
        {"init", "initrd"},
        {"initdr", "initrd"} /* two changes of six */,
        {"ikrnel", "kernel"} /* the same */,
        {"kenrel", "kernel"} /* neighbours swapped are one change */,
        {"coast", "cost"},
        {"smo", "smp"},
        {"cpus", "cpu"},
    };

    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        const char *near = err_nearest(rows[i].word, names);

        ck_assert_msg(near && !strcmp(near, rows[i].expected), "%s: %s", rows[i].word,
                      near ? near : "none");
    }
}
END_TEST

START_TEST(other_words_are_not_near)
{
    static const char *const words[] = {"dumpdtb", "xyz",      "k", "in",
                                        "net",     "kkkkkkkk", "",  "kernelkernel"};
    char longest[300];

    for (unsigned i = 0; i < ARRAY_COUNT(words); i++)
        ck_assert_msg(err_nearest(words[i], names) == NULL, "%s: %s", words[i],
                      err_nearest(words[i], names));
    memset(longest, 'k', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    ck_assert_ptr_null(err_nearest(longest, names));
}
END_TEST

START_TEST(the_nearest_wins_and_of_equals_the_first)
{
    static const char *const pans[] = {"pan2", "pan", "pmu", NULL};
    static const char *const equals[] = {"bat", "cat", "rat", NULL};

    ck_assert_str_eq(err_nearest("pan", pans), "pan");
    ck_assert_str_eq(err_nearest("pmn", pans), "pan");
    ck_assert_str_eq(err_nearest("hat", equals), "bat");
}
END_TEST

TEST_MAIN("error", an_error_is_false_and_has_text_and_status, a_long_message_is_cut_at_its_room,
          one_wrong_missing_or_extra_letter_is_near, other_words_are_not_near,
          the_nearest_wins_and_of_equals_the_first)
