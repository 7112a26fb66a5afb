/* SPDX-License-Identifier: MIT
 *
 * image_fuzz.c - any bytes as a kernel: Image, gzip'd Image, ELF or raw, loaded into 4 MiB of RAM.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/loader.h"

#define RAM_BYTES (UINT64_C(4) << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    BusRegion region = {.name = "ram", .base = {0x40000000}, .size_bytes = RAM_BYTES};
    uint8_t *copy = malloc(size + 1), *ram = calloc(1, RAM_BYTES);
    Bus bus = {0};
    LoadPlan plan;
    Err err;

    if (!copy || !ram)
        abort();
    if (size)
        memcpy(copy, data, size);
    region.host = ram;
    if (!bus_add(&bus, &region, &err))
        abort();
    loader_init(&plan, &bus, region.base.v, RAM_BYTES);
    if (loader_kernel_bytes(&plan, "fuzz", copy, size, &err))
        (void)symbol_find(&plan.symbols, plan.entry);
    loader_free(&plan);
    free(copy);
    free(ram);
    return 0;
}
