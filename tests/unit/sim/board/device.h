/* SPDX-License-Identifier: MIT
 *
 * device.h - what tests of devices share: word accesses that must succeed, and a line that
 * remembers its level.
 */
#ifndef TESTS_UNIT_SIM_BOARD_DEVICE_H
#define TESTS_UNIT_SIM_BOARD_DEVICE_H

#include <check.h>

#include "sim/base/bus.h"
#include "sim/base/irqline.h"

typedef struct Wire {
    bool level;
    unsigned edges; /* rising */
} Wire;

static inline void wire_set(void *owner, unsigned input, bool level)
{
    Wire *wire = owner;

    (void)input;
    wire->edges += level && !wire->level;
    wire->level = level;
}

static inline IrqLine wire_line(Wire *wire)
{
    return (IrqLine){.set = wire_set, .owner = wire};
}

static inline uint64_t device_read(const DeviceOps *ops, void *device, unsigned size,
                                   uint64_t offset, uint64_t now)
{
    BusRequest request = {.size_bytes = (uint8_t)size, .now_units = now};
    uint64_t value = 0;

    ck_assert(ops->read(device, &request, offset, &value));
    return value;
}

static inline void device_write(const DeviceOps *ops, void *device, unsigned size, uint64_t offset,
                                uint64_t value, uint64_t now)
{
    BusRequest request = {.size_bytes = (uint8_t)size, .now_units = now};

    ck_assert(ops->write(device, &request, offset, value));
}

#endif
