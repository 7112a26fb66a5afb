/* SPDX-License-Identifier: MIT
 *
 * charge.h - counting cost events and taking their price from the budget.
 *
 * Instruction classes are counted in 16-bit lanes at section entry; everything else in
 * Cpu.count by charge(). Time is what is missing from the budget, so the two can never part.
 */
#ifndef CPU_CHARGE_H
#define CPU_CHARGE_H

#include "cpu/cpu.h"

/* Takes @units, which may be negative. */
static inline Budget budget_spend(Budget budget, int32_t units)
{
    return budget - (uint64_t)(int64_t)units;
}

/* Without the price. */
static inline void charge_count(Cpu *cpu, CostEvent event, unsigned times)
{
    cpu->count.n[event] += times;
    if (event != COST_BRANCH_TAKEN) /* nearly always: not worth being told */
        cost_set_add(&cpu->counted, event);
}

static inline void charge_times(Cpu *cpu, CostEvent event, unsigned times)
{
    charge_count(cpu, event, times);
    cpu->budget -= (uint64_t)((int64_t)cpu->price[event] * times);
}

static inline void charge(Cpu *cpu, CostEvent event)
{
    charge_times(cpu, event, 1);
}

/* Adds the lanes to the 64-bit counts. */
void charge_widen(Cpu *cpu);

/* The same, for a report of the counts: says which of them may be more than at the last call. */
CostSet charge_report(Cpu *cpu);

#endif
