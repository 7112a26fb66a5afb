/* SPDX-License-Identifier: MIT
 *
 * exec_int_more.c - data processing of general registers that is more than one expression: address
 * generation, wide moves, bit fields, conditional compare, multiply, divide, reversal, CRC32.
 *
 * Spec: DDI 0487, the instruction's page and the pseudocode function named at each.
 * Tests: tests/vectors/
 * Journey: after cpu/exec_int.c, before cpu/exec_branch.c
 */
#include "cpu/engine.h"
#include "cpu/flags.h"

EXEC(ADR)
{
    cpu->x[u->d] = engine_pc(cpu, u) + u->imm;
    NEXT;
}

EXEC(ADRP)
{
    cpu->x[u->d] = align_down(engine_pc(cpu, u), 4096) + u->imm;
    NEXT;
}

EXEC(MOVN_32)
{
    cpu->x[u->d] = (uint32_t)~u->imm;
    NEXT;
}

EXEC(MOVN_64)
{
    cpu->x[u->d] = ~u->imm;
    NEXT;
}

EXEC(MOVZ_32)
{
    cpu->x[u->d] = u->imm;
    NEXT;
}

EXEC(MOVZ_64)
{
    cpu->x[u->d] = u->imm;
    NEXT;
}

/* MOVK reads its destination. For XZR that is the sink: what comes of it goes back there unseen. */
static inline uint64_t movk(const Cpu *cpu, const Uop *u)
{
    return (cpu->x[u->d] & ~(UINT64_C(0xffff) << u->k)) | u->imm;
}

EXEC(MOVK_32)
{
    cpu->x[u->d] = (uint32_t)movk(cpu, u);
    NEXT;
}

EXEC(MOVK_64)
{
    cpu->x[u->d] = movk(cpu, u);
    NEXT;
}

/* The bit field moves of @value, of @width bits: for S >= R the field S..R goes to the bottom, else
 * the field S..0 goes up by width - R. *@top is where the field ends, *@bottom where it begins. */
static inline uint64_t bitfield(const Uop *u, uint64_t value, unsigned width, unsigned *top,
                                unsigned *bottom)
{
    unsigned r = u->k, s = u->s;

    if (s >= r) {
        *bottom = 0;
        *top = s - r;
        return bits(value, s, r);
    }
    *bottom = width - r;
    *top = width - r + s;
    return bits(value, s, 0) << *bottom;
}

static inline uint64_t sbfm(const Uop *u, uint64_t value, unsigned width)
{
    unsigned top, bottom;
    uint64_t field = bitfield(u, value, width, &top, &bottom);

    return sign_extend(field, top + 1);
}

static inline uint64_t ubfm(const Uop *u, uint64_t value, unsigned width)
{
    unsigned top, bottom;

    return bitfield(u, value, width, &top, &bottom);
}

static inline uint64_t bfm(const Uop *u, uint64_t into, uint64_t value, unsigned width)
{
    unsigned top, bottom;
    uint64_t field = bitfield(u, value, width, &top, &bottom);
    uint64_t mask = ones(top + 1) & ~ones(bottom);

    return (into & ~mask) | field;
}

EXEC(SBFM_32)
{
    cpu->x[u->d] = (uint32_t)sbfm(u, (uint32_t)cpu->x[u->n], 32);
    NEXT;
}

EXEC(SBFM_64)
{
    cpu->x[u->d] = sbfm(u, cpu->x[u->n], 64);
    NEXT;
}

EXEC(UBFM_32)
{
    cpu->x[u->d] = ubfm(u, (uint32_t)cpu->x[u->n], 32);
    NEXT;
}

EXEC(UBFM_64)
{
    cpu->x[u->d] = ubfm(u, cpu->x[u->n], 64);
    NEXT;
}

EXEC(BFM_32)
{
    cpu->x[u->d] = (uint32_t)bfm(u, cpu->x[u->d], (uint32_t)cpu->x[u->n], 32);
    NEXT;
}

EXEC(BFM_64)
{
    cpu->x[u->d] = bfm(u, cpu->x[u->d], cpu->x[u->n], 64);
    NEXT;
}

EXEC(EXTR_32)
{
    uint64_t pair = cpu->x[u->n] << 32 | (uint32_t)cpu->x[u->m];

    cpu->x[u->d] = (uint32_t)(pair >> u->imm);
    NEXT;
}

EXEC(EXTR_64)
{
    u128 pair = (u128)cpu->x[u->n] << 64 | cpu->x[u->m];

    cpu->x[u->d] = (uint64_t)(pair >> u->imm);
    NEXT;
}

/* Conditional compare: the flags of @compared when the condition holds, else the immediate. */
#define CONDITIONAL(name, compared)                                                                \
    EXEC(name)                                                                                     \
    {                                                                                              \
        if (flags_hold(cpu, u->k))                                                                 \
            (void)(compared);                                                                      \
        else                                                                                       \
            flags_set(cpu, u->s);                                                                  \
        NEXT;                                                                                      \
    }

#define N32 (uint32_t) cpu->x[u->n]
#define N64 cpu->x[u->n]
#define M32 (uint32_t) cpu->x[u->m]
#define M64 cpu->x[u->m]

/* clang-format off */
CONDITIONAL(CCMN_reg_32, flags_add32(cpu, N32, M32, 0))
CONDITIONAL(CCMN_reg_64, flags_add64(cpu, N64, M64, 0))
CONDITIONAL(CCMN_imm_32, flags_add32(cpu, N32, (uint32_t)u->imm, 0))
CONDITIONAL(CCMN_imm_64, flags_add64(cpu, N64, u->imm, 0))
CONDITIONAL(CCMP_reg_32, flags_sub32(cpu, N32, M32))
CONDITIONAL(CCMP_reg_64, flags_sub64(cpu, N64, M64))
CONDITIONAL(CCMP_imm_32, flags_sub32(cpu, N32, (uint32_t)u->imm))
CONDITIONAL(CCMP_imm_64, flags_sub64(cpu, N64, u->imm))
/* clang-format on */

/* Division by zero gives zero; the most negative number by -1 gives itself. */
EXEC(UDIV_32)
{
    uint32_t a = (uint32_t)cpu->x[u->n], b = (uint32_t)cpu->x[u->m];

    cpu->x[u->d] = b ? a / b : 0;
    NEXT;
}

EXEC(UDIV_64)
{
    uint64_t a = cpu->x[u->n], b = cpu->x[u->m];

    cpu->x[u->d] = b ? a / b : 0;
    NEXT;
}

EXEC(SDIV_32)
{
    int64_t a = (int32_t)cpu->x[u->n], b = (int32_t)cpu->x[u->m];

    cpu->x[u->d] = (uint32_t)(b ? a / b : 0);
    NEXT;
}

EXEC(SDIV_64)
{
    uint64_t a = cpu->x[u->n], b = cpu->x[u->m];

    if (b == UINT64_MAX)
        cpu->x[u->d] = -a;
    else
        cpu->x[u->d] = b ? (uint64_t)((int64_t)a / (int64_t)b) : 0;
    NEXT;
}

/* The multiply-adds; k is Ra. */
EXEC(MADD_32)
{
    cpu->x[u->d] = (uint32_t)(cpu->x[u->k] + cpu->x[u->n] * cpu->x[u->m]);
    NEXT;
}

EXEC(MADD_64)
{
    cpu->x[u->d] = cpu->x[u->k] + cpu->x[u->n] * cpu->x[u->m];
    NEXT;
}

EXEC(MSUB_32)
{
    cpu->x[u->d] = (uint32_t)(cpu->x[u->k] - cpu->x[u->n] * cpu->x[u->m]);
    NEXT;
}

EXEC(MSUB_64)
{
    cpu->x[u->d] = cpu->x[u->k] - cpu->x[u->n] * cpu->x[u->m];
    NEXT;
}

static inline uint64_t signed_product(const Cpu *cpu, const Uop *u)
{
    return (uint64_t)((int64_t)(int32_t)cpu->x[u->n] * (int32_t)cpu->x[u->m]);
}

static inline uint64_t unsigned_product(const Cpu *cpu, const Uop *u)
{
    return (uint64_t)(uint32_t)cpu->x[u->n] * (uint32_t)cpu->x[u->m];
}

EXEC(SMADDL)
{
    cpu->x[u->d] = cpu->x[u->k] + signed_product(cpu, u);
    NEXT;
}

EXEC(SMSUBL)
{
    cpu->x[u->d] = cpu->x[u->k] - signed_product(cpu, u);
    NEXT;
}

EXEC(UMADDL)
{
    cpu->x[u->d] = cpu->x[u->k] + unsigned_product(cpu, u);
    NEXT;
}

EXEC(UMSUBL)
{
    cpu->x[u->d] = cpu->x[u->k] - unsigned_product(cpu, u);
    NEXT;
}

EXEC(SMULH)
{
    cpu->x[u->d] = (uint64_t)(((i128)(int64_t)cpu->x[u->n] * (int64_t)cpu->x[u->m]) >> 64);
    NEXT;
}

EXEC(UMULH)
{
    cpu->x[u->d] = (uint64_t)(((u128)cpu->x[u->n] * cpu->x[u->m]) >> 64);
    NEXT;
}

/* The bits of each byte the other way round. */
static inline uint64_t reverse_bits_in_bytes(uint64_t v)
{
    v = (v & UINT64_C(0x5555555555555555)) << 1 | (v >> 1 & UINT64_C(0x5555555555555555));
    v = (v & UINT64_C(0x3333333333333333)) << 2 | (v >> 2 & UINT64_C(0x3333333333333333));
    return (v & UINT64_C(0x0f0f0f0f0f0f0f0f)) << 4 | (v >> 4 & UINT64_C(0x0f0f0f0f0f0f0f0f));
}

static inline uint64_t reverse_bytes_in_halves(uint64_t v)
{
    return (v & UINT64_C(0x00ff00ff00ff00ff)) << 8 | (v >> 8 & UINT64_C(0x00ff00ff00ff00ff));
}

EXEC(RBIT_32)
{
    cpu->x[u->d] = __builtin_bswap32((uint32_t)reverse_bits_in_bytes(cpu->x[u->n]));
    NEXT;
}

EXEC(RBIT_64)
{
    cpu->x[u->d] = __builtin_bswap64(reverse_bits_in_bytes(cpu->x[u->n]));
    NEXT;
}

EXEC(REV16_32)
{
    cpu->x[u->d] = (uint32_t)reverse_bytes_in_halves(cpu->x[u->n]);
    NEXT;
}

EXEC(REV16_64)
{
    cpu->x[u->d] = reverse_bytes_in_halves(cpu->x[u->n]);
    NEXT;
}

EXEC(REV_32)
{
    cpu->x[u->d] = __builtin_bswap32((uint32_t)cpu->x[u->n]);
    NEXT;
}

EXEC(REV32_64)
{
    cpu->x[u->d] = ror64(__builtin_bswap64(cpu->x[u->n]), 32);
    NEXT;
}

EXEC(REV_64)
{
    cpu->x[u->d] = __builtin_bswap64(cpu->x[u->n]);
    NEXT;
}

static inline unsigned leading_zeros32(uint32_t v)
{
    return v ? (unsigned)__builtin_clz(v) : 32;
}

static inline unsigned leading_zeros64(uint64_t v)
{
    return v ? (unsigned)__builtin_clzll(v) : 64;
}

EXEC(CLZ_32)
{
    cpu->x[u->d] = leading_zeros32((uint32_t)cpu->x[u->n]);
    NEXT;
}

EXEC(CLZ_64)
{
    cpu->x[u->d] = leading_zeros64(cpu->x[u->n]);
    NEXT;
}

/* Sign bits beyond the first: the leading zeros of what differs from its neighbour. */
EXEC(CLS_32)
{
    uint32_t v = (uint32_t)cpu->x[u->n];

    cpu->x[u->d] = leading_zeros32((v ^ v << 1) | 1);
    NEXT;
}

EXEC(CLS_64)
{
    uint64_t v = cpu->x[u->n];

    cpu->x[u->d] = leading_zeros64((v ^ v << 1) | 1);
    NEXT;
}

/* CRC of the low @bytes of @value on top of @crc, bit-reflected, without inversions: Poly32Mod2 of
 * the manual on reversed operands. @poly is the reflected polynomial. */
static uint64_t crc32(uint32_t crc, uint64_t value, unsigned bytes, uint32_t poly)
{
    uint64_t rest = crc ^ (value & ones(8 * bytes));

    for (unsigned i = 0; i < 8 * bytes; i++)
        rest = rest >> 1 ^ (rest & 1 ? poly : 0);
    return rest;
}

#define CRC_POLY UINT32_C(0xedb88320)   /* 0x04c11db7 reversed */
#define CRC_POLY_C UINT32_C(0x82f63b78) /* 0x1edc6f41 reversed */

#define CRC(name, bytes, poly)                                                                     \
    EXEC(name)                                                                                     \
    {                                                                                              \
        cpu->x[u->d] = crc32((uint32_t)cpu->x[u->n], cpu->x[u->m], bytes, poly);                   \
        NEXT;                                                                                      \
    }

CRC(CRC32B, 1, CRC_POLY)
CRC(CRC32H, 2, CRC_POLY)
CRC(CRC32W, 4, CRC_POLY)
CRC(CRC32X, 8, CRC_POLY)
CRC(CRC32CB, 1, CRC_POLY_C)
CRC(CRC32CH, 2, CRC_POLY_C)
CRC(CRC32CW, 4, CRC_POLY_C)
CRC(CRC32CX, 8, CRC_POLY_C)
