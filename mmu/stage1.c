/* SPDX-License-Identifier: MIT
 *
 * stage1.c - the first stage: from a virtual address to what stage 2, or the bus, is asked.
 *
 * Spec: DDI 0487, AArch64.FirstStageTranslate, AArch64.TranslateAddressS1Off,
 * AArch64.CheckPermission, AArch64.CheckAndUpdateDescriptor.
 * Tests: tests/unit/mmu/translate_test.c, tests/unit/mmu/update_test.c
 * Journey: after mmu/miss.c, before mmu/stage.c
 */
#include "mmu/desc.h"
#include "mmu/request.h"
#include "mmu/stage.h"

#define NO_BLOCK_LOG2 48u /* stage 1 off: stage 2 alone decides the size */

static Fault check_permission(const Request *request, const TlbEntry *entry)
{
    const Regime *regime = request->regime;
    Access access = request->access;
    bool pan_counts = access.type != ACCESS_CACHE && access.type != ACCESS_CACHE_WRITE;
    Who who = {.privileged = access.privileged, .pan = access.pan && pan_counts};
    unsigned needed = perm_needed(access);
    unsigned rights =
        perm_stage1(entry->s1_perm, stage1_two_ranges(regime), bit(regime->sctlr, SCTLR_WXN), who);
    Fault fault;

    if ((rights & needed) == needed)
        return (Fault){.kind = FAULT_NONE};
    fault = request_fault(request, FAULT_PERMISSION, 1, entry->s1_level);
    fault.on_write = perm_refused_on_write(access, rights);
    return fault;
}

Fault stage1_check(const Request *request, const TlbEntry *entry)
{
    Access access = request->access;

    if (access.unaligned && access.type != ACCESS_EXEC && (entry->flags & TLB_S1_DEVICE))
        return request_fault(request, FAULT_ALIGNMENT, 1, 0);
    if (entry->flags & TLB_S1_ON)
        return check_permission(request, entry);
    return (Fault){.kind = FAULT_NONE};
}

/* AArch64.TranslateAddressS1Off. */
static Fault translate_off(const Request *request, Va va, TlbEntry *entry)
{
    const Regime *regime = request->regime;
    bool upper = bit(va.v, 55);
    uint64_t address = stage1_top_byte_ignored(regime, upper, request->access.type == ACCESS_EXEC)
                           ? va.v & ones(56)
                           : va.v;
    bool cacheable = regime->kind == REGIME_EL10 && !regime->secure && bit(regime->hcr, HCR_DC);

    if ((address >> regime->pa_bits) != 0)
        return request_fault(request, FAULT_ADDRESS_SIZE, 1, 0);
    *entry = (TlbEntry){
        .page_log2 = NO_BLOCK_LOG2,
        .block_log2 = NO_BLOCK_LOG2,
        .s1_log2 = NO_BLOCK_LOG2,
        .data = attr_stage1_off(false, cacheable, false),
        .fetch = attr_stage1_off(true, cacheable, bit(regime->sctlr, SCTLR_I)),
        .flags = (uint8_t)((cacheable ? 0 : TLB_S1_DEVICE) | (regime->secure ? TLB_OUT_SECURE : 0)),
        .allow = TLB_ALLOW_ALL,
    };
    return stage1_check(request, entry);
}

/* Where the descriptor at @address is, which is an IPA where stage 2 is on. */
static Fault find_descriptor(const Request *request, uint64_t address, Stage2Use use,
                             MemoStep *step)
{
    const TlbEntry *entry;
    TlbEntry scratch;
    Pa pa = pa_of(address);
    Fault fault = {.kind = FAULT_NONE};

    if (request->stage2) {
        fault = stage2_translate(request, ipa_of(address), use, &scratch, &entry);
        if (fault.kind != FAULT_NONE)
            return fault;
        pa = pa_of(entry->output | (address & ones(entry->page_log2)));
        step->stage2 = (TlbRef){entry == &scratch ? NULL : entry, entry->made};
    }
    request_find(request, address, pa, step);
    return fault;
}

static Fault read_descriptor(void *owner, uint64_t address, bool secure, uint64_t *desc)
{
    RequestWalk *walk = owner;
    MemoTrail *trail = &walk->trail;
    MemoStep *step = &trail->step[trail->count];
    Fault fault = {.kind = FAULT_NONE};

    if (trail->count >= trail->found)
        fault = find_descriptor(walk->request, address, STAGE2_WALK, step);
    if (fault.kind != FAULT_NONE)
        return fault;
    trail->count++;
    if (!request_read(walk->request, step, 1, secure, desc))
        return (Fault){.kind = FAULT_EXTERNAL_WALK};
    return fault;
}

static uint8_t permissions(const Regime *regime, const WalkLeaf *leaf, bool out_secure)
{
    uint64_t desc = leaf->desc;
    bool read_only = (bit(desc, DESC_AP2) && !leaf->clean) || leaf->table_read_only;
    bool el0 = bit(desc, DESC_AP1) && !leaf->table_privileged_only;
    /* SCR_EL3.SIF: Secure state does not fetch from Non-secure memory. */
    bool no_fetch = regime->sif && regime->secure && !out_secure;
    bool xn = bit(desc, DESC_XN) || leaf->table_xn || no_fetch;
    bool pxn = bit(desc, DESC_PXN) || leaf->table_pxn || no_fetch;

    return (uint8_t)((read_only ? S1_READ_ONLY : 0) | (el0 ? S1_EL0 : 0) | (xn ? S1_XN : 0) |
                     (pxn ? S1_PXN : 0));
}

/* Secure EL1&0 makes what came through Non-secure tables non-global. */
static uint16_t asid_mask(const Regime *regime, const WalkLeaf *leaf)
{
    bool not_global = bit(leaf->desc, DESC_NG) || (regime->secure && leaf->ns_table);

    return stage1_two_ranges(regime) && not_global ? 0xffff : 0;
}

static void fill(const Request *request, TlbEntry *entry, const WalkLeaf *leaf)
{
    const Regime *regime = request->regime;
    uint64_t sctlr = regime->sctlr;
    uint8_t mair = (uint8_t)(regime->mair >> (8 * desc_attr_index(leaf->desc)));
    unsigned sh = desc_shareability(leaf->desc);
    bool secure = regime->secure && !leaf->ns_table && !bit(leaf->desc, DESC_NS);

    *entry = (TlbEntry){
        .page_log2 = leaf->block_log2,
        .block_log2 = leaf->block_log2,
        .s1_log2 = leaf->block_log2,
        .ipa = leaf->output & ~ones(leaf->block_log2),
        .s1_level = leaf->level,
        .s1_perm = permissions(regime, leaf, secure),
        .data = attr_stage1(mair, sh, !bit(sctlr, SCTLR_C)),
        .fetch = attr_stage1(mair, sh, !bit(sctlr, SCTLR_I)),
        .asid_mask = asid_mask(regime, leaf),
    };
    entry->flags = (uint8_t)(TLB_S1_ON | (attr_is_device(entry->data.attr) ? TLB_S1_DEVICE : 0) |
                             (leaf->clean && !request->writes ? TLB_S1_CLEAN : 0) |
                             (regime->has_bti && bit(leaf->desc, DESC_GP) ? TLB_S1_GUARDED : 0) |
                             (secure ? TLB_OUT_SECURE : 0));
}

/* AArch64.CheckAndUpdateDescriptor. The update itself goes through stage 2, as a write. */
static Fault update(const Request *request, const WalkStage *stage, const WalkLeaf *leaf,
                    bool *changed)
{
    uint64_t desc = leaf->desc;
    MemoStep step;
    Fault fault;

    *changed = false;
    if (leaf->needs_af)
        desc |= UINT64_C(1) << DESC_AF;
    if (leaf->clean && request->writes)
        desc &= ~(UINT64_C(1) << DESC_AP2);
    if (desc == leaf->desc || !request->updates)
        return (Fault){.kind = FAULT_NONE};
    fault = find_descriptor(request, leaf->desc_address, STAGE2_UPDATE, &step);
    if (fault.kind != FAULT_NONE)
        return fault;
    if (!request_update(request, stage, leaf, desc, step.pa, changed))
        return request_fault(request, FAULT_EXTERNAL_WALK, 1, leaf->level);
    return fault;
}

/* What each kind of requester may do by stage 1, without a word from stage1_check. */
static uint16_t allowed(const Regime *regime, const TlbEntry *entry)
{
    bool wxn = bit(regime->sctlr, SCTLR_WXN), two = stage1_two_ranges(regime);
    unsigned allow = 0;

    for (unsigned mode = 0; mode < TLB_MODE_COUNT; mode++) {
        Who who = {.privileged = mode != TLB_MODE_EL0, .pan = mode == TLB_MODE_PAN};

        allow |= perm_stage1(entry->s1_perm, two, wxn, who) << (mode * TLB_MODE_BITS);
    }
    return (uint16_t)(entry->flags & TLB_S1_CLEAN ? allow & ~TLB_ALLOW_WRITES : allow);
}

static Fault walk_once(RequestWalk *walk, const WalkStage *stage, Va va, WalkLeaf *leaf,
                       TlbEntry *entry, bool *changed)
{
    const Request *request = walk->request;
    const WalkReader reader = {read_descriptor, walk};
    Fault fault = walk_tables(stage, va.v, &reader, leaf);

    /* Stage 2 has completed its own faults. */
    if (fault.kind != FAULT_NONE)
        return fault.stage == 2 ? fault : request_fault(request, fault.kind, 1, fault.level);
    fill(request, entry, leaf);
    fault = stage1_check(request, entry);
    if (fault.kind != FAULT_NONE)
        return fault;
    return update(request, stage, leaf, changed);
}

/* Should the descriptor keep changing under the walk, the last one read is used as it was. */
static Fault walk_all(RequestWalk *walk, const WalkStage *stage, Va va, WalkLeaf *leaf,
                      TlbEntry *entry)
{
    Fault fault = {.kind = FAULT_NONE};
    bool changed = true;

    for (unsigned i = 0; i < REQUEST_ATTEMPTS && changed && fault.kind == FAULT_NONE; i++) {
        walk->trail.count = 0;
        fault = walk_once(walk, stage, va, leaf, entry, &changed);
        walk->trail.found = 0;
    }
    return fault;
}

/* The trail of @memo's first @count steps, for the long way. */
static void copy_steps(MemoTrail *trail, const Memo *memo, unsigned count, uint64_t input)
{
    memcpy(trail->step, memo->step, count * sizeof *memo->step);
    trail->found = count;
    if (count == memo->step_count)
        memo_advance(&trail->step[count - 1], (int64_t)memo_offset(memo, input));
}

/* Asks stage 2 for the descriptor of @step, @offset bytes on. False: a fault, or it is elsewhere
 * now than it was: at @now. */
static bool find_again(const Request *request, MemoStep *step, uint64_t offset, MemoStep *now,
                       Fault *fault)
{
    *fault = find_descriptor(request, step->address + offset, STAGE2_WALK, now);
    if (fault->kind != FAULT_NONE || now->host != step->host + offset)
        return false;
    step->stage2 = now->stage2;
    return true;
}

/* What is in stage 2's TLB still needs no asking, as a hit changes nothing there. */
bool stage1_retrace(RequestWalk *walk, Memo *memo, uint64_t *output, Fault *fault)
{
    const Request *request = walk->request;

    for (unsigned i = 0; i < memo->step_count; i++) {
        MemoStep *step = &memo->step[i], *now = &walk->trail.step[i];
        bool last = i + 1u == memo->step_count;
        uint64_t offset = last ? memo_offset(memo, request->key) : 0;

        if (UNLIKELY(!tlb_ref_holds(step->stage2, request->stage2->stamp) &&
                     !find_again(request, step, offset, now, fault))) {
            if (fault->kind != FAULT_NONE && i > 0)
                state_charge(request->mmu, 1, i);
            copy_steps(&walk->trail, memo, i, request->key);
            walk->trail.found = i + 1;
            return false;
        }
        if (UNLIKELY(!last && memo_read(step->host) != step->raw)) {
            copy_steps(&walk->trail, memo, i + 1, request->key);
            return false;
        }
    }
    if (LIKELY(memo_output(memo, request->key, output)))
        return true;
    copy_steps(&walk->trail, memo, memo->step_count, request->key);
    return false;
}

/* The long way ends where a memo may begin. */
static void learn(RequestWalk *walk, uint64_t base, const WalkStage *stage, const WalkLeaf *leaf,
                  TlbEntry *entry)
{
    const Request *request = walk->request;

    request_tag(request, entry);
    if (!request->stage2)
        request_no_stage2(entry);
    if (request->updates)
        memo_make(memo_slot(request->mmu->memo, request->key, base), request->key, base,
                  request->space->id, stage, leaf, &walk->trail, entry);
}

Fault stage1_translate(RequestWalk *walk, Va va, TlbEntry *entry)
{
    const Request *request = walk->request;
    const Regime *regime = request->regime;
    WalkStage stage;
    WalkLeaf leaf;
    Fault fault;
    FaultKind kind;

    if (!stage1_enabled(regime))
        return translate_off(request, va, entry);
    kind = stage1_begin(regime, va, request->access.type == ACCESS_EXEC, &stage);
    if (kind != FAULT_NONE)
        return request_fault(request, kind, 1, 0);
    fault = walk_all(walk, &stage, va, &leaf, entry);
    if (fault.kind != FAULT_NONE)
        return fault;
    entry->allow = allowed(regime, entry);
    learn(walk, stage1_table_register(regime, va), &stage, &leaf, entry);
    return fault;
}
