/* SPDX-License-Identifier: MIT
 *
 * stage2_test.c - stage 2, and stage 1 on top of it.
 *
 * Expectations: DDI 0487, AArch64.SecondStageTranslate, AArch64.SecondStageWalk,
 * AArch64.CheckS2Permission, VTCR_EL2.SL0, HCR_EL2.{DC,PTW}.
 */
#include "tests/unit/mmu/fixture.h"

/* Stage-1 tables of the fixture live in memory from 1 MB: stage 2 maps all 16 MB flat. */
static void map_memory_flat(Fixture *f, const Tree *s2)
{
    for (uint64_t ipa = 0; ipa < MEMORY_BYTES; ipa += 0x200000)
        map(f, s2, ipa, ipa, 2, D_S2_RW);
}

typedef struct Nested {
    Fixture *f;
    Tree s1, s2;
} Nested;

/* Stage 1 maps 0x1000 to IPA 0x80001000, stage 2 that to PA 0x90005000. */
static Nested nested_new(void)
{
    Nested n = {.f = fixture_new()};

    n.s1 = tree_4k(n.f, false);
    n.s2 = stage2_4k(n.f, 1);
    map(n.f, &n.s1, 0x1000, 0x80001000, 3, D_AF | D_SH(3));
    map_memory_flat(n.f, &n.s2);
    map(n.f, &n.s2, 0x80001000, 0x90005000, 3, D_S2_RW);
    return n;
}

START_TEST(both_stages_combine)
{
    Nested n = nested_new();
    Translation out;

    ck_assert_int_eq(go(n.f, 0x1abc, READ_EL1, &out).kind, FAULT_NONE);
    ck_assert_uint_eq(out.pa.v, 0x90005abc);
    ck_assert_uint_eq(out.ipa.v, 0x80001abc);
    ck_assert_uint_eq(out.attr, 0xff);
    ck_assert_uint_eq(out.shareability, 3);
    ck_assert_uint_eq(out.page_log2, 12);
    fixture_free(n.f);
}
END_TEST

/* Five IPAs are asked of stage 2: four tables, all in one 2 MB block (two reads), and the page
 * (three reads). */
START_TEST(a_nested_walk_charges_each_descriptor_once_and_a_hit_none)
{
    Nested n = nested_new();

    ck_assert_uint_eq(pa_at(n.f, 0x1000, READ_EL1), 0x90005000);
    ck_assert_uint_eq(n.f->steps[1], 4);
    ck_assert_uint_eq(n.f->steps[2], 2 + 3);
    ck_assert_uint_eq(pa_at(n.f, 0x1008, WRITE_EL1), 0x90005008);
    ck_assert_uint_eq(steps(n.f), 9);
    fixture_free(n.f);
}
END_TEST

START_TEST(s1_walk_reports_s2_fault_with_s1ptw)
{
    for (unsigned level = 0; level < 4; level++) {
        Nested n = nested_new();
        uint64_t slot = slot_of(n.f, &n.s1, 0x1000, level, 0);
        uint64_t moved = UINT64_C(0xc0000000) | (slot & 0xffff);
        Fault fault;

        /* Move the table of this level to an IPA that stage 2 does not map. */
        if (level == 0)
            n.f->regime.ttbr[0] = moved & ~UINT64_C(0xfff);
        else
            n.f->word[slot_of(n.f, &n.s1, 0x1000, level - 1, 0) / 8] = (moved & ~ones(12)) | 3;
        fault = fault_at(n.f, 0x1abc, WRITE_EL1);
        ck_fault(fault, FAULT_TRANSLATION, 2, 1);
        ck_assert(fault.on_s1_walk && fault.has_ipa && fault.on_write);
        ck_assert_uint_eq(fault.ipa.v, moved);
        fixture_free(n.f);
    }
}
END_TEST

START_TEST(a_stage_2_fault_of_the_access_has_its_ipa_and_level)
{
    Nested n = nested_new();
    Fault fault;

    map(n.f, &n.s1, 0x2000, 0x80002000, 3, D_AF);
    map(n.f, &n.s1, 0x3000, 0x80200000, 3, D_AF);
    map(n.f, &n.s1, 0x4000, UINT64_C(1) << 40, 3, D_AF);
    ck_fault(fault_at(n.f, 0x2abc, READ_EL0), FAULT_PERMISSION, 1, 3);
    fault = fault_at(n.f, 0x2abc, READ_EL1);
    ck_fault(fault, FAULT_TRANSLATION, 2, 3);
    ck_assert(fault.has_ipa && !fault.on_s1_walk && !fault.on_write);
    ck_assert_uint_eq(fault.ipa.v, 0x80002abc);
    ck_fault(fault_at(n.f, 0x3000, READ_EL1), FAULT_TRANSLATION, 2, 2);
    ck_fault(fault_at(n.f, 0x4000, READ_EL1), FAULT_TRANSLATION, 2, 0);
    fixture_free(n.f);
}
END_TEST

START_TEST(stage_2_permissions_are_told_from_the_tlb_with_level_and_ipa)
{
    Nested n = nested_new();
    Fault fault;
    unsigned walked;

    map(n.f, &n.s1, 0x2000, 0x80002000, 3, D_AF);
    map(n.f, &n.s2, 0x80002000, 0x90006000, 3, D_S2_READ | D_S2_NORMAL | D_AF | D_XN);
    ck_assert_uint_eq(pa_at(n.f, 0x2000, READ_EL1), 0x90006000);
    walked = steps(n.f);
    fault = fault_at(n.f, 0x2abc, WRITE_EL1);
    ck_fault(fault, FAULT_PERMISSION, 2, 3);
    ck_assert(fault.on_write && fault.has_ipa && fault.ipa.v == 0x80002abc);
    fault = fault_at(n.f, 0x2abc, EXEC_EL1);
    ck_fault(fault, FAULT_PERMISSION, 2, 3);
    ck_assert(!fault.on_write);
    ck_assert_uint_eq(steps(n.f), walked);
    fixture_free(n.f);
}
END_TEST

/* The descriptor read is a read for stage 2, whatever the access. */
START_TEST(stage_1_tables_may_be_write_protected_by_stage_2)
{
    Nested n = nested_new();

    for (uint64_t ipa = 0; ipa < MEMORY_BYTES; ipa += 0x200000)
        map(n.f, &n.s2, ipa, ipa, 2, D_S2_READ | D_S2_NORMAL | D_AF | D_XN);
    ck_assert_uint_eq(pa_at(n.f, 0x1000, WRITE_EL1), 0x90005000);
    fixture_free(n.f);
}
END_TEST

START_TEST(unreadable_stage_1_tables_are_a_permission_fault_with_s1ptw)
{
    Nested n = nested_new();
    Fault fault;

    for (uint64_t ipa = 0; ipa < MEMORY_BYTES; ipa += 0x200000)
        map(n.f, &n.s2, ipa, ipa, 2, D_S2_WRITE | D_S2_NORMAL | D_AF);
    fault = fault_at(n.f, 0x1000, READ_EL1);
    ck_fault(fault, FAULT_PERMISSION, 2, 2);
    ck_assert(fault.on_s1_walk && !fault.on_write && fault.ipa.v == n.s1.root);
    fixture_free(n.f);
}
END_TEST

START_TEST(ptw_refuses_stage_1_tables_in_device_memory)
{
    Nested n = nested_new();
    Fault fault;

    for (uint64_t ipa = 0; ipa < MEMORY_BYTES; ipa += 0x200000)
        map(n.f, &n.s2, ipa, ipa, 2, D_S2_READ | D_S2_WRITE | D_ATTR(1) | D_AF);
    ck_assert_uint_eq(pa_at(n.f, 0x1000, READ_EL1), 0x90005000);
    n.f->regime.hcr |= 1 << 2;
    fault = fault_at(n.f, 0x1000, READ_EL1);
    ck_fault(fault, FAULT_PERMISSION, 2, 2);
    ck_assert(fault.on_s1_walk && fault.ipa.v == n.s1.root);
    fixture_free(n.f);
}
END_TEST

START_TEST(external_aborts_say_whose_descriptor_could_not_be_read)
{
    Nested n = nested_new();
    Fault fault;

    n.f->broken = slot_of(n.f, &n.s2, 0x80001000, 3, 0);
    fault = fault_at(n.f, 0x1000, READ_EL1);
    ck_fault(fault, FAULT_EXTERNAL_WALK, 2, 3);
    ck_assert(!fault.on_s1_walk);
    n.f->broken = slot_of(n.f, &n.s2, n.s1.root, 2, 0);
    mmu_forget_memory(n.f->mmu);
    mmu_tlbi(n.f->mmu, &(Tlbi){.scope = TLBI_ALL, .kind = REGIME_EL10});
    fault = fault_at(n.f, 0x1000, READ_EL1);
    ck_fault(fault, FAULT_EXTERNAL_WALK, 2, 2);
    ck_assert(fault.on_s1_walk);
    n.f->broken = slot_of(n.f, &n.s1, 0x1000, 2, 0);
    mmu_forget_memory(n.f->mmu);
    fault = fault_at(n.f, 0x1000, READ_EL1);
    ck_fault(fault, FAULT_EXTERNAL_WALK, 1, 2);
    ck_assert(!fault.has_ipa);
    fixture_free(n.f);
}
END_TEST

START_TEST(stage_1_off_goes_through_stage_2)
{
    Nested n = nested_new();
    Translation out;
    Fault fault;

    n.f->regime.sctlr = 0;
    ck_assert_int_eq(go(n.f, 0x80001234, WRITE_EL1, &out).kind, FAULT_NONE);
    ck_assert_uint_eq(out.pa.v, 0x90005234);
    ck_assert_uint_eq(out.ipa.v, 0x80001234);
    ck_assert(out.device && out.attr == 0);
    ck_assert_uint_eq(n.f->steps[2], 3);
    ck_assert_uint_eq(pa_at(n.f, 0x80001000, EXEC_EL1), 0x90005000);
    ck_assert_uint_eq(steps(n.f), 3);
    fault = fault_at(n.f, 0x80003000, WRITE_EL1);
    ck_fault(fault, FAULT_TRANSLATION, 2, 3);
    ck_assert(!fault.on_s1_walk && fault.on_write && fault.ipa.v == 0x80003000);
    ck_fault(fault_at(n.f, UINT64_C(1) << 44, READ_EL1), FAULT_ADDRESS_SIZE, 1, 0);
    ck_fault(fault_at(n.f, UINT64_C(1) << 43, READ_EL1), FAULT_TRANSLATION, 2, 0);
    fixture_free(n.f);
}
END_TEST

START_TEST(dc_switches_stage_1_off_and_makes_it_write_back)
{
    Nested n = nested_new();
    Translation out;

    n.f->regime.hcr |= 1 << 12;
    ck_assert_int_eq(go(n.f, 0x80001234, WRITE_EL0, &out).kind, FAULT_NONE);
    ck_assert_uint_eq(out.pa.v, 0x90005234);
    ck_assert_uint_eq(out.attr, 0xff);
    ck_assert_uint_eq(out.shareability, 0);
    fixture_free(n.f);
}
END_TEST

START_TEST(tge_switches_stage_1_of_el10_off)
{
    Fixture *f = fixture_new();

    f->regime.hcr = UINT64_C(1) << 27;
    ck_assert_uint_eq(pa_at(f, 0x5000, READ_EL0), 0x5000);
    f->regime.hcr = 0;
    ck_assert_int_eq(fault_at(f, 0x5000, READ_EL0).kind, FAULT_TRANSLATION);
    fixture_free(f);
}
END_TEST

START_TEST(stage_2_device_memory_makes_the_whole_device)
{
    Nested n = nested_new();
    Translation out;
    Access unaligned = {.type = ACCESS_READ, .privileged = true, .unaligned = true};

    map(n.f, &n.s1, 0x2000, 0x80002000, 3, D_AF);
    map(n.f, &n.s2, 0x80002000, 0x8000000, 3, D_S2_READ | D_S2_WRITE | D_ATTR(1) | D_AF);
    ck_assert_int_eq(go(n.f, 0x2000, READ_EL1, &out).kind, FAULT_NONE);
    ck_assert(out.device && out.attr == 0x04 && out.shareability == 2);
    ck_fault(fault_at(n.f, 0x2001, unaligned), FAULT_ALIGNMENT, 2, 0);
    ck_assert_int_eq(go(n.f, 0x2000, EXEC_EL1, &out).kind, FAULT_NONE);
    ck_assert(!out.device);
    fixture_free(n.f);
}
END_TEST

START_TEST(at_stage_1_answers_the_ipa_but_walks_through_stage_2)
{
    Nested n = nested_new();
    Access at = {.type = ACCESS_AT_READ, .privileged = true, .stage1_only = true};
    Translation out;
    Fault fault;

    map(n.f, &n.s2, 0x80001000, 0, 3, 0);
    n.f->word[slot_of(n.f, &n.s2, 0x80001000, 3, 0) / 8] = 0;
    ck_assert_int_eq(go(n.f, 0x1abc, at, &out).kind, FAULT_NONE);
    ck_assert_uint_eq(out.pa.v, 0x80001abc);
    ck_assert_uint_eq(n.f->steps[2], 2);
    n.f->regime.ttbr[0] = UINT64_C(0xc0000000);
    fault = fault_at(n.f, 0x1abc, at);
    ck_fault(fault, FAULT_TRANSLATION, 2, 1);
    ck_assert(fault.on_s1_walk && fault.cacheop && fault.on_write);
    fixture_free(n.f);
}
END_TEST

START_TEST(at_of_both_stages_reports_the_stage_2_fault)
{
    Nested n = nested_new();
    Access at = {.type = ACCESS_AT_WRITE, .privileged = true};

    ck_assert_uint_eq(pa_at(n.f, 0x1abc, at), 0x90005abc);
    map(n.f, &n.s2, 0x80001000, 0x90005000, 3, D_S2_READ | D_S2_NORMAL | D_AF);
    mmu_tlbi(n.f->mmu, &(Tlbi){.scope = TLBI_IPA,
                               .kind = REGIME_EL10,
                               .stage2_in_use = true,
                               .vmid = 1,
                               .address = 0x80001000});
    ck_fault(fault_at(n.f, 0x1abc, at), FAULT_PERMISSION, 2, 3);
    fixture_free(n.f);
}
END_TEST

typedef struct StartRow {
    unsigned granule_log2, tg0, t0sz, sl0, pa_bits;
    int start_level; /* -1: the combination is a level-0 translation fault */
} StartRow;

/* VTCR_EL2.SL0 and T0SZ: DDI 0487, "Stage 2 ... initial lookup level", with concatenation of up to
 * 16 tables, and AArch64.TranslationTableWalk's limits by PAMax. */
static const StartRow start_rows[] = {
    {12, 0, 24, 1, 44, 1},  {12, 0, 25, 1, 44, 1},  {12, 0, 33, 1, 44, 1},  {12, 0, 21, 1, 44, 1},
    {12, 0, 20, 1, 44, -1}, {12, 0, 20, 2, 44, 0},  {12, 0, 24, 2, 44, 0},  {12, 0, 25, 2, 44, -1},
    {12, 0, 34, 0, 44, 2},  {12, 0, 30, 0, 44, 2},  {12, 0, 29, 0, 44, -1}, {12, 0, 39, 0, 44, 2},
    {12, 0, 24, 3, 44, -1}, {12, 0, 24, 2, 40, -1}, {12, 0, 24, 1, 40, 1},  {12, 0, 23, 1, 40, -1},
    {14, 2, 24, 2, 44, 1},  {14, 2, 24, 2, 40, -1}, {14, 2, 24, 1, 40, 2},  {14, 2, 23, 1, 44, -1},
    {14, 2, 35, 0, 44, 3},  {14, 2, 24, 3, 44, -1}, {16, 1, 20, 2, 44, 1},  {16, 1, 22, 2, 42, -1},
    {16, 1, 22, 1, 42, 2},  {16, 1, 31, 0, 44, 3},  {16, 1, 30, 0, 44, -1}, {16, 1, 20, 3, 44, -1},
    {12, 0, 15, 2, 48, -1}, {12, 0, 16, 2, 48, 0},  {12, 0, 40, 0, 48, -1},
};

START_TEST(sl0_and_t0sz_choose_the_start_level_or_fault)
{
    for (size_t i = 0; i < ARRAY_COUNT(start_rows); i++) {
        const StartRow *row = &start_rows[i];
        Fixture *f = fixture_new();
        Tree t = {0x800000, row->granule_log2,
                  row->start_level < 0 ? 3 : (unsigned)row->start_level, true};
        uint64_t ipa = ((UINT64_C(1) << (64 - row->t0sz)) - 1) & ~ones(row->granule_log2);

        f->regime.s2_enabled = true;
        f->regime.sctlr = 0;
        f->regime.pa_bits = (uint8_t)row->pa_bits;
        f->regime.vtcr = row->t0sz | row->sl0 << 6 | row->tg0 << 14 | 5 << 16;
        f->regime.vttbr = t.root;
        if (row->start_level >= 0) {
            map(f, &t, ipa, 0x40000000, 3, D_S2_RW);
            ck_assert_uint_eq(pa_at(f, ipa, READ_EL1), 0x40000000);
            ck_assert_uint_eq(f->steps[2], 4 - (unsigned)row->start_level);
        } else {
            ck_fault(fault_at(f, 0, READ_EL1), FAULT_TRANSLATION, 2, 0);
            ck_assert_uint_eq(steps(f), 0);
        }
        fixture_free(f);
    }
}
END_TEST

START_TEST(vtcr_ps_bounds_output_and_base)
{
    Nested n = nested_new();
    Fault fault;

    n.f->regime.sctlr = 0;
    map(n.f, &n.s2, 0x80002000, UINT64_C(1) << 40, 3, D_S2_RW);
    fault = fault_at(n.f, 0x80002000, READ_EL1);
    ck_fault(fault, FAULT_ADDRESS_SIZE, 2, 3);
    ck_assert(fault.has_ipa && fault.ipa.v == 0x80002000);
    n.f->regime.vttbr |= UINT64_C(1) << 40;
    ck_fault(fault_at(n.f, 0x80002000, READ_EL1), FAULT_ADDRESS_SIZE, 2, 0);
    fixture_free(n.f);
}
END_TEST

START_TEST(xnx_at_stage_2_tells_el0_from_el1)
{
    Nested n = nested_new();

    n.f->regime.has_xnx = true;
    map(n.f, &n.s1, 0x2000, 0x80002000, 3, D_AF | D_EL0 | D_RO);
    map(n.f, &n.s2, 0x80002000, 0x90006000, 3, D_S2_RW | D_PXN); /* XN = 01 */
    ck_assert_uint_eq(pa_at(n.f, 0x2000, EXEC_EL0), 0x90006000);
    ck_fault(fault_at(n.f, 0x2000, EXEC_EL1), FAULT_PERMISSION, 2, 3);
    fixture_free(n.f);
}
END_TEST

START_TEST(the_smaller_block_of_both_stages_is_reported_and_cached)
{
    Nested n = nested_new();
    Translation out;
    unsigned walked;

    map(n.f, &n.s1, 0x40000000, 0x80000000, 2, D_AF);
    ck_assert_int_eq(go(n.f, 0x40001abc, READ_EL1, &out).kind, FAULT_NONE);
    ck_assert_uint_eq(out.pa.v, 0x90005abc);
    ck_assert_uint_eq(out.page_log2, 12);
    map(n.f, &n.s1, 0x50000000, 0x200000, 2, D_AF);
    ck_assert_int_eq(go(n.f, 0x50001abc, READ_EL1, &out).kind, FAULT_NONE);
    ck_assert_uint_eq(out.pa.v, 0x201abc);
    ck_assert_uint_eq(out.page_log2, 21);
    walked = steps(n.f);
    ck_assert_uint_eq(pa_at(n.f, 0x501ffff8, READ_EL1), 0x3ffff8);
    ck_assert_uint_eq(steps(n.f), walked);
    fixture_free(n.f);
}
END_TEST

START_TEST(stage_2_translates_an_unaligned_block_of_stage_1_piecewise)
{
    Nested n = nested_new();

    map(n.f, &n.s1, 0x40000000, 0x80000000, 2, D_AF);
    map(n.f, &n.s2, 0x80007000, 0xa0000000, 3, D_S2_RW);
    ck_assert_uint_eq(pa_at(n.f, 0x40001008, READ_EL1), 0x90005008);
    ck_assert_uint_eq(pa_at(n.f, 0x40007008, READ_EL1), 0xa0000008);
    ck_fault(fault_at(n.f, 0x40008000, READ_EL1), FAULT_TRANSLATION, 2, 3);
    fixture_free(n.f);
}
END_TEST

TEST_MAIN("mmu/stage2", both_stages_combine,
          a_nested_walk_charges_each_descriptor_once_and_a_hit_none,
          s1_walk_reports_s2_fault_with_s1ptw, a_stage_2_fault_of_the_access_has_its_ipa_and_level,
          stage_2_permissions_are_told_from_the_tlb_with_level_and_ipa,
          stage_1_tables_may_be_write_protected_by_stage_2,
          unreadable_stage_1_tables_are_a_permission_fault_with_s1ptw,
          ptw_refuses_stage_1_tables_in_device_memory,
          external_aborts_say_whose_descriptor_could_not_be_read, stage_1_off_goes_through_stage_2,
          dc_switches_stage_1_off_and_makes_it_write_back, tge_switches_stage_1_of_el10_off,
          stage_2_device_memory_makes_the_whole_device,
          at_stage_1_answers_the_ipa_but_walks_through_stage_2,
          at_of_both_stages_reports_the_stage_2_fault, sl0_and_t0sz_choose_the_start_level_or_fault,
          vtcr_ps_bounds_output_and_base, xnx_at_stage_2_tells_el0_from_el1,
          the_smaller_block_of_both_stages_is_reported_and_cached,
          stage_2_translates_an_unaligned_block_of_stage_1_piecewise)
