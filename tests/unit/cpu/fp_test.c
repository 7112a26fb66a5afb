/* SPDX-License-Identifier: MIT
 *
 * fp_test.c - special values, NaN rules, modes and flags; expectations from DDI 0487.
 */
#include "cpu/fp.h"
#include "tests/unit/harness.h"

#define F32_ONE 0x3f800000u
#define F32_TWO 0x40000000u
#define F32_INF 0x7f800000u
#define F32_NINF 0xff800000u
#define F32_MAX 0x7f7fffffu
#define F32_MIN_NORMAL 0x00800000u
#define F32_DENORMAL 0x00000001u
#define F32_QNAN 0x7fc01234u
#define F32_SNAN 0x7f801234u
#define F32_DEFAULT_NAN 0x7fc00000u
#define F32_NZERO 0x80000000u

#define RN 0u
#define RP (1u << 22)
#define RM (2u << 22)
#define RZ (3u << 22)

typedef struct BinaryCase {
    FpBinary *op;
    FpSize size;
    uint64_t a, b;
    uint32_t fpcr;
    uint64_t result;
    uint32_t fpsr;
} BinaryCase;

static void check_binary(const BinaryCase *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const BinaryCase *c = &cases[i];
        FpEnv env = {.fpcr = c->fpcr};
        uint64_t result = c->op(c->size, c->a, c->b, &env);

        ck_assert_msg(result == c->result && env.fpsr == c->fpsr,
                      "case %zu: got %llx flags %x, expected %llx flags %x", i,
                      (unsigned long long)result, env.fpsr, (unsigned long long)c->result, c->fpsr);
    }
}

#define CHECK_BINARY(cases) check_binary(cases, ARRAY_COUNT(cases))

/* FPProcessNaNs: signalling before quiet, first before second; made quiet; FPCR.DN. */
START_TEST(nans_propagate_by_fp_process_nans)
{
    static const BinaryCase cases[] = {
        {fp_add, FP_SINGLE, F32_QNAN, F32_ONE, 0, F32_QNAN, 0},
        {fp_add, FP_SINGLE, F32_ONE, F32_QNAN, 0, F32_QNAN, 0},
        {fp_add, FP_SINGLE, F32_SNAN, F32_ONE, 0, 0x7fc01234, FPSR_IOC},
        {fp_add, FP_SINGLE, 0x7fc00001, 0x7fc00002, 0, 0x7fc00001, 0},
        {fp_add, FP_SINGLE, 0x7fc00001, 0xff800002, 0, 0xffc00002, FPSR_IOC},
        {fp_add, FP_SINGLE, 0x7f800001, 0xff800002, 0, 0x7fc00001, FPSR_IOC},
        {fp_mul, FP_SINGLE, F32_QNAN, F32_ONE, FPCR_DN, F32_DEFAULT_NAN, 0},
        {fp_div, FP_SINGLE, F32_SNAN, F32_ONE, FPCR_DN, F32_DEFAULT_NAN, FPSR_IOC},
        {fp_max, FP_SINGLE, F32_QNAN, F32_ONE, 0, F32_QNAN, 0},
        {fp_max_num, FP_SINGLE, F32_QNAN, F32_ONE, 0, F32_ONE, 0},
        {fp_min_num, FP_SINGLE, F32_ONE, F32_QNAN, 0, F32_ONE, 0},
        {fp_min_num, FP_SINGLE, F32_QNAN, F32_QNAN, 0, F32_QNAN, 0},
        {fp_max_num, FP_SINGLE, F32_SNAN, F32_ONE, 0, 0x7fc01234, FPSR_IOC},
        /* the step instructions negate their first operand before looking at it */
        {fp_recip_step_fused, FP_SINGLE, F32_QNAN, F32_ONE, 0, 0xffc01234, 0},
        {fp_rsqrt_step_fused, FP_SINGLE, F32_ONE, F32_SNAN, 0, 0x7fc01234, FPSR_IOC},
    };

    CHECK_BINARY(cases);
}
END_TEST

START_TEST(invalid_operations_give_the_default_nan)
{
    static const BinaryCase cases[] = {
        {fp_add, FP_SINGLE, F32_INF, F32_NINF, 0, F32_DEFAULT_NAN, FPSR_IOC},
        {fp_sub, FP_SINGLE, F32_INF, F32_INF, 0, F32_DEFAULT_NAN, FPSR_IOC},
        {fp_mul, FP_SINGLE, F32_INF, 0, 0, F32_DEFAULT_NAN, FPSR_IOC},
        {fp_div, FP_SINGLE, F32_INF, F32_NINF, 0, F32_DEFAULT_NAN, FPSR_IOC},
        {fp_div, FP_SINGLE, 0, F32_NZERO, 0, F32_DEFAULT_NAN, FPSR_IOC},
        {fp_mul, FP_HALF, 0x7c00, 0x8000, 0, 0x7e00, FPSR_IOC},
        {fp_mul, FP_DOUBLE, 0x7ff0000000000000, 0, 0, 0x7ff8000000000000, FPSR_IOC},
        /* but infinity times zero is two in FMULX, and the step's constant */
        {fp_mulx, FP_SINGLE, F32_NINF, 0, 0, 0xc0000000, 0},
        {fp_recip_step_fused, FP_SINGLE, F32_INF, 0, 0, F32_TWO, 0},
        {fp_rsqrt_step_fused, FP_SINGLE, 0, F32_INF, 0, 0x3fc00000, 0},
        {fp_rsqrt_step_fused, FP_HALF, 0, 0xfc00, 0, 0x3e00, 0},
    };

    CHECK_BINARY(cases);
}
END_TEST

START_TEST(zeros_have_the_sign_the_manual_gives_them)
{
    static const BinaryCase cases[] = {
        {fp_add, FP_SINGLE, 0, F32_NZERO, RN, 0, 0},
        {fp_add, FP_SINGLE, 0, F32_NZERO, RM, F32_NZERO, 0},
        {fp_add, FP_SINGLE, F32_NZERO, F32_NZERO, RN, F32_NZERO, 0},
        {fp_sub, FP_SINGLE, F32_ONE, F32_ONE, RN, 0, 0},
        {fp_sub, FP_SINGLE, F32_ONE, F32_ONE, RM, F32_NZERO, 0},
        {fp_sub, FP_SINGLE, F32_NZERO, 0, RP, F32_NZERO, 0},
        {fp_max, FP_SINGLE, F32_NZERO, 0, 0, 0, 0},
        {fp_min, FP_SINGLE, 0, F32_NZERO, 0, F32_NZERO, 0},
        {fp_mul, FP_SINGLE, F32_NZERO, F32_ONE, 0, F32_NZERO, 0},
        {fp_div, FP_SINGLE, F32_ONE, F32_NZERO, 0, F32_NINF, FPSR_DZC},
        {fp_div, FP_SINGLE, F32_INF, 0, 0, F32_INF, 0},
        {fp_recip_step_fused, FP_SINGLE, F32_ONE, F32_TWO, RM, F32_NZERO, 0},
    };

    CHECK_BINARY(cases);
}
END_TEST

START_TEST(overflow_goes_where_the_rounding_mode_says)
{
    static const BinaryCase cases[] = {
        {fp_add, FP_SINGLE, F32_MAX, F32_MAX, RN, F32_INF, FPSR_OFC | FPSR_IXC},
        {fp_add, FP_SINGLE, F32_MAX, F32_MAX, RP, F32_INF, FPSR_OFC | FPSR_IXC},
        {fp_add, FP_SINGLE, F32_MAX, F32_MAX, RM, F32_MAX, FPSR_OFC | FPSR_IXC},
        {fp_add, FP_SINGLE, F32_MAX, F32_MAX, RZ, F32_MAX, FPSR_OFC | FPSR_IXC},
        {fp_mul, FP_SINGLE, F32_MAX, 0xff7fffff, RP, 0xff7fffff, FPSR_OFC | FPSR_IXC},
        {fp_mul, FP_SINGLE, F32_MAX, 0xff7fffff, RM, F32_NINF, FPSR_OFC | FPSR_IXC},
        /* half a unit above the greatest number is where it becomes infinity */
        {fp_add, FP_SINGLE, F32_MAX, 0x73000000, RN, F32_INF, FPSR_OFC | FPSR_IXC},
        {fp_add, FP_SINGLE, F32_MAX, 0x72ffffff, RN, F32_MAX, FPSR_IXC},
        {fp_add, FP_HALF, 0x7bff, 0x4c00, RN, 0x7c00, FPSR_OFC | FPSR_IXC},
        {fp_add, FP_HALF, 0x7bff, 0x4bff, RN, 0x7bff, FPSR_IXC},
    };

    CHECK_BINARY(cases);
}
END_TEST

/* FPRound looks for underflow before rounding, and flushes without raising Inexact. */
START_TEST(tiny_results_underflow_or_are_flushed)
{
    static const BinaryCase cases[] = {
        {fp_mul, FP_SINGLE, F32_DENORMAL, 0x3f000000, RN, 0, FPSR_UFC | FPSR_IXC},
        {fp_mul, FP_SINGLE, F32_DENORMAL, 0x3f000000, RP, 1, FPSR_UFC | FPSR_IXC},
        {fp_mul, FP_SINGLE, F32_MIN_NORMAL, 0x3f000000, RN, 0x00400000, 0},
        {fp_mul, FP_SINGLE, 0x00ffffff, 0x3f000000, RN, F32_MIN_NORMAL, FPSR_UFC | FPSR_IXC},
        {fp_mul, FP_SINGLE, F32_MIN_NORMAL, 0x3f000000, FPCR_FZ, 0, FPSR_UFC},
        {fp_mul, FP_SINGLE, F32_MIN_NORMAL, 0xbf000000, FPCR_FZ, F32_NZERO, FPSR_UFC},
        {fp_mul, FP_SINGLE, F32_DENORMAL, F32_TWO, FPCR_FZ, 0, FPSR_IDC},
        {fp_add, FP_DOUBLE, 1, 1, FPCR_FZ, 0, FPSR_IDC},
        {fp_add, FP_DOUBLE, 1, 1, FPCR_FZ16, 2, 0},
        {fp_max, FP_SINGLE, F32_DENORMAL, 0x80000001, FPCR_FZ, 0, FPSR_IDC},
        /* half precision has its own control, and its inputs are flushed without a flag */
        {fp_add, FP_HALF, 1, 1, FPCR_FZ, 2, 0},
        {fp_add, FP_HALF, 1, 1, FPCR_FZ16, 0, 0},
        {fp_mul, FP_HALF, 0x0400, 0x3800, FPCR_FZ16, 0, FPSR_UFC},
    };

    CHECK_BINARY(cases);
}
END_TEST

START_TEST(multiply_add_rounds_once_and_orders_its_nans)
{
    static const struct {
        uint64_t addend, a, b;
        uint32_t fpcr;
        uint64_t result;
        uint32_t fpsr;
    } cases[] = {
        /* (1 + 2^-23)(1 - 2^-23) - 1 = -2^-46, which a rounded product would lose */
        {0xbf800000, 0x3f800001, 0x3f7ffffe, 0, 0xa8800000, 0},
        {F32_QNAN, F32_INF, 0, 0, F32_DEFAULT_NAN, FPSR_IOC},
        {F32_SNAN, F32_INF, 0, 0, 0x7fc01234, FPSR_IOC},
        {F32_QNAN, 0xff800002, F32_ONE, 0, 0xffc00002, FPSR_IOC},
        {0x7fc00003, 0x7fc00001, 0x7fc00002, 0, 0x7fc00003, 0},
        {F32_ONE, 0x7fc00001, 0x7fc00002, 0, 0x7fc00001, 0},
        {F32_NINF, F32_INF, F32_ONE, 0, F32_DEFAULT_NAN, FPSR_IOC},
        {F32_INF, F32_NINF, 0xbf800000, 0, F32_INF, 0},
        {0xbf800000, F32_ONE, F32_ONE, RM, F32_NZERO, 0},
        {F32_NZERO, F32_NZERO, F32_ONE, RN, F32_NZERO, 0},
        {0, F32_NZERO, F32_ONE, RN, 0, 0},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        FpEnv env = {.fpcr = cases[i].fpcr};

        ck_assert_uint_eq(fp_mul_add(FP_SINGLE, cases[i].addend, cases[i].a, cases[i].b, &env),
                          cases[i].result);
        ck_assert_uint_eq(env.fpsr, cases[i].fpsr);
    }
}
END_TEST

START_TEST(comparisons_signal_as_asked)
{
    static const struct {
        uint64_t a, b;
        bool signal;
        unsigned nzcv;
        uint32_t fpsr;
    } cases[] = {
        {F32_ONE, F32_TWO, false, 8, 0},
        {F32_TWO, F32_ONE, false, 2, 0},
        {0, F32_NZERO, true, 6, 0},
        {0xbf800000, 0xc0000000, false, 2, 0},
        {F32_QNAN, F32_ONE, false, 3, 0},
        {F32_QNAN, F32_ONE, true, 3, FPSR_IOC},
        {F32_ONE, F32_SNAN, false, 3, FPSR_IOC},
        {F32_NINF, F32_INF, false, 8, 0},
        {F32_INF, F32_INF, false, 6, 0},
        {F32_DENORMAL, 0, false, 2, 0},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        FpEnv env = {0};

        ck_assert_uint_eq(fp_compare(FP_SINGLE, cases[i].a, cases[i].b, cases[i].signal, &env),
                          cases[i].nzcv);
        ck_assert_uint_eq(env.fpsr, cases[i].fpsr);
    }
}
END_TEST

START_TEST(conversions_between_formats_follow_fp_convert)
{
    static const struct {
        FpSize to, from;
        uint64_t a;
        FpRounding rounding;
        uint32_t fpcr;
        uint64_t result;
        uint32_t fpsr;
    } cases[] = {
        {FP_DOUBLE, FP_SINGLE, 0xff801234, 0, 0, 0xfff8024680000000, FPSR_IOC},
        {FP_HALF, FP_DOUBLE, 0x7ff8040000000000, 0, 0, 0x7e01, 0},
        {FP_HALF, FP_SINGLE, F32_QNAN, 0, FPCR_DN, 0x7e00, 0},
        {FP_SINGLE, FP_HALF, 0x0001, 0, FPCR_FZ16, 0x33800000, 0},
        {FP_HALF, FP_SINGLE, 0x33800000, 0, FPCR_FZ | FPCR_FZ16, 0x0001, 0},
        {FP_SINGLE, FP_DOUBLE, 1, 0, FPCR_FZ, 0, FPSR_IDC},
        {FP_SINGLE, FP_DOUBLE, 1, FP_ROUND_POSINF, 0, 1, FPSR_UFC | FPSR_IXC},
        {FP_HALF, FP_SINGLE, 0x477ff000, 0, 0, 0x7c00, FPSR_OFC | FPSR_IXC},
        {FP_HALF, FP_SINGLE, 0xc77fefff, 0, 0, 0xfbff, FPSR_IXC},
        /* the alternative half-precision format: no infinities, no NaNs */
        {FP_HALF, FP_SINGLE, 0x477ff000, 0, FPCR_AHP, 0x7c00, FPSR_IXC},
        {FP_HALF, FP_SINGLE, F32_NINF, 0, FPCR_AHP, 0xffff, FPSR_IOC},
        {FP_HALF, FP_SINGLE, 0xffc00001, 0, FPCR_AHP, 0x8000, FPSR_IOC},
        {FP_HALF, FP_SINGLE, 0x48000000, 0, FPCR_AHP, 0x7fff, FPSR_IOC},
        {FP_SINGLE, FP_HALF, 0x7fff, 0, FPCR_AHP, 0x47ffe000, 0},
        {FP_SINGLE, FP_HALF, 0x7c00, 0, FPCR_AHP, 0x47800000, 0},
        /* round to odd, for FCVTXN */
        {FP_SINGLE, FP_DOUBLE, 0x3ff0000000000001, FP_ROUND_ODD, 0, 0x3f800001, FPSR_IXC},
        {FP_SINGLE, FP_DOUBLE, 0x3ff0000030000000, FP_ROUND_ODD, 0, 0x3f800001, FPSR_IXC},
        {FP_SINGLE, FP_DOUBLE, 0x7fe0000000000000, FP_ROUND_ODD, 0, F32_MAX, FPSR_OFC | FPSR_IXC},
        {FP_SINGLE, FP_DOUBLE, 0x8000000000000001, FP_ROUND_ODD, 0, 0x80000001,
         FPSR_UFC | FPSR_IXC},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        FpEnv env = {.fpcr = cases[i].fpcr};
        uint64_t result =
            fp_convert(cases[i].to, cases[i].from, cases[i].a, cases[i].rounding, &env);

        ck_assert_msg(result == cases[i].result && env.fpsr == cases[i].fpsr,
                      "case %zu: got %llx flags %x", i, (unsigned long long)result, env.fpsr);
    }
}
END_TEST

START_TEST(rounding_to_integral_in_every_mode)
{
    /* rows: value; columns: to even, +inf, -inf, zero, ties away */
    static const uint64_t values[] = {0x40200000 /* 2.5 */, 0xc0200000 /* -2.5 */,
                                      0x3f000000 /* .5 */, 0xbe800000 /* -.25 */};
    static const uint64_t results[][5] = {
        {0x40000000, 0x40400000, 0x40000000, 0x40000000, 0x40400000},
        {0xc0000000, 0xc0000000, 0xc0400000, 0xc0000000, 0xc0400000},
        {0, F32_ONE, 0, 0, F32_ONE},
        {F32_NZERO, F32_NZERO, 0xbf800000, F32_NZERO, F32_NZERO},
    };

    for (size_t i = 0; i < ARRAY_COUNT(values); i++)
        for (unsigned mode = 0; mode < 5; mode++) {
            FpEnv env = {0}, exact = {0};

            ck_assert_uint_eq(fp_round_int(FP_SINGLE, values[i], (FpRounding)mode, false, &env),
                              results[i][mode]);
            ck_assert_uint_eq(env.fpsr, 0);
            fp_round_int(FP_SINGLE, values[i], (FpRounding)mode, true, &exact);
            ck_assert_uint_eq(exact.fpsr, FPSR_IXC);
        }
}
END_TEST

/* FPRoundIntN: what no integer of the width can be is the least one, invalid. */
START_TEST(rounding_to_integers_of_a_width)
{
    static const struct {
        uint64_t a;
        unsigned width;
        uint64_t result;
        uint32_t fpsr;
    } cases[] = {
        {0x40200000, 32, F32_TWO, FPSR_IXC},                                     /* 2.5 */
        {0xbe800000, 32, F32_NZERO, FPSR_IXC},  {0x4effffff, 32, 0x4effffff, 0}, /* 2^31 - 128 */
        {0x4f000000, 32, 0xcf000000, FPSR_IOC}, {0xcf000000, 32, 0xcf000000, 0},
        {0x4f000000, 64, 0x4f000000, 0},        {0x5f000000, 64, 0xdf000000, FPSR_IOC},
        {F32_INF, 64, 0xdf000000, FPSR_IOC},    {F32_QNAN, 32, 0xcf000000, FPSR_IOC},
        {F32_NZERO, 32, F32_NZERO, 0},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        FpEnv env = {0};
        uint64_t result =
            fp_round_int_n(FP_SINGLE, cases[i].a, FP_ROUND_ZERO, cases[i].width, &env);

        ck_assert_msg(result == cases[i].result && env.fpsr == cases[i].fpsr,
                      "case %zu: got %llx flags %x", i, (unsigned long long)result, env.fpsr);
    }
}
END_TEST

/* FPToFixedJS: modulo 2^32, and exact only when the integer is the number itself. */
START_TEST(javascript_conversion_wraps_and_says_so)
{
    static const struct {
        uint64_t a;
        uint32_t result;
        bool exact;
        uint32_t fpsr;
    } cases[] = {
        {0x3ff0000000000000, 1, true, 0},
        {0xbff8000000000000, UINT32_MAX, false, FPSR_IXC}, /* -1.5 */
        {0x41e0000000000000, 0x80000000, false, FPSR_IOC}, /* 2^31 */
        {0xc1e0000000000000, 0x80000000, true, 0},
        {0x41f0000000100000, 1, false, FPSR_IOC}, /* 2^32 + 1 */
        {0x7fe0000000000000, 0, false, FPSR_IOC},
        {0x7ff0000000000000, 0, false, FPSR_IOC},
        {0x7ff8000000000000, 0, false, FPSR_IOC},
        {0, 0, true, 0},
        {0x8000000000000000, 0, false, 0},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        FpEnv env = {0};
        bool exact;
        uint32_t result = fp_to_fixed_js(cases[i].a, &exact, &env);

        ck_assert_msg(result == cases[i].result && exact == cases[i].exact &&
                          env.fpsr == cases[i].fpsr,
                      "case %zu: got %x %d flags %x", i, result, exact, env.fpsr);
    }
}
END_TEST

START_TEST(fixed_point_saturates_with_invalid_operation)
{
    static const struct {
        uint64_t a;
        unsigned fbits;
        bool is_unsigned;
        unsigned width;
        FpRounding rounding;
        uint64_t result;
        uint32_t fpsr;
    } cases[] = {
        {0x4f000000, 0, false, 32, FP_ROUND_ZERO, 0x7fffffff, FPSR_IOC}, /* 2^31 */
        {0xcf000000, 0, false, 32, FP_ROUND_ZERO, 0x80000000, 0},
        {0xcf000001, 0, false, 32, FP_ROUND_ZERO, 0x80000000, FPSR_IOC},
        {F32_QNAN, 0, false, 64, FP_ROUND_ZERO, 0, FPSR_IOC},
        {F32_NINF, 0, false, 64, FP_ROUND_ZERO, 0x8000000000000000, FPSR_IOC},
        {F32_INF, 0, true, 64, FP_ROUND_ZERO, UINT64_MAX, FPSR_IOC},
        {0xbf000000, 0, true, 32, FP_ROUND_ZERO, 0, FPSR_IXC},
        {0xbf000000, 0, true, 32, FP_ROUND_NEGINF, 0, FPSR_IOC},
        {0xbf000000, 0, false, 32, FP_ROUND_NEGINF, 0xffffffff, FPSR_IXC},
        {0x3fc00000, 1, false, 32, FP_ROUND_ZERO, 3, 0},
        {0x40200000, 0, false, 64, FP_ROUND_TIEAWAY, 3, FPSR_IXC},
        {F32_ONE, 63, false, 64, FP_ROUND_ZERO, 0x7fffffffffffffff, FPSR_IOC},
        {F32_ONE, 63, true, 64, FP_ROUND_ZERO, 0x8000000000000000, 0},
        {0x00000001, 64, true, 64, FP_ROUND_POSINF, 1, FPSR_IXC},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        FpEnv env = {0};
        uint64_t result = fp_to_fixed(FP_SINGLE, cases[i].a, cases[i].fbits, cases[i].is_unsigned,
                                      cases[i].width, cases[i].rounding, &env);

        ck_assert_msg(result == cases[i].result && env.fpsr == cases[i].fpsr,
                      "case %zu: got %llx flags %x", i, (unsigned long long)result, env.fpsr);
    }
}
END_TEST

START_TEST(fixed_point_becomes_a_number)
{
    FpEnv env = {0};

    ck_assert_uint_eq(fp_from_fixed(FP_SINGLE, 3, 1, false, 32, FP_ROUND_TIEEVEN, &env),
                      0x3fc00000);
    ck_assert_uint_eq(fp_from_fixed(FP_SINGLE, 0xffffffff, 0, false, 32, 0, &env), 0xbf800000);
    ck_assert_uint_eq(fp_from_fixed(FP_DOUBLE, 0, 5, false, 64, FP_ROUND_NEGINF, &env), 0);
    ck_assert_uint_eq(env.fpsr, 0);
    ck_assert_uint_eq(fp_from_fixed(FP_DOUBLE, UINT64_MAX, 0, true, 64, 0, &env),
                      0x43f0000000000000);
    ck_assert_uint_eq(env.fpsr, FPSR_IXC);
    env.fpsr = 0;
    ck_assert_uint_eq(fp_from_fixed(FP_HALF, 65520, 0, true, 32, 0, &env), 0x7c00);
    ck_assert_uint_eq(env.fpsr, FPSR_OFC | FPSR_IXC);
}
END_TEST

/* FPRecipEstimate, FPRSqrtEstimate: their case analysis, and estimates worked by hand from
 * RecipEstimate: 1.0 -> 2^19/513 = 1021, (1021 + 1)/2 = 511, that is 0.998. */
START_TEST(estimates_follow_their_definition)
{
    static const struct {
        FpUnary *op;
        uint64_t a;
        uint32_t fpcr;
        uint64_t result;
        uint32_t fpsr;
    } cases[] = {
        {fp_recip_estimate, F32_ONE, 0, 0x3f7f8000, 0},
        {fp_recip_estimate, 0, 0, F32_INF, FPSR_DZC},
        {fp_recip_estimate, F32_NINF, 0, F32_NZERO, 0},
        {fp_recip_estimate, F32_DENORMAL, RN, F32_INF, FPSR_OFC | FPSR_IXC},
        {fp_recip_estimate, F32_DENORMAL, RZ, F32_MAX, FPSR_OFC | FPSR_IXC},
        {fp_recip_estimate, 0x7e800000, FPCR_FZ, 0, FPSR_UFC}, /* 2^126 */
        {fp_recip_estimate, 0x7e800000, 0, 0x007fc000, 0},
        {fp_recip_estimate, F32_SNAN, 0, 0x7fc01234, FPSR_IOC},
        {fp_rsqrt_estimate, F32_ONE, 0, 0x3f7f8000, 0},
        {fp_rsqrt_estimate, 0xbf800000, 0, F32_DEFAULT_NAN, FPSR_IOC},
        {fp_rsqrt_estimate, F32_NZERO, 0, F32_NINF, FPSR_DZC},
        {fp_rsqrt_estimate, F32_INF, 0, 0, 0},
        {fp_recpx, F32_DENORMAL, 0, 0x7f000000, 0},
        {fp_recpx, F32_INF, 0, 0, 0},
        {fp_recpx, 0xbf812345, 0, 0xc0000000, 0},
        {fp_sqrt, 0xbf800000, 0, F32_DEFAULT_NAN, FPSR_IOC},
        {fp_sqrt, F32_NZERO, 0, F32_NZERO, 0},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        FpEnv env = {.fpcr = cases[i].fpcr};
        uint64_t result = cases[i].op(FP_SINGLE, cases[i].a, &env);

        ck_assert_msg(result == cases[i].result && env.fpsr == cases[i].fpsr,
                      "case %zu: got %llx flags %x", i, (unsigned long long)result, env.fpsr);
    }
    ck_assert_uint_eq(fp_unsigned_recip_estimate(0x7fffffff), UINT32_MAX);
    ck_assert_uint_eq(fp_unsigned_recip_estimate(0x80000000), 0xff800000);
    ck_assert_uint_eq(fp_unsigned_rsqrt_estimate(0x3fffffff), UINT32_MAX);
    ck_assert_uint_eq(fp_unsigned_rsqrt_estimate(0x40000000), 0xff800000);
}
END_TEST

TEST_MAIN("cpu/fp", nans_propagate_by_fp_process_nans, invalid_operations_give_the_default_nan,
          zeros_have_the_sign_the_manual_gives_them, overflow_goes_where_the_rounding_mode_says,
          tiny_results_underflow_or_are_flushed, multiply_add_rounds_once_and_orders_its_nans,
          comparisons_signal_as_asked, conversions_between_formats_follow_fp_convert,
          rounding_to_integral_in_every_mode, rounding_to_integers_of_a_width,
          javascript_conversion_wraps_and_says_so, fixed_point_saturates_with_invalid_operation,
          fixed_point_becomes_a_number, estimates_follow_their_definition)
