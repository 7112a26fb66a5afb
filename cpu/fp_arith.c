/* SPDX-License-Identifier: MIT
 *
 * fp_arith.c - sums, products, quotients and square roots, each rounded once.
 *
 * A sum, a fused multiply-add and the two step instructions share add_wide: an exact addition
 * of two wide numbers, in which only bits too far down to matter are made sticky.
 *
 * Spec: DDI 0487, FPAdd, FPSub, FPMul, FPMulX, FPDiv, FPSqrt, FPMulAdd, FPMulAddH,
 * FPRecipStepFused, FPRSqrtStepFused.    Tests: tests/unit/cpu/fp_test.c, fp_host_test.c Journey:
 * after cpu/fp_parts.c, before cpu/fp_compare.c
 */
#include "cpu/fp_parts.h"
#include "cpu/host_fp.h"

/* Two spare bits on top: one for the carry, one so that a product is held like a term. */
#define HEADROOM 2

/* A finite number or zero as a term of a sum; zero has sig 0. */
static FpWide term(FpParts p)
{
    return (FpWide){p.sign, p.exp + HEADROOM,
                    p.kind == FP_ZERO ? 0 : (u128)p.sig << (64 - HEADROOM)};
}

/* The exact product. It fits: the significands' low 11 bits or more are zero. */
static FpWide product(FpParts a, FpParts b)
{
    bool zero = a.kind == FP_ZERO || b.kind == FP_ZERO;

    return (FpWide){a.sign != b.sign, a.exp + b.exp + 1 + HEADROOM,
                    zero ? 0 : ((u128)a.sig * b.sig) >> HEADROOM};
}

/* a + b for numbers with headroom. Sticky bits arise only when the exponents are so far apart
 * that at most one leading bit cancels. */
static FpWide add_wide(FpWide a, FpWide b)
{
    if (a.sig == 0)
        return b;
    if (b.sig == 0)
        return a;
    if (a.exp < b.exp) {
        FpWide swapped = a;

        a = b;
        b = swapped;
    }
    b.sig = fp_shift_right_sticky(b.sig, a.exp - b.exp);
    if (a.sign == b.sign)
        return (FpWide){a.sign, a.exp, a.sig + b.sig};
    if (a.sig >= b.sig)
        return (FpWide){a.sign, a.exp, a.sig - b.sig};
    return (FpWide){b.sign, a.exp, b.sig - a.sig};
}

/* The sum of two terms, rounded. An exact zero has the sign both had, or the rounding mode's. */
static uint64_t round_sum(FpSize size, FpWide a, FpWide b, int scale, FpEnv *env)
{
    FpWide sum = add_wide(a, b);

    if (sum.sig == 0) {
        bool both_zero = a.sig == 0 && b.sig == 0 && a.sign == b.sign;

        return fp_zero(size, both_zero ? a.sign : fp_rounding_mode(env) == FP_ROUND_NEGINF);
    }
    sum.exp += scale;
    return fp_round(size, sum, env);
}

static uint64_t add_or_sub(FpSize size, uint64_t a, uint64_t b, bool subtract, FpEnv *env)
{
    FpParts x = fp_unpack(size, a, env), y = fp_unpack(size, b, env);
    uint64_t result;

    if (fp_process_nans(size, x.kind, y.kind, a, b, env, &result))
        return result;
    y.sign ^= subtract;
    if (x.kind == FP_INFINITY && y.kind == FP_INFINITY && x.sign != y.sign)
        return fp_invalid(size, env);
    if (x.kind == FP_INFINITY || y.kind == FP_INFINITY)
        return fp_infinity(size, x.kind == FP_INFINITY ? x.sign : y.sign);
    return round_sum(size, term(x), term(y), 0, env);
}

uint64_t fp_add(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    uint64_t result;

    if (host_fp(HOST_FP_ADD, size, a, b, 0, env, &result))
        return result;
    return add_or_sub(size, a, b, false, env);
}

uint64_t fp_sub(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    uint64_t result;

    if (host_fp(HOST_FP_SUB, size, a, b, 0, env, &result))
        return result;
    return add_or_sub(size, a, b, true, env);
}

static bool is_infinity_times_zero(FpParts x, FpParts y)
{
    return (x.kind == FP_INFINITY && y.kind == FP_ZERO) ||
           (x.kind == FP_ZERO && y.kind == FP_INFINITY);
}

/* FPMul, and FPMulX where infinity times zero is two. */
static uint64_t multiply(FpSize size, uint64_t a, uint64_t b, bool extended, FpEnv *env)
{
    FpParts x = fp_unpack(size, a, env), y = fp_unpack(size, b, env);
    bool sign = x.sign != y.sign;
    uint64_t result;

    if (fp_process_nans(size, x.kind, y.kind, a, b, env, &result))
        return result;
    if (is_infinity_times_zero(x, y))
        return extended ? fp_two(size, sign) : fp_invalid(size, env);
    if (x.kind == FP_INFINITY || y.kind == FP_INFINITY)
        return fp_infinity(size, sign);
    if (x.kind == FP_ZERO || y.kind == FP_ZERO)
        return fp_zero(size, sign);
    return fp_round(size, product(x, y), env);
}

uint64_t fp_mul(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    uint64_t result;

    if (host_fp(HOST_FP_MUL, size, a, b, 0, env, &result))
        return result;
    return multiply(size, a, b, false, env);
}

uint64_t fp_mulx(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    return multiply(size, a, b, true, env);
}

/* x / y for finite numbers: at least 63 bits of quotient, the remainder sticky. */
static FpWide quotient(FpParts x, FpParts y)
{
    u128 dividend = (u128)x.sig << 63;
    u128 q = dividend / y.sig;

    return (FpWide){x.sign != y.sign, x.exp - y.exp + 64, q | (q * y.sig != dividend)};
}

static uint64_t divide(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    FpParts x = fp_unpack(size, a, env), y = fp_unpack(size, b, env);
    bool sign = x.sign != y.sign;
    uint64_t result;

    if (fp_process_nans(size, x.kind, y.kind, a, b, env, &result))
        return result;
    if (x.kind == y.kind && x.kind != FP_FINITE)
        return fp_invalid(size, env);
    if (x.kind == FP_INFINITY || y.kind == FP_ZERO) {
        if (x.kind != FP_INFINITY)
            fp_raise(env, FPSR_DZC);
        return fp_infinity(size, sign);
    }
    if (x.kind == FP_ZERO || y.kind == FP_INFINITY)
        return fp_zero(size, sign);
    return fp_round(size, quotient(x, y), env);
}

uint64_t fp_div(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    uint64_t result;

    return host_fp(HOST_FP_DIV, size, a, b, 0, env, &result) ? result : divide(size, a, b, env);
}

/* The greatest integer whose square is not above @n, one bit at a time. */
static uint64_t integer_sqrt(u128 n, bool *inexact)
{
    u128 root = 0, rest = n;

    for (u128 place = (u128)1 << 126; place != 0; place >>= 2) {
        if (rest >= root + place) {
            rest -= root + place;
            root = (root >> 1) + place;
        } else {
            root >>= 1;
        }
    }
    *inexact = rest != 0;
    return (uint64_t)root;
}

static uint64_t square_root(FpSize size, uint64_t a, FpEnv *env)
{
    FpParts x = fp_unpack(size, a, env);
    uint64_t root;
    bool inexact;
    int odd;

    if (fp_is_nan(x))
        return fp_process_nan(size, x.kind, a, env);
    if (x.kind == FP_ZERO)
        return fp_zero(size, x.sign);
    if (x.sign)
        return fp_invalid(size, env);
    if (x.kind == FP_INFINITY)
        return fp_infinity(size, false);
    /* x is an integer of 126 or 127 bits times an even power of two; the root has 63 or 64. */
    odd = x.exp & 1;
    root = integer_sqrt((u128)x.sig << (odd ? 62 : 63), &inexact);
    return fp_round(size, (FpWide){false, (x.exp - odd) / 2 + 63 + odd, (u128)root << 1 | inexact},
                    env);
}

uint64_t fp_sqrt(FpSize size, uint64_t a, FpEnv *env)
{
    uint64_t result;

    return host_fp(HOST_FP_SQRT, size, a, 0, 0, env, &result) ? result : square_root(size, a, env);
}

/* addend + x * y when no operand is a NaN. */
static uint64_t mul_add_numbers(FpSize size, FpParts addend, FpParts x, FpParts y, FpEnv *env)
{
    bool sign = x.sign != y.sign;
    bool infinite_product = x.kind == FP_INFINITY || y.kind == FP_INFINITY;

    if (is_infinity_times_zero(x, y) ||
        (addend.kind == FP_INFINITY && infinite_product && addend.sign != sign))
        return fp_invalid(size, env);
    if (addend.kind == FP_INFINITY)
        return fp_infinity(size, addend.sign);
    if (infinite_product)
        return fp_infinity(size, sign);
    return round_sum(size, term(addend), product(x, y), 0, env);
}

/* addend + x * y; @values are the three as numbers of @size, for when one is a NaN. */
static uint64_t mul_add(FpSize size, FpParts z, FpParts x, FpParts y, const uint64_t values[3],
                        FpEnv *env)
{
    const FpKind kinds[3] = {z.kind, x.kind, y.kind};
    uint64_t result;

    if (!fp_process_nans3(size, kinds, values, env, &result))
        return mul_add_numbers(size, z, x, y, env);
    /* A quiet NaN to be added to infinity times zero gives way to the default NaN. */
    if (z.kind == FP_QNAN && is_infinity_times_zero(x, y))
        return fp_invalid(size, env);
    return result;
}

static uint64_t mul_add_integers(FpSize size, uint64_t addend, uint64_t a, uint64_t b, FpEnv *env)
{
    const uint64_t values[3] = {addend, a, b};
    FpParts z = fp_unpack(size, addend, env);
    FpParts x = fp_unpack(size, a, env), y = fp_unpack(size, b, env);

    return mul_add(size, z, x, y, values, env);
}

uint64_t fp_mul_add(FpSize size, uint64_t addend, uint64_t a, uint64_t b, FpEnv *env)
{
    uint64_t result;

    return host_fp(HOST_FP_MUL_ADD, size, a, b, addend, env, &result)
               ? result
               : mul_add_integers(size, addend, a, b, env);
}

/* A half that is a NaN as a single, signalling still if it was. */
static uint64_t widen_nan(uint64_t a)
{
    return fp_infinity(FP_SINGLE, bit(a, 15)) | bits(a, 9, 0) << 13;
}

uint64_t fp_mul_add_half(uint64_t addend, uint64_t a, uint64_t b, FpEnv *env)
{
    const uint64_t values[3] = {addend, widen_nan(a), widen_nan(b)};
    FpParts z = fp_unpack(FP_SINGLE, addend, env);
    FpParts x = fp_unpack(FP_HALF, a, env), y = fp_unpack(FP_HALF, b, env);

    return mul_add(FP_SINGLE, z, x, y, values, env);
}

/* (constant - a * b) * 2^scale, where infinity times zero counts as zero. */
static uint64_t step_fused(FpSize size, uint64_t a, uint64_t b, FpParts constant, int scale,
                           FpEnv *env)
{
    uint64_t minus_a = fp_neg(size, a), result;
    FpParts x = fp_unpack(size, minus_a, env), y = fp_unpack(size, b, env);

    if (fp_process_nans(size, x.kind, y.kind, minus_a, b, env, &result))
        return result;
    if (is_infinity_times_zero(x, y))
        return scale ? fp_one_point_five(size) : fp_two(size, false);
    if (x.kind == FP_INFINITY || y.kind == FP_INFINITY)
        return fp_infinity(size, x.sign != y.sign);
    return round_sum(size, term(constant), product(x, y), scale, env);
}

uint64_t fp_recip_step_fused(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    const FpParts two = {FP_FINITE, false, 1, UINT64_C(1) << 63};

    return step_fused(size, a, b, two, 0, env);
}

uint64_t fp_rsqrt_step_fused(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    const FpParts three = {FP_FINITE, false, 1, UINT64_C(3) << 62};

    return step_fused(size, a, b, three, -1, env);
}
