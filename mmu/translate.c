/* SPDX-License-Identifier: MIT
 *
 * translate.c - the Mmu: TLB look-up, and the two stages put together on a miss.
 *
 * A hit is one probe of the front. What misses there is looked for in the TLB proper, whose entries
 * keep the permissions, levels and IPA of both stages: a fault is told from the entry without a
 * walk. Only a true miss, AT, and the first write to a clean page walk.
 *
 * Spec: DDI 0487, AArch64.TranslateAddress, AArch64.FullTranslate.
 * Tests: tests/unit/mmu/translate_test.c
 * Journey: after cpu/access.c, before mmu/stage1.c
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

bool request_update(const Request *request, const WalkStage *stage, const WalkLeaf *leaf,
                    uint64_t new_desc, Pa pa, bool *changed)
{
    const MmuPort *port = &request->mmu->port;
    uint64_t old_raw = stage->big_endian ? __builtin_bswap64(leaf->desc) : leaf->desc;
    uint64_t new_raw = stage->big_endian ? __builtin_bswap64(new_desc) : new_desc;
    bool swapped = false;

    *changed = false;
    if (new_raw == old_raw || !request->updates)
        return true;
    if (!port->cas64(port->owner, pa, leaf->desc_secure, old_raw, new_raw, &swapped))
        return false;
    *changed = !swapped;
    return true;
}

void request_find(const Request *request, uint64_t address, Pa pa, MemoStep *step)
{
    const MmuPort *port = &request->mmu->port;

    step->address = address;
    step->pa = pa;
    step->host = port->memory ? port->memory(port->owner, pa) : NULL;
}

bool request_read(const Request *request, MemoStep *step, unsigned stage, bool secure,
                  uint64_t *raw)
{
    const MmuPort *port = &request->mmu->port;

    state_charge(request->mmu, stage, 1);
    if (step->host)
        *raw = memo_read(step->host);
    else if (!port->read64(port->owner, step->pa, secure, raw))
        return false;
    step->raw = *raw;
    return true;
}

static void answer(const TlbEntry *entry, uint64_t va, bool fetch, Translation *out)
{
    uint64_t offset = va & ones(entry->page_log2);
    MemAttr mem = fetch ? entry->fetch : entry->data;

    *out = (Translation){
        .pa = {entry->output | offset},
        .ipa = {entry->ipa | offset},
        .secure = (entry->flags & TLB_OUT_SECURE) != 0,
        .attr = mem.attr,
        .shareability = mem.share,
        .device = attr_is_device(mem.attr),
        .page_log2 = entry->block_log2,
        .guarded = (entry->flags & TLB_S1_GUARDED) != 0,
    };
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

/* Adds @s2 to the stage-1 result in @entry, which is about @va. */
static void combine(const Regime *regime, TlbEntry *entry, const TlbEntry *s2, uint64_t va)
{
    uint64_t ipa = entry->ipa | (va & ones(entry->block_log2));
    uint64_t pa = s2->output | (ipa & ones(s2->block_log2));
    bool fwb = bit(regime->hcr, HCR_FWB);
    unsigned mem_attr = s2->data.attr, sh = s2->data.share;
    MemAttr fetch = attr_combine(entry->fetch, mem_attr, sh, bit(regime->hcr, HCR_ID), fwb);

    entry->data = attr_combine(entry->data, mem_attr, sh, bit(regime->hcr, HCR_CD), fwb);
    entry->fetch = attr_fetch(fetch);
    if (s2->block_log2 < entry->block_log2)
        entry->block_log2 = s2->block_log2;
    if (!(entry->flags & TLB_S1_ON))
        entry->s1_log2 = entry->block_log2;
    entry->ipa = ipa & ~ones(entry->block_log2);
    entry->output = pa & ~ones(entry->block_log2);
    entry->s2_perm = s2->s2_perm;
    entry->s2_level = s2->s2_level;
    entry->flags = (uint8_t)((entry->flags | s2->flags) & ~TLB_OUT_SECURE);
    entry->allow &= s2->allow;
}

/* The same, where it may have been done for @memo before. */
static void combine_known(const Regime *regime, TlbEntry *entry, const TlbEntry *s2, uint64_t va,
                          Memo *memo)
{
    uint64_t ipa = entry->ipa | (va & ones(entry->block_log2));
    uint64_t pa = s2->output | (ipa & ones(s2->block_log2));

    if (memcmp(memo->stage2_nature, s2->nature, sizeof s2->nature) != 0) {
        combine(regime, entry, s2, va);
        memo->both = *entry;
        memcpy(memo->stage2_nature, s2->nature, sizeof s2->nature);
        return;
    }
    *entry = memo->both;
    entry->ipa = ipa & ~ones(entry->block_log2);
    entry->output = pa & ~ones(entry->block_log2);
}

/* Both stages from the tables. On FAULT_NONE @entry is complete but for its tags. */
static Fault translate_stages(const Request *request, Va va, TlbEntry *entry)
{
    const Regime *regime = request->regime;
    Memo *memo;
    Fault fault = stage1_translate(request, va, entry, &memo);
    TlbEntry s2;
    TlbRef ref;

    if (fault.kind != FAULT_NONE)
        return fault;
    if (!request->stage2 || request->access.stage1_only) {
        request_no_stage2(entry);
        return fault;
    }
    fault = stage2_translate(request, ipa_of(entry->ipa | (va.v & ones(entry->block_log2))),
                             STAGE2_ACCESS, &s2, &ref);
    if (fault.kind != FAULT_NONE)
        return fault;
    if (memo)
        combine_known(regime, entry, &s2, va.v, memo);
    else
        combine(regime, entry, &s2, va.v);
    return fault;
}

/* Puts @entry in the TLB; what it displaces leaves the front too. */
static void keep(const Request *request, TlbEntry *entry)
{
    Mmu *mmu = request->mmu;
    const Space *space = request->space;
    uint64_t displaced;

    request_tag(request, entry);
    entry->stamp = space->stamp;
    entry->asid = space_asid(space, request->regime);
    entry->page_log2 = entry->block_log2;
    entry->page = request->key >> entry->page_log2;
    tlb_insert(&mmu->main, entry, &mmu->spaces, &displaced);
    if (displaced)
        state_dropped(mmu, tlb_tag_input(displaced), tlb_tag_log2(displaced));
}

/* A miss where stage 1 is all there is, and its walk has a memo: the whole of translate_anew in a
 * few steps. False: nothing was done. */
static bool translate_by_memo(Mmu *mmu, const Regime *regime, const Space *space, uint64_t key,
                              Access access, Va va, Translation *out)
{
    uint64_t base = stage1_table_register(regime, va), output, displaced;
    const Memo *memo = memo_slot(mmu->memo, key, base);
    TlbEntry *entry;

    if (!memo_is_of(memo, key, base, space->id) || !request_allowed(access, &memo->entry) ||
        !memo_leads_there(memo) || !memo_output(memo, key, &output))
        return false;
    state_prefetch(mmu, pa_of(output | (va.v & ones(memo->block_log2))));
    state_charge(mmu, 1, memo->step_count);
    entry = tlb_claim(&mmu->main, key >> memo->block_log2, memo->block_log2, space->stamp,
                      &mmu->spaces, &displaced);
    *entry = memo->entry;
    entry->stamp = space->stamp;
    entry->page = key >> memo->block_log2;
    entry->output = entry->ipa = output;
    entry->asid = space_asid(space, regime);
    entry->made = mmu->main.made;
    if (displaced)
        state_dropped(mmu, tlb_tag_input(displaced), tlb_tag_log2(displaced));
    answer(entry, va.v, access.type == ACCESS_EXEC, out);
    return true;
}

/* Stage 1 off and no stage 2, or AT: no TLB. */
static Fault translate_uncached(const Request *request, Va va, Translation *out)
{
    TlbEntry entry;
    Fault fault = translate_stages(request, va, &entry);

    if (fault.kind == FAULT_NONE) {
        entry.page_log2 = entry.block_log2;
        answer(&entry, va.v, request->access.type == ACCESS_EXEC, out);
    }
    return fault;
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

/* A miss of all tables. */
static Fault translate_anew(const Request *request, Va va, Translation *out)
{
    TlbEntry entry;
    Fault fault = translate_stages(request, va, &entry);

    if (fault.kind != FAULT_NONE)
        return fault;
    keep(request, &entry);
    answer(&entry, va.v, request->access.type == ACCESS_EXEC, out);
    return fault;
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
        return translate_uncached(&request, va, out);
    if (!hit)
        return translate_anew(&request, va, out);
    fault = check_hit(&request, hit, va);
    if (fault.kind != FAULT_NONE)
        return fault;
    if (request.writes && (hit->flags & (TLB_S1_CLEAN | TLB_S2_CLEAN))) {
        tlb_forget(&mmu->main, hit);
        state_dropped(mmu, key, hit->page_log2);
        return translate_anew(&request, va, out);
    }
    answer(hit, va.v, access.type == ACCESS_EXEC, out);
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
        answer(hit, va.v, access.type == ACCESS_EXEC, out);
        return (Fault){.kind = FAULT_NONE};
    }
    if (!hit && !space->flat && !regime->s2_enabled &&
        translate_by_memo(mmu, regime, space, key, access, va, out))
        return (Fault){.kind = FAULT_NONE};
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
        answer(entry, va.v, access.type == ACCESS_EXEC, out);
        return (Fault){.kind = FAULT_NONE};
    }
    return translate_slowly(mmu, regime, space, key, va, access, out);
}
