/* SPDX-License-Identifier: MIT
 *
 * stage2.c - the second stage: from the IPA of an access, or of a stage-1 descriptor, to the PA.
 *
 * Spec: DDI 0487, AArch64.SecondStageTranslate, AArch64.SecondStageWalk, AArch64.CheckS2Permission,
 * AArch64.CheckAndUpdateDescriptor.    Tests: tests/unit/mmu/stage2_test.c
 * Journey: after mmu/attr.c, before mmu/space.c
 */
#include "mmu/desc.h"
#include "mmu/request.h"
#include "mmu/stage.h"

/* Completes a fault of stage 2's own with what only the use knows. An update that stage 2 refuses
 * counts as a write, whatever the access was. */
static Fault complete(const Request *request, Fault fault, Ipa ipa, Stage2Use use)
{
    fault = request_fault(request, fault.kind, 2, fault.level);
    fault.on_s1_walk = use != STAGE2_ACCESS;
    fault.on_write |= use == STAGE2_UPDATE;
    fault.ipa = ipa;
    fault.has_ipa = true;
    return fault;
}

static unsigned rights_needed(const Request *request, Stage2Use use)
{
    switch (use) {
    case STAGE2_WALK:
        return RIGHT_READ;
    case STAGE2_UPDATE:
        return RIGHT_WRITE;
    default:
        return perm_needed(request->access);
    }
}

static Fault check_permission(const Request *request, const TlbEntry *entry, Ipa ipa, Stage2Use use)
{
    const Regime *regime = request->regime;
    unsigned needed = rights_needed(request, use);
    unsigned rights = perm_stage2(entry->s2_perm, regime->has_xnx, request->access.privileged);
    Fault fault = {.kind = FAULT_PERMISSION, .level = entry->s2_level};

    if ((rights & needed) == needed) {
        /* HCR_EL2.PTW: stage-1 tables in Device memory. */
        bool protected_walk =
            use != STAGE2_ACCESS && bit(regime->hcr, HCR_PTW) && (entry->flags & TLB_S2_DEVICE);

        return protected_walk ? complete(request, fault, ipa, use) : (Fault){.kind = FAULT_NONE};
    }
    fault = complete(request, fault, ipa, use);
    if (use == STAGE2_ACCESS)
        fault.on_write = perm_refused_on_write(request->access, rights);
    return fault;
}

Fault stage2_check(const Request *request, const TlbEntry *entry, Ipa ipa, Stage2Use use)
{
    Access access = request->access;

    if (use == STAGE2_ACCESS && access.unaligned && access.type != ACCESS_EXEC &&
        (entry->flags & TLB_S2_DEVICE))
        return complete(request, (Fault){.kind = FAULT_ALIGNMENT}, ipa, use);
    return check_permission(request, entry, ipa, use);
}

static Fault read_descriptor(void *owner, uint64_t address, bool secure, uint64_t *desc)
{
    RequestWalk *walk = owner;
    MemoStep *step = &walk->trail.step[walk->trail.count++];

    request_find(walk->request, address, pa_of(address), step);
    if (!request_read(walk->request, step, 2, secure, desc))
        return (Fault){.kind = FAULT_EXTERNAL_WALK};
    return (Fault){.kind = FAULT_NONE};
}

static void fill(TlbEntry *entry, const WalkLeaf *leaf, Ipa ipa, bool fwb)
{
    uint64_t desc = leaf->desc;
    unsigned mem_attr = desc_s2_mem_attr(desc);
    bool device = attr_stage2_is_device(mem_attr, fwb);

    *entry = (TlbEntry){
        .page = ipa.v >> leaf->block_log2,
        .page_log2 = leaf->block_log2,
        .block_log2 = leaf->block_log2,
        .s1_log2 = leaf->block_log2,
        .output = leaf->output & ~ones(leaf->block_log2),
        .s2_level = leaf->level,
        .s2_perm = (uint8_t)((bit(desc, DESC_AP1) ? S2_READ : 0) |
                             (bit(desc, DESC_AP2) || leaf->clean ? S2_WRITE : 0) |
                             (bit(desc, DESC_XN) ? S2_XN : 0) | (bit(desc, DESC_PXN) ? S2_XXN : 0)),
        .data = {(uint8_t)mem_attr, (uint8_t)desc_shareability(desc)},
        .flags = (uint8_t)(TLB_S2_ON | (device ? TLB_S2_DEVICE : 0)),
    };
}

/* AArch64.CheckAndUpdateDescriptor. */
static Fault update(const Request *request, const WalkStage *stage, const WalkLeaf *leaf,
                    bool writes, bool *changed)
{
    uint64_t desc = leaf->desc;

    if (leaf->needs_af)
        desc |= UINT64_C(1) << DESC_AF;
    if (leaf->clean && writes)
        desc |= UINT64_C(1) << DESC_AP2;
    if (!request_update(request, stage, leaf, desc, pa_of(leaf->desc_address), changed))
        return (Fault){.kind = FAULT_EXTERNAL_WALK, .level = leaf->level};
    return (Fault){.kind = FAULT_NONE};
}

/* What each kind of requester may do by stage 2, without a word from stage2_check. */
static uint16_t allowed(const Regime *regime, const TlbEntry *entry)
{
    unsigned allow = 0;

    for (unsigned mode = 0; mode < TLB_MODE_COUNT; mode++)
        allow |= perm_stage2(entry->s2_perm, regime->has_xnx, mode != TLB_MODE_EL0)
                 << (mode * TLB_MODE_BITS);
    return (uint16_t)(entry->flags & TLB_S2_CLEAN ? allow & ~TLB_ALLOW_WRITES : allow);
}

static TlbEntry *place(const Request *request, const TlbEntry *kind, Ipa ipa)
{
    Mmu *mmu = request->mmu;
    uint64_t displaced;

    return tlb_place(&mmu->stage2, kind, ipa.v, request->stage2->stamp, &mmu->stage2_spaces,
                     &displaced);
}

/* One walk from the top to the update. */
static Fault walk_once(RequestWalk *walk, const WalkStage *stage, Ipa ipa, Stage2Use use,
                       bool writes, WalkLeaf *leaf, TlbEntry *entry, bool *changed)
{
    const Request *request = walk->request;
    const WalkReader reader = {read_descriptor, walk};
    Fault fault = walk_tables(stage, ipa.v, &reader, leaf);

    if (fault.kind != FAULT_NONE)
        return complete(request, fault, ipa, use);
    fill(entry, leaf, ipa, bit(request->regime->hcr, HCR_FWB));
    fault = stage2_check(request, entry, ipa, use);
    if (fault.kind != FAULT_NONE)
        return fault;
    fault = update(request, stage, leaf, writes, changed);
    if (fault.kind != FAULT_NONE)
        return complete(request, fault, ipa, use);
    if (leaf->clean && !writes)
        entry->flags |= TLB_S2_CLEAN;
    return fault;
}

/* The long way, which leaves a memo for the next time. */
static Fault walk_and_learn(const Request *request, Ipa ipa, Stage2Use use, bool writes, Memo *memo,
                            TlbEntry *scratch, const TlbEntry **entry)
{
    RequestWalk walk;
    WalkStage stage;
    WalkLeaf leaf = {0};
    FaultKind kind = stage2_begin(request->regime, ipa, &stage);
    bool changed = true;

    if (kind != FAULT_NONE)
        return complete(request, (Fault){.kind = kind}, ipa, use);
    walk.request = request;
    for (unsigned i = 0; i < REQUEST_ATTEMPTS && changed; i++) {
        Fault fault;

        walk.trail.count = 0;
        fault = walk_once(&walk, &stage, ipa, use, writes, &leaf, scratch, &changed);
        if (fault.kind != FAULT_NONE)
            return fault;
    }
    scratch->allow = allowed(request->regime, scratch);
    scratch->kind = SPACE_STAGE2;
    scratch->vmid = request->stage2->vmid;
    memo_make(memo, ipa.v, request->regime->vttbr, request->stage2->id, &stage, &leaf, &walk.trail,
              scratch);
    *entry = scratch;
    if (!changed && (!leaf.needs_af || request->updates))
        *entry = place(request, scratch, ipa);
    return (Fault){.kind = FAULT_NONE};
}

/* Whether stage2_check would let this pass. */
static bool passes(const Request *request, const TlbEntry *entry, Ipa ipa, Stage2Use use)
{
    return (use == STAGE2_ACCESS && request_allowed(request->access, entry)) ||
           stage2_check(request, entry, ipa, use).kind == FAULT_NONE;
}

/* The walk by its memo. False: it must go the long way. */
static bool follow(const Request *request, Ipa ipa, Stage2Use use, const Memo *memo,
                   const TlbEntry **entry)
{
    TlbEntry *placed;
    uint64_t output;

    if (!passes(request, &memo->entry, ipa, use) || !memo_leads_there(memo) ||
        !memo_output(memo, ipa.v, &output))
        return false;
    state_charge(request->mmu, 2, memo->step_count);
    placed = place(request, &memo->entry, ipa);
    placed->output = output;
    *entry = placed;
    return true;
}

static Fault walk(const Request *request, Ipa ipa, Stage2Use use, bool writes, TlbEntry *scratch,
                  const TlbEntry **entry)
{
    uint64_t base = request->regime->vttbr;
    Memo *memo = memo_slot(request->mmu->stage2_memo, ipa.v, base);

    if (memo_is_of(memo, ipa.v, base, request->stage2->id) &&
        follow(request, ipa, use, memo, entry))
        return (Fault){.kind = FAULT_NONE};
    return walk_and_learn(request, ipa, use, writes, memo, scratch, entry);
}

Fault stage2_translate(const Request *request, Ipa ipa, Stage2Use use, TlbEntry *scratch,
                       const TlbEntry **entry)
{
    Mmu *mmu = request->mmu;
    bool writes = use == STAGE2_UPDATE || (use == STAGE2_ACCESS && request->writes);
    TlbEntry *hit = tlb_find(&mmu->stage2, ipa.v, request->stage2->stamp, 0);

    if (hit && writes && (hit->flags & TLB_S2_CLEAN)) {
        tlb_forget(&mmu->stage2, hit);
        hit = NULL;
    }
    if (!hit)
        return walk(request, ipa, use, writes, scratch, entry);
    *entry = hit;
    return stage2_check(request, hit, ipa, use);
}
