/* SPDX-License-Identifier: MIT
 *
 * clock.h - simulated time and its two views: core cycles and the system counter.
 *
 * Time is counted in units of 1/256 core cycle since reset (uint64_t named *_units): the same
 * unit as prices, so charging is one addition and never rounds. The system counter is
 * CNTPCT = floor(time x CNTFRQ / core_hz) in integers (docs/decisions), for every reader.
 */
#ifndef SIM_BASE_CLOCK_H
#define SIM_BASE_CLOCK_H

#include "sim/base/bits.h"

#define UNITS_PER_CYCLE 256u
#define TIME_NEVER UINT64_MAX

typedef struct Clock {
    uint64_t core_hz; /* of the cost model */
    uint64_t cnt_hz;  /* of the board; what CNTFRQ_EL0 says at reset */
} Clock;

/* The system counter's value at @units. */
static inline uint64_t clock_count_at(Clock clock, uint64_t units)
{
    return (uint64_t)((u128)units * clock.cnt_hz / ((u128)clock.core_hz * UNITS_PER_CYCLE));
}

/* The first moment at which the system counter is at least @count; TIME_NEVER if beyond range. */
static inline uint64_t clock_units_at_count(Clock clock, uint64_t count)
{
    u128 per_count = (u128)clock.core_hz * UNITS_PER_CYCLE;
    u128 units = ((u128)count * per_count + clock.cnt_hz - 1) / clock.cnt_hz;

    return units >= TIME_NEVER ? TIME_NEVER : (uint64_t)units;
}

static inline uint64_t clock_units_of_ns(Clock clock, uint64_t ns)
{
    u128 units = (u128)ns * clock.core_hz * UNITS_PER_CYCLE / UINT64_C(1000000000);

    return units >= TIME_NEVER ? TIME_NEVER : (uint64_t)units;
}

static inline uint64_t clock_ns_of_units(Clock clock, uint64_t units)
{
    return (uint64_t)((u128)units * UINT64_C(1000000000) / ((u128)clock.core_hz * UNITS_PER_CYCLE));
}

#endif
