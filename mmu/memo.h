/* SPDX-License-Identifier: MIT
 *
 * memo.h - the last walk of each 2 MB piece of an input space, so that the next one there is short.
 *
 * A memo is of host time only: neither the guest nor any count can tell that it is there. It keeps
 * where the descriptors of a walk are in host memory and what those above the last table said. The
 * next walk in that piece reads them all again; while the upper ones say the same, and the last one
 * differs from the one before in nothing but its address, all that was worked out from them holds.
 * So nobody must tell the memo of writes to tables or of TLBIs, and the walk that it replaces is
 * charged in full. Whatever is else goes the long way, which leaves a new memo.
 *
 * Only what needs no hardware update, and is read from plain memory, has a memo.
 *
 * Tests: tests/unit/mmu/memo_test.c, tests/fuzz/mmu_walk_fuzz.c
 */
#ifndef MMU_MEMO_H
#define MMU_MEMO_H

#include <string.h>

#include "mmu/tlb.h"
#include "mmu/walk.h"

#define MEMO_LOG2 8u
#define MEMO_COUNT (1u << MEMO_LOG2)
#define MEMO_PIECE_LOG2 21u
#define MEMO_STEPS 4u

/* One descriptor of a walk. Of the last, the address is that for the first byte of the piece. */
typedef struct MemoStep {
    uint64_t address; /* Ipa for stage 1 under stage 2, else that of @pa */
    Pa pa;
    const uint8_t *host; /* NULL: not in plain memory */
    uint64_t raw;        /* as it was read */
    TlbRef stage2;       /* what stage 2 said of the address, where there is one */
} MemoStep;

typedef struct Memo {
    _Alignas(64) uint64_t piece; /* input address >> MEMO_PIECE_LOG2 */
    uint64_t base;               /* register with the first table's address, but for its ASID */
    uint32_t space_id;           /* 0: there is none */
    uint8_t step_count;
    uint8_t block_log2;
    bool big_endian;
    uint64_t output_mask; /* where the last descriptor holds its address */
    uint64_t attributes;  /* all else in it */
    MemoStep step[MEMO_STEPS];
    TlbEntry entry; /* what this stage made of it, but for tags and addresses */
    TlbEntry both;  /* the same with a stage 2 of this nature */
    uint8_t stage2_nature[TLB_NATURE_BYTES];
} Memo;

/* The descriptors of a walk under way. */
typedef struct MemoTrail {
    unsigned count; /* read so far */
    unsigned found; /* of how many the Pa is known: stage 2 was asked already */
    MemoStep step[MEMO_STEPS];
} MemoTrail;

/* The only place for the memo of @input with tables at @base. */
static inline Memo *memo_slot(Memo *memos, uint64_t input, uint64_t base)
{
    uint64_t hash =
        (input >> MEMO_PIECE_LOG2) ^ (input >> (MEMO_PIECE_LOG2 + MEMO_LOG2)) ^ (base >> 12) * 5u;

    return &memos[hash & ones(MEMO_LOG2)];
}

static inline bool memo_is_of(const Memo *memo, uint64_t input, uint64_t base, uint32_t space_id)
{
    return memo->piece == input >> MEMO_PIECE_LOG2 && ((memo->base ^ base) & ones(48)) == 0 &&
           memo->space_id == space_id;
}

static inline uint64_t memo_read(const uint8_t *host)
{
    uint64_t raw;

    memcpy(&raw, host, sizeof raw);
    return raw;
}

/* Bytes from the piece's first descriptor in the last table to that of @input. */
static inline uint64_t memo_offset(const Memo *memo, uint64_t input)
{
    return (input & ones(MEMO_PIECE_LOG2)) >> memo->block_log2 << 3;
}

static inline void memo_advance(MemoStep *step, int64_t bytes)
{
    step->address += (uint64_t)bytes;
    step->pa.v += (uint64_t)bytes;
    step->host += bytes;
}

/* Whether the descriptors above the last table still say the same. */
static inline bool memo_leads_there(const Memo *memo)
{
    for (unsigned i = 0; i + 1u < memo->step_count; i++)
        if (memo_read(memo->step[i].host) != memo->step[i].raw)
            return false;
    return true;
}

/* *@output: where the block or page of @input is by its descriptor. False: the descriptor is of
 * another kind than the memo's. */
static inline bool memo_output(const Memo *memo, uint64_t input, uint64_t *output)
{
    const MemoStep *last = &memo->step[memo->step_count - 1];
    uint64_t raw = memo_read(last->host + memo_offset(memo, input));
    uint64_t desc = memo->big_endian ? __builtin_bswap64(raw) : raw;

    *output = desc & memo->output_mask;
    return (desc & ~memo->output_mask) == memo->attributes;
}

/* Remembers the walk of @input over @trail from @stage to @leaf, which made @entry, if it is of the
 * kind that has a memo. */
void memo_make(Memo *memo, uint64_t input, uint64_t base, uint32_t space_id, const WalkStage *stage,
               const WalkLeaf *leaf, const MemoTrail *trail, const TlbEntry *entry);

#endif
