/* SPDX-License-Identifier: MIT
 *
 * pmu.h - the performance monitors of one CPU: cycle counter, six event counters, overflow.
 *
 * Counters are brought up to date when somebody looks, when what they count changes, and at the
 * time at which one may overflow. Cycles are executed cycles: they stop while the CPU waits.
 *
 * Spec: DDI 0487, "The Performance Monitors Extension", AArch64.CountPMUEvents.
 * Tests: tests/unit/cpu/pmu_test.c
 */
#ifndef CPU_PMU_H
#define CPU_PMU_H

#include "cpu/cpu.h"

typedef struct Pmu Pmu;

/* NULL when memory is exhausted. */
Pmu *pmu_new(Cpu *cpu);
void pmu_free(Pmu *pmu);
void pmu_reset(Pmu *pmu);

/* The overflow interrupt, PPI 23 on the board. */
void pmu_connect(Pmu *pmu, IrqLine line);

/* Counts what has happened since the last call. */
void pmu_sync(Pmu *pmu);

/* Something that decides which counters run has changed (call pmu_sync before it does). */
void pmu_changed(Pmu *pmu);

/* The CPU has just changed EL or Security state. */
void pmu_el_change(Cpu *cpu);

#endif
