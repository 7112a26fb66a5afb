/* SPDX-License-Identifier: MIT
 *
 * charge.c - from lanes to counts, from counts to reports.    Tests: tests/unit/cpu/charge_test.c
 */
#include "cpu/charge.h"

#include <string.h>

/* Which lanes are not 0, a bit each. */
static uint64_t lanes_counted(const Cpu *cpu)
{
#ifdef __SSE2__
    typedef short Words __attribute__((vector_size(16)));
    Words low = (Words)(cpu->lanes[0] == 0), high = (Words)(cpu->lanes[1] == 0);

    return ~(unsigned)__builtin_ia32_pmovmskb128(__builtin_ia32_packsswb128(low, high)) &
           ones(COST_CLASS_COUNT);
#else
    uint64_t mask = 0;

    for (unsigned i = 0; i < COST_CLASS_COUNT; i++)
        mask |= (uint64_t)(cpu->lane[i] != 0) << i;
    return mask;
#endif
}

void charge_widen(Cpu *cpu)
{
    uint64_t set = lanes_counted(cpu);

    cpu->counted.word[0] |= set;
    for (; set; set &= set - 1) {
        unsigned class = (unsigned)__builtin_ctzll(set);

        cpu->count.n[class] += cpu->lane[class];
    }
    memset(cpu->lane, 0, sizeof cpu->lane);
}

CostSet charge_report(Cpu *cpu)
{
    CostSet counted;

    charge_widen(cpu);
    counted = cpu->counted;
    cost_set_add(&counted, COST_BRANCH_TAKEN);
    cpu->counted = (CostSet){{0}};
    return counted;
}
