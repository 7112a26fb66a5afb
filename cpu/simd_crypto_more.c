/* SPDX-License-Identifier: MIT
 *
 * simd_crypto_more.c - SHA-512, SHA-3, SM3 and SM4 steps on registers.
 *
 * Spec: DDI 0487, SHA512H .. SM4EKEY; FIPS 180-4, FIPS 202, GB/T 32905 and GB/T 32907 (S-box).
 * Tests: tests/unit/cpu/simd_crypto_more_test.c, tests/vectors (sha512, sha3, sm3, sm4)
 */
#include "cpu/simd_crypto_more.h"

/* clang-format off */
static const uint8_t sm4_box[256] = {
    0xd6, 0x90, 0xe9, 0xfe, 0xcc, 0xe1, 0x3d, 0xb7, 0x16, 0xb6, 0x14, 0xc2, 0x28, 0xfb, 0x2c, 0x05,
    0x2b, 0x67, 0x9a, 0x76, 0x2a, 0xbe, 0x04, 0xc3, 0xaa, 0x44, 0x13, 0x26, 0x49, 0x86, 0x06, 0x99,
    0x9c, 0x42, 0x50, 0xf4, 0x91, 0xef, 0x98, 0x7a, 0x33, 0x54, 0x0b, 0x43, 0xed, 0xcf, 0xac, 0x62,
    0xe4, 0xb3, 0x1c, 0xa9, 0xc9, 0x08, 0xe8, 0x95, 0x80, 0xdf, 0x94, 0xfa, 0x75, 0x8f, 0x3f, 0xa6,
    0x47, 0x07, 0xa7, 0xfc, 0xf3, 0x73, 0x17, 0xba, 0x83, 0x59, 0x3c, 0x19, 0xe6, 0x85, 0x4f, 0xa8,
    0x68, 0x6b, 0x81, 0xb2, 0x71, 0x64, 0xda, 0x8b, 0xf8, 0xeb, 0x0f, 0x4b, 0x70, 0x56, 0x9d, 0x35,
    0x1e, 0x24, 0x0e, 0x5e, 0x63, 0x58, 0xd1, 0xa2, 0x25, 0x22, 0x7c, 0x3b, 0x01, 0x21, 0x78, 0x87,
    0xd4, 0x00, 0x46, 0x57, 0x9f, 0xd3, 0x27, 0x52, 0x4c, 0x36, 0x02, 0xe7, 0xa0, 0xc4, 0xc8, 0x9e,
    0xea, 0xbf, 0x8a, 0xd2, 0x40, 0xc7, 0x38, 0xb5, 0xa3, 0xf7, 0xf2, 0xce, 0xf9, 0x61, 0x15, 0xa1,
    0xe0, 0xae, 0x5d, 0xa4, 0x9b, 0x34, 0x1a, 0x55, 0xad, 0x93, 0x32, 0x30, 0xf5, 0x8c, 0xb1, 0xe3,
    0x1d, 0xf6, 0xe2, 0x2e, 0x82, 0x66, 0xca, 0x60, 0xc0, 0x29, 0x23, 0xab, 0x0d, 0x53, 0x4e, 0x6f,
    0xd5, 0xdb, 0x37, 0x45, 0xde, 0xfd, 0x8e, 0x2f, 0x03, 0xff, 0x6a, 0x72, 0x6d, 0x6c, 0x5b, 0x51,
    0x8d, 0x1b, 0xaf, 0x92, 0xbb, 0xdd, 0xbc, 0x7f, 0x11, 0xd9, 0x5c, 0x41, 0x1f, 0x10, 0x5a, 0xd8,
    0x0a, 0xc1, 0x31, 0x88, 0xa5, 0xcd, 0x7b, 0xbd, 0x2d, 0x74, 0xd0, 0x12, 0xb8, 0xe5, 0xb4, 0xb0,
    0x89, 0x69, 0x97, 0x4a, 0x0c, 0x96, 0x77, 0x7e, 0x65, 0xb9, 0xf1, 0x09, 0xc5, 0x6e, 0xc6, 0x84,
    0x18, 0xf0, 0x7d, 0xec, 0x3a, 0xdc, 0x4d, 0x20, 0x79, 0xee, 0x5f, 0x3e, 0xd7, 0xcb, 0x39, 0x48,
};
/* clang-format on */

static uint32_t rol32(uint32_t value, unsigned by)
{
    return ror32(value, 32 - by);
}

static uint64_t sum1_512(uint64_t x)
{
    return ror64(x, 14) ^ ror64(x, 18) ^ ror64(x, 41);
}

static uint64_t sum0_512(uint64_t x)
{
    return ror64(x, 28) ^ ror64(x, 34) ^ ror64(x, 39);
}

static uint64_t choose_512(uint64_t x, uint64_t y, uint64_t z)
{
    return (x & y) ^ (~x & z);
}

static uint64_t majority_512(uint64_t x, uint64_t y, uint64_t z)
{
    return (x & y) ^ (x & z) ^ (y & z);
}

/* The upper result is the earlier round, on which the lower one depends. */
V128 crypto_sha512_hash(V128 d, V128 n, V128 m)
{
    uint64_t high = choose_512(m.d[1], n.d[0], n.d[1]) + sum1_512(m.d[1]) + d.d[1];
    uint64_t next = high + m.d[0];

    return (V128){{choose_512(next, m.d[1], n.d[0]) + sum1_512(next) + d.d[0], high}};
}

V128 crypto_sha512_hash2(V128 d, V128 n, V128 m)
{
    uint64_t high = majority_512(n.d[0], m.d[1], m.d[0]) + sum0_512(m.d[0]) + d.d[1];

    return (V128){{majority_512(high, m.d[0], m.d[1]) + sum0_512(high) + d.d[0], high}};
}

static uint64_t sigma0_512(uint64_t x)
{
    return ror64(x, 1) ^ ror64(x, 8) ^ x >> 7;
}

static uint64_t sigma1_512(uint64_t x)
{
    return ror64(x, 19) ^ ror64(x, 61) ^ x >> 6;
}

V128 crypto_sha512_schedule0(V128 d, V128 n)
{
    return (V128){{d.d[0] + sigma0_512(d.d[1]), d.d[1] + sigma0_512(n.d[0])}};
}

V128 crypto_sha512_schedule1(V128 d, V128 n, V128 m)
{
    return (V128){{d.d[0] + sigma1_512(n.d[0]) + m.d[0], d.d[1] + sigma1_512(n.d[1]) + m.d[1]}};
}

V128 crypto_sha3_eor3(V128 n, V128 m, V128 a)
{
    return (V128){.q = n.q ^ m.q ^ a.q};
}

V128 crypto_sha3_bcax(V128 n, V128 m, V128 a)
{
    return (V128){.q = n.q ^ (m.q & ~a.q)};
}

V128 crypto_sha3_rax1(V128 n, V128 m)
{
    return (V128){{n.d[0] ^ ror64(m.d[0], 63), n.d[1] ^ ror64(m.d[1], 63)}};
}

V128 crypto_sha3_xar(V128 n, V128 m, unsigned by)
{
    return (V128){{ror64(n.d[0] ^ m.d[0], by), ror64(n.d[1] ^ m.d[1], by)}};
}

V128 crypto_sm3_ss1(V128 n, V128 m, V128 a)
{
    return (V128){.s = {0, 0, 0, rol32(rol32(n.s[3], 12) + m.s[3] + a.s[3], 7)}};
}

/* The registers hold D, C, B, A, from element 0. */
V128 crypto_sm3_tt1(V128 d, V128 n, uint32_t w, Sm3Rounds rounds)
{
    uint32_t mixed = rounds == SM3_A ? d.s[3] ^ d.s[2] ^ d.s[1]
                                     : (d.s[3] & d.s[1]) | (d.s[3] & d.s[2]) | (d.s[1] & d.s[2]);
    uint32_t tt1 = mixed + d.s[0] + (n.s[3] ^ rol32(d.s[3], 12)) + w;

    return (V128){.s = {d.s[1], rol32(d.s[2], 9), d.s[3], tt1}};
}

V128 crypto_sm3_tt2(V128 d, V128 n, uint32_t w, Sm3Rounds rounds)
{
    uint32_t mixed =
        rounds == SM3_A ? d.s[3] ^ d.s[2] ^ d.s[1] : (d.s[3] & d.s[2]) | (~d.s[3] & d.s[1]);
    uint32_t tt2 = mixed + d.s[0] + n.s[3] + w;

    return (V128){.s = {d.s[1], rol32(d.s[2], 19), d.s[3], tt2 ^ rol32(tt2, 9) ^ rol32(tt2, 17)}};
}

static uint32_t sm3_expand(uint32_t x)
{
    return x ^ rol32(x, 15) ^ rol32(x, 23);
}

/* The uppermost word depends on the lowest result. */
V128 crypto_sm3_part1(V128 d, V128 n, V128 m)
{
    V128 result = {.q = d.q ^ n.q};

    for (unsigned e = 0; e < 4; e++)
        result.s[e] = sm3_expand(result.s[e] ^ rol32(e < 3 ? m.s[e + 1] : result.s[0], 15));
    return result;
}

V128 crypto_sm3_part2(V128 d, V128 n, V128 m)
{
    V128 result;

    for (unsigned e = 0; e < 4; e++)
        result.s[e] = d.s[e] ^ n.s[e] ^ rol32(m.s[e], 7);
    result.s[3] ^= sm3_expand(rol32(n.s[0] ^ rol32(m.s[0], 7), 15));
    return result;
}

static uint32_t sm4_substitute(uint32_t x)
{
    return (uint32_t)sm4_box[x >> 24] << 24 | (uint32_t)sm4_box[x >> 16 & 0xff] << 16 |
           (uint32_t)sm4_box[x >> 8 & 0xff] << 8 | sm4_box[x & 0xff];
}

V128 crypto_sm4_encrypt(V128 state, V128 keys)
{
    for (unsigned e = 0; e < 4; e++) {
        uint32_t x = sm4_substitute(state.s[3] ^ state.s[2] ^ state.s[1] ^ keys.s[e]);
        uint32_t next = x ^ rol32(x, 2) ^ rol32(x, 10) ^ rol32(x, 18) ^ rol32(x, 24) ^ state.s[0];

        state.q = state.q >> 32 | (u128)next << 96;
    }
    return state;
}

V128 crypto_sm4_key(V128 n, V128 constants)
{
    for (unsigned e = 0; e < 4; e++) {
        uint32_t x = sm4_substitute(n.s[3] ^ n.s[2] ^ n.s[1] ^ constants.s[e]);
        uint32_t next = x ^ rol32(x, 13) ^ rol32(x, 23) ^ n.s[0];

        n.q = n.q >> 32 | (u128)next << 96;
    }
    return n;
}
