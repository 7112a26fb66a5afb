/* SPDX-License-Identifier: MIT
 *
 * tlbi.c - TLB maintenance.
 *
 * The wide scopes give every space concerned a new stamp. The narrow ones look for entries by
 * address, in each size an entry may have, and remove those the instruction names, whichever
 * space (that is, whichever setting of the controls) they were made under.
 *
 * CHOICE: pieces in the front may be dropped more widely; that costs no walk.
 * CHOICE: TLBI by IPA removes stage-2 entries only, as the architecture demands no more: combined
 * entries stay until software issues the TLBI VMALLE1 that must follow it.
 *
 * Spec: DDI 0487, "TLB maintenance instructions".    Tests: tests/unit/mmu/tlbi_test.c
 * Journey: after mmu/tlb.c, before gic/gicv2.c
 */
#include "mmu/state.h"

static bool matches_vmid(uint16_t vmid, const Tlbi *tlbi)
{
    return tlbi->kind != REGIME_EL10 || !tlbi->stage2_in_use || vmid == tlbi->vmid;
}

static bool matches_regime(const TlbEntry *entry, const Tlbi *tlbi)
{
    return entry->kind == (uint8_t)tlbi->kind && entry->secure == tlbi->secure &&
           matches_vmid(entry->vmid, tlbi);
}

/* Whether a block of @block_log2 bytes at @page and the range have a byte in common. */
static bool in_range(const Tlbi *tlbi, uint64_t page, unsigned block_log2)
{
    uint64_t block = page & ~ones(block_log2);

    return ((block - tlbi->address) & ones(56)) < tlbi->bytes ||
           ((tlbi->address - block) & ones(56)) >> block_log2 == 0;
}

/* Addresses compare in the size of stage 1's block, from bit 55 down. */
static bool matches_va(const TlbEntry *entry, const Tlbi *tlbi)
{
    uint64_t page = entry->page << entry->page_log2;

    if (tlbi->bytes)
        return in_range(tlbi, page, entry->s1_log2);
    return ((page ^ tlbi->address) & ones(56)) >> entry->s1_log2 == 0;
}

static bool matches_asid(const TlbEntry *entry, const Tlbi *tlbi)
{
    return ((entry->asid ^ tlbi->asid) & entry->asid_mask) == 0;
}

static bool match_scope_va(const TlbEntry *entry, const Tlbi *tlbi)
{
    return matches_regime(entry, tlbi) && matches_va(entry, tlbi) && matches_asid(entry, tlbi);
}

static bool match_scope_vaa(const TlbEntry *entry, const Tlbi *tlbi)
{
    return matches_regime(entry, tlbi) && matches_va(entry, tlbi);
}

/* Global entries stay. */
static bool match_scope_asid(const TlbEntry *entry, const Tlbi *tlbi)
{
    return matches_regime(entry, tlbi) && entry->asid_mask != 0 && matches_asid(entry, tlbi);
}

static bool match_scope_ipa(const TlbEntry *entry, const Tlbi *tlbi)
{
    bool there = tlbi->bytes ? in_range(tlbi, entry->page << entry->page_log2, entry->page_log2)
                             : entry->page == tlbi->address >> entry->page_log2;

    return entry->vmid == tlbi->vmid && there;
}

static bool space_concerned(const Space *space, const Tlbi *tlbi)
{
    return space_used(space) && space->secure == tlbi->secure &&
           (tlbi->scope == TLBI_ALL || matches_vmid(space->vmid, tlbi)) &&
           (space->kind == SPACE_STAGE2 ? REGIME_EL10 : (RegimeKind)space->kind) == tlbi->kind;
}

static void forget_spaces(SpaceTable *table, const Tlbi *tlbi)
{
    for (unsigned i = 0; i < SPACE_COUNT; i++) {
        Space *space = &table->space[i];

        if (space_concerned(space, tlbi))
            space_restamp(table, space);
    }
}

static void forget_page(Mmu *mmu, const Tlbi *tlbi, TlbMatch matches)
{
    uint64_t key = sign_extend(tlbi->address, 56);
    unsigned largest = tlb_remove_at(&mmu->main, key, matches, tlbi);

    if (largest)
        state_dropped(mmu, key, largest);
}

static void forget_matching(Mmu *mmu, const Tlbi *tlbi, TlbMatch matches)
{
    if (tlb_remove_all(&mmu->main, matches, tlbi))
        state_dropped(mmu, 0, 64);
}

static void forget_address(Mmu *mmu, const Tlbi *tlbi, TlbMatch matches)
{
    if (tlbi->bytes)
        forget_matching(mmu, tlbi, matches);
    else
        forget_page(mmu, tlbi, matches);
}

static void forget_ipa(Mmu *mmu, const Tlbi *tlbi)
{
    if (tlbi->bytes)
        tlb_remove_all(&mmu->stage2, match_scope_ipa, tlbi);
    else
        tlb_remove_at(&mmu->stage2, tlbi->address, match_scope_ipa, tlbi);
}

void mmu_tlbi(Mmu *mmu, const Tlbi *tlbi)
{
    mmu->generation++;
    switch (tlbi->scope) {
    case TLBI_ALL:
    case TLBI_VMALLS12:
        forget_spaces(&mmu->spaces, tlbi);
        forget_spaces(&mmu->stage2_spaces, tlbi);
        break;
    case TLBI_VMALL:
        forget_spaces(&mmu->spaces, tlbi);
        break;
    case TLBI_ASID:
        forget_matching(mmu, tlbi, match_scope_asid);
        break;
    case TLBI_VA:
        forget_address(mmu, tlbi, match_scope_va);
        break;
    case TLBI_VAA:
        forget_address(mmu, tlbi, match_scope_vaa);
        break;
    case TLBI_IPA:
        forget_ipa(mmu, tlbi);
        break;
    }
}
