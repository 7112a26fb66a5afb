/* SPDX-License-Identifier: MIT
 *
 * simd_ops.h - what Advanced SIMD does to one element.
 *
 * Pure functions of the types in cpu/simd.h: elements come zero-extended, and results count up to
 * the element's width only. In long forms (_long) the width is the result's and the operands are
 * already extended to it.
 *
 * Spec: DDI 0487, the Operation sections; SatQ, SInt, UInt.    Journey: before cpu/exec_simd_same.c
 */
#ifndef CPU_SIMD_OPS_H
#define CPU_SIMD_OPS_H

#include "cpu/fp.h"
#include "cpu/simd.h"

static inline int64_t sint(unsigned width, uint64_t a)
{
    return (int64_t)sign_extend(a, width);
}

/* SatQ to @width bits. */
static inline uint64_t sat_signed(unsigned width, i128 value, uint32_t *fpsr)
{
    i128 max = (i128)(ones(width) >> 1), min = -max - 1;

    if (value > max || value < min) {
        *fpsr |= FPSR_QC;
        value = value < 0 ? min : max;
    }
    return (uint64_t)value & ones(width);
}

static inline uint64_t sat_unsigned(unsigned width, i128 value, uint32_t *fpsr)
{
    i128 max = (i128)ones(width);

    if (value > max || value < 0) {
        *fpsr |= FPSR_QC;
        value = value < 0 ? 0 : max;
    }
    return (uint64_t)value;
}

/* A predicate that is one expression, as a mask. By way of int, which gcc narrows best. */
#define SIMD_COMPARE(name, holds)                                                                  \
    static inline uint64_t name(unsigned width, uint64_t a, uint64_t b)                            \
    {                                                                                              \
        int mask = -(int)(holds);                                                                  \
                                                                                                   \
        (void)width;                                                                               \
        return (uint64_t)mask;                                                                     \
    }

/* An operation that is one expression. */
#define SIMD_BINARY(name, value)                                                                   \
    static inline uint64_t name(unsigned width, uint64_t a, uint64_t b)                            \
    {                                                                                              \
        (void)width;                                                                               \
        return value;                                                                              \
    }

#define SIMD_UNARY(name, value)                                                                    \
    static inline uint64_t name(unsigned width, uint64_t a)                                        \
    {                                                                                              \
        (void)width;                                                                               \
        return value;                                                                              \
    }

#define SIMD_TERNARY(name, value)                                                                  \
    static inline uint64_t name(unsigned width, uint64_t d, uint64_t a, uint64_t b)                \
    {                                                                                              \
        (void)width, (void)d;                                                                      \
        return value;                                                                              \
    }

#define SIMD_SATURATING(name, value)                                                               \
    static inline uint64_t name(unsigned width, uint64_t a, uint64_t b, uint32_t *fpsr)            \
    {                                                                                              \
        (void)b;                                                                                   \
        return value;                                                                              \
    }

/* clang-format off */
SIMD_BINARY(op_add,   a + b)
SIMD_BINARY(op_sub,   a - b)
SIMD_BINARY(op_mul,   a * b)
SIMD_BINARY(op_and,   a & b)
SIMD_BINARY(op_bic,   a & ~b)
SIMD_BINARY(op_orr,   a | b)
SIMD_BINARY(op_orn,   a | ~b)
SIMD_BINARY(op_eor,   a ^ b)
SIMD_BINARY(op_smax,  sint(width, a) > sint(width, b) ? a : b)
SIMD_BINARY(op_smin,  sint(width, a) < sint(width, b) ? a : b)
SIMD_BINARY(op_umax,  a > b ? a : b)
SIMD_BINARY(op_umin,  a < b ? a : b)
SIMD_BINARY(op_sabd,  sint(width, a) > sint(width, b) ? a - b : b - a)
SIMD_BINARY(op_uabd,  a > b ? a - b : b - a)
SIMD_COMPARE(op_cmeq, a == b)
SIMD_COMPARE(op_cmgt, sint(width, a) > sint(width, b))
SIMD_COMPARE(op_cmge, sint(width, a) >= sint(width, b))
SIMD_COMPARE(op_cmlt, sint(width, a) < sint(width, b))
SIMD_COMPARE(op_cmle, sint(width, a) <= sint(width, b))
SIMD_COMPARE(op_cmhi, a > b)
SIMD_COMPARE(op_cmhs, a >= b)
SIMD_COMPARE(op_cmtst, (a & b) != 0)

/* Halving: at most 32 bits, so the sum fits. */
SIMD_BINARY(op_shadd,  (uint64_t)((sint(width, a) + sint(width, b)) >> 1))
SIMD_BINARY(op_shsub,  (uint64_t)((sint(width, a) - sint(width, b)) >> 1))
SIMD_BINARY(op_srhadd, (uint64_t)((sint(width, a) + sint(width, b) + 1) >> 1))
SIMD_BINARY(op_uhadd,  (a + b) >> 1)
SIMD_BINARY(op_uhsub,  (a - b) >> 1)
SIMD_BINARY(op_urhadd, (a + b + 1) >> 1)

SIMD_TERNARY(op_mla,  d + a * b)
SIMD_TERNARY(op_mls,  d - a * b)
SIMD_TERNARY(op_saba, d + op_sabd(width, a, b))
SIMD_TERNARY(op_uaba, d + op_uabd(width, a, b))
SIMD_TERNARY(op_bsl,  (d & a) | (~d & b))
SIMD_TERNARY(op_bit,  (b & a) | (~b & d))
SIMD_TERNARY(op_bif,  (~b & a) | (b & d))

/* The upper half of a sum, for the narrow forms. */
SIMD_BINARY(op_addhn,  (a + b) >> width / 2)
SIMD_BINARY(op_subhn,  (a - b) >> width / 2)
SIMD_BINARY(op_raddhn, (a + b + (UINT64_C(1) << (width / 2 - 1))) >> width / 2)
SIMD_BINARY(op_rsubhn, (a - b + (UINT64_C(1) << (width / 2 - 1))) >> width / 2)

/* Neighbours in one element of twice the width, for the pairwise long forms. */
SIMD_UNARY(op_uaddlp, (a & ones(width / 2)) + (a >> width / 2))
SIMD_UNARY(op_saddlp, sign_extend(a, width / 2) + sign_extend(a >> width / 2, width / 2))
SIMD_BINARY(op_uadalp, a + op_uaddlp(width, b))
SIMD_BINARY(op_sadalp, a + op_saddlp(width, b))

SIMD_UNARY(op_abs, sint(width, a) < 0 ? 0 - a : a)
SIMD_UNARY(op_neg, 0 - a)
SIMD_UNARY(op_not, ~a)
SIMD_UNARY(op_cnt, (uint64_t)__builtin_popcountll(a))
SIMD_UNARY(op_clz, a ? (uint64_t)__builtin_clzll(a) - (64 - width) : width)
SIMD_UNARY(op_cls, op_clz(width, (a ^ sign_extend(a, width) >> 1) & ones(width - 1)) - 1)

SIMD_SATURATING(op_sqadd,  sat_signed(width, (i128)sint(width, a) + sint(width, b), fpsr))
SIMD_SATURATING(op_sqsub,  sat_signed(width, (i128)sint(width, a) - sint(width, b), fpsr))
SIMD_SATURATING(op_uqadd,  sat_unsigned(width, (i128)a + (i128)b, fpsr))
SIMD_SATURATING(op_uqsub,  sat_unsigned(width, (i128)a - (i128)b, fpsr))
SIMD_SATURATING(op_suqadd, sat_signed(width, (i128)sint(width, a) + (i128)b, fpsr))
SIMD_SATURATING(op_usqadd, sat_unsigned(width, (i128)a + sint(width, b), fpsr))
SIMD_SATURATING(op_sqabs,  sat_signed(width, sint(width, a) < 0 ? -(i128)sint(width, a) : sint(width, a), fpsr))
SIMD_SATURATING(op_sqneg,  sat_signed(width, -(i128)sint(width, a), fpsr))
/* From elements of twice the width. */
SIMD_SATURATING(op_sqxtn,  sat_signed(width / 2, sint(width, a), fpsr))
SIMD_SATURATING(op_sqxtun, sat_unsigned(width / 2, sint(width, a), fpsr))
SIMD_SATURATING(op_uqxtn,  sat_unsigned(width / 2, (i128)a, fpsr))
/* clang-format on */

/* PolynomialMult of bytes. */
static inline uint64_t op_pmul(unsigned width, uint64_t a, uint64_t b)
{
    uint64_t product = 0;

    (void)width;
    for (unsigned i = 0; i < 8; i++)
        product ^= bit(b, i) ? a << i : 0;
    return product;
}

static inline uint64_t op_rbit(unsigned width, uint64_t a)
{
    (void)width;
    a = (a & 0x55) << 1 | (a >> 1 & 0x55);
    a = (a & 0x33) << 2 | (a >> 2 & 0x33);
    return a << 4 | a >> 4;
}

/* Four products of bytes. */
static inline uint64_t op_udot(unsigned width, uint64_t d, uint64_t a, uint64_t b)
{
    for (unsigned i = 0; i < width; i += 8)
        d += (a >> i & 0xff) * (b >> i & 0xff);
    return d;
}

static inline uint64_t op_sdot(unsigned width, uint64_t d, uint64_t a, uint64_t b)
{
    for (unsigned i = 0; i < width; i += 8)
        d += sign_extend(a >> i, 8) * sign_extend(b >> i, 8);
    return d;
}

static inline uint64_t op_usdot(unsigned width, uint64_t d, uint64_t a, uint64_t b)
{
    for (unsigned i = 0; i < width; i += 8)
        d += (a >> i & 0xff) * sign_extend(b >> i, 8);
    return d;
}

static inline uint64_t op_sudot(unsigned width, uint64_t d, uint64_t a, uint64_t b)
{
    return op_usdot(width, d, b, a);
}

static inline i128 doubled_product(unsigned width, uint64_t a, uint64_t b)
{
    return 2 * (i128)sint(width, a) * sint(width, b);
}

static inline uint64_t op_sqdmulh(unsigned width, uint64_t a, uint64_t b, uint32_t *fpsr)
{
    return sat_signed(width, doubled_product(width, a, b) >> width, fpsr);
}

static inline uint64_t op_sqrdmulh(unsigned width, uint64_t a, uint64_t b, uint32_t *fpsr)
{
    i128 half = (i128)1 << (width - 1);

    return sat_signed(width, (doubled_product(width, a, b) + half) >> width, fpsr);
}

static inline uint64_t op_sqrdmlah(unsigned width, uint64_t d, uint64_t a, uint64_t b,
                                   uint32_t *fpsr)
{
    i128 sum = (i128)sint(width, d) * ((i128)1 << width) + ((i128)1 << (width - 1));

    return sat_signed(width, (sum + doubled_product(width, a, b)) >> width, fpsr);
}

static inline uint64_t op_sqrdmlsh(unsigned width, uint64_t d, uint64_t a, uint64_t b,
                                   uint32_t *fpsr)
{
    i128 sum = (i128)sint(width, d) * ((i128)1 << width) + ((i128)1 << (width - 1));

    return sat_signed(width, (sum - doubled_product(width, a, b)) >> width, fpsr);
}

static inline uint64_t op_sqdmull_long(unsigned width, uint64_t a, uint64_t b, uint32_t *fpsr)
{
    return sat_signed(width, doubled_product(width, a, b), fpsr);
}

/* The product saturates before it is added. */
static inline uint64_t op_sqdmlal_long(unsigned width, uint64_t d, uint64_t a, uint64_t b,
                                       uint32_t *fpsr)
{
    return op_sqadd(width, d, op_sqdmull_long(width, a, b, fpsr), fpsr);
}

static inline uint64_t op_sqdmlsl_long(unsigned width, uint64_t d, uint64_t a, uint64_t b,
                                       uint32_t *fpsr)
{
    return op_sqsub(width, d, op_sqdmull_long(width, a, b, fpsr), fpsr);
}

#endif
