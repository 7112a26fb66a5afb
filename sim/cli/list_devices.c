/* SPDX-License-Identifier: MIT
 *
 * list_devices.c - the board's map: where a device is, how it interrupts, what an access counts as.
 *
 * Tests: tests/unit/sim/cli/list_cpu_test.c
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sim/board/map.h"
#include "sim/cli/list.h"

#define SPI_FIRST_INTID 32

/* An SPI's number at the GIC, or "-". */
static const char *intid(const MapEntry *entry, char *room, size_t size)
{
    if (entry->spi == MAP_NO_SPI)
        return "-";
    snprintf(room, size, "%d", SPI_FIRST_INTID + entry->spi);
    return room;
}

/* "mmio_*_gicd": the two cost events of an access. */
static const char *events(const MapEntry *entry, MapId id, char *room, size_t size)
{
    static const char prefix[] = "MMIO_READ_";

    if (id == MAP_RAM)
        return "-";
    snprintf(room, size, "mmio_*_%s", cost_name(entry->read_cost) + strlen(prefix));
    for (char *p = room; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return room;
}

static void print(const MapEntry *entry, MapId id)
{
    char interrupt[16], cost[32], size[24] = "-m SIZE";

    if (entry->size_bytes)
        snprintf(size, sizeof size, "0x%08" PRIx64, entry->size_bytes);
    printf("%-8s 0x%08" PRIx64 " %-10s %5s  %-13s  %s%s\n", entry->name, entry->base.v, size,
           intid(entry, interrupt, sizeof interrupt), events(entry, id, cost, sizeof cost),
           entry->text, entry->secure_only ? " (secure=on)" : "");
}

static json_t *as_json(const MapEntry *entry, MapId id)
{
    char cost[32];
    json_t *row = json_pack("{s:s, s:I, s:I, s:b, s:s, s:s}", "name", entry->name, "base",
                            (json_int_t)entry->base.v, "size", (json_int_t)entry->size_bytes,
                            "secure_only", entry->secure_only, "cost_events",
                            events(entry, id, cost, sizeof cost), "text", entry->text);

    if (entry->spi != MAP_NO_SPI)
        json_object_set_new(row, "intid", json_integer(SPI_FIRST_INTID + entry->spi));
    return row;
}

bool list_devices(const ListRequest *request, Err *err)
{
    const char *names[MAP_COUNT + 1] = {NULL};
    json_t *rows = json_array();
    unsigned known = 0, shown = 0;

    for (unsigned id = 0; id < MAP_COUNT; id++) {
        const MapEntry *entry = virt_map((MapId)id);

        if (!entry->text[0])
            continue;
        names[known++] = entry->name;
        if (!list_matches(entry->name, request->name))
            continue;
        if (request->json)
            json_array_append_new(rows, as_json(entry, (MapId)id));
        else if (!shown)
            printf("device   address    size       INTID  cost events\n\n");
        if (!request->json)
            print(entry, (MapId)id);
        shown++;
    }
    if (request->json && shown)
        return list_json(rows, err);
    json_decref(rows);
    return shown || list_nothing_found("device", request->name, names, err);
}
