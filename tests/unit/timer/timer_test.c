/* SPDX-License-Identifier: MIT */
#include "tests/unit/harness.h"
#include "timer/timer.h"

/* 1 GHz core, 62.5 MHz counter: 16 cycles, 4096 units a count. */
#define UNITS_PER_COUNT UINT64_C(4096)
#define AT(count) ((count)*UNITS_PER_COUNT)

typedef struct Bench {
    EventQueue queue;
    Timers *timers;
    bool level[TIMER_COUNT];
    unsigned changes[TIMER_COUNT];
} Bench;

static void line_set(void *owner, unsigned input, bool level)
{
    Bench *bench = owner;

    bench->level[input] = level;
    bench->changes[input]++;
}

static void bench_begin(Bench *bench)
{
    *bench = (Bench){0};
    bench->timers = timers_new((Clock){1000000000, 62500000}, &bench->queue);
    for (unsigned i = 0; i < TIMER_COUNT; i++)
        timers_connect(bench->timers, (TimerId)i, (IrqLine){line_set, bench, i});
}

static void bench_end(Bench *bench)
{
    timers_free(bench->timers);
    event_queue_free(&bench->queue);
}

START_TEST(a_timer_raises_its_line_at_the_first_unit_of_its_count)
{
    Bench b;

    bench_begin(&b);
    for (unsigned i = 0; i < TIMER_COUNT; i++) {
        TimerId id = (TimerId)i;

        timers_set_cval(b.timers, id, 100 + i, AT(3));
        timers_set_ctl(b.timers, id, CNT_CTL_ENABLE, AT(3));
        ck_assert(!b.level[i]);
        ck_assert_uint_eq(event_next(&b.queue), AT(100 + i));
        event_run_due(&b.queue, AT(100 + i) - 1);
        ck_assert(!b.level[i]);
        ck_assert(!timers_level(b.timers, id, AT(100 + i) - 1));
        event_run_due(&b.queue, AT(100 + i));
        ck_assert(b.level[i] && timers_level(b.timers, id, AT(100 + i)));
        ck_assert_uint_eq(timers_ctl(b.timers, id, AT(100 + i)), CNT_CTL_ENABLE | CNT_CTL_ISTATUS);
        ck_assert_uint_eq(b.changes[i], 1);
    }
    ck_assert_uint_eq(event_next(&b.queue), TIME_NEVER);
    bench_end(&b);
}
END_TEST

START_TEST(imask_hides_the_line_but_not_istatus)
{
    Bench b;

    bench_begin(&b);
    timers_set_cval(b.timers, TIMER_VIRT, 10, AT(0));
    timers_set_ctl(b.timers, TIMER_VIRT, CNT_CTL_ENABLE | CNT_CTL_IMASK, AT(0));
    event_run_due(&b.queue, AT(20));
    ck_assert(!b.level[TIMER_VIRT]);
    ck_assert_uint_eq(timers_ctl(b.timers, TIMER_VIRT, AT(20)), 7);
    timers_set_ctl(b.timers, TIMER_VIRT, CNT_CTL_ENABLE, AT(20));
    ck_assert(b.level[TIMER_VIRT]);
    timers_set_ctl(b.timers, TIMER_VIRT, CNT_CTL_ENABLE | CNT_CTL_IMASK, AT(21));
    ck_assert(!b.level[TIMER_VIRT]);
    bench_end(&b);
}
END_TEST

START_TEST(a_disabled_timer_is_silent_and_reads_no_istatus)
{
    Bench b;

    bench_begin(&b);
    timers_set_cval(b.timers, TIMER_PHYS, 10, AT(50));
    ck_assert_uint_eq(timers_ctl(b.timers, TIMER_PHYS, AT(50)), 0);
    ck_assert(!timers_level(b.timers, TIMER_PHYS, AT(50)));
    ck_assert_uint_eq(event_next(&b.queue), TIME_NEVER);
    bench_end(&b);
}
END_TEST

START_TEST(writing_a_later_cval_lowers_the_line)
{
    Bench b;

    bench_begin(&b);
    timers_set_ctl(b.timers, TIMER_HYP, CNT_CTL_ENABLE, AT(50));
    ck_assert(b.level[TIMER_HYP]);
    timers_set_cval(b.timers, TIMER_HYP, 60, AT(51));
    ck_assert(!b.level[TIMER_HYP]);
    ck_assert_uint_eq(event_next(&b.queue), AT(60));
    bench_end(&b);
}
END_TEST

/* CompareValue = (Counter + SignExtend(TimerValue)); reading gives the low 32 bits. */
START_TEST(the_timer_value_view_counts_down_through_zero)
{
    Bench b;

    bench_begin(&b);
    timers_set_tval(b.timers, TIMER_PHYS, 100, AT(1000));
    ck_assert_uint_eq(timers_cval(b.timers, TIMER_PHYS), 1100);
    ck_assert_uint_eq(timers_tval(b.timers, TIMER_PHYS, AT(1040)), 60);
    ck_assert_uint_eq(timers_tval(b.timers, TIMER_PHYS, AT(1101)), 0xffffffff);
    timers_set_tval(b.timers, TIMER_PHYS, 0xffffffff, AT(1000));
    ck_assert_uint_eq(timers_cval(b.timers, TIMER_PHYS), 999);
    timers_set_tval(b.timers, TIMER_PHYS, UINT64_C(0xabcd00000010), AT(1000)); /* <63:32> RES0 */
    ck_assert_uint_eq(timers_cval(b.timers, TIMER_PHYS), 1016);
    bench_end(&b);
}
END_TEST

START_TEST(cntvoff_moves_the_virtual_timer_and_no_other)
{
    Bench b;

    bench_begin(&b);
    for (unsigned i = 0; i < TIMER_COUNT; i++) {
        timers_set_cval(b.timers, (TimerId)i, 100, AT(0));
        timers_set_ctl(b.timers, (TimerId)i, CNT_CTL_ENABLE, AT(0));
    }
    timers_set_voff(b.timers, 40, AT(50));
    ck_assert_uint_eq(timers_voff(b.timers), 40);
    ck_assert_uint_eq(timers_physical_count(b.timers, AT(50)) - timers_voff(b.timers), 10);
    ck_assert_uint_eq(timers_physical_count(b.timers, AT(50)), 50);
    event_run_due(&b.queue, AT(100));
    for (unsigned i = 0; i < TIMER_COUNT; i++)
        ck_assert_int_eq(b.level[i], i != TIMER_VIRT);
    ck_assert_uint_eq(event_next(&b.queue), AT(140));
    timers_set_voff(b.timers, 0, AT(120)); /* already past */
    ck_assert(b.level[TIMER_VIRT]);
    timers_set_voff(b.timers, 100, AT(121)); /* and again ahead */
    ck_assert(!b.level[TIMER_VIRT]);
    bench_end(&b);
}
END_TEST

START_TEST(an_offset_ahead_of_the_counter_ends_the_condition_when_reached)
{
    Bench b;

    bench_begin(&b);
    timers_set_cval(b.timers, TIMER_VIRT, 5, AT(100));
    timers_set_voff(b.timers, 110, AT(100));
    timers_set_ctl(b.timers, TIMER_VIRT, CNT_CTL_ENABLE, AT(100));
    ck_assert(b.level[TIMER_VIRT]); /* the virtual count is 2^64 - 10 */
    event_run_due(&b.queue, AT(110));
    ck_assert(!b.level[TIMER_VIRT]);
    event_run_due(&b.queue, AT(115));
    ck_assert(b.level[TIMER_VIRT]);
    bench_end(&b);
}
END_TEST

START_TEST(a_deadline_beyond_the_range_of_time_never_fires)
{
    static const uint64_t far[] = {UINT64_MAX, UINT64_MAX - 1, UINT64_C(1) << 63,
                                   UINT64_MAX / UNITS_PER_COUNT + 2};

    for (size_t i = 0; i < ARRAY_COUNT(far); i++) {
        Bench b;

        bench_begin(&b);
        timers_set_cval(b.timers, TIMER_VIRT, far[i], AT(7));
        timers_set_ctl(b.timers, TIMER_VIRT, CNT_CTL_ENABLE, AT(7));
        ck_assert_uint_eq(event_next(&b.queue), TIME_NEVER);
        ck_assert(!b.level[TIMER_VIRT]);
        bench_end(&b);
    }
}
END_TEST

/* A counter that does not divide the core clock: the event is at the first unit of the count. */
START_TEST(expiry_is_exact_when_the_clocks_do_not_divide)
{
    Bench b = {0};
    uint64_t at;

    b.timers = timers_new((Clock){2400000000, 62500000}, &b.queue);
    timers_connect(b.timers, TIMER_PHYS, (IrqLine){line_set, &b, TIMER_PHYS});
    timers_set_cval(b.timers, TIMER_PHYS, 7, 0);
    timers_set_ctl(b.timers, TIMER_PHYS, CNT_CTL_ENABLE, 0);
    at = event_next(&b.queue);
    ck_assert_uint_eq(at, 68813); /* ceil(7 * 2400 / 62.5 * 256) = ceil(68812.8) */
    ck_assert_uint_eq(timers_physical_count(b.timers, at - 1), 6);
    event_run_due(&b.queue, at);
    ck_assert(b.level[TIMER_PHYS]);
    bench_end(&b);
}
END_TEST

/* FEAT_ECV */
START_TEST(cntpoff_moves_the_physical_timer_and_no_other)
{
    Bench b;

    bench_begin(&b);
    for (unsigned i = 0; i < TIMER_COUNT; i++) {
        timers_set_cval(b.timers, (TimerId)i, 100, AT(50));
        timers_set_ctl(b.timers, (TimerId)i, CNT_CTL_ENABLE, AT(50));
    }
    timers_set_poff(b.timers, 40, AT(50));
    ck_assert_uint_eq(timers_poff(b.timers), 40);
    ck_assert_uint_eq(timers_physical_count(b.timers, AT(50)), 50);
    event_run_due(&b.queue, AT(100));
    ck_assert(!b.level[TIMER_PHYS]);
    ck_assert(b.level[TIMER_VIRT] && b.level[TIMER_HYP] && b.level[TIMER_SEC]);
    event_run_due(&b.queue, AT(140));
    ck_assert(b.level[TIMER_PHYS]);
    timers_set_poff(b.timers, 60, AT(141)); /* ahead again */
    ck_assert(!b.level[TIMER_PHYS]);
    timers_reset(b.timers, AT(142));
    ck_assert_uint_eq(timers_poff(b.timers), 0);
    bench_end(&b);
}
END_TEST

START_TEST(the_event_stream_fires_on_the_chosen_edge_of_either_counter)
{
    Bench b;

    bench_begin(&b);
    timers_set_voff(b.timers, 4, AT(0));
    ck_assert_uint_eq(timers_next_event_stream(b.timers, false, true, false, 3, AT(5)), AT(8));
    ck_assert_uint_eq(timers_next_event_stream(b.timers, false, true, true, 3, AT(5)), AT(16));
    ck_assert_uint_eq(timers_next_event_stream(b.timers, false, true, false, 3, AT(8)), AT(24));
    ck_assert_uint_eq(timers_next_event_stream(b.timers, true, true, false, 3, AT(5)), AT(12));
    ck_assert_uint_eq(timers_next_event_stream(b.timers, true, false, false, 3, AT(5)), TIME_NEVER);
    ck_assert_uint_eq(timers_next_event_stream(b.timers, false, true, false, 23, AT(5)),
                      AT(1 << 23));
    bench_end(&b);
}
END_TEST

START_TEST(reset_disables_everything)
{
    Bench b;

    bench_begin(&b);
    timers_set_voff(b.timers, 4, AT(9));
    timers_set_ctl(b.timers, TIMER_PHYS, CNT_CTL_ENABLE, AT(9));
    timers_set_cval(b.timers, TIMER_VIRT, 400, AT(9));
    timers_set_ctl(b.timers, TIMER_VIRT, CNT_CTL_ENABLE, AT(9));
    timers_reset(b.timers, AT(10));
    ck_assert(!b.level[TIMER_PHYS]);
    ck_assert_uint_eq(event_next(&b.queue), TIME_NEVER);
    ck_assert_uint_eq(timers_voff(b.timers), 0);
    ck_assert_uint_eq(timers_cval(b.timers, TIMER_VIRT), 0);
    bench_end(&b);
}
END_TEST

TEST_MAIN("timer", a_timer_raises_its_line_at_the_first_unit_of_its_count,
          imask_hides_the_line_but_not_istatus, a_disabled_timer_is_silent_and_reads_no_istatus,
          writing_a_later_cval_lowers_the_line, the_timer_value_view_counts_down_through_zero,
          cntvoff_moves_the_virtual_timer_and_no_other,
          cntpoff_moves_the_physical_timer_and_no_other,
          an_offset_ahead_of_the_counter_ends_the_condition_when_reached,
          a_deadline_beyond_the_range_of_time_never_fires,
          expiry_is_exact_when_the_clocks_do_not_divide,
          the_event_stream_fires_on_the_chosen_edge_of_either_counter, reset_disables_everything)
