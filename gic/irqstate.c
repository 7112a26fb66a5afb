/* SPDX-License-Identifier: MIT
 *
 * irqstate.c - transitions of an interrupt's state.
 *
 * Spec: IHI 0048B, "Interrupt handling state machine".    Tests: tests/unit/gic/pick_test.c,
 * gicd_test.c
 */
#include "gic/irqstate.h"

#include <string.h>

void irqstate_reset(IrqState *state, unsigned cpu_count, unsigned irq_count)
{
    IrqState old = *state;

    memset(state, 0, sizeof *state);
    state->cpu_count = cpu_count;
    state->irq_count = irq_count;
    for (unsigned cpu = 0; cpu < GICV2_CPU_MAX; cpu++) {
        state->banked[cpu].line = old.banked[cpu].line;
        /* SGIs are always enabled and always edge-triggered. */
        state->banked[cpu].enabled = SGI_MASK;
        state->banked[cpu].edge = SGI_MASK;
    }
    for (unsigned word = 1; word < IRQ_WORDS; word++)
        state->spi[word].line = old.spi[word].line;
    /* With one CPU there is no choice of target; ITARGETSR is RAZ/WI. */
    if (cpu_count == 1)
        memset(state->targets, 1, sizeof state->targets);
}

void irqstate_refresh(IrqState *state, unsigned word)
{
    uint32_t flag = UINT32_C(1) << word;

    if (irqstate_ready(&state->spi[word]))
        state->spi_ready_words |= flag;
    else
        state->spi_ready_words &= ~flag;
}

bool irqstate_set_line(IrqState *state, unsigned cpu, unsigned intid, bool level)
{
    unsigned word = intid / 32;

    if (!irqstate_bank_line(irqstate_bank(state, cpu, word), UINT32_C(1) << (intid % 32), level))
        return false;
    if (word)
        irqstate_refresh(state, word);
    return true;
}

unsigned irqstate_acknowledge(IrqState *state, unsigned cpu, unsigned intid)
{
    unsigned word = intid / 32;
    IrqBank *bank = irqstate_bank(state, cpu, word);
    uint32_t flag = UINT32_C(1) << (intid % 32);
    unsigned source = 0;

    bank->active |= flag;
    if (intid >= SGI_COUNT) {
        bank->latched &= ~flag;
    } else {
        source = irqstate_sgi_source(state, cpu, intid);
        irqstate_sgi_clear(state, cpu, intid, (uint8_t)(1u << source));
    }
    if (word)
        irqstate_refresh(state, word);
    return source;
}

void irqstate_deactivate(IrqState *state, unsigned cpu, unsigned intid)
{
    unsigned word = intid / 32;

    irqstate_bank(state, cpu, word)->active &= ~(UINT32_C(1) << (intid % 32));
    if (word)
        irqstate_refresh(state, word);
}

void irqstate_sgi_set(IrqState *state, unsigned target, unsigned sgi, uint8_t sources)
{
    state->sgi_sources[target][sgi] |= sources;
    if (state->sgi_sources[target][sgi])
        state->banked[target].latched |= UINT32_C(1) << sgi;
}

void irqstate_sgi_clear(IrqState *state, unsigned target, unsigned sgi, uint8_t sources)
{
    state->sgi_sources[target][sgi] &= (uint8_t)~sources;
    if (!state->sgi_sources[target][sgi])
        state->banked[target].latched &= ~(UINT32_C(1) << sgi);
}
