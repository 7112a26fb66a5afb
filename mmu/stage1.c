/* SPDX-License-Identifier: MIT
 *
 * stage1.c - the first stage: from a virtual address to what stage 2, or the bus, is asked.
 *
 * Spec: DDI 0487, AArch64.FirstStageTranslate, AArch64.TranslateAddressS1Off,
 * AArch64.CheckPermission, AArch64.CheckAndUpdateDescriptor.
 * Tests: tests/unit/mmu/translate_test.c, tests/unit/mmu/update_test.c
 * Journey: after mmu/translate.c, before mmu/stage.c
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
    };
    return stage1_check(request, entry);
}

/* A descriptor's address is an IPA where stage 2 is on. */
static Fault descriptor_pa(const Request *request, uint64_t address, Stage2Use use, Pa *pa)
{
    TlbEntry entry;
    Fault fault;

    *pa = pa_of(address);
    if (!request->regime->s2_enabled)
        return (Fault){.kind = FAULT_NONE};
    fault = stage2_translate(request, ipa_of(address), use, &entry);
    if (fault.kind == FAULT_NONE)
        *pa = pa_of(entry.output | (address & ones(entry.page_log2)));
    return fault;
}

static Fault read_descriptor(void *owner, uint64_t address, bool secure, uint64_t *desc)
{
    const Request *request = owner;
    const MmuPort *port = &request->mmu->port;
    Pa pa;
    Fault fault = descriptor_pa(request, address, STAGE2_WALK, &pa);

    if (fault.kind != FAULT_NONE)
        return fault;
    request_charge(request, 1);
    if (!port->read64(port->owner, pa, secure, desc))
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
    Pa pa;
    Fault fault;

    *changed = false;
    if (leaf->needs_af)
        desc |= UINT64_C(1) << DESC_AF;
    if (leaf->clean && request->writes)
        desc &= ~(UINT64_C(1) << DESC_AP2);
    if (desc == leaf->desc || !request->updates)
        return (Fault){.kind = FAULT_NONE};
    fault = descriptor_pa(request, leaf->desc_address, STAGE2_UPDATE, &pa);
    if (fault.kind != FAULT_NONE)
        return fault;
    if (!request_update(request, stage, leaf, desc, pa, changed))
        return request_fault(request, FAULT_EXTERNAL_WALK, 1, leaf->level);
    return fault;
}

static Fault walk_once(const Request *request, const WalkStage *stage, Va va, TlbEntry *entry,
                       bool *changed)
{
    const WalkReader reader = {read_descriptor, (void *)request};
    WalkLeaf leaf;
    Fault fault = walk_tables(stage, va.v, &reader, &leaf);

    /* Stage 2 has completed its own faults. */
    if (fault.kind != FAULT_NONE)
        return fault.stage == 2 ? fault : request_fault(request, fault.kind, 1, fault.level);
    fill(request, entry, &leaf);
    fault = stage1_check(request, entry);
    if (fault.kind != FAULT_NONE)
        return fault;
    return update(request, stage, &leaf, changed);
}

/* Should the descriptor keep changing under the walk, the last one read is used as it was. */
Fault stage1_translate(const Request *request, Va va, TlbEntry *entry)
{
    WalkStage stage;
    FaultKind kind;
    bool changed = true;

    if (!stage1_enabled(request->regime))
        return translate_off(request, va, entry);
    kind = stage1_begin(request->regime, va, request->access.type == ACCESS_EXEC, &stage);
    if (kind != FAULT_NONE)
        return request_fault(request, kind, 1, 0);
    for (unsigned i = 0; i < REQUEST_ATTEMPTS && changed; i++) {
        Fault fault = walk_once(request, &stage, va, entry, &changed);

        if (fault.kind != FAULT_NONE)
            return fault;
    }
    return (Fault){.kind = FAULT_NONE};
}
