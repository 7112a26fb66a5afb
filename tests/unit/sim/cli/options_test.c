/* SPDX-License-Identifier: MIT
 *
 * options_test.c - command lines: QEMU's single dash and the double, values, mistakes.
 */
#include <string.h>

#include "sim/cli/options.h"
#include "tests/unit/harness.h"

typedef struct Target {
    const char *cost;
    OptionList set;
    bool json, help;
    const char *rest[2];
    unsigned rest_count;
} Target;

static bool parse(char **argv, Target *t, Err *err)
{
    const Option options[] = {{.name = "cost", .help = "MODEL  which", .text = &t->cost},
                              {.name = "set", .help = "N=V  price", .list = &t->set},
                              {.name = "json", .help = "JSON", .flag = &t->json},
                              {.name = NULL}};
    int argc = 0;

    while (argv[argc])
        argc++;
    *t = (Target){.cost = NULL};
    return options_parse(argc, argv, options, t->rest, 2, &t->rest_count, &t->help, err);
}

START_TEST(single_and_double_dash_and_equals_mean_the_same)
{
    char *one[] = {"report", "-cost", "xgene", "run.db", "--json", NULL};
    char *two[] = {"report", "run.db", "--cost=xgene", "-json", NULL};
    Target t;
    Err err;

    ck_assert(parse(one, &t, &err));
    ck_assert_str_eq(t.cost, "xgene");
    ck_assert_str_eq(t.rest[0], "run.db");
    ck_assert(t.json);
    ck_assert(parse(two, &t, &err));
    ck_assert_str_eq(t.cost, "xgene");
    ck_assert_uint_eq(t.rest_count, 1);
}
END_TEST

START_TEST(an_option_may_repeat_and_its_value_may_hold_equals)
{
    char *argv[] = {"whatif", "--set", "isb=1", "--set=dsb=2", NULL};
    Target t;
    Err err;

    ck_assert(parse(argv, &t, &err));
    ck_assert_uint_eq(t.set.count, 2);
    ck_assert_str_eq(t.set.value[1], "dsb=2");
}
END_TEST

START_TEST(mistakes_are_named)
{
    char *unknown[] = {"report", "--csot", "x", NULL}, *value[] = {"report", "--cost", NULL},
         *many[] = {"report", "a", "b", "c", NULL}, *flag[] = {"report", "--json=1", NULL};
    Target t;
    Err err = {.text = ""};

    ck_assert(!parse(unknown, &t, &err));
    ck_assert_msg(strstr(err.text, "Did you mean `--cost`?"), "%s", err.text);
    ck_assert(!parse(value, &t, &err));
    ck_assert_msg(strstr(err.text, "--cost needs a value"), "%s", err.text);
    ck_assert(!parse(many, &t, &err));
    ck_assert_msg(strstr(err.text, "one argument too many: `c`"), "%s", err.text);
    ck_assert(!parse(flag, &t, &err));
    ck_assert_msg(strstr(err.text, "takes no value"), "%s", err.text);
    ck_assert_int_eq(err.status, STATUS_USAGE);
}
END_TEST

TEST_MAIN("options", single_and_double_dash_and_equals_mean_the_same,
          an_option_may_repeat_and_its_value_may_hold_equals, mistakes_are_named)
