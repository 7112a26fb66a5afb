/* SPDX-License-Identifier: MIT
 *
 * charge_test.c - counts and their price: nothing lost, nothing twice.
 */
#include "cpu/charge.h"
#include "tests/unit/cpu/sysreg_fixture.h"

static uint64_t counted(const CostTally *tally, CostEvent event)
{
    for (unsigned i = 0; i < tally->count; i++)
        if (tally->event[i] == event)
            return tally->n[i];
    return 0;
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

START_TEST(taking_hands_over_lanes_and_counts_once)
{
    Fixture *f = fixture_new("cortex-a57");
    CostTally out;

    f->cpu->lane[0] = 65535;
    charge_widen(f->cpu);
    f->cpu->lane[0] = 1;
    charge(f->cpu, COST_ISB);
    charge_take(f->cpu, &out);
    ck_assert_uint_eq(out.count, 2);
    ck_assert_uint_eq(counted(&out, (CostEvent)0), 65536);
    ck_assert_uint_eq(counted(&out, COST_ISB), 1);
    ck_assert_uint_eq(f->cpu->total.n[0], 65536);
    charge_take(f->cpu, &out);
    ck_assert_uint_eq(out.count, 0);
    ck_assert_uint_eq(f->cpu->total.n[0], 65536);
    fixture_free(f);
}
END_TEST

/* By lane or by charge, widened or not: whatever was counted is in the report, with its number. */
START_TEST(every_event_is_handed_over)
{
    for (unsigned e = 0; e < COST_COUNT; e++) {
        Fixture *f = fixture_new("cortex-a57");
        unsigned times = e % 3 + 1;
        CostTally out;

        for (unsigned i = 0; i < times; i++) {
            if (e < COST_CLASS_COUNT)
                f->cpu->lane[e]++;
            else
                charge(f->cpu, (CostEvent)e);
            if (i == 1)
                charge_widen(f->cpu);
        }
        charge_take(f->cpu, &out);
        ck_assert_uint_eq(out.count, 1);
        ck_assert_uint_eq(counted(&out, (CostEvent)e), times);
        ck_assert_uint_eq(f->cpu->count.n[e], 0);
        fixture_free(f);
    }
}
END_TEST

TEST_MAIN("cpu/charge", spending_leaves_the_instructions_alone, a_charge_counts_and_takes_time,
          taking_hands_over_lanes_and_counts_once, every_event_is_handed_over)
