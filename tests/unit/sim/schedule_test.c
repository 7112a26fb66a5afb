/* SPDX-License-Identifier: MIT */
#include "sim/schedule.h"
#include "tests/unit/harness.h"

#define QUANTUM 100u
#define NARROW 10u

/* CPUs that run, at these times. */
static Schedule running(unsigned count, const uint64_t *times)
{
    Schedule s = {.wide_units = QUANTUM, .narrow_units = NARROW};

    for (unsigned i = 0; i < count; i++)
        schedule_wake(&s, i, times[i]);
    return s;
}

START_TEST(the_cpu_with_the_least_time_runs_until_it_is_a_quantum_ahead_of_the_second)
{
    Schedule s = running(3, (const uint64_t[]){500, 200, 300});
    Turn turn = schedule_turn(&s, TIME_NEVER);

    ck_assert_int_eq(turn.cpu, 1);
    ck_assert_uint_eq(turn.begin_units, 200);
    ck_assert_uint_eq(turn.units, 300 - 200 + QUANTUM);
}
END_TEST

START_TEST(of_equal_cpus_the_first_runs)
{
    Schedule s = running(2, (const uint64_t[]){7, 7});
    Turn turn = schedule_turn(&s, TIME_NEVER);

    ck_assert_int_eq(turn.cpu, 0);
    ck_assert_uint_eq(turn.units, QUANTUM);
}
END_TEST

START_TEST(a_turn_ends_at_the_next_event_and_is_never_empty)
{
    Schedule s = running(2, (const uint64_t[]){200, 300});

    ck_assert_uint_eq(schedule_turn(&s, 250).units, 50);
    ck_assert_uint_eq(schedule_turn(&s, 200).units, 1);
    ck_assert_uint_eq(schedule_turn(&s, 10).units, 1);
}
END_TEST

START_TEST(alone_a_cpu_has_no_quantum)
{
    Schedule s = running(1, (const uint64_t[]){200});

    ck_assert_uint_eq(schedule_turn(&s, 1000000).units, 1000000 - 200);
}
END_TEST

START_TEST(a_cpus_lead_is_over_the_one_furthest_behind_that_runs)
{
    Schedule s = running(3, (const uint64_t[]){500, 200, 300});

    ck_assert_uint_eq(schedule_lead(&s, 1, 260), 0);
    ck_assert_uint_eq(schedule_lead(&s, 1, 310), 10);
    ck_assert_uint_eq(schedule_lead(&s, 0, 500), 300);
    schedule_ran(&s, 1, 250, true);
    ck_assert_uint_eq(schedule_lead(&s, 0, 500), 200);
}
END_TEST

START_TEST(when_all_wait_it_is_nobodys_turn)
{
    Schedule s = {.wide_units = QUANTUM, .narrow_units = NARROW};

    ck_assert_int_eq(schedule_turn(&s, 10).cpu, -1);
}
END_TEST

START_TEST(a_waiting_cpu_does_not_hold_time_back)
{
    Schedule s = running(2, (const uint64_t[]){200, 300});

    schedule_ran(&s, 0, 350, true);
    ck_assert_uint_eq(s.now_units, 300);
    schedule_ran(&s, 1, 9000, false);
    ck_assert_uint_eq(s.now_units, 9000);
    ck_assert_uint_eq(schedule_now(&s, 1, 9500), 9500);
}
END_TEST

START_TEST(the_machine_is_where_the_last_of_its_running_cpus_is)
{
    Schedule s = running(3, (const uint64_t[]){200, 300, 400});

    ck_assert_uint_eq(schedule_now(&s, 0, 250), 250);
    ck_assert_uint_eq(schedule_now(&s, 0, 350), 300);
}
END_TEST

START_TEST(a_cpu_wakes_no_earlier_than_it_began_to_wait)
{
    Schedule s = running(2, (const uint64_t[]){200, 300});

    schedule_ran(&s, 0, 5000, true);
    ck_assert_uint_eq(schedule_wake(&s, 0, 1000), 5000);
    schedule_ran(&s, 0, 5100, true);
    ck_assert_uint_eq(schedule_wake(&s, 0, 6000), 6000);
}
END_TEST

START_TEST(time_stands_while_all_wait_and_never_goes_back)
{
    Schedule s = running(2, (const uint64_t[]){200, 300});

    schedule_ran(&s, 0, 5000, true);
    schedule_ran(&s, 1, 4000, true);
    ck_assert_uint_eq(s.now_units, 4000);
    schedule_pass(&s, 4500);
    ck_assert_uint_eq(s.now_units, 4500);
    schedule_pass(&s, 10);
    ck_assert_uint_eq(s.now_units, 4500);
}
END_TEST

START_TEST(after_an_interaction_cpus_stay_close_for_a_while)
{
    Schedule s = running(2, (const uint64_t[]){200, 300});

    schedule_interact(&s, 1000);
    ck_assert_uint_eq(schedule_turn(&s, TIME_NEVER).units, 300 - 200 + NARROW);
    schedule_interact(&s, 5); /* an earlier one does not end it earlier */
    schedule_ran(&s, 0, 1000 + SCHEDULE_CALM_UNITS - 1, false);
    schedule_ran(&s, 1, 1000 + SCHEDULE_CALM_UNITS, false);
    ck_assert_uint_eq(schedule_turn(&s, TIME_NEVER).units, 1 + NARROW);
    schedule_ran(&s, 0, 1000 + SCHEDULE_CALM_UNITS, false);
    ck_assert_uint_eq(schedule_turn(&s, TIME_NEVER).units, QUANTUM);
}
END_TEST

TEST_MAIN("sim/schedule",
          the_cpu_with_the_least_time_runs_until_it_is_a_quantum_ahead_of_the_second,
          of_equal_cpus_the_first_runs, a_turn_ends_at_the_next_event_and_is_never_empty,
          alone_a_cpu_has_no_quantum, a_cpus_lead_is_over_the_one_furthest_behind_that_runs,
          when_all_wait_it_is_nobodys_turn, a_waiting_cpu_does_not_hold_time_back,
          the_machine_is_where_the_last_of_its_running_cpus_is,
          a_cpu_wakes_no_earlier_than_it_began_to_wait,
          after_an_interaction_cpus_stay_close_for_a_while,
          time_stands_while_all_wait_and_never_goes_back)
