/* SPDX-License-Identifier: MIT
 *
 * translate_test.c - stage 1 from the outside: granules, levels, ranges, faults, MMU off.
 *
 * Expectations: DDI 0487, AArch64.TranslationTableWalk, AArch64.TranslateAddressS1Off, AddrTop and
 * the figures of each granule's walk.
 */
#include "tests/unit/mmu/fixture.h"

START_TEST(a_4k_page_is_found_after_four_reads_and_then_in_the_tlb)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    Translation out;

    map(f, &t, 0x12345678000, 0x8000f000, 3, D_AF | D_SH(3) | ATTR_WB);
    ck_assert_int_eq(go(f, 0x12345678abc, READ_EL1, &out).kind, FAULT_NONE);
    ck_assert_uint_eq(out.pa.v, 0x8000fabc);
    ck_assert_uint_eq(out.ipa.v, 0x8000fabc);
    ck_assert_uint_eq(out.attr, 0xff);
    ck_assert_uint_eq(out.shareability, 3);
    ck_assert_uint_eq(out.page_log2, 12);
    ck_assert(!out.device && !out.secure);
    ck_assert_uint_eq(f->steps[1], 4);
    ck_assert_uint_eq(f->steps[2], 0);
    ck_assert_uint_eq(pa_at(f, 0x12345678004, READ_EL1), 0x8000f004);
    ck_assert_uint_eq(pa_at(f, 0x12345678004, WRITE_EL1), 0x8000f004);
    ck_assert_uint_eq(steps(f), 4);
    fixture_free(f);
}
END_TEST

typedef struct BlockRow {
    unsigned granule_log2, level, size_log2, start_level;
    uint64_t tg0, tg1;
} BlockRow;

/* "Block and page sizes" of each granule; start level of a 48-bit range. */
static const BlockRow block_rows[] = {
    {12, 1, 30, 0, 0, 2}, {12, 2, 21, 0, 0, 2}, {12, 3, 12, 0, 0, 2}, {14, 2, 25, 0, 2, 1},
    {14, 3, 14, 0, 2, 1}, {16, 2, 29, 1, 1, 3}, {16, 3, 16, 1, 1, 3},
};

static void set_granule(Fixture *f, const BlockRow *row)
{
    f->regime.tcr = with_bits(f->regime.tcr, 15, 14, row->tg0);
    f->regime.tcr = with_bits(f->regime.tcr, 31, 30, row->tg1);
}

START_TEST(every_block_size_of_every_granule_translates_in_both_ranges)
{
    for (size_t i = 0; i < ARRAY_COUNT(block_rows); i++) {
        const BlockRow *row = &block_rows[i];

        for (unsigned upper = 0; upper < 2; upper++) {
            Fixture *f = fixture_new();
            Tree t = {new_table(f), row->granule_log2, row->start_level, false};
            uint64_t size = UINT64_C(1) << row->size_log2;
            uint64_t va = UINT64_C(0x5a5a80000000) + (upper ? UINT64_C(0xffff) << 48 : 0);
            Translation out;

            set_granule(f, row);
            f->regime.ttbr[upper] = t.root;
            map(f, &t, va & ~(size - 1), UINT64_C(0x700) << 30, row->level, D_AF);
            ck_assert_int_eq(go(f, va | (size - 4), READ_EL1, &out).kind, FAULT_NONE);
            ck_assert_uint_eq(out.pa.v, (UINT64_C(0x700) << 30) + size - 4);
            ck_assert_uint_eq(out.page_log2, row->size_log2);
            ck_assert_uint_eq(f->steps[1], row->level - row->start_level + 1);
            fixture_free(f);
        }
    }
}
END_TEST

typedef struct SizeRow {
    unsigned granule_log2, t0sz, start_level;
    uint64_t tg0;
} SizeRow;

/* DDI 0487, "Implications of the translation granule for the ... initial lookup level". */
static const SizeRow size_rows[] = {
    {12, 16, 0, 0}, {12, 24, 0, 0}, {12, 25, 1, 0}, {12, 33, 1, 0}, {12, 34, 2, 0}, {12, 39, 2, 0},
    {14, 16, 0, 2}, {14, 17, 1, 2}, {14, 27, 1, 2}, {14, 28, 2, 2}, {14, 38, 2, 2}, {14, 39, 3, 2},
    {16, 16, 1, 1}, {16, 21, 1, 1}, {16, 22, 2, 1}, {16, 34, 2, 1}, {16, 35, 3, 1}, {16, 39, 3, 1},
};

START_TEST(the_start_level_follows_from_granule_and_txsz)
{
    for (size_t i = 0; i < ARRAY_COUNT(size_rows); i++) {
        const SizeRow *row = &size_rows[i];
        Fixture *f = fixture_new();
        Tree t = {new_table(f), row->granule_log2, row->start_level, false};
        uint64_t last = (UINT64_C(1) << (64 - row->t0sz)) - 8;

        f->regime.tcr = with_bits(f->regime.tcr, 5, 0, row->t0sz);
        f->regime.tcr = with_bits(f->regime.tcr, 15, 14, row->tg0);
        f->regime.ttbr[0] = t.root;
        map(f, &t, last & ~ones(row->granule_log2), 0x40000000, 3, D_AF);
        ck_assert_uint_eq(pa_at(f, last, READ_EL1), 0x40000000 | (last & ones(row->granule_log2)));
        ck_assert_uint_eq(f->steps[1], 4 - row->start_level);
        ck_fault(fault_at(f, last + 8, READ_EL1), FAULT_TRANSLATION, 1, 0);
        fixture_free(f);
    }
}
END_TEST

START_TEST(a_translation_fault_names_the_level_of_the_invalid_descriptor)
{
    for (unsigned level = 0; level < 4; level++) {
        Fixture *f = fixture_new();
        Tree t = tree_4k(f, false);
        uint64_t slot = slot_of(f, &t, 0x12345678000, level, 0);
        Fault fault = fault_at(f, 0x12345678000, WRITE_EL1);

        ck_fault(fault, FAULT_TRANSLATION, 1, level);
        ck_assert(fault.on_write && !fault.has_ipa && !fault.on_s1_walk && !fault.cacheop);
        f->word[slot / 8] = 2; /* reserved */
        ck_fault(fault_at(f, 0x12345678000, READ_EL1), FAULT_TRANSLATION, 1, level);
        ck_assert(!fault_at(f, 0x12345678000, READ_EL1).on_write);
        fixture_free(f);
    }
}
END_TEST

/* A block where the granule has none, and type 01 at level 3, are invalid. */
START_TEST(a_block_at_a_level_without_blocks_is_a_translation_fault)
{
    static const BlockRow rows[] = {{12, 0, 0, 0, 0, 0}, {14, 0, 0, 0, 2, 1}, {14, 1, 0, 0, 2, 1},
                                    {16, 1, 0, 1, 1, 3}, {12, 3, 0, 0, 0, 0}, {16, 3, 0, 1, 1, 3}};

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        Fixture *f = fixture_new();
        Tree t = {new_table(f), rows[i].granule_log2, rows[i].start_level, false};
        uint64_t slot;

        set_granule(f, &rows[i]);
        f->regime.ttbr[0] = t.root;
        slot = slot_of(f, &t, 0, rows[i].level, 0);
        f->word[slot / 8] = D_BLOCK | D_AF;
        ck_fault(fault_at(f, 0, READ_EL1), FAULT_TRANSLATION, 1, rows[i].level);
        fixture_free(f);
    }
}
END_TEST

START_TEST(addresses_between_the_ranges_fault_at_level_0)
{
    static const uint64_t outside[] = {UINT64_C(1) << 48, UINT64_C(0x0080000000000000),
                                       UINT64_C(0xfffeffffffffffff), UINT64_C(0x0100000000001000),
                                       UINT64_C(0xfeff000000001000)};
    Fixture *f = fixture_new();

    for (unsigned upper = 0; upper < 2; upper++) {
        Tree t = tree_4k(f, upper);

        map(f, &t, 0x1000, 0x5000, 3, D_AF);
    }
    ck_assert_uint_eq(pa_at(f, 0x1008, READ_EL1), 0x5008);
    ck_assert_uint_eq(pa_at(f, UINT64_C(0xffff000000001008), READ_EL1), 0x5008);
    for (size_t i = 0; i < ARRAY_COUNT(outside); i++)
        ck_fault(fault_at(f, outside[i], READ_EL1), FAULT_TRANSLATION, 1, 0);
    fixture_free(f);
}
END_TEST

START_TEST(tbi_ignores_the_top_byte_of_its_own_range_for_data_and_fetch)
{
    Fixture *f = fixture_new();

    for (unsigned upper = 0; upper < 2; upper++) {
        Tree t = tree_4k(f, upper);

        map(f, &t, 0x1000, upper ? 0x6000 : 0x5000, 3, D_AF);
    }
    f->regime.tcr |= UINT64_C(1) << 37; /* TBI0 */
    ck_assert_uint_eq(pa_at(f, UINT64_C(0xab00000000001008), READ_EL1), 0x5008);
    ck_assert_uint_eq(pa_at(f, UINT64_C(0xab00000000001008), EXEC_EL1), 0x5008);
    ck_assert_uint_eq(pa_at(f, UINT64_C(0x1008), READ_EL1), 0x5008);
    ck_assert_uint_eq(steps(f), 4); /* the same entry */
    ck_fault(fault_at(f, UINT64_C(0xabff000000001008), READ_EL1), FAULT_TRANSLATION, 1, 0);
    ck_fault(fault_at(f, UINT64_C(0xab01000000001008), READ_EL1), FAULT_TRANSLATION, 1, 0);
    f->regime.tcr ^= UINT64_C(3) << 37; /* TBI1 instead */
    ck_assert_uint_eq(pa_at(f, UINT64_C(0x12ff000000001008), READ_EL1), 0x6008);
    ck_fault(fault_at(f, UINT64_C(0xab00000000001008), READ_EL1), FAULT_TRANSLATION, 1, 0);
    fixture_free(f);
}
END_TEST

START_TEST(epd_turns_walks_of_its_range_into_level_0_faults)
{
    Fixture *f = fixture_new();

    for (unsigned upper = 0; upper < 2; upper++) {
        Tree t = tree_4k(f, upper);

        map(f, &t, 0x1000, 0x5000, 3, D_AF);
    }
    f->regime.tcr |= 1 << 7;
    ck_fault(fault_at(f, 0x1000, READ_EL1), FAULT_TRANSLATION, 1, 0);
    ck_assert_uint_eq(pa_at(f, UINT64_C(0xffff000000001000), READ_EL1), 0x5000);
    f->regime.tcr ^= 1 << 7 | 1 << 23;
    ck_fault(fault_at(f, UINT64_C(0xffff000000001000), READ_EL1), FAULT_TRANSLATION, 1, 0);
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x5000);
    ck_assert_uint_eq(f->steps[1], 8);
    fixture_free(f);
}
END_TEST

START_TEST(txsz_out_of_bounds_faults_at_level_0)
{
    static const unsigned bad[] = {0, 15, 40, 63};
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);

    map(f, &t, 0, 0x5000, 3, D_AF);
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        f->regime.tcr = with_bits(f->regime.tcr, 5, 0, bad[i]);
        ck_fault(fault_at(f, 0, READ_EL1), FAULT_TRANSLATION, 1, 0);
    }
    fixture_free(f);
}
END_TEST

START_TEST(an_output_beyond_ips_is_an_address_size_fault_at_its_level)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    uint64_t slot;

    f->regime.tcr = with_bits(f->regime.tcr, 34, 32, 1); /* 36 bits */
    map(f, &t, 0x1000, UINT64_C(1) << 36, 3, D_AF);
    map(f, &t, 0x200000, UINT64_C(1) << 40, 2, D_AF);
    map(f, &t, 0x2000, (UINT64_C(1) << 36) - 0x1000, 3, D_AF);
    ck_fault(fault_at(f, 0x1000, READ_EL1), FAULT_ADDRESS_SIZE, 1, 3);
    ck_fault(fault_at(f, 0x200000, READ_EL1), FAULT_ADDRESS_SIZE, 1, 2);
    ck_assert_uint_eq(pa_at(f, 0x2000, READ_EL1), (UINT64_C(1) << 36) - 0x1000);
    slot = slot_of(f, &t, 0x40000000, 1, 0);
    f->word[slot / 8] = UINT64_C(1) << 47 | 3; /* a table beyond */
    ck_fault(fault_at(f, 0x40000000, READ_EL1), FAULT_ADDRESS_SIZE, 1, 1);
    f->regime.ttbr[0] |= UINT64_C(1) << 36;
    ck_fault(fault_at(f, 0x1000, READ_EL0), FAULT_ADDRESS_SIZE, 1, 0);
    fixture_free(f);
}
END_TEST

/* The address size fault comes before the Access flag fault. */
START_TEST(ips_is_bounded_by_the_cpus_address_size)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);

    f->regime.tcr = with_bits(f->regime.tcr, 34, 32, 5); /* 48 bits asked, 44 there */
    map(f, &t, 0x1000, UINT64_C(1) << 44, 3, 0);
    map(f, &t, 0x2000, UINT64_C(1) << 43, 3, D_AF);
    ck_fault(fault_at(f, 0x1000, READ_EL1), FAULT_ADDRESS_SIZE, 1, 3);
    ck_assert_uint_eq(pa_at(f, 0x2000, READ_EL1), UINT64_C(1) << 43);
    fixture_free(f);
}
END_TEST

START_TEST(an_external_abort_on_a_descriptor_names_its_level)
{
    for (unsigned level = 0; level < 4; level++) {
        Fixture *f = fixture_new();
        Tree t = tree_4k(f, false);
        Fault fault;

        map(f, &t, 0x1000, 0x5000, 3, D_AF);
        f->broken = slot_of(f, &t, 0x1000, level, 0);
        fault = fault_at(f, 0x1000, EXEC_EL1);
        ck_fault(fault, FAULT_EXTERNAL_WALK, 1, level);
        ck_assert(!fault.on_write);
        ck_assert_uint_eq(fault_status_code(fault), 0x14 + level);
        fixture_free(f);
    }
}
END_TEST

START_TEST(a_clear_access_flag_faults_and_leaves_no_entry)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    uint64_t slot = map(f, &t, 0x200000, 0x400000, 2, 0);

    ck_fault(fault_at(f, 0x200000, READ_EL1), FAULT_ACCESS_FLAG, 1, 2);
    f->word[slot / 8] |= D_AF;
    ck_assert_uint_eq(pa_at(f, 0x200000, READ_EL1), 0x400000);
    fixture_free(f);
}
END_TEST

START_TEST(permissions_are_checked_from_the_tlb_without_a_walk)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    Access pan = {.type = ACCESS_READ, .privileged = true, .pan = true};
    Fault fault;
    unsigned walked;

    map(f, &t, 0x1000, 0x5000, 3, D_AF | D_EL0 | D_RO | D_PXN);
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x5000);
    walked = steps(f);
    fault = fault_at(f, 0x1000, WRITE_EL1);
    ck_fault(fault, FAULT_PERMISSION, 1, 3);
    ck_assert(fault.on_write);
    ck_fault(fault_at(f, 0x1000, EXEC_EL1), FAULT_PERMISSION, 1, 3);
    ck_fault(fault_at(f, 0x1000, pan), FAULT_PERMISSION, 1, 3);
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL0), 0x5000);
    ck_assert_uint_eq(pa_at(f, 0x1000, EXEC_EL0), 0x5000);
    ck_fault(fault_at(f, 0x1000, WRITE_EL0), FAULT_PERMISSION, 1, 3);
    ck_assert_uint_eq(steps(f), walked);
    fixture_free(f);
}
END_TEST

/* ESR_ELx.WnR: 0 when a read would have met the fault too. */
START_TEST(an_atomic_reports_a_read_where_a_read_would_fault)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    Access atomic = {.type = ACCESS_WRITE, .atomic_write = true};
    Fault fault;

    map(f, &t, 0x1000, 0x5000, 3, D_AF | D_EL0 | D_RO);
    map(f, &t, 0x2000, 0x6000, 3, D_AF);
    map(f, &t, 0x3000, 0x7000, 3, D_AF | D_EL0);
    fault = fault_at(f, 0x1000, atomic);
    ck_assert(fault.kind == FAULT_PERMISSION && fault.on_write);
    fault = fault_at(f, 0x2000, atomic);
    ck_assert(fault.kind == FAULT_PERMISSION && !fault.on_write);
    ck_assert_uint_eq(pa_at(f, 0x3000, atomic), 0x7000);
    fault = fault_at(f, 0x4000, atomic);
    ck_assert(fault.kind == FAULT_TRANSLATION && !fault.on_write);
    fixture_free(f);
}
END_TEST

START_TEST(cache_maintenance_meets_no_permission_fault_above_el0)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    Access el1 = {.type = ACCESS_CACHE, .privileged = true, .pan = true};
    Access el0 = {.type = ACCESS_CACHE};
    Access ivac = {.type = ACCESS_CACHE_WRITE, .privileged = true, .pan = true};
    Fault fault;

    map(f, &t, 0x1000, 0x5000, 3, D_AF | D_RO);
    map(f, &t, 0x2000, 0x6000, 3, D_AF | D_EL0);
    ck_assert_uint_eq(pa_at(f, 0x1000, el1), 0x5000);
    ck_assert_uint_eq(pa_at(f, 0x2000, el1), 0x6000);
    ck_assert_uint_eq(pa_at(f, 0x2000, ivac), 0x6000);
    ck_fault(fault_at(f, 0x1000, ivac), FAULT_PERMISSION, 1, 3);
    fault = fault_at(f, 0x1000, el0);
    ck_fault(fault, FAULT_PERMISSION, 1, 3);
    ck_assert(fault.cacheop && fault.on_write);
    fault = fault_at(f, 0x3000, el1);
    ck_assert(fault.kind == FAULT_TRANSLATION && fault.cacheop && fault.on_write);
    fixture_free(f);
}
END_TEST

START_TEST(hierarchical_permissions_only_take_away)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);

    map_with(f, &t, 0x1000, 0x5000, 3, D_AF | D_EL0, D_RO_TABLE);
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL0), 0x5000);
    ck_fault(fault_at(f, 0x1000, WRITE_EL1), FAULT_PERMISSION, 1, 3);
    map_with(f, &t, UINT64_C(1) << 40, 0x5000, 3, D_AF | D_EL0, D_NOEL0_TABLE);
    ck_fault(fault_at(f, UINT64_C(1) << 40, READ_EL0), FAULT_PERMISSION, 1, 3);
    ck_assert_uint_eq(pa_at(f, UINT64_C(1) << 40, WRITE_EL1), 0x5000);
    map_with(f, &t, UINT64_C(2) << 40, 0x5000, 3, D_AF | D_EL0 | D_RO, D_XN_TABLE);
    ck_fault(fault_at(f, UINT64_C(2) << 40, EXEC_EL0), FAULT_PERMISSION, 1, 3);
    ck_assert_uint_eq(pa_at(f, UINT64_C(2) << 40, EXEC_EL1), 0x5000);
    map_with(f, &t, UINT64_C(3) << 40, 0x5000, 3, D_AF | D_EL0 | D_RO, D_PXN_TABLE);
    ck_fault(fault_at(f, UINT64_C(3) << 40, EXEC_EL1), FAULT_PERMISSION, 1, 3);
    ck_assert_uint_eq(pa_at(f, UINT64_C(3) << 40, EXEC_EL0), 0x5000);
    f->regime.has_hpd = true;
    f->regime.tcr |= UINT64_C(1) << 41; /* HPD0 */
    ck_assert_uint_eq(pa_at(f, 0x1000, WRITE_EL1), 0x5000);
    ck_assert_uint_eq(pa_at(f, UINT64_C(3) << 40, EXEC_EL1), 0x5000);
    fixture_free(f);
}
END_TEST

START_TEST(wxn_and_other_controls_act_at_once)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);

    map(f, &t, 0x1000, 0x5000, 3, D_AF);
    ck_assert_uint_eq(pa_at(f, 0x1000, EXEC_EL1), 0x5000);
    f->regime.sctlr |= 1 << 19;
    ck_fault(fault_at(f, 0x1000, EXEC_EL1), FAULT_PERMISSION, 1, 3);
    f->regime.sctlr &= ~UINT64_C(1);
    ck_assert_uint_eq(pa_at(f, 0x1000, EXEC_EL1), 0x1000);
    fixture_free(f);
}
END_TEST

START_TEST(the_mmu_off_is_flat_up_to_the_address_size)
{
    static const RegimeKind kinds[] = {REGIME_EL10, REGIME_EL2, REGIME_EL20, REGIME_EL3};

    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        Fixture *f = fixture_new();
        Translation out;
        Fault fault;

        f->regime.kind = kinds[i];
        f->regime.sctlr = 0;
        f->regime.tcr = 0;
        ck_assert_int_eq(go(f, 0x8000123, WRITE_EL1, &out).kind, FAULT_NONE);
        ck_assert_uint_eq(out.pa.v, 0x8000123);
        ck_assert(out.device && out.attr == 0 && out.shareability == 2);
        ck_assert_int_eq(go(f, 0x8000124, EXEC_EL1, &out).kind, FAULT_NONE);
        ck_assert(!out.device && out.attr == 0x44);
        f->regime.sctlr = 1 << 12; /* I */
        ck_assert_int_eq(go(f, 0x8000124, EXEC_EL1, &out).kind, FAULT_NONE);
        ck_assert_uint_eq(out.attr, 0xaa);
        fault = fault_at(f, UINT64_C(1) << 44, WRITE_EL1);
        ck_fault(fault, FAULT_ADDRESS_SIZE, 1, 0);
        ck_assert(fault.on_write);
        ck_assert_uint_eq(steps(f), 0);
        fixture_free(f);
    }
}
END_TEST

START_TEST(the_mmu_off_ignores_the_top_byte_where_tbi_says_so)
{
    Fixture *f = fixture_new();

    f->regime.kind = REGIME_EL2;
    f->regime.sctlr = 0;
    f->regime.tcr = 0;
    ck_fault(fault_at(f, UINT64_C(0x5500000000001000), READ_EL1), FAULT_ADDRESS_SIZE, 1, 0);
    f->regime.tcr = 1 << 20;
    ck_assert_uint_eq(pa_at(f, UINT64_C(0x5500000000001000), READ_EL1), 0x1000);
    ck_fault(fault_at(f, UINT64_C(0x5580000000001000), READ_EL1), FAULT_ADDRESS_SIZE, 1, 0);
    fixture_free(f);
}
END_TEST

START_TEST(el2_and_el3_have_one_range_one_privilege_and_no_asid)
{
    static const RegimeKind kinds[] = {REGIME_EL2, REGIME_EL3};

    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        Fixture *f = fixture_new();
        Tree t = tree_4k(f, false);

        f->regime.kind = kinds[i];
        f->regime.tcr = 16 | 4 << 16;
        map(f, &t, 0x1000, 0x5000, 3, D_AF | D_NG | D_PXN);
        map(f, &t, 0x2000, 0x6000, 3, D_AF | D_EL0 | D_XN);
        ck_assert_uint_eq(pa_at(f, 0x1000, EXEC_EL1), 0x5000);
        ck_assert_uint_eq(pa_at(f, 0x2000, READ_EL1), 0x6000);
        ck_fault(fault_at(f, 0x2000, EXEC_EL1), FAULT_PERMISSION, 1, 3);
        f->regime.ttbr[0] |= UINT64_C(5) << 48;
        ck_assert_uint_eq(pa_at(f, 0x1000, WRITE_EL1), 0x5000);
        ck_assert_uint_eq(pa_at(f, 0x2000, (Access){ACCESS_READ, true, .pan = true}), 0x6000);
        ck_assert_uint_eq(steps(f), 8);
        ck_fault(fault_at(f, UINT64_C(0xffff000000001000), READ_EL1), FAULT_TRANSLATION, 1, 0);
        f->regime.tcr |= 1 << 20; /* TBI */
        ck_assert_uint_eq(pa_at(f, UINT64_C(0x7700000000001000), EXEC_EL1), 0x5000);
        ck_fault(fault_at(f, UINT64_C(0x7780000000001000), READ_EL1), FAULT_TRANSLATION, 1, 0);
        fixture_free(f);
    }
}
END_TEST

START_TEST(el20_has_two_ranges_and_asids_and_no_stage_2)
{
    Fixture *f = fixture_new();
    Tree low = tree_4k(f, false), high = tree_4k(f, true);

    f->regime.kind = REGIME_EL20;
    map(f, &low, 0x1000, 0x5000, 3, D_AF | D_EL0 | D_NG);
    map(f, &high, 0x1000, 0x6000, 3, D_AF);
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL0), 0x5000);
    ck_assert_uint_eq(pa_at(f, UINT64_C(0xffff000000001000), READ_EL1), 0x6000);
    ck_fault(fault_at(f, UINT64_C(0xffff000000001000), READ_EL0), FAULT_PERMISSION, 1, 3);
    fixture_free(f);
}
END_TEST

START_TEST(secure_tables_choose_the_output_space)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    Translation out;

    f->regime.secure = true;
    f->by_reading = true;
    map(f, &t, 0x1000, 0x5000, 3, D_AF);
    map(f, &t, 0x2000, 0x6000, 3, D_AF | D_NS);
    map_with(f, &t, UINT64_C(1) << 40, 0x7000, 3, D_AF, D_NS_TABLE);
    go(f, 0x1000, READ_EL1, &out);
    ck_assert(out.secure && f->last_secure);
    go(f, 0x2000, READ_EL1, &out);
    ck_assert(!out.secure && f->last_secure);
    go(f, UINT64_C(1) << 40, READ_EL1, &out);
    ck_assert(!out.secure && !f->last_secure);
    ck_assert_int_eq(fault_at(f, 0x2000, EXEC_EL1).kind, FAULT_NONE);
    f->regime.sif = true;
    ck_fault(fault_at(f, 0x2000, EXEC_EL1), FAULT_PERMISSION, 1, 3);
    ck_assert_int_eq(fault_at(f, 0x1000, EXEC_EL1).kind, FAULT_NONE);
    fixture_free(f);
}
END_TEST

START_TEST(unaligned_access_to_device_memory_faults_before_permission)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    Access write = {.type = ACCESS_WRITE, .privileged = true, .unaligned = true};
    Fault fault;

    map(f, &t, 0x1000, 0x5000, 3, D_AF | ATTR_DEVICE | D_RO);
    map(f, &t, 0x2000, 0x6000, 3, D_AF);
    ck_assert_int_eq(fault_at(f, 0x1001, READ_EL1).kind, FAULT_NONE);
    fault = fault_at(f, 0x1001, write);
    ck_fault(fault, FAULT_ALIGNMENT, 1, 0);
    ck_assert(fault.on_write);
    ck_assert_uint_eq(pa_at(f, 0x2001, write), 0x6001);
    fixture_free(f);
}
END_TEST

START_TEST(at_walks_each_time_and_leaves_no_entry)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    Access at = {.type = ACCESS_AT_WRITE, .privileged = true, .stage1_only = true};

    map(f, &t, 0x1000, 0x5000, 3, D_AF);
    ck_assert_uint_eq(pa_at(f, 0x1000, at), 0x5000);
    ck_assert_uint_eq(pa_at(f, 0x1000, at), 0x5000);
    ck_assert_uint_eq(steps(f), 8);
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x5000);
    ck_assert_uint_eq(steps(f), 12);
    fixture_free(f);
}
END_TEST

START_TEST(big_endian_tables_are_read_as_sctlr_ee_says)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);

    map(f, &t, 0x1000, 0x5000, 3, D_AF);
    for (uint64_t i = 0x100000 / 8; i < f->next_table / 8; i++)
        f->word[i] = __builtin_bswap64(f->word[i]);
    f->regime.sctlr |= 1 << 25;
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x5000);
    fixture_free(f);
}
END_TEST

/* CHOICE in stage.c: a granule that is reserved or not there behaves as the smallest there is. */
START_TEST(an_absent_granule_behaves_as_the_smallest)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);

    map(f, &t, 0x1000, 0x5000, 3, D_AF);
    f->regime.tcr |= 3 << 14;
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x5000);
    f->regime.gran16k = false;
    f->regime.tcr = with_bits(f->regime.tcr, 15, 14, 2);
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x5000);
    fixture_free(f);
}
END_TEST

START_TEST(a_bound_regime_translates_alike_and_follows_ttbr_writes)
{
    Fixture *f = fixture_new();
    Tree a = tree_4k(f, false);
    Tree b = {new_table(f), 12, 0, false};

    map(f, &a, 0x1000, 0x5000, 3, D_AF | D_NG);
    map(f, &b, 0x1000, 0x6000, 3, D_AF | D_NG);
    mmu_bind(f->mmu, &f->regime);
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x5000);
    f->regime.ttbr[0] = b.root | UINT64_C(1) << 48;
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x6000);
    f->regime.ttbr[0] = a.root;
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x5000);
    ck_assert_uint_eq(steps(f), 8);
    fixture_free(f);
}
END_TEST

TEST_MAIN("mmu/translate", a_4k_page_is_found_after_four_reads_and_then_in_the_tlb,
          every_block_size_of_every_granule_translates_in_both_ranges,
          the_start_level_follows_from_granule_and_txsz,
          a_translation_fault_names_the_level_of_the_invalid_descriptor,
          a_block_at_a_level_without_blocks_is_a_translation_fault,
          addresses_between_the_ranges_fault_at_level_0,
          tbi_ignores_the_top_byte_of_its_own_range_for_data_and_fetch,
          epd_turns_walks_of_its_range_into_level_0_faults, txsz_out_of_bounds_faults_at_level_0,
          an_output_beyond_ips_is_an_address_size_fault_at_its_level,
          ips_is_bounded_by_the_cpus_address_size,
          an_external_abort_on_a_descriptor_names_its_level,
          a_clear_access_flag_faults_and_leaves_no_entry,
          permissions_are_checked_from_the_tlb_without_a_walk,
          an_atomic_reports_a_read_where_a_read_would_fault,
          cache_maintenance_meets_no_permission_fault_above_el0,
          hierarchical_permissions_only_take_away, wxn_and_other_controls_act_at_once,
          the_mmu_off_is_flat_up_to_the_address_size,
          the_mmu_off_ignores_the_top_byte_where_tbi_says_so,
          el2_and_el3_have_one_range_one_privilege_and_no_asid,
          el20_has_two_ranges_and_asids_and_no_stage_2, secure_tables_choose_the_output_space,
          unaligned_access_to_device_memory_faults_before_permission,
          at_walks_each_time_and_leaves_no_entry, big_endian_tables_are_read_as_sctlr_ee_says,
          an_absent_granule_behaves_as_the_smallest,
          a_bound_regime_translates_alike_and_follows_ttbr_writes)
