/* SPDX-License-Identifier: MIT
 *
 * intern.h - gives each distinct string of bytes a number, in order of first sight.
 *
 * Paths and phases repeat by the million; each is kept once. Keys are compared whole: equal hashes
 * never merge different paths.
 */
#ifndef SIM_EXITS_INTERN_H
#define SIM_EXITS_INTERN_H

#include "sim/base/bits.h"

/* Zero-initialised is empty. */
typedef struct Intern {
    uint8_t *bytes; /* all keys, one after the other */
    size_t byte_count, byte_capacity;
    size_t *end; /* of key i in bytes */
    size_t count, capacity;
    uint32_t *slot; /* open addressing; 0 is empty, else number + 1 */
    size_t slot_count;
} Intern;

void intern_free(Intern *intern);

/* The number of @key, from 0; @fresh says whether it is new. Memory exhaustion aborts. */
uint32_t intern_number(Intern *intern, const void *key, size_t size, bool *fresh);

#endif
