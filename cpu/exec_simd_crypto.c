/* SPDX-License-Identifier: MIT
 *
 * exec_simd_crypto.c - the cryptography instructions: one handler per row of that part of
 * a64_simd.def.
 *
 * Spec: DDI 0487, "Cryptographic AES", "Cryptographic three-register SHA", "two-register SHA",
 * "three-register SHA 512", "four-register". Tests: tests/vectors (classes aes .. sm4e)
 */
#include "cpu/exec_simd.h"
#include "cpu/simd_crypto.h"
#include "cpu/simd_crypto_more.h"

/* Whole registers in, a whole register out. */
#define CRYPTO(name, result)                                                                       \
    WORK(name, 16, 16, 16, put_all, result)                                                        \
    HANDLER(name, work_##name)

/* Which word of Vm SM3TT* take. */
#define IMM2 bits(u->imm, 13, 12)

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
CRYPTO(SHA512H,   crypto_sha512_hash(d, n, m))
CRYPTO(SHA512H2,  crypto_sha512_hash2(d, n, m))
CRYPTO(SHA512SU0, crypto_sha512_schedule0(d, n))
CRYPTO(SHA512SU1, crypto_sha512_schedule1(d, n, m))
CRYPTO(EOR3,      crypto_sha3_eor3(n, m, cpu->v[u->k]))
CRYPTO(BCAX,      crypto_sha3_bcax(n, m, cpu->v[u->k]))
CRYPTO(RAX1,      crypto_sha3_rax1(n, m))
CRYPTO(XAR,       crypto_sha3_xar(n, m, (unsigned)bits(u->imm, 15, 10)))
CRYPTO(SM3SS1,    crypto_sm3_ss1(n, m, cpu->v[u->k]))
CRYPTO(SM3TT1A,   crypto_sm3_tt1(d, n, m.s[IMM2], SM3_A))
CRYPTO(SM3TT1B,   crypto_sm3_tt1(d, n, m.s[IMM2], SM3_B))
CRYPTO(SM3TT2A,   crypto_sm3_tt2(d, n, m.s[IMM2], SM3_A))
CRYPTO(SM3TT2B,   crypto_sm3_tt2(d, n, m.s[IMM2], SM3_B))
CRYPTO(SM3PARTW1, crypto_sm3_part1(d, n, m))
CRYPTO(SM3PARTW2, crypto_sm3_part2(d, n, m))
CRYPTO(SM4E,      crypto_sm4_encrypt(d, n))
CRYPTO(SM4EKEY,   crypto_sm4_key(n, m))
/* clang-format on */
