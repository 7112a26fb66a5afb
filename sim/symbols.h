/* SPDX-License-Identifier: MIT
 *
 * symbols.h - names of addresses: from an ELF file's symbol table, for reports.
 *
 * Tests: tests/unit/sim/loader_test.c
 */
#ifndef SIM_SYMBOLS_H
#define SIM_SYMBOLS_H

#include <stddef.h>

#include "sim/base/bits.h"

typedef struct Symbol {
    uint64_t address;
    uint64_t size_bytes; /* 0: up to the next symbol */
    char *name;
} Symbol;

/* Zero-initialised is empty. */
typedef struct Symbols {
    Symbol *symbol; /* sorted by address after symbols_sort */
    size_t count, capacity;
} Symbols;

void symbols_free(Symbols *symbols);

/* Copies @name. False when memory is exhausted. */
MUST_USE bool symbols_add(Symbols *symbols, uint64_t address, uint64_t size_bytes,
                          const char *name);

/* After the last symbols_add, before the first symbol_find. */
void symbols_sort(Symbols *symbols);

/* The symbol that holds @address, or NULL. */
const Symbol *symbol_find(const Symbols *symbols, uint64_t address);

#endif
