/* SPDX-License-Identifier: MIT
 *
 * describe.c - the state of a GIC in words, for explanations of what a guest waits for.
 *
 * Tests: tests/unit/gic/gicv2_test.c
 */
#include "gic/state.h"
#include "gic/text.h"

/* One line for an interrupt that is pending or active. */
static void add_interrupt(Text *text, const Gicv2 *gic, unsigned cpu, unsigned intid)
{
    const IrqState *irq = &gic->irq;
    const IrqBank *bank = intid < 32 ? &irq->banked[cpu] : &irq->spi[intid / 32];
    unsigned n = intid % 32;

    text_add(text, "interrupt %u: %s, priority 0x%02x, group %u%s", intid,
             text_state(bit(irqstate_pending(bank), n), bit(bank->active, n)),
             intid < 32 ? irq->banked_priority[cpu][intid] : irq->spi_priority[intid],
             (unsigned)bit(bank->group1, n), bit(bank->enabled, n) ? "" : ", disabled");
    if (intid >= 32)
        text_add(text, ", targets 0x%02x", irq->targets[intid]);
    text_add(text, "\n");
}

static void add_list_register(Text *text, unsigned index, uint32_t lr)
{
    text_add(text, "LR%u: %s, virtual interrupt %u, priority 0x%02x, group %u", index,
             text_state((lr & LR_PENDING) != 0, (lr & LR_ACTIVE) != 0), lr_virtual_id(lr),
             lr_priority(lr), (unsigned)((lr & LR_GRP1) != 0));
    if (lr & LR_HW)
        text_add(text, ", physical %u", lr_physical_id(lr));
    text_add(text, "\n");
}

void gicv2_describe(const Gicv2 *gic, unsigned cpu, char *text, size_t size)
{
    const GicCpu *c = &gic->cpu[cpu];
    Text out = {text, size};

    if (size)
        text[0] = '\0';
    text_add(&out,
             "GIC: distributor 0x%x, CPU interface control 0x%x, mask 0x%02x, running 0x%02x\n",
             gic->gicd_ctlr, c->physical.ctlr, c->physical.pmr, gicc_running_priority(c));
    for (unsigned word = 0; word < gic->config.irq_count / 32; word++) {
        const IrqBank *bank = word ? &gic->irq.spi[word] : &gic->irq.banked[cpu];

        for (uint32_t set = irqstate_pending(bank) | bank->active; set; set &= set - 1)
            add_interrupt(&out, gic, cpu, word * 32 + (unsigned)__builtin_ctz(set));
    }
    for (unsigned i = 0; i < gic->config.list_register_count; i++)
        if (c->lr[i] & LR_STATE)
            add_list_register(&out, i, c->lr[i]);
}
