/* SPDX-License-Identifier: MIT
 *
 * describe.c - the state of a GICv3 in words, for explanations of what a guest waits for.
 *
 * Tests: tests/unit/gic/v3/gicr_test.c
 */
#include "gic/text.h"
#include "gic/v3/lr.h"

static const char *const group_names[] = {[G0] = "0", [G1S] = "1S", [G1NS] = "1"};

/* One line for an interrupt that is pending or active. */
static void add_interrupt(Text *text, const Gicv3 *gic, const IrqBlock *block, unsigned intid)
{
    unsigned n = intid % 32;

    text_add(text, "interrupt %u: %s, priority 0x%02x, group %s%s", intid,
             text_state(bit(irqstate_pending(&block->bank), n), bit(block->bank.active, n)),
             block->priority[n], group_names[gicv3_group_of(block, n)],
             bit(block->bank.enabled, n) ? "" : ", disabled");
    if (intid >= 32)
        text_add(text, ", routed to 0x%llx", (unsigned long long)gic->irouter[intid]);
    text_add(text, "\n");
}

static void add_list_register(Text *text, unsigned index, uint64_t lr)
{
    text_add(text, "LR%u: %s, virtual interrupt %u, priority 0x%02x, group %u", index,
             text_state((lr & ICH_LR_PENDING) != 0, (lr & ICH_LR_ACTIVE) != 0), ich_lr_vintid(lr),
             ich_lr_priority(lr), (unsigned)((lr & ICH_LR_GROUP1) != 0));
    if (lr & ICH_LR_HW)
        text_add(text, ", physical %u", ich_lr_pintid(lr));
    text_add(text, "\n");
}

void gicv3_describe(const Gicv3 *gic, unsigned cpu, char *text, size_t size)
{
    const Gicv3Cpu *c = &gic->cpu[cpu];
    Text out = {text, size};

    if (size)
        text[0] = '\0';
    text_add(
        &out,
        "GIC: distributor 0x%x, groups enabled 0:%u 1S:%u 1:%u, mask 0x%02x, running 0x%02x%s\n",
        gic->ctlr, c->icc.enabled[G0], c->icc.enabled[G1S], c->icc.enabled[G1NS], c->icc.pmr,
        icc_running_priority(&c->icc), c->asleep ? ", asleep" : "");
    for (unsigned word = 0; word < gic->config.irq_count / 32; word++) {
        const IrqBlock *block = word ? &gic->spi[word] : &c->irq;
        uint32_t set = irqstate_pending(&block->bank) | block->bank.active;

        for (; set; set &= set - 1)
            add_interrupt(&out, gic, block, word * 32 + (unsigned)__builtin_ctz(set));
    }
    for (unsigned i = 0; i < GICV3_LR_COUNT; i++)
        if (c->ich.lr[i] & ICH_LR_STATE)
            add_list_register(&out, i, c->ich.lr[i]);
}
