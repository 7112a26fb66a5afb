/* SPDX-License-Identifier: MIT
 *
 * attr.c - memory types: MAIR-style attribute bytes and their combination.
 *
 * Nothing here caches, but AT reports these values in PAR_EL1 and Device-ness decides alignment.
 *
 * Spec: DDI 0487, AArch64.S1AttrDecode, S2AttrDecode, CombineS1S2Desc, CombineS1S2AttrHints,
 * MemAttrDefaults, AArch64.InstructionDevice.    Tests: tests/unit/mmu/attr_test.c
 * Journey: after mmu/perm.c, before mmu/stage2.c
 */
#include "mmu/attr.h"

/* One cacheability nibble of a MAIR byte. */
#define NIBBLE_NC 4u
#define NIBBLE_BACK 4u /* write-back when set, write-through when clear, unless NIBBLE_NC */

/* Stage 2's cacheability fields. */
#define S2_NC 1u
#define S2_WT 2u

/* MemAttrDefaults: Device and wholly Non-cacheable memory is Outer Shareable. CHOICE: the reserved
 * SH 01 is Non-shareable. */
static MemAttr with_defaults(unsigned attr, unsigned sh)
{
    if (attr_is_device((uint8_t)attr) || attr == ATTR_NON_CACHEABLE)
        sh = SHARE_OUTER;
    return (MemAttr){(uint8_t)attr, (uint8_t)(sh == 1 ? SHARE_NON : sh)};
}

/* CHOICE: reserved MAIR values are Device: 0b0000ddxx of its dd, 0bxxxx0000 of nGnRnE. */
static unsigned mair_defined(unsigned attr)
{
    if ((attr & 0xf0) == 0)
        return attr & 0x0c;
    return (attr & 0x0f) == 0 ? 0 : attr;
}

MemAttr attr_stage1(uint8_t mair_byte, unsigned sh, bool cache_off)
{
    unsigned attr = mair_defined(mair_byte);

    if (cache_off && !attr_is_device((uint8_t)attr))
        attr = ATTR_NON_CACHEABLE;
    return with_defaults(attr, sh);
}

MemAttr attr_stage1_off(bool fetch, bool default_cacheable, bool cache_on)
{
    if (default_cacheable)
        return (MemAttr){0xff, SHARE_NON}; /* Write-Back, read and write allocate */
    if (!fetch)
        return (MemAttr){0x00, SHARE_OUTER}; /* Device-nGnRnE */
    return (MemAttr){cache_on ? 0xaa : ATTR_NON_CACHEABLE, SHARE_OUTER};
}

/* CombineS1S2AttrHints: the less cacheable wins, stage 1's allocation hints stay. */
static unsigned combine_nibble(unsigned s1, unsigned s2)
{
    if (s1 == NIBBLE_NC || s2 == S2_NC || s2 == 0)
        return NIBBLE_NC;
    return s2 == S2_WT ? s1 & ~NIBBLE_BACK : s1;
}

/* The Device types in MAIR's order nGnRnE, nGnRE, nGRE, GRE: the smaller is the stricter. */
static unsigned combine_device(unsigned s1_attr, unsigned s2_type)
{
    if (!attr_is_device((uint8_t)s1_attr))
        return s2_type << 2;
    return s1_attr < (s2_type << 2) ? s1_attr : s2_type << 2;
}

static unsigned combine_shareability(unsigned s1, unsigned s2)
{
    if (s1 == SHARE_OUTER || s2 == SHARE_OUTER)
        return SHARE_OUTER;
    return s1 == SHARE_INNER || s2 == SHARE_INNER ? SHARE_INNER : SHARE_NON;
}

bool attr_stage2_is_device(unsigned mem_attr, bool fwb)
{
    return fwb ? !(mem_attr & 4) : (mem_attr & 0xc) == 0;
}

/* One nibble of MAIR made Write-Back, with the allocation hints that it has when it is cacheable.
 */
static unsigned forced_write_back(unsigned nibble)
{
    return nibble == 0 || nibble == 4 ? 0xf : nibble | 4;
}

/* HCR_EL2.FWB: MemAttr<2:0> is 0dd Device, 101 Non-cacheable, 110 Write-Back whatever stage 1
 * says, 111 as stage 1. CHOICE: the reserved 100 is Non-cacheable. */
static unsigned combine_forced(unsigned s1_attr, unsigned mem_attr)
{
    switch (mem_attr & 3) {
    case 2:
        if (attr_is_device((uint8_t)s1_attr))
            return 0xff;
        return forced_write_back(s1_attr >> 4) << 4 | forced_write_back(s1_attr & 0xf);
    case 3:
        return s1_attr;
    default:
        return attr_is_device((uint8_t)s1_attr) ? s1_attr : ATTR_NON_CACHEABLE;
    }
}

MemAttr attr_combine(MemAttr s1, unsigned mem_attr, unsigned sh, bool cache_off, bool fwb)
{
    unsigned share = combine_shareability(s1.share, sh);
    unsigned attr;

    if (attr_stage2_is_device(mem_attr, fwb))
        return with_defaults(combine_device(s1.attr, mem_attr & 3), share);
    if (fwb)
        attr = combine_forced(s1.attr, mem_attr);
    else if (attr_is_device(s1.attr))
        attr = s1.attr;
    else
        attr = combine_nibble(s1.attr >> 4, mem_attr >> 2) << 4 |
               combine_nibble(s1.attr & 0xf, mem_attr & 3);
    if (cache_off && !attr_is_device((uint8_t)attr))
        attr = ATTR_NON_CACHEABLE;
    return with_defaults(attr, share);
}

/* CHOICE: AArch64.InstructionDevice fetches from Device memory as from Non-cacheable memory. */
MemAttr attr_fetch(MemAttr combined)
{
    if (attr_is_device(combined.attr))
        return (MemAttr){ATTR_NON_CACHEABLE, SHARE_OUTER};
    return combined;
}
