/* SPDX-License-Identifier: MIT
 *
 * fp_convert.c - between formats, to integral values, and to and from fixed point.
 *
 * Spec: DDI 0487, FPConvert, FPConvertNaN, FPRoundInt, FPRoundIntN, FPToFixed, FPToFixedJS,
 * FixedToFP. Tests: tests/unit/cpu/fp_test.c, fp_host_test.c Journey: after cpu/fp_compare.c,
 * before cpu/fp_estimate.c
 */
#include "cpu/fp_parts.h"

static FpWide widen(FpParts p)
{
    return (FpWide){p.sign, p.exp, (u128)p.sig << 64};
}

/* FPConvertNaN: the payload keeps its most significant bits, and becomes quiet. */
static uint64_t convert_nan(FpSize to, FpSize from, uint64_t a)
{
    FpFormat source = fp_format(from), target = fp_format(to);
    uint64_t payload = a << (64 - source.frac_bits) | UINT64_C(1) << 63;
    uint64_t sign = a & fp_sign_bit(from) ? fp_sign_bit(to) : 0;

    return sign | fp_infinity(to, false) | payload >> (64 - target.frac_bits);
}

/* What becomes of a NaN; the alternative half-precision format has none. */
static uint64_t convert_from_nan(FpSize to, FpSize from, uint64_t a, FpParts x, bool alternative,
                                 FpEnv *env)
{
    if (x.kind == FP_SNAN || alternative)
        fp_raise(env, FPSR_IOC);
    if (alternative)
        return fp_zero(to, x.sign);
    return env->fpcr & FPCR_DN ? fp_default_nan(to) : convert_nan(to, from, a);
}

uint64_t fp_convert(FpSize to, FpSize from, uint64_t a, FpRounding rounding, FpEnv *env)
{
    uint32_t fpcr = env->fpcr & ~(uint32_t)FPCR_FZ16; /* FPUnpackCV, FPRoundCV */
    bool alternative = to == FP_HALF && fpcr & FPCR_AHP;
    FpParts x = fp_unpack_base(from, a, fpcr, env);

    if (fp_is_nan(x))
        return convert_from_nan(to, from, a, x, alternative, env);
    if (x.kind == FP_INFINITY && alternative) {
        fp_raise(env, FPSR_IOC);
        return (uint64_t)x.sign << 15 | 0x7fff; /* the alternative format's greatest number */
    }
    if (x.kind == FP_INFINITY)
        return fp_infinity(to, x.sign);
    if (x.kind == FP_ZERO)
        return fp_zero(to, x.sign);
    return fp_round_base(to, widen(x), fpcr, rounding, env);
}

/* A magnitude as an integer; @inexact when it was not one. */
typedef struct Integral {
    uint64_t magnitude;
    bool too_big; /* 2^64 or more */
    bool inexact;
} Integral;

static bool rounds_away(FpRounding rounding, bool sign, bool odd, uint64_t fraction)
{
    const uint64_t half = UINT64_C(1) << 63;

    switch (rounding) {
    case FP_ROUND_TIEEVEN:
        return fraction > half || (fraction == half && odd);
    case FP_ROUND_POSINF:
        return fraction != 0 && !sign;
    case FP_ROUND_NEGINF:
        return fraction != 0 && sign;
    case FP_ROUND_TIEAWAY:
        return fraction >= half;
    default:
        return false;
    }
}

/* Rounds the finite number @p to an integer. */
static Integral to_integral(FpParts p, FpRounding rounding)
{
    uint64_t fraction; /* in units of 2^-64, bit 0 sticky */
    Integral result = {0};

    if (p.exp > 63)
        return (Integral){.too_big = true};
    if (p.exp == 63)
        return (Integral){.magnitude = p.sig};
    if (p.exp >= 0) {
        result.magnitude = p.sig >> (63 - p.exp);
        fraction = p.sig << (p.exp + 1);
    } else {
        fraction = (uint64_t)fp_shift_right_sticky(p.sig, -1 - p.exp);
    }
    result.inexact = fraction != 0;
    result.magnitude += rounds_away(rounding, p.sign, result.magnitude & 1, fraction);
    return result;
}

uint64_t fp_round_int(FpSize size, uint64_t a, FpRounding rounding, bool exact, FpEnv *env)
{
    FpParts x = fp_unpack(size, a, env);
    Integral i;

    if (fp_is_nan(x))
        return fp_process_nan(size, x.kind, a, env);
    if (x.kind == FP_INFINITY)
        return fp_infinity(size, x.sign);
    if (x.kind == FP_ZERO)
        return fp_zero(size, x.sign);
    i = to_integral(x, rounding);
    if (i.too_big)
        return a;
    if (i.inexact && exact)
        fp_raise(env, FPSR_IXC);
    if (i.magnitude == 0)
        return fp_zero(size, x.sign);
    return fp_round_as(size, (FpWide){x.sign, 127, i.magnitude}, FP_ROUND_ZERO, env);
}

uint64_t fp_round_int_n(FpSize size, uint64_t a, FpRounding rounding, unsigned width, FpEnv *env)
{
    FpParts x = fp_unpack(size, a, env);
    Integral i = {.too_big = x.kind != FP_FINITE};

    if (x.kind == FP_ZERO)
        return fp_zero(size, x.sign);
    if (x.kind == FP_FINITE)
        i = to_integral(x, rounding);
    if (i.too_big || i.magnitude > ones(width - 1) + x.sign) {
        fp_raise(env, FPSR_IOC);
        i = (Integral){.magnitude = UINT64_C(1) << (width - 1)};
        x.sign = true;
    }
    if (i.inexact)
        fp_raise(env, FPSR_IXC);
    if (i.magnitude == 0)
        return fp_zero(size, x.sign);
    return fp_round_as(size, (FpWide){x.sign, 127, i.magnitude}, FP_ROUND_ZERO, env);
}

/* SatQ of a sign and magnitude: what an integer of @width bits can hold nearest to it. */
static uint64_t saturate(Integral i, bool sign, bool is_unsigned, unsigned width, bool *saturated)
{
    uint64_t limit = is_unsigned ? (sign ? 0 : ones(width)) : ones(width - 1) + sign;
    uint64_t magnitude = i.magnitude;

    *saturated = i.too_big || magnitude > limit;
    if (*saturated)
        magnitude = limit;
    return (sign ? 0 - magnitude : magnitude) & ones(width);
}

uint64_t fp_to_fixed(FpSize size, uint64_t a, unsigned fbits, bool is_unsigned, unsigned width,
                     FpRounding rounding, FpEnv *env)
{
    FpParts x = fp_unpack(size, a, env);
    Integral i = {0};
    uint64_t result;
    bool saturated;

    if (fp_is_nan(x)) {
        fp_raise(env, FPSR_IOC);
        return 0;
    }
    x.exp += (int)fbits;
    if (x.kind == FP_INFINITY)
        i.too_big = true;
    else if (x.kind == FP_FINITE)
        i = to_integral(x, rounding);
    result = saturate(i, x.sign, is_unsigned, width, &saturated);
    if (saturated)
        fp_raise(env, FPSR_IOC);
    else if (i.inexact)
        fp_raise(env, FPSR_IXC);
    return result;
}

/* The integer part of the finite number @p, modulo 2^64. */
static uint64_t low_integer(FpParts p)
{
    if (p.exp >= 63)
        return p.exp - 63 < 64 ? p.sig << (p.exp - 63) : 0;
    return p.exp < 0 ? 0 : p.sig >> (63 - p.exp);
}

uint32_t fp_to_fixed_js(uint64_t a, bool *exact, FpEnv *env)
{
    FpParts x = fp_unpack(FP_DOUBLE, a, env);
    uint64_t magnitude = x.kind == FP_FINITE ? low_integer(x) : 0;
    bool in_range =
        x.kind == FP_ZERO || (x.kind == FP_FINITE && x.exp < 63 && magnitude <= ones(31) + x.sign);
    bool whole = x.kind == FP_ZERO || (in_range && !to_integral(x, FP_ROUND_ZERO).inexact);

    if (!in_range)
        fp_raise(env, FPSR_IOC);
    else if (!whole)
        fp_raise(env, FPSR_IXC);
    /* CHOICE: a positive denormal that is flushed counts as 0, as it does in QEMU 7.2; later issues
     * of the manual call it inexact. */
    *exact = whole && !(x.kind == FP_ZERO && x.sign);
    return (uint32_t)(x.sign ? 0 - magnitude : magnitude);
}

uint64_t fp_from_fixed(FpSize size, uint64_t a, unsigned fbits, bool is_unsigned, unsigned width,
                       FpRounding rounding, FpEnv *env)
{
    uint64_t value = is_unsigned ? a & ones(width) : sign_extend(a, width);
    bool sign = !is_unsigned && bit(value, 63);

    if (value == 0)
        return fp_zero(size, false);
    return fp_round_as(size, (FpWide){sign, 127 - (int)fbits, sign ? 0 - value : value}, rounding,
                       env);
}
