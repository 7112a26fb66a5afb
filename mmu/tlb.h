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
#define TLB_NATURE_BYTES 12u

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
    uint8_t kind; /* Space.kind */
    bool secure;  /* of the space */
    union {
        struct {
            uint8_t flags;
            uint8_t page_log2;  /* how page is counted: block_log2, or in the front 12 */
            uint8_t block_log2; /* the smaller of the stages' blocks */
            uint8_t s1_log2;    /* stage 1's block: TLBI by VA works on this */
            uint8_t s1_level, s2_level;
            uint8_t s1_perm, s2_perm;
            MemAttr data, fetch;
        };
        uint8_t nature[TLB_NATURE_BYTES]; /* all of these, to be compared */
    };
    uint64_t made; /* number of its insertion; 0 in the front and for what is in no TLB */
} TlbEntry;

/* An entry for as long as it is that one. */
typedef struct TlbRef {
    const TlbEntry *entry;
    uint64_t made;
} TlbRef;

/* What a look-up compares, of all ways: one line of the host's cache. */
typedef struct TlbSet {
    _Alignas(64) uint64_t tag[TLB_WAYS]; /* tlb_tag */
    uint64_t stamp[TLB_WAYS];            /* 0: empty */
} TlbSet;

/* Who asks, as an index of TlbEntry.allow. */
enum {
    TLB_MODE_EL0,
    TLB_MODE_PRIVILEGED,
    TLB_MODE_PAN,
    TLB_MODE_COUNT,
    TLB_MODE_BITS = 3, /* RIGHT_READ, RIGHT_WRITE, RIGHT_EXEC */
};

#define TLB_ALLOW_ALL 0x1ffu
#define TLB_ALLOW_WRITES 0x092u /* RIGHT_WRITE of each mode */

typedef struct Tlb {
    TlbSet *set;
    TlbEntry *entry; /* set_count * TLB_WAYS */
    uint8_t *victim; /* of each set: replaced round robin, so that hits change nothing */
    unsigned set_log2;
    uint64_t set_mask;
    uint64_t made;   /* insertions so far */
    uint64_t sizes;  /* bit n: an entry of 2^n bytes may be there */
    bool splintered; /* an entry smaller than its stage-1 block may be there */
} Tlb;

/* False when memory is exhausted. */
bool tlb_init(Tlb *tlb, unsigned set_log2);
void tlb_free(Tlb *tlb);

/* A page's number and its size, by which an entry is found. */
static inline uint64_t tlb_tag(uint64_t page, unsigned page_log2)
{
    return page | (uint64_t)page_log2 << 56;
}

static inline unsigned tlb_tag_log2(uint64_t tag)
{
    return (unsigned)(tag >> 56);
}

/* Input address of the page's first byte. */
static inline uint64_t tlb_tag_input(uint64_t tag)
{
    return (tag & ones(56)) << tlb_tag_log2(tag);
}

/* The entry for input address @input, or NULL. @asid is matched unless the entry is global. */
TlbEntry *tlb_find(const Tlb *tlb, uint64_t input, uint64_t stamp, uint16_t asid);

/* The size is mixed in, so that the first pages of blocks do not all meet in set 0. */
static inline size_t tlb_set_of(const Tlb *tlb, uint64_t page, unsigned page_log2)
{
    uint64_t hash = page ^ (page >> tlb->set_log2) ^ ((uint64_t)page_log2 * 37u);

    return (size_t)(hash & tlb->set_mask);
}

/* A way of @set that holds nothing live, or the next victim, whose tag *@displaced gets. */
static inline unsigned tlb_choose_way(Tlb *tlb, size_t index, const SpaceTable *spaces,
                                      uint64_t *displaced)
{
    const TlbSet *set = &tlb->set[index];
    unsigned victim = tlb->victim[index];

    *displaced = 0;
    for (unsigned i = 0; i < TLB_WAYS; i++)
        if (!space_live(spaces, set->stamp[i]))
            return i;
    *displaced = set->tag[victim];
    tlb->victim[index] = (uint8_t)((victim + 1) % TLB_WAYS);
    return victim;
}

/* Puts a translation of @input into @tlb: a copy of @kind with the size of its block, for a space
 * with
 * @stamp. Its addresses and ASID are the caller's to set. *@displaced: the tag of the entry still
 * in use that had to go, or 0. */
static ALWAYS_INLINE TlbEntry *tlb_place(Tlb *tlb, const TlbEntry *kind, uint64_t input,
                                         uint64_t stamp, const SpaceTable *spaces,
                                         uint64_t *displaced)
{
    unsigned page_log2 = kind->block_log2;
    uint64_t page = input >> page_log2;
    size_t index = tlb_set_of(tlb, page, page_log2);
    unsigned way = tlb_choose_way(tlb, index, spaces, displaced);
    TlbEntry *entry = &tlb->entry[index * TLB_WAYS + way];

    tlb->set[index].tag[way] = tlb_tag(page, page_log2);
    tlb->set[index].stamp[way] = stamp;
    tlb->sizes |= UINT64_C(1) << page_log2;
    tlb->splintered |= page_log2 < kind->s1_log2;
    *entry = *kind;
    entry->stamp = stamp;
    entry->page = page;
    entry->page_log2 = (uint8_t)page_log2;
    entry->made = ++tlb->made;
    return entry;
}

/* Empties @entry, which is in @tlb. */
void tlb_forget(Tlb *tlb, TlbEntry *entry);

/* Whether what @ref is about is there, for a space with @stamp. */
static inline bool tlb_ref_holds(TlbRef ref, uint64_t stamp)
{
    return ref.entry && ref.entry->made == ref.made && ref.entry->stamp == stamp;
}

/* Empties every entry that @matches, looking only where one for @input may be. */
typedef bool (*TlbMatch)(const TlbEntry *entry, const Tlbi *tlbi);
/* Returns the log2 of the largest stage-1 block removed; 0 when none was. */
unsigned tlb_remove_at(Tlb *tlb, uint64_t input, TlbMatch matches, const Tlbi *tlbi);
unsigned tlb_remove_all(Tlb *tlb, TlbMatch matches, const Tlbi *tlbi);

#endif
