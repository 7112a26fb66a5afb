/* SPDX-License-Identifier: MIT
 *
 * fp_parts.h - a floating-point number taken apart, and put together with rounding.
 *
 * Private to cpu/fp_*.c. One format-independent form (FpParts) and its wide sibling for
 * intermediate results; the formats differ by one row of a table.
 *
 * Spec: DDI 0487, FPUnpack, FPRound, FPProcessNaN, FPProcessNaNs, FPProcessNaNs3.
 * Journey: after cpu/fp.h, before cpu/fp_arith.c
 */
#ifndef CPU_FP_PARTS_H
#define CPU_FP_PARTS_H

#include "cpu/fp.h"

typedef struct FpFormat {
    unsigned exp_bits, frac_bits;
} FpFormat;

static inline FpFormat fp_format(FpSize size)
{
    static const FpFormat formats[] = {
        [FP_HALF] = {5, 10}, [FP_SINGLE] = {8, 23}, [FP_DOUBLE] = {11, 52}, [FP_BRAIN] = {8, 7}};

    return formats[size];
}

/* The exponent of the least normal number. */
static inline int fp_min_exp(FpFormat f)
{
    return 2 - (1 << (f.exp_bits - 1));
}

/* In this order a comparison tells NaNs from numbers. */
typedef enum FpKind { FP_ZERO, FP_FINITE, FP_INFINITY, FP_QNAN, FP_SNAN } FpKind;

/* A finite number is (-1)^sign * sig * 2^(exp - 63), and bit 63 of sig is set: denormals are
 * normalised here. */
typedef struct FpParts {
    FpKind kind;
    bool sign;
    int exp;
    uint64_t sig;
} FpParts;

/* An intermediate result other than zero: (-1)^sign * sig * 2^(exp - 127). Bit 0 of sig is
 * sticky: set when anything below it was lost. Need not be normalised. */
typedef struct FpWide {
    bool sign;
    int exp;
    u128 sig;
} FpWide;

static inline bool fp_is_nan(FpParts p)
{
    return p.kind >= FP_QNAN;
}

/* FPProcessException, untrapped. */
static inline void fp_raise(FpEnv *env, uint32_t flags)
{
    env->fpsr |= flags;
}

/* Whether numbers of this size are flushed: FPCR.FZ, or FZ16 for half precision. */
static inline bool fp_flushes(FpSize size, uint32_t fpcr)
{
    return fpcr & (size == FP_HALF ? FPCR_FZ16 : FPCR_FZ);
}

/* FPZero, FPInfinity, FPMaxNormal, FPDefaultNaN, FPTwo, FPOnePointFive. */
uint64_t fp_zero(FpSize size, bool sign);
uint64_t fp_infinity(FpSize size, bool sign);
uint64_t fp_max_normal(FpSize size, bool sign);
uint64_t fp_default_nan(FpSize size);
uint64_t fp_two(FpSize size, bool sign);
uint64_t fp_one_point_five(FpSize size);

/* The default NaN, and the Invalid Operation that it comes of. */
uint64_t fp_invalid(FpSize size, FpEnv *env);

/* FPUnpackBase with the FPCR as given: callers clear AHP (FPUnpack) or FZ16 (FPUnpackCV). */
FpParts fp_unpack_base(FpSize size, uint64_t a, uint32_t fpcr, FpEnv *env);
/* FPRoundBase likewise. Rounds, flushes, overflows, and raises what comes of it. */
uint64_t fp_round_base(FpSize size, FpWide value, uint32_t fpcr, FpRounding rounding, FpEnv *env);

/* FPUnpack. */
static inline FpParts fp_unpack(FpSize size, uint64_t a, FpEnv *env)
{
    return fp_unpack_base(size, a, env->fpcr & ~(uint32_t)FPCR_AHP, env);
}

/* FPRound with an explicit rounding mode. */
static inline uint64_t fp_round_as(FpSize size, FpWide value, FpRounding rounding, FpEnv *env)
{
    return fp_round_base(size, value, env->fpcr & ~(uint32_t)FPCR_AHP, rounding, env);
}

/* FPRound by FPCR.RMode. */
static inline uint64_t fp_round(FpSize size, FpWide value, FpEnv *env)
{
    return fp_round_as(size, value, fp_rounding_mode(env), env);
}

/* FPProcessNaN: @a is the NaN whose kind is @kind. */
uint64_t fp_process_nan(FpSize size, FpKind kind, uint64_t a, FpEnv *env);
/* FPProcessNaNs, and FPProcessNaNs3: true when an operand is a NaN, and then *result is it. */
bool fp_process_nans(FpSize size, FpKind kind_a, FpKind kind_b, uint64_t a, uint64_t b, FpEnv *env,
                     uint64_t *result);
bool fp_process_nans3(FpSize size, const FpKind kind[3], const uint64_t value[3], FpEnv *env,
                      uint64_t *result);

/* Shifts right by any @by >= 0; what is lost sets bit 0. */
static inline u128 fp_shift_right_sticky(u128 sig, int by)
{
    if (by == 0)
        return sig;
    if (by > 127)
        return sig != 0;
    return (sig >> by) | ((sig << (128 - by)) != 0);
}

#endif
