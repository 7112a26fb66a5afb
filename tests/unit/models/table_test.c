/* SPDX-License-Identifier: MIT
 *
 * table_test.c - tables of prices: what is accepted, and that each mistake is named with its place.
 */
#include <stdio.h>
#include <string.h>

#include "models/models.h"
#include "tests/unit/harness.h"

static bool parse(const char *text, CostModel *model, Err *err)
{
    return cost_model_parse("my.yaml", text, strlen(text), model, err);
}

START_TEST(a_child_changes_what_it_names_and_keeps_the_rest)
{
    CostModel m;
    Err err = {.text = ""};

    ck_assert_msg(parse("prices:\n"
                        "  isb: 7\n"
                        "  dsb: {low: 1, value: 2, high: 3, mark: measured, fact: P, source: lab}\n"
                        "base: xgene\n"
                        "exposed_latency: 0\n"
                        "model: mine\n",
                        &m, &err),
                  "%s", err.text);
    ck_assert_str_eq(m.name, "mine");
    ck_assert_uint_eq(m.core_hz, 2400000000);
    ck_assert_int_eq(m.prices.price[COST_ISB], 7 * 256);
    ck_assert_int_eq(m.price[COST_ISB].amount.mark, MARK_ASSUMED);
    ck_assert_int_eq(m.prices.price[COST_DSB], 2 * 256);
    ck_assert_int_eq(m.price[COST_DSB].amount.fact, 'P');
    ck_assert_int_eq(m.prices.price[COST_MMIO_READ_GICH], 295 * 256);
    ck_assert_int_eq(m.prices.price[COST_INSN_LOAD], 256); /* inherited issue, own exposed 0 */
}
END_TEST

#define HEAD "base: xgene\nmodel: m\n"

START_TEST(each_mistake_is_named_with_line_and_column)
{
    static const struct {
        const char *text, *where, *says;
    } cases[] = {
        {"", "my.yaml", "empty"},
        {"- a\n", "my.yaml:1:1:", "not a cost model"},
        {"a: [\n", "my.yaml:2:1:", "not YAML"},
        {HEAD "prices:\n  gich_raed: 3\n", "my.yaml:4:3:", "`gich_raed` is not a cost event"},
        {HEAD "prices:\n  mmio_raed_gich: 3\n", "my.yaml:4:3:", "Did you mean `mmio_read_gich`?"},
        {HEAD "prices:\n  isb: x\n", "my.yaml:4:8:", "is not a number"},
        {HEAD "prices:\n  isb: -3\n", "my.yaml:4:8:", "is not a number"},
        {HEAD "prices:\n  isb: [3]\n", "my.yaml:4:8:", "a number with its range"},
        {HEAD "prices:\n  isb: {value: 3}\n", "my.yaml:4:8:", "`mark` is missing"},
        {HEAD "prices:\n  isb: {value: 3, mark: assumed}\n", "my.yaml:4:8:", "`source` is missing"},
        {HEAD "prices:\n  isb: {value: 3, mark: gess, source: x}\n", "my.yaml:4:25:", "not a mark"},
        {HEAD "prices:\n  isb: {value: 3, mark: measured, fact: Q, source: x}\n",
         "my.yaml:4:41:", "does not say how a number is verified"},
        {HEAD "prices:\n  isb: {low: 4, value: 3, mark: assumed, source: x}\n",
         "my.yaml:4:8:", "low <= value <= high"},
        {HEAD "prices:\n  isb: {valeu: 3}\n", "my.yaml:4:9:", "Did you mean `value`?"},
        {HEAD "prices:\n  isb: {issue: 3, mark: assumed, source: x}\n",
         "my.yaml:4:8:", "`issue` and `latency` go together"},
        {HEAD "prices:\n  isb: 1\n  ISB: 2\n", "my.yaml:5:3:", "twice"},
        {HEAD "prices: 3\n", "my.yaml:3:9:", "expected prices"},
        {HEAD "pricse:\n  isb: 1\n", "my.yaml:3:1:", "Did you mean `prices`?"},
        {HEAD "model: n\n", "my.yaml:3:1:", "`model` is there twice"},
        {HEAD "core_hz: 2.4\n", "my.yaml:3:10:", "is not a frequency"},
        {HEAD "core_hz: 24\n", "my.yaml:3:10:", "below 1 MHz"},
        {HEAD "cnt_hz: 2_000_000_000\n", "my.yaml:3:9:", "1 Hz to 1 GHz"},
        {HEAD "exposed_latency: 2\n", "my.yaml:3:18:", "0 to 1"},
        {HEAD "sgi_delivery: {issue: 1, latency: 2, mark: assumed, source: x}\n",
         "my.yaml:3:15:", "number of cycles"},
        {"base: xgnee\n", "my.yaml:1:7:", "Did you mean `xgene`?"},
        {"model: m\ncore_hz: 1000000\nprices:\n  isb: 3\n",
         "my.yaml:1:1:", "81 of 82 prices are missing, the first is `insn_alu`"},
        {HEAD "? [a]\n: 3\n", "my.yaml:3:3:", "expected a name"},
        {HEAD "text: \"a\\0b\"\n", "my.yaml:3:7:", "expected text"},
    };

    for (unsigned i = 0; i < ARRAY_COUNT(cases); i++) {
        CostModel m;
        Err err = {.text = ""};

        ck_assert_msg(!parse(cases[i].text, &m, &err), "accepted: %s", cases[i].text);
        ck_assert_msg(!strncmp(err.text, cases[i].where, strlen(cases[i].where)), "case %u: %s", i,
                      err.text);
        ck_assert_msg(strstr(err.text, cases[i].says), "case %u: %s", i, err.text);
        ck_assert_int_eq(err.status, STATUS_USAGE);
    }
}
END_TEST

/* A file that is its own base must end in an error, not in a deep recursion. */
START_TEST(a_circle_of_bases_is_refused)
{
    char path[] = "/tmp/doubletrap-model-XXXXXX";
    int fd = mkstemp(path);
    FILE *out = fdopen(fd, "w");
    CostModel m;
    Err err = {.text = ""};

    fprintf(out, "base: %s\n", strrchr(path, '/') + 1);
    fclose(out);
    ck_assert(!cost_model_load(path, &m, &err));
    ck_assert_msg(strstr(err.text, path), "%s", err.text);
    remove(path);
}
END_TEST

TEST_MAIN("table", a_child_changes_what_it_names_and_keeps_the_rest,
          each_mistake_is_named_with_line_and_column, a_circle_of_bases_is_refused)
