/* SPDX-License-Identifier: MIT
 *
 * fields.h - registers with a field for each of 4, 16 or 32 interrupts, as bits.
 *
 * Tests: tests/unit/gic/gicd_test.c
 */
#ifndef GIC_FIELDS_H
#define GIC_FIELDS_H

#include "sim/base/bits.h"

/* A bit for each byte of @mask that is wholly set. */
static inline unsigned fields_bytes(uint32_t mask)
{
    unsigned bytes = 0;

    for (unsigned i = 0; i < 4; i++)
        if (((mask >> (8 * i)) & 0xff) == 0xff)
            bytes |= 1u << i;
    return bytes;
}

/* The even bits of the result are the 16 low bits of @half. */
static inline uint32_t fields_spread(uint32_t half)
{
    half &= 0xffff;
    half = (half | half << 8) & 0x00ff00ff;
    half = (half | half << 4) & 0x0f0f0f0f;
    half = (half | half << 2) & 0x33333333;
    return (half | half << 1) & 0x55555555;
}

/* The inverse: the even bits of @pairs, moved together. */
static inline uint32_t fields_gather(uint32_t pairs)
{
    pairs &= 0x55555555;
    pairs = (pairs | pairs >> 1) & 0x33333333;
    pairs = (pairs | pairs >> 2) & 0x0f0f0f0f;
    pairs = (pairs | pairs >> 4) & 0x00ff00ff;
    return (pairs | pairs >> 8) & 0xffff;
}

#endif
