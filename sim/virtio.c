/* SPDX-License-Identifier: MIT
 *
 * virtio.c - puts virtio devices into their slots.    Tests: tests/unit/sim/board/virtio_test.c
 */
#include "sim/virtio.h"

#define RNG_SEED UINT64_C(0x646f75626c657472) /* fixed: two runs are the same */

static bool no_memory(Err *err)
{
    return err_set(err, "out of memory");
}

static bool add_transport(Virtio *virtio, const VirtioBuild *build, unsigned slot, Err *err)
{
    const MapEntry *map = virt_map(MAP_VIRTIO);

    virtio->mmio[slot] = virtio_mmio_new(
        &(VirtioMmioConfig){.irq = gic_spi(build->gic, virt_virtio_spi(slot)), .dma = build->dma});
    if (!virtio->mmio[slot])
        return no_memory(err);
    return bus_add(build->bus,
                   &(BusRegion){.name = map->name,
                                .base = virt_virtio_base(slot),
                                .size_bytes = map->size_bytes,
                                .ops = &virtio_mmio_ops,
                                .device = virtio->mmio[slot],
                                .read_cost = map->read_cost,
                                .write_cost = map->write_cost},
                   err);
}

static DiskMode mode_of(const ConfigDrive *drive)
{
    return drive->read_only ? DISK_READ_ONLY : drive->snapshot ? DISK_OVERLAY : DISK_WRITE_FILE;
}

static bool add_drive(Virtio *virtio, const VirtioBuild *build, unsigned index, unsigned slot,
                      Err *err)
{
    const ConfigDrive *drive = &build->config->drive[index];

    virtio->disk[index] = disk_open(drive->file, mode_of(drive), err);
    if (!virtio->disk[index])
        return false;
    virtio->blk[index] = virtio_blk_new(&(VirtioBlkConfig){
        .mmio = virtio->mmio[slot],
        .disk = virtio->disk[index],
        .events = build->events,
        .latency_units = clock_units_of_ns(build->clock, VIRTIO_BLK_LATENCY_NS)});
    return virtio->blk[index] ? true : no_memory(err);
}

static bool add_rng(Virtio *virtio, const VirtioBuild *build, unsigned slot, Err *err)
{
    virtio->rng = virtio_rng_new(&(VirtioRngConfig){
        .mmio = virtio->mmio[slot],
        .seed = RNG_SEED,
        .events = build->events,
        .latency_units = clock_units_of_ns(build->clock, VIRTIO_RNG_LATENCY_NS)});
    return virtio->rng ? true : no_memory(err);
}

bool virtio_build(Virtio *virtio, const VirtioBuild *build, Err *err)
{
    unsigned slot = VIRT_VIRTIO_COUNT;

    for (unsigned i = 0; i < VIRT_VIRTIO_COUNT; i++)
        if (!add_transport(virtio, build, i, err))
            return false;
    if (build->config->drive_count + build->config->has_rng > VIRT_VIRTIO_COUNT)
        return err_usage(err, "-drive: the board has %d virtio transports", VIRT_VIRTIO_COUNT);
    for (unsigned i = 0; i < build->config->drive_count; i++)
        if (!add_drive(virtio, build, i, --slot, err))
            return false;
    return !build->config->has_rng || add_rng(virtio, build, --slot, err);
}

void virtio_free(Virtio *virtio)
{
    for (unsigned i = 0; i < CONFIG_LIST_MAX; i++)
        virtio_blk_free(virtio->blk[i]);
    virtio_rng_free(virtio->rng);
    for (unsigned i = 0; i < VIRT_VIRTIO_COUNT; i++)
        virtio_mmio_free(virtio->mmio[i]);
    for (unsigned i = 0; i < CONFIG_LIST_MAX; i++)
        disk_close(virtio->disk[i]);
}
