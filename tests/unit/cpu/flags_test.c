/* SPDX-License-Identifier: MIT
 *
 * flags_test.c - AddWithCarry and ConditionHolds on values a person can check.
 */
#include "cpu/flags.h"
#include "tests/unit/harness.h"

enum { N = FLAG_N, Z = FLAG_Z, C = FLAG_C, V = FLAG_V };

START_TEST(add_with_carry_sets_nzcv_as_the_manual_does)
{
    static const struct {
        uint32_t a, b;
        unsigned carry;
        unsigned nzcv;
    } rows[] = {
        {0, 0, 0, Z},
        {0xffffffff, 1, 0, Z | C},
        {0x7fffffff, 1, 0, N | V},
        {0x80000000, 0x80000000, 0, Z | C | V},
        {0xffffffff, 0xffffffff, 1, N | C},
        {0x7fffffff, 0, 1, N | V},
        {5, ~UINT32_C(5), 1, Z | C}, /* 5 - 5 */
        {5, ~UINT32_C(6), 1, N},     /* 5 - 6 borrows */
    };
    static Cpu cpu;

    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        uint32_t sum = flags_add32(&cpu, rows[i].a, rows[i].b, rows[i].carry);

        ck_assert_uint_eq(sum, rows[i].a + rows[i].b + rows[i].carry);
        ck_assert_uint_eq(flags_get(&cpu), rows[i].nzcv);
        /* The same in the upper half of 64 bits: a carry comes in from below. */
        flags_add64(&cpu, (uint64_t)rows[i].a << 32 | 0xffffffff, (uint64_t)rows[i].b << 32,
                    rows[i].carry);
        ck_assert_uint_eq(flags_get(&cpu) & (C | V | N), rows[i].nzcv & (C | V | N));
    }
}
END_TEST

/* ConditionHolds, spelled out for each of the 16 values of NZCV. */
START_TEST(conditions_hold_as_the_manual_says)
{
    static Cpu cpu;

    for (unsigned nzcv = 0; nzcv < 16; nzcv++) {
        bool n = nzcv & N, z = nzcv & Z, c = nzcv & C, v = nzcv & V;
        bool even[8] = {z, c, n, v, c && !z, n == v, n == v && !z, true};

        flags_set(&cpu, nzcv);
        for (unsigned cond = 0; cond < 16; cond++) {
            bool holds = cond == 15 || (cond & 1 ? !even[cond / 2] : even[cond / 2]);

            ck_assert_msg(flags_hold(&cpu, cond) == holds, "condition %u, nzcv %x", cond, nzcv);
        }
    }
}
END_TEST

TEST_MAIN("cpu/flags", add_with_carry_sets_nzcv_as_the_manual_does,
          conditions_hold_as_the_manual_says)
