/* SPDX-License-Identifier: MIT
 *
 * simd_crypto_test.c - the steps put together as programs use them; expectations from FIPS 197,
 * appendix B, and from the examples of FIPS 180 (the message "abc").
 */
#include <string.h>

#include "cpu/simd_crypto.h"
#include "tests/unit/harness.h"

static V128 bytes(const char *hex)
{
    V128 v;

    for (unsigned i = 0; i < 16; i++) {
        char digits[3] = {hex[2 * i], hex[2 * i + 1], 0};

        v.b[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    return v;
}

static void check_bytes(V128 v, const char *hex)
{
    V128 expected = bytes(hex);

    ck_assert_mem_eq(v.b, expected.b, 16);
}

START_TEST(aes_round_is_that_of_fips_197)
{
    V128 input = bytes("3243f6a8885a308d313198a2e0370734");
    V128 key = bytes("2b7e151628aed2a6abf7158809cf4f3c");
    V128 shifted = crypto_aes_encrypt(input, key);

    check_bytes(shifted, "d4bf5d30e0b452aeb84111f11e2798e5");
    check_bytes(crypto_aes_mix_columns(shifted), "046681e5e0cb199a48f8d37a2806264c");
}
END_TEST

START_TEST(aes_decryption_undoes_encryption)
{
    V128 zero = {{0, 0}};

    check_bytes(crypto_aes_decrypt(bytes("d4bf5d30e0b452aeb84111f11e2798e5"), zero),
                "193de3bea0f4e22b9ac68d2ae9f84808");
    check_bytes(crypto_aes_inverse_mix_columns(bytes("046681e5e0cb199a48f8d37a2806264c")),
                "d4bf5d30e0b452aeb84111f11e2798e5");
}
END_TEST

static V128 plus(V128 a, V128 b)
{
    for (unsigned i = 0; i < 4; i++)
        a.s[i] += b.s[i];
    return a;
}

static V128 words(uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    return (V128){.s = {a, b, c, d}};
}

/* "abc" with its padding is one block: 0x61626380, zeros, and 24, its length in bits. */
static void first_block(V128 w[4])
{
    memset(w, 0, 4 * sizeof w[0]);
    w[0].s[0] = 0x61626380;
    w[3].s[3] = 24;
}

START_TEST(sha1_of_abc)
{
    static const uint32_t constant[4] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
    static CryptoChoice *const choice[4] = {crypto_choose, crypto_parity, crypto_majority,
                                            crypto_parity};
    V128 start = words(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476), abcd = start;
    uint32_t e = 0xc3d2e1f0;
    V128 w[20];

    first_block(w);
    for (unsigned i = 0; i < 20; i++) {
        uint32_t k = constant[i / 5], next = crypto_sha1_fixed_rotate(abcd).s[0];

        if (i >= 4)
            w[i] = crypto_sha1_schedule1(crypto_sha1_schedule0(w[i - 4], w[i - 3], w[i - 2]),
                                         w[i - 1]);
        abcd = crypto_sha1_hash(abcd, e, plus(w[i], words(k, k, k, k)), choice[i / 5]);
        e = next;
    }
    abcd = plus(abcd, start);
    ck_assert_uint_eq(abcd.s[0], 0xa9993e36);
    ck_assert_uint_eq(abcd.s[1], 0x4706816a);
    ck_assert_uint_eq(abcd.s[2], 0xba3e2571);
    ck_assert_uint_eq(abcd.s[3], 0x7850c26c);
    ck_assert_uint_eq(e + 0xc3d2e1f0, 0x9cd0d89d);
}
END_TEST

START_TEST(sha256_of_abc)
{
    static const uint32_t constant[64] = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
        0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
        0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
        0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
        0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
        0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
        0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
        0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
        0xc67178f2,
    };
    static const uint32_t digest[8] = {0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223,
                                       0xb00361a3, 0x96177a9c, 0xb410ff61, 0xf20015ad};
    V128 start[2] = {words(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a),
                     words(0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19)};
    V128 abcd = start[0], efgh = start[1], w[16];

    first_block(w);
    for (unsigned i = 0; i < 16; i++) {
        V128 before = abcd, k;

        if (i >= 4)
            w[i] = crypto_sha256_schedule1(crypto_sha256_schedule0(w[i - 4], w[i - 3]), w[i - 2],
                                           w[i - 1]);
        memcpy(&k, &constant[4 * (size_t)i], sizeof k);
        abcd = crypto_sha256_hash(abcd, efgh, plus(w[i], k), true);
        efgh = crypto_sha256_hash(before, efgh, plus(w[i], k), false);
    }
    abcd = plus(abcd, start[0]);
    efgh = plus(efgh, start[1]);
    ck_assert_mem_eq(abcd.s, digest, 16);
    ck_assert_mem_eq(efgh.s, digest + 4, 16);
}
END_TEST

TEST_MAIN("cpu/simd_crypto", aes_round_is_that_of_fips_197, aes_decryption_undoes_encryption,
          sha1_of_abc, sha256_of_abc)
