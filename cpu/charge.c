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
    cpu->counted.word[0] |= ones(COST_CLASS_COUNT);
    memset(cpu->lane, 0, sizeof cpu->lane);
}

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

static inline void hand_over(Cpu *cpu, unsigned event, uint64_t n, CostTally *out)
{
    if (UNLIKELY(!n))
        return;
    cpu->count.n[event] = 0;
    cpu->total.n[event] += n;
    cost_tally_add(out, (CostEvent)event, n);
}

static void hand_over_classes(Cpu *cpu, uint64_t set, CostTally *out)
{
    for (; set; set &= set - 1) {
        unsigned class = (unsigned)__builtin_ctzll(set);

        hand_over(cpu, class, cpu->count.n[class] + cpu->lane[class], out);
    }
    memset(cpu->lane, 0, sizeof cpu->lane);
}

static void hand_over_events(Cpu *cpu, uint64_t set, unsigned first, CostTally *out)
{
    for (; set; set &= set - 1) {
        unsigned event = first + (unsigned)__builtin_ctzll(set);

        hand_over(cpu, event, cpu->count.n[event], out);
    }
}

void charge_take(Cpu *cpu, CostTally *out)
{
    const uint64_t classes = ones(COST_CLASS_COUNT);
    CostSet set = cpu->counted;

    cpu->counted = (CostSet){{0}};
    out->count = 0;
    hand_over_classes(cpu, lanes_counted(cpu) | (set.word[0] & classes), out);
    cost_set_add(&set, COST_BRANCH_TAKEN);
    hand_over_events(cpu, set.word[0] & ~classes, 0, out);
    for (unsigned i = 1; i < ARRAY_COUNT(set.word); i++)
        hand_over_events(cpu, set.word[i], 64 * i, out);
}
