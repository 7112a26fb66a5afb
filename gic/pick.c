/* SPDX-License-Identifier: MIT
 *
 * pick.c - the highest priority pending interrupt of a CPU: a pure function of the state.
 *
 * Seldom is more than one interrupt ready, so walking the set bits of a bitmap beats any order
 * kept up to date.
 *
 * Spec: IHI 0048B, HighestPriorityPendingInterrupt.    Tests: tests/unit/gic/pick_test.c
 */
#include "gic/pick.h"

static uint32_t forwarded(const IrqBank *bank, unsigned groups)
{
    uint32_t in_group =
        (groups & PICK_GROUP0 ? ~bank->group1 : 0) | (groups & PICK_GROUP1 ? bank->group1 : 0);

    return irqstate_ready(bank) & in_group;
}

GicPick pick_highest(const IrqState *state, unsigned cpu, unsigned groups)
{
    const IrqBank *bank = &state->banked[cpu];
    GicPick best = pick_none();

    for (uint32_t ready = forwarded(bank, groups); ready; ready &= ready - 1) {
        unsigned intid = (unsigned)__builtin_ctz(ready);

        if (state->banked_priority[cpu][intid] < best.priority)
            best =
                (GicPick){intid, state->banked_priority[cpu][intid], bit(bank->group1, intid), 0};
    }
    for (uint32_t words = state->spi_ready_words; words; words &= words - 1) {
        unsigned word = (unsigned)__builtin_ctz(words);

        bank = &state->spi[word];
        for (uint32_t ready = forwarded(bank, groups); ready; ready &= ready - 1) {
            unsigned n = (unsigned)__builtin_ctz(ready), intid = word * 32 + n;

            if (state->spi_priority[intid] < best.priority && bit(state->targets[intid], cpu))
                best = (GicPick){intid, state->spi_priority[intid], bit(bank->group1, n), 0};
        }
    }
    return best;
}
