/* SPDX-License-Identifier: MIT
 *
 * bus.c - the physical address map.    Tests: tests/unit/sim/base/bus_test.c
 */
#include "sim/base/bus.h"

#include <string.h>

static uint64_t last_byte(const BusRegion *region)
{
    return region->base.v + (region->size_bytes - 1);
}

bool bus_add(Bus *bus, const BusRegion *region, Err *err)
{
    unsigned at = bus->region_count;

    assert(region->size_bytes > 0);
    assert(region->host || region->ops);
    assert(!region->host_reads || (region->host && region->ops));
    if (bus->region_count == BUS_REGION_MAX)
        return err_set(err, "the address map is full (%d regions): `%s` does not fit",
                       BUS_REGION_MAX, region->name);
    for (unsigned i = 0; i < bus->region_count; i++) {
        const BusRegion *other = &bus->region[i];

        if (region->base.v <= last_byte(other) && other->base.v <= last_byte(region))
            return err_set(err, "`%s` at 0x%llx overlaps `%s` at 0x%llx", region->name,
                           (unsigned long long)region->base.v, other->name,
                           (unsigned long long)other->base.v);
    }
    while (at > 0 && bus->region[at - 1].base.v > region->base.v) {
        bus->region[at] = bus->region[at - 1];
        at--;
    }
    bus->region[at] = *region;
    bus->region_count++;
    return true;
}

const BusRegion *bus_find(const Bus *bus, Pa pa)
{
    unsigned low = 0, high = bus->region_count;

    while (low < high) {
        unsigned mid = (low + high) / 2;
        const BusRegion *region = &bus->region[mid];

        if (pa.v < region->base.v)
            high = mid;
        else if (pa.v > last_byte(region))
            low = mid + 1;
        else
            return region;
    }
    return NULL;
}

void bus_set_host_reads(Bus *bus, Pa pa, bool host_reads)
{
    const BusRegion *found = bus_find(bus, pa);

    assert(found);
    assert(found->host && found->ops);
    bus->region[found - bus->region].host_reads = host_reads;
}

/* The region for one access, or NULL when it must abort. */
static const BusRegion *region_for(const Bus *bus, const BusRequest *request, Pa pa)
{
    const BusRegion *region = bus_find(bus, pa);

    if (!region || (region->secure_only && !request->secure))
        return NULL;
    return pa.v - region->base.v + request->size_bytes <= region->size_bytes ? region : NULL;
}

bool bus_read(const Bus *bus, const BusRequest *request, Pa pa, uint64_t *value)
{
    const BusRegion *region = region_for(bus, request, pa);
    const uint8_t *host;

    if (!region)
        return false;
    host = bus_region_read_host(region);
    if (!host)
        return region->ops->read(region->device, request, pa.v - region->base.v, value);
    *value = 0;
    memcpy(value, host + (pa.v - region->base.v), request->size_bytes);
    return true;
}

bool bus_write(const Bus *bus, const BusRequest *request, Pa pa, uint64_t value)
{
    const BusRegion *region = region_for(bus, request, pa);

    if (!region)
        return false;
    if (region->ops)
        return region->ops->write(region->device, request, pa.v - region->base.v, value);
    if (!region->read_only)
        memcpy(region->host + (pa.v - region->base.v), &value, request->size_bytes);
    return true;
}

uint8_t *bus_host(const Bus *bus, Pa pa, uint64_t size_bytes, bool write)
{
    const BusRegion *region = bus_find(bus, pa);

    uint8_t *host;

    if (!region)
        return NULL;
    host = write ? bus_region_write_host(region) : bus_region_read_host(region);
    if (!host)
        return NULL;
    if (size_bytes > region->size_bytes - (pa.v - region->base.v))
        return NULL;
    return host + (pa.v - region->base.v);
}
