/* SPDX-License-Identifier: MIT
 *
 * pac.h - the two functions that make a pointer authentication code of a pointer, a modifier and a
 * key of 128 bits. Pure.
 *
 * Tests: tests/unit/cpu/pauth_test.c, tests/guest/pauth
 */
#ifndef CPU_PAC_H
#define CPU_PAC_H

#include "sim/base/bits.h"

typedef struct PacKey128 {
    uint64_t low, high; /* APxKeyLo_EL1, APxKeyHi_EL1 */
} PacKey128;

/* ComputePAC by QARMA5: the block cipher QARMA-64 with S-box sigma 2 and five rounds each way. */
uint64_t pac_qarma5(uint64_t data, uint64_t modifier, PacKey128 key);

/* The IMPLEMENTATION DEFINED algorithm: XXH64 of data, modifier and key, with seed 1, which is
 * QEMU's choice too. */
uint64_t pac_impdef(uint64_t data, uint64_t modifier, PacKey128 key);

#endif
