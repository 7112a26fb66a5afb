/* SPDX-License-Identifier: MIT
 *
 * charge_test.c - counts and their price: nothing lost, nothing twice.
 */
#include "cpu/charge.h"
#include "tests/unit/cpu/sysreg_fixture.h"

static bool has(const CostSet *set, CostEvent event)
{
    return bit(set->word[event / 64], event % 64);
}

START_TEST(spending_leaves_the_instructions_alone)
{
    Budget budget = UINT64_C(5) << 32 | 100;

    ck_assert_uint_eq(budget_spend(budget, 40), UINT64_C(5) << 32 | 60);
    /* Below zero the lower half is negative and does not borrow from the upper. */
    ck_assert_uint_eq(budget_spend(budget, 101), UINT64_C(4) << 32 | 0xffffffff);
}
END_TEST

START_TEST(a_charge_counts_and_takes_time)
{
    Fixture *f = fixture_new("cortex-a57");
    uint64_t before = cpu_now(f->cpu);

    f->cpu->price[COST_ISB] = 512;
    charge(f->cpu, COST_ISB);
    charge(f->cpu, COST_ISB);
    ck_assert_uint_eq(f->cpu->count.n[COST_ISB], 2);
    ck_assert_uint_eq(cpu_now(f->cpu) - before, 1024);
    fixture_free(f);
}
END_TEST

START_TEST(lanes_are_widened_before_they_overflow_and_nothing_is_lost)
{
    Fixture *f = fixture_new("cortex-a57");

    f->cpu->lane[0] = 65535;
    charge_widen(f->cpu);
    f->cpu->lane[0] = 1;
    charge_report(f->cpu);
    ck_assert_uint_eq(f->cpu->count.n[0], 65536);
    charge_report(f->cpu);
    ck_assert_uint_eq(f->cpu->count.n[0], 65536);
    fixture_free(f);
}
END_TEST

/* By lane or by charge, widened or not: whatever was counted is in the next report, and only there;
 * taken branches are in every one. */
START_TEST(a_report_names_what_was_counted)
{
    for (unsigned e = 0; e < COST_COUNT; e++) {
        Fixture *f = fixture_new("cortex-a57");
        CostSet counted;

        charge_report(f->cpu);
        if (e < COST_CLASS_COUNT)
            f->cpu->lane[e] = 3;
        else
            charge(f->cpu, (CostEvent)e);
        if (e % 2)
            charge_widen(f->cpu);
        counted = charge_report(f->cpu);
        for (unsigned i = 0; i < COST_COUNT; i++)
            ck_assert(has(&counted, (CostEvent)i) == (i == e || i == COST_BRANCH_TAKEN));
        ck_assert_uint_eq(f->cpu->count.n[e], e < COST_CLASS_COUNT ? 3 : 1);
        counted = charge_report(f->cpu);
        ck_assert(!has(&counted, (CostEvent)e) || e == COST_BRANCH_TAKEN);
        fixture_free(f);
    }
}
END_TEST

TEST_MAIN("cpu/charge", spending_leaves_the_instructions_alone, a_charge_counts_and_takes_time,
          lanes_are_widened_before_they_overflow_and_nothing_is_lost,
          a_report_names_what_was_counted)
