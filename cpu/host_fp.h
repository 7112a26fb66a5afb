/* SPDX-License-Identifier: MIT
 *
 * host_fp.h - arithmetic by the host's floating-point unit, where it provably gives what the
 * integers of fp_arith.c give.
 *
 * That is: rounding to nearest, no flushing to zero, Inexact raised already (so that nothing is
 * left to raise), operands that are zero or normal, and a result well inside the normal range, or
 * the exact zero of a sum. Everything else is left to the integers, which are the definition. Host
 * flags are never read, and nothing is contracted.
 *
 * Spec: IEEE 754, which both obey there.    Tests: tests/unit/cpu/fp_host_test.c
 */
#ifndef CPU_HOST_FP_H
#define CPU_HOST_FP_H

#include "cpu/fp.h"

typedef enum HostFpOp {
    HOST_FP_ADD,
    HOST_FP_SUB,
    HOST_FP_MUL,
    HOST_FP_DIV,
    HOST_FP_SQRT,
    HOST_FP_MUL_ADD
} HostFpOp;

typedef union HostDouble {
    uint64_t bits;
    double value;
} HostDouble;

typedef union HostSingle {
    uint32_t bits;
    float value;
} HostSingle;

static inline bool host_fp_env(const FpEnv *env)
{
    return env->host && !(env->fpcr & (3u << FPCR_RMODE_LSB | FPCR_FZ)) && (env->fpsr & FPSR_IXC);
}

/* The exponent field, and its greatest value. */
static inline unsigned host_fp_exponent(FpSize size, uint64_t a)
{
    return (unsigned)(size == FP_DOUBLE ? bits(a, 62, 52) : bits(a, 30, 23));
}

static inline unsigned host_fp_top(FpSize size)
{
    return size == FP_DOUBLE ? 2047 : 255;
}

static inline bool host_fp_is_normal(FpSize size, uint64_t a)
{
    return host_fp_exponent(size, a) - 1 < host_fp_top(size) - 1;
}

static inline bool host_fp_is_zero(FpSize size, uint64_t a)
{
    return fp_abs(size, a) == 0;
}

static inline bool host_fp_is_usable(FpSize size, uint64_t a)
{
    return host_fp_is_normal(size, a) || host_fp_is_zero(size, a);
}

/* Neither near infinity nor near what is denormal, before rounding as after it. */
static inline bool host_fp_is_inside(FpSize size, uint64_t a)
{
    return host_fp_exponent(size, a) - 2 < host_fp_top(size) - 3;
}

/* @name(op, a, b, c): @op by the arithmetic of @Type, a union of an encoding and its value. */
#define HOST_FP_CALCULATE(name, Type, Bits, root, mul_add)                                         \
    static inline uint64_t name(HostFpOp op, uint64_t a, uint64_t b, uint64_t c)                   \
    {                                                                                              \
        Type x = {.bits = (Bits)a}, y = {.bits = (Bits)b}, z = {.bits = (Bits)c}, result;          \
                                                                                                   \
        switch (op) {                                                                              \
        case HOST_FP_ADD:                                                                          \
            result.value = x.value + y.value;                                                      \
            break;                                                                                 \
        case HOST_FP_SUB:                                                                          \
            result.value = x.value - y.value;                                                      \
            break;                                                                                 \
        case HOST_FP_MUL:                                                                          \
            result.value = x.value * y.value;                                                      \
            break;                                                                                 \
        case HOST_FP_DIV:                                                                          \
            result.value = x.value / y.value;                                                      \
            break;                                                                                 \
        case HOST_FP_SQRT:                                                                         \
            result.value = root(x.value);                                                          \
            break;                                                                                 \
        default:                                                                                   \
            result.value = mul_add(x.value, y.value, z.value);                                     \
            break;                                                                                 \
        }                                                                                          \
        return result.bits;                                                                        \
    }

HOST_FP_CALCULATE(host_fp_double, HostDouble, uint64_t, __builtin_sqrt, __builtin_fma)
HOST_FP_CALCULATE(host_fp_single, HostSingle, uint32_t, __builtin_sqrtf, __builtin_fmaf)

/* @op of @a, @b and, for HOST_FP_MUL_ADD, @c, which is added to their product; a square root takes
 * @a only. False: by integers. @op is a constant. */
static ALWAYS_INLINE bool host_fp(HostFpOp op, FpSize size, uint64_t a, uint64_t b, uint64_t c,
                                  const FpEnv *env, uint64_t *result)
{
    bool sum = op == HOST_FP_ADD || op == HOST_FP_SUB;

    if ((size != FP_DOUBLE && size != FP_SINGLE) || !host_fp_env(env))
        return false;
    if (!host_fp_is_usable(size, a))
        return false;
    if (op == HOST_FP_SQRT && (a & fp_sign_bit(size)))
        return false;
    if (op != HOST_FP_SQRT && !host_fp_is_usable(size, b))
        return false;
    if (op == HOST_FP_DIV && host_fp_is_zero(size, b))
        return false;
    if (op == HOST_FP_MUL_ADD && !host_fp_is_usable(size, c))
        return false;
    *result = size == FP_DOUBLE ? host_fp_double(op, a, b, c) : host_fp_single(op, a, b, c);
    return host_fp_is_inside(size, *result) || (sum && host_fp_is_zero(size, *result));
}

#endif
