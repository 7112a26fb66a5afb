/* SPDX-License-Identifier: MIT
 *
 * fp_estimate.c - reciprocal and reciprocal square root estimates, which are exactly defined.
 *
 * Spec: DDI 0487, FPRecipEstimate, RecipEstimate, FPRSqrtEstimate, RecipSqrtEstimate, FPRecpX,
 * UnsignedRecipEstimate, UnsignedRSqrtEstimate.    Tests: tests/unit/cpu/fp_test.c
 * Journey: after cpu/fp_convert.c, before cpu/exec_fp.c
 */
#include "cpu/fp_parts.h"

/* RecipEstimate: nine bits of 2^17 / (a + 1/2), for 256 <= a < 512; 256 <= result < 512. */
static unsigned recip_estimate(unsigned a)
{
    unsigned twice = a * 2 + 1;

    return ((1u << 19) / twice + 1) / 2;
}

/* RecipSqrtEstimate: likewise of the square root's reciprocal, for 128 <= a < 512. */
static unsigned recip_sqrt_estimate(unsigned a)
{
    unsigned scaled = a < 256 ? a * 2 + 1 : ((a >> 1 << 1) + 1) * 2;
    unsigned b = 512;

    while ((uint64_t)scaled * (b + 1) * (b + 1) < (1u << 28))
        b++;
    return (b + 1) / 2;
}

/* Whether 1/x is beyond the greatest number: |x| < 2^-16, 2^-128 or 2^-1024. */
static bool recip_overflows(FpFormat f, FpParts x)
{
    return x.exp < fp_min_exp(f) - 2;
}

/* Whether 1/x is below the least normal number: |x| >= 2^14, 2^126 or 2^1022. */
static bool recip_is_denormal(FpFormat f, FpParts x)
{
    return x.exp >= -fp_min_exp(f);
}

static uint64_t recip_overflow(FpSize size, bool sign, FpEnv *env)
{
    FpRounding rounding = fp_rounding_mode(env);
    bool to_infinity =
        rounding == FP_ROUND_TIEEVEN || rounding == (sign ? FP_ROUND_NEGINF : FP_ROUND_POSINF);

    fp_raise(env, FPSR_OFC | FPSR_IXC);
    return to_infinity ? fp_infinity(size, sign) : fp_max_normal(size, sign);
}

/* A nine-bit estimate 1.xxxxxxxx * 2^exp, packed by truncation and without flags. */
static uint64_t pack_estimate(FpSize size, bool sign, int exp, unsigned estimate)
{
    FpFormat f = fp_format(size);
    int biased_exp = exp - fp_min_exp(f) + 1;
    uint64_t mant = (uint64_t)estimate << (f.frac_bits - 8);

    if (biased_exp < 1)
        return fp_zero(size, sign) | mant >> (1 - biased_exp);
    return fp_zero(size, sign) | (uint64_t)biased_exp << f.frac_bits | (mant & ones(f.frac_bits));
}

uint64_t fp_recip_estimate(FpSize size, uint64_t a, FpEnv *env)
{
    FpParts x = fp_unpack(size, a, env);
    FpFormat f = fp_format(size);

    if (fp_is_nan(x))
        return fp_process_nan(size, x.kind, a, env);
    if (x.kind == FP_INFINITY)
        return fp_zero(size, x.sign);
    if (x.kind == FP_ZERO) {
        fp_raise(env, FPSR_DZC);
        return fp_infinity(size, x.sign);
    }
    if (recip_overflows(f, x))
        return recip_overflow(size, x.sign, env);
    if (recip_is_denormal(f, x) && fp_flushes(size, env->fpcr)) {
        fp_raise(env, FPSR_UFC);
        return fp_zero(size, x.sign);
    }
    /* x is 1.f * 2^exp, so its reciprocal lies under 2^-exp: 1.e * 2^(-exp - 1). */
    return pack_estimate(size, x.sign, -x.exp - 1, recip_estimate((unsigned)(x.sig >> 55)));
}

uint64_t fp_rsqrt_estimate(FpSize size, uint64_t a, FpEnv *env)
{
    FpParts x = fp_unpack(size, a, env);
    int odd;

    if (fp_is_nan(x))
        return fp_process_nan(size, x.kind, a, env);
    if (x.kind == FP_ZERO) {
        fp_raise(env, FPSR_DZC);
        return fp_infinity(size, x.sign);
    }
    if (x.sign)
        return fp_invalid(size, env);
    if (x.kind == FP_INFINITY)
        return fp_zero(size, false);
    /* Scaled to [0.25, 1): eight bits of an even exponent's number, nine of an odd one's. */
    odd = x.exp & 1;
    return pack_estimate(size, false, -((x.exp - odd) / 2) - 1,
                         recip_sqrt_estimate((unsigned)(x.sig >> (odd ? 55 : 56))));
}

uint64_t fp_recpx(FpSize size, uint64_t a, FpEnv *env)
{
    FpFormat f = fp_format(size);
    FpParts x = fp_unpack(size, a, env);
    uint64_t exp = bits(a, f.exp_bits + f.frac_bits - 1, f.frac_bits);

    if (fp_is_nan(x))
        return fp_process_nan(size, x.kind, a, env);
    /* Zeros and denormals give the greatest exponent, others the complement of theirs. */
    exp = exp == 0 ? ones(f.exp_bits) - 1 : ~exp & ones(f.exp_bits);
    return fp_zero(size, x.sign) | exp << f.frac_bits;
}

uint32_t fp_unsigned_recip_estimate(uint32_t a)
{
    return a >> 31 ? recip_estimate(a >> 23) << 23 : UINT32_MAX;
}

uint32_t fp_unsigned_rsqrt_estimate(uint32_t a)
{
    return a >> 30 ? recip_sqrt_estimate(a >> 23) << 23 : UINT32_MAX;
}
