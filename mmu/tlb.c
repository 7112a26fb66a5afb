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
    size_t size_bytes = sets * TLB_WAYS * sizeof *tlb->entry;

    *tlb = (Tlb){.set_log2 = set_log2};
    tlb->entry = aligned_alloc(_Alignof(TlbEntry), size_bytes);
    tlb->victim = calloc(sets, sizeof *tlb->victim);
    if (!tlb->entry || !tlb->victim)
        return false;
    memset(tlb->entry, 0, size_bytes);
    return true;
}

void tlb_free(Tlb *tlb)
{
    free(tlb->entry);
    free(tlb->victim);
}

/* The size is mixed in, so that the first pages of blocks do not all meet in set 0. */
static size_t set_of(const Tlb *tlb, uint64_t page, unsigned page_log2)
{
    uint64_t hash = page ^ (page >> tlb->set_log2) ^ ((uint64_t)page_log2 * 37u);

    return (size_t)(hash & ones(tlb->set_log2));
}

static TlbEntry *ways_of(const Tlb *tlb, uint64_t page, unsigned page_log2)
{
    return &tlb->entry[set_of(tlb, page, page_log2) * TLB_WAYS];
}

TlbEntry *tlb_find(const Tlb *tlb, uint64_t input, uint64_t stamp, uint16_t asid)
{
    for (uint64_t sizes = tlb->sizes; sizes; sizes &= sizes - 1) {
        unsigned page_log2 = (unsigned)__builtin_ctzll(sizes);
        uint64_t page = input >> page_log2;
        TlbEntry *way = ways_of(tlb, page, page_log2);

        for (unsigned i = 0; i < TLB_WAYS; i++, way++)
            if (way->stamp == stamp && way->page == page && way->page_log2 == page_log2 &&
                ((way->asid ^ asid) & way->asid_mask) == 0)
                return way;
    }
    return NULL;
}

static bool is_live(const TlbEntry *entry, const SpaceTable *spaces)
{
    return entry->stamp != 0 && entry->stamp == spaces->space[entry->space].stamp;
}

/* A way of the set that holds nothing live, or the next victim. */
static TlbEntry *choose_way(Tlb *tlb, size_t set, const SpaceTable *spaces)
{
    TlbEntry *way = &tlb->entry[set * TLB_WAYS];

    for (unsigned i = 0; i < TLB_WAYS; i++)
        if (!is_live(&way[i], spaces))
            return &way[i];
    way += tlb->victim[set];
    tlb->victim[set] = (uint8_t)((tlb->victim[set] + 1) % TLB_WAYS);
    return way;
}

bool tlb_insert(Tlb *tlb, const TlbEntry *entry, const SpaceTable *spaces, TlbEntry *evicted)
{
    size_t set = set_of(tlb, entry->page, entry->page_log2);
    TlbEntry *way = choose_way(tlb, set, spaces);
    bool displaced = is_live(way, spaces);

    *evicted = *way;
    *way = *entry;
    tlb->sizes |= UINT64_C(1) << entry->page_log2;
    tlb->splintered |= entry->page_log2 < entry->s1_log2;
    return displaced;
}

static unsigned remove_range(TlbEntry *first, size_t count, TlbMatch matches, const Tlbi *tlbi)
{
    unsigned largest = 0;

    for (size_t i = 0; i < count; i++) {
        TlbEntry *entry = &first[i];

        if (entry->stamp == 0 || !matches(entry, tlbi))
            continue;
        entry->stamp = 0;
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
        TlbEntry *way = ways_of(tlb, input >> page_log2, page_log2);
        unsigned removed = remove_range(way, TLB_WAYS, matches, tlbi);

        if (removed > largest)
            largest = removed;
    }
    return largest;
}

unsigned tlb_remove_all(Tlb *tlb, TlbMatch matches, const Tlbi *tlbi)
{
    size_t count = ((size_t)1 << tlb->set_log2) * TLB_WAYS;

    return remove_range(tlb->entry, count, matches, tlbi);
}
