/* SPDX-License-Identifier: MIT
 *
 * pac.c - QARMA5 and the IMPLEMENTATION DEFINED code.
 *
 * A block is 16 cells of four bits, cell 0 at the least significant end as in the manual's
 * pseudocode (the cipher's paper counts from the other end).
 *
 * Spec: DDI 0487, ComputePACQARMA5, PACCellShuffle, PACSub, PACMult, TweakShuffle; R. Avanzi, The
 * QARMA Block Cipher Family. XXH64: the xxHash specification.    Journey: before cpu/pauth.c
 */
#include "cpu/pac.h"

#define CELLS 16
#define ROUNDS 5
#define ALPHA UINT64_C(0xc0ac29b7c97c50dd)

static const uint64_t round_constant[ROUNDS] = {
    0,
    UINT64_C(0x13198a2e03707344),
    UINT64_C(0xa4093822299f31d0),
    UINT64_C(0x082efa98ec4e6c89),
    UINT64_C(0x452821e638d01377),
};

/* Cell i comes from cell source[i]. */
static const uint8_t cell_source[CELLS] = {13, 6, 11, 0, 7, 12, 1, 10, 8, 3, 14, 5, 2, 9, 4, 15};
static const uint8_t tweak_source[CELLS] = {4, 5, 6, 7, 11, 2, 3, 8, 12, 13, 14, 15, 0, 1, 10, 9};

/* The cells of a shuffled tweak that step on: 2, 4, 7, 11, 12, 14, 15. */
#define TWEAK_STEPS 0xd894u

static const uint8_t sbox[CELLS] = {11, 6, 8, 15, 12, 0, 9, 14, 3, 7, 4, 5, 13, 2, 1, 10};
static const uint8_t inverse_sbox[CELLS] = {5, 14, 13, 8, 10, 11, 1, 9, 2, 6, 15, 0, 4, 12, 7, 3};

static unsigned cell(uint64_t block, unsigned i)
{
    return (unsigned)(block >> 4 * i) & 15;
}

static uint64_t place(unsigned value, unsigned i)
{
    return (uint64_t)value << 4 * i;
}

static uint64_t shuffle(uint64_t block, const uint8_t source[CELLS])
{
    uint64_t result = 0;

    for (unsigned i = 0; i < CELLS; i++)
        result |= place(cell(block, source[i]), i);
    return result;
}

static uint64_t unshuffle(uint64_t block, const uint8_t source[CELLS])
{
    uint64_t result = 0;

    for (unsigned i = 0; i < CELLS; i++)
        result |= place(cell(block, i), source[i]);
    return result;
}

static uint64_t substitute(uint64_t block, const uint8_t box[CELLS])
{
    uint64_t result = 0;

    for (unsigned i = 0; i < CELLS; i++)
        result |= place(box[cell(block, i)], i);
    return result;
}

static unsigned rotate(unsigned value, unsigned by)
{
    return (value << by | value >> (4 - by)) & 15;
}

/* PACMult: each column times the circulant matrix of (0, rotation by 1, by 2, by 1). */
static uint64_t multiply(uint64_t block)
{
    uint64_t result = 0;

    for (unsigned i = 0; i < CELLS; i++) {
        unsigned one = cell(block, (i + 4) % CELLS) ^ cell(block, (i + 12) % CELLS);

        result |= place(rotate(one, 1) ^ rotate(cell(block, (i + 8) % CELLS), 2), i);
    }
    return result;
}

/* One step of the tweak's shift register, and back. */
static unsigned step(unsigned value)
{
    return value >> 1 | ((value ^ value >> 1) & 1) << 3;
}

static unsigned step_back(unsigned value)
{
    return (value << 1 & 15) | ((value ^ value >> 3) & 1);
}

static uint64_t tweak_next(uint64_t tweak)
{
    uint64_t result = 0;

    tweak = shuffle(tweak, tweak_source);
    for (unsigned i = 0; i < CELLS; i++) {
        unsigned value = cell(tweak, i);

        result |= place(bit(TWEAK_STEPS, i) ? step(value) : value, i);
    }
    return result;
}

static uint64_t tweak_previous(uint64_t tweak)
{
    uint64_t result = 0;

    for (unsigned i = 0; i < CELLS; i++) {
        unsigned value = cell(tweak, i);

        result |= place(bit(TWEAK_STEPS, i) ? step_back(value) : value, i);
    }
    return unshuffle(result, tweak_source);
}

/* The middle of the cipher: a round with @modified key, a reflection, and a round back. */
static uint64_t reflect(uint64_t work, uint64_t tweak, uint64_t modified, PacKey128 key)
{
    work = multiply(shuffle(work ^ modified ^ tweak, cell_source));
    work = multiply(shuffle(substitute(work, sbox), cell_source)) ^ key.low;
    work = substitute(unshuffle(work, cell_source), inverse_sbox);
    return unshuffle(multiply(work), cell_source) ^ key.high ^ tweak;
}

uint64_t pac_qarma5(uint64_t data, uint64_t modifier, PacKey128 key)
{
    uint64_t modified = ror64(key.high, 1) ^ key.high >> 63;
    uint64_t work = data ^ key.high, tweak = modifier;

    for (unsigned i = 0; i < ROUNDS; i++) {
        work ^= key.low ^ tweak ^ round_constant[i];
        if (i > 0)
            work = multiply(shuffle(work, cell_source));
        work = substitute(work, sbox);
        tweak = tweak_next(tweak);
    }
    work = reflect(work, tweak, modified, key);
    for (unsigned i = ROUNDS; i-- > 0;) {
        work = substitute(work, inverse_sbox);
        if (i > 0)
            work = unshuffle(multiply(work), cell_source);
        tweak = tweak_previous(tweak);
        work ^= key.low ^ tweak ^ round_constant[i] ^ ALPHA;
    }
    return work ^ modified;
}

#define PRIME1 UINT64_C(0x9e3779b185ebca87)
#define PRIME2 UINT64_C(0xc2b2ae3d27d4eb4f)
#define PRIME3 UINT64_C(0x165667b19e3779f9)
#define PRIME4 UINT64_C(0x85ebca77c2b2ae63)
#define SEED 1u

static uint64_t hash_round(uint64_t sum, uint64_t input)
{
    return ror64(sum + input * PRIME2, 64 - 31) * PRIME1;
}

uint64_t pac_impdef(uint64_t data, uint64_t modifier, PacKey128 key)
{
    const uint64_t lane[4] = {
        hash_round(SEED + PRIME1 + PRIME2, data),
        hash_round(SEED + PRIME2, modifier),
        hash_round(SEED, key.low),
        hash_round(SEED - PRIME1, key.high),
    };
    uint64_t sum = ror64(lane[0], 64 - 1) + ror64(lane[1], 64 - 7) + ror64(lane[2], 64 - 12) +
                   ror64(lane[3], 64 - 18);

    for (unsigned i = 0; i < 4; i++)
        sum = (sum ^ hash_round(0, lane[i])) * PRIME1 + PRIME4;
    sum = (sum ^ sum >> 33) * PRIME2;
    sum = (sum ^ sum >> 29) * PRIME3;
    return sum ^ sum >> 32;
}
