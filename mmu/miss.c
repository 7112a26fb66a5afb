/* SPDX-License-Identifier: MIT
 *
 * miss.c - what no TLB has: the two stages put together, by a memo where there is one.
 *
 * Spec: DDI 0487, AArch64.FullTranslate.
 * Tests: tests/unit/mmu/translate_test.c, tests/unit/mmu/memo_test.c
 * Journey: after mmu/translate.c, before mmu/stage1.c
 */
#include "mmu/desc.h"
#include "mmu/request.h"
#include "mmu/stage.h"

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

/* Adds @s2 to the stage-1 result in @entry, all but the addresses. */
static void combine(const Regime *regime, TlbEntry *entry, const TlbEntry *s2)
{
    bool fwb = bit(regime->hcr, HCR_FWB);
    unsigned mem_attr = s2->data.attr, sh = s2->data.share;
    MemAttr fetch = attr_combine(entry->fetch, mem_attr, sh, bit(regime->hcr, HCR_ID), fwb);

    entry->data = attr_combine(entry->data, mem_attr, sh, bit(regime->hcr, HCR_CD), fwb);
    entry->fetch = attr_fetch(fetch);
    if (s2->block_log2 < entry->block_log2)
        entry->block_log2 = s2->block_log2;
    if (!(entry->flags & TLB_S1_ON))
        entry->s1_log2 = entry->block_log2;
    entry->s2_perm = s2->s2_perm;
    entry->s2_level = s2->s2_level;
    entry->flags = (uint8_t)((entry->flags | s2->flags) & ~TLB_OUT_SECURE);
    entry->allow &= s2->allow;
}

/* Addresses of @entry's first byte, from those of the byte asked for. */
static void set_addresses(TlbEntry *entry, uint64_t ipa, uint64_t pa)
{
    entry->ipa = ipa & ~ones(entry->block_log2);
    entry->output = pa & ~ones(entry->block_log2);
}

static uint64_t output_of(const TlbEntry *s2, uint64_t ipa)
{
    return s2->output | (ipa & ones(s2->page_log2));
}

/* Both stages from the tables, the long way. */
static Fault resolve(RequestWalk *walk, Va va, TlbEntry *entry)
{
    const Request *request = walk->request;
    Fault fault = stage1_translate(walk, va, entry);
    const TlbEntry *s2;
    TlbEntry scratch;
    uint64_t ipa;

    if (fault.kind != FAULT_NONE)
        return fault;
    if (!request->stage2 || request->access.stage1_only) {
        request_no_stage2(entry);
        return fault;
    }
    ipa = entry->ipa | (va.v & ones(entry->block_log2));
    fault = stage2_translate(request, ipa_of(ipa), STAGE2_ACCESS, &scratch, &s2);
    if (fault.kind != FAULT_NONE)
        return fault;
    combine(request->regime, entry, s2);
    set_addresses(entry, ipa, output_of(s2, ipa));
    return fault;
}

static void begin(RequestWalk *walk, const Request *request)
{
    walk->request = request;
    walk->trail.count = walk->trail.found = 0;
}

Fault miss_uncached(const Request *request, Va va, Translation *out)
{
    RequestWalk walk;
    TlbEntry entry;
    Fault fault;

    begin(&walk, request);
    fault = resolve(&walk, va, &entry);
    if (fault.kind != FAULT_NONE)
        return fault;
    entry.page_log2 = entry.block_log2;
    request_answer(&entry, va.v, request->access.type == ACCESS_EXEC, out);
    return fault;
}

/* Puts a copy of @kind in the TLB; what it displaces leaves all copies too. */
static TlbEntry *place(const Request *request, const TlbEntry *kind)
{
    Mmu *mmu = request->mmu;
    uint64_t displaced;
    TlbEntry *entry =
        tlb_place(&mmu->main, kind, request->key, request->space->stamp, &mmu->spaces, &displaced);

    entry->asid = space_asid(request->space, request->regime);
    if (displaced)
        state_dropped(mmu, tlb_tag_input(displaced), tlb_tag_log2(displaced));
    return entry;
}

/* What @memo's stage-1 result and @s2 make together, which is kept for a stage 2 like that. */
static const TlbEntry *both_of(const Regime *regime, Memo *memo, const TlbEntry *s2)
{
    if (UNLIKELY(memcmp(memo->stage2_nature, s2->nature, sizeof s2->nature) != 0)) {
        memo->both = memo->entry;
        combine(regime, &memo->both, s2);
        memcpy(memo->stage2_nature, s2->nature, sizeof s2->nature);
    }
    return &memo->both;
}

/* Stage 1 is known: @ipa. What is left is stage 2 and the entry. */
static Fault fill_known(const Request *request, Memo *memo, Va va, uint64_t ipa, Translation *out)
{
    const TlbEntry *kind = &memo->entry, *s2;
    TlbEntry scratch, *entry;
    uint64_t pa = ipa;
    Fault fault = {.kind = FAULT_NONE};

    state_charge(request->mmu, 1, memo->step_count);
    if (request->stage2) {
        fault = stage2_translate(request, ipa_of(ipa), STAGE2_ACCESS, &scratch, &s2);
        if (UNLIKELY(fault.kind != FAULT_NONE))
            return fault;
        kind = both_of(request->regime, memo, s2);
        pa = output_of(s2, ipa);
    }
    state_prefetch(request->mmu, pa_of(pa));
    entry = place(request, kind);
    set_addresses(entry, ipa, pa);
    request_answer(entry, va.v, request->access.type == ACCESS_EXEC, out);
    return fault;
}

/* Stage 1 by @memo. False: a fault, or the long way must go on from what is in @walk. */
static bool follow(RequestWalk *walk, Memo *memo, uint64_t *output, Fault *fault)
{
    if (walk->request->stage2)
        return stage1_retrace(walk, memo, output, fault);
    return memo_leads_there(memo) && memo_output(memo, walk->request->key, output);
}

/* The long way. */
static Fault fill_anew(RequestWalk *walk, Va va, Translation *out)
{
    const Request *request = walk->request;
    TlbEntry entry;
    Fault fault = resolve(walk, va, &entry);

    if (fault.kind != FAULT_NONE)
        return fault;
    request_tag(request, &entry);
    request_answer(place(request, &entry), va.v, request->access.type == ACCESS_EXEC, out);
    return fault;
}

Fault miss_translate(const Request *request, Va va, Translation *out)
{
    uint64_t base = stage1_table_register(request->regime, va), output;
    Memo *memo = memo_slot(request->mmu->memo, request->key, base);
    Fault fault = {.kind = FAULT_NONE};
    RequestWalk walk;

    begin(&walk, request);
    if (memo_is_of(memo, request->key, base, request->space->id) &&
        request_allowed(request->access, &memo->entry)) {
        if (LIKELY(follow(&walk, memo, &output, &fault)))
            return fill_known(request, memo, va, output | (va.v & ones(memo->block_log2)), out);
        if (fault.kind != FAULT_NONE)
            return fault;
    }
    return fill_anew(&walk, va, out);
}
