/* SPDX-License-Identifier: MIT
 *
 * absent.h - which extension would provide an instruction that is undefined here.
 *
 * Tests: tests/unit/cpu/absent_test.c
 */
#ifndef CPU_ABSENT_H
#define CPU_ABSENT_H

#include <stdint.h>

/* Arm's name ("FEAT_SVE") of the extension whose encoding class has @word, of those that no CPU
 * here can have; NULL when it is in none. Static storage. */
const char *absent_feature(uint32_t word);

#endif
