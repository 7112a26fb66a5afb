/* SPDX-License-Identifier: MIT
 *
 * gicv2.c - a GICv2 as a whole: its inputs, its outputs, and its reset.
 *
 * Whoever changes state calls one of the two updates, which recompute the outputs from scratch
 * and tell the lines that changed. The maintenance output comes back in as a PPI, so an update
 * of the virtual outputs may lead to one of the physical outputs; never the other way.
 *
 * Spec: IHI 0048B, GenerateExceptions.    Tests: tests/unit/gic/
 * Journey: after gic/gicv.c, before sim/machine.c
 */
#include "gic/gicv2.h"

#include <stdlib.h>
#include <string.h>

#include "gic/state.h"

static void output_set(Gicv2 *gic, unsigned cpu, GicOutput output, bool level)
{
    GicCpu *c = &gic->cpu[cpu];

    if (c->level[output] == level)
        return;
    c->level[output] = level;
    irqline_set(&c->output[output], level);
}

void gicv2_update_physical(Gicv2 *gic, unsigned cpu)
{
    const GicCpu *c = &gic->cpu[cpu];
    CpuIfSignal signal = cpuif_signal(&c->physical, gicc_running_priority(c), gicv2_pick(gic, cpu));

    output_set(gic, cpu, GIC_OUT_IRQ, signal == CPUIF_IRQ);
    output_set(gic, cpu, GIC_OUT_FIQ, signal == CPUIF_FIQ);
}

void gicv2_update_virtual(Gicv2 *gic, unsigned cpu)
{
    const GicCpu *c = &gic->cpu[cpu];
    CpuIfSignal signal = CPUIF_NOTHING;
    bool maintenance = false;

    if (c->hcr & HCR_EN) {
        CpuIf cpuif = lr_cpuif_of_vmcr(c->vmcr);

        signal = cpuif_signal(&cpuif, gicv_running_priority(c), gicv2_virtual_pick(gic, cpu));
        maintenance =
            lr_maintenance(c->hcr, c->vmcr, lr_count(c->lr, gic->config.list_register_count)) != 0;
    }
    output_set(gic, cpu, GIC_OUT_VIRQ, signal == CPUIF_IRQ);
    output_set(gic, cpu, GIC_OUT_VFIQ, signal == CPUIF_FIQ);
    output_set(gic, cpu, GIC_OUT_MAINTENANCE, maintenance);
}

void gicv2_irq_changed(Gicv2 *gic, unsigned cpu, unsigned word)
{
    if (word == 0) {
        gicv2_update_physical(gic, cpu);
        return;
    }
    irqstate_refresh(&gic->irq, word);
    for (unsigned i = 0; i < gic->config.cpu_count; i++)
        gicv2_update_physical(gic, i);
}

static void spi_set(void *owner, unsigned intid, bool level)
{
    Gicv2 *gic = owner;

    if (irqstate_set_line(&gic->irq, 0, intid, level))
        gicv2_irq_changed(gic, 0, intid / 32);
}

/* @input: the CPU in <31:16>, the INTID below. */
static void ppi_set(void *owner, unsigned input, bool level)
{
    Gicv2 *gic = owner;

    if (irqstate_set_line(&gic->irq, input >> 16, input & 0xffff, level))
        gicv2_update_physical(gic, input >> 16);
}

IrqLine gicv2_spi_input(Gicv2 *gic, unsigned spi)
{
    assert(spi + 32 < gic->config.irq_count);
    return (IrqLine){spi_set, gic, spi + 32};
}

IrqLine gicv2_ppi_input(Gicv2 *gic, unsigned cpu, unsigned intid)
{
    assert(cpu < gic->config.cpu_count);
    assert(intid >= 16 && intid < 32);
    return (IrqLine){ppi_set, gic, cpu << 16 | intid};
}

void gicv2_connect(Gicv2 *gic, unsigned cpu, GicOutput output, IrqLine line)
{
    assert(cpu < gic->config.cpu_count);
    gic->cpu[cpu].output[output] = line;
}

void gicv2_reset(Gicv2 *gic)
{
    gic->gicd_ctlr = 0;
    irqstate_reset(&gic->irq, gic->config.cpu_count, gic->config.irq_count);
    for (unsigned cpu = 0; cpu < gic->config.cpu_count; cpu++) {
        GicCpu *c = &gic->cpu[cpu];

        c->physical = (CpuIf){.bpr = {0, 1}};
        c->hcr = 0;
        c->vmcr = lr_vmcr_legal(0);
        c->vapr = 0;
        for (unsigned i = 0; i < APR_WORDS; i++)
            c->apr[0][i] = c->apr[1][i] = 0;
        for (unsigned i = 0; i < LR_COUNT_MAX; i++)
            c->lr[i] = 0;
        gicv2_update_virtual(gic, cpu);
        gicv2_update_physical(gic, cpu);
    }
}

void gicv2_open_to_nonsecure(Gicv2 *gic)
{
    const uint8_t priority = cpuif_from_ns_view(0);

    if (!gic->config.has_security)
        return;
    for (unsigned cpu = 0; cpu < gic->config.cpu_count; cpu++) {
        gic->cpu[cpu].physical.pmr = priority;
        gic->irq.banked[cpu].group1 = UINT32_MAX;
        memset(gic->irq.banked_priority[cpu], priority, sizeof gic->irq.banked_priority[cpu]);
    }
    for (unsigned word = 1; word < IRQ_WORDS; word++)
        gic->irq.spi[word].group1 = UINT32_MAX;
    memset(gic->irq.spi_priority, priority, sizeof gic->irq.spi_priority);
}

Gicv2 *gicv2_new(const Gicv2Config *config)
{
    Gicv2 *gic;

    assert(config->cpu_count >= 1 && config->cpu_count <= GICV2_CPU_MAX);
    assert(config->irq_count >= 32 && config->irq_count <= GICV2_IRQ_MAX);
    assert(config->irq_count % 32 == 0);
    assert(!config->has_virt || config->list_register_count >= 1);
    assert(config->list_register_count <= LR_COUNT_MAX);
    gic = calloc(1, sizeof *gic);
    if (!gic)
        return NULL;
    gic->config = *config;
    frame_map_fill(&gic->map);
    gicv2_reset(gic);
    return gic;
}

void gicv2_free(Gicv2 *gic)
{
    free(gic);
}

unsigned gicv2_list_registers(const Gicv2 *gic, unsigned cpu, uint32_t lr[64])
{
    for (unsigned i = 0; i < gic->config.list_register_count; i++)
        lr[i] = gic->cpu[cpu].lr[i];
    return gic->config.list_register_count;
}
