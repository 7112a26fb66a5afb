/* SPDX-License-Identifier: MIT
 *
 * compare.h - is a result what the vector expects, and if not, what does it look like?
 */
#ifndef TESTS_VECTORS_COMPARE_H
#define TESTS_VECTORS_COMPARE_H

#include <stdio.h>

#include "tests/vectors/bench.h"

bool compare_equal(const VectorFile *file, const Vector *vector, const BenchResult *result);

/* Instruction text, the operands before, and each difference. */
void compare_print(FILE *to, const VectorFile *file, const Vector *vector,
                   const BenchResult *result);

#endif
