/* SPDX-License-Identifier: MIT
 *
 * simd.h - an operation on integers becomes an operation on the elements of registers.
 *
 * Everything takes and returns V128 values; sizes are log2 of bytes. The loops always run over
 * whole registers with a constant element width, so that the compiler can vectorise them; what a
 * narrower instruction does not write is cut off afterwards (simd_keep). Operations get elements
 * zero-extended and may return rubbish above the element's width.
 *
 * Spec: DDI 0487, Elem[], Reduce.    Journey: before cpu/simd_ops.h
 */
#ifndef CPU_SIMD_H
#define CPU_SIMD_H

#include "cpu/cpu.h"

/* On elements of @width bits; @d is the destination's old element. */
typedef uint64_t SimdUnary(unsigned width, uint64_t a);
typedef uint64_t SimdBinary(unsigned width, uint64_t a, uint64_t b);
typedef uint64_t SimdTernary(unsigned width, uint64_t d, uint64_t a, uint64_t b);
/* The same with saturation, which sets FPSR.QC. */
typedef uint64_t SimdSaturating(unsigned width, uint64_t a, uint64_t b, uint32_t *fpsr);
typedef uint64_t SimdSaturatingSum(unsigned width, uint64_t d, uint64_t a, uint64_t b,
                                   uint32_t *fpsr);

static ALWAYS_INLINE uint64_t simd_get(const V128 *v, unsigned size, unsigned i)
{
    switch (size) {
    case 0:
        return v->b[i];
    case 1:
        return v->h[i];
    case 2:
        return v->s[i];
    default:
        return v->d[i];
    }
}

static ALWAYS_INLINE void simd_set(V128 *v, unsigned size, unsigned i, uint64_t element)
{
    switch (size) {
    case 0:
        v->b[i] = (uint8_t)element;
        break;
    case 1:
        v->h[i] = (uint16_t)element;
        break;
    case 2:
        v->s[i] = (uint32_t)element;
        break;
    default:
        v->d[i] = element;
    }
}

/* Calls @f with a constant size. */
#define SIMD_BY_SIZE(size, f, ...)                                                                 \
    ((size) == 0   ? f(0, __VA_ARGS__)                                                             \
     : (size) == 1 ? f(1, __VA_ARGS__)                                                             \
     : (size) == 2 ? f(2, __VA_ARGS__)                                                             \
                   : f(3, __VA_ARGS__))

/* A register of results: @call is what element i becomes. */
#define SIMD_LOOP(size, call)                                                                      \
    V128 result;                                                                                   \
                                                                                                   \
    for (unsigned i = 0; i < 16u >> (size); i++)                                                   \
        simd_set(&result, size, i, call);                                                          \
    return result

static ALWAYS_INLINE V128 simd_each1_of(unsigned size, V128 n, SimdUnary *op)
{
    SIMD_LOOP(size, op(8u << size, simd_get(&n, size, i)));
}

static ALWAYS_INLINE V128 simd_each2_of(unsigned size, V128 n, V128 m, SimdBinary *op)
{
    SIMD_LOOP(size, op(8u << size, simd_get(&n, size, i), simd_get(&m, size, i)));
}

static ALWAYS_INLINE V128 simd_each3_of(unsigned size, V128 d, V128 n, V128 m, SimdTernary *op)
{
    SIMD_LOOP(size,
              op(8u << size, simd_get(&d, size, i), simd_get(&n, size, i), simd_get(&m, size, i)));
}

static ALWAYS_INLINE V128 simd_with_of(unsigned size, V128 n, uint64_t b, SimdBinary *op)
{
    SIMD_LOOP(size, op(8u << size, simd_get(&n, size, i), b));
}

static ALWAYS_INLINE V128 simd_sum_with_of(unsigned size, V128 d, V128 n, uint64_t b,
                                           SimdTernary *op)
{
    SIMD_LOOP(size, op(8u << size, simd_get(&d, size, i), simd_get(&n, size, i), b));
}

static ALWAYS_INLINE V128 simd_sat_of(unsigned size, V128 n, V128 m, uint32_t *fpsr,
                                      SimdSaturating *op)
{
    SIMD_LOOP(size, op(8u << size, simd_get(&n, size, i), simd_get(&m, size, i), fpsr));
}

static ALWAYS_INLINE V128 simd_sat_with_of(unsigned size, V128 n, uint64_t b, uint32_t *fpsr,
                                           SimdSaturating *op)
{
    SIMD_LOOP(size, op(8u << size, simd_get(&n, size, i), b, fpsr));
}

static ALWAYS_INLINE V128 simd_sat_sum_of(unsigned size, V128 d, V128 n, V128 m, uint32_t *fpsr,
                                          SimdSaturatingSum *op)
{
    SIMD_LOOP(size, op(8u << size, simd_get(&d, size, i), simd_get(&n, size, i),
                       simd_get(&m, size, i), fpsr));
}

/* The same element everywhere. */
static ALWAYS_INLINE V128 simd_fill_of(unsigned size, uint64_t element)
{
    SIMD_LOOP(size, element);
}

/* Half of the elements become twice as wide. */
static ALWAYS_INLINE V128 simd_widen_of(unsigned size, V128 v, bool upper, bool is_signed)
{
    V128 result;

    for (unsigned i = 0; i < 8u >> size; i++) {
        uint64_t element = simd_get(&v, size, (upper ? 8u >> size : 0) + i);

        simd_set(&result, size + 1, i, is_signed ? sign_extend(element, 8u << size) : element);
    }
    return result;
}

/* The low halves of elements twice as wide. */
static ALWAYS_INLINE V128 simd_narrow_of(unsigned size, V128 v)
{
    V128 result = {{0}};

    for (unsigned i = 0; i < 8u >> size; i++)
        simd_set(&result, size, i, simd_get(&v, size + 1, i));
    return result;
}

/* The even (@odd: odd) elements of m:n, of which each has @count; UZP1 and UZP2. */
static ALWAYS_INLINE V128 simd_unzip_of(unsigned size, V128 n, V128 m, unsigned count, bool odd)
{
    V128 result = {{0}};

    for (unsigned i = 0; i < count; i++) {
        unsigned at = 2 * i + odd;

        simd_set(&result, size, i, simd_get(at < count ? &n : &m, size, at & (count - 1)));
    }
    return result;
}

/* All @count elements of @n become one, of @width bits in the operation. */
static ALWAYS_INLINE uint64_t simd_fold_of(unsigned size, V128 n, unsigned count, SimdBinary *op)
{
    uint64_t sum = simd_get(&n, size, 0);

    for (unsigned i = 1; i < count; i++)
        sum = op(8u << size, sum, simd_get(&n, size, i));
    return sum;
}

static ALWAYS_INLINE V128 simd_each1(unsigned size, V128 n, SimdUnary *op)
{
    return SIMD_BY_SIZE(size, simd_each1_of, n, op);
}

static ALWAYS_INLINE V128 simd_each2(unsigned size, V128 n, V128 m, SimdBinary *op)
{
    return SIMD_BY_SIZE(size, simd_each2_of, n, m, op);
}

static ALWAYS_INLINE V128 simd_each3(unsigned size, V128 d, V128 n, V128 m, SimdTernary *op)
{
    return SIMD_BY_SIZE(size, simd_each3_of, d, n, m, op);
}

/* The second operand is the same for all elements: an immediate. */
static ALWAYS_INLINE V128 simd_with(unsigned size, V128 n, uint64_t b, SimdBinary *op)
{
    return SIMD_BY_SIZE(size, simd_with_of, n, b, op);
}

static ALWAYS_INLINE V128 simd_sum_with(unsigned size, V128 d, V128 n, uint64_t b, SimdTernary *op)
{
    return SIMD_BY_SIZE(size, simd_sum_with_of, d, n, b, op);
}

static ALWAYS_INLINE V128 simd_sat(unsigned size, V128 n, V128 m, uint32_t *fpsr,
                                   SimdSaturating *op)
{
    return SIMD_BY_SIZE(size, simd_sat_of, n, m, fpsr, op);
}

static ALWAYS_INLINE V128 simd_sat_with(unsigned size, V128 n, uint64_t b, uint32_t *fpsr,
                                        SimdSaturating *op)
{
    return SIMD_BY_SIZE(size, simd_sat_with_of, n, b, fpsr, op);
}

static ALWAYS_INLINE V128 simd_sat_sum(unsigned size, V128 d, V128 n, V128 m, uint32_t *fpsr,
                                       SimdSaturatingSum *op)
{
    return SIMD_BY_SIZE(size, simd_sat_sum_of, d, n, m, fpsr, op);
}

static ALWAYS_INLINE V128 simd_fill(unsigned size, uint64_t element)
{
    return SIMD_BY_SIZE(size, simd_fill_of, element);
}

static ALWAYS_INLINE V128 simd_unzip(unsigned size, V128 n, V128 m, unsigned count, bool odd)
{
    return SIMD_BY_SIZE(size, simd_unzip_of, n, m, count, odd);
}

static ALWAYS_INLINE V128 simd_widen(unsigned size, V128 v, bool upper, bool is_signed)
{
    return size == 0   ? simd_widen_of(0, v, upper, is_signed)
           : size == 1 ? simd_widen_of(1, v, upper, is_signed)
                       : simd_widen_of(2, v, upper, is_signed);
}

static ALWAYS_INLINE V128 simd_narrow(unsigned size, V128 v)
{
    return size == 0   ? simd_narrow_of(0, v)
           : size == 1 ? simd_narrow_of(1, v)
                       : simd_narrow_of(2, v);
}

static ALWAYS_INLINE uint64_t simd_fold(unsigned size, V128 n, unsigned count, SimdBinary *op)
{
    return size == 0   ? simd_fold_of(0, n, count, op)
           : size == 1 ? simd_fold_of(1, n, count, op)
                       : simd_fold_of(2, n, count, op);
}

/* The first @count_bytes of @v, zeros after them. */
static ALWAYS_INLINE V128 simd_keep(V128 v, unsigned count_bytes)
{
    if (count_bytes >= 16)
        return v;
    return (V128){{v.d[0] & ones(8 * count_bytes), 0}};
}

#endif
