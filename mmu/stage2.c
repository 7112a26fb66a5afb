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
    const Request *request = owner;
    const MmuPort *port = &request->mmu->port;

    request_charge(request, 2);
    if (!port->read64(port->owner, pa_of(address), secure, desc))
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

static void keep(const Request *request, const WalkLeaf *leaf, TlbEntry *entry)
{
    Mmu *mmu = request->mmu;
    const Space *space = space_of_stage2(&mmu->stage2_spaces, request->regime);
    TlbEntry evicted;

    if (leaf->needs_af && !request->updates)
        return;
    entry->stamp = space->stamp;
    entry->space = space_index(&mmu->stage2_spaces, space);
    entry->kind = SPACE_STAGE2;
    entry->vmid = space->vmid;
    (void)tlb_insert(&mmu->stage2, entry, &mmu->stage2_spaces, &evicted);
}

/* One walk from the top to the update. */
static Fault walk_once(const Request *request, const WalkStage *stage, Ipa ipa, Stage2Use use,
                       bool writes, WalkLeaf *leaf, TlbEntry *entry, bool *changed)
{
    const WalkReader reader = {read_descriptor, (void *)request};
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

static Fault walk(const Request *request, Ipa ipa, Stage2Use use, bool writes, TlbEntry *entry)
{
    WalkStage stage;
    WalkLeaf leaf = {0};
    FaultKind kind = stage2_begin(request->regime, ipa, &stage);
    bool changed = true;

    if (kind != FAULT_NONE)
        return complete(request, (Fault){.kind = kind}, ipa, use);
    for (unsigned i = 0; i < REQUEST_ATTEMPTS && changed; i++) {
        Fault fault = walk_once(request, &stage, ipa, use, writes, &leaf, entry, &changed);

        if (fault.kind != FAULT_NONE)
            return fault;
    }
    if (!changed)
        keep(request, &leaf, entry);
    return (Fault){.kind = FAULT_NONE};
}

Fault stage2_translate(const Request *request, Ipa ipa, Stage2Use use, TlbEntry *entry)
{
    Mmu *mmu = request->mmu;
    bool writes = use == STAGE2_UPDATE || (use == STAGE2_ACCESS && request->writes);
    const Space *space = space_of_stage2(&mmu->stage2_spaces, request->regime);
    TlbEntry *hit = tlb_find(&mmu->stage2, ipa.v, space->stamp, 0);

    if (!hit)
        return walk(request, ipa, use, writes, entry);
    if (writes && (hit->flags & TLB_S2_CLEAN)) {
        hit->stamp = 0;
        return walk(request, ipa, use, writes, entry);
    }
    *entry = *hit;
    return stage2_check(request, entry, ipa, use);
}
