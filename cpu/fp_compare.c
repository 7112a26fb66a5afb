/* SPDX-License-Identifier: MIT
 *
 * fp_compare.c - comparisons, minimum and maximum.
 *
 * Spec: DDI 0487, FPCompare, FPCompareEQ, FPCompareGE, FPCompareGT, FPMax, FPMin, FPMaxNum,
 * FPMinNum.    Tests: tests/unit/cpu/fp_test.c
 * Journey: after cpu/fp_arith.c, before cpu/fp_convert.c
 */
#include "cpu/fp_parts.h"

/* A number's place on the line: equal keys are equal numbers, and zero is zero. */
typedef struct Key {
    int64_t coarse; /* zero 0; else sign times a rank that grows with the exponent */
    uint64_t fine;  /* the significand, complemented for negative numbers */
} Key;

static Key key_of(FpParts p)
{
    int64_t rank;

    if (p.kind == FP_ZERO)
        return (Key){0, 0};
    rank = p.kind == FP_INFINITY ? INT32_MAX : (int64_t)p.exp + 4096;
    return (Key){p.sign ? -rank : rank, p.sign ? ~p.sig : p.sig};
}

/* -1, 0 or 1 as x is less than, equal to or greater than y; no NaNs. */
static int order(FpParts x, FpParts y)
{
    Key a = key_of(x), b = key_of(y);

    if (a.coarse != b.coarse)
        return a.coarse < b.coarse ? -1 : 1;
    return (a.fine > b.fine) - (a.fine < b.fine);
}

unsigned fp_compare(FpSize size, uint64_t a, uint64_t b, bool signal_nans, FpEnv *env)
{
    FpParts x = fp_unpack(size, a, env), y = fp_unpack(size, b, env);
    static const uint8_t nzcv[] = {0x8, 0x6, 0x2};

    if (fp_is_nan(x) || fp_is_nan(y)) {
        if (x.kind == FP_SNAN || y.kind == FP_SNAN || signal_nans)
            fp_raise(env, FPSR_IOC);
        return 0x3;
    }
    return nzcv[order(x, y) + 1];
}

bool fp_compare_eq(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    return fp_compare(size, a, b, false, env) == 0x6;
}

bool fp_compare_ge(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    unsigned nzcv = fp_compare(size, a, b, true, env);

    return nzcv == 0x6 || nzcv == 0x2;
}

bool fp_compare_gt(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    return fp_compare(size, a, b, true, env) == 0x2;
}

/* FPMax when @wanted is 1, FPMin when it is -1. */
static uint64_t extreme(FpSize size, uint64_t a, uint64_t b, int wanted, FpEnv *env)
{
    FpParts x = fp_unpack(size, a, env), y = fp_unpack(size, b, env);
    uint64_t result;

    if (fp_process_nans(size, x.kind, y.kind, a, b, env, &result))
        return result;
    /* The greater zero is positive unless both are negative; the lesser the other way round. */
    if (x.kind == FP_ZERO && y.kind == FP_ZERO)
        return fp_zero(size, wanted > 0 ? x.sign && y.sign : x.sign || y.sign);
    if (order(x, y) == wanted)
        return x.kind == FP_ZERO ? fp_zero(size, x.sign) : a;
    return y.kind == FP_ZERO ? fp_zero(size, y.sign) : b;
}

uint64_t fp_max(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    return extreme(size, a, b, 1, env);
}

uint64_t fp_min(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    return extreme(size, a, b, -1, env);
}

/* A single quiet NaN counts as the infinity that loses. */
static uint64_t extreme_num(FpSize size, uint64_t a, uint64_t b, int wanted, FpEnv *env)
{
    bool a_is_qnan = fp_unpack(size, a, env).kind == FP_QNAN;
    bool b_is_qnan = fp_unpack(size, b, env).kind == FP_QNAN;

    if (a_is_qnan && !b_is_qnan)
        a = fp_infinity(size, wanted > 0);
    else if (b_is_qnan && !a_is_qnan)
        b = fp_infinity(size, wanted > 0);
    return extreme(size, a, b, wanted, env);
}

uint64_t fp_max_num(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    return extreme_num(size, a, b, 1, env);
}

uint64_t fp_min_num(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    return extreme_num(size, a, b, -1, env);
}
