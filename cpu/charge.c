/* SPDX-License-Identifier: MIT
 *
 * charge.c - from lanes to counts, from counts to reports.    Tests: tests/unit/cpu/charge_test.c
 */
#include "cpu/charge.h"

#include <string.h>

void charge_widen(Cpu *cpu)
{
    for (unsigned i = 0; i < COST_CLASS_COUNT; i++)
        cpu->count.n[i] += cpu->lane[i];
    memset(cpu->lane, 0, sizeof cpu->lane);
}

void charge_take(Cpu *cpu, CostCounts *out)
{
    charge_widen(cpu);
    for (unsigned i = 0; i < COST_COUNT; i++) {
        out->n[i] = cpu->count.n[i];
        cpu->total.n[i] += cpu->count.n[i];
        cpu->count.n[i] = 0;
    }
}
