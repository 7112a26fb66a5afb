/* SPDX-License-Identifier: MIT
 *
 * dma.c - bounded copies between devices and guest RAM.    Tests: tests/unit/sim/base/bus_test.c
 */
#include "sim/base/dma.h"

#include <string.h>

/* Devices are Non-secure masters, as on QEMU's virt. */
static uint8_t *reach(const DmaPort *port, Pa pa, uint64_t size_bytes, bool write)
{
    const BusRegion *region = bus_find(port->bus, pa);

    if (!region || region->secure_only)
        return NULL;
    return bus_host(port->bus, pa, size_bytes, write);
}

bool dma_read(const DmaPort *port, Pa pa, void *to, uint64_t size_bytes)
{
    const uint8_t *host = reach(port, pa, size_bytes, false);

    if (!host)
        return false;
    memcpy(to, host, size_bytes);
    return true;
}

bool dma_write(const DmaPort *port, Pa pa, const void *from, uint64_t size_bytes)
{
    uint8_t *host = reach(port, pa, size_bytes, true);

    if (!host)
        return false;
    memcpy(host, from, size_bytes);
    if (port->wrote)
        port->wrote(port->owner, pa, size_bytes);
    return true;
}
