/* SPDX-License-Identifier: MIT
 *
 * pl061.h - the PrimeCell GPIO: eight lines, each an input or an output, with interrupts.
 *
 * On `virt` line 3 is the power button; on the Secure one lines 0 and 1 are outputs that power
 * off and restart the machine.
 *
 * Spec: DDI 0190, PrimeCell General Purpose Input/Output (PL061) Technical Reference Manual.
 * Tests: tests/unit/sim/board/pl061_test.c
 */
#ifndef SIM_BOARD_PL061_H
#define SIM_BOARD_PL061_H

#include "sim/base/bus.h"
#include "sim/base/irqline.h"

#define PL061_LINES 8

typedef struct Pl061Config {
    IrqLine irq;                 /* GPIOINTR */
    IrqLine output[PL061_LINES]; /* low while the line is an input */
} Pl061Config;

typedef struct Pl061 Pl061;

/* NULL when memory is exhausted. */
Pl061 *pl061_new(const Pl061Config *config);
void pl061_free(Pl061 *gpio);
void pl061_reset(Pl061 *gpio);

/* The outside drives line @line < PL061_LINES; not seen while the line is an output. */
void pl061_set_input(Pl061 *gpio, unsigned line, bool level);

extern const DeviceOps pl061_ops;

#endif
