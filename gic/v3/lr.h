/* SPDX-License-Identifier: MIT
 *
 * lr.h - the 64-bit list registers of a GICv3. Pure functions of register values.
 *
 * What ICH_HCR_EL2, ICH_VMCR_EL2 and ICH_MISR_EL2 mean is as with the GICv2 (gic/lr.h), but for
 * more bits in ICH_HCR_EL2.
 *
 * Spec: IHI 0069, ICH_LR<n>_EL2, ICH_EISR_EL2, ICH_ELRSR_EL2.    Tests:
 * tests/unit/gic/v3/icv_test.c
 */
#ifndef GIC_V3_LR_H
#define GIC_V3_LR_H

#include "gic/lr.h"
#include "gic/v3/state.h"

/* With HW 1, pINTID is <44:32>; with HW 0, <41> is EOI. vINTID is <31:0>; <47:45> and <59:56> are
 * RES0. */
#define ICH_LR_ACTIVE (UINT64_C(1) << 63)
#define ICH_LR_PENDING (UINT64_C(1) << 62)
#define ICH_LR_STATE (ICH_LR_ACTIVE | ICH_LR_PENDING)
#define ICH_LR_HW (UINT64_C(1) << 61)
#define ICH_LR_GROUP1 (UINT64_C(1) << 60)
#define ICH_LR_EOI (UINT64_C(1) << 41)
#define ICH_LR_WRITABLE UINT64_C(0xf0f81fffffffffff)

/* ICH_HCR_EL2: the bits of gic/lr.h's HCR_*, TC, TALL0, TALL1, TDIR and EOIcount. */
#define ICH_HCR_WRITABLE UINT32_C(0xf8005cff)

static inline unsigned ich_lr_vintid(uint64_t lr)
{
    return (unsigned)(lr & UINT32_MAX);
}

static inline unsigned ich_lr_pintid(uint64_t lr)
{
    return (unsigned)bits(lr, 44, 32);
}

static inline unsigned ich_lr_priority(uint64_t lr)
{
    return (unsigned)bits(lr, 55, 48);
}

/* Bit n: LRn is free; LRn reports an EOI that maintenance asked for. */
uint32_t ich_lr_empty(const Ich *ich);
uint32_t ich_lr_eoi(const Ich *ich);

/* The highest priority pending virtual interrupt of an enabled group; of equals the one in the
 * lowest list register. One that is active as well waits until it is deactivated. */
GicPick ich_lr_pick(const Ich *ich);

#endif
