/* SPDX-License-Identifier: MIT
 *
 * bus.h - the physical address map: RAM, ROM and devices, found by address.
 *
 * A device is a DeviceOps and a state pointer; it never charges costs (the region names its
 * events and cpu/access.c charges them) and never sees a Cpu (the request says who asks).
 * RAM is one host mapping; regions do not overlap.
 */
#ifndef SIM_BASE_BUS_H
#define SIM_BASE_BUS_H

#include "sim/base/addr.h"
#include "sim/base/bits.h"
#include "sim/base/cost.h"
#include "sim/base/error.h"

/* Who asks, and how. */
typedef struct BusRequest {
    uint16_t requester; /* index of the CPU, or REQUESTER_DEVICE */
    uint8_t size_bytes; /* 1, 2, 4 or 8 */
    bool secure;        /* a Secure access */
    uint64_t now_units; /* simulated time of the access */
} BusRequest;

#define REQUESTER_DEVICE 0xffff

typedef struct DeviceOps {
    const char *name;
    /* Offset is from the region's base and aligned to the size. False: external abort.
     * @value is zero-extended. */
    bool (*read)(void *device, const BusRequest *request, uint64_t offset, uint64_t *value);
    bool (*write)(void *device, const BusRequest *request, uint64_t offset, uint64_t value);
} DeviceOps;

typedef struct BusRegion {
    const char *name; /* "gicd", "uart0" ...; static storage or owned by the device */
    Pa base;
    uint64_t size_bytes;
    /* Memory: @host is the first byte, @ops is NULL. Device: the reverse. Both: writes go to
     * @ops; reads and instruction fetches go to @host while @host_reads, else to @ops. */
    uint8_t *host;
    bool host_reads;  /* with @host and @ops only; see bus_set_host_reads */
    bool read_only;   /* memory whose writes are ignored; means nothing with @ops */
    bool secure_only; /* Non-secure accesses give an external abort */
    const DeviceOps *ops;
    void *device;
    CostEvent read_cost, write_cost; /* charged by cpu/access.c for a device access */
} BusRegion;

#define BUS_REGION_MAX 64

/* Zero-initialised is empty. */
typedef struct Bus {
    BusRegion region[BUS_REGION_MAX]; /* sorted by base */
    unsigned region_count;
} Bus;

/* Copies @region into the map. False when it overlaps another or the map is full. */
MUST_USE bool bus_add(Bus *bus, const BusRegion *region, Err *err);

/* The region that holds @pa, or NULL. */
const BusRegion *bus_find(const Bus *bus, Pa pa);

/* Where reads and fetches of @region, or its writes, find memory; NULL: go through its ops (or,
 * for a write of read-only memory, nowhere). What a TLB may keep a pointer to. */
static inline uint8_t *bus_region_read_host(const BusRegion *region)
{
    return region->ops && !region->host_reads ? NULL : region->host;
}

static inline uint8_t *bus_region_write_host(const BusRegion *region)
{
    return region->ops || region->read_only ? NULL : region->host;
}

/* Switches the reads of the region at @pa, which has both host and ops. The caller drops every
 * host pointer that was made from it (TLBs, decoded code). */
void bus_set_host_reads(Bus *bus, Pa pa, bool host_reads);

/* One naturally aligned access to memory or device. False: external abort. For CPUs' device
 * accesses, and for devices that read descriptors. Nothing is charged. */
bool bus_read(const Bus *bus, const BusRequest *request, Pa pa, uint64_t *value);
bool bus_write(const Bus *bus, const BusRequest *request, Pa pa, uint64_t value);

/* Host pointer to @size_bytes of RAM at @pa, or NULL when the range is not wholly in one memory
 * region (or, with @write, in one whose writes do not go to memory). For DMA: the caller reports
 * what it wrote with the machine's code-page hook, see DmaPort in sim/base/dma.h. */
uint8_t *bus_host(const Bus *bus, Pa pa, uint64_t size_bytes, bool write);

#endif
