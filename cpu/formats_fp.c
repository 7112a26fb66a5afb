/* SPDX-License-Identifier: MIT
 *
 * formats_fp.c - operand formats of floating point, scalar and vector.
 *
 * Spec: DDI 0487, "Data Processing -- Scalar Floating-Point and Advanced SIMD", VFPExpandImm.
 * Tests: tests/tables, tests/vectors    Journey: beside cpu/formats.c, before cpu/exec_fp.c
 */
#include "cpu/formats_fp.h"

#include "cpu/fp.h"

static uint8_t reg(uint32_t word, unsigned lo)
{
    return (uint8_t)bits(word, lo + 4, lo);
}

/* The type field of scalar instructions, bits 23:22. False for the reserved value. */
static bool scalar_size(unsigned type, uint8_t *size)
{
    static const uint8_t sizes[] = {FP_SINGLE, FP_DOUBLE, 0, FP_HALF};

    *size = sizes[type];
    return *size != 0;
}

bool format_FP_UNARY(uint32_t word, Uop *u)
{
    u->d = reg(word, 0);
    u->n = reg(word, 5);
    u->k = 1;
    return scalar_size((unsigned)bits(word, 23, 22), &u->s);
}

bool format_FP_BINARY(uint32_t word, Uop *u)
{
    u->m = reg(word, 16);
    return format_FP_UNARY(word, u);
}

bool format_FP_TERNARY(uint32_t word, Uop *u)
{
    u->imm = reg(word, 10);
    return format_FP_BINARY(word, u);
}

bool format_FP_CONVERT(uint32_t word, Uop *u)
{
    return format_FP_UNARY(word, u) && scalar_size((unsigned)bits(word, 16, 15), &u->k) &&
           u->s != u->k;
}

bool format_FP_CCMP(uint32_t word, Uop *u)
{
    bool allocated = format_FP_BINARY(word, u);

    u->k = (uint8_t)bits(word, 15, 12);
    u->imm = bits(word, 3, 0);
    return allocated;
}

/* VFPExpandImm: sign, three bits of exponent, four of fraction. */
static uint64_t vfp_expand_imm(uint8_t imm8, FpSize size)
{
    static const unsigned exp_widths[] = {[FP_HALF] = 5, [FP_SINGLE] = 8, [FP_DOUBLE] = 11};
    unsigned exp_bits = exp_widths[size], frac_bits = (8u << size) - 1 - exp_bits;
    uint64_t sign = bit(imm8, 7) ? fp_sign_bit(size) : 0;
    uint64_t exp = bit(imm8, 6) ? ones(exp_bits - 3) << 2 : UINT64_C(1) << (exp_bits - 1);

    return sign | (exp | bits(imm8, 5, 4)) << frac_bits | bits(imm8, 3, 0) << (frac_bits - 4);
}

bool format_FP_IMM(uint32_t word, Uop *u)
{
    if (!format_FP_UNARY(word, u))
        return false;
    u->imm = vfp_expand_imm((uint8_t)bits(word, 20, 13), (FpSize)u->s);
    return true;
}

/* sf, n and d; FMOV of V.D[1] has the type that is reserved elsewhere, so none is refused. */
static void general(uint32_t word, Uop *u)
{
    scalar_size((unsigned)bits(word, 23, 22), &u->s);
    u->d = reg(word, 0);
    u->n = reg(word, 5);
    u->k = bit(word, 31) ? 64 : 32;
}

bool format_FP_FROM_GPR(uint32_t word, Uop *u)
{
    general(word, u);
    return true;
}

bool format_FP_TO_GPR(uint32_t word, Uop *u)
{
    general(word, u);
    if (u->d == REG_ZR)
        u->d = REG_SINK;
    return true;
}

bool format_FP_FROM_GPR_FIX(uint32_t word, Uop *u)
{
    u->imm = 64 - bits(word, 15, 10);
    return format_FP_FROM_GPR(word, u) && u->imm <= u->k;
}

bool format_FP_TO_GPR_FIX(uint32_t word, Uop *u)
{
    u->imm = 64 - bits(word, 15, 10);
    return format_FP_TO_GPR(word, u) && u->imm <= u->k;
}

/* As many elements of @size as Q says. False for a vector of one double. */
static bool vector(uint32_t word, FpSize size, Uop *u)
{
    u->d = reg(word, 0);
    u->n = reg(word, 5);
    u->s = (uint8_t)size;
    u->k = (uint8_t)((bit(word, 30) ? 16 : 8) >> size);
    return u->k > 1;
}

static bool lane(uint32_t word, FpSize size, Uop *u)
{
    vector(word, size, u);
    u->k = 1;
    return true;
}

/* The sz field, bit 22. */
static FpSize sz(uint32_t word)
{
    return bit(word, 22) ? FP_DOUBLE : FP_SINGLE;
}

bool format_FV_UNARY(uint32_t word, Uop *u)
{
    return vector(word, sz(word), u);
}

bool format_FV_UNARY_H(uint32_t word, Uop *u)
{
    return vector(word, FP_HALF, u);
}

bool format_FV_BINARY(uint32_t word, Uop *u)
{
    u->m = reg(word, 16);
    return vector(word, sz(word), u);
}

bool format_FV_BINARY_H(uint32_t word, Uop *u)
{
    u->m = reg(word, 16);
    return vector(word, FP_HALF, u);
}

bool format_FV_WIDTH(uint32_t word, Uop *u)
{
    lane(word, bit(word, 22) ? FP_SINGLE : FP_HALF, u);
    u->k = (uint8_t)(8 >> u->s);
    u->m = bit(word, 30);
    return true;
}

/* Index and Rm by size; an index has a bit less for each doubling, and a double's L is zero. */
static bool element(uint32_t word, FpSize size, Uop *u)
{
    unsigned h = bit(word, 11), l = bit(word, 21), m = bit(word, 20);

    u->m = reg(word, 16);
    switch (size) {
    case FP_HALF:
        u->m &= 15;
        u->imm = h << 2 | l << 1 | m;
        return true;
    case FP_SINGLE:
        u->imm = h << 1 | l;
        return true;
    default:
        u->imm = h;
        return l == 0;
    }
}

bool format_FV_ELEMENT(uint32_t word, Uop *u)
{
    return vector(word, sz(word), u) && element(word, sz(word), u);
}

bool format_FV_ELEMENT_H(uint32_t word, Uop *u)
{
    return vector(word, FP_HALF, u) && element(word, FP_HALF, u);
}

/* FCMLA has four rotations, FCADD the two odd ones. */
bool format_FV_COMPLEX(uint32_t word, Uop *u)
{
    u->m = reg(word, 16);
    u->imm = bit(word, 13) ? 1 + 2u * bit(word, 12) : bits(word, 12, 11);
    return vector(word, (FpSize)bits(word, 23, 22), u);
}

bool format_FV_COMPLEX_ELEM(uint32_t word, Uop *u)
{
    FpSize size = (FpSize)bits(word, 23, 22);
    unsigned h = bit(word, 11), index = size == FP_HALF ? h << 1 | bit(word, 21) : h;

    u->m = reg(word, 16);
    u->imm = index << 2 | bits(word, 14, 13);
    return vector(word, size, u) && 2 * index < u->k;
}

bool format_FV_LONG(uint32_t word, Uop *u)
{
    u->m = reg(word, 16);
    vector(word, FP_SINGLE, u);
    u->s = bit(word, 29) ? u->k : 0;
    return true;
}

bool format_FV_LONG_ELEM(uint32_t word, Uop *u)
{
    return format_FV_LONG(word, u) && element(word, FP_HALF, u);
}

/* immh's highest set bit is the size; fbits is twice the element's width less immh:immb. */
static FpSize shift_size(uint32_t word)
{
    return bit(word, 22) ? FP_DOUBLE : bit(word, 21) ? FP_SINGLE : FP_HALF;
}

static uint64_t shift_fbits(uint32_t word)
{
    return (16u << shift_size(word)) - bits(word, 22, 16);
}

bool format_FV_FIX(uint32_t word, Uop *u)
{
    u->imm = shift_fbits(word);
    return vector(word, shift_size(word), u);
}

bool format_FV_IMM(uint32_t word, Uop *u)
{
    FpSize size = bit(word, 11) ? FP_HALF : bit(word, 29) ? FP_DOUBLE : FP_SINGLE;

    u->imm = vfp_expand_imm((uint8_t)(bits(word, 18, 16) << 5 | bits(word, 9, 5)), size);
    return vector(word, size, u);
}

bool format_FL_UNARY(uint32_t word, Uop *u)
{
    return lane(word, sz(word), u);
}

bool format_FL_UNARY_H(uint32_t word, Uop *u)
{
    return lane(word, FP_HALF, u);
}

bool format_FL_BINARY(uint32_t word, Uop *u)
{
    u->m = reg(word, 16);
    return lane(word, sz(word), u);
}

bool format_FL_BINARY_H(uint32_t word, Uop *u)
{
    u->m = reg(word, 16);
    return lane(word, FP_HALF, u);
}

bool format_FL_ELEMENT(uint32_t word, Uop *u)
{
    return lane(word, sz(word), u) && element(word, sz(word), u);
}

bool format_FL_ELEMENT_H(uint32_t word, Uop *u)
{
    return lane(word, FP_HALF, u) && element(word, FP_HALF, u);
}

bool format_FL_FIX(uint32_t word, Uop *u)
{
    u->imm = shift_fbits(word);
    return lane(word, shift_size(word), u);
}
