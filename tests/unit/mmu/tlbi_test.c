/* SPDX-License-Identifier: MIT
 *
 * tlbi_test.c - what each TLB maintenance instruction removes, and what it must leave.
 *
 * An entry is there when changing its descriptor goes unnoticed: every test first changes all
 * descriptors to another output, so a removed entry shows the new one and a kept one the old.
 *
 * Expectations: DDI 0487, "TLB maintenance instructions", "TLB matching".
 */
#include "tests/unit/mmu/fixture.h"

#define OLD UINT64_C(0x40000000)
#define NEW UINT64_C(0x50000000)
#define HIGH (UINT64_C(0xffff) << 48)

typedef struct Slot {
    uint64_t va;
    uint64_t at; /* of its descriptor */
} Slot;

static void set_asid(Fixture *f, uint64_t asid)
{
    f->regime.ttbr[0] = with_bits(f->regime.ttbr[0], 63, 48, asid);
}

static void set_vmid(Fixture *f, uint64_t vmid)
{
    f->regime.vttbr = with_bits(f->regime.vttbr, 63, 48, vmid);
}

static Slot add(Fixture *f, const Tree *t, uint64_t va, unsigned level, uint64_t attrs)
{
    Slot slot = {va, map(f, t, va, OLD, level, D_AF | attrs)};

    (void)pa_at(f, va, READ_EL1);
    return slot;
}

static void change(Fixture *f, Slot slot)
{
    f->word[slot.at / 8] += NEW - OLD;
}

static bool kept(Fixture *f, uint64_t va)
{
    uint64_t pa = pa_at(f, va, READ_EL1) & ~ones(28);

    ck_assert(pa == OLD || pa == NEW);
    return pa == OLD;
}

static void tlbi(Fixture *f, TlbiScope scope, uint64_t address, uint16_t asid, uint16_t vmid)
{
    mmu_tlbi(f->mmu, &(Tlbi){.scope = scope,
                             .kind = f->regime.kind,
                             .secure = f->regime.secure,
                             .stage2_in_use = !f->regime.secure,
                             .asid = asid,
                             .vmid = vmid,
                             .address = address});
}

START_TEST(va_removes_its_page_of_that_asid_and_global_pages_only)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    Slot own, global, other;

    set_asid(f, 7);
    own = add(f, &t, 0x1000, 3, D_NG);
    global = add(f, &t, 0x2000, 3, 0);
    other = add(f, &t, 0x3000, 3, D_NG);
    change(f, own);
    change(f, global);
    change(f, other);
    tlbi(f, TLBI_VA, 0x1000, 8, 0);
    ck_assert(kept(f, 0x1000));
    tlbi(f, TLBI_VA, 0x1000, 7, 0);
    ck_assert(!kept(f, 0x1000));
    ck_assert(kept(f, 0x2000) && kept(f, 0x3000));
    tlbi(f, TLBI_VA, 0x2fff, 8, 0);
    ck_assert(!kept(f, 0x2000));
    ck_assert(kept(f, 0x3000));
    fixture_free(f);
}
END_TEST

START_TEST(vaa_removes_the_page_of_any_asid)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    Slot slot;

    set_asid(f, 7);
    slot = add(f, &t, 0x1000, 3, D_NG);
    change(f, slot);
    tlbi(f, TLBI_VAA, 0x1000, 0, 0);
    ck_assert(!kept(f, 0x1000));
    fixture_free(f);
}
END_TEST

START_TEST(asid_leaves_global_entries_and_other_asids)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    Slot seven, global, eight;

    set_asid(f, 7);
    seven = add(f, &t, 0x1000, 3, D_NG);
    global = add(f, &t, 0x2000, 3, 0);
    set_asid(f, 8);
    eight = add(f, &t, 0x3000, 3, D_NG);
    change(f, seven);
    change(f, global);
    change(f, eight);
    tlbi(f, TLBI_ASID, 0, 7, 0);
    ck_assert(kept(f, 0x3000) && kept(f, 0x2000));
    set_asid(f, 7);
    ck_assert(kept(f, 0x2000) && !kept(f, 0x1000));
    fixture_free(f);
}
END_TEST

START_TEST(asids_keep_their_pages_apart_and_share_global_ones)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    Slot own, global;

    set_asid(f, 0x1234);
    own = add(f, &t, 0x1000, 3, D_NG);
    global = add(f, &t, 0x2000, 3, 0);
    change(f, own);
    change(f, global);
    set_asid(f, 0x0034);
    ck_assert(!kept(f, 0x1000) && kept(f, 0x2000));
    set_asid(f, 0x1234);
    ck_assert(kept(f, 0x1000));
    fixture_free(f);
}
END_TEST

/* TCR_EL1.AS and A1. */
START_TEST(the_asid_has_8_bits_without_as_and_comes_from_ttbr1_with_a1)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    Slot slot;

    f->regime.tcr &= ~(UINT64_C(1) << 36);
    set_asid(f, 0x1234);
    slot = add(f, &t, 0x1000, 3, D_NG);
    change(f, slot);
    set_asid(f, 0x0034);
    ck_assert(kept(f, 0x1000));
    f->regime.tcr |= UINT64_C(1) << 22 | UINT64_C(1) << 36;
    f->regime.ttbr[1] = UINT64_C(5) << 48;
    ck_assert(!kept(f, 0x1000));
    change(f, slot);
    f->word[slot.at / 8] = (f->word[slot.at / 8] & ~ones(40)) | OLD | D_AF | D_NG | D_PAGE;
    set_asid(f, 0x99);
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), NEW); /* the entry of ASID 5 still */
    f->regime.ttbr[1] = UINT64_C(6) << 48;
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), OLD);
    fixture_free(f);
}
END_TEST

typedef struct BlockRow {
    unsigned granule_log2, level, size_log2, start_level;
    uint64_t tg0;
} BlockRow;

static const BlockRow block_rows[] = {
    {12, 2, 21, 0, 0}, {12, 1, 30, 0, 0}, {14, 3, 14, 0, 2},
    {14, 2, 25, 0, 2}, {16, 3, 16, 1, 1}, {16, 2, 29, 1, 1},
};

START_TEST(va_anywhere_in_a_block_removes_all_of_it)
{
    for (size_t i = 0; i < ARRAY_COUNT(block_rows); i++) {
        const BlockRow *row = &block_rows[i];
        uint64_t size = UINT64_C(1) << row->size_log2, base = UINT64_C(0x80000000);
        uint64_t out = UINT64_C(0x400000000);
        Fixture *f = fixture_new();
        Tree t = {new_table(f), row->granule_log2, row->start_level, false};
        uint64_t slot;

        f->regime.tcr = with_bits(f->regime.tcr, 15, 14, row->tg0);
        f->regime.ttbr[0] = t.root;
        slot = map(f, &t, base, out, row->level, D_AF);
        for (uint64_t at = 0; at < size; at += size / 4)
            ck_assert_uint_eq(pa_at(f, base + at, READ_EL1), out + at);
        f->word[slot / 8] += out;
        tlbi(f, TLBI_VA, base + size - 0x1000, 0, 0);
        for (uint64_t at = 0; at < size; at += size / 4)
            ck_assert_uint_eq(pa_at(f, base + at, READ_EL1), 2 * out + at);
        f->word[slot / 8] -= out;
        tlbi(f, TLBI_VAA, base + size, 0, 0); /* the neighbour */
        ck_assert_uint_eq(pa_at(f, base, READ_EL1), 2 * out);
        fixture_free(f);
    }
}
END_TEST

/* Pieces of a stage-1 block made by smaller pages at stage 2. */
START_TEST(va_removes_every_piece_of_a_splintered_block)
{
    Fixture *f = fixture_new();
    Tree s1 = tree_4k(f, false), s2 = stage2_4k(f, 1);
    uint64_t slot;

    for (uint64_t ipa = 0; ipa < MEMORY_BYTES; ipa += 0x200000)
        map(f, &s2, ipa, ipa, 2, D_S2_RW);
    for (uint64_t at = 0; at < 0x10000; at += 0x1000) {
        map(f, &s2, OLD + at, OLD + at, 3, D_S2_RW);
        map(f, &s2, NEW + at, NEW + at, 3, D_S2_RW);
    }
    slot = map(f, &s1, 0x200000, OLD, 2, D_AF);
    for (uint64_t at = 0; at < 0x10000; at += 0x1000)
        ck_assert_uint_eq(pa_at(f, 0x200000 + at, READ_EL1), OLD + at);
    f->word[slot / 8] += NEW - OLD;
    tlbi(f, TLBI_VA, 0x3ff000, 0, 1);
    for (uint64_t at = 0; at < 0x10000; at += 0x1000)
        ck_assert_uint_eq(pa_at(f, 0x200000 + at, READ_EL1), NEW + at);
    fixture_free(f);
}
END_TEST

START_TEST(va_works_in_the_upper_range_with_any_top_byte)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, true);
    Slot slot = add(f, &t, HIGH | 0x1000, 3, 0);

    change(f, slot);
    tlbi(f, TLBI_VA, 0x1000, 0, 0);
    ck_assert(kept(f, HIGH | 0x1000));
    tlbi(f, TLBI_VA, (HIGH | 0x1000) & ones(56), 0, 0);
    ck_assert(!kept(f, HIGH | 0x1000));
    fixture_free(f);
}
END_TEST

START_TEST(controls_do_not_shield_entries_from_maintenance)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    Slot slot = add(f, &t, 0x1000, 3, 0);

    change(f, slot);
    f->regime.sctlr |= 1 << 19; /* WXN: another space */
    tlbi(f, TLBI_VA, 0x1000, 0, 0);
    f->regime.sctlr &= ~(UINT64_C(1) << 19);
    ck_assert(!kept(f, 0x1000));
    fixture_free(f);
}
END_TEST

START_TEST(vmids_keep_their_entries_apart)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    Slot slot;

    f->regime.vtcr = 1 << 19; /* VS, though stage 2 is off */
    set_vmid(f, 0x101);
    slot = add(f, &t, 0x1000, 3, 0);
    change(f, slot);
    set_vmid(f, 0x001);
    ck_assert(!kept(f, 0x1000));
    set_vmid(f, 0x101);
    ck_assert(kept(f, 0x1000));
    tlbi(f, TLBI_VA, 0x1000, 0, 1);
    tlbi(f, TLBI_VMALL, 0, 0, 1);
    tlbi(f, TLBI_VMALLS12, 0, 0, 1);
    tlbi(f, TLBI_ASID, 0, 0, 0x101);
    ck_assert(kept(f, 0x1000));
    tlbi(f, TLBI_VMALL, 0, 0, 0x101);
    ck_assert(!kept(f, 0x1000));
    fixture_free(f);
}
END_TEST

START_TEST(without_vs_the_vmid_has_8_bits)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    Slot slot;

    set_vmid(f, 0x101);
    slot = add(f, &t, 0x1000, 3, 0);
    change(f, slot);
    set_vmid(f, 0x001);
    ck_assert(kept(f, 0x1000));
    fixture_free(f);
}
END_TEST

START_TEST(all_removes_every_vmid_of_its_regime_only)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    Slot slot;

    set_vmid(f, 1);
    slot = add(f, &t, 0x1000, 3, 0);
    f->regime.kind = REGIME_EL2;
    f->regime.tcr = 16 | 4 << 16;
    (void)pa_at(f, 0x1000, READ_EL1);
    change(f, slot);
    tlbi(f, TLBI_ALL, 0, 0, 0);
    ck_assert(!kept(f, 0x1000));
    f->regime = (Regime){0};
    fixture_free(f);

    f = fixture_new();
    t = tree_4k(f, false);
    set_vmid(f, 1);
    slot = add(f, &t, 0x1000, 3, 0);
    change(f, slot);
    mmu_tlbi(f->mmu, &(Tlbi){.scope = TLBI_ALL, .kind = REGIME_EL2});
    mmu_tlbi(f->mmu, &(Tlbi){.scope = TLBI_ALL, .kind = REGIME_EL3});
    mmu_tlbi(f->mmu, &(Tlbi){.scope = TLBI_ALL, .kind = REGIME_EL10, .secure = true});
    mmu_tlbi(f->mmu, &(Tlbi){.scope = TLBI_VA, .kind = REGIME_EL2, .address = 0x1000});
    ck_assert(kept(f, 0x1000));
    mmu_tlbi(f->mmu, &(Tlbi){.scope = TLBI_ALL, .kind = REGIME_EL10, .stage2_in_use = true});
    ck_assert(!kept(f, 0x1000));
    fixture_free(f);
}
END_TEST

START_TEST(secure_and_non_secure_entries_are_apart)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    Slot slot = add(f, &t, 0x1000, 3, 0);

    change(f, slot);
    f->regime.secure = true;
    ck_assert(!kept(f, 0x1000));
    tlbi(f, TLBI_VMALL, 0, 0, 0);
    f->regime.secure = false;
    ck_assert(kept(f, 0x1000));
    fixture_free(f);
}
END_TEST

typedef struct Stage2Fixture {
    Fixture *f;
    Slot s2; /* the stage-2 page of the access, at IPA 0x80001000 */
} Stage2Fixture;

static Stage2Fixture nested_new(void)
{
    Stage2Fixture n = {.f = fixture_new()};
    Tree s1 = tree_4k(n.f, false), s2 = stage2_4k(n.f, 1);

    map(n.f, &s1, 0x1000, 0x80001000, 3, D_AF);
    map(n.f, &s1, 0x2000, 0x80001000, 3, D_AF);
    for (uint64_t ipa = 0; ipa < MEMORY_BYTES; ipa += 0x200000)
        map(n.f, &s2, ipa, ipa, 2, D_S2_RW);
    n.s2 = (Slot){0x80001000, map(n.f, &s2, 0x80001000, OLD, 3, D_S2_RW)};
    (void)pa_at(n.f, 0x1000, READ_EL1);
    change(n.f, n.s2);
    return n;
}

/* IPAS2E1 and then VMALLE1 is what software must do; each alone is not enough. */
START_TEST(ipa_removes_stage_2_and_vmall_the_combined_entries)
{
    Stage2Fixture n = nested_new();

    tlbi(n.f, TLBI_VMALL, 0, 0, 1);
    ck_assert(kept(n.f, 0x1000)); /* made again from the stage-2 entry */
    tlbi(n.f, TLBI_IPA, 0x80001000, 0, 2);
    tlbi(n.f, TLBI_IPA, 0x80002000, 0, 1);
    ck_assert(kept(n.f, 0x2000));
    tlbi(n.f, TLBI_IPA, 0x80001000, 0, 1);
    tlbi(n.f, TLBI_VMALL, 0, 0, 1);
    ck_assert(!kept(n.f, 0x1000) && !kept(n.f, 0x2000));
    fixture_free(n.f);
}
END_TEST

START_TEST(vmalls12_and_alle1_remove_both_stages)
{
    Stage2Fixture n = nested_new();

    tlbi(n.f, TLBI_VMALLS12, 0, 0, 2);
    ck_assert(kept(n.f, 0x1000));
    tlbi(n.f, TLBI_VMALLS12, 0, 0, 1);
    ck_assert(!kept(n.f, 0x1000));
    fixture_free(n.f);
    n = nested_new();
    tlbi(n.f, TLBI_ALL, 0, 0, 0);
    ck_assert(!kept(n.f, 0x1000));
    fixture_free(n.f);
}
END_TEST

START_TEST(ipa_anywhere_in_a_stage_2_block_removes_it)
{
    Fixture *f = fixture_new();
    Tree s2 = stage2_4k(f, 1);
    uint64_t slot = map(f, &s2, 0x80000000, OLD, 2, D_S2_RW);

    f->regime.sctlr = 0;
    ck_assert_uint_eq(pa_at(f, 0x80000000, READ_EL1), OLD);
    f->word[slot / 8] += NEW - OLD;
    tlbi(f, TLBI_IPA, 0x801ff000, 0, 1);
    tlbi(f, TLBI_VMALL, 0, 0, 1);
    ck_assert_uint_eq(pa_at(f, 0x80000000, READ_EL1), NEW);
    fixture_free(f);
}
END_TEST

START_TEST(every_tlbi_changes_the_generation)
{
    Fixture *f = fixture_new();
    uint64_t before = mmu_generation(f->mmu);

    for (unsigned scope = TLBI_ALL; scope <= TLBI_IPA; scope++) {
        tlbi(f, (TlbiScope)scope, 0, 0, 0);
        ck_assert_uint_ne(mmu_generation(f->mmu), before);
        before = mmu_generation(f->mmu);
    }
    fixture_free(f);
}
END_TEST

/* More pages than there is room for: what was evicted walks again, and is right. */
START_TEST(a_full_tlb_evicts_and_tells)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    unsigned walked;

    for (uint64_t i = 0; i < 4096; i++) {
        map(f, &t, i << 12, OLD + (i << 12), 3, D_AF);
        ck_assert_uint_eq(pa_at(f, i << 12, READ_EL1), OLD + (i << 12));
    }
    ck_assert_uint_eq(f->evictions, 4096 - 1024);
    walked = f->steps[1];
    ck_assert_uint_eq(pa_at(f, 0, READ_EL1), OLD);
    ck_assert_uint_eq(f->steps[1], walked + 4);
    ck_assert_uint_eq(pa_at(f, UINT64_C(4095) << 12, READ_EL1), OLD + (UINT64_C(4095) << 12));
    ck_assert_uint_eq(f->steps[1], walked + 4);
    fixture_free(f);
}
END_TEST

/* More settings of the controls than are remembered: the oldest is forgotten, nothing is mixed. */
START_TEST(many_spaces_stay_apart)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);

    for (uint64_t vmid = 0; vmid < 200; vmid++) {
        set_vmid(f, vmid);
        map(f, &t, 0x1000, OLD + (vmid << 12), 3, D_AF);
        mmu_bind(f->mmu, &f->regime);
        ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), OLD + (vmid << 12));
    }
    fixture_free(f);
}
END_TEST

TEST_MAIN("mmu/tlbi", va_removes_its_page_of_that_asid_and_global_pages_only,
          vaa_removes_the_page_of_any_asid, asid_leaves_global_entries_and_other_asids,
          asids_keep_their_pages_apart_and_share_global_ones,
          the_asid_has_8_bits_without_as_and_comes_from_ttbr1_with_a1,
          va_anywhere_in_a_block_removes_all_of_it, va_removes_every_piece_of_a_splintered_block,
          va_works_in_the_upper_range_with_any_top_byte,
          controls_do_not_shield_entries_from_maintenance, vmids_keep_their_entries_apart,
          without_vs_the_vmid_has_8_bits, all_removes_every_vmid_of_its_regime_only,
          secure_and_non_secure_entries_are_apart,
          ipa_removes_stage_2_and_vmall_the_combined_entries, vmalls12_and_alle1_remove_both_stages,
          ipa_anywhere_in_a_stage_2_block_removes_it, every_tlbi_changes_the_generation,
          a_full_tlb_evicts_and_tells, many_spaces_stay_apart)
