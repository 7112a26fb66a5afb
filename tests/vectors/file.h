/* SPDX-License-Identifier: MIT
 *
 * file.h - a vector file (.a64v, or compressed with xz), read into plain values.
 *
 * A file is blocks of tests: a block has a base state; a test has code, what differs from the
 * base state before it, and what differs from that after it. docs: tests/vectors/FORMAT.md.
 */
#ifndef TESTS_VECTORS_FILE_H
#define TESTS_VECTORS_FILE_H

#include "sim/base/bits.h"
#include "sim/base/error.h"

#define VECTOR_WORDS_MAX 255
#define VECTOR_WINDOW_MAX 65536
#define VECTOR_CLASS_SEQUENCE 0xffff

/* What code can see of a CPU. */
typedef struct VectorState {
    uint64_t x[32]; /* x[31] is SP */
    u128 v[32];
    uint64_t nzcv; /* bits 31:28 */
    uint64_t fpcr, fpsr;
} VectorState;

typedef enum VectorOutcome {
    OUTCOME_END,       /* the BRK after the code */
    OUTCOME_UNDEFINED, /* and for these nothing else has changed */
    OUTCOME_ABORT,
    OUTCOME_ALIGNMENT,
    OUTCOME_OTHER, /* never in a file */
} VectorOutcome;

typedef struct VectorClass {
    char name[256], feature[256];
} VectorClass;

typedef struct Vector {
    unsigned number; /* in the file, from 0 */
    uint16_t class;  /* into VectorFile.classes, or VECTOR_CLASS_SEQUENCE */
    unsigned word_count;
    uint32_t words[VECTOR_WORDS_MAX];
    uint64_t pc_offset; /* of the first word from the code base */
    int64_t pc_delta;   /* PC after minus PC before */
    VectorOutcome outcome;
    uint64_t fault_address;
    VectorState before, after;
    const uint8_t *window_before;            /* of VectorFile.window_bytes */
    uint8_t window_after[VECTOR_WINDOW_MAX]; /* likewise */
} Vector;

typedef struct VectorFile {
    const char *path;
    uint8_t *bytes;
    size_t size, at;
    VectorClass *classes;
    unsigned class_count, test_count;
    uint64_t code_base, data_base;
    uint32_t window_bytes;
    /* The block being read. */
    uint32_t left;
    VectorState base;
    const uint8_t *base_window;
    unsigned next_number;
} VectorFile;

/* False with @err: unreadable, not a vector file, or one with impossible numbers. */
MUST_USE bool vector_file_open(VectorFile *file, const char *path, Err *err);
void vector_file_close(VectorFile *file);

typedef enum VectorRead { VECTOR_READ, VECTOR_END, VECTOR_DAMAGED } VectorRead;

/* The next test into *@vector; with @err when the file is damaged. */
VectorRead vector_file_next(VectorFile *file, Vector *vector, Err *err);

#endif
