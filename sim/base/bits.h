/* SPDX-License-Identifier: MIT
 *
 * bits.h - bit fields, sign extension, 128-bit integers, and the compiler words we use.
 *
 * Everything here is a pure inline function; nothing knows what the bits mean.
 */
#ifndef SIM_BASE_BITS_H
#define SIM_BASE_BITS_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define UNUSED __attribute__((unused))
#define ALWAYS_INLINE inline __attribute__((always_inline))
#define NO_INLINE __attribute__((noinline))
#define ARRAY_COUNT(a) (sizeof(a) / sizeof((a)[0]))

__extension__ typedef unsigned __int128 u128;
__extension__ typedef __int128 i128;

/* The low @n bits set; 0 <= n <= 64. */
static inline uint64_t ones(unsigned n)
{
    return n >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << n) - 1;
}

/* value<hi:lo>, as the manual writes it. */
static inline uint64_t bits(uint64_t value, unsigned hi, unsigned lo)
{
    return (value >> lo) & ones(hi - lo + 1);
}

static inline bool bit(uint64_t value, unsigned n)
{
    return (value >> n) & 1;
}

static inline uint64_t with_bits(uint64_t value, unsigned hi, unsigned lo, uint64_t field)
{
    uint64_t mask = ones(hi - lo + 1) << lo;

    return (value & ~mask) | ((field << lo) & mask);
}

/* SignExtend of the low @width bits, 1 <= width <= 64. */
static inline uint64_t sign_extend(uint64_t value, unsigned width)
{
    unsigned shift = 64 - width;

    return (uint64_t)((int64_t)(value << shift) >> shift);
}

static inline uint64_t ror64(uint64_t value, unsigned by)
{
    by &= 63;
    return by ? (value >> by) | (value << (64 - by)) : value;
}

static inline uint32_t ror32(uint32_t value, unsigned by)
{
    by &= 31;
    return by ? (value >> by) | (value << (32 - by)) : value;
}

static inline uint64_t align_down(uint64_t value, uint64_t size)
{
    return value & ~(size - 1);
}

static inline uint64_t align_up(uint64_t value, uint64_t size)
{
    return (value + size - 1) & ~(size - 1);
}

static inline bool is_aligned(uint64_t value, uint64_t size)
{
    return (value & (size - 1)) == 0;
}

static inline uint64_t min_u64(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static inline uint64_t max_u64(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

#endif
