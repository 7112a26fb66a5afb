/* SPDX-License-Identifier: MIT
 *
 * gicv3.c - a GICv3 as a whole: its inputs, its outputs, what goes where, and its reset.
 *
 * As in gic/gicv2.c, whoever changes state calls one of the two updates, which recompute the
 * outputs from scratch and tell the lines that changed; the maintenance output comes back in as a
 * PPI.
 *
 * Spec: IHI 0069, "Distribution and Routing of Interrupts".    Tests: tests/unit/gic/v3/
 * Journey: after gic/v3/sysregs.c, before sim/machine.c
 */
#include "gic/v3/gicv3.h"

#include <stdlib.h>

#include "gic/v3/state.h"

/* --- The highest priority pending interrupt --------------------------------------------------- */

static uint32_t forwarded(const Gicv3 *gic, const IrqBlock *block)
{
    uint32_t group1 = block->bank.group1, grpmod = block->grpmod, groups = 0;

    if (gic->ctlr & GICD_CTLR_GRP0)
        groups |= ~group1 & ~grpmod;
    if (gic->ctlr & GICD_CTLR_GRP1S)
        groups |= ~group1 & grpmod;
    if (gic->ctlr & GICD_CTLR_GRP1NS)
        groups |= group1;
    return irqstate_ready(&block->bank) & groups;
}

/* The better of @best and the interrupts @ready of @word. */
static Gicv3Pick better(Gicv3Pick best, const IrqBlock *block, unsigned word, uint32_t ready)
{
    for (; ready; ready &= ready - 1) {
        unsigned n = (unsigned)__builtin_ctz(ready);

        if (block->priority[n] < best.priority)
            best = (Gicv3Pick){word * 32 + n, block->priority[n], gicv3_group_of(block, n)};
    }
    return best;
}

static uint32_t routed_to(const Gicv3 *gic, unsigned cpu, unsigned word, uint32_t ready)
{
    uint32_t mine = 0;

    for (; ready; ready &= ready - 1) {
        unsigned n = (unsigned)__builtin_ctz(ready);

        if (gic->target[word * 32 + n] == cpu)
            mine |= UINT32_C(1) << n;
    }
    return mine;
}

Gicv3Pick gicv3_pick(const Gicv3 *gic, unsigned cpu)
{
    const Gicv3Cpu *c = &gic->cpu[cpu];
    Gicv3Pick best = {.intid = INTID_SPURIOUS, .priority = PRIORITY_IDLE};

    if (c->asleep)
        return best;
    best = better(best, &c->irq, 0, forwarded(gic, &c->irq));
    for (uint32_t words = gic->spi_ready_words; words; words &= words - 1) {
        unsigned word = (unsigned)__builtin_ctz(words);
        const IrqBlock *block = &gic->spi[word];

        best = better(best, block, word, routed_to(gic, cpu, word, forwarded(gic, block)));
    }
    return best;
}

/* --- Outputs ---------------------------------------------------------------------------------- */

static void output_set(Gicv3 *gic, unsigned cpu, GicOutput output, bool level)
{
    Gicv3Cpu *c = &gic->cpu[cpu];

    if (c->level[output] == level)
        return;
    c->level[output] = level;
    irqline_set(&c->output[output], level);
}

/* "Interrupt assignment to IRQ and FIQ signals": Group 0 is for EL3 or Secure EL1, an FIQ; Group 1
 * is an IRQ in its own Security state and an FIQ elsewhere, EL3 included. */
static bool is_fiq(Gicv3Group group, Gicv3World world)
{
    switch (group) {
    case G1S:
        return world != GICV3_SECURE;
    case G1NS:
        return world != GICV3_NONSECURE;
    default:
        return true;
    }
}

void gicv3_update_physical(Gicv3 *gic, unsigned cpu)
{
    const Gicv3Cpu *c = &gic->cpu[cpu];
    Gicv3Pick pick = gicv3_pick(gic, cpu);
    bool signal = icc_preempts(&c->icc, pick), fiq = is_fiq(pick.group, c->world);

    output_set(gic, cpu, GIC_OUT_IRQ, signal && !fiq);
    output_set(gic, cpu, GIC_OUT_FIQ, signal && fiq);
}

void gicv3_update_virtual(Gicv3 *gic, unsigned cpu)
{
    const Ich *ich = &gic->cpu[cpu].ich;
    CpuIfSignal signal = ich_signal(ich);

    output_set(gic, cpu, GIC_OUT_VIRQ, signal == CPUIF_IRQ);
    output_set(gic, cpu, GIC_OUT_VFIQ, signal == CPUIF_FIQ);
    output_set(gic, cpu, GIC_OUT_MAINTENANCE, (ich->hcr & HCR_EN) && ich_maintenance(ich));
}

void gicv3_set_world(Gicv3 *gic, unsigned cpu, Gicv3World world)
{
    if (gic->cpu[cpu].world == world)
        return;
    gic->cpu[cpu].world = world;
    gicv3_update_physical(gic, cpu);
}

void gicv3_irq_changed(Gicv3 *gic, unsigned cpu, unsigned word)
{
    uint32_t flag = UINT32_C(1) << word;

    if (word == 0) {
        gicv3_update_physical(gic, cpu);
        return;
    }
    if (irqstate_ready(&gic->spi[word].bank))
        gic->spi_ready_words |= flag;
    else
        gic->spi_ready_words &= ~flag;
    for (unsigned i = 0; i < gic->config.cpu_count; i++)
        gicv3_update_physical(gic, i);
}

void gicv3_route(Gicv3 *gic, unsigned intid, uint64_t value)
{
    uint32_t affinity = (uint32_t)(bits(value, 39, 32) << 24 | bits(value, 23, 0));

    gic->irouter[intid] = value;
    gic->target[intid] = GICV3_NO_CPU;
    for (unsigned cpu = 0; cpu < gic->config.cpu_count; cpu++)
        if (gic->config.affinity[cpu] == affinity)
            gic->target[intid] = (uint8_t)cpu;
}

void gicv3_deactivate(Gicv3 *gic, unsigned cpu, unsigned intid)
{
    gicv3_block(gic, cpu, intid / 32)->bank.active &= ~(UINT32_C(1) << (intid % 32));
    gicv3_irq_changed(gic, cpu, intid / 32);
}

/* --- Inputs ----------------------------------------------------------------------------------- */

static void input_set(Gicv3 *gic, unsigned cpu, unsigned intid, bool level)
{
    IrqBank *bank = &gicv3_block(gic, cpu, intid / 32)->bank;
    uint32_t flag = UINT32_C(1) << (intid % 32);

    if (irqstate_bank_line(bank, flag, level))
        gicv3_irq_changed(gic, cpu, intid / 32);
}

static void spi_set(void *owner, unsigned intid, bool level)
{
    input_set(owner, 0, intid, level);
}

/* @input: the CPU in <31:16>, the INTID below. */
static void ppi_set(void *owner, unsigned input, bool level)
{
    input_set(owner, input >> 16, input & 0xffff, level);
}

IrqLine gicv3_spi_input(Gicv3 *gic, unsigned spi)
{
    assert(spi + 32 < gic->config.irq_count);
    return (IrqLine){spi_set, gic, spi + 32};
}

IrqLine gicv3_ppi_input(Gicv3 *gic, unsigned cpu, unsigned intid)
{
    assert(cpu < gic->config.cpu_count);
    assert(intid >= 16 && intid < 32);
    return (IrqLine){ppi_set, gic, cpu << 16 | intid};
}

void gicv3_connect(Gicv3 *gic, unsigned cpu, GicOutput output, IrqLine line)
{
    assert(cpu < gic->config.cpu_count);
    gic->cpu[cpu].output[output] = line;
}

/* --- Reset ------------------------------------------------------------------------------------ */

/* The inputs keep their level: they are not the GIC's to change. */
static void reset_block(IrqBlock *block, uint32_t edge)
{
    *block = (IrqBlock){.bank = {.line = block->bank.line, .edge = edge}};
}

static void reset_cpu(Gicv3 *gic, unsigned cpu)
{
    Gicv3Cpu *c = &gic->cpu[cpu];

    reset_block(&c->irq, SGI_MASK);
    c->asleep = true;
    icc_reset(&c->icc);
    ich_reset(&c->ich);
}

void gicv3_reset(Gicv3 *gic)
{
    gic->ctlr = 0;
    gic->spi_ready_words = 0;
    for (unsigned word = 1; word < IRQ_WORDS; word++)
        reset_block(&gic->spi[word], 0);
    for (unsigned intid = 0; intid < IRQ_WORDS * 32; intid++)
        gicv3_route(gic, intid, 0);
    for (unsigned cpu = 0; cpu < gic->config.cpu_count; cpu++) {
        reset_cpu(gic, cpu);
        gicv3_update_virtual(gic, cpu);
        gicv3_update_physical(gic, cpu);
    }
}

void gicv3_open_to_nonsecure(Gicv3 *gic)
{
    if (!gic->config.has_security)
        return;
    for (unsigned cpu = 0; cpu < gic->config.cpu_count; cpu++) {
        gic->cpu[cpu].irq.bank.group1 = UINT32_MAX;
        gic->cpu[cpu].asleep = false;
    }
    for (unsigned word = 1; word < IRQ_WORDS; word++)
        gic->spi[word].bank.group1 = UINT32_MAX;
}

Gicv3 *gicv3_new(const Gicv3Config *config)
{
    Gicv3 *gic;

    assert(config->cpu_count >= 1 && config->cpu_count <= GICV3_CPU_MAX);
    assert(config->irq_count >= 32 && config->irq_count <= GICV3_IRQ_MAX);
    assert(config->irq_count % 32 == 0);
    gic = calloc(1, sizeof *gic);
    if (!gic)
        return NULL;
    gic->config = *config;
    gicv3_map_fill(&gic->map);
    gicv3_reset(gic);
    return gic;
}

void gicv3_free(Gicv3 *gic)
{
    free(gic);
}
