/* SPDX-License-Identifier: MIT
 *
 * driver.h - a virtio driver small enough to read: brings a device up by the steps of VIRTIO 1.2,
 * 3.1.1, and puts descriptors and available entries into guest memory by hand.
 */
#ifndef TESTS_UNIT_SIM_BOARD_DRIVER_H
#define TESTS_UNIT_SIM_BOARD_DRIVER_H

#include <stdlib.h>
#include <string.h>

#include "sim/base/event.h"
#include "sim/board/virtio_mmio.h"
#include "tests/unit/sim/board/device.h"

#define RAM_BASE 0x40000000u
#define RAM_BYTES 0x100000u
#define QUEUE_SIZE 8u
#define DESC 0x40001000u
#define AVAIL 0x40002000u
#define USED 0x40003000u
#define DATA 0x40010000u

enum { F_NEXT = 1, F_WRITE = 2, F_INDIRECT = 4 };

typedef struct Driver {
    uint8_t ram[RAM_BYTES];
    Bus bus;
    EventQueue events;
    Wire wire;
    VirtioMmio *mmio;
} Driver;

static inline Driver *driver_new(void)
{
    Driver *d = calloc(1, sizeof *d);
    BusRegion ram = {.name = "ram", .base = {RAM_BASE}, .size_bytes = RAM_BYTES};

    ck_assert_ptr_nonnull(d);
    ram.host = d->ram;
    ck_assert(bus_add(&d->bus, &ram, NULL));
    d->mmio =
        virtio_mmio_new(&(VirtioMmioConfig){.irq = wire_line(&d->wire), .dma = {.bus = &d->bus}});
    ck_assert_ptr_nonnull(d->mmio);
    return d;
}

static inline void driver_free(Driver *d)
{
    virtio_mmio_free(d->mmio);
    event_queue_free(&d->events);
    free(d);
}

static inline uint32_t rd(Driver *d, uint64_t offset)
{
    return (uint32_t)device_read(&virtio_mmio_ops, d->mmio, 4, offset, 0);
}

static inline void wr_at(Driver *d, uint64_t offset, uint32_t value, uint64_t now)
{
    device_write(&virtio_mmio_ops, d->mmio, 4, offset, value, now);
}

static inline void wr(Driver *d, uint64_t offset, uint32_t value)
{
    wr_at(d, offset, value, 0);
}

static inline uint8_t *ram_at(Driver *d, uint64_t pa)
{
    return d->ram + (pa - RAM_BASE);
}

static inline uint16_t load16(Driver *d, uint64_t pa)
{
    uint16_t value;

    memcpy(&value, ram_at(d, pa), 2);
    return value;
}

static inline void store16(Driver *d, uint64_t pa, unsigned value)
{
    uint16_t v = (uint16_t)value;

    memcpy(ram_at(d, pa), &v, 2);
}

static inline uint32_t load32(Driver *d, uint64_t pa)
{
    uint32_t value;

    memcpy(&value, ram_at(d, pa), 4);
    return value;
}

/* Reset, ACKNOWLEDGE, DRIVER, features, FEATURES_OK, queue 0, DRIVER_OK. */
static inline void bring_up(Driver *d, uint32_t low_features)
{
    wr(d, 0x70, 0);
    wr(d, 0x70, 1);
    wr(d, 0x70, 3);
    wr(d, 0x24, 0);
    wr(d, 0x20, low_features);
    wr(d, 0x24, 1);
    wr(d, 0x20, 1); /* VERSION_1 */
    wr(d, 0x70, 11);
    ck_assert_uint_eq(rd(d, 0x70), 11);
    wr(d, 0x30, 0);
    ck_assert_uint_eq(rd(d, 0x44), 0);
    ck_assert_uint_ge(rd(d, 0x34), QUEUE_SIZE);
    wr(d, 0x38, QUEUE_SIZE);
    wr(d, 0x80, DESC);
    wr(d, 0x90, AVAIL);
    wr(d, 0xa0, USED);
    wr(d, 0x44, 1);
    wr(d, 0x70, 15);
}

static inline void describe(Driver *d, unsigned index, uint64_t address, uint32_t size,
                            unsigned flags, unsigned next)
{
    uint8_t *at = ram_at(d, DESC + 16 * index);

    memcpy(at, &address, 8);
    memcpy(at + 8, &size, 4);
    store16(d, DESC + 16 * index + 12, flags);
    store16(d, DESC + 16 * index + 14, next);
}

/* Makes the chain at @head available and notifies. */
static inline void submit(Driver *d, unsigned head, uint64_t now)
{
    uint16_t index = load16(d, AVAIL + 2);

    store16(d, AVAIL + 4 + 2 * (index % QUEUE_SIZE), head);
    store16(d, AVAIL + 2, index + 1u);
    wr_at(d, 0x50, 0, now);
}

#endif
