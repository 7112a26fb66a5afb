/* SPDX-License-Identifier: MIT
 *
 * decode_fuzz.c - any word decodes to a row that matches it, with operands inside Cpu.x and Cpu.v,
 * or to none; and the same word decodes to the same micro-op each time.
 */
#include <stdlib.h>
#include <string.h>

#include "cpu/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good)
{
    if (!good)
        abort();
}

static void decode_one(const Decoder *decoder, uint32_t word)
{
    uint32_t value, mask;
    Uop uop, again;

    decode(decoder, word, &uop);
    decode(decoder, word, &again);
    check(memcmp(&uop, &again, sizeof uop) == 0);
    check(uop.op > A64_DECODE && uop.op < A64_OP_COUNT);
    if (uop.op == A64_UNALLOCATED)
        return;
    a64_pattern(a64_row((A64Op)uop.op)->bits, &value, &mask);
    check((word & mask) == value);
    check(uop.class == a64_row((A64Op)uop.op)->class);
    check(uop.d < REG_COUNT && uop.n < REG_COUNT && uop.m < REG_COUNT);
}

/* Those of all features whose bits in @pattern, which repeats, are set. */
static FeatureSet features_of(uint64_t pattern)
{
    FeatureSet set = FEATURES_ALL;

    return (FeatureSet){{set.word[0] & pattern, set.word[1] & pattern}};
}

/* The first byte chooses the features, the rest is instructions. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint64_t sets[] = {0, ~UINT64_C(0), UINT64_C(0x5555555555555555),
                                    UINT64_C(0xaaaaaaaaaaaaaaaa)};
    static Decoder *decoder[ARRAY_COUNT(sets)];
    unsigned set;

    if (size == 0)
        return 0;
    set = data[0] % ARRAY_COUNT(sets);
    if (!decoder[set])
        decoder[set] = decoder_new(features_of(sets[set]));
    check(decoder[set] != NULL);
    for (size_t at = 1; at + 4 <= size; at += 4) {
        uint32_t word;

        memcpy(&word, data + at, sizeof word);
        decode_one(decoder[set], word);
    }
    return 0;
}
