/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "sim/base/bus.h"
#include "sim/base/dma.h"
#include "tests/unit/harness.h"

static const BusRequest word = {.requester = 0, .size_bytes = 4};

START_TEST(a_region_is_found_by_its_first_and_last_byte_and_not_beside_them)
{
    uint8_t ram[0x100] = {0};
    Bus bus = {0};

    ck_assert(bus_add(
        &bus, &(BusRegion){.name = "b", .base = {0x2000}, .size_bytes = 0x100, .host = ram}, NULL));
    ck_assert(bus_add(
        &bus, &(BusRegion){.name = "a", .base = {0x1000}, .size_bytes = 0x100, .host = ram}, NULL));
    ck_assert_str_eq(bus_find(&bus, pa_of(0x1000))->name, "a");
    ck_assert_str_eq(bus_find(&bus, pa_of(0x20ff))->name, "b");
    ck_assert_ptr_null(bus_find(&bus, pa_of(0x2100)));
    ck_assert_ptr_null(bus_find(&bus, pa_of(0xfff)));
}
END_TEST

START_TEST(overlapping_regions_are_refused_with_both_names)
{
    uint8_t ram[0x100] = {0};
    Bus bus = {0};
    Err err;

    ck_assert(bus_add(
        &bus, &(BusRegion){.name = "one", .base = {0x1000}, .size_bytes = 0x100, .host = ram},
        &err));
    ck_assert(!bus_add(
        &bus, &(BusRegion){.name = "two", .base = {0x10ff}, .size_bytes = 1, .host = ram}, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "one"));
    ck_assert_ptr_nonnull(strstr(err.text, "two"));
}
END_TEST

START_TEST(an_access_outside_every_region_aborts)
{
    Bus bus = {0};
    uint64_t value;

    ck_assert(!bus_read(&bus, &word, pa_of(0x4000), &value));
    ck_assert(!bus_write(&bus, &word, pa_of(0x4000), 1));
}
END_TEST

START_TEST(a_secure_only_region_aborts_non_secure_accesses)
{
    uint8_t ram[0x100] = {0};
    Bus bus = {0};
    BusRequest secure = {.size_bytes = 4, .secure = true};
    uint64_t value;

    ck_assert(bus_add(
        &bus,
        &(BusRegion){
            .name = "s", .base = {0}, .size_bytes = 0x100, .host = ram, .secure_only = true},
        NULL));
    ck_assert(bus_write(&bus, &secure, pa_of(8), 0x12345678));
    ck_assert(bus_read(&bus, &secure, pa_of(8), &value));
    ck_assert_uint_eq(value, 0x12345678);
    ck_assert(!bus_read(&bus, &word, pa_of(8), &value));
}
END_TEST

static bool ops_read(void *device, const BusRequest *request, uint64_t offset, uint64_t *value)
{
    (void)request;
    ++*(unsigned *)device;
    *value = 0xdead0000 + offset;
    return true;
}

static bool ops_write(void *device, const BusRequest *request, uint64_t offset, uint64_t value)
{
    (void)request;
    (void)offset;
    (void)value;
    ++*(unsigned *)device;
    return true;
}

static const DeviceOps counting_ops = {.name = "counting", .read = ops_read, .write = ops_write};

START_TEST(a_region_with_memory_and_ops_reads_memory_until_it_is_switched_and_writes_ops)
{
    uint8_t rom[0x100] = {0x78, 0x56, 0x34, 0x12};
    unsigned calls = 0;
    Bus bus = {0};
    uint64_t value;
    BusRegion flash = {.name = "f", .base = {0x1000}, .size_bytes = 0x100, .host = rom};

    flash.ops = &counting_ops;
    flash.device = &calls;
    flash.host_reads = true;
    ck_assert(bus_add(&bus, &flash, NULL));
    ck_assert(bus_read(&bus, &word, pa_of(0x1000), &value));
    ck_assert_uint_eq(value, 0x12345678);
    ck_assert_uint_eq(calls, 0);
    ck_assert_ptr_eq(bus_host(&bus, pa_of(0x1004), 4, false), rom + 4);
    ck_assert_ptr_null(bus_host(&bus, pa_of(0x1004), 4, true));
    ck_assert(bus_write(&bus, &word, pa_of(0x1000), 0));
    ck_assert_uint_eq(calls, 1);
    ck_assert_uint_eq(rom[0], 0x78);

    bus_set_host_reads(&bus, pa_of(0x1010), false);
    ck_assert(bus_read(&bus, &word, pa_of(0x1004), &value));
    ck_assert_uint_eq(value, 0xdead0004);
    ck_assert_uint_eq(calls, 2);
    ck_assert_ptr_null(bus_host(&bus, pa_of(0x1004), 4, false));
}
END_TEST

START_TEST(device_dma_does_not_reach_secure_memory)
{
    uint8_t ram[0x100] = {0};
    Bus bus = {0};
    DmaPort port = {.bus = &bus};
    uint32_t value = 1;
    BusRegion region = {.name = "s", .base = {0}, .size_bytes = 0x100, .host = ram};

    region.secure_only = true;
    ck_assert(bus_add(&bus, &region, NULL));
    ck_assert(!dma_read(&port, pa_of(0), &value, sizeof value));
    ck_assert(!dma_write(&port, pa_of(0), &value, sizeof value));
    ck_assert_uint_eq(ram[0], 0);
}
END_TEST

TEST_MAIN("bus", a_region_is_found_by_its_first_and_last_byte_and_not_beside_them,
          overlapping_regions_are_refused_with_both_names, an_access_outside_every_region_aborts,
          a_secure_only_region_aborts_non_secure_accesses,
          a_region_with_memory_and_ops_reads_memory_until_it_is_switched_and_writes_ops,
          device_dma_does_not_reach_secure_memory)
