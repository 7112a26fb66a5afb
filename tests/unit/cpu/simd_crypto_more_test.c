/* SPDX-License-Identifier: MIT
 *
 * simd_crypto_more_test.c - the steps put together as programs use them; expectations are the
 * examples of FIPS 180 (SHA-512), GB/T 32905 (SM3), both of the message "abc", and GB/T 32907
 * (SM4).
 */
#include <string.h>

#include "cpu/simd_crypto_more.h"
#include "tests/unit/harness.h"

static V128 doubles(uint64_t low, uint64_t high)
{
    return (V128){{low, high}};
}

static V128 plus64(V128 a, V128 b)
{
    return doubles(a.d[0] + b.d[0], a.d[1] + b.d[1]);
}

/* Bytes from @at on of @a and @b behind it, as EXT has them. */
static V128 extract(V128 a, V128 b, unsigned at)
{
    return (V128){.q = a.q >> 8 * at | b.q << (128 - 8 * at)};
}

/* Two rounds. @state is ab, cd, ef, gh; @wk the words of the schedule with their constants. */
static void sha512_two_rounds(V128 state[4], V128 wk)
{
    V128 ab = state[0], cd = state[1], ef = state[2], gh = state[3];
    V128 sum = plus64(gh, extract(wk, wk, 8));
    V128 part = crypto_sha512_hash(sum, extract(ef, gh, 8), extract(cd, ef, 8));

    state[3] = ef;
    state[2] = plus64(cd, part);
    state[1] = ab;
    state[0] = crypto_sha512_hash2(part, cd, ab);
}

START_TEST(sha512_of_abc)
{
    /* FIPS 180-4: fractional parts of the cube and square roots of the first primes. */
    static const uint64_t constant[80] = {
        0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
        0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
        0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
        0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
        0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
        0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
        0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
        0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
        0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
        0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
        0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
        0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
        0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
        0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
        0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
        0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
        0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
        0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
        0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
        0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
    };
    static const uint64_t digest[8] = {
        0xddaf35a193617aba, 0xcc417349ae204131, 0x12e6fa4e89a97ea2, 0x0a9eeee64b55d39a,
        0x2192992a274fc1a8, 0x36ba3c23a3feebbd, 0x454d4423643ce80e, 0x2a9ac94fa54ca49f,
    };
    V128 start[4], state[4], w[40] = {{{0x6162638000000000, 0}}, [7] = {{0, 24}}};

    start[0] = doubles(0x6a09e667f3bcc908, 0xbb67ae8584caa73b);
    start[1] = doubles(0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1);
    start[2] = doubles(0x510e527fade682d1, 0x9b05688c2b3e6c1f);
    start[3] = doubles(0x1f83d9abfb41bd6b, 0x5be0cd19137e2179);
    memcpy(state, start, sizeof state);
    for (unsigned i = 0; i < 40; i++) {
        V128 k = doubles(constant[2 * (size_t)i], constant[2 * (size_t)i + 1]);

        if (i >= 8)
            w[i] = crypto_sha512_schedule1(crypto_sha512_schedule0(w[i - 8], w[i - 7]), w[i - 1],
                                           extract(w[i - 4], w[i - 3], 8));
        sha512_two_rounds(state, plus64(w[i], k));
    }
    for (unsigned i = 0; i < 4; i++)
        state[i] = plus64(state[i], start[i]);
    ck_assert_mem_eq(state, digest, sizeof digest);
}
END_TEST

static V128 words(uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    return (V128){.s = {a, b, c, d}};
}

static uint32_t rol(uint32_t value, unsigned by)
{
    return ror32(value, 32 - by % 32);
}

/* Round @j, of which w[0] and w[1] are the words j & ~3 on and those four further. */
static void sm3_round(V128 state[2], unsigned j, const V128 w[2])
{
    Sm3Rounds rounds = j < 16 ? SM3_A : SM3_B;
    uint32_t t = rol(j < 16 ? 0x79cc4519 : 0x7a879d8a, j);
    V128 ss1 = crypto_sm3_ss1(state[0], words(0, 0, 0, t), state[1]);

    state[0] = crypto_sm3_tt1(state[0], ss1, w[0].s[j % 4] ^ w[1].s[j % 4], rounds);
    state[1] = crypto_sm3_tt2(state[1], ss1, w[0].s[j % 4], rounds);
}

START_TEST(sm3_of_abc)
{
    V128 start[2] = {words(0xda8a0600, 0x172442d7, 0x4914b2b9, 0x7380166f),
                     words(0xb0fb0e4e, 0xe38dee4d, 0x163138aa, 0xa96f30bc)};
    V128 state[2] = {start[0], start[1]};
    V128 w[17] = {words(0x61626380, 0, 0, 0), [3] = words(0, 0, 0, 24)};

    for (unsigned i = 4; i < 17; i++) {
        V128 part = crypto_sm3_part1(extract(w[i - 3], w[i - 2], 12), w[i - 4], w[i - 1]);

        w[i] =
            crypto_sm3_part2(part, extract(w[i - 2], w[i - 1], 8), extract(w[i - 4], w[i - 3], 12));
    }
    for (unsigned j = 0; j < 64; j++)
        sm3_round(state, j, &w[j / 4]);
    state[0].q ^= start[0].q;
    state[1].q ^= start[1].q;
    ck_assert(state[0].q == words(0xdc10e4e2, 0xd1f2d46b, 0x62eeedd9, 0x66c7f0f4).q);
    ck_assert(state[1].q == words(0x8f4ba8e0, 0x297da02b, 0x5cf2f7a2, 0x4167c487).q);
}
END_TEST

/* CK of the standard: bytes are 7 * their number. */
static uint32_t sm4_constant(unsigned i)
{
    uint32_t word = 0;

    for (unsigned j = 0; j < 4; j++)
        word = word << 8 | ((4 * i + j) * 7 & 0xff);
    return word;
}

START_TEST(sm4_of_the_standards_example)
{
    V128 text = words(0x01234567, 0x89abcdef, 0xfedcba98, 0x76543210), state = text;
    V128 key = {.q = text.q ^ words(0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc).q};

    for (unsigned i = 0; i < 32; i += 4) {
        key = crypto_sm4_key(key, words(sm4_constant(i), sm4_constant(i + 1), sm4_constant(i + 2),
                                        sm4_constant(i + 3)));
        state = crypto_sm4_encrypt(state, key);
    }
    ck_assert(state.q == words(0x536e4246, 0x86b3e94f, 0xd206965e, 0x681edf34).q);
}
END_TEST

/* What the instructions are for: one lane each of Keccak's theta, rho and chi. */
START_TEST(sha3_steps_are_keccaks)
{
    V128 a = doubles(0x0123456789abcdef, 1), b = doubles(0x8000000000000001, UINT64_MAX);

    ck_assert(crypto_sha3_eor3(a, b, b).q == a.q);
    ck_assert(crypto_sha3_bcax(a, b, b).q == a.q);
    ck_assert(crypto_sha3_bcax(a, b, doubles(0, 0)).q == (a.q ^ b.q));
    ck_assert(crypto_sha3_rax1(doubles(0, 0), b).q == doubles(3, UINT64_MAX).q);
    ck_assert(crypto_sha3_xar(b, doubles(0, 0), 1).q == doubles(0xc000000000000000, UINT64_MAX).q);
    ck_assert(crypto_sha3_xar(a, b, 0).q == (a.q ^ b.q));
}
END_TEST

TEST_MAIN("cpu/simd_crypto_more", sha512_of_abc, sm3_of_abc, sm4_of_the_standards_example,
          sha3_steps_are_keccaks)
