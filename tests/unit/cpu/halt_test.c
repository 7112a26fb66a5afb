/* SPDX-License-Identifier: MIT
 *
 * halt_test.c - a debugger's points: where they halt, and that nothing else changes.
 */
#include "cpu/debug.h"
#include "tests/unit/cpu/exec_fixture.h"

#define NOP 0xd503201fu
#define ADD_X1_X1_1 0x91000421u
#define STR_X1_X0 0xf9000001u
#define LDR_X2_X0 0xf9400002u
#define MRS_X2_CNTVCT 0xd53be042u
#define B_SELF 0x14000000u
#define B_BACK_8 0x17fffffeu
#define B_PAGE_ON 0x14000400u
#define B_PAGE_BACK 0x17fffbfeu
#define BR_X3 0xd61f0060u

#define HALTS_MAX 16

typedef struct Debugger {
    Fixture *f;
    HaltPoints points;
    unsigned halts;
    HaltReason reason[HALTS_MAX];
    uint64_t pc[HALTS_MAX], address[HALTS_MAX], x1[HALTS_MAX];
    bool stops;     /* the run, at the first halt */
    unsigned early; /* so often the counter cannot be read yet */
} Debugger;

static void halted(void *owner, Cpu *cpu, HaltReason reason, uint64_t address)
{
    Debugger *d = owner;

    ck_assert_uint_lt(d->halts, HALTS_MAX);
    d->reason[d->halts] = reason;
    d->pc[d->halts] = cpu->pc;
    d->address[d->halts] = address;
    d->x1[d->halts++] = cpu->x[1];
    if (d->stops)
        cpu->attention |= ATTENTION_STOP;
}

static void start(Debugger *d, const uint32_t *words, size_t count)
{
    *d = (Debugger){.f = exec_fixture("cortex-a57", 1)};
    memcpy(d->f->ram, words, count * sizeof *words);
    d->f->cpu->x[0] = DATA_AT;
    d->f->cpu->config.ports.halt = halted;
    d->f->cpu->config.ports.owner = d;
    d->f->cpu->halting.points = &d->points;
}

#define START(d, ...)                                                                              \
    start(d, (const uint32_t[]){__VA_ARGS__}, ARRAY_COUNT(((uint32_t[]){__VA_ARGS__})))

static void add(Debugger *d, HaltPoint point)
{
    d->points.point[d->points.count++] = point;
    halt_changed(d->f->cpu);
}

static void add_break(Debugger *d, uint64_t at)
{
    add(d, (HaltPoint){.first = at, .last = at + 3, .on = HALT_ON_EXECUTE, .els = HALT_ANY_EL});
}

static void go(Debugger *d, uint32_t insns)
{
    engine_run(d->f->cpu, 0, insns, ENGINE_SLICE_UNITS);
}

START_TEST(a_breakpoint_halts_before_its_instruction_every_time)
{
    Debugger d;

    START(&d, NOP, ADD_X1_X1_1, B_BACK_8 + 1);
    add_break(&d, CODE_AT + 4);
    go(&d, 5); /* nop, add, b, add, b */
    ck_assert_uint_eq(d.halts, 2);
    ck_assert_int_eq(d.reason[0], HALT_BREAKPOINT);
    ck_assert_uint_eq(d.pc[0], CODE_AT + 4);
    ck_assert_uint_eq(d.x1[0], 0);
    ck_assert_uint_eq(d.x1[1], 1);
    ck_assert_uint_eq(d.f->cpu->x[1], 2);
    exec_fixture_free(d.f);
}
END_TEST

START_TEST(a_branch_to_itself_halts_each_time_round)
{
    Debugger d;

    START(&d, B_SELF);
    add_break(&d, CODE_AT);
    go(&d, 3);
    ck_assert_uint_eq(d.halts, 3);
    exec_fixture_free(d.f);
}
END_TEST

START_TEST(a_step_halts_before_each_instruction_but_the_one_it_is_at)
{
    Debugger d;

    START(&d, NOP, NOP, NOP);
    d.f->cpu->halting.step = d.f->cpu->halting.passing = true;
    halt_changed(d.f->cpu);
    go(&d, 3);
    ck_assert_uint_eq(d.halts, 2);
    ck_assert_int_eq(d.reason[0], HALT_STEP);
    ck_assert_uint_eq(d.pc[0], CODE_AT + 4);
    ck_assert_uint_eq(d.pc[1], CODE_AT + 8);
    exec_fixture_free(d.f);
}
END_TEST

START_TEST(a_point_of_another_level_or_vm_does_not_halt)
{
    Debugger d;

    START(&d, NOP, NOP);
    add(&d, (HaltPoint){CODE_AT, CODE_AT, HALT_ON_EXECUTE, 1u << 2, false, 0});
    add(&d, (HaltPoint){CODE_AT, CODE_AT, HALT_ON_EXECUTE, HALT_ANY_EL, true, 7});
    go(&d, 1);
    ck_assert_uint_eq(d.halts, 0);
    exec_fixture_free(d.f);
}
END_TEST

START_TEST(a_point_of_the_vm_that_runs_halts)
{
    Debugger d;

    START(&d, NOP, NOP);
    d.f->cpu->sr[SR_HCR_EL2] = 1; /* VM; the Regime was made without it, so there is no stage 2 */
    d.f->cpu->sr[SR_VTTBR_EL2] = UINT64_C(7) << 48;
    d.f->cpu->sr[SR_SCR_EL3] |= 1;
    add(&d, (HaltPoint){CODE_AT, CODE_AT, HALT_ON_EXECUTE, 1u << 1, true, 7});
    go(&d, 1);
    ck_assert_uint_eq(d.halts, 1);
    exec_fixture_free(d.f);
}
END_TEST

START_TEST(a_watchpoint_halts_before_the_access_which_then_happens_once)
{
    Debugger d;

    START(&d, ADD_X1_X1_1, STR_X1_X0, LDR_X2_X0, NOP);
    add(&d, (HaltPoint){DATA_AT + 4, DATA_AT + 4, HALT_ON_WRITE, HALT_ANY_EL, false, 0});
    go(&d, 4);
    ck_assert_uint_eq(d.halts, 1);
    ck_assert_int_eq(d.reason[0], HALT_WATCHPOINT);
    ck_assert_uint_eq(d.pc[0], CODE_AT + 4);
    ck_assert_uint_eq(d.address[0], DATA_AT + 4);
    ck_assert_uint_eq(d.f->cpu->x[2], 1);
    ck_assert_uint_eq(d.f->cpu->pc, CODE_AT + 16);
    exec_fixture_free(d.f);
}
END_TEST

START_TEST(a_read_is_watched_too)
{
    Debugger d;

    START(&d, STR_X1_X0, LDR_X2_X0);
    add(&d, (HaltPoint){DATA_AT, DATA_AT + 7, HALT_ON_READ, HALT_ANY_EL, false, 0});
    go(&d, 2);
    ck_assert_uint_eq(d.halts, 1);
    ck_assert_uint_eq(d.pc[0], CODE_AT + 4);
    exec_fixture_free(d.f);
}
END_TEST

/* The same instructions, the same cycles, whoever watches. */
START_TEST(time_and_counts_are_those_of_a_run_without_a_debugger)
{
    uint64_t now[2];
    CostCounts counts[2];

    for (unsigned watched = 0; watched < 2; watched++) {
        Debugger d;

        START(&d, ADD_X1_X1_1, STR_X1_X0, LDR_X2_X0, NOP);
        for (unsigned i = 0; watched && i < 4; i++)
            add_break(&d, CODE_AT + 4 * i);
        if (watched)
            add(&d,
                (HaltPoint){DATA_AT, DATA_AT, HALT_ON_READ | HALT_ON_WRITE, HALT_ANY_EL, false, 0});
        go(&d, 4);
        ck_assert_uint_eq(d.halts, watched ? 6 : 0);
        now[watched] = cpu_now(d.f->cpu);
        counts[watched] = d.f->cpu->count;
        exec_fixture_free(d.f);
    }
    ck_assert_uint_eq(now[0], now[1]);
    ck_assert_mem_eq(&counts[0], &counts[1], sizeof counts[0]);
}
END_TEST

/* In two pages: one adds and goes to the other, which adds and comes back. */
static void start_in_two_pages(Debugger *d)
{
    static const uint32_t here[] = {ADD_X1_X1_1, B_PAGE_ON}, there[] = {ADD_X1_X1_1, B_PAGE_BACK};

    start(d, here, ARRAY_COUNT(here));
    memcpy(d->f->ram + 0x1004, there, sizeof there);
}

static const EngineRun engines[] = {engine_run, engine_run_fast};

START_TEST(a_point_of_another_page_costs_nothing)
{
    for (unsigned i = 0; i < ARRAY_COUNT(engines); i++) {
        Debugger d;

        START(&d, ADD_X1_X1_1, LDR_X2_X0, B_BACK_8);
        add_break(&d, CODE_AT + 0x1000);
        add(&d, (HaltPoint){DATA_AT + 0x1000, DATA_AT + 0x1007, HALT_ON_READ, HALT_ANY_EL, 0, 0});
        engines[i](d.f->cpu, 0, 9, ENGINE_SLICE_UNITS);
        ck_assert_uint_eq(d.f->cpu->x[1], 3);
        ck_assert(!(d.f->cpu->attention & ATTENTION_STEP));
        ck_assert(host_tlb_hit(&d.f->cpu->host_tlb,
                               &d.f->cpu->host_tlb.read[host_tlb_index(DATA_AT)], DATA_AT, 8));
        exec_fixture_free(d.f);
    }
}
END_TEST

START_TEST(a_page_with_a_point_is_looked_at_each_time_it_is_entered)
{
    for (unsigned i = 0; i < ARRAY_COUNT(engines); i++) {
        Debugger d;

        start_in_two_pages(&d);
        add_break(&d, CODE_AT + 0x1004);
        engines[i](d.f->cpu, 0, 4 * 3 + 2, ENGINE_SLICE_UNITS);
        ck_assert_uint_eq(d.halts, 3);
        ck_assert_uint_eq(d.pc[2], CODE_AT + 0x1004);
        ck_assert_uint_eq(d.x1[2], 5);
        ck_assert_uint_eq(d.f->cpu->x[1], 7);
        ck_assert(!(d.f->cpu->attention & ATTENTION_STEP));
        exec_fixture_free(d.f);
    }
}
END_TEST

/* The page stays the one that is fetched from when what is gone to cannot be fetched. */
START_TEST(a_point_in_the_vector_of_a_fault_of_its_own_page_halts)
{
    Debugger d;

    const uint32_t vector[] = {NOP, NOP};

    START(&d, BR_X3);
    memcpy(d.f->ram + 0x200, vector, sizeof vector);
    d.f->cpu->x[3] = HOLE;
    d.f->cpu->sr[SR_VBAR_EL1] = CODE_AT;
    add_break(&d, CODE_AT + 0x200);
    go(&d, 2);
    ck_assert_uint_eq(d.halts, 1);
    ck_assert_uint_eq(d.pc[0], CODE_AT + 0x200);
    exec_fixture_free(d.f);
}
END_TEST

/* Else a slice would end early, and with it another CPU's turn begin. */
START_TEST(a_slice_is_as_long_however_often_such_a_page_is_entered)
{
    for (unsigned i = 0; i < ARRAY_COUNT(engines); i++) {
        Debugger d;

        start_in_two_pages(&d);
        add_break(&d, CODE_AT + 0x1100);
        engines[i](d.f->cpu, 0, ENGINE_SLICE_INSNS, ENGINE_SLICE_UNITS);
        ck_assert_uint_eq(d.halts, 0);
        ck_assert_uint_eq(d.f->cpu->x[1], (ENGINE_SLICE_INSNS + 1) / 2);
        exec_fixture_free(d.f);
    }
}
END_TEST

static bool is_early(void *owner, Cpu *cpu)
{
    Debugger *d = owner;

    (void)cpu;
    return d->early > 0 && d->early--;
}

/* docs/decisions/0010: the turn ends before the read, which is not counted until it happens. */
START_TEST(a_read_of_the_counter_that_is_early_ends_the_turn_and_is_executed_in_another)
{
    Debugger d;

    START(&d, ADD_X1_X1_1, MRS_X2_CNTVCT, ADD_X1_X1_1);
    d.f->cpu->config.ports.is_early = is_early;
    d.early = 1;
    ck_assert_int_eq(engine_run(d.f->cpu, 0, 3, ENGINE_SLICE_UNITS), ENGINE_RESLICE);
    ck_assert_uint_eq(d.f->cpu->pc, CODE_AT + 4);
    ck_assert_uint_eq(d.f->cpu->pstate.el, 1);
    ck_assert_uint_eq(d.f->cpu->count.n[COST_INSN_SYSTEM], 0);
    ck_assert_uint_eq(d.f->cpu->count.n[COST_INSN_ALU], 1);
    go(&d, 2);
    ck_assert_uint_eq(d.f->cpu->pc, CODE_AT + 12);
    ck_assert_uint_eq(d.f->cpu->count.n[COST_INSN_SYSTEM], 1);
    exec_fixture_free(d.f);
}
END_TEST

/* The fast engine remembers what nothing stops (cpu/ways.h), but not this: a read in time is
 * followed by an early one. */
START_TEST(each_read_of_the_counter_is_asked_about)
{
    for (unsigned i = 0; i < ARRAY_COUNT(engines); i++) {
        Debugger d;

        START(&d, MRS_X2_CNTVCT, ADD_X1_X1_1, B_BACK_8);
        d.f->cpu->config.ports.is_early = is_early;
        engines[i](d.f->cpu, 0, 9, ENGINE_SLICE_UNITS);
        ck_assert_uint_eq(d.f->cpu->x[1], 3);
        d.early = 1;
        ck_assert_int_eq(engines[i](d.f->cpu, 0, 9, ENGINE_SLICE_UNITS), ENGINE_RESLICE);
        ck_assert_uint_eq(d.f->cpu->pc, CODE_AT);
        ck_assert_uint_eq(d.f->cpu->x[1], 3);
        exec_fixture_free(d.f);
    }
}
END_TEST

START_TEST(a_breakpoint_at_a_read_that_is_early_halts_once)
{
    Debugger d;

    START(&d, MRS_X2_CNTVCT, NOP);
    d.f->cpu->config.ports.is_early = is_early;
    d.early = 2;
    add_break(&d, CODE_AT);
    for (unsigned turn = 0; turn < 3; turn++)
        go(&d, 1);
    ck_assert_uint_eq(d.halts, 1);
    ck_assert_uint_eq(d.f->cpu->pc, CODE_AT + 4);
    exec_fixture_free(d.f);
}
END_TEST

START_TEST(a_debugger_may_end_the_run)
{
    Debugger d;

    START(&d, NOP, ADD_X1_X1_1);
    d.stops = true;
    add_break(&d, CODE_AT + 4);
    go(&d, 2);
    ck_assert_uint_eq(d.halts, 1);
    ck_assert_uint_eq(d.f->cpu->x[1], 0);
    ck_assert_uint_eq(d.f->cpu->pc, CODE_AT + 4);
    exec_fixture_free(d.f);
}
END_TEST

/* Beside a point each instruction is asked for first: where none can be fetched, and no vector
 * either, the slice ends all the same. */
START_TEST(a_fetch_that_faults_for_ever_beside_a_point_ends_the_slice)
{
    uint64_t budget[2];

    for (unsigned i = 0; i < ARRAY_COUNT(engines); i++) {
        Debugger d;

        START(&d, NOP);
        cpu_set_prices(d.f->cpu, &(CostPrices){{0}});
        d.f->cpu->sr[SR_VBAR_EL1] = HOLE;
        d.f->cpu->pc = HOLE;
        add_break(&d, HOLE + 0x600);
        ck_assert_int_eq(engines[i](d.f->cpu, 0, 20, ENGINE_SLICE_UNITS), ENGINE_RESLICE);
        budget[i] = d.f->cpu->budget;
        ck_assert_uint_eq(d.halts, 0);
        exec_fixture_free(d.f);
    }
    ck_assert_uint_eq(budget[0], budget[1]);
}
END_TEST

TEST_MAIN("halt", a_breakpoint_halts_before_its_instruction_every_time,
          a_branch_to_itself_halts_each_time_round,
          a_step_halts_before_each_instruction_but_the_one_it_is_at,
          a_point_of_another_level_or_vm_does_not_halt, a_point_of_the_vm_that_runs_halts,
          a_watchpoint_halts_before_the_access_which_then_happens_once, a_read_is_watched_too,
          time_and_counts_are_those_of_a_run_without_a_debugger,
          a_point_of_another_page_costs_nothing,
          a_page_with_a_point_is_looked_at_each_time_it_is_entered,
          a_point_in_the_vector_of_a_fault_of_its_own_page_halts,
          a_slice_is_as_long_however_often_such_a_page_is_entered,
          a_read_of_the_counter_that_is_early_ends_the_turn_and_is_executed_in_another,
          each_read_of_the_counter_is_asked_about, a_breakpoint_at_a_read_that_is_early_halts_once,
          a_debugger_may_end_the_run, a_fetch_that_faults_for_ever_beside_a_point_ends_the_slice)
