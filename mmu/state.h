/* SPDX-License-Identifier: MIT
 *
 * state.h - what an Mmu is, for the files of this folder.
 *
 * Three tables. `front` holds copies of 4 KB pieces of `main` entries, direct-mapped, for one probe
 * per access; it is always a subset of `main`, so losing a piece costs host time but no walk.
 * `main` is the architectural TLB of combined translations. `stage2` is the TLB of stage 2 alone,
 * which keeps nested walks short. The memos (mmu/memo.h) make walks short, not fewer.
 */
#ifndef MMU_STATE_H
#define MMU_STATE_H

#include "mmu/memo.h"
#include "mmu/space.h"
#include "mmu/tlb.h"

#define FRONT_LOG2 8u
#define FRONT_PAGE_LOG2 12u
#define MAIN_SET_LOG2 8u   /* 1024 entries of 4 ways, the second-level TLB of a Cortex-A57 */
#define STAGE2_SET_LOG2 6u /* CHOICE: 256 entries of 4 ways */

struct Mmu {
    TlbEntry front[1u << FRONT_LOG2];
    SpaceTable spaces; /* of front and main */
    SpaceTable stage2_spaces;
    Tlb main;
    Tlb stage2;
    Memo memo[MEMO_COUNT]; /* of stage 1 */
    Memo stage2_memo[MEMO_COUNT];
    MmuPort port;
    uint64_t generation;
};

/* @count descriptors were read by a walk of @stage. */
static inline void state_charge(Mmu *mmu, unsigned stage, unsigned count)
{
    if (mmu->port.walk_steps)
        mmu->port.walk_steps(mmu->port.owner, stage, count);
}

/* An access of @pa is what a walk is for: what is left to do can be done while the host's caches
 * fetch it. */
static inline void state_prefetch(Mmu *mmu, Pa pa)
{
    const uint8_t *host = mmu->port.memory(mmu->port.owner, pa);

    if (host)
        __builtin_prefetch(host);
}

/* The only place in the front for the 4 KB piece at @key (space_tlb_key). */
static inline TlbEntry *state_front_slot(Mmu *mmu, uint64_t key)
{
    uint64_t page = key >> FRONT_PAGE_LOG2;

    return &mmu->front[(page ^ (page >> FRONT_LOG2)) & ones(FRONT_LOG2)];
}

/* Forgets the pieces of a block of @block_log2 bytes around @key; of a large one, every piece. */
static inline void state_front_drop(Mmu *mmu, uint64_t key, unsigned block_log2)
{
    uint64_t base = key & ~ones(block_log2);

    if (block_log2 > FRONT_PAGE_LOG2 + 4) {
        for (unsigned i = 0; i < SPACE_COUNT; i++)
            space_restamp_front(&mmu->spaces, &mmu->spaces.space[i]);
        return;
    }
    for (unsigned i = 0; i < 1u << (block_log2 - FRONT_PAGE_LOG2); i++) {
        uint64_t at = base + ((uint64_t)i << FRONT_PAGE_LOG2);
        TlbEntry *slot = state_front_slot(mmu, at);

        if (slot->page == at >> FRONT_PAGE_LOG2)
            slot->stamp = 0;
    }
}

/* An entry left the TLB: the front, and whoever copies outside, must not know it either. */
static inline void state_dropped(Mmu *mmu, uint64_t key, unsigned page_log2)
{
    state_front_drop(mmu, key, page_log2);
    if (mmu->port.evicted)
        mmu->port.evicted(mmu->port.owner, va_of(key & ~ones(page_log2)), page_log2);
}

#endif
