/* SPDX-License-Identifier: MIT */
#include "sim/base/clock.h"
#include "sim/base/event.h"
#include "tests/unit/harness.h"

typedef struct Log {
    EventQueue queue;
    Event event[4];
    int fired[16];
    int count;
} Log;

typedef struct Source {
    Log *log;
    int number;
} Source;

static void note(void *owner, uint64_t now_units)
{
    Source *source = owner;

    (void)now_units;
    source->log->fired[source->log->count++] = source->number;
}

START_TEST(events_fire_in_time_order_and_ties_in_order_of_scheduling)
{
    Log log = {0};
    Source source[4] = {{&log, 0}, {&log, 1}, {&log, 2}, {&log, 3}};
    const uint64_t at[4] = {30, 10, 30, 20};
    const int expected[4] = {1, 3, 0, 2};

    for (int i = 0; i < 4; i++) {
        log.event[i] = (Event){.fire = note, .owner = &source[i], .name = "test"};
        event_schedule(&log.queue, &log.event[i], at[i]);
    }
    ck_assert_uint_eq(event_next(&log.queue), 10);
    event_run_due(&log.queue, 30);
    ck_assert_int_eq(log.count, 4);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(log.fired[i], expected[i]);
    event_queue_free(&log.queue);
}
END_TEST

START_TEST(a_cancelled_event_never_fires)
{
    Log log = {0};
    Source source = {&log, 7};

    log.event[0] = (Event){.fire = note, .owner = &source, .name = "test"};
    event_schedule(&log.queue, &log.event[0], 5);
    event_cancel(&log.queue, &log.event[0]);
    event_run_due(&log.queue, 100);
    ck_assert_int_eq(log.count, 0);
    ck_assert_uint_eq(event_next(&log.queue), TIME_NEVER);
    event_queue_free(&log.queue);
}
END_TEST

/* 62.5 MHz counter on a 1 GHz core: one count is 16 cycles; the first unit of a count is exact. */
START_TEST(counts_and_units_are_inverse_at_the_first_moment_of_a_count)
{
    Clock clock = {.core_hz = 1000000000, .cnt_hz = 62500000};

    ck_assert_uint_eq(clock_count_at(clock, 16 * UNITS_PER_CYCLE - 1), 0);
    ck_assert_uint_eq(clock_count_at(clock, 16 * UNITS_PER_CYCLE), 1);
    for (uint64_t count = 1; count < 1000; count += 37) {
        uint64_t units = clock_units_at_count(clock, count);

        ck_assert_uint_eq(clock_count_at(clock, units), count);
        ck_assert_uint_eq(clock_count_at(clock, units - 1), count - 1);
    }
}
END_TEST

TEST_MAIN("event", events_fire_in_time_order_and_ties_in_order_of_scheduling,
          a_cancelled_event_never_fires,
          counts_and_units_are_inverse_at_the_first_moment_of_a_count)
