/* SPDX-License-Identifier: MIT
 *
 * simd_crypto.h - AES, SHA-1 and SHA-256 steps on registers.
 *
 * Pure functions. Operands are named and ordered as in the instructions.
 */
#ifndef CPU_SIMD_CRYPTO_H
#define CPU_SIMD_CRYPTO_H

#include "cpu/cpu.h"

V128 crypto_aes_encrypt(V128 state, V128 key);
V128 crypto_aes_decrypt(V128 state, V128 key);
V128 crypto_aes_mix_columns(V128 state);
V128 crypto_aes_inverse_mix_columns(V128 state);

/* SHAchoose, SHAparity, SHAmajority. */
typedef uint32_t CryptoChoice(uint32_t x, uint32_t y, uint32_t z);
CryptoChoice crypto_choose, crypto_parity, crypto_majority;

/* Four rounds: SHA1C, SHA1P and SHA1M by @choice; @y is the fifth word. */
V128 crypto_sha1_hash(V128 x, uint32_t y, V128 w, CryptoChoice *choice);
V128 crypto_sha1_fixed_rotate(V128 n);
V128 crypto_sha1_schedule0(V128 d, V128 n, V128 m);
V128 crypto_sha1_schedule1(V128 d, V128 n);
/* Four rounds; the half of the state that was @x (part 1) or @y. */
V128 crypto_sha256_hash(V128 x, V128 y, V128 w, bool part1);
V128 crypto_sha256_schedule0(V128 d, V128 n);
V128 crypto_sha256_schedule1(V128 d, V128 n, V128 m);

#endif
