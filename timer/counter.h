/* SPDX-License-Identifier: MIT
 *
 * counter.h - what a comparator sees of the system counter: when its condition changes, and when
 * a bit of the counter does.
 *
 * Pure functions of counts (clock.h turns time into counts and back). All arithmetic is modulo
 * 2^64 and all comparisons are unsigned, as the architecture has them.
 *
 * Spec: DDI 0487, "Operation of the CompareValue views of the timers", "Event streams".
 * Tests: tests/unit/timer/counter_test.c
 * Journey: after sim/base/clock.h, before timer/timer.c
 */
#ifndef TIMER_COUNTER_H
#define TIMER_COUNTER_H

#include "sim/base/bits.h"

/* A count that never comes: the system counter would have to wrap, after more than a century. */
#define COUNT_NEVER UINT64_MAX

/* TimerConditionMet: ((Counter - Offset) - CompareValue) >= 0, with unsigned operands. */
static inline bool counter_condition_met(uint64_t count, uint64_t offset, uint64_t cval)
{
    return count - offset >= cval;
}

/* The first value of the system counter after @count at which counter_condition_met differs from
 * what it is at @count, or COUNT_NEVER. A condition can end, too: when the counter reaches an
 * offset that lay ahead of it, the difference starts again at 0. */
uint64_t counter_next_change(uint64_t count, uint64_t offset, uint64_t cval);

/* The first value of the system counter after @count at which bit @bit_index (0..23) of
 * (counter - @offset) goes from 0 to 1, or with @falling from 1 to 0; or COUNT_NEVER. */
uint64_t counter_next_edge(uint64_t count, uint64_t offset, unsigned bit_index, bool falling);

#endif
