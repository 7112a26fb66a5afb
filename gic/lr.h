/* SPDX-License-Identifier: MIT
 *
 * lr.h - what follows from the list registers: status registers, maintenance, the next virtual
 * interrupt. Pure functions of register values.
 *
 * Spec: IHI 0048B, GICH_LRn, GICH_HCR, GICH_VMCR, GICH_MISR, GICH_EISRn, GICH_ELRSRn.
 * Tests: tests/unit/gic/gich_test.c
 * Journey: after gic/cpuif.c, before gic/gich.c
 */
#ifndef GIC_LR_H
#define GIC_LR_H

#include "gic/cpuif.h"

#define LR_COUNT_MAX 64

/* GICH_LRn. With HW 1, PhysicalID is <19:10>; with HW 0, <19> is EOI and <12:10> CPUID. */
#define LR_HW (UINT32_C(1) << 31)
#define LR_GRP1 (UINT32_C(1) << 30)
#define LR_ACTIVE (UINT32_C(1) << 29)
#define LR_PENDING (UINT32_C(1) << 28)
#define LR_STATE (LR_ACTIVE | LR_PENDING)
#define LR_EOI (UINT32_C(1) << 19)
#define LR_WRITABLE UINT32_C(0xff8fffff)

/* GICH_HCR. The interrupt enables are GICH_MISR's bits at the same places, but for EN. */
#define HCR_EN (UINT32_C(1) << 0)
#define HCR_UIE (UINT32_C(1) << 1)
#define HCR_LRENPIE (UINT32_C(1) << 2)
#define HCR_NPIE (UINT32_C(1) << 3)
#define HCR_VGRP0EIE (UINT32_C(1) << 4)
#define HCR_VGRP0DIE (UINT32_C(1) << 5)
#define HCR_VGRP1EIE (UINT32_C(1) << 6)
#define HCR_VGRP1DIE (UINT32_C(1) << 7)
#define HCR_EOICOUNT_ONE (UINT32_C(1) << 27)
#define HCR_EOICOUNT (UINT32_C(31) << 27)
#define HCR_WRITABLE UINT32_C(0xf80000ff)

#define MISR_EOI (UINT32_C(1) << 0)

/* GICH_VMCR: <9:0> as GICV_CTLR, <20:18> VMABP, <23:21> VMBP, <31:27> VMPriMask. */
#define VMCR_CTLR UINT32_C(0x21f)
#define VMCR_WRITABLE UINT32_C(0xf8fc021f)

/* 5 bits of virtual priority and of preemption: the least binary points are 2 and 3. */
#define VPRIORITY_SHIFT 3u
#define VBPR_MIN 2u
#define VABPR_MIN 3u

static inline unsigned lr_virtual_id(uint32_t lr)
{
    return lr & 0x3ff;
}

static inline unsigned lr_physical_id(uint32_t lr)
{
    return (lr >> 10) & 0x3ff;
}

static inline unsigned lr_priority(uint32_t lr)
{
    return (lr >> 20) & 0xf8;
}

/* The source CPU that a virtual SGI reports; 0 for everything else. */
static inline unsigned lr_source_cpu(uint32_t lr)
{
    return !(lr & LR_HW) && lr_virtual_id(lr) < SGI_COUNT ? (lr >> 10) & 7 : 0;
}

/* Bit n: LRn is free (GICH_ELRSR); LRn reports an EOI that maintenance asked for (GICH_EISR). */
uint64_t lr_empty_status(const uint32_t *lr, unsigned count);
uint64_t lr_eoi_status(const uint32_t *lr, unsigned count);

/* What GICH_MISR wants to know of the list registers. */
typedef struct LrCount {
    unsigned valid, pending; /* pending, active or both; pending only */
    bool eoi;                /* one reports an EOI */
} LrCount;

LrCount lr_count(const uint32_t *lr, unsigned count);

/* GICH_MISR, or ICH_MISR_EL2. The interrupt is asserted when it is not 0 and En of @hcr is 1. */
uint32_t lr_maintenance(uint32_t hcr, uint32_t vmcr, LrCount count);

/* The highest priority pending virtual interrupt; of equals the one in the lowest list
 * register. One that is active as well waits until it is deactivated. */
GicPick lr_pick(const uint32_t *lr, unsigned count);

/* The virtual CPU interface that GICH_VMCR describes, and a legal value nearest to one written. */
CpuIf lr_cpuif_of_vmcr(uint32_t vmcr);
uint32_t lr_vmcr_legal(uint32_t value);

#endif
