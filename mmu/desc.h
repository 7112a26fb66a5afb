/* SPDX-License-Identifier: MIT
 *
 * desc.h - fields of translation table descriptors and of the registers that control a walk.
 *
 * Spec: DDI 0487, "VMSAv8-64 translation table format descriptors"; SCTLR_ELx, TCR_ELx, HCR_EL2,
 * VTCR_EL2.
 */
#ifndef MMU_DESC_H
#define MMU_DESC_H

#include "sim/base/bits.h"

/* Bit numbers of control registers. */
enum {
    SCTLR_M = 0,
    SCTLR_C = 2,
    SCTLR_I = 12,
    SCTLR_WXN = 19,
    SCTLR_EE = 25,

    HCR_PTW = 2,
    HCR_DC = 12,
    HCR_TGE = 27,
    HCR_CD = 32,
    HCR_ID = 33,
    HCR_FWB = 46,

    /* TCR_EL1, and TCR_EL2 of the EL2&0 regime. */
    TCR_EPD0 = 7,
    TCR_A1 = 22,
    TCR_EPD1 = 23,
    TCR_AS = 36,
    TCR_TBI0 = 37,
    TCR_TBI1 = 38,
    TCR_TBID0 = 51,
    TCR_TBID1 = 52,
    TCR_HA = 39,
    TCR_HD = 40,
    TCR_HPD0 = 41,
    TCR_HPD1 = 42,

    /* TCR_EL2 and TCR_EL3 of the regimes with one range; VTCR_EL2 has HA and HD here too. */
    TCR1R_TBI = 20,
    TCR1R_TBID = 29,
    TCR1R_HA = 21,
    TCR1R_HD = 22,
    TCR1R_HPD = 24,

    VTCR_VS = 19,
};

/* Bit numbers of descriptors. Stage 2 has S2AP<1> where stage 1 has AP<2>, with the opposite
 * sense: writable instead of read-only. */
enum {
    DESC_VALID = 0,
    DESC_TABLE = 1, /* or page, at level 3 */
    DESC_NS = 5,
    DESC_AP1 = 6, /* stage 2: S2AP<0>, readable */
    DESC_AP2 = 7, /* stage 2: S2AP<1>, writable */
    DESC_AF = 10,
    DESC_NG = 11,
    DESC_GP = 50, /* FEAT_BTI */
    DESC_DBM = 51,
    DESC_PXN = 53, /* stage 2: XN<0> with FEAT_XNX */
    DESC_XN = 54,  /* stage 2: XN<1> */

    DESC_PXN_TABLE = 59,
    DESC_XN_TABLE = 60,
    DESC_AP_TABLE0 = 61, /* privileged only */
    DESC_AP_TABLE1 = 62, /* read-only */
    DESC_NS_TABLE = 63,
};

static inline unsigned desc_attr_index(uint64_t desc)
{
    return (unsigned)bits(desc, 4, 2);
}

/* Stage 2's MemAttr<3:0>. */
static inline unsigned desc_s2_mem_attr(uint64_t desc)
{
    return (unsigned)bits(desc, 5, 2);
}

static inline unsigned desc_shareability(uint64_t desc)
{
    return (unsigned)bits(desc, 9, 8);
}

/* Bits 47:@low of a descriptor, as an address. */
static inline uint64_t desc_address(uint64_t desc, unsigned low)
{
    return desc & ones(48) & ~ones(low);
}

#endif
