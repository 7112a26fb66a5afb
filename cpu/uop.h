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

#define EACH_CONDITION(ROW, op)                                                                    \
    ROW(op, EQ, 0)                                                                                 \
    ROW(op, NE, 1)                                                                                 \
    ROW(op, CS, 2)                                                                                 \
    ROW(op, CC, 3)                                                                                 \
    ROW(op, MI, 4)                                                                                 \
    ROW(op, PL, 5)                                                                                 \
    ROW(op, VS, 6)                                                                                 \
    ROW(op, VC, 7)                                                                                 \
    ROW(op, HI, 8)                                                                                 \
    ROW(op, LS, 9)                                                                                 \
    ROW(op, GE, 10)                                                                                \
    ROW(op, LT, 11)                                                                                \
    ROW(op, GT, 12)                                                                                \
    ROW(op, LE, 13)

#define FUSED_CONDITIONS 14u

/* What the fast engine makes of an op where the condition, or the next word, is known. */
typedef enum FusedOp {
    FUSED_BEGIN = A64_OP_COUNT - 1,
#define ROW(op, cond, number) FUSED_##op##_##cond,
#define OWN(op) EACH_CONDITION(ROW, op)
#define PAIR OWN
#define WITH(name, op) FUSED_##name,
#include "cpu/fused.def"
#undef ROW
#undef OWN
#undef PAIR
#undef WITH
    UOP_OP_COUNT
} FusedOp;

/* The row of a64.def that @op is. */
static inline A64Op uop_base(unsigned op)
{
#define ROW(op, cond, number) A64_##op,
#define OWN(op) EACH_CONDITION(ROW, op)
#define PAIR OWN
#define WITH(name, op) A64_##op,
    static const uint16_t base[UOP_OP_COUNT - A64_OP_COUNT] = {
#include "cpu/fused.def"
    };
#undef ROW
#undef OWN
#undef PAIR
#undef WITH

    return (A64Op)(op < A64_OP_COUNT ? op : base[op - A64_OP_COUNT]);
}

typedef struct Uop {
    uint16_t op;   /* A64Op or FusedOp */
    uint8_t class; /* CostEvent below COST_CLASS_COUNT */
    uint8_t s;     /* Rs, or whatever the format says */
    uint8_t d;     /* Rd, Rt */
    uint8_t n;     /* Rn */
    uint8_t m;     /* Rm, Rt2 of pairs */
    uint8_t k;     /* Ra, shift kind, condition ...: the format says */
    union {
        uint64_t imm;       /* immediate; the instruction word for raw formats */
        struct {            /* of direct branches */
            int32_t offset; /* to the target, in instructions */
            uint32_t link;  /* the fast engine's way there (cpu/section.h); 0: none yet */
        };
    };
} Uop;

/* How many words @u does in one. */
static inline unsigned uop_words(const Uop *u)
{
#define ROW(op, cond, number) 2,
#define OWN(op) 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
#define PAIR(op) EACH_CONDITION(ROW, op)
#define WITH(name, op) 2,
    static const uint8_t words[UOP_OP_COUNT - A64_OP_COUNT] = {
#include "cpu/fused.def"
    };
#undef ROW
#undef OWN
#undef PAIR
#undef WITH

    if (u->op == FUSED_HINT_run)
        return 1u + u->k;
    return u->op < A64_OP_COUNT ? 1 : words[u->op - A64_OP_COUNT];
}

_Static_assert(sizeof(Uop) == 16, "a micro-op is 16 bytes");

#endif
