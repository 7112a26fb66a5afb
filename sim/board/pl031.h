/* SPDX-License-Identifier: MIT
 *
 * pl031.h - the PrimeCell real-time clock: a 32-bit count of simulated seconds.
 *
 * It starts at a fixed date, whatever the host's clock says, so that runs repeat.
 *
 * Spec: DDI 0224, PrimeCell Real Time Clock (PL031) Technical Reference Manual.
 * Tests: tests/unit/sim/board/pl031_test.c
 */
#ifndef SIM_BOARD_PL031_H
#define SIM_BOARD_PL031_H

#include "sim/base/bus.h"
#include "sim/base/clock.h"
#include "sim/base/event.h"
#include "sim/base/irqline.h"

/* 2000-01-01T00:00:00Z, where nobody asks for another date. */
#define PL031_DEFAULT_START UINT32_C(946684800)

typedef struct Pl031Config {
    IrqLine irq; /* RTCINTR */
    EventQueue *events;
    Clock clock;
    uint32_t start_seconds; /* since 1970, at time 0 */
} Pl031Config;

typedef struct Pl031 Pl031;

/* NULL when memory is exhausted. */
Pl031 *pl031_new(const Pl031Config *config);
void pl031_free(Pl031 *rtc);

/* The machine's reset: interrupt and match are cleared, the date runs on. */
void pl031_reset(Pl031 *rtc);

extern const DeviceOps pl031_ops;

#endif
