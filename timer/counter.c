/* SPDX-License-Identifier: MIT
 *
 * counter.c - when a comparator's condition, or a bit of the counter, next changes.
 *
 * Spec: DDI 0487, "Operation of the CompareValue views of the timers", "Event streams".
 * Tests: tests/unit/timer/counter_test.c
 */
#include "timer/counter.h"

/* @count + @delta, unless the system counter would have to wrap to get there. */
static uint64_t later(uint64_t count, uint64_t delta)
{
    return delta > UINT64_MAX - count ? COUNT_NEVER : count + delta;
}

uint64_t counter_next_change(uint64_t count, uint64_t offset, uint64_t cval)
{
    uint64_t seen = count - offset;

    if (seen < cval)
        return later(count, cval - seen);
    /* Met: it stays so until the difference wraps to 0; with CVAL 0 it is met there as well. */
    return seen == 0 || cval == 0 ? COUNT_NEVER : later(count, UINT64_C(0) - seen);
}

uint64_t counter_next_edge(uint64_t count, uint64_t offset, unsigned bit_index, bool falling)
{
    uint64_t period = UINT64_C(2) << bit_index;
    uint64_t phase = falling ? 0 : period / 2;
    uint64_t delta = (phase - (count - offset)) & (period - 1);

    return later(count, delta ? delta : period);
}
