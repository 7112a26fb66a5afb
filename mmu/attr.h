/* SPDX-License-Identifier: MIT
 *
 * attr.h - memory types: MAIR-style attribute bytes and their combination.
 */
#ifndef MMU_ATTR_H
#define MMU_ATTR_H

#include "sim/base/bits.h"

enum {
    SHARE_NON = 0,
    SHARE_OUTER = 2,
    SHARE_INNER = 3,
};

#define ATTR_NON_CACHEABLE 0x44u

typedef struct MemAttr {
    uint8_t attr;  /* as a byte of MAIR_ELx */
    uint8_t share; /* SHARE_* */
} MemAttr;

static inline bool attr_is_device(uint8_t attr)
{
    return (attr & 0xf0) == 0;
}

/* Stage 1 on: @mair_byte of the descriptor's AttrIndx, its SH, and SCTLR_ELx.C (I for fetches)
 * being 0. */
MemAttr attr_stage1(uint8_t mair_byte, unsigned sh, bool cache_off);

/* Stage 1 off. @default_cacheable: HCR_EL2.DC. @cache_on: SCTLR_ELx.I, for fetches. */
MemAttr attr_stage1_off(bool fetch, bool default_cacheable, bool cache_on);

/* Whether stage 2's MemAttr<3:0> makes the memory Device when stage 1 is Normal. */
bool attr_stage2_is_device(unsigned mem_attr, bool fwb);

/* Both stages: stage 1's result with stage 2's MemAttr<3:0> and SH. @cache_off: HCR_EL2.CD (ID for
 * fetches). */
MemAttr attr_combine(MemAttr s1, unsigned mem_attr, unsigned sh, bool cache_off, bool fwb);

/* What a fetch sees of memory that is Device and not execute-never. */
MemAttr attr_fetch(MemAttr combined);

#endif
