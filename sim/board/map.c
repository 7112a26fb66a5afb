/* SPDX-License-Identifier: MIT
 *
 * map.c - the memory map of the `virt` board.    Tests: tests/unit/sim/board/map_test.c
 */
#include "sim/board/map.h"

#define WORLD_ANY false
#define WORLD_SECURE true

static const MapEntry entries[MAP_COUNT] = {
#define MAP(id, name_, base_, size_, spi_, world_, cost_, text_)                                   \
    [MAP_##id] = {.name = (name_),                                                                 \
                  .text = (text_),                                                                 \
                  .base = {base_},                                                                 \
                  .size_bytes = (size_),                                                           \
                  .spi = (spi_),                                                                   \
                  .secure_only = WORLD_##world_,                                                   \
                  .read_cost = COST_MMIO_READ_##cost_,                                             \
                  .write_cost = COST_MMIO_WRITE_##cost_},
#include "sim/board/virt_map.def"
#undef MAP
};

const MapEntry *virt_map(MapId id)
{
    assert(id < MAP_COUNT);
    return &entries[id];
}

Pa virt_virtio_base(unsigned n)
{
    const MapEntry *first = virt_map(MAP_VIRTIO);

    assert(n < VIRT_VIRTIO_COUNT);
    return pa_of(first->base.v + n * first->size_bytes);
}

unsigned virt_virtio_spi(unsigned n)
{
    assert(n < VIRT_VIRTIO_COUNT);
    return (unsigned)virt_map(MAP_VIRTIO)->spi + n;
}

uint64_t virt_mpidr_affinity(unsigned cpu, unsigned gic_version)
{
    unsigned cluster_size = gic_version == 2 ? 8 : 16;

    return (uint64_t)(cpu / cluster_size) << 8 | cpu % cluster_size;
}
