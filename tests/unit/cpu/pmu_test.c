/* SPDX-License-Identifier: MIT
 *
 * pmu_test.c - counters, filters and overflow of the performance monitors.
 *
 * Time is made by hand: units taken from the budget are cycles executed. Expectations are DDI
 * 0487's AArch64.CountPMUEvents and the field descriptions of the registers.
 */
#include "cpu/charge.h"
#include "tests/unit/cpu/sysreg_fixture.h"

#define E 1u
#define C 4u
#define D 8u
#define LC 0x40u
#define CYCLES_ON 0x80000000u

static void pass_cycles(Fixture *f, uint64_t cycles)
{
    f->cpu->slice_begin_units += cycles * UNITS_PER_CYCLE;
}

static void execute(Fixture *f, CostEvent class, unsigned times)
{
    f->cpu->lane[class] = (uint16_t)(f->cpu->lane[class] + times);
}

static Fixture *counting(unsigned el)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, el);
    put(f, SR_PMCR_EL0, E | LC);
    put(f, SR_PMCNTENSET_EL0, CYCLES_ON | 3);
    return f;
}

START_TEST(pmcr_says_six_counters_and_who_made_them)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 1);
    ck_assert_uint_eq(get(f, SR_PMCR_EL0), 0x41013000);
    put(f, SR_PMCR_EL0, 0xffffffff);
    ck_assert_uint_eq(get(f, SR_PMCR_EL0), 0x41013079);
    fixture_free(f);
}
END_TEST

START_TEST(cycle_counter_counts_only_while_enabled)
{
    Fixture *f = counting(1);

    pass_cycles(f, 100);
    ck_assert_uint_eq(get(f, SR_PMCCNTR_EL0), 100);
    put(f, SR_PMCNTENCLR_EL0, CYCLES_ON);
    pass_cycles(f, 100);
    ck_assert_uint_eq(get(f, SR_PMCCNTR_EL0), 100);
    put(f, SR_PMCNTENSET_EL0, CYCLES_ON);
    pass_cycles(f, 7);
    put(f, SR_PMCR_EL0, LC);
    pass_cycles(f, 7);
    ck_assert_uint_eq(get(f, SR_PMCCNTR_EL0), 107);
    put(f, SR_PMCR_EL0, LC | C);
    ck_assert_uint_eq(get(f, SR_PMCCNTR_EL0), 0);
    fixture_free(f);
}
END_TEST

START_TEST(cycle_counter_stops_while_waiting)
{
    Fixture *f = counting(1);

    cpu_wait(f->cpu, WAIT_WFI);
    pass_cycles(f, 1000);
    ck_assert_uint_eq(get(f, SR_PMCCNTR_EL0), 0);
    cpu_wait(f->cpu, WAIT_NONE);
    pass_cycles(f, 3);
    ck_assert_uint_eq(get(f, SR_PMCCNTR_EL0), 3);
    fixture_free(f);
}
END_TEST

static void change_el(Fixture *f, unsigned el)
{
    f->cpu->pstate.el = (uint8_t)el;
    pmu_el_change(f->cpu);
}

START_TEST(filters_choose_the_levels_that_count)
{
    Fixture *f = counting(1);

    put(f, SR_PMCCFILTR_EL0, 0x80000000 | 0x20000000); /* P, and NSK equal to it: not EL1 ... */
    pass_cycles(f, 10);
    ck_assert_uint_eq(get(f, SR_PMCCNTR_EL0), 10); /* ... but NSK == P counts Non-secure EL1 */
    put(f, SR_PMCCFILTR_EL0, 0x80000000);
    pass_cycles(f, 10);
    change_el(f, 0);
    pass_cycles(f, 5);
    change_el(f, 2);
    pass_cycles(f, 5);
    change_el(f, 1);
    ck_assert_uint_eq(get(f, SR_PMCCNTR_EL0), 15); /* EL0 only: NSH is 0 */
    put(f, SR_PMCCFILTR_EL0, 0x88000000);          /* NSH: EL2 too */
    change_el(f, 2);
    pass_cycles(f, 4);
    change_el(f, 1);
    ck_assert_uint_eq(get(f, SR_PMCCNTR_EL0), 19);
    fixture_free(f);
}
END_TEST

START_TEST(secure_state_is_counted_with_spme_or_without_dp)
{
    Fixture *f = counting(1);

    change_el(f, 3);
    pass_cycles(f, 10);
    ck_assert_uint_eq(get(f, SR_PMCCNTR_EL0), 10);
    put(f, SR_PMCR_EL0, E | LC | 0x20); /* DP */
    pass_cycles(f, 10);
    ck_assert_uint_eq(get(f, SR_PMCCNTR_EL0), 10);
    put(f, SR_MDCR_EL3, 1u << 17);
    pass_cycles(f, 10);
    ck_assert_uint_eq(get(f, SR_PMCCNTR_EL0), 20);
    fixture_free(f);
}
END_TEST

/* FEAT_PMUv3p1: AArch64.CountPMUEvents, "event counting at EL2 is prohibited". */
START_TEST(hpmd_stops_what_is_not_el2s_while_at_el2)
{
    Fixture *f = fixture_new("neoverse-n1");

    go_to(f, 2);
    put(f, SR_MDCR_EL2, MDCR_HPMD | MDCR_HPME | 1); /* HPMN 1: counter 0 is EL1's, 1 EL2's */
    put(f, SR_PMCR_EL0, E | LC);
    put(f, SR_PMEVTYPER0_EL0, 0x08000008); /* NSH, INST_RETIRED */
    put(f, SR_PMEVTYPER1_EL0, 0x08000008);
    put(f, SR_PMCCFILTR_EL0, 0x08000000);
    put(f, SR_PMCNTENSET_EL0, CYCLES_ON | 3);
    execute(f, COST_INSN_ALU, 5);
    pass_cycles(f, 10);
    ck_assert_uint_eq(get(f, SR_PMEVCNTR0_EL0), 0);
    ck_assert_uint_eq(get(f, SR_PMEVCNTR1_EL0), 5);
    ck_assert_uint_eq(get(f, SR_PMCCNTR_EL0), 10); /* DP is 0 */
    put(f, SR_PMCR_EL0, E | LC | 0x20);            /* DP */
    pass_cycles(f, 10);
    ck_assert_uint_eq(get(f, SR_PMCCNTR_EL0), 10);
    put(f, SR_MDCR_EL2, MDCR_HPME | 1);
    execute(f, COST_INSN_ALU, 3);
    pass_cycles(f, 10);
    ck_assert_uint_eq(get(f, SR_PMEVCNTR0_EL0), 3);
    ck_assert_uint_eq(get(f, SR_PMCCNTR_EL0), 20);
    fixture_free(f);
}
END_TEST

START_TEST(armv8_1_has_sixteen_bits_of_event_and_stalls_that_never_happen)
{
    static const struct {
        const char *cpu;
        uint64_t version, type, pmceid1, hpmd;
    } rows[] = {{"cortex-a57", 1, 0xfc0003ff, 0, 0},
                {"neoverse-n1", 4, 0xfc00ffff, 0x18, MDCR_HPMD},
                {"cortex-a76", 4, 0xfc00ffff, 0x18, MDCR_HPMD},
                {"neoverse-n1,-pmuv3p1", 1, 0xfc0003ff, 0, 0}};

    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        Fixture *f = fixture_new(rows[i].cpu);

        go_to(f, 2);
        ck_assert_uint_eq(bits(get(f, SR_ID_AA64DFR0_EL1), 11, 8), rows[i].version);
        put(f, SR_PMEVTYPER0_EL0, 0xfc00ffff);
        ck_assert_uint_eq(get(f, SR_PMEVTYPER0_EL0), rows[i].type);
        ck_assert_uint_eq(get(f, SR_PMCEID1_EL0), rows[i].pmceid1);
        put(f, SR_MDCR_EL2, MDCR_HPMD);
        ck_assert_uint_eq(get(f, SR_MDCR_EL2), rows[i].hpmd);
        put(f, SR_PMEVTYPER0_EL0, 0x08000023);
        put(f, SR_PMCNTENSET_EL0, 1);
        put(f, SR_PMCR_EL0, E);
        pass_cycles(f, 10);
        ck_assert_uint_eq(get(f, SR_PMEVCNTR0_EL0), 0);
        fixture_free(f);
    }
}
END_TEST

START_TEST(instructions_and_exceptions_are_sums_of_cost_events)
{
    Fixture *f = counting(1);

    put(f, SR_PMEVTYPER0_EL0, 8); /* INST_RETIRED */
    put(f, SR_PMEVTYPER1_EL0, 9); /* EXC_TAKEN */
    execute(f, COST_INSN_ALU, 10);
    execute(f, COST_INSN_LOAD, 5);
    charge(f->cpu, COST_ENTRY_EL1_EL2);
    ck_assert_uint_eq(get(f, SR_PMEVCNTR0_EL0), 15);
    ck_assert_uint_eq(get(f, SR_PMEVCNTR1_EL0), 1);
    put(f, SR_PMEVTYPER1_EL0, 0); /* SW_INCR */
    put(f, SR_PMSWINC_EL0, 3);
    put(f, SR_PMSWINC_EL0, 2);
    ck_assert_uint_eq(get(f, SR_PMEVCNTR1_EL0), 3);
    ck_assert_uint_eq(get(f, SR_PMCEID0_EL0), 0x20701);
    fixture_free(f);
}
END_TEST

START_TEST(selected_registers_are_the_indexed_ones)
{
    Fixture *f = counting(1);

    put(f, SR_PMSELR_EL0, 4);
    put(f, SR_PMXEVTYPER_EL0, 0x11);
    put(f, SR_PMXEVCNTR_EL0, 77);
    ck_assert_uint_eq(get(f, SR_PMEVTYPER4_EL0), 0x11);
    ck_assert_uint_eq(get(f, SR_PMEVCNTR4_EL0), 77);
    put(f, SR_PMSELR_EL0, 31);
    put(f, SR_PMXEVTYPER_EL0, 0x80000000);
    ck_assert_uint_eq(get(f, SR_PMCCFILTR_EL0), 0x80000000);
    fixture_free(f);
}
END_TEST

START_TEST(el1_sees_the_counters_below_hpmn)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 2);
    put(f, SR_MDCR_EL2, 2);
    ck_assert_uint_eq(bits(get(f, SR_PMCR_EL0), 15, 11), 6);
    put(f, SR_PMEVCNTR4_EL0, 9);
    go_to(f, 1);
    ck_assert_uint_eq(bits(get(f, SR_PMCR_EL0), 15, 11), 2);
    put(f, SR_PMCNTENSET_EL0, 0xffffffff);
    ck_assert_uint_eq(get(f, SR_PMCNTENSET_EL0), CYCLES_ON | 3);
    ck_assert_uint_eq(get(f, SR_PMEVCNTR4_EL0), 0);
    fixture_free(f);
}
END_TEST

START_TEST(hpme_runs_what_el2_keeps)
{
    Fixture *f = counting(2);

    put(f, SR_MDCR_EL2, 1 | MDCR_HPME);
    put(f, SR_PMEVTYPER0_EL0, 0x08000011); /* CPU_CYCLES at EL2 too */
    put(f, SR_PMEVTYPER1_EL0, 0x08000011);
    put(f, SR_PMCR_EL0, LC); /* E off: counter 0 stops, counter 1 is EL2's */
    pass_cycles(f, 9);
    ck_assert_uint_eq(get(f, SR_PMEVCNTR0_EL0), 0);
    ck_assert_uint_eq(get(f, SR_PMEVCNTR1_EL0), 9);
    fixture_free(f);
}
END_TEST

static bool line_level;

static void line_set(void *owner, unsigned input, bool level)
{
    (void)input;
    *(bool *)owner = level;
}

START_TEST(overflow_raises_the_line_at_its_time_until_cleared)
{
    Fixture *f = counting(1);
    uint64_t due;

    pmu_connect(f->cpu->pmu, (IrqLine){.set = line_set, .owner = &line_level});
    put(f, SR_PMINTENSET_EL1, CYCLES_ON);
    put(f, SR_PMCCNTR_EL0, UINT64_C(0) - 1000);
    due = event_next(&f->events);
    ck_assert_uint_eq(due - cpu_now(f->cpu), 1000 * UNITS_PER_CYCLE);
    pass_cycles(f, 999);
    ck_assert_uint_eq(get(f, SR_PMOVSSET_EL0), 0);
    pass_cycles(f, 1);
    event_run_due(&f->events, due);
    ck_assert(line_level);
    ck_assert_uint_eq(get(f, SR_PMOVSSET_EL0), CYCLES_ON);
    put(f, SR_PMOVSCLR_EL0, CYCLES_ON);
    ck_assert(!line_level);
    fixture_free(f);
}
END_TEST

START_TEST(short_cycle_counter_overflows_at_32_bits_and_divides_by_64)
{
    Fixture *f = counting(1);

    put(f, SR_PMCR_EL0, E);
    put(f, SR_PMCCNTR_EL0, 0xffffffff);
    pass_cycles(f, 1);
    ck_assert_uint_eq(get(f, SR_PMOVSSET_EL0), CYCLES_ON);
    put(f, SR_PMCR_EL0, E | C | D);
    pass_cycles(f, 130);
    ck_assert_uint_eq(get(f, SR_PMCCNTR_EL0), 2);
    fixture_free(f);
}
END_TEST

TEST_MAIN("pmu", pmcr_says_six_counters_and_who_made_them, cycle_counter_counts_only_while_enabled,
          cycle_counter_stops_while_waiting, filters_choose_the_levels_that_count,
          secure_state_is_counted_with_spme_or_without_dp, hpmd_stops_what_is_not_el2s_while_at_el2,
          armv8_1_has_sixteen_bits_of_event_and_stalls_that_never_happen,
          instructions_and_exceptions_are_sums_of_cost_events,
          selected_registers_are_the_indexed_ones, el1_sees_the_counters_below_hpmn,
          hpme_runs_what_el2_keeps, overflow_raises_the_line_at_its_time_until_cleared,
          short_cycle_counter_overflows_at_32_bits_and_divides_by_64)
