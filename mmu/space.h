/* SPDX-License-Identifier: MIT
 *
 * space.h - interned translation contexts.
 *
 * A Space is everything but the address, the ASID and the tables that a translation depends on:
 * regime, security state, VMID and every control. TLB entries name their space by a stamp, so
 * invalidating a space is giving it a new one, and a change of any control takes effect at once.
 */
#ifndef MMU_SPACE_H
#define MMU_SPACE_H

#include "mmu/mmu.h"

#define SPACE_COUNT 64u

/* Kinds of space: a RegimeKind, or stage 2 alone (whose input is an Ipa). */
#define SPACE_STAGE2 0xffu

typedef struct SpaceKey {
    uint64_t sctlr, tcr, mair, hcr, vtcr;
    uint64_t tags; /* kind, security, VMID, features and sizes */
} SpaceKey;

typedef struct Space {
    uint32_t id;  /* never reused; UINT32_MAX: the slot is free */
    uint8_t kind; /* RegimeKind or SPACE_STAGE2 */
    bool secure;
    bool flat;                /* stage 1 off and no stage 2: nothing to look up */
    uint8_t top_byte_ignored; /* bit 0 lower range, bit 1 upper range, bits 2 and 3 for fetches */
    uint8_t asid_ttbr;        /* whose ASID counts */
    uint16_t asid_mask;       /* 0 where the regime has none */
    uint16_t vmid;
    uint64_t stamp;       /* of its entries in the TLB; its slot is the remainder by SPACE_COUNT */
    uint64_t front_stamp; /* of their copies in the front */
    uint32_t stage2_id;   /* space of its stage 2, with the slot it had; 0: not looked for yet */
    uint8_t stage2_slot;
    SpaceKey key;
} Space;

/* Spaces of one kind: regimes, or stage 2. */
typedef struct SpaceTable {
    Space space[SPACE_COUNT];
    unsigned next_slot; /* the oldest is replaced first */
    uint8_t recent[4];  /* by kind: likely to be asked for again */
    uint32_t next_id;
    uint64_t last_stamp;        /* given, less its slot */
    uint64_t live[SPACE_COUNT]; /* Space.stamp of each slot; never 0 */
} SpaceTable;

void space_table_init(SpaceTable *table);

/* The space of @regime, and of its stage 2; made when new. The pointer is good until the next
 * call. */
Space *space_of_regime(SpaceTable *table, const Regime *regime);
Space *space_of_stage2(SpaceTable *table, const Regime *regime);

/* Index of @space in its table. */
static inline uint8_t space_index(const SpaceTable *table, const Space *space)
{
    return (uint8_t)(space - table->space);
}

/* Whether @stamp is that of a space's entries still. */
static inline bool space_live(const SpaceTable *table, uint64_t stamp)
{
    return table->live[stamp % SPACE_COUNT] == stamp;
}

/* Forgets the space's TLB entries, or only their copies in the front. */
void space_restamp(SpaceTable *table, Space *space);
void space_restamp_front(SpaceTable *table, Space *space);

/* VMID of VTTBR_EL2 in its width. */
uint16_t space_vmid(const Regime *regime);

static inline bool space_used(const Space *space)
{
    return space->id != UINT32_MAX;
}

/* @va as the TLB keys it: a top byte that is ignored is replaced by copies of bit 55. */
static inline uint64_t space_tlb_key(const Space *space, Va va, bool fetch)
{
    return (space->top_byte_ignored >> (bit(va.v, 55) + 2u * fetch)) & 1 ? sign_extend(va.v, 56)
                                                                         : va.v;
}

static inline uint16_t space_asid(const Space *space, const Regime *regime)
{
    return (uint16_t)((regime->ttbr[space->asid_ttbr] >> 48) & space->asid_mask);
}

#endif
