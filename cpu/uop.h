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

typedef struct Uop {
    uint16_t op;   /* A64Op */
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
