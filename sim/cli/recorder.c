/* SPDX-License-Identifier: MIT
 *
 * recorder.c - a recording with its model, configuration and names.    Tests: tests/cli/
 */
#include "sim/cli/recorder.h"

#include <stdlib.h>
#include <string.h>

#include "sim/cli/list.h"

#define PAIR_MAX 64

typedef struct Pairs {
    RecordPair pair[PAIR_MAX];
    size_t count;
} Pairs;

static void add_pair(void *owner, const char *key, const char *value)
{
    Pairs *pairs = owner;

    if (pairs->count < PAIR_MAX)
        pairs->pair[pairs->count++] = (RecordPair){strdup(key), strdup(value)};
}

static void free_pairs(Pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++) {
        free((char *)(uintptr_t)pairs->pair[i].key);
        free((char *)(uintptr_t)pairs->pair[i].value);
    }
}

bool recorder_open(const char *path, Machine *machine, Record **record, Err *err)
{
    char title[T_COUNT][40] = {""};
    const char *traps[T_COUNT];
    Pairs pairs = {.count = 0};
    RecordMeta meta = {.model = &machine->cost,
                       .trap_name = traps,
                       .trap_count = ARRAY_COUNT(traps),
                       .device_of = machine_device_at,
                       .owner = machine};
    bool good;

    for (unsigned i = 0; i < T_COUNT; i++) {
        traps[i] = title[i];
        if (i != T_NONE)
            list_trap_title((Trap)i, title[i], sizeof title[i]);
    }
    config_list(machine->config, add_pair, &pairs);
    meta.config = pairs.pair;
    meta.config_count = pairs.count;
    good = record_open(path, &meta, record, err);
    free_pairs(&pairs);
    if (good)
        tracker_tell(machine->tracker, record_sink(*record));
    return good;
}
