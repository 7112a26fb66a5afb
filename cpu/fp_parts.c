/* SPDX-License-Identifier: MIT
 *
 * fp_parts.c - unpacking, rounding and NaNs: what every floating-point operation shares.
 *
 * Spec: DDI 0487, FPUnpackBase, FPRoundBase, FPProcessNaN and its relatives.
 * Tests: tests/unit/cpu/fp_test.c    Journey: after cpu/fp_parts.h, before cpu/fp_arith.c
 */
#include "cpu/fp_parts.h"

static uint64_t pack(FpFormat f, bool sign, uint64_t biased_exp, uint64_t frac)
{
    return (uint64_t)sign << (f.exp_bits + f.frac_bits) | biased_exp << f.frac_bits | frac;
}

uint64_t fp_zero(FpSize size, bool sign)
{
    return pack(fp_format(size), sign, 0, 0);
}

uint64_t fp_infinity(FpSize size, bool sign)
{
    FpFormat f = fp_format(size);

    return pack(f, sign, ones(f.exp_bits), 0);
}

uint64_t fp_max_normal(FpSize size, bool sign)
{
    FpFormat f = fp_format(size);

    return pack(f, sign, ones(f.exp_bits) - 1, ones(f.frac_bits));
}

uint64_t fp_default_nan(FpSize size)
{
    FpFormat f = fp_format(size);

    return pack(f, false, ones(f.exp_bits), UINT64_C(1) << (f.frac_bits - 1));
}

uint64_t fp_two(FpSize size, bool sign)
{
    FpFormat f = fp_format(size);

    return pack(f, sign, UINT64_C(1) << (f.exp_bits - 1), 0);
}

uint64_t fp_one_point_five(FpSize size)
{
    FpFormat f = fp_format(size);

    return pack(f, false, ones(f.exp_bits - 1), UINT64_C(1) << (f.frac_bits - 1));
}

uint64_t fp_invalid(FpSize size, FpEnv *env)
{
    fp_raise(env, FPSR_IOC);
    return fp_default_nan(size);
}

static FpParts finite(bool sign, int exp, uint64_t sig)
{
    int shift = __builtin_clzll(sig);

    return (FpParts){FP_FINITE, sign, exp - shift, sig << shift};
}

FpParts fp_unpack_base(FpSize size, uint64_t a, uint32_t fpcr, FpEnv *env)
{
    FpFormat f = fp_format(size);
    bool sign = a & fp_sign_bit(size);
    uint64_t biased_exp = bits(a, f.exp_bits + f.frac_bits - 1, f.frac_bits);
    uint64_t frac = a & ones(f.frac_bits);
    unsigned to_top = 63 - f.frac_bits;

    if (biased_exp == 0) {
        if (frac != 0 && !fp_flushes(size, fpcr))
            return finite(sign, fp_min_exp(f), frac << to_top);
        /* A half-precision input is flushed without a flag. */
        if (frac != 0 && size != FP_HALF)
            fp_raise(env, FPSR_IDC);
        return (FpParts){.kind = FP_ZERO, .sign = sign};
    }
    if (biased_exp == ones(f.exp_bits) && !(size == FP_HALF && fpcr & FPCR_AHP)) {
        if (frac == 0)
            return (FpParts){.kind = FP_INFINITY, .sign = sign};
        return (FpParts){.kind = bit(frac, f.frac_bits - 1) ? FP_QNAN : FP_SNAN, .sign = sign};
    }
    return finite(sign, (int)biased_exp - 1 + fp_min_exp(f),
                  (frac | UINT64_C(1) << f.frac_bits) << to_top);
}

/* How a magnitude rounds. @error is the part below the unit, @half one half of that. */
static bool rounds_up(FpRounding rounding, bool sign, bool odd, uint64_t error, uint64_t half)
{
    switch (rounding) {
    case FP_ROUND_TIEEVEN:
        return error > half || (error == half && odd);
    case FP_ROUND_POSINF:
        return error != 0 && !sign;
    case FP_ROUND_NEGINF:
        return error != 0 && sign;
    default: /* towards zero, or to odd, which fp_round_base completes */
        return false;
    }
}

static uint64_t overflow(FpSize size, bool sign, FpRounding rounding, FpEnv *env)
{
    bool to_infinity = rounding == FP_ROUND_TIEEVEN || (rounding == FP_ROUND_POSINF && !sign) ||
                       (rounding == FP_ROUND_NEGINF && sign);

    fp_raise(env, FPSR_OFC | FPSR_IXC);
    return to_infinity ? fp_infinity(size, sign) : fp_max_normal(size, sign);
}

uint64_t fp_round_base(FpSize size, FpWide value, uint32_t fpcr, FpRounding rounding, FpEnv *env)
{
    FpFormat f = fp_format(size);
    bool alternative = size == FP_HALF && fpcr & FPCR_AHP;
    unsigned below = 63 - f.frac_bits; /* bits of sig under the unit in the last place */
    uint64_t top = (uint64_t)(value.sig >> 64);
    int shift = top ? __builtin_clzll(top) : 64 + __builtin_clzll((uint64_t)value.sig);
    u128 wide = value.sig << shift;
    uint64_t sig = (uint64_t)(wide >> 64) | ((uint64_t)wide != 0);
    int above_min = value.exp - shift - fp_min_exp(f);
    uint64_t biased_exp = above_min >= 0 ? (uint64_t)above_min + 1 : 0;
    uint64_t error, mant;

    assert(value.sig != 0);
    if (above_min < 0) {
        if (fp_flushes(size, fpcr)) {
            fp_raise(env, FPSR_UFC);
            return fp_zero(size, value.sign);
        }
        sig = (uint64_t)fp_shift_right_sticky(sig, -above_min);
    }
    mant = sig >> below;
    error = sig & ones(below);
    if (biased_exp == 0 && error != 0)
        fp_raise(env, FPSR_UFC);
    mant += rounds_up(rounding, value.sign, mant & 1, error, UINT64_C(1) << (below - 1));
    if (biased_exp == 0 && mant >> f.frac_bits)
        biased_exp = 1;
    if (mant >> (f.frac_bits + 1)) {
        biased_exp++;
        mant >>= 1;
    }
    if (rounding == FP_ROUND_ODD && error != 0)
        mant |= 1;
    if (biased_exp >= ones(f.exp_bits) + alternative) {
        if (!alternative)
            return overflow(size, value.sign, rounding, env);
        fp_raise(env, FPSR_IOC);
        return pack(f, value.sign, ones(f.exp_bits), ones(f.frac_bits));
    }
    if (error != 0)
        fp_raise(env, FPSR_IXC);
    return pack(f, value.sign, biased_exp, mant & ones(f.frac_bits));
}

uint64_t fp_process_nan(FpSize size, FpKind kind, uint64_t a, FpEnv *env)
{
    if (kind == FP_SNAN) {
        a |= UINT64_C(1) << (fp_format(size).frac_bits - 1);
        fp_raise(env, FPSR_IOC);
    }
    return env->fpcr & FPCR_DN ? fp_default_nan(size) : a;
}

bool fp_process_nans(FpSize size, FpKind kind_a, FpKind kind_b, uint64_t a, uint64_t b, FpEnv *env,
                     uint64_t *result)
{
    if (LIKELY(kind_a < FP_QNAN && kind_b < FP_QNAN))
        return false;
    /* Signalling before quiet, and then the first operand before the second. */
    if (kind_a == FP_SNAN || (kind_b != FP_SNAN && kind_a == FP_QNAN))
        *result = fp_process_nan(size, kind_a, a, env);
    else
        *result = fp_process_nan(size, kind_b, b, env);
    return true;
}

bool fp_process_nans3(FpSize size, const FpKind kind[3], const uint64_t value[3], FpEnv *env,
                      uint64_t *result)
{
    for (FpKind wanted = FP_SNAN; wanted >= FP_QNAN; wanted--)
        for (unsigned i = 0; i < 3; i++)
            if (kind[i] == wanted) {
                *result = fp_process_nan(size, wanted, value[i], env);
                return true;
            }
    return false;
}
