/* SPDX-License-Identifier: MIT
 *
 * models_test.c - the shipped models, overrides, and the arithmetic of prices.
 */
#include <string.h>

#include "models/models.h"
#include "models/parse.h"
#include "tests/unit/harness.h"

static CostModel loaded(const char *name)
{
    CostModel model;
    Err err = {.text = ""};

    ck_assert_msg(cost_model_load(name, &model, &err), "%s", err.text);
    return model;
}

static int32_t price(const CostModel *m, CostEvent event)
{
    return m->prices.price[event];
}

/* models/params/README.md: unit is 1 per executed instruction, 0 for everything else, 1 GHz. */
START_TEST(unit_prices_each_class_one_cycle_and_nothing_else)
{
    CostModel m = loaded("unit");

    ck_assert_uint_eq(m.core_hz, 1000000000);
    for (unsigned i = 0; i < COST_COUNT; i++)
        ck_assert_int_eq(price(&m, (CostEvent)i), i < COST_CLASS_COUNT ? 256 : 0);
}
END_TEST

START_TEST(every_event_of_each_shipped_model_has_range_source_and_mark)
{
    const char *name;

    for (unsigned k = 0; (name = cost_model_shipped(k)); k++) {
        CostModel m = loaded(name);

        for (unsigned i = 0; i < COST_COUNT; i++) {
            const ModelPrice *p = &m.price[i];

            ck_assert_msg(p->present, "%s %s", name, cost_name((CostEvent)i));
            ck_assert_msg(p->amount.source[0], "%s %s", name, cost_name((CostEvent)i));
            ck_assert(p->amount.low <= p->amount.value && p->amount.value <= p->amount.high);
            ck_assert(p->amount.mark == MARK_ASSUMED || p->amount.mark == MARK_DEFINED ||
                      p->amount.fact != '-');
        }
        ck_assert_str_eq(m.name, name);
        ck_assert_str_eq(m.text, cost_model_shipped_text(k));
    }
}
END_TEST

/* The numbers of the published facts: 2.4 GHz, 50 MHz, 3250/11, 181/7, 68..76, 65 cycles. */
START_TEST(xgene_has_the_published_prices)
{
    CostModel m = loaded("xgene");

    ck_assert_uint_eq(m.core_hz, 2400000000);
    ck_assert_uint_eq(m.cnt_hz, 50000000);
    ck_assert_int_eq(price(&m, COST_MMIO_READ_GICH), 295 * 256);
    ck_assert_int_eq(price(&m, COST_MMIO_WRITE_GICH), 26 * 256);
    ck_assert_int_eq(price(&m, COST_ENTRY_EL1_EL2), 72 * 256);
    ck_assert_int_eq(price(&m, COST_ERET_EL2_EL1), 65 * 256);
    ck_assert_int_eq(m.price[COST_MMIO_READ_GICH].amount.mark, MARK_TABLE3);
}
END_TEST

/* MRS and MSR of EL1 context with their share of STP and LDP: 5.2 and 11.6 cycles (230/44, 511/44).
 */
START_TEST(xgene_el1_register_and_half_a_pair_add_up_to_table_three)
{
    CostModel m = loaded("xgene");
    int rest = price(&m, COST_INSN_SYSTEM) + price(&m, COST_INSN_PAIR) / 2;

    ck_assert_int_le(abs(price(&m, COST_READ_EL1_CONTEXT) + rest - 230 * 256 / 44), 26);
    ck_assert_int_le(abs(price(&m, COST_WRITE_EL1_CONTEXT) + rest - 511 * 256 / 44), 26);
}
END_TEST

/* Issue 1, latency 5, exposed a quarter: 2.25 cycles; all exposed: 6. */
START_TEST(exposed_latency_recomputes_prices_by_latency)
{
    CostModel m = loaded("xgene");
    Err err;

    ck_assert_int_eq(price(&m, COST_INSN_LOAD), 576);
    ck_assert(cost_model_set(&m, "exposed_latency=1", &err));
    ck_assert_int_eq(price(&m, COST_INSN_LOAD), 6 * 256);
}
END_TEST

/* A distance in time between CPUs, which no price can change. */
START_TEST(sgi_delivery_is_there_in_every_model_and_can_be_set)
{
    static const char *const names[] = {"unit", "xgene", "cortex-a57"};
    Err err;

    for (unsigned i = 0; i < ARRAY_COUNT(names); i++) {
        CostModel m = loaded(names[i]);

        ck_assert_int_gt(m.sgi_delivery.value, 0);
        ck_assert(cost_model_set(&m, "sgi_delivery=12.5", &err));
        ck_assert_int_eq(m.sgi_delivery.value, 12500000);
        ck_assert_int_eq(m.sgi_delivery.mark, MARK_ASSUMED);
    }
}
END_TEST

START_TEST(set_overrides_a_price_in_any_spelling_and_marks_it_assumed)
{
    CostModel m = loaded("xgene");
    Err err;

    ck_assert(cost_model_set(&m, "mmio_read.gich=30.5", &err));
    ck_assert_int_eq(price(&m, COST_MMIO_READ_GICH), 30 * 256 + 128);
    ck_assert_int_eq(m.price[COST_MMIO_READ_GICH].amount.mark, MARK_ASSUMED);
    ck_assert_str_eq(m.price[COST_MMIO_READ_GICH].amount.source, "--set");
    ck_assert(cost_model_set(&m, "INSN_ALU=3", &err));
    ck_assert_int_eq(price(&m, COST_INSN_ALU), 3 * 256);
    ck_assert(cost_model_set(&m, "core_hz=1000000000", &err));
    ck_assert_uint_eq(m.core_hz, 1000000000);
}
END_TEST

START_TEST(set_explains_what_is_wrong)
{
    static const struct {
        const char *set, *says;
    } cases[] = {
        {"mmio_raed_gich=3", "Did you mean `mmio_read_gich`?"},
        {"isb", "NAME=NUMBER"},
        {"=3", "NAME=NUMBER"},
        {"isb=", "number of cycles"},
        {"isb=-1", "number of cycles"},
        {"isb=1e3", "number of cycles"},
        {"isb=1000001", "number of cycles"},
        {"isb=0.0000001", "number of cycles"},
        {"core_hz=0", "hertz"},
        {"core_hz=1.5", "hertz"},
        {"exposed_latency=1.1", "fraction"},
        {"sgi_delivery=-1", "number of cycles"},
    };

    for (unsigned i = 0; i < ARRAY_COUNT(cases); i++) {
        CostModel m = loaded("unit");
        Err err = {.text = ""};

        ck_assert_msg(!cost_model_set(&m, cases[i].set, &err), "%s", cases[i].set);
        ck_assert_msg(strstr(err.text, cases[i].says), "%s: %s", cases[i].set, err.text);
        ck_assert_int_eq(err.status, STATUS_USAGE);
    }
}
END_TEST

START_TEST(unknown_model_is_met_with_the_nearest_name)
{
    CostModel m;
    Err err;

    ck_assert(!cost_model_load("xgnee", &m, &err));
    ck_assert_msg(strstr(err.text, "Did you mean `xgene`?"), "%s", err.text);
    ck_assert(!cost_model_load("/nowhere/x.yaml", &m, &err));
    ck_assert_msg(strstr(err.text, "/nowhere/x.yaml: cannot open"), "%s", err.text);
    ck_assert_int_eq(err.status, STATUS_USAGE);
}
END_TEST

START_TEST(halving_touches_only_what_is_assumed)
{
    CostModel m = loaded("xgene");

    cost_model_scale_assumed(&m, 1, 2);
    ck_assert_int_eq(price(&m, COST_ISB), 10 * 256);
    ck_assert_int_eq(price(&m, COST_MMIO_READ_GICH), 295 * 256);
    ck_assert_int_eq(price(&m, COST_INSN_LOAD), 256 + 160); /* 1 + 0.125 x 5 */
    m = loaded("unit");
    cost_model_scale_assumed(&m, 2, 1);
    ck_assert_int_eq(price(&m, COST_INSN_ALU), 256);
}
END_TEST

START_TEST(assumed_prices_are_halved_or_doubled_by_word)
{
    CostModel m = loaded("xgene");
    Err err;

    ck_assert(cost_model_assume(&m, NULL, &err));
    ck_assert_int_eq(price(&m, COST_ISB), 20 * 256);
    ck_assert(cost_model_assume(&m, "double", &err));
    ck_assert_int_eq(price(&m, COST_ISB), 40 * 256);
    ck_assert(cost_model_assume(&m, "half", &err));
    ck_assert_int_eq(price(&m, COST_ISB), 20 * 256);
    ck_assert(!cost_model_assume(&m, "third", &err));
    ck_assert_msg(strstr(err.text, "--assumed third: expected `half` or `double`"), "%s", err.text);
    ck_assert_int_eq(err.status, STATUS_USAGE);
}
END_TEST

START_TEST(decimals_are_exact)
{
    static const struct {
        const char *text;
        int64_t millionths; /* -1: refused */
    } cases[] = {
        {"0", 0},        {"12", 12000000}, {"0.000001", 1},     {"1_000.5", 1000500000},
        {"3.", 3000000}, {".5", -1},       {"1.0000001", -1},   {"-1", -1},
        {"", -1},        {"1x", -1},       {"99999999999", -1}, {"1.5.2", -1},
    };

    for (unsigned i = 0; i < ARRAY_COUNT(cases); i++) {
        int64_t v = -1;
        bool ok = parse_decimal(cases[i].text, PRICE_MAX_CYCLES, &v);

        ck_assert_msg(ok == (cases[i].millionths >= 0), "%s", cases[i].text);
        if (ok)
            ck_assert_int_eq(v, cases[i].millionths);
    }
}
END_TEST

/* 1/3 cycle is 85.33 units: the nearest is 85; half a unit rounds up. */
START_TEST(units_are_the_nearest)
{
    ck_assert_int_eq(cost_model_units(333333), 85);
    ck_assert_int_eq(cost_model_units(MILLION), 256);
    ck_assert_int_eq(cost_model_units(MILLION / 512 + 1), 1);
}
END_TEST

START_TEST(tables_say_whose_prices_they_have)
{
    ck_assert_str_eq(cost_model_shipped_cpu("xgene"), "xgene1");
    ck_assert_str_eq(cost_model_shipped_cpu("cortex-a57"), "cortex-a57");
    ck_assert_ptr_null(cost_model_shipped_cpu("unit"));
    ck_assert_ptr_null(cost_model_shipped_cpu("my.yaml"));
}
END_TEST

TEST_MAIN("models", tables_say_whose_prices_they_have,
          unit_prices_each_class_one_cycle_and_nothing_else,
          every_event_of_each_shipped_model_has_range_source_and_mark,
          xgene_has_the_published_prices, xgene_el1_register_and_half_a_pair_add_up_to_table_three,
          exposed_latency_recomputes_prices_by_latency,
          sgi_delivery_is_there_in_every_model_and_can_be_set,
          set_overrides_a_price_in_any_spelling_and_marks_it_assumed, set_explains_what_is_wrong,
          unknown_model_is_met_with_the_nearest_name, halving_touches_only_what_is_assumed,
          assumed_prices_are_halved_or_doubled_by_word, decimals_are_exact, units_are_the_nearest)
