/* SPDX-License-Identifier: MIT
 *
 * schedule.c - turns of CPUs by their local times.
 *
 * Tests: tests/unit/sim/schedule_test.c
 */
#include "sim/schedule.h"

static uint64_t quantum(const Schedule *schedule, uint64_t units)
{
    return units < schedule->calm_units ? schedule->narrow_units : schedule->wide_units;
}

Turn schedule_turn(const Schedule *schedule, uint64_t event_units)
{
    Turn turn = {.cpu = -1, .begin_units = TIME_NEVER};
    uint64_t second = TIME_NEVER, end = event_units;

    for (uint32_t left = schedule->runnable; left; left &= left - 1) {
        int cpu = __builtin_ctz(left);
        uint64_t time = schedule->time_units[cpu];

        if (time < turn.begin_units) {
            second = turn.begin_units;
            turn.begin_units = time;
            turn.cpu = cpu;
        } else {
            second = min_u64(second, time);
        }
    }
    if (second != TIME_NEVER)
        end = min_u64(end, second + quantum(schedule, turn.begin_units));
    turn.units = end > turn.begin_units ? end - turn.begin_units : 1;
    return turn;
}

/* The time of the CPU furthest behind, were @cpu at @units. */
static uint64_t furthest_behind(const Schedule *schedule, unsigned cpu, uint64_t units)
{
    uint64_t now = units;

    for (uint32_t left = schedule->runnable & ~(1u << cpu); left; left &= left - 1)
        now = min_u64(now, schedule->time_units[__builtin_ctz(left)]);
    return now;
}

uint64_t schedule_now(const Schedule *schedule, unsigned cpu, uint64_t units)
{
    return max_u64(furthest_behind(schedule, cpu, units), schedule->now_units);
}

uint64_t schedule_lead(const Schedule *schedule, unsigned cpu, uint64_t units)
{
    return units - furthest_behind(schedule, cpu, units);
}

void schedule_ran(Schedule *schedule, unsigned cpu, uint64_t units, bool waits)
{
    schedule->time_units[cpu] = units;
    schedule->now_units = schedule_now(schedule, cpu, units);
    if (waits)
        schedule->runnable &= ~(1u << cpu);
}

uint64_t schedule_wake(Schedule *schedule, unsigned cpu, uint64_t units)
{
    schedule->runnable |= 1u << cpu;
    schedule->time_units[cpu] = max_u64(schedule->time_units[cpu], units);
    return schedule->time_units[cpu];
}

void schedule_interact(Schedule *schedule, uint64_t units)
{
    schedule->calm_units = max_u64(schedule->calm_units, units + SCHEDULE_CALM_UNITS);
}

void schedule_pass(Schedule *schedule, uint64_t units)
{
    assert(!schedule->runnable);
    schedule->now_units = max_u64(schedule->now_units, units);
}
