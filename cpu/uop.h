/* SPDX-License-Identifier: MIT
 *
 * uop.h - what decoding makes of an instruction word: 16 bytes that a handler executes.
 *
 * Register operands are indices into Cpu.x with the special cases resolved by the decoder:
 * REG_ZR reads as zero, REG_SP is the current stack pointer, REG_SINK takes writes of XZR. For
 * SIMD&FP operands they are 0..31 into Cpu.v.
 */
#ifndef CPU_UOP_H
#define CPU_UOP_H

#include "sim/base/bits.h"

enum {
    REG_ZR = 31,
    REG_SP = 32,
    REG_SINK = 33,
    REG_COUNT = 34,
};

typedef enum A64Op {
    A64_DECODE, /* this word has not been decoded yet */
    A64_UNALLOCATED,
#define A64(name, bits, class, feature, format) A64_##name,
#include "cpu/a64.def"
#undef A64
    A64_OP_COUNT
} A64Op;

/* What the fast engine makes of an op where the condition, or the next word, is known: FUSED_OPS of
 * them for each condition, in the order of the conditions. */
typedef enum FusedOp {
    FUSED_BEGIN = A64_OP_COUNT - 1,
#define COND(name, number)                                                                         \
    FUSED_B_##name, FUSED_SUBS_imm_32_##name, FUSED_SUBS_imm_64_##name, FUSED_SUBS_reg_32_##name,  \
        FUSED_SUBS_reg_64_##name,
#include "cpu/fused.def"
#undef COND
    UOP_OP_COUNT
} FusedOp;

#define FUSED_OPS 5u

/* The row of a64.def that @op is. */
static inline A64Op uop_base(unsigned op)
{
    static const A64Op base[FUSED_OPS] = {A64_B_cond, A64_SUBS_imm_32, A64_SUBS_imm_64,
                                          A64_SUBS_reg_32, A64_SUBS_reg_64};

    return op < A64_OP_COUNT ? (A64Op)op : base[(op - A64_OP_COUNT) % FUSED_OPS];
}

typedef struct Uop {
    uint16_t op;   /* A64Op or FusedOp */
    uint8_t class; /* CostEvent below COST_CLASS_COUNT */
    uint8_t s;     /* Rs, or whatever the format says */
    uint8_t d;     /* Rd, Rt */
    uint8_t n;     /* Rn */
    uint8_t m;     /* Rm, Rt2 of pairs */
    uint8_t k;     /* Ra, shift kind, condition ...: the format says */
    uint64_t imm;  /* immediate; the instruction word for raw formats */
} Uop;

_Static_assert(sizeof(Uop) == 16, "a micro-op is 16 bytes");

#endif
