/* SPDX-License-Identifier: MIT
 *
 * state.h - the state of a Gicv2, shared by the files that implement its frames; and what they
 * call after changing it.
 *
 * Nobody outside gic/ includes this.
 */
#ifndef GIC_STATE_H
#define GIC_STATE_H

#include "gic/cpuif.h"
#include "gic/frame.h"
#include "gic/gicv2.h"
#include "gic/irqstate.h"
#include "gic/lr.h"

#define APR_WORDS 4 /* 128 levels of preemption: 8 bits of priority, binary point at least 0 */

typedef struct GicCpu {
    CpuIf physical;
    uint32_t apr[2][APR_WORDS]; /* active priorities of group 0 and 1; bit n: priority 2n */
    uint32_t hcr, vmcr;         /* GICH_HCR, GICH_VMCR */
    uint32_t vapr;              /* GICH_APR; bit n: virtual priority 8n */
    uint32_t lr[LR_COUNT_MAX];
    bool level[GIC_OUT_COUNT]; /* what the outputs were last told */
    IrqLine output[GIC_OUT_COUNT];
} GicCpu;

struct Gicv2 {
    Gicv2Config config;
    FrameMap map;
    FrameSeen seen;
    uint32_t gicd_ctlr; /* PICK_GROUP0 | PICK_GROUP1: EnableGrp0 and EnableGrp1 */
    IrqState irq;
    GicCpu cpu[GICV2_CPU_MAX];
};

/* Recomputes the outputs that depend on @word of the interrupts: of @cpu for the banked ones
 * (word 0), else of every CPU. */
void gicv2_irq_changed(Gicv2 *gic, unsigned cpu, unsigned word);

/* Recomputes IRQ and FIQ of @cpu; vIRQ, vFIQ and maintenance of @cpu. */
void gicv2_update_physical(Gicv2 *gic, unsigned cpu);
void gicv2_update_virtual(Gicv2 *gic, unsigned cpu);

/* What @cpu would be asked to take, by priority and the Distributor's group enables. */
static inline GicPick gicv2_pick(const Gicv2 *gic, unsigned cpu)
{
    return pick_highest(&gic->irq, cpu, gic->gicd_ctlr);
}

/* What the guest on @cpu would be asked to take. */
static inline GicPick gicv2_virtual_pick(const Gicv2 *gic, unsigned cpu)
{
    return lr_pick(gic->cpu[cpu].lr, gic->config.list_register_count);
}

/* The running priority of an interface, or PRIORITY_IDLE. */
unsigned gicc_running_priority(const GicCpu *cpu);
unsigned gicv_running_priority(const GicCpu *cpu);

/* What an interrupt controller of this kind calls itself: product, revision, implementer Arm. */
#define GICD_IIDR_VALUE UINT32_C(0x0000043b)
#define GICC_IIDR_VALUE UINT32_C(0x0002043b)

#endif
