/* SPDX-License-Identifier: MIT
 *
 * memo.c - the last walk of each 2 MB piece of an input space.
 *
 * Tests: tests/unit/mmu/memo_test.c
 * Journey: after mmu/walk.c, before mmu/perm.c
 */
#include "mmu/memo.h"

/* Hardware would update the descriptor, or a descriptor is not in plain memory. */
static bool is_odd(const WalkLeaf *leaf, const MemoTrail *trail)
{
    for (unsigned i = 0; i < trail->count; i++)
        if (!trail->step[i].host)
            return true;
    return leaf->needs_af || leaf->clean;
}

void memo_make(Memo *memo, uint64_t input, uint64_t base, uint32_t space_id, const WalkStage *stage,
               const WalkLeaf *leaf, const MemoTrail *trail, const TlbEntry *entry)
{
    MemoStep *last;
    uint64_t offset;

    if (is_odd(leaf, trail))
        return;
    memo->piece = input >> MEMO_PIECE_LOG2;
    memo->base = base;
    memo->space_id = space_id;
    memo->step_count = (uint8_t)trail->count;
    memo->block_log2 = leaf->block_log2;
    memo->big_endian = stage->big_endian;
    memo->output_mask = ones(stage->output_bits) & ~ones(leaf->block_log2);
    memo->attributes = leaf->desc & ~memo->output_mask;
    memcpy(memo->step, trail->step, trail->count * sizeof *trail->step);
    memo->entry = *entry;
    memset(memo->stage2_nature, 0xff, sizeof memo->stage2_nature);

    last = &memo->step[trail->count - 1];
    offset = memo_offset(memo, input);
    memo_advance(last, -(int64_t)offset);
}
