/* SPDX-License-Identifier: MIT
 *
 * irqstate.h - what the Distributor knows of each interrupt, as bitmaps of 32.
 *
 * SGIs and PPIs (INTID 0..31) are banked: one IrqBank per CPU. SPIs have one IrqBank for each
 * 32 INTIDs. An interrupt is pending when it is latched (an edge, a write of ISPENDR, an SGI) or
 * when it is level-sensitive and its input is high; that is the whole of IHI 0048B's logic of
 * the pending status, so nothing else is stored.
 *
 * Spec: IHI 0048B, "Interrupt handling state machine", "Control of the pending status of
 * level-sensitive interrupts".    Tests: tests/unit/gic/pick_test.c, gicd_test.c
 * Journey: before gic/pick.c
 */
#ifndef GIC_IRQSTATE_H
#define GIC_IRQSTATE_H

#include "gic/gicv2.h"
#include "sim/base/bits.h"

#define IRQ_WORDS (GICV2_IRQ_MAX / 32 + 1)
#define SGI_COUNT 16u
#define SGI_MASK UINT32_C(0xffff)

/* 32 interrupts, a bit each. */
typedef struct IrqBank {
    uint32_t enabled;
    uint32_t latched; /* pending whatever the input does now */
    uint32_t line;    /* level of the input */
    uint32_t edge;    /* edge-triggered; else level-sensitive */
    uint32_t active;
    uint32_t group1;
    uint32_t nsacr_low, nsacr_high; /* the two bits of the GICD_NSACR field */
} IrqBank;

/* GICD_NSACR values: each also grants what the one before does. */
typedef enum NsacrLevel {
    NSACR_NONE,          /* (to ask for) no: only group 1 interrupts */
    NSACR_SET_PENDING,   /* GICD_ISPENDR, GICD_SPENDSGIR, GICD_SGIR */
    NSACR_CLEAR_PENDING, /* GICD_ICPENDR, GICD_CPENDSGIR, and reading the active state */
    NSACR_TARGETS        /* GICD_ITARGETSR */
} NsacrLevel;

/* The interrupts of @bank that GICD_NSACR opens to Non-secure accesses of @level. */
static inline uint32_t irqstate_opened(const IrqBank *bank, NsacrLevel level)
{
    switch (level) {
    case NSACR_SET_PENDING:
        return bank->nsacr_low | bank->nsacr_high;
    case NSACR_CLEAR_PENDING:
        return bank->nsacr_high;
    case NSACR_TARGETS:
        return bank->nsacr_low & bank->nsacr_high;
    case NSACR_NONE:
        break;
    }
    return 0;
}

typedef struct IrqState {
    unsigned cpu_count, irq_count;
    uint32_t spi_ready_words; /* bit n: SPIs 32n..32n+31 have one that is ready */
    IrqBank banked[GICV2_CPU_MAX];
    IrqBank spi[IRQ_WORDS]; /* by INTID / 32; [0] is not used */
    uint8_t banked_priority[GICV2_CPU_MAX][32];
    uint8_t spi_priority[IRQ_WORDS * 32];
    uint8_t targets[IRQ_WORDS * 32];               /* bit per CPU; SPIs only */
    uint8_t sgi_sources[GICV2_CPU_MAX][SGI_COUNT]; /* bit per source CPU whose SGI is pending */
} IrqState;

/* The state after reset. Inputs keep their level: they are not the GIC's to change. */
void irqstate_reset(IrqState *state, unsigned cpu_count, unsigned irq_count);

static inline IrqBank *irqstate_bank(IrqState *state, unsigned cpu, unsigned word)
{
    return word ? &state->spi[word] : &state->banked[cpu];
}

static inline uint8_t *irqstate_priority(IrqState *state, unsigned cpu, unsigned intid)
{
    return intid < 32 ? &state->banked_priority[cpu][intid] : &state->spi_priority[intid];
}

static inline uint32_t irqstate_pending(const IrqBank *bank)
{
    return bank->latched | (bank->line & ~bank->edge);
}

/* Enabled and pending and not active: what may be forwarded if its group is. */
static inline uint32_t irqstate_ready(const IrqBank *bank)
{
    return irqstate_pending(bank) & bank->enabled & ~bank->active;
}

/* A change of the input @flag. False when nothing that matters changed. */
static inline bool irqstate_bank_line(IrqBank *bank, uint32_t flag, bool level)
{
    uint32_t before = irqstate_pending(bank);

    if (level == ((bank->line & flag) != 0))
        return false;
    bank->line ^= flag;
    if (level)
        bank->latched |= flag & bank->edge;
    return irqstate_pending(bank) != before;
}

static inline bool irqstate_is_group1(IrqState *state, unsigned cpu, unsigned intid)
{
    return bit(irqstate_bank(state, cpu, intid / 32)->group1, intid % 32);
}

/* The source CPU that an acknowledge of SGI @sgi reports, 0 when none is pending.
 * CHOICE: of several sources the lowest CPU's SGI is taken first. */
static inline unsigned irqstate_sgi_source(const IrqState *state, unsigned cpu, unsigned sgi)
{
    uint8_t sources = state->sgi_sources[cpu][sgi];

    return sources ? (unsigned)__builtin_ctz(sources) : 0;
}

/* To be called after the fields of SPI bank @word changed. */
void irqstate_refresh(IrqState *state, unsigned word);

/* A change of the input of @intid (16 or more). False when nothing that matters changed. */
bool irqstate_set_line(IrqState *state, unsigned cpu, unsigned intid, bool level);

/* @intid becomes active on @cpu. Returns the source CPU of an SGI, else 0. */
unsigned irqstate_acknowledge(IrqState *state, unsigned cpu, unsigned intid);

void irqstate_deactivate(IrqState *state, unsigned cpu, unsigned intid);

/* Adds to, or removes from, the sources of SGI @sgi pending on @target. */
void irqstate_sgi_set(IrqState *state, unsigned target, unsigned sgi, uint8_t sources);
void irqstate_sgi_clear(IrqState *state, unsigned target, unsigned sgi, uint8_t sources);

#endif
