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
        size_t set = tlb_set_of(tlb, page, page_log2);
        TlbEntry *entry =
            has_tag(&tlb->set[set], tag) ? find_in_set(tlb, set, tag, stamp, asid) : NULL;

        if (entry)
            return entry;
    }
    return NULL;
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
        size_t set = tlb_set_of(tlb, input >> page_log2, page_log2);
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
