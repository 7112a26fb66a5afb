/* SPDX-License-Identifier: MIT
 *
 * symbols.c - a sorted table of symbols.    Tests: tests/unit/sim/loader_test.c
 */
#include "sim/symbols.h"

#include <stdlib.h>
#include <string.h>

void symbols_free(Symbols *symbols)
{
    for (size_t i = 0; i < symbols->count; i++)
        free(symbols->symbol[i].name);
    free(symbols->symbol);
    *symbols = (Symbols){0};
}

bool symbols_add(Symbols *symbols, uint64_t address, uint64_t size_bytes, const char *name)
{
    char *copy;

    if (symbols->count == symbols->capacity) {
        size_t capacity = symbols->capacity ? symbols->capacity * 2 : 64;
        Symbol *moved = realloc(symbols->symbol, capacity * sizeof *moved);

        if (!moved)
            return false;
        symbols->symbol = moved;
        symbols->capacity = capacity;
    }
    copy = strdup(name);
    if (!copy)
        return false;
    symbols->symbol[symbols->count++] =
        (Symbol){.address = address, .size_bytes = size_bytes, .name = copy};
    return true;
}

/* By address; of several at one address the one with a size comes last, and is found. */
static int compare(const void *left, const void *right)
{
    const Symbol *a = left, *b = right;

    if (a->address != b->address)
        return a->address < b->address ? -1 : 1;
    if (a->size_bytes != b->size_bytes)
        return a->size_bytes < b->size_bytes ? -1 : 1;
    return strcmp(a->name, b->name);
}

void symbols_sort(Symbols *symbols)
{
    if (symbols->count)
        qsort(symbols->symbol, symbols->count, sizeof *symbols->symbol, compare);
}

const Symbol *symbol_find(const Symbols *symbols, uint64_t address)
{
    size_t low = 0, high = symbols->count;
    const Symbol *found;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (symbols->symbol[mid].address <= address)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == 0)
        return NULL;
    found = &symbols->symbol[low - 1];
    if (found->size_bytes && address - found->address >= found->size_bytes)
        return NULL;
    return found;
}
