/* SPDX-License-Identifier: MIT
 *
 * decode.c - finds the row of a64.def for a word through an index on its upper 11 bits.
 *
 * Tests: tests/unit/cpu/decode_test.c
 */
#include "cpu/decode.h"

#include <stdlib.h>
#include <string.h>

#include "cpu/formats.h"
#include "sim/base/cost.h"

#define INDEX_BITS 11u
#define INDEX_COUNT (1u << INDEX_BITS)

static const A64Row rows[A64_OP_COUNT] = {
    [A64_DECODE] = {.name = "DECODE", .bits = ""},
    [A64_UNALLOCATED] = {.name = "UNALLOCATED", .bits = "", .class = COST_INSN_SYSTEM},
#define A64(name_, bits_, class_, feature_, format_)                                               \
    [A64_##name_] = {#name_, bits_, COST_INSN_##class_, FEAT_##feature_, FORMAT_##format_},
#include "cpu/a64.def"
#undef A64
};

typedef struct Pattern {
    uint32_t value, mask;
    uint16_t op;
} Pattern;

struct Decoder {
    FeatureSet features;
    Pattern *pattern;                /* the candidates of all buckets, one after the other */
    uint32_t first[INDEX_COUNT + 1]; /* bucket i is [first[i], first[i + 1]) */
};

const A64Row *a64_row(A64Op op)
{
    assert(op < A64_OP_COUNT);
    return &rows[op];
}

void a64_pattern(const char *pattern, uint32_t *value, uint32_t *mask)
{
    unsigned count = 0;

    *value = *mask = 0;
    for (; *pattern; pattern++) {
        if (*pattern == ' ')
            continue;
        *value = *value << 1 | (*pattern == '1');
        *mask = *mask << 1 | (*pattern == '0' || *pattern == '1');
        count++;
    }
    assert(count == 32);
}

/* More fixed bits first, so that the first match is the one that is meant. */
static int compare_patterns(const void *a, const void *b)
{
    const Pattern *p = a, *q = b;
    int fixed = __builtin_popcount(q->mask) - __builtin_popcount(p->mask);

    return fixed ? fixed : (int)p->op - (int)q->op;
}

/* Adds 1 to the count of each bucket that @pattern may be in; with @into puts it at that count. */
static void enter(const Pattern *pattern, uint32_t *count, Pattern *into)
{
    uint32_t fixed = pattern->value >> (32 - INDEX_BITS);
    uint32_t free_bits = ~pattern->mask >> (32 - INDEX_BITS), varied = 0;

    do {
        uint32_t *at = &count[fixed | varied];

        if (into)
            into[*at] = *pattern;
        ++*at;
        varied = (varied - free_bits) & free_bits; /* the next number of the free bits */
    } while (varied);
}

/* In their order, so that each bucket has it too. */
static bool fill_buckets(Decoder *decoder, const Pattern *sorted, unsigned count)
{
    uint32_t at[INDEX_COUNT] = {0};

    for (unsigned i = 0; i < count; i++)
        enter(&sorted[i], at, NULL);
    for (unsigned i = 0; i < INDEX_COUNT; i++) {
        decoder->first[i + 1] = decoder->first[i] + at[i];
        at[i] = decoder->first[i];
    }
    decoder->pattern = calloc(decoder->first[INDEX_COUNT], sizeof(Pattern));
    for (unsigned i = 0; decoder->pattern && i < count; i++)
        enter(&sorted[i], at, decoder->pattern);
    return decoder->pattern != NULL;
}

Decoder *decoder_new(FeatureSet features)
{
    Decoder *decoder = calloc(1, sizeof *decoder);
    Pattern sorted[A64_OP_COUNT];
    unsigned count = 0;

    if (!decoder)
        return NULL;
    decoder->features = features;
    for (unsigned op = A64_UNALLOCATED + 1; op < A64_OP_COUNT; op++) {
        a64_pattern(rows[op].bits, &sorted[count].value, &sorted[count].mask);
        sorted[count++].op = (uint16_t)op;
    }
    qsort(sorted, count, sizeof sorted[0], compare_patterns);
    if (!fill_buckets(decoder, sorted, count)) {
        free(decoder);
        return NULL;
    }
    return decoder;
}

void decoder_free(Decoder *decoder)
{
    if (decoder)
        free(decoder->pattern);
    free(decoder);
}

void decode(const Decoder *decoder, uint32_t word, Uop *uop)
{
    uint32_t index = word >> (32 - INDEX_BITS);

    for (uint32_t i = decoder->first[index]; i < decoder->first[index + 1]; i++) {
        const Pattern *pattern = &decoder->pattern[i];
        const A64Row *row = &rows[pattern->op];

        if ((word ^ pattern->value) & pattern->mask)
            continue;
        if (!feature_has(decoder->features, (Feature)row->feature))
            continue;
        memset(uop, 0, sizeof *uop);
        uop->op = pattern->op;
        uop->class = row->class;
        if (format_operands(row->format, word, uop))
            return;
        break;
    }
    *uop = (Uop){.op = A64_UNALLOCATED, .class = COST_INSN_SYSTEM, .imm = word};
}
