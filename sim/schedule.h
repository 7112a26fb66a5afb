/* SPDX-License-Identifier: MIT
 *
 * schedule.h - which CPU runs next, and for how long.
 *
 * The CPU with the least local time runs until the next event, or until it is a quantum ahead of
 * the second least; so nothing is done at a time that another CPU has left far behind. The quantum
 * is wide while CPUs leave each other alone, and narrow for some time after each interaction.
 * Waiting CPUs have no say and cost nothing. Times and nothing else: no Cpu, no Machine.
 *
 * All times are in units (sim/base/clock.h).
 *
 * Tests: tests/unit/sim/schedule_test.c    Journey: before sim/run.c
 */
#ifndef SIM_SCHEDULE_H
#define SIM_SCHEDULE_H

#include "sim/base/bits.h"
#include "sim/base/clock.h"

#define SCHEDULE_CPU_MAX 16
#define SCHEDULE_CALM_UNITS (UINT64_C(20000) * UNITS_PER_CYCLE)

/* Zero-initialised: time 0, every CPU waits. */
typedef struct Schedule {
    uint32_t runnable;                     /* a bit per CPU */
    uint64_t wide_units, narrow_units;     /* quanta */
    uint64_t calm_units;                   /* when the quantum is wide again */
    uint64_t now_units;                    /* no CPU that runs is behind it; never goes back */
    uint64_t time_units[SCHEDULE_CPU_MAX]; /* where each CPU is; of one that waits, since when */
} Schedule;

/* The turn of a CPU. */
typedef struct Turn {
    int cpu; /* -1: all wait */
    uint64_t begin_units;
    uint64_t units; /* that it may run, at least 1 */
} Turn;

/* Whose turn it is when the next event is at @event_units (or TIME_NEVER); of equals the first. */
Turn schedule_turn(const Schedule *schedule, uint64_t event_units);

/* The machine's time were @cpu, which runs, at @units: that of the CPU that is furthest behind. */
uint64_t schedule_now(const Schedule *schedule, unsigned cpu, uint64_t units);

/* How far @cpu, which runs and is at @units, is ahead of the CPU furthest behind; 0: it is that. */
uint64_t schedule_lead(const Schedule *schedule, unsigned cpu, uint64_t units);

/* @cpu has run until @units and may go on, or @waits. */
void schedule_ran(Schedule *schedule, unsigned cpu, uint64_t units, bool waits);

/* @cpu, which waits, may run from @units on, or from where it began to wait if that is later.
 * Returns which. */
uint64_t schedule_wake(Schedule *schedule, unsigned cpu, uint64_t units);

/* A CPU did something to another one at @units: they stay close for a while. */
void schedule_interact(Schedule *schedule, uint64_t units);

/* All wait, and time goes on to @units. */
void schedule_pass(Schedule *schedule, uint64_t units);

#endif
