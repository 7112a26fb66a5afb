/* SPDX-License-Identifier: MIT
 *
 * bench.h - a CPU without a machine: two mapped windows, EL0, and a stop at the first exception.
 */
#ifndef TESTS_VECTORS_BENCH_H
#define TESTS_VECTORS_BENCH_H

#include "cpu/features.h"
#include "cpu/uop.h"
#include "tests/vectors/file.h"

typedef struct Bench Bench;

/* A CPU with @features that sees the windows of @file. False with @err when the windows cannot be
 * mapped. */
MUST_USE bool bench_new(const VectorFile *file, FeatureSet features, Bench **bench, Err *err);
void bench_free(Bench *bench);

/* The reference engine steps each instruction; the fast one runs to the exception at once. */
void bench_choose_engine(Bench *bench, bool fast);

/* What a run left behind. */
typedef struct BenchResult {
    VectorOutcome outcome;
    uint64_t esr; /* ESR_EL1 of the exception that ended it */
    int64_t pc_delta;
    uint64_t fault_address;
    VectorState state;
    const uint8_t *window;   /* valid until the next run */
    uint32_t undefined_word; /* of OUTCOME_UNDEFINED */
} BenchResult;

/* Runs the code of @vector from its state before. */
void bench_run(Bench *bench, const Vector *vector, BenchResult *result);

/* Fills @executed: the rows of a64.def that its runs executed. */
void bench_executed(const Bench *bench, bool executed[A64_OP_COUNT]);

#endif
