/* SPDX-License-Identifier: MIT
 *
 * simd_shift.h - what the shifts of Advanced SIMD do to one element.
 *
 * As cpu/simd_ops.h. By register: the amount is the signed low byte of @b, right when negative. By
 * immediate: @b is the amount, 1 .. width for right shifts, 0 .. width - 1 for left ones. _narrow:
 * the width is the source's and the result has half of it.
 *
 * Spec: DDI 0487, SSHL, SQRSHL, SRSHR, SQSHRN ...    Journey: after cpu/simd_ops.h
 */
#ifndef CPU_SIMD_SHIFT_H
#define CPU_SIMD_SHIFT_H

#include "cpu/simd_ops.h"

/* The shifted number before it is cut or saturated. An amount beyond the width leaves nothing to
 * the right, and to the left a number that is zero where it is cut, and saturates. */
static inline i128 shift_by(unsigned width, i128 a, uint64_t b, bool round)
{
    int amount = (int8_t)b;
    unsigned right = (unsigned)-amount;

    if (amount >= (int)width)
        return a < 0 ? -((i128)1 << 120) : a > 0 ? (i128)1 << 120 : 0;
    if (amount >= 0)
        return a * ((i128)1 << amount);
    if (right > width)
        return a < 0 && !round ? -1 : 0;
    return (a + (round ? (i128)1 << (right - 1) : 0)) >> right;
}

/* Right by an immediate, with the bit below added when rounding. */
static inline uint64_t shift_right(uint64_t a, uint64_t b, bool round)
{
    return (b < 64 ? a >> b : 0) + (round && bit(a, (unsigned)b - 1));
}

static inline int64_t shift_right_signed(unsigned width, uint64_t a, uint64_t b, bool round)
{
    int64_t value = sint(width, a);

    return (value >> (b < 64 ? b : 63)) + (round && bit((uint64_t)value, (unsigned)b - 1));
}

/* clang-format off */
SIMD_BINARY(op_sshl,  (uint64_t)shift_by(width, sint(width, a), b, false))
SIMD_BINARY(op_ushl,  (uint64_t)shift_by(width, (i128)a, b, false))
SIMD_BINARY(op_srshl, (uint64_t)shift_by(width, sint(width, a), b, true))
SIMD_BINARY(op_urshl, (uint64_t)shift_by(width, (i128)a, b, true))
SIMD_SATURATING(op_sqshl,  sat_signed(width, shift_by(width, sint(width, a), b, false), fpsr))
SIMD_SATURATING(op_uqshl,  sat_unsigned(width, shift_by(width, (i128)a, b, false), fpsr))
SIMD_SATURATING(op_sqrshl, sat_signed(width, shift_by(width, sint(width, a), b, true), fpsr))
SIMD_SATURATING(op_uqrshl, sat_unsigned(width, shift_by(width, (i128)a, b, true), fpsr))
SIMD_SATURATING(op_sqshlu, sat_unsigned(width, shift_by(width, sint(width, a), b, false), fpsr))

SIMD_BINARY(op_shl_imm,   a << b)
SIMD_BINARY(op_ushr_imm,  shift_right(a, b, false))
SIMD_BINARY(op_urshr_imm, shift_right(a, b, true))
SIMD_BINARY(op_sshr_imm,  (uint64_t)shift_right_signed(width, a, b, false))
SIMD_BINARY(op_srshr_imm, (uint64_t)shift_right_signed(width, a, b, true))
SIMD_TERNARY(op_usra_imm,  d + op_ushr_imm(width, a, b))
SIMD_TERNARY(op_ursra_imm, d + op_urshr_imm(width, a, b))
SIMD_TERNARY(op_ssra_imm,  d + op_sshr_imm(width, a, b))
SIMD_TERNARY(op_srsra_imm, d + op_srshr_imm(width, a, b))
SIMD_TERNARY(op_sli_imm,   a << b | (d & ones((unsigned)b)))
SIMD_TERNARY(op_sri_imm,   op_ushr_imm(width, a, b) | (d & ~(ones(width) >> (b < 64 ? b : 63) >> (b == 64))))

SIMD_SATURATING(op_sqshrn_narrow,   sat_signed(width / 2, shift_right_signed(width, a, b, false), fpsr))
SIMD_SATURATING(op_sqrshrn_narrow,  sat_signed(width / 2, shift_right_signed(width, a, b, true), fpsr))
SIMD_SATURATING(op_sqshrun_narrow,  sat_unsigned(width / 2, shift_right_signed(width, a, b, false), fpsr))
SIMD_SATURATING(op_sqrshrun_narrow, sat_unsigned(width / 2, shift_right_signed(width, a, b, true), fpsr))
SIMD_SATURATING(op_uqshrn_narrow,   sat_unsigned(width / 2, (i128)shift_right(a, b, false), fpsr))
SIMD_SATURATING(op_uqrshrn_narrow,  sat_unsigned(width / 2, (i128)shift_right(a, b, true), fpsr))
/* clang-format on */

#endif
