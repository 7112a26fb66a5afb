/* SPDX-License-Identifier: MIT
 *
 * memo_test.c - walks that were shortened by a memo are the walks that the tables ask for.
 *
 * Expectations: DDI 0487, "Translation table walk": what is in no TLB is read from the tables as
 * they are, without any TLBI. Counts: of a second Mmu whose port gives no host memory, so that it
 * walks the long way always.
 */
#include "tests/unit/mmu/fixture.h"

#define PIECE UINT64_C(0x200000)
#define MANY 3000u

/* The same tables as @f's, walked the long way. */
static Fixture *twin_of(const Fixture *f)
{
    Fixture *twin = fixture_new();

    memcpy(twin->word, f->word, MEMORY_BYTES);
    twin->regime = f->regime;
    twin->by_reading = true;
    return twin;
}

static void ck_same(Fixture *f, Fixture *twin, uint64_t va, Access access)
{
    Translation a = {0}, b = {0};
    Fault x = go(f, va, access, &a), y = go(twin, va, access, &b);

    ck_assert_int_eq(x.kind, y.kind);
    ck_assert_uint_eq(x.level, y.level);
    ck_assert_uint_eq(x.ipa.v, y.ipa.v);
    ck_assert_uint_eq(a.pa.v, b.pa.v);
    ck_assert_uint_eq(a.attr, b.attr);
    ck_assert_uint_eq(f->steps[1], twin->steps[1]);
    ck_assert_uint_eq(f->steps[2], twin->steps[2]);
}

static void map_pages(Fixture *f, const Tree *tree, uint64_t va, unsigned count)
{
    for (uint64_t i = 0; i < count; i++)
        map(f, tree, va + i * 0x1000, 0x80000000 + i * 0x1000, 3, D_AF);
}

START_TEST(an_upper_table_written_without_tlbi_is_walked_as_it_is_now)
{
    Fixture *f = fixture_new();
    Tree tree = tree_4k(f, false);
    uint64_t other = new_table(f), level2;

    map_pages(f, &tree, 0, 4);
    ck_assert_uint_eq(pa_at(f, 0x0000, READ_EL1), 0x80000000);
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x80001000);
    f->word[other / 8 + 2] = UINT64_C(0x90002000) | D_AF | D_PAGE;
    level2 = slot_of(f, &tree, 0, 2, 0);
    f->word[level2 / 8] = other | 3;
    ck_assert_uint_eq(pa_at(f, 0x2000, READ_EL1), 0x90002000);
    ck_fault(fault_at(f, 0x3000, READ_EL1), FAULT_TRANSLATION, 1, 3);
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x80001000); /* in the TLB still */
    fixture_free(f);
}
END_TEST

START_TEST(limits_that_an_upper_table_gets_hold_from_the_next_walk_on)
{
    Fixture *f = fixture_new();
    Tree tree = tree_4k(f, false);

    map_pages(f, &tree, 0, 4);
    ck_assert_int_eq(fault_at(f, 0x0000, WRITE_EL1).kind, FAULT_NONE);
    f->word[slot_of(f, &tree, 0, 1, 0) / 8] |= D_RO_TABLE;
    ck_fault(fault_at(f, 0x1000, WRITE_EL1), FAULT_PERMISSION, 1, 3);
    ck_assert_int_eq(fault_at(f, 0x2000, READ_EL1).kind, FAULT_NONE);
    fixture_free(f);
}
END_TEST

START_TEST(a_last_descriptor_written_before_its_walk_is_read_as_it_is_now)
{
    Fixture *f = fixture_new();
    Tree tree = tree_4k(f, false);
    uint64_t slot;

    map_pages(f, &tree, 0, 8);
    ck_assert_uint_eq(pa_at(f, 0x0000, READ_EL1), 0x80000000);
    slot = slot_of(f, &tree, 0x1000, 3, 0);
    f->word[slot / 8] = UINT64_C(0x90001000) | D_AF | D_PAGE;
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x90001000);
    f->word[slot / 8 + 1] = 0;
    ck_fault(fault_at(f, 0x2000, READ_EL1), FAULT_TRANSLATION, 1, 3);
    f->word[slot / 8 + 2] |= D_RO;
    ck_fault(fault_at(f, 0x3000, WRITE_EL1), FAULT_PERMISSION, 1, 3);
    f->word[slot / 8 + 3] |= ATTR_DEVICE;
    ck_fault(
        fault_at(f, 0x4000, (Access){.type = ACCESS_READ, .privileged = true, .unaligned = true}),
        FAULT_ALIGNMENT, 1, 0);
    f->word[slot / 8 + 4] &= ~D_AF;
    ck_fault(fault_at(f, 0x5000, READ_EL1), FAULT_ACCESS_FLAG, 1, 3);
    f->word[slot / 8 + 5] |= UINT64_C(1) << 46; /* beyond IPS */
    ck_fault(fault_at(f, 0x6000, READ_EL1), FAULT_ADDRESS_SIZE, 1, 3);
    fixture_free(f);
}
END_TEST

START_TEST(another_table_base_is_another_walk)
{
    Fixture *f = fixture_new();
    Tree tree = tree_4k(f, false);
    uint64_t ttbr = f->regime.ttbr[0];

    map_pages(f, &tree, 0, 2);
    ck_assert_uint_eq(pa_at(f, 0x0000, READ_EL1), 0x80000000);
    tree = tree_4k(f, false);
    map(f, &tree, 0x1000, 0x90001000, 3, D_AF);
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x90001000);
    f->regime.ttbr[0] = ttbr;
    ck_assert_uint_eq(pa_at(f, 0x0000, READ_EL1), 0x80000000);
    fixture_free(f);
}
END_TEST

START_TEST(every_walk_is_charged_in_full_after_a_tlbi)
{
    Fixture *f = fixture_new();
    Tree tree = tree_4k(f, false);

    map_pages(f, &tree, 0, 1);
    for (unsigned i = 1; i <= 3; i++) {
        ck_assert_uint_eq(pa_at(f, 0, READ_EL1), 0x80000000);
        ck_assert_uint_eq(f->steps[1], 4 * i);
        mmu_tlbi(f->mmu, &(Tlbi){.scope = TLBI_VMALL, .kind = REGIME_EL10});
    }
    fixture_free(f);
}
END_TEST

START_TEST(blocks_of_every_granule_and_level_have_memos_too)
{
    static const uint64_t tg0[] = {0, 2, 1};
    static const uint64_t shift[] = {12, 14, 16};

    for (unsigned g = 0; g < 3; g++) {
        Fixture *f = fixture_new(), *twin;
        Tree tree = {
            .root = new_table(f), .granule_log2 = (unsigned)shift[g], .start_level = g == 2};
        uint64_t block = UINT64_C(1) << index_low_bit(tree.granule_log2, 2);

        f->regime.ttbr[0] = tree.root;
        f->regime.tcr |= tg0[g] << 14;
        map(f, &tree, 0, block, 2, D_AF);
        for (uint64_t va = 0; va < 8; va++)
            map(f, &tree, block + (va << shift[g]), 0x10000000 + (va << shift[g]), 3, D_AF);
        twin = twin_of(f);
        for (unsigned round = 0; round < 2; round++) {
            for (uint64_t i = 0; i < 8; i++) {
                ck_same(f, twin, (i << shift[g]) + 0x123, READ_EL1);
                ck_same(f, twin, block + (i << shift[g]) + 0x123, READ_EL1);
            }
            mmu_tlbi(f->mmu, &(Tlbi){.scope = TLBI_ALL, .kind = REGIME_EL10});
            mmu_tlbi(twin->mmu, &(Tlbi){.scope = TLBI_ALL, .kind = REGIME_EL10});
        }
        fixture_free(f);
        fixture_free(twin);
    }
}
END_TEST

/* More pages than both TLBs hold, in an order that comes back to each table from elsewhere, so that
 * stage 2 must be asked again for some tables and not for others. */
START_TEST(a_nested_walk_asks_stage_2_again_for_just_the_tables_that_left_its_tlb)
{
    Fixture *f = fixture_new(), *twin;
    Tree s1 = tree_4k(f, false), s2 = stage2_4k(f, 1);

    for (uint64_t i = 0; i < MANY; i++)
        map(f, &s1, i * 0x1000, 0x80000000 + i * 0x1000, 3, D_AF);
    for (uint64_t ipa = 0; ipa < 0x400000; ipa += 0x1000)
        map(f, &s2, ipa, ipa, 3, D_S2_RW);
    for (uint64_t i = 0; i < MANY; i++)
        map(f, &s2, 0x80000000 + i * 0x1000, 0x90000000 + i * 0x1000, 3,
            D_S2_RW & ~(i % 7 ? 0 : D_S2_WRITE));
    twin = twin_of(f);
    for (uint64_t i = 0; i < 4 * MANY; i++)
        ck_same(f, twin, i * 1229 % MANY * 0x1000 + 0x10, i % 3 ? READ_EL1 : WRITE_EL1);
    ck_assert_uint_lt(f->steps[2], 4 * MANY * 15);
    fixture_free(f);
    fixture_free(twin);
}
END_TEST

START_TEST(a_table_that_stage_2_moved_is_found_where_it_is_now)
{
    Fixture *f = fixture_new(), *twin;
    Tree s1 = tree_4k(f, false), s2 = stage2_4k(f, 1);
    uint64_t level3, copy, page;
    Tlbi ipa;

    map_pages(f, &s1, 0, 8);
    level3 = slot_of(f, &s1, 0, 3, 0) & ~UINT64_C(0xfff);
    copy = new_table(f);
    for (uint64_t at = 0; at < 0x600000; at += 0x1000)
        map(f, &s2, at, at, 3, D_S2_RW);
    for (uint64_t at = 0x80000000; at < 0x80008000; at += 0x1000)
        map(f, &s2, at, at, 3, D_S2_RW);
    twin = twin_of(f);
    ck_same(f, twin, 0x0000, READ_EL1);

    page = UINT64_C(0x80005000) | D_AF | D_PAGE;
    ipa = (Tlbi){.scope = TLBI_IPA, .kind = REGIME_EL10, .vmid = 1, .address = level3};
    for (unsigned i = 0; i < 2; i++) {
        Fixture *at = i ? twin : f;

        at->word[copy / 8 + 1] = page;
        map(at, &s2, level3, copy, 3, D_S2_RW);
        mmu_tlbi(at->mmu, &ipa);
    }
    ck_same(f, twin, 0x1000, READ_EL1);
    ck_assert_uint_eq(pa_at(f, 0x1008, READ_EL1), 0x80005008);
    map(f, &s2, level3, 0x40000000, 3, D_S2_RW & ~D_S2_READ);
    map(twin, &s2, level3, 0x40000000, 3, D_S2_RW & ~D_S2_READ);
    mmu_tlbi(f->mmu, &ipa);
    mmu_tlbi(twin->mmu, &ipa);
    ck_same(f, twin, 0x2010, READ_EL1);
    ck_fault(fault_at(f, 0x2010, READ_EL1), FAULT_PERMISSION, 2, 3);
    fixture_free(f);
    fixture_free(twin);
}
END_TEST

START_TEST(memory_that_is_none_any_more_is_not_read)
{
    Fixture *f = fixture_new();
    Tree tree = tree_4k(f, false);

    map_pages(f, &tree, 0, 4);
    ck_assert_uint_eq(pa_at(f, 0x0000, READ_EL1), 0x80000000);
    f->broken = slot_of(f, &tree, 0x1000, 3, 0);
    mmu_forget_memory(f->mmu);
    ck_fault(fault_at(f, 0x1000, READ_EL1), FAULT_EXTERNAL_WALK, 1, 3);
    fixture_free(f);
}
END_TEST

TEST_MAIN("mmu/memo", an_upper_table_written_without_tlbi_is_walked_as_it_is_now,
          limits_that_an_upper_table_gets_hold_from_the_next_walk_on,
          a_last_descriptor_written_before_its_walk_is_read_as_it_is_now,
          another_table_base_is_another_walk, every_walk_is_charged_in_full_after_a_tlbi,
          blocks_of_every_granule_and_level_have_memos_too,
          a_nested_walk_asks_stage_2_again_for_just_the_tables_that_left_its_tlb,
          a_table_that_stage_2_moved_is_found_where_it_is_now,
          memory_that_is_none_any_more_is_not_read)
