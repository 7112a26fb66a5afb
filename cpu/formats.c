/* SPDX-License-Identifier: MIT
 *
 * formats.c - operand formats: the only part of decoding that is code.
 *
 * One short function per row of formats.def. A format returns false for encodings that its
 * instructions leave unallocated.
 *
 * Spec: DDI 0487, "A64 instruction set encoding", DecodeBitMasks.
 * Tests: tests/unit/cpu/decode_test.c
 */
#include "cpu/formats.h"

#include "cpu/decode.h"
#include "cpu/formats_fp.h"
#include "cpu/formats_mem.h"
#include "cpu/formats_simd.h"
#include "cpu/sysreg.h"

static uint8_t reg(uint32_t word, unsigned lo)
{
    return (uint8_t)((word >> lo) & 31);
}

static uint8_t dest_zr(uint32_t word)
{
    uint8_t r = reg(word, 0);

    return r == 31 ? REG_SINK : r;
}

static uint8_t dest_sp(uint32_t word)
{
    uint8_t r = reg(word, 0);

    return r == 31 ? REG_SP : r;
}

static uint8_t base_sp(uint32_t word)
{
    uint8_t r = reg(word, 5);

    return r == 31 ? REG_SP : r;
}

static bool format_NONE(uint32_t word, Uop *u)
{
    u->imm = word;
    return true;
}

static bool format_RAW(uint32_t word, Uop *u)
{
    u->d = reg(word, 0);
    u->n = reg(word, 5);
    u->k = reg(word, 10);
    u->m = reg(word, 16);
    u->imm = word;
    return true;
}

static bool format_DN(uint32_t word, Uop *u)
{
    u->d = dest_zr(word);
    u->n = reg(word, 5);
    return true;
}

static bool format_DNM(uint32_t word, Uop *u)
{
    u->m = reg(word, 16);
    u->imm = word;
    return format_DN(word, u);
}

static bool format_DN_SP(uint32_t word, Uop *u)
{
    u->d = dest_zr(word);
    u->n = base_sp(word);
    return true;
}

static bool format_DNM_SP(uint32_t word, Uop *u)
{
    format_DNM(word, u);
    if (u->m == REG_ZR)
        u->m = REG_SP;
    return true;
}

static bool format_DNMA(uint32_t word, Uop *u)
{
    u->k = reg(word, 10);
    return format_DNM(word, u);
}

static uint64_t imm12_shifted(uint32_t word)
{
    return bits(word, 21, 10) << (bit(word, 22) ? 12 : 0);
}

static bool format_ADDSUB_IMM(uint32_t word, Uop *u)
{
    u->d = dest_sp(word);
    u->n = base_sp(word);
    u->imm = imm12_shifted(word);
    return true;
}

static bool format_ADDSUBS_IMM(uint32_t word, Uop *u)
{
    u->d = dest_zr(word);
    u->n = base_sp(word);
    u->imm = imm12_shifted(word);
    return true;
}

/* DecodeBitMasks with immediate = TRUE, wmask only. */
static bool decode_bit_mask(uint32_t word, unsigned width, uint64_t *mask)
{
    unsigned n = bit(word, 22), imms = (unsigned)bits(word, 15, 10);
    unsigned immr = (unsigned)bits(word, 21, 16);
    unsigned selector = n << 6 | (~imms & 0x3f);
    unsigned length, levels, s, r;
    uint64_t element;

    if (selector < 2)
        return false;
    length = 31u - (unsigned)__builtin_clz(selector);
    if (width < (1u << length))
        return false;
    levels = (1u << length) - 1;
    s = imms & levels;
    r = immr & levels;
    if (s == levels)
        return false;
    element = ones(s + 1);
    if (r)
        element = ((element >> r) | (element << ((1u << length) - r))) & ones(1u << length);
    *mask = 0;
    for (unsigned at = 0; at < width; at += 1u << length)
        *mask |= element << at;
    return true;
}

static bool format_LOGIC_IMM_32(uint32_t word, Uop *u)
{
    u->d = dest_sp(word);
    u->n = reg(word, 5);
    return decode_bit_mask(word, 32, &u->imm);
}

static bool format_LOGIC_IMM_64(uint32_t word, Uop *u)
{
    u->d = dest_sp(word);
    u->n = reg(word, 5);
    return decode_bit_mask(word, 64, &u->imm);
}

static bool format_LOGICS_IMM_32(uint32_t word, Uop *u)
{
    format_DN(word, u);
    return decode_bit_mask(word, 32, &u->imm);
}

static bool format_LOGICS_IMM_64(uint32_t word, Uop *u)
{
    format_DN(word, u);
    return decode_bit_mask(word, 64, &u->imm);
}

static bool format_MOVEW(uint32_t word, Uop *u)
{
    u->d = dest_zr(word);
    u->k = (uint8_t)(16 * bits(word, 22, 21));
    u->imm = bits(word, 20, 5) << u->k;
    return true;
}

static bool format_ADR(uint32_t word, Uop *u)
{
    u->d = dest_zr(word);
    u->imm = sign_extend(bits(word, 23, 5) << 2 | bits(word, 30, 29), 21);
    return true;
}

static bool format_ADRP(uint32_t word, Uop *u)
{
    format_ADR(word, u);
    u->imm <<= 12;
    return true;
}

static bool format_SHIFT_64(uint32_t word, Uop *u)
{
    format_DNM(word, u);
    u->k = (uint8_t)bits(word, 23, 22);
    u->imm = bits(word, 15, 10);
    return true;
}

static bool format_SHIFT_32(uint32_t word, Uop *u)
{
    format_SHIFT_64(word, u);
    return u->imm < 32;
}

static bool format_EXTENDS(uint32_t word, Uop *u)
{
    u->d = dest_zr(word);
    u->n = base_sp(word);
    u->m = reg(word, 16);
    u->k = (uint8_t)bits(word, 15, 13);
    u->imm = bits(word, 12, 10);
    return u->imm <= 4;
}

static bool format_EXTEND(uint32_t word, Uop *u)
{
    bool allocated = format_EXTENDS(word, u);

    u->d = dest_sp(word);
    return allocated;
}

static bool format_BITFIELD_64(uint32_t word, Uop *u)
{
    u->k = (uint8_t)bits(word, 21, 16);
    u->s = (uint8_t)bits(word, 15, 10);
    return format_DN(word, u);
}

static bool format_BITFIELD_32(uint32_t word, Uop *u)
{
    format_BITFIELD_64(word, u);
    return u->k < 32 && u->s < 32;
}

static bool format_EXTRACT_64(uint32_t word, Uop *u)
{
    format_DNM(word, u);
    u->imm = bits(word, 15, 10);
    return true;
}

static bool format_EXTRACT_32(uint32_t word, Uop *u)
{
    format_EXTRACT_64(word, u);
    return u->imm < 32;
}

static bool format_CSEL(uint32_t word, Uop *u)
{
    format_DNM(word, u);
    u->k = (uint8_t)bits(word, 15, 12);
    return true;
}

static bool format_CCMP_REG(uint32_t word, Uop *u)
{
    u->n = reg(word, 5);
    u->m = reg(word, 16);
    u->k = (uint8_t)bits(word, 15, 12);
    u->s = (uint8_t)bits(word, 3, 0);
    return true;
}

static bool format_CCMP_IMM(uint32_t word, Uop *u)
{
    format_CCMP_REG(word, u);
    u->imm = bits(word, 20, 16);
    return true;
}

static bool format_RMIF(uint32_t word, Uop *u)
{
    u->n = reg(word, 5);
    u->k = (uint8_t)bits(word, 20, 15);
    u->s = (uint8_t)bits(word, 3, 0);
    return true;
}

static bool format_B_IMM26(uint32_t word, Uop *u)
{
    u->offset = (int32_t)sign_extend(bits(word, 25, 0), 26);
    return true;
}

static bool format_B_IMM19(uint32_t word, Uop *u)
{
    u->d = reg(word, 0);
    u->k = (uint8_t)bits(word, 3, 0);
    u->offset = (int32_t)sign_extend(bits(word, 23, 5), 19);
    return true;
}

static bool format_B_TEST(uint32_t word, Uop *u)
{
    u->d = reg(word, 0);
    u->k = (uint8_t)((unsigned)bit(word, 31) << 5 | bits(word, 23, 19));
    u->offset = (int32_t)sign_extend(bits(word, 18, 5), 14);
    return true;
}

static bool format_B_REG(uint32_t word, Uop *u)
{
    u->n = reg(word, 5);
    return true;
}

static bool format_B_REG_SP(uint32_t word, Uop *u)
{
    u->m = dest_sp(word);
    return format_B_REG(word, u);
}

static bool format_EXCEPTION(uint32_t word, Uop *u)
{
    u->imm = bits(word, 20, 5);
    return true;
}

/* Rt is read by MSR and SYS and written by MRS: bit 21 says which. */
static bool format_SYSTEM(uint32_t word, Uop *u)
{
    u->d = bit(word, 21) ? dest_zr(word) : reg(word, 0);
    u->imm = word;
    return true;
}

static bool format_SYSREG(uint32_t word, Uop *u)
{
    format_SYSTEM(word, u);
    u->imm |= (uint64_t)sysreg_find((unsigned)bits(word, 20, 5)) << 32;
    return true;
}

static bool format_SYSOP(uint32_t word, Uop *u)
{
    format_SYSTEM(word, u);
    u->imm |= (uint64_t)sysop_find((unsigned)bits(word, 20, 5)) << 32;
    return true;
}

static bool format_ADD_SHIFT_64(uint32_t word, Uop *u)
{
    format_SHIFT_64(word, u);
    return u->k != 3;
}

static bool format_ADD_SHIFT_32(uint32_t word, Uop *u)
{
    return format_SHIFT_32(word, u) && u->k != 3;
}

typedef bool (*FormatFunction)(uint32_t word, Uop *u);

static const FormatFunction formats[] = {
#define FORMAT(name) format_##name,
#include "cpu/formats.def"
#undef FORMAT
};

bool format_operands(unsigned format, uint32_t word, Uop *uop)
{
    assert(format < ARRAY_COUNT(formats));
    return formats[format](word, uop);
}
