/* SPDX-License-Identifier: MIT
 *
 * compare.c - comparing a result with its vector, and printing a mismatch for a reader.
 *
 * Journey: after tests/vectors/bench.c
 */
#include "tests/vectors/compare.h"

#include <capstone/capstone.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

/* The registers, without the padding that may follow them. */
#define STATE_BYTES (offsetof(VectorState, fpsr) + sizeof(uint64_t))

static bool has_fault_address(VectorOutcome outcome)
{
    return outcome == OUTCOME_ABORT || outcome == OUTCOME_ALIGNMENT;
}

bool compare_equal(const VectorFile *file, const Vector *vector, const BenchResult *result)
{
    return result->outcome == vector->outcome && result->pc_delta == vector->pc_delta &&
           (!has_fault_address(vector->outcome) ||
            result->fault_address == vector->fault_address) &&
           memcmp(&result->state, &vector->after, STATE_BYTES) == 0 &&
           memcmp(result->window, vector->window_after, file->window_bytes) == 0;
}

static void print_text(FILE *to, uint32_t word)
{
    csh handle;
    cs_insn *insn = NULL;
    size_t count = 0;

    if (cs_open(CS_ARCH_ARM64, CS_MODE_LITTLE_ENDIAN, &handle) == CS_ERR_OK) {
        count = cs_disasm(handle, (const uint8_t *)&word, sizeof word, 0, 1, &insn);
        if (count)
            fprintf(to, "    %08" PRIx32 "  %s %s\n", word, insn->mnemonic, insn->op_str);
        cs_free(insn, count);
        cs_close(&handle);
    }
    if (!count)
        fprintf(to, "    %08" PRIx32 "\n", word);
}

static void print_v(FILE *to, const char *what, unsigned i, u128 v)
{
    fprintf(to, "    %sV%-2u   %016" PRIx64 "_%016" PRIx64 "\n", what, i, (uint64_t)(v >> 64),
            (uint64_t)v);
}

static void print_x(FILE *to, const char *what, const char *name, uint64_t value)
{
    fprintf(to, "    %s%-5s %016" PRIx64 "\n", what, name, value);
}

static void name_x(char name[8], unsigned i)
{
    snprintf(name, 8, i == 31 ? "SP" : "X%u", i);
}

/* Every register that a register field of the word may name. */
static void print_operands(FILE *to, uint32_t word, const VectorState *before)
{
    uint32_t named = 1u << bits(word, 4, 0) | 1u << bits(word, 9, 5) | 1u << bits(word, 14, 10) |
                     1u << bits(word, 20, 16);

    for (unsigned i = 0; i < 32; i++) {
        char name[8];

        if (!bit(named, i))
            continue;
        name_x(name, i);
        print_x(to, "before   ", name, before->x[i]);
        print_v(to, "before   ", i, before->v[i]);
    }
    print_x(to, "before   ", "NZCV", before->nzcv);
    print_x(to, "before   ", "FPCR", before->fpcr);
    print_x(to, "before   ", "FPSR", before->fpsr);
}

static void print_difference(FILE *to, const char *name, uint64_t expected, uint64_t got)
{
    if (expected == got)
        return;
    print_x(to, "expected ", name, expected);
    print_x(to, "got      ", name, got);
}

static void print_registers(FILE *to, const VectorState *expected, const VectorState *got)
{
    for (unsigned i = 0; i < 32; i++) {
        char name[8];

        name_x(name, i);
        print_difference(to, name, expected->x[i], got->x[i]);
    }
    for (unsigned i = 0; i < 32; i++) {
        if (expected->v[i] == got->v[i])
            continue;
        print_v(to, "expected ", i, expected->v[i]);
        print_v(to, "got      ", i, got->v[i]);
    }
    print_difference(to, "NZCV", expected->nzcv, got->nzcv);
    print_difference(to, "FPCR", expected->fpcr, got->fpcr);
    print_difference(to, "FPSR", expected->fpsr, got->fpsr);
}

static void print_window(FILE *to, const VectorFile *file, const Vector *vector,
                         const BenchResult *result)
{
    for (unsigned i = 0; i < file->window_bytes; i++)
        if (vector->window_after[i] != result->window[i])
            fprintf(to, "    expected memory +%03x %02x, got %02x\n", i, vector->window_after[i],
                    result->window[i]);
}

void compare_print(FILE *to, const VectorFile *file, const Vector *vector,
                   const BenchResult *result)
{
    static const char *const outcomes[] = {"end", "undefined", "data abort", "alignment fault",
                                           "other"};
    bool sequence = vector->class == VECTOR_CLASS_SEQUENCE;

    fprintf(to, "FAIL %s test %u, class %s\n", file->path, vector->number,
            sequence ? "sequence" : file->classes[vector->class].name);
    for (unsigned i = 0; i < vector->word_count; i++)
        print_text(to, vector->words[i]);
    if (vector->word_count)
        print_operands(to, vector->words[0], &vector->before);
    if (result->outcome != vector->outcome)
        fprintf(to, "    expected outcome %s, got %s (ESR %08" PRIx64 ", word %08" PRIx32 ")\n",
                outcomes[vector->outcome], outcomes[result->outcome], result->esr,
                result->undefined_word);
    print_difference(to, "PC+", (uint64_t)vector->pc_delta, (uint64_t)result->pc_delta);
    if (has_fault_address(vector->outcome))
        print_difference(to, "FAR", vector->fault_address, result->fault_address);
    print_registers(to, &vector->after, &result->state);
    print_window(to, file, vector, result);
}
