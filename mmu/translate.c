/* SPDX-License-Identifier: MIT
 *
 * translate.c - the Mmu: TLB look-up.
 *
 * A hit is one probe of the front. What misses there is looked for in the TLB proper, whose entries
 * keep the permissions, levels and IPA of both stages: a fault is told from the entry without a
 * walk. Only a true miss, AT, and the first write to a clean page walk.
 *
 * Spec: DDI 0487, AArch64.TranslateAddress, AArch64.FullTranslate.
 * Tests: tests/unit/mmu/translate_test.c
 * Journey: after cpu/access.c, before mmu/miss.c
 */
#include <stdlib.h>
#include <string.h>

#include "mmu/desc.h"
#include "mmu/request.h"
#include "mmu/stage.h"

Mmu *mmu_new(const MmuPort *port)
{
    Mmu *mmu = aligned_alloc(_Alignof(Mmu), sizeof *mmu);

    if (!mmu)
        return NULL;
    memset(mmu, 0, sizeof *mmu);
    mmu->port = *port;
    space_table_init(&mmu->spaces);
    space_table_init(&mmu->stage2_spaces);
    if (!tlb_init(&mmu->main, MAIN_SET_LOG2) || !tlb_init(&mmu->stage2, STAGE2_SET_LOG2)) {
        mmu_free(mmu);
        return NULL;
    }
    return mmu;
}

void mmu_free(Mmu *mmu)
{
    if (!mmu)
        return;
    tlb_free(&mmu->main);
    tlb_free(&mmu->stage2);
    free(mmu);
}

void mmu_forget_memory(Mmu *mmu)
{
    memset(mmu->memo, 0, sizeof mmu->memo);
    memset(mmu->stage2_memo, 0, sizeof mmu->stage2_memo);
}

uint64_t mmu_generation(const Mmu *mmu)
{
    return mmu->generation;
}

void mmu_bind(Mmu *mmu, Regime *regime)
{
    const Space *space = space_of_regime(&mmu->spaces, regime);

    regime->binding = (MmuBinding){space->id, space_index(&mmu->spaces, space)};
}

bool mmu_is_bound(const Mmu *mmu, const Regime *regime)
{
    return mmu->spaces.space[regime->binding.index % SPACE_COUNT].id == regime->binding.id;
}

/* Keeps the 4 KB piece of @entry around @key in the front. */
static void front_fill(Mmu *mmu, const Space *space, const TlbEntry *entry, uint64_t key)
{
    TlbEntry *slot = state_front_slot(mmu, key);
    uint64_t piece = key & ones(entry->page_log2) & ~ones(FRONT_PAGE_LOG2);

    *slot = *entry;
    slot->stamp = space->front_stamp;
    slot->page = key >> FRONT_PAGE_LOG2;
    slot->page_log2 = FRONT_PAGE_LOG2;
    slot->output |= piece;
    slot->ipa |= piece;
}

/* What the TLB's @hit says of the access. */
static Fault check_hit(const Request *request, const TlbEntry *hit, Va va)
{
    Fault fault = stage1_check(request, hit);

    if (fault.kind == FAULT_NONE && (hit->flags & TLB_S2_ON))
        fault = stage2_check(request, hit, ipa_of(hit->ipa | (va.v & ones(hit->page_log2))),
                             STAGE2_ACCESS);
    return fault;
}

/* The space of @regime's stage 2, remembered in that of the regime. */
static const Space *stage2_space(Mmu *mmu, Space *space, const Regime *regime)
{
    const Space *stage2 = &mmu->stage2_spaces.space[space->stage2_slot];

    if (UNLIKELY(stage2->id != space->stage2_id)) {
        stage2 = space_of_stage2(&mmu->stage2_spaces, regime);
        space->stage2_id = stage2->id;
        space->stage2_slot = space_index(&mmu->stage2_spaces, stage2);
    }
    return stage2;
}

/* With every case there is. @hit: what the TLB proper has, or NULL. */
static Fault translate_fully(Mmu *mmu, const Regime *regime, Space *space, uint64_t key, Va va,
                             Access access, TlbEntry *hit, Translation *out)
{
    bool address_query = access.type == ACCESS_AT_READ || access.type == ACCESS_AT_WRITE;
    const Request request = {
        .mmu = mmu,
        .regime = regime,
        .space = space,
        .stage2 = regime->s2_enabled ? stage2_space(mmu, space, regime) : NULL,
        .key = key,
        .access = access,
        .writes =
            access.type == ACCESS_WRITE || (access.type == ACCESS_READ && access.atomic_write),
        .updates = !address_query,
    };
    Fault fault;

    if (address_query || space->flat)
        return miss_uncached(&request, va, out);
    if (!hit)
        return miss_translate(&request, va, out);
    fault = check_hit(&request, hit, va);
    if (fault.kind != FAULT_NONE)
        return fault;
    if (request.writes && (hit->flags & (TLB_S1_CLEAN | TLB_S2_CLEAN))) {
        tlb_forget(&mmu->main, hit);
        state_dropped(mmu, key, hit->page_log2);
        return miss_translate(&request, va, out);
    }
    request_answer(hit, va.v, access.type == ACCESS_EXEC, out);
    return fault;
}

/* What the front cannot answer. */
static Fault translate_slowly(Mmu *mmu, const Regime *regime, Space *space, uint64_t key, Va va,
                              Access access, Translation *out)
{
    TlbEntry *hit = NULL;

    if (!space->flat)
        hit = tlb_find(&mmu->main, key, space->stamp, space_asid(space, regime));
    if (hit && request_allowed(access, hit)) {
        front_fill(mmu, space, hit, key);
        request_answer(hit, va.v, access.type == ACCESS_EXEC, out);
        return (Fault){.kind = FAULT_NONE};
    }
    return translate_fully(mmu, regime, space, key, va, access, hit, out);
}

Fault mmu_translate(Mmu *mmu, const Regime *regime, Va va, Access access, Translation *out)
{
    Space *space = &mmu->spaces.space[regime->binding.index % SPACE_COUNT];
    const TlbEntry *entry;
    uint64_t key;

    if (UNLIKELY(!mmu_is_bound(mmu, regime)))
        space = space_of_regime(&mmu->spaces, regime);
    key = space_tlb_key(space, va, access.type == ACCESS_EXEC);
    entry = state_front_slot(mmu, key);
    if (LIKELY(entry->page == key >> FRONT_PAGE_LOG2 && entry->stamp == space->front_stamp &&
               ((entry->asid ^ space_asid(space, regime)) & entry->asid_mask) == 0 &&
               request_allowed(access, entry))) {
        request_answer(entry, va.v, access.type == ACCESS_EXEC, out);
        return (Fault){.kind = FAULT_NONE};
    }
    return translate_slowly(mmu, regime, space, key, va, access, out);
}
