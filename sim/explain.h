/* SPDX-License-Identifier: MIT
 *
 * explain.h - what a machine was doing when it stopped, in plain words: for guests that die.
 */
#ifndef SIM_EXPLAIN_H
#define SIM_EXPLAIN_H

#include <stdio.h>

#include "sim/machine.h"

/* Where each CPU is, what it waits for, its last exceptions, and what stands behind them. */
void explain_machine(const Machine *machine, FILE *out);

/* One exception or return as a line. */
void explain_note(const Machine *machine, const ExceptionNote *note, FILE *out);

#endif
