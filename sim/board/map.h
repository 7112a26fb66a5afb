/* SPDX-License-Identifier: MIT
 *
 * map.h - the memory map and interrupt numbers of the `virt` board, as a table.
 *
 * virt_map.def has the rows. VIRTIO is the first of VIRT_VIRTIO_COUNT equal transports; the size
 * of RAM is the user's choice.
 *
 * Journey: after sim/machine.c, before sim/board/fdt.c
 */
#ifndef SIM_BOARD_MAP_H
#define SIM_BOARD_MAP_H

#include "sim/base/addr.h"
#include "sim/base/bits.h"
#include "sim/base/cost.h"

typedef enum MapId {
#define MAP(id, name, base, size, spi, world, cost, text) MAP_##id,
#include "sim/board/virt_map.def"
#undef MAP
    MAP_COUNT
} MapId;

#define MAP_NO_SPI (-1)

typedef struct MapEntry {
    const char *name, *text; /* what it is; empty: not there */
    Pa base;
    uint64_t size_bytes; /* of one; RAM: 0 */
    int spi;             /* or MAP_NO_SPI */
    bool secure_only;
    CostEvent read_cost, write_cost;
} MapEntry;

const MapEntry *virt_map(MapId id);

#define VIRT_VIRTIO_COUNT 32
#define VIRT_SPI_COUNT 256
#define VIRT_V2M_SPI_COUNT 64
#define VIRT_CNT_HZ UINT64_C(62500000)

/* Transport @n < VIRT_VIRTIO_COUNT: its registers and its SPI. */
Pa virt_virtio_base(unsigned n);
unsigned virt_virtio_spi(unsigned n);

/* Private peripheral interrupts by INTID (device trees have INTID - 16). */
enum {
    PPI_PMU = 23,
    PPI_MAINTENANCE = 25,
    PPI_HYP_TIMER = 26,
    PPI_VIRTUAL_TIMER = 27,
    PPI_HYP_VIRTUAL_TIMER = 28,
    PPI_SECURE_TIMER = 29,
    PPI_PHYSICAL_TIMER = 30,
};

/* MPIDR_EL1's affinity fields of CPU @cpu: clusters are as large as a GICv2 (8 CPUs) or a GICv3
 * SGI target list (16) can address. */
uint64_t virt_mpidr_affinity(unsigned cpu, unsigned gic_version);

#endif
