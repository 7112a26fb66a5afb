/* SPDX-License-Identifier: MIT
 *
 * results.h - what the program in the VM reported, and the table made of it.
 */
#ifndef RESULTS_H
#define RESULTS_H

#include <stdbool.h>
#include <stdint.h>

#include "payload.h"

typedef struct Blocks {
    unsigned count;
    uint64_t min, sum; /* counter ticks of a block */
} Blocks;

typedef struct Results {
    uint64_t psci, el, midr, counter_hz, echoed, irqs;
    uint64_t exception[3]; /* ESR, ELR, FAR of an exception that should not be */
    unsigned exception_words;
    Blocks op[OP_COUNT];
    unsigned long returns; /* of KVM_RUN */
} Results;

/* Takes in one store of the program to @offset of the mailbox. */
void results_store(Results *r, uint64_t offset, uint64_t value);

/* Prints the facts and, for each operation measured, a line
 *   OP name least-block mean-block ns-per-operation      (of the least block)
 * in which the time that an operation asks the timer to wait is left out.
 * True when the program met no exception and its facts are right. */
bool results_print(const Results *r);

#endif
