/* SPDX-License-Identifier: MIT
 *
 * formats_simd.c - operand formats of Advanced SIMD on integers.
 *
 * Spec: DDI 0487, "Data Processing -- Scalar Floating-Point and Advanced SIMD", AdvSIMDExpandImm.
 * Tests: tests/tables, tests/vectors    Journey: beside cpu/formats.c, before cpu/exec_simd_same.c
 */
#include "cpu/formats_simd.h"

enum {
    SIZE_B,
    SIZE_H,
    SIZE_S,
    SIZE_D,
};

static uint8_t reg(uint32_t word, unsigned lo)
{
    return (uint8_t)bits(word, lo + 4, lo);
}

static void registers(uint32_t word, Uop *u)
{
    u->d = reg(word, 0);
    u->n = reg(word, 5);
    u->m = reg(word, 16);
}

/* A vector of elements of @size. False for a vector of one doubleword. */
static bool vector(uint32_t word, unsigned size, Uop *u)
{
    registers(word, u);
    u->s = (uint8_t)size;
    u->k = bit(word, 30) ? 16 : 8;
    return size != SIZE_D || u->k == 16;
}

static bool lane(uint32_t word, unsigned size, Uop *u)
{
    registers(word, u);
    u->s = (uint8_t)size;
    u->k = (uint8_t)(1u << size);
    return true;
}

/* The size field, bits 23:22. */
static unsigned size_field(uint32_t word)
{
    return (unsigned)bits(word, 23, 22);
}

bool format_IV(uint32_t word, Uop *u)
{
    return vector(word, size_field(word), u);
}

bool format_IV_BHS(uint32_t word, Uop *u)
{
    return format_IV(word, u) && u->s != SIZE_D;
}

bool format_IV_HS(uint32_t word, Uop *u)
{
    return format_IV_BHS(word, u) && u->s != SIZE_B;
}

bool format_IV_BYTES(uint32_t word, Uop *u)
{
    return vector(word, SIZE_B, u);
}

bool format_IV_BITS(uint32_t word, Uop *u)
{
    vector(word, SIZE_D, u);
    return true;
}

bool format_IV_ACROSS(uint32_t word, Uop *u)
{
    return format_IV_BHS(word, u) && (u->s != SIZE_S || u->k == 16);
}

/* Index and Rm by size: what the index of halfwords takes, Rm lacks. */
static bool element(uint32_t word, Uop *u)
{
    unsigned h = bit(word, 11), l = bit(word, 21), m = bit(word, 20);

    if (u->s == SIZE_H) {
        u->m &= 15;
        u->imm = h << 2 | l << 1 | m;
        return true;
    }
    u->imm = h << 1 | l;
    return u->s == SIZE_S;
}

bool format_IV_ELEMENT(uint32_t word, Uop *u)
{
    return format_IV(word, u) && element(word, u);
}

bool format_IV_DOT(uint32_t word, Uop *u)
{
    return vector(word, SIZE_S, u);
}

bool format_IV_DOT_ELEM(uint32_t word, Uop *u)
{
    return format_IV_DOT(word, u) && element(word, u);
}

/* The highest set bit of immh (22:19) is the size. False when immh is 0. */
static bool shift_size(uint32_t word, unsigned *size)
{
    unsigned immh = (unsigned)bits(word, 22, 19);

    if (immh == 0)
        return false;
    *size = 31u - (unsigned)__builtin_clz(immh);
    return true;
}

/* immh:immb is twice the width less a right shift, or the width plus a left shift. */
static uint64_t right_amount(uint32_t word, unsigned size)
{
    return (16u << size) - bits(word, 22, 16);
}

static uint64_t left_amount(uint32_t word, unsigned size)
{
    return bits(word, 22, 16) - (8u << size);
}

bool format_IV_SHR(uint32_t word, Uop *u)
{
    unsigned size;

    if (!shift_size(word, &size))
        return false;
    u->imm = right_amount(word, size);
    return vector(word, size, u);
}

bool format_IV_SHL(uint32_t word, Uop *u)
{
    unsigned size;

    if (!shift_size(word, &size))
        return false;
    u->imm = left_amount(word, size);
    return vector(word, size, u);
}

bool format_IV_SHRN(uint32_t word, Uop *u)
{
    return format_IV_SHR(word, u) && u->s != SIZE_D;
}

bool format_IV_SHLL(uint32_t word, Uop *u)
{
    return format_IV_SHL(word, u) && u->s != SIZE_D;
}

/* The lowest set bit of imm5 (20:16) is the size, what is above it the index. */
static bool copy_size(uint32_t word, Uop *u)
{
    unsigned imm5 = (unsigned)bits(word, 20, 16);

    if ((imm5 & 15) == 0)
        return false;
    u->s = (uint8_t)__builtin_ctz(imm5);
    u->imm = imm5 >> (u->s + 1);
    return true;
}

bool format_IV_COPY(uint32_t word, Uop *u)
{
    return copy_size(word, u) && vector(word, u->s, u);
}

static bool to_gpr(uint32_t word, Uop *u)
{
    if (!copy_size(word, u))
        return false;
    lane(word, u->s, u);
    if (u->d == REG_ZR)
        u->d = REG_SINK;
    return true;
}

bool format_IV_SMOV_32(uint32_t word, Uop *u)
{
    return to_gpr(word, u) && u->s <= SIZE_H;
}

bool format_IV_SMOV_64(uint32_t word, Uop *u)
{
    return to_gpr(word, u) && u->s <= SIZE_S;
}

bool format_IV_UMOV_64(uint32_t word, Uop *u)
{
    return to_gpr(word, u);
}

bool format_IV_INS(uint32_t word, Uop *u)
{
    if (!copy_size(word, u))
        return false;
    vector(word, u->s, u);
    u->m = (uint8_t)(bits(word, 14, 11) >> u->s);
    return true;
}

bool format_IV_EXT(uint32_t word, Uop *u)
{
    u->imm = bits(word, 14, 11);
    return vector(word, SIZE_B, u) && u->imm < u->k;
}

bool format_IV_TABLE(uint32_t word, Uop *u)
{
    u->imm = bits(word, 14, 13) + 1;
    return vector(word, SIZE_B, u);
}

static uint64_t repeat(uint64_t value, unsigned width)
{
    for (; width < 64; width *= 2)
        value |= value << width;
    return value;
}

/* Each bit of @imm8 becomes a byte. */
static uint64_t spread(unsigned imm8)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < 8; i++)
        if (bit(imm8, i))
            value |= UINT64_C(0xff) << 8 * i;
    return value;
}

/* AdvSIMDExpandImm. MOVI_d with Q = 0 is the scalar form, which is the same. */
static uint64_t expand_imm(unsigned op, unsigned cmode, unsigned imm8)
{
    if (cmode < 8)
        return repeat((uint64_t)imm8 << 8 * (cmode >> 1), 32);
    if (cmode < 12)
        return repeat((uint64_t)imm8 << 8 * (cmode >> 1 & 1), 16);
    if (cmode < 14)
        return repeat(cmode & 1 ? imm8 << 16 | 0xffff : imm8 << 8 | 0xff, 32);
    return op ? spread(imm8) : repeat(imm8, 8);
}

bool format_IV_IMM(uint32_t word, Uop *u)
{
    unsigned imm8 = (unsigned)(bits(word, 18, 16) << 5 | bits(word, 9, 5));

    u->imm = expand_imm(bit(word, 29), (unsigned)bits(word, 15, 12), imm8);
    return format_IV_BITS(word, u);
}

bool format_IL(uint32_t word, Uop *u)
{
    return lane(word, size_field(word), u);
}

bool format_IL_BHS(uint32_t word, Uop *u)
{
    return format_IL(word, u) && u->s != SIZE_D;
}

bool format_IL_HS(uint32_t word, Uop *u)
{
    return format_IL_BHS(word, u) && u->s != SIZE_B;
}

bool format_IL_ELEMENT(uint32_t word, Uop *u)
{
    return format_IL(word, u) && element(word, u);
}

bool format_IL_SHR(uint32_t word, Uop *u)
{
    unsigned size;

    if (!shift_size(word, &size))
        return false;
    u->imm = right_amount(word, size);
    return lane(word, size, u);
}

bool format_IL_SHL(uint32_t word, Uop *u)
{
    unsigned size;

    if (!shift_size(word, &size))
        return false;
    u->imm = left_amount(word, size);
    return lane(word, size, u);
}

bool format_IL_SHRN(uint32_t word, Uop *u)
{
    return format_IL_SHR(word, u) && u->s != SIZE_D;
}

bool format_IL_COPY(uint32_t word, Uop *u)
{
    return copy_size(word, u) && lane(word, u->s, u);
}
