/* SPDX-License-Identifier: MIT
 *
 * pick.h - the highest priority pending interrupt of a CPU.
 *
 * Spec: IHI 0048B, HighestPriorityPendingInterrupt.    Tests: tests/unit/gic/pick_test.c
 * Journey: after gic/irqstate.c, before gic/cpuif.c
 */
#ifndef GIC_PICK_H
#define GIC_PICK_H

#include "gic/irqstate.h"

#define INTID_SPURIOUS 1023u
#define INTID_OTHER_GROUP 1022u
#define INTID_SPECIAL 1020u /* this and above are no interrupts */

#define PICK_GROUP0 1u
#define PICK_GROUP1 2u

/* An interrupt that waits to be signalled. */
typedef struct GicPick {
    unsigned intid;    /* INTID_SPURIOUS when there is none */
    unsigned priority; /* 0 (highest) .. 255 */
    bool group1;
    unsigned lr; /* of a virtual interrupt: its list register */
} GicPick;

static inline GicPick pick_none(void)
{
    return (GicPick){.intid = INTID_SPURIOUS, .priority = 0x100};
}

/* @groups: PICK_* that the Distributor forwards. Of equal priorities the lowest INTID wins
 * (CHOICE: the architecture leaves it open). */
GicPick pick_highest(const IrqState *state, unsigned cpu, unsigned groups);

#endif
