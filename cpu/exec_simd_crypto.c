/* SPDX-License-Identifier: MIT
 *
 * exec_simd_crypto.c - the cryptography instructions: one handler per row of that part of
 * a64_simd.def.
 *
 * Spec: DDI 0487, "Cryptographic AES", "Cryptographic three-register SHA", "two-register SHA".
 * Tests: tests/vectors (classes aes, sha_3reg, sha_2reg)
 */
#include "cpu/exec_simd.h"
#include "cpu/simd_crypto.h"

/* Whole registers in, a whole register out. */
#define CRYPTO(name, result)                                                                       \
    WORK(name, 16, 16, 16, put_all, result)                                                        \
    HANDLER(name, work_##name)

static void put_all(Cpu *cpu, const Uop *u, V128 result)
{
    cpu->v[u->d] = result;
}

/* clang-format off */
CRYPTO(AESE,      crypto_aes_encrypt(d, n))
CRYPTO(AESD,      crypto_aes_decrypt(d, n))
CRYPTO(AESMC,     crypto_aes_mix_columns(n))
CRYPTO(AESIMC,    crypto_aes_inverse_mix_columns(n))
CRYPTO(SHA1C,     crypto_sha1_hash(d, n.s[0], m, crypto_choose))
CRYPTO(SHA1P,     crypto_sha1_hash(d, n.s[0], m, crypto_parity))
CRYPTO(SHA1M,     crypto_sha1_hash(d, n.s[0], m, crypto_majority))
CRYPTO(SHA1H,     crypto_sha1_fixed_rotate(n))
CRYPTO(SHA1SU0,   crypto_sha1_schedule0(d, n, m))
CRYPTO(SHA1SU1,   crypto_sha1_schedule1(d, n))
CRYPTO(SHA256H,   crypto_sha256_hash(d, n, m, true))
CRYPTO(SHA256H2,  crypto_sha256_hash(n, d, m, false))
CRYPTO(SHA256SU0, crypto_sha256_schedule0(d, n))
CRYPTO(SHA256SU1, crypto_sha256_schedule1(d, n, m))
/* clang-format on */
