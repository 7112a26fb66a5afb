/* SPDX-License-Identifier: MIT
 *
 * tlb.c - a set-associative TLB of blocks and pages of any size, tagged by space and ASID.
 *
 * An entry is found by its page number in its own size, so a look-up probes one set for each
 * size in use (there are at most seven). Replacement is round robin and nothing is changed by a
 * hit: which entries are there depends on the misses alone, whatever caches translations outside.
 *
 * Spec: DDI 0487, "Translation Lookaside Buffers".    Tests: tests/unit/mmu/tlbi_test.c
 * Journey: after mmu/space.c, before mmu/tlbi.c
 */
#include "mmu/tlb.h"

#include <stdlib.h>
#include <string.h>

bool tlb_init(Tlb *tlb, unsigned set_log2)
{
    size_t sets = (size_t)1 << set_log2;
    size_t set_bytes = sets * sizeof *tlb->set;
    size_t entry_bytes = sets * TLB_WAYS * sizeof *tlb->entry;

    *tlb = (Tlb){.set_log2 = set_log2, .set_mask = ones(set_log2)};
    tlb->set = aligned_alloc(_Alignof(TlbSet), set_bytes);
    tlb->entry = aligned_alloc(_Alignof(TlbEntry), entry_bytes);
    tlb->victim = calloc(sets, sizeof *tlb->victim);
    if (!tlb->set || !tlb->entry || !tlb->victim)
        return false;
    memset(tlb->set, 0, set_bytes);
    memset(tlb->entry, 0, entry_bytes);
    return true;
}

void tlb_free(Tlb *tlb)
{
    free(tlb->set);
    free(tlb->entry);
    free(tlb->victim);
}

/* The size is mixed in, so that the first pages of blocks do not all meet in set 0. */
static size_t set_of(const Tlb *tlb, uint64_t page, unsigned page_log2)
{
    uint64_t hash = page ^ (page >> tlb->set_log2) ^ ((uint64_t)page_log2 * 37u);

    return (size_t)(hash & tlb->set_mask);
}

/* Most sets hold no such page at all: one test of all ways tells. */
static bool has_tag(const TlbSet *set, uint64_t tag)
{
    return (set->tag[0] == tag) | (set->tag[1] == tag) | (set->tag[2] == tag) |
           (set->tag[3] == tag);
}

static TlbEntry *find_in_set(const Tlb *tlb, size_t index, uint64_t tag, uint64_t stamp,
                             uint16_t asid)
{
    const TlbSet *set = &tlb->set[index];

    for (unsigned i = 0; i < TLB_WAYS; i++) {
        TlbEntry *entry = &tlb->entry[index * TLB_WAYS + i];

        if (set->tag[i] == tag && set->stamp[i] == stamp &&
            ((entry->asid ^ asid) & entry->asid_mask) == 0)
            return entry;
    }
    return NULL;
}

TlbEntry *tlb_find(const Tlb *tlb, uint64_t input, uint64_t stamp, uint16_t asid)
{
    for (uint64_t sizes = tlb->sizes; sizes; sizes &= sizes - 1) {
        unsigned page_log2 = (unsigned)__builtin_ctzll(sizes);
        uint64_t page = input >> page_log2, tag = tlb_tag(page, page_log2);
        size_t set = set_of(tlb, page, page_log2);
        TlbEntry *entry =
            has_tag(&tlb->set[set], tag) ? find_in_set(tlb, set, tag, stamp, asid) : NULL;

        if (entry)
            return entry;
    }
    return NULL;
}

/* A way of the set that holds nothing live, or the next victim. */
static unsigned choose_way(Tlb *tlb, size_t set, const SpaceTable *spaces)
{
    unsigned victim;

    for (unsigned i = 0; i < TLB_WAYS; i++)
        if (!space_live(spaces, tlb->set[set].stamp[i]))
            return i;
    victim = tlb->victim[set];
    tlb->victim[set] = (uint8_t)((victim + 1) % TLB_WAYS);
    return victim;
}

TlbEntry *tlb_claim(Tlb *tlb, uint64_t page, unsigned page_log2, uint64_t stamp,
                    const SpaceTable *spaces, uint64_t *displaced)
{
    size_t index = set_of(tlb, page, page_log2);
    TlbSet *set = &tlb->set[index];
    unsigned way = choose_way(tlb, index, spaces);

    *displaced = space_live(spaces, set->stamp[way]) ? set->tag[way] : 0;
    set->tag[way] = tlb_tag(page, page_log2);
    set->stamp[way] = stamp;
    tlb->sizes |= UINT64_C(1) << page_log2;
    tlb->made++;
    return &tlb->entry[index * TLB_WAYS + way];
}

TlbRef tlb_insert(Tlb *tlb, const TlbEntry *entry, const SpaceTable *spaces, uint64_t *displaced)
{
    TlbEntry *place =
        tlb_claim(tlb, entry->page, entry->page_log2, entry->stamp, spaces, displaced);

    *place = *entry;
    place->made = tlb->made;
    tlb->splintered |= entry->page_log2 < entry->s1_log2;
    return (TlbRef){place, place->made};
}

void tlb_forget(Tlb *tlb, TlbEntry *entry)
{
    size_t at = (size_t)(entry - tlb->entry);

    entry->stamp = 0;
    tlb->set[at / TLB_WAYS].stamp[at % TLB_WAYS] = 0;
}

static unsigned remove_range(Tlb *tlb, TlbEntry *first, size_t count, TlbMatch matches,
                             const Tlbi *tlbi)
{
    unsigned largest = 0;

    for (size_t i = 0; i < count; i++) {
        TlbEntry *entry = &first[i];

        if (entry->stamp == 0 || !matches(entry, tlbi))
            continue;
        tlb_forget(tlb, entry);
        if (entry->s1_log2 > largest)
            largest = entry->s1_log2;
    }
    return largest;
}

unsigned tlb_remove_at(Tlb *tlb, uint64_t input, TlbMatch matches, const Tlbi *tlbi)
{
    unsigned largest = 0;

    /* Pieces of a stage-1 block may be in any set. */
    if (tlb->splintered)
        return tlb_remove_all(tlb, matches, tlbi);
    for (uint64_t sizes = tlb->sizes; sizes; sizes &= sizes - 1) {
        unsigned page_log2 = (unsigned)__builtin_ctzll(sizes);
        size_t set = set_of(tlb, input >> page_log2, page_log2);
        unsigned removed = remove_range(tlb, &tlb->entry[set * TLB_WAYS], TLB_WAYS, matches, tlbi);

        if (removed > largest)
            largest = removed;
    }
    return largest;
}

unsigned tlb_remove_all(Tlb *tlb, TlbMatch matches, const Tlbi *tlbi)
{
    size_t count = ((size_t)1 << tlb->set_log2) * TLB_WAYS;

    return remove_range(tlb, tlb->entry, count, matches, tlbi);
}
