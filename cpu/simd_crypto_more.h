/* SPDX-License-Identifier: MIT
 *
 * simd_crypto_more.h - SHA-512, SHA-3, SM3 and SM4 steps on registers.
 *
 * Pure functions. Operands are named and ordered as in the instructions.
 */
#ifndef CPU_SIMD_CRYPTO_MORE_H
#define CPU_SIMD_CRYPTO_MORE_H

#include "cpu/cpu.h"

/* Two rounds' worth of one half of the state. */
V128 crypto_sha512_hash(V128 d, V128 n, V128 m);
V128 crypto_sha512_hash2(V128 d, V128 n, V128 m);
V128 crypto_sha512_schedule0(V128 d, V128 n);
V128 crypto_sha512_schedule1(V128 d, V128 n, V128 m);

V128 crypto_sha3_eor3(V128 n, V128 m, V128 a);
V128 crypto_sha3_bcax(V128 n, V128 m, V128 a);
V128 crypto_sha3_rax1(V128 n, V128 m);
V128 crypto_sha3_xar(V128 n, V128 m, unsigned by);

/* Which of the two round functions: rounds 0 to 15 (A), or the others (B). */
typedef enum Sm3Rounds {
    SM3_A,
    SM3_B,
} Sm3Rounds;

V128 crypto_sm3_ss1(V128 n, V128 m, V128 a);
/* @w is the word of the message, Vm.S[imm2]. */
V128 crypto_sm3_tt1(V128 d, V128 n, uint32_t w, Sm3Rounds rounds);
V128 crypto_sm3_tt2(V128 d, V128 n, uint32_t w, Sm3Rounds rounds);
V128 crypto_sm3_part1(V128 d, V128 n, V128 m);
V128 crypto_sm3_part2(V128 d, V128 n, V128 m);

/* Four rounds, four round keys. */
V128 crypto_sm4_encrypt(V128 state, V128 keys);
V128 crypto_sm4_key(V128 n, V128 constants);

#endif
