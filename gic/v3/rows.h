/* SPDX-License-Identifier: MIT
 *
 * rows.h - what stands behind a system register of the GIC: its handlers.
 *
 * Journey: before gic/v3/icc.c, icv.c and ich.c, which own the rows
 */
#ifndef GIC_V3_ROWS_H
#define GIC_V3_ROWS_H

#include "gic/v3/state.h"
#include "gic/v3/sysregs.h"

/* One access. */
typedef struct IcAccess {
    Gicv3 *gic;
    unsigned cpu, index; /* @index: the row's group or index */
    IcContext context;
} IcAccess;

typedef uint64_t IcRead(const IcAccess *access);
typedef void IcWrite(const IcAccess *access, uint64_t value);

typedef struct IcRow {
    IcRead *read;
    IcWrite *write;
    uint8_t index;
    uint8_t when; /* of a virtual register: IC_FMO, IC_IMO; 0: there is none */
} IcRow;

#define IC_FMO 1u
#define IC_IMO 2u

/* By IcRegister; icc_rows is empty for ICH_*, ich_rows for ICC_*. */
extern const IcRow icc_rows[IC_COUNT], icv_rows[IC_COUNT], ich_rows[IC_COUNT];

/* Handlers of what reads as zero and of what ignores writes. */
uint64_t ic_raz(const IcAccess *access);
void ic_wi(const IcAccess *access, uint64_t value);

static inline Gicv3Cpu *ic_cpu(const IcAccess *access)
{
    return &access->gic->cpu[access->cpu];
}

/* INTIDs are up to 24 bits long. */
static inline unsigned ic_intid(uint64_t value)
{
    return (unsigned)(value & 0xffffff);
}

/* ICC_CTLR_EL1 and ICV_CTLR_EL1: A3V, IDbits 1 (24 bits), PRIbits 4 (5 bits). */
#define IC_CTLR_FIXED UINT32_C(0x8c00)

/* 5 bits of priority, each a level of preemption: the least binary point of Group 1 in the
 * Non-secure state is one more than that of the others (VBPR_MIN and VABPR_MIN of gic/lr.h). */
#define IC_PRIORITY_MASK UINT64_C(0xf8)
#define IC_BPR_MIN VBPR_MIN
#define IC_BPR_MIN_NS VABPR_MIN
#define IC_BPR_MAX UINT64_C(7)

#endif
