/* SPDX-License-Identifier: MIT
 *
 * tlb.h - a set-associative TLB of blocks and pages of any size, tagged by space and ASID.
 */
#ifndef MMU_TLB_H
#define MMU_TLB_H

#include "mmu/attr.h"
#include "mmu/mmu.h"
#include "mmu/space.h"

#define TLB_WAYS 4u

/* TlbEntry.flags. */
enum {
    TLB_S1_ON = 1,     /* stage 1 was translated, so its permissions count */
    TLB_S1_DEVICE = 2, /* data accesses only */
    TLB_S2_ON = 4,
    TLB_S2_DEVICE = 8,
    TLB_S1_CLEAN = 16, /* a write must set the dirty state of the stage-1 descriptor first */
    TLB_S2_CLEAN = 32,
    TLB_OUT_SECURE = 64,
    TLB_S1_GUARDED = 128,
};

/* One translation, of both stages where both are on; in the stage-2 TLB of stage 2 alone (its
 * data attributes then hold the descriptor's raw fields). */
typedef struct TlbEntry {
    _Alignas(64) uint64_t stamp; /* Space.stamp, or front_stamp in the front; 0: empty */
    uint64_t page;               /* input address >> page_log2 */
    uint64_t output;             /* of the page's first byte */
    uint64_t ipa;                /* likewise */
    uint16_t asid;
    uint16_t asid_mask; /* 0: global */
    uint16_t allow;     /* RIGHT_* << TLB_MODE_* * 3, both stages, no write while clean */
    uint16_t vmid;
    uint8_t space; /* its index */
    uint8_t kind;  /* Space.kind */
    bool secure;   /* of the space */
    uint8_t flags;
    uint8_t page_log2;  /* how page is counted: block_log2, or in the front 12 */
    uint8_t block_log2; /* the smaller of the stages' blocks */
    uint8_t s1_log2;    /* stage 1's block: TLBI by VA works on this */
    uint8_t s1_level, s2_level;
    uint8_t s1_perm, s2_perm;
    MemAttr data, fetch;
} TlbEntry;

/* Who asks, as an index of TlbEntry.allow. */
enum {
    TLB_MODE_EL0,
    TLB_MODE_PRIVILEGED,
    TLB_MODE_PAN,
    TLB_MODE_COUNT,
};

typedef struct Tlb {
    TlbEntry *entry; /* set_count * TLB_WAYS */
    uint8_t *victim; /* of each set: replaced round robin, so that hits change nothing */
    unsigned set_log2;
    uint64_t sizes;  /* bit n: an entry of 2^n bytes may be there */
    bool splintered; /* an entry smaller than its stage-1 block may be there */
} Tlb;

/* False when memory is exhausted. */
bool tlb_init(Tlb *tlb, unsigned set_log2);
void tlb_free(Tlb *tlb);

/* The entry for input address @input, or NULL. @asid is matched unless the entry is global. */
TlbEntry *tlb_find(const Tlb *tlb, uint64_t input, uint64_t stamp, uint16_t asid);

/* Stores a copy of @entry, whose space is in @spaces. True when that displaced an entry still in
 * use, which @evicted gets. */
bool tlb_insert(Tlb *tlb, const TlbEntry *entry, const SpaceTable *spaces, TlbEntry *evicted);

/* Empties every entry that @matches, looking only where one for @input may be. */
typedef bool (*TlbMatch)(const TlbEntry *entry, const Tlbi *tlbi);
/* Returns the log2 of the largest stage-1 block removed; 0 when none was. */
unsigned tlb_remove_at(Tlb *tlb, uint64_t input, TlbMatch matches, const Tlbi *tlbi);
unsigned tlb_remove_all(Tlb *tlb, TlbMatch matches, const Tlbi *tlbi);

#endif
