/* SPDX-License-Identifier: MIT
 *
 * formats_mem.c - operand formats of loads and stores.
 *
 * Spec: DDI 0487, "Loads and stores".    Tests: tests/tables, tests/vectors
 * Journey: beside cpu/formats.c, before cpu/exec_mem.c
 */
#include "cpu/formats_mem.h"

static uint8_t reg(uint32_t word, unsigned lo)
{
    return (uint8_t)bits(word, lo + 4, lo);
}

/* Register @r as a destination: XZR is the sink. */
static uint8_t written(uint8_t r)
{
    return r == 31 ? REG_SINK : r;
}

static uint8_t base_sp(uint32_t word)
{
    uint8_t r = reg(word, 5);

    return r == 31 ? REG_SP : r;
}

/* Rt and Rn of a load and of a store of a general register. */
static bool load_operands(uint32_t word, Uop *u)
{
    u->d = written(reg(word, 0));
    u->n = base_sp(word);
    return true;
}

static bool store_operands(uint32_t word, Uop *u)
{
    u->d = reg(word, 0);
    u->n = base_sp(word);
    return true;
}

bool format_LD_UIMM(uint32_t word, Uop *u)
{
    u->imm = bits(word, 21, 10) << bits(word, 31, 30);
    return load_operands(word, u);
}

bool format_ST_UIMM(uint32_t word, Uop *u)
{
    u->imm = bits(word, 21, 10) << bits(word, 31, 30);
    return store_operands(word, u);
}

bool format_LD_IMM9(uint32_t word, Uop *u)
{
    u->imm = sign_extend(bits(word, 20, 12), 9);
    return load_operands(word, u);
}

bool format_LD_PAC(uint32_t word, Uop *u)
{
    u->imm = sign_extend((uint64_t)bit(word, 22) << 12 | bits(word, 20, 12) << 3, 13);
    return load_operands(word, u);
}

bool format_ST_IMM9(uint32_t word, Uop *u)
{
    u->imm = sign_extend(bits(word, 20, 12), 9);
    return store_operands(word, u);
}

/* The register offset of an access of 1 << @scale bytes. */
static bool offset_register(uint32_t word, Uop *u, unsigned scale)
{
    u->m = reg(word, 16);
    u->k = (uint8_t)bits(word, 15, 13);
    u->s = (uint8_t)(bit(word, 12) ? scale : 0);
    return bit(word, 14);
}

bool format_LD_REG(uint32_t word, Uop *u)
{
    load_operands(word, u);
    return offset_register(word, u, word >> 30);
}

bool format_ST_REG(uint32_t word, Uop *u)
{
    store_operands(word, u);
    return offset_register(word, u, word >> 30);
}

bool format_LD_LIT(uint32_t word, Uop *u)
{
    u->d = written(reg(word, 0));
    u->imm = sign_extend(bits(word, 23, 5) << 2, 21);
    return true;
}

bool format_ST_PAIR(uint32_t word, Uop *u)
{
    u->m = reg(word, 10);
    u->imm = sign_extend(bits(word, 21, 15), 7) << (2 + bit(word, 31));
    return store_operands(word, u);
}

bool format_LD_PAIR(uint32_t word, Uop *u)
{
    format_ST_PAIR(word, u);
    u->m = written(u->m);
    return load_operands(word, u);
}

bool format_EXCLUSIVE_ST(uint32_t word, Uop *u)
{
    u->m = reg(word, 10);
    u->s = written(reg(word, 16));
    return store_operands(word, u);
}

bool format_EXCLUSIVE_LD(uint32_t word, Uop *u)
{
    u->m = written(reg(word, 10));
    return load_operands(word, u);
}

bool format_ATOMIC(uint32_t word, Uop *u)
{
    u->s = reg(word, 16);
    return load_operands(word, u);
}

bool format_CAS(uint32_t word, Uop *u)
{
    u->s = reg(word, 16);
    u->k = written(u->s);
    return store_operands(word, u);
}

bool format_CASP(uint32_t word, Uop *u)
{
    format_CAS(word, u);
    return !(u->s & 1) && !(u->d & 1);
}

bool format_V_UIMM(uint32_t word, Uop *u)
{
    u->imm = bits(word, 21, 10) << ((unsigned)bit(word, 23) << 2 | word >> 30);
    return store_operands(word, u);
}

bool format_V_IMM9(uint32_t word, Uop *u)
{
    return format_ST_IMM9(word, u);
}

bool format_V_REG(uint32_t word, Uop *u)
{
    store_operands(word, u);
    return offset_register(word, u, (unsigned)bit(word, 23) << 2 | word >> 30);
}

bool format_V_LIT(uint32_t word, Uop *u)
{
    format_LD_LIT(word, u);
    u->d = reg(word, 0);
    return true;
}

bool format_V_PAIR(uint32_t word, Uop *u)
{
    u->m = reg(word, 10);
    u->imm = sign_extend(bits(word, 21, 15), 7) << (2 + (word >> 30));
    return store_operands(word, u);
}

bool format_STRUCTURES_1(uint32_t word, Uop *u)
{
    u->m = reg(word, 16);
    u->s = (uint8_t)bits(word, 11, 10);
    u->k = bit(word, 30);
    return store_operands(word, u);
}

bool format_STRUCTURES(uint32_t word, Uop *u)
{
    format_STRUCTURES_1(word, u);
    return u->s < 3 || u->k;
}

/* The lane number is Q:S:size without the bits of size that the element's width does not need. */
bool format_STRUCTURE_LANE(uint32_t word, Uop *u)
{
    unsigned lane = (unsigned)bit(word, 30) << 3 | (unsigned)bits(word, 12, 10);
    unsigned width = (unsigned)bits(word, 15, 14);

    if (width == 2 && (lane & 1))
        width = 3;
    store_operands(word, u);
    u->m = reg(word, 16);
    u->s = (uint8_t)width;
    u->k = (uint8_t)(lane >> width);
    switch (bits(word, 15, 14)) {
    case 0:
        return true;
    case 1:
        return !(lane & 1);
    case 2:
        return width == 2 ? !(lane & 2) : !(lane & 6);
    default:
        return false; /* a replicating load with S = 1, or a replicating store */
    }
}
