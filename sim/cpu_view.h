/* SPDX-License-Identifier: MIT
 *
 * cpu_view.h - what software can see of a CPU, and its counts and time, as a row of named numbers.
 *
 * The same for every engine between turns (turns.h), so that two CPUs can be compared and shown
 * side by side.
 *
 * Tests: tests/unit/sim/lockstep_test.c
 */
#ifndef SIM_CPU_VIEW_H
#define SIM_CPU_VIEW_H

#include <stdio.h>

#include "cpu/cpu.h"

/* Do all numbers of @a and @b agree? */
bool cpu_view_same(const Cpu *a, const Cpu *b);

/* A line for each number that differs, and for each general register, the stack pointer, PC and
 * PSTATE: a `*` where they differ, the name, the numbers of @a and @b. */
void cpu_view_print(const Cpu *a, const Cpu *b, FILE *out);

#endif
