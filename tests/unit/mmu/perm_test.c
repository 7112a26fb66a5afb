/* SPDX-License-Identifier: MIT
 *
 * perm_test.c - permissions as the manual's tables have them.
 *
 * Expectations: DDI 0487, "Data access permissions for stage 1", "Instruction execution
 * permissions" (the table of AP, UXN, PXN and WXN), "S2AP", "XN[1:0]", ESR_ELx.WnR.
 */
#include "mmu/perm.h"
#include "tests/unit/harness.h"

enum { R = RIGHT_READ, W = RIGHT_WRITE, X = RIGHT_EXEC };

static const Who EL0 = {false, false}, EL1 = {true, false}, EL1_PAN = {true, true};

static unsigned ap(unsigned ap21)
{
    return (ap21 & 2 ? S1_READ_ONLY : 0u) | (ap21 & 1 ? S1_EL0 : 0u);
}

START_TEST(ap_gives_data_rights_by_privilege)
{
    static const struct {
        unsigned ap, el1, el0;
    } rows[] = {{0, R | W, 0}, {1, R | W, R | W}, {2, R, 0}, {3, R, R}};

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        unsigned perm = ap(rows[i].ap);

        ck_assert_uint_eq(perm_stage1(perm, true, false, EL1) & (R | W), rows[i].el1);
        ck_assert_uint_eq(perm_stage1(perm, true, false, EL0) & (R | W), rows[i].el0);
        /* PAN takes from privileged accesses what EL0 can read. */
        ck_assert_uint_eq(perm_stage1(perm, true, false, EL1_PAN) & (R | W),
                          rows[i].el0 & R ? 0 : rows[i].el1);
    }
}
END_TEST

/* The manual's table for EL1&0: rows AP<2:1>, UXN, PXN; columns WXN 0 and 1; EL1, EL0. */
START_TEST(execution_follows_the_manuals_table)
{
    static const struct {
        unsigned ap, uxn, pxn;
        bool el1, el0, el1_wxn, el0_wxn;
    } rows[] = {
        {0, 0, 0, true, true, false, true},    {0, 0, 1, false, true, false, true},
        {0, 1, 0, true, false, false, false},  {0, 1, 1, false, false, false, false},
        {1, 0, 0, false, true, false, false},  {1, 0, 1, false, true, false, false},
        {1, 1, 0, false, false, false, false}, {1, 1, 1, false, false, false, false},
        {2, 0, 0, true, true, true, true},     {2, 0, 1, false, true, false, true},
        {2, 1, 0, true, false, true, false},   {2, 1, 1, false, false, false, false},
        {3, 0, 0, true, true, true, true},     {3, 0, 1, false, true, false, true},
        {3, 1, 0, true, false, true, false},   {3, 1, 1, false, false, false, false},
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        unsigned perm = ap(rows[i].ap) | (rows[i].uxn ? S1_XN : 0u) | (rows[i].pxn ? S1_PXN : 0u);

        ck_assert_int_eq((perm_stage1(perm, true, false, EL1) & X) != 0, rows[i].el1);
        ck_assert_int_eq((perm_stage1(perm, true, false, EL1_PAN) & X) != 0, rows[i].el1);
        ck_assert_int_eq((perm_stage1(perm, true, false, EL0) & X) != 0, rows[i].el0);
        ck_assert_int_eq((perm_stage1(perm, true, true, EL1) & X) != 0, rows[i].el1_wxn);
        ck_assert_int_eq((perm_stage1(perm, true, true, EL0) & X) != 0, rows[i].el0_wxn);
    }
}
END_TEST

/* "Instruction execution permissions for the EL2 or EL3 translation regime". */
START_TEST(el2_and_el3_know_only_ap2_and_xn)
{
    for (unsigned junk = 0; junk < 4; junk++) {
        unsigned other = (junk & 1 ? S1_EL0 : 0u) | (junk & 2 ? S1_PXN : 0u);

        ck_assert_uint_eq(perm_stage1(other, false, false, EL1_PAN), R | W | X);
        ck_assert_uint_eq(perm_stage1(other, false, true, EL1), R | W);
        ck_assert_uint_eq(perm_stage1(other | S1_XN, false, false, EL1), R | W);
        ck_assert_uint_eq(perm_stage1(other | S1_READ_ONLY, false, true, EL1), R | X);
    }
}
END_TEST

START_TEST(s2ap_and_xn_are_independent)
{
    ck_assert_uint_eq(perm_stage2(0, false, true), X);
    ck_assert_uint_eq(perm_stage2(S2_READ, false, true), R | X);
    ck_assert_uint_eq(perm_stage2(S2_WRITE, false, true), W | X);
    ck_assert_uint_eq(perm_stage2(S2_READ | S2_WRITE | S2_XN, false, true), R | W);
    ck_assert_uint_eq(perm_stage2(S2_READ | S2_XXN, false, true), R | X); /* RES0 there */
}
END_TEST

/* XN[1:0]: 00 both, 01 EL0 only, 10 none, 11 EL1 only. */
START_TEST(xnx_tells_el0_from_el1)
{
    static const struct {
        unsigned perm;
        bool el1, el0;
    } rows[] = {{0, true, true},
                {S2_XXN, false, true},
                {S2_XN, false, false},
                {S2_XN | S2_XXN, true, false}};

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        ck_assert_int_eq((perm_stage2(rows[i].perm, true, true) & X) != 0, rows[i].el1);
        ck_assert_int_eq((perm_stage2(rows[i].perm, true, false) & X) != 0, rows[i].el0);
    }
}
END_TEST

START_TEST(each_access_needs_its_rights_and_reports_its_direction)
{
    static const struct {
        Access access;
        unsigned needed;
        bool on_write;
    } rows[] = {
        {{.type = ACCESS_READ}, R, false},
        {{.type = ACCESS_WRITE}, W, true},
        {{.type = ACCESS_EXEC, .privileged = true}, X, false},
        {{.type = ACCESS_WRITE, .atomic_write = true}, R | W, false},
        {{.type = ACCESS_CACHE}, R, true},
        {{.type = ACCESS_CACHE, .privileged = true}, 0, true},
        {{.type = ACCESS_CACHE_WRITE, .privileged = true}, W, true},
        {{.type = ACCESS_AT_READ}, R, true},
        {{.type = ACCESS_AT_WRITE}, W, true},
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        ck_assert_uint_eq(perm_needed(rows[i].access), rows[i].needed);
        ck_assert_int_eq(perm_fault_on_write(rows[i].access), rows[i].on_write);
    }
    ck_assert(perm_refused_on_write(rows[3].access, R));
    ck_assert(!perm_refused_on_write(rows[3].access, W));
}
END_TEST

TEST_MAIN("mmu/perm", ap_gives_data_rights_by_privilege, execution_follows_the_manuals_table,
          el2_and_el3_know_only_ap2_and_xn, s2ap_and_xn_are_independent, xnx_tells_el0_from_el1,
          each_access_needs_its_rights_and_reports_its_direction)
