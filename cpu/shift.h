/* SPDX-License-Identifier: MIT
 *
 * shift.h - shifted and extended register operands.
 *
 * Spec: DDI 0487, ShiftReg, ExtendReg, DecodeShift, DecodeRegExtend.
 */
#ifndef CPU_SHIFT_H
#define CPU_SHIFT_H

#include "sim/base/bits.h"

enum {
    SHIFT_LSL,
    SHIFT_LSR,
    SHIFT_ASR,
    SHIFT_ROR,
};

/* @amount < 32. */
static inline uint32_t shift_reg32(uint32_t value, unsigned kind, unsigned amount)
{
    switch (kind) {
    case SHIFT_LSL:
        return value << amount;
    case SHIFT_LSR:
        return value >> amount;
    case SHIFT_ASR:
        return (uint32_t)((int32_t)value >> amount);
    default:
        return ror32(value, amount);
    }
}

/* @amount < 64. */
static inline uint64_t shift_reg64(uint64_t value, unsigned kind, unsigned amount)
{
    switch (kind) {
    case SHIFT_LSL:
        return value << amount;
    case SHIFT_LSR:
        return value >> amount;
    case SHIFT_ASR:
        return (uint64_t)((int64_t)value >> amount);
    default:
        return ror64(value, amount);
    }
}

/* @option 0..7: UXTB UXTH UXTW UXTX SXTB SXTH SXTW SXTX; then LSL @amount, 0..4. */
static inline uint64_t extend_reg(uint64_t value, unsigned option, unsigned amount)
{
    unsigned width = 8u << (option & 3);

    if (LIKELY(width == 64))
        return value << amount;
    return (option & 4 ? sign_extend(value, width) : value & ones(width)) << amount;
}

#endif
