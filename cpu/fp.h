/* SPDX-License-Identifier: MIT
 *
 * fp.h - Arm floating point by integer arithmetic: bit-exact results and flags.
 *
 * Every operation takes and returns the bits of one element of @size, zero-extended, and an
 * FpEnv: the FPCR fields it obeys (RMode, FZ, FZ16, DN, AHP) and the FPSR in which it accumulates
 * IOC, DZC, OFC, UFC, IXC and IDC. Nothing else is read or written; the host's
 * floating point only where cpu/host_fp.h allows it.
 * Trapped exceptions are not implemented, so FPCR's enable bits are RAZ/WI and never looked at.
 *
 * Spec: DDI 0487, shared/functions/float (FPAdd, FPMulAdd, FPRoundInt ...), each function here
 * carries the pseudocode's name.    Tests: tests/unit/cpu/fp_test.c, fp_host_test.c
 * Journey: cpu/exec_fp*.c call this; cpu/fp_parts.h is underneath
 */
#ifndef CPU_FP_H
#define CPU_FP_H

#include "sim/base/bits.h"

/* The state an operation needs. FPCR and FPSR have their architectural layout. */
typedef struct FpEnv {
    uint32_t fpcr;
    uint32_t fpsr;
    bool host; /* the host's unit may do what cpu/host_fp.h says it does alike */
} FpEnv;

/* log2 of the element's bytes, as the element sizes of Advanced SIMD are written; FP_BRAIN is
 * BFloat16, to which a result can be rounded and nothing else. */
typedef enum FpSize { FP_HALF = 1, FP_SINGLE = 2, FP_DOUBLE = 3, FP_BRAIN = 4 } FpSize;

/* The first four are FPCR.RMode's encodings. */
typedef enum FpRounding {
    FP_ROUND_TIEEVEN = 0,
    FP_ROUND_POSINF = 1,
    FP_ROUND_NEGINF = 2,
    FP_ROUND_ZERO = 3,
    FP_ROUND_TIEAWAY,
    FP_ROUND_ODD,
} FpRounding;

enum {
    FPCR_FZ16 = 1 << 19,
    FPCR_RMODE_LSB = 22,
    FPCR_FZ = 1 << 24,
    FPCR_DN = 1 << 25,
    FPCR_AHP = 1 << 26,

    FPSR_IOC = 1 << 0, /* Invalid Operation */
    FPSR_DZC = 1 << 1, /* Divide by Zero */
    FPSR_OFC = 1 << 2, /* Overflow */
    FPSR_UFC = 1 << 3, /* Underflow */
    FPSR_IXC = 1 << 4, /* Inexact */
    FPSR_IDC = 1 << 7, /* Input Denormal */
    FPSR_QC = 1 << 27, /* saturation of integer Advanced SIMD; not used here */
};

/* FPRoundingMode(FPCR). */
static inline FpRounding fp_rounding_mode(const FpEnv *env)
{
    return (FpRounding)bits(env->fpcr, FPCR_RMODE_LSB + 1, FPCR_RMODE_LSB);
}

static inline uint64_t fp_sign_bit(FpSize size)
{
    return UINT64_C(1) << ((8u << size) - 1);
}

/* FPNeg and FPAbs change the sign of anything, NaNs included, and raise nothing. */
static inline uint64_t fp_neg(FpSize size, uint64_t a)
{
    return a ^ fp_sign_bit(size);
}

static inline uint64_t fp_abs(FpSize size, uint64_t a)
{
    return a & ~fp_sign_bit(size);
}

/* The shapes operations have, for tables of them. */
typedef uint64_t FpUnary(FpSize size, uint64_t a, FpEnv *env);
typedef uint64_t FpBinary(FpSize size, uint64_t a, uint64_t b, FpEnv *env);
typedef bool FpPredicate(FpSize size, uint64_t a, uint64_t b, FpEnv *env);

/* Arithmetic: fp_arith.c. */
FpBinary fp_add, fp_sub, fp_mul, fp_mulx, fp_div;
FpBinary fp_recip_step_fused, fp_rsqrt_step_fused;
FpUnary fp_sqrt;
/* FPMulAdd: addend + a * b, rounded once. */
uint64_t fp_mul_add(FpSize size, uint64_t addend, uint64_t a, uint64_t b, FpEnv *env);
/* FPMulAddH: a single and the product of two halves. */
uint64_t fp_mul_add_half(uint64_t addend, uint64_t a, uint64_t b, FpEnv *env);

/* Order: fp_compare.c. */
FpBinary fp_max, fp_min, fp_max_num, fp_min_num;
FpPredicate fp_compare_eq, fp_compare_ge, fp_compare_gt;
/* FPCompare: NZCV in bits 3:0. @signal_nans: a quiet NaN is an Invalid Operation too (FCMPE). */
unsigned fp_compare(FpSize size, uint64_t a, uint64_t b, bool signal_nans, FpEnv *env);

/* Conversion: fp_convert.c. */
uint64_t fp_convert(FpSize to, FpSize from, uint64_t a, FpRounding rounding, FpEnv *env);
/* FPRoundInt. @exact: raise Inexact when the value was not an integer (FRINTX). */
uint64_t fp_round_int(FpSize size, uint64_t a, FpRounding rounding, bool exact, FpEnv *env);
/* FPRoundIntN: as an integer of @width bits (32 or 64) could hold it; what none can becomes the
 * least of them. */
uint64_t fp_round_int_n(FpSize size, uint64_t a, FpRounding rounding, unsigned width, FpEnv *env);
/* FPToFixed: an integer of @width bits (16, 32 or 64), zero-extended, that is a * 2^fbits. */
uint64_t fp_to_fixed(FpSize size, uint64_t a, unsigned fbits, bool is_unsigned, unsigned width,
                     FpRounding rounding, FpEnv *env);
/* FPToFixedJS: a double towards zero, modulo 2^32. *@exact: nothing was lost, nor the sign of 0. */
uint32_t fp_to_fixed_js(uint64_t a, bool *exact, FpEnv *env);
/* FixedToFP: of the low @width bits of @a, divided by 2^fbits. */
uint64_t fp_from_fixed(FpSize size, uint64_t a, unsigned fbits, bool is_unsigned, unsigned width,
                       FpRounding rounding, FpEnv *env);

/* Estimates, exact by definition: fp_estimate.c. */
FpUnary fp_recip_estimate, fp_rsqrt_estimate, fp_recpx;
/* UnsignedRecipEstimate and UnsignedRSqrtEstimate, of URECPE and URSQRTE. */
uint32_t fp_unsigned_recip_estimate(uint32_t a);
uint32_t fp_unsigned_rsqrt_estimate(uint32_t a);

#endif
