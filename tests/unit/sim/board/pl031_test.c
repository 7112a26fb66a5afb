/* SPDX-License-Identifier: MIT */
#include "sim/board/pl031.h"
#include "tests/unit/harness.h"
#include "tests/unit/sim/board/device.h"

enum { DR = 0, MR = 4, LR = 8, CR = 0xc, IMSC = 0x10, RIS = 0x14, MIS = 0x18, ICR = 0x1c };

#define SECOND (UINT64_C(1000000000) * UNITS_PER_CYCLE)

typedef struct Rig {
    EventQueue events;
    Wire wire;
    Pl031 *rtc;
} Rig;

static void rig_start(Rig *rig)
{
    *rig = (Rig){0};
    rig->rtc = pl031_new(&(Pl031Config){.irq = wire_line(&rig->wire),
                                        .events = &rig->events,
                                        .clock = {.core_hz = 1000000000, .cnt_hz = 62500000},
                                        .start_seconds = 1000});
}

static void rig_stop(Rig *rig)
{
    pl031_free(rig->rtc);
    event_queue_free(&rig->events);
}

static uint32_t rd(Rig *rig, uint64_t offset, uint64_t now)
{
    return (uint32_t)device_read(&pl031_ops, rig->rtc, 4, offset, now);
}

static void wr(Rig *rig, uint64_t offset, uint32_t value, uint64_t now)
{
    device_write(&pl031_ops, rig->rtc, 4, offset, value, now);
}

START_TEST(the_date_counts_simulated_seconds_from_its_start)
{
    Rig rig;

    rig_start(&rig);
    ck_assert_uint_eq(rd(&rig, DR, 0), 1000);
    ck_assert_uint_eq(rd(&rig, DR, SECOND - 1), 1000);
    ck_assert_uint_eq(rd(&rig, DR, 3 * SECOND), 1003);
    ck_assert_uint_eq(rd(&rig, CR, 0), 1);
    rig_stop(&rig);
}
END_TEST

START_TEST(the_date_can_be_set)
{
    Rig rig;

    rig_start(&rig);
    wr(&rig, LR, 5000, 2 * SECOND);
    ck_assert_uint_eq(rd(&rig, DR, 2 * SECOND), 5000);
    ck_assert_uint_eq(rd(&rig, DR, 4 * SECOND), 5002);
    ck_assert_uint_eq(rd(&rig, LR, 4 * SECOND), 5000);
    rig_stop(&rig);
}
END_TEST

START_TEST(the_match_interrupt_is_raised_at_the_first_moment_of_its_second)
{
    Rig rig;

    rig_start(&rig);
    wr(&rig, IMSC, 1, 0);
    wr(&rig, MR, 1002, SECOND / 2);
    ck_assert_uint_eq(event_next(&rig.events), 2 * SECOND);
    event_run_due(&rig.events, 2 * SECOND);
    ck_assert(rig.wire.level);
    ck_assert_uint_eq(rd(&rig, MIS, 2 * SECOND), 1);
    wr(&rig, ICR, 1, 2 * SECOND);
    ck_assert(!rig.wire.level);
    ck_assert_uint_eq(rd(&rig, RIS, 2 * SECOND), 0);
    rig_stop(&rig);
}
END_TEST

START_TEST(a_masked_match_is_seen_in_the_raw_status_only)
{
    Rig rig;

    rig_start(&rig);
    wr(&rig, MR, 1000, 0); /* now */
    ck_assert_uint_eq(rd(&rig, RIS, 0), 1);
    ck_assert_uint_eq(rd(&rig, MIS, 0), 0);
    ck_assert(!rig.wire.level);
    rig_stop(&rig);
}
END_TEST

/* 2^32 - 1 seconds at 1 GHz are more units than 64 bits hold. */
START_TEST(a_match_beyond_the_end_of_time_never_comes)
{
    Rig rig;

    rig_start(&rig);
    wr(&rig, MR, 999, 0);
    ck_assert_uint_eq(event_next(&rig.events), TIME_NEVER);
    rig_stop(&rig);
}
END_TEST

START_TEST(identification_is_a_pl031_of_arm)
{
    Rig rig;
    uint32_t id = 0;

    rig_start(&rig);
    for (unsigned i = 0; i < 4; i++)
        id |= rd(&rig, 0xfe0 + 4 * i, 0) << (8 * i);
    ck_assert_uint_eq(id & 0xfffff, 0x41031);
    rig_stop(&rig);
}
END_TEST

TEST_MAIN("pl031", the_date_counts_simulated_seconds_from_its_start, the_date_can_be_set,
          the_match_interrupt_is_raised_at_the_first_moment_of_its_second,
          a_masked_match_is_seen_in_the_raw_status_only, a_match_beyond_the_end_of_time_never_comes,
          identification_is_a_pl031_of_arm)
