/* SPDX-License-Identifier: MIT
 *
 * update_test.c - hardware management of the Access flag and of dirty state, at both stages.
 *
 * Expectations: DDI 0487, "Hardware management of the Access flag and dirty state",
 * AArch64.CheckAndUpdateDescriptor.
 */
#include "tests/unit/mmu/fixture.h"

#define TCR_HA_HD (UINT64_C(3) << 39)
#define VTCR_HA_HD (UINT64_C(3) << 21)

static void enable_stage1(Fixture *f)
{
    f->regime.has_hafdbs = f->regime.has_dbm = true;
    f->regime.tcr |= TCR_HA_HD;
}

START_TEST(hardware_sets_the_access_flag_once)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    uint64_t slot = map(f, &t, 0x1000, 0x5000, 3, 0);

    enable_stage1(f);
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x5000);
    ck_assert_uint_eq(f->word[slot / 8], UINT64_C(0x5000) | D_PAGE | D_AF);
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x5000);
    ck_assert_uint_eq(steps(f), 4);
    fixture_free(f);
}
END_TEST

START_TEST(without_the_feature_or_the_control_the_flag_faults)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);

    map(f, &t, 0x1000, 0x5000, 3, 0);
    f->regime.tcr |= TCR_HA_HD;
    ck_fault(fault_at(f, 0x1000, READ_EL1), FAULT_ACCESS_FLAG, 1, 3);
    f->regime.has_hafdbs = f->regime.has_dbm = true;
    f->regime.tcr &= ~TCR_HA_HD;
    ck_fault(fault_at(f, 0x1000, READ_EL1), FAULT_ACCESS_FLAG, 1, 3);
    fixture_free(f);
}
END_TEST

START_TEST(a_permission_fault_leaves_the_access_flag)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    uint64_t slot = map(f, &t, 0x1000, 0x5000, 3, D_RO);

    enable_stage1(f);
    ck_fault(fault_at(f, 0x1000, WRITE_EL1), FAULT_PERMISSION, 1, 3);
    ck_assert_uint_eq(f->word[slot / 8], UINT64_C(0x5000) | D_PAGE | D_RO);
    fixture_free(f);
}
END_TEST

START_TEST(the_first_write_makes_a_clean_page_writable)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    uint64_t slot = map(f, &t, 0x1000, 0x5000, 3, D_AF | D_RO | D_DBM);
    unsigned walked;

    enable_stage1(f);
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x5000);
    ck_assert(f->word[slot / 8] & D_RO);
    ck_assert_uint_eq(pa_at(f, 0x1000, WRITE_EL1), 0x5000);
    ck_assert_uint_eq(f->word[slot / 8], UINT64_C(0x5000) | D_PAGE | D_AF | D_DBM);
    walked = steps(f);
    ck_assert_uint_eq(pa_at(f, 0x1000, WRITE_EL1), 0x5000);
    ck_assert_uint_eq(steps(f), walked);
    fixture_free(f);
}
END_TEST

START_TEST(without_hd_a_clean_page_is_read_only)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);

    map(f, &t, 0x1000, 0x5000, 3, D_AF | D_RO | D_DBM);
    enable_stage1(f);
    f->regime.tcr &= ~(UINT64_C(1) << 40);
    ck_fault(fault_at(f, 0x1000, WRITE_EL1), FAULT_PERMISSION, 1, 3);
    f->regime.tcr |= TCR_HA_HD;
    f->regime.has_dbm = false;
    ck_fault(fault_at(f, 0x1000, WRITE_EL1), FAULT_PERMISSION, 1, 3);
    fixture_free(f);
}
END_TEST

START_TEST(at_and_cache_maintenance_make_nothing_dirty)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    uint64_t slot = map(f, &t, 0x1000, 0x5000, 3, D_RO | D_DBM);
    uint64_t before = f->word[slot / 8];
    Access at = {.type = ACCESS_AT_WRITE, .privileged = true};
    Access cache = {.type = ACCESS_CACHE, .privileged = true};

    enable_stage1(f);
    ck_assert_uint_eq(pa_at(f, 0x1000, at), 0x5000);
    ck_assert_uint_eq(f->word[slot / 8], before);
    ck_assert_uint_eq(pa_at(f, 0x1000, cache), 0x5000);
    ck_assert(f->word[slot / 8] & D_RO);
    fixture_free(f);
}
END_TEST

START_TEST(a_descriptor_that_changed_meanwhile_is_walked_again)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    uint64_t slot = map(f, &t, 0x1000, 0x5000, 3, 0);

    enable_stage1(f);
    f->race = slot;
    f->races = 1;
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x5000);
    ck_assert(f->word[slot / 8] & D_AF);
    ck_assert_uint_eq(steps(f), 8);
    f->word[slot / 8] &= ~D_AF;
    f->races = UINT32_MAX; /* for ever: it must end all the same */
    mmu_tlbi(f->mmu, &(Tlbi){.scope = TLBI_ALL, .kind = REGIME_EL10});
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x5000);
    fixture_free(f);
}
END_TEST

START_TEST(stage_2_sets_its_access_flag_and_dirty_state)
{
    Fixture *f = fixture_new();
    Tree t = stage2_4k(f, 1);
    uint64_t slot = map(f, &t, 0x80000000, 0x90000000, 3, D_S2_READ | D_S2_NORMAL | D_DBM);

    f->regime.sctlr = 0;
    ck_fault(fault_at(f, 0x80000000, READ_EL1), FAULT_ACCESS_FLAG, 2, 3);
    f->regime.has_hafdbs = f->regime.has_dbm = true;
    f->regime.vtcr |= VTCR_HA_HD;
    ck_assert_uint_eq(pa_at(f, 0x80000000, READ_EL1), 0x90000000);
    ck_assert((f->word[slot / 8] & D_AF) && !(f->word[slot / 8] & D_S2_WRITE));
    ck_assert_uint_eq(pa_at(f, 0x80000000, WRITE_EL1), 0x90000000);
    ck_assert(f->word[slot / 8] & D_S2_WRITE);
    fixture_free(f);
}
END_TEST

/* The update of a stage-1 descriptor is a write for stage 2. */
START_TEST(an_update_that_stage_2_refuses_is_a_write_fault_with_s1ptw)
{
    Fixture *f = fixture_new();
    Tree s1 = tree_4k(f, false), s2 = stage2_4k(f, 1);
    uint64_t slot = map(f, &s1, 0x1000, 0x80001000, 3, 0);
    Fault fault;

    enable_stage1(f);
    for (uint64_t ipa = 0; ipa < MEMORY_BYTES; ipa += 0x200000)
        map(f, &s2, ipa, ipa, 2, D_S2_READ | D_S2_NORMAL | D_AF);
    map(f, &s2, 0x80001000, 0x90005000, 3, D_S2_RW);
    fault = fault_at(f, 0x1000, READ_EL1);
    ck_fault(fault, FAULT_PERMISSION, 2, 2);
    ck_assert(fault.on_s1_walk && fault.on_write && fault.has_ipa);
    ck_assert_uint_eq(fault.ipa.v, slot);
    fixture_free(f);
}
END_TEST

/* ... and so makes the page of that descriptor dirty. */
START_TEST(an_update_makes_the_page_of_the_table_dirty_at_stage_2)
{
    Fixture *f = fixture_new();
    Tree s1 = tree_4k(f, false), s2 = stage2_4k(f, 1);
    uint64_t slot = map(f, &s1, 0x1000, 0x80001000, 3, 0);
    uint64_t s2_slot = 0;

    enable_stage1(f);
    f->regime.vtcr |= VTCR_HA_HD;
    for (uint64_t ipa = 0; ipa < MEMORY_BYTES; ipa += 0x200000) {
        uint64_t at = map(f, &s2, ipa, ipa, 2, D_S2_READ | D_S2_NORMAL | D_DBM);

        if (slot / 0x200000 == ipa / 0x200000)
            s2_slot = at;
    }
    map(f, &s2, 0x80001000, 0x90005000, 3, D_S2_RW);
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x90005000);
    ck_assert(f->word[slot / 8] & D_AF);
    ck_assert((f->word[s2_slot / 8] & D_AF) && (f->word[s2_slot / 8] & D_S2_WRITE));
    fixture_free(f);
}
END_TEST

START_TEST(an_update_that_aborts_is_an_external_abort_on_the_walk)
{
    Fixture *f = fixture_new();
    Tree t = tree_4k(f, false);
    uint64_t slot = map(f, &t, 0x1000, 0x5000, 3, D_RO | D_DBM | D_AF);

    enable_stage1(f);
    ck_assert_uint_eq(pa_at(f, 0x1000, READ_EL1), 0x5000);
    f->broken = slot;
    ck_fault(fault_at(f, 0x1000, WRITE_EL1), FAULT_EXTERNAL_WALK, 1, 3);
    fixture_free(f);
}
END_TEST

TEST_MAIN("mmu/update", hardware_sets_the_access_flag_once,
          without_the_feature_or_the_control_the_flag_faults,
          a_permission_fault_leaves_the_access_flag, the_first_write_makes_a_clean_page_writable,
          without_hd_a_clean_page_is_read_only, at_and_cache_maintenance_make_nothing_dirty,
          a_descriptor_that_changed_meanwhile_is_walked_again,
          stage_2_sets_its_access_flag_and_dirty_state,
          an_update_that_stage_2_refuses_is_a_write_fault_with_s1ptw,
          an_update_makes_the_page_of_the_table_dirty_at_stage_2,
          an_update_that_aborts_is_an_external_abort_on_the_walk)
