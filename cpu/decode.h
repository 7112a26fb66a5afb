/* SPDX-License-Identifier: MIT
 *
 * decode.h - from an instruction word to a Uop, by the rows of a64.def.
 *
 * A row is a pattern of 32 characters (0, 1, letters; blanks are free), the class it counts in, the
 * feature it needs and the operand format (formats.def) that fills the Uop. Where two rows match,
 * the one with more fixed bits wins. Nothing is decided by code but what a format refuses.
 *
 * Tests: tests/unit/cpu/decode_test.c, tests/tables/ (llvm-mc is the judge).
 */
#ifndef CPU_DECODE_H
#define CPU_DECODE_H

#include "cpu/features.h"
#include "cpu/uop.h"
#include "sim/base/bits.h"

typedef struct Decoder Decoder;

/* A decoder for CPUs with @features; NULL when memory is exhausted. */
Decoder *decoder_new(FeatureSet features);
void decoder_free(Decoder *decoder);

/* Fills @uop; op is A64_UNALLOCATED (with imm the word) when no row takes the word, or when the
 * feature it needs is missing. */
void decode(const Decoder *decoder, uint32_t word, Uop *uop);

/* What stands in a row; static storage. */
typedef struct A64Row {
    const char *name;
    const char *bits; /* empty for A64_DECODE and A64_UNALLOCATED */
    uint8_t class;
    uint8_t feature;
    uint8_t format;
} A64Row;

const A64Row *a64_row(A64Op op);

/* Value and mask of the fixed bits of @pattern. Asserts that it has 32 bits. */
void a64_pattern(const char *pattern, uint32_t *value, uint32_t *mask);

/* The operand format's verdict on @word: fills @uop, false when the encoding is unallocated. */
bool format_operands(unsigned format, uint32_t word, Uop *uop);

#endif
