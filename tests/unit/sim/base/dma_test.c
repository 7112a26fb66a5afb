/* SPDX-License-Identifier: MIT
 *
 * dma_test.c - device copies reach RAM wholly or not at all, and are told of.
 */
#include <string.h>

#include "sim/base/dma.h"
#include "tests/unit/harness.h"

#define RAM UINT64_C(0x40000000)
#define ROM UINT64_C(0x10000000)

typedef struct Rig {
    Bus bus;
    uint8_t ram[256], rom[64];
    DmaPort port;
    unsigned writes;
    uint64_t pa, size;
} Rig;

static void wrote(void *owner, Pa pa, uint64_t size_bytes)
{
    Rig *rig = owner;

    rig->writes++;
    rig->pa = pa.v;
    rig->size = size_bytes;
}

static Rig *rig_start(Rig *rig)
{
    *rig = (Rig){.port = {.bus = &rig->bus, .wrote = wrote, .owner = rig}};
    for (unsigned i = 0; i < sizeof rig->ram; i++)
        rig->ram[i] = (uint8_t)i;
    ck_assert(bus_add(
        &rig->bus,
        &(BusRegion){.name = "ram", .base = {RAM}, .size_bytes = sizeof rig->ram, .host = rig->ram},
        NULL));
    ck_assert(bus_add(&rig->bus,
                      &(BusRegion){.name = "rom",
                                   .base = {ROM},
                                   .size_bytes = sizeof rig->rom,
                                   .host = rig->rom,
                                   .read_only = true},
                      NULL));
    return rig;
}

START_TEST(a_read_copies_and_tells_nobody)
{
    Rig room, *rig = rig_start(&room);
    uint8_t bytes[4] = {0};

    ck_assert(dma_read(&rig->port, pa_of(RAM + 0x10), bytes, 4));
    ck_assert_mem_eq(bytes, "\x10\x11\x12\x13", 4);
    ck_assert_uint_eq(rig->writes, 0);
}
END_TEST

START_TEST(a_write_copies_and_tells_where)
{
    Rig room, *rig = rig_start(&room);

    ck_assert(dma_write(&rig->port, pa_of(RAM + 0xfc), "abcd", 4));
    ck_assert_mem_eq(rig->ram + 0xfc, "abcd", 4);
    ck_assert_uint_eq(rig->writes, 1);
    ck_assert_uint_eq(rig->pa, RAM + 0xfc);
    ck_assert_uint_eq(rig->size, 4);
    rig->port.wrote = NULL;
    ck_assert(dma_write(&rig->port, pa_of(RAM), "x", 1));
}
END_TEST

START_TEST(a_range_that_leaves_memory_moves_nothing)
{
    Rig room, *rig = rig_start(&room);
    uint8_t bytes[8] = {9, 9};

    ck_assert(!dma_read(&rig->port, pa_of(RAM + 0xfc), bytes, 5));
    ck_assert(!dma_read(&rig->port, pa_of(RAM - 1), bytes, 1));
    ck_assert(!dma_read(&rig->port, pa_of(RAM + 0x10), bytes, UINT64_MAX));
    ck_assert_uint_eq(bytes[0], 9);
    ck_assert(!dma_write(&rig->port, pa_of(RAM + 0xff), "ab", 2));
    ck_assert_uint_eq(rig->ram[0xff], 0xff);
    ck_assert_uint_eq(rig->writes, 0);
}
END_TEST

START_TEST(read_only_memory_is_not_written)
{
    Rig room, *rig = rig_start(&room);
    uint8_t byte = 1;

    ck_assert(dma_read(&rig->port, pa_of(ROM), &byte, 1));
    ck_assert_uint_eq(byte, 0);
    ck_assert(!dma_write(&rig->port, pa_of(ROM), "x", 1));
    ck_assert_uint_eq(rig->writes, 0);
}
END_TEST

TEST_MAIN("dma", a_read_copies_and_tells_nobody, a_write_copies_and_tells_where,
          a_range_that_leaves_memory_moves_nothing, read_only_memory_is_not_written)
