/* SPDX-License-Identifier: MIT
 *
 * state.h - the state of a Gicv3, shared by the files of gic/v3; and what they call after changing
 * it. Nobody outside gic/v3 includes this.
 */
#ifndef GIC_V3_STATE_H
#define GIC_V3_STATE_H

#include "gic/cpuif.h"
#include "gic/irqstate.h"
#include "gic/lr.h"
#include "gic/v3/frame.h"
#include "gic/v3/gicv3.h"

/* GICD_CTLR, the Secure view. With one Security state bit 1 enables Group 1. */
#define GICD_CTLR_GRP0 UINT32_C(0x01)
#define GICD_CTLR_GRP1NS UINT32_C(0x02)
#define GICD_CTLR_GRP1S UINT32_C(0x04)
#define GICD_CTLR_ARE UINT32_C(0x10) /* ARE_S; ARE_NS in the Non-secure view */
#define GICD_CTLR_ARE_NS UINT32_C(0x20)
#define GICD_CTLR_DS UINT32_C(0x40)

/* The groups. With one Security state Group 1 is what is Non-secure Group 1 with two. */
typedef enum Gicv3Group { G0, G1S, G1NS, GROUP_COUNT } Gicv3Group;

/* 32 interrupts: a CPU's SGIs and PPIs, or SPIs. */
typedef struct IrqBlock {
    IrqBank bank;
    uint32_t grpmod; /* with group1 0: Secure Group 1 */
    uint8_t priority[32];
} IrqBlock;

/* ICC_CTLR_EL1 of each Security state, the bits that can be written. */
#define ICC_CTLR_CBPR UINT32_C(1)
#define ICC_CTLR_EOIMODE UINT32_C(2)

/* The physical CPU interface. */
typedef struct Icc {
    uint8_t pmr;
    uint8_t bpr[GROUP_COUNT];
    bool enabled[GROUP_COUNT];
    uint32_t apr[GROUP_COUNT]; /* active priorities; bit n: priority 8n */
    uint32_t ctlr[2];          /* of Secure and Non-secure state */
    bool eoimode_el3;
} Icc;

/* The virtual CPU interface and its control. */
typedef struct Ich {
    uint32_t hcr, vmcr;
    uint32_t apr[2]; /* of Group 0 and 1; bit n: virtual priority 8n */
    uint64_t lr[GICV3_LR_COUNT];
} Ich;

typedef struct Gicv3Cpu {
    IrqBlock irq; /* SGIs and PPIs */
    bool asleep;  /* GICR_WAKER: nothing is forwarded to the CPU interface */
    Gicv3World world;
    Icc icc;
    Ich ich;
    bool level[GIC_OUT_COUNT]; /* what the outputs were last told */
    IrqLine output[GIC_OUT_COUNT];
} Gicv3Cpu;

#define GICV3_NO_CPU 0xffu

struct Gicv3 {
    Gicv3Config config;
    Gicv3Map map;
    Gicv3Seen seen;
    uint32_t ctlr;
    uint32_t spi_ready_words; /* bit n: SPIs 32n..32n+31 have one that is ready */
    IrqBlock spi[IRQ_WORDS];  /* by INTID / 32; [0] is not used */
    uint64_t irouter[IRQ_WORDS * 32];
    uint8_t target[IRQ_WORDS * 32]; /* the CPU that irouter names, or GICV3_NO_CPU */
    Gicv3Cpu cpu[GICV3_CPU_MAX];
};

static inline IrqBlock *gicv3_block(Gicv3 *gic, unsigned cpu, unsigned word)
{
    return word ? &gic->spi[word] : &gic->cpu[cpu].irq;
}

static inline Gicv3Group gicv3_group_of(const IrqBlock *block, unsigned n)
{
    return bit(block->bank.group1, n) ? G1NS : bit(block->grpmod, n) ? G1S : G0;
}

/* An interrupt that waits to be signalled to a CPU. */
typedef struct Gicv3Pick {
    unsigned intid;    /* INTID_SPURIOUS when there is none */
    unsigned priority; /* 0 (highest) .. 255 */
    Gicv3Group group;
} Gicv3Pick;

/* The highest priority pending interrupt of @cpu in a group that GICD_CTLR enables. Of equal
 * priorities the lowest INTID wins (CHOICE: the architecture leaves it open). */
Gicv3Pick gicv3_pick(const Gicv3 *gic, unsigned cpu);

/* Recomputes the outputs that depend on @word of the interrupts: of @cpu for word 0, else of all.
 */
void gicv3_irq_changed(Gicv3 *gic, unsigned cpu, unsigned word);

/* Recomputes IRQ and FIQ of @cpu; vIRQ, vFIQ and maintenance of @cpu. */
void gicv3_update_physical(Gicv3 *gic, unsigned cpu);
void gicv3_update_virtual(Gicv3 *gic, unsigned cpu);

/* GICD_IROUTER of @intid is @value: who is that? */
void gicv3_route(Gicv3 *gic, unsigned intid, uint64_t value);

/* @intid is active no more. */
void gicv3_deactivate(Gicv3 *gic, unsigned cpu, unsigned intid);

/* An SGI of @group, from a Non-secure CPU if @nonsecure, arrives at @target's redistributor. */
void gicv3_sgi_arrives(Gicv3 *gic, unsigned target, Gicv3Group group, unsigned sgi, bool nonsecure);

/* --- The physical CPU interface (icc.c) ------------------------------------------------------ */

void icc_reset(Icc *icc);

/* The running priority, or PRIORITY_IDLE. */
unsigned icc_running_priority(const Icc *icc);

/* @pick would interrupt what runs. */
bool icc_preempts(const Icc *icc, Gicv3Pick pick);

/* --- The virtual one (icv.c, ich.c) ---------------------------------------------------------- */

void ich_reset(Ich *ich);
CpuIfSignal ich_signal(const Ich *ich);
uint32_t ich_maintenance(const Ich *ich);

#endif
