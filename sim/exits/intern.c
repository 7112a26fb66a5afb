/* SPDX-License-Identifier: MIT
 *
 * intern.c - a hash table from byte strings to small numbers.
 *
 * Tests: tests/unit/sim/exits/intern_test.c
 */
#include "sim/exits/intern.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 1024

static void *grown(void *old, size_t size)
{
    void *p = realloc(old, size);

    if (!p) {
        fprintf(stderr, "doubletrap: out of memory (%zu bytes for exit paths)\n", size);
        abort();
    }
    return p;
}

void intern_free(Intern *intern)
{
    free(intern->bytes);
    free(intern->end);
    free(intern->slot);
    memset(intern, 0, sizeof *intern);
}

/* Eight bytes at a time; slots are taken from the low bits, where a product has mixed least. */
static uint64_t mixed(uint64_t h, uint64_t word)
{
    h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return h ^ (h >> 32);
}

static uint64_t hash_of(const uint8_t *key, size_t size)
{
    uint64_t h = size, word;

    for (; size >= sizeof word; key += sizeof word, size -= sizeof word) {
        memcpy(&word, key, sizeof word);
        h = mixed(h, word);
    }
    word = 0;
    memcpy(&word, key, size);
    return mixed(h, word);
}

static size_t start_of(const Intern *intern, uint32_t number)
{
    return number ? intern->end[number - 1] : 0;
}

static bool is_key(const Intern *intern, uint32_t number, const void *key, size_t size)
{
    size_t start = start_of(intern, number);

    return intern->end[number] - start == size && !memcmp(intern->bytes + start, key, size);
}

/* The slot that holds @key, or the empty one where it belongs. */
static uint32_t *find(const Intern *intern, const void *key, size_t size)
{
    size_t mask = intern->slot_count - 1;

    for (size_t i = hash_of(key, size) & mask;; i = (i + 1) & mask) {
        uint32_t *slot = &intern->slot[i];

        if (!*slot || is_key(intern, *slot - 1, key, size))
            return slot;
    }
}

static void rehash(Intern *intern)
{
    size_t slots = intern->slot_count ? intern->slot_count * 2 : FIRST_SLOTS;

    intern->slot = grown(intern->slot, slots * sizeof *intern->slot);
    memset(intern->slot, 0, slots * sizeof *intern->slot);
    intern->slot_count = slots;
    for (uint32_t n = 0; n < intern->count; n++) {
        size_t start = start_of(intern, n);

        *find(intern, intern->bytes + start, intern->end[n] - start) = n + 1;
    }
}

static void append(Intern *intern, const void *key, size_t size)
{
    while (intern->byte_count + size > intern->byte_capacity) {
        intern->byte_capacity = intern->byte_capacity ? intern->byte_capacity * 2 : 65536;
        intern->bytes = grown(intern->bytes, intern->byte_capacity);
    }
    if (intern->count == intern->capacity) {
        intern->capacity = intern->capacity ? intern->capacity * 2 : FIRST_SLOTS;
        intern->end = grown(intern->end, intern->capacity * sizeof *intern->end);
    }
    memcpy(intern->bytes + intern->byte_count, key, size);
    intern->byte_count += size;
    intern->end[intern->count++] = intern->byte_count;
}

uint32_t intern_number(Intern *intern, const void *key, size_t size, bool *fresh)
{
    uint32_t *slot;

    assert(size > 0);
    assert(intern->count < UINT32_MAX - 1);
    if (intern->count * 4 >= intern->slot_count * 3)
        rehash(intern);
    slot = find(intern, key, size);
    *fresh = !*slot;
    if (*fresh) {
        append(intern, key, size);
        *slot = (uint32_t)intern->count;
    }
    return *slot - 1;
}
