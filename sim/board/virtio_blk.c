/* SPDX-License-Identifier: MIT
 *
 * virtio_blk.c - the virtio block device.    Tests: tests/unit/sim/board/virtio_test.c
 */
#include "sim/board/virtio_blk.h"

#include <stdlib.h>
#include <string.h>

#include "sim/board/virtio_worker.h"

#define DEVICE_ID 2u
#define SERIAL_BYTES 20u
#define COPY_BYTES 65536u

enum { F_SEG_MAX = 2, F_RO = 5, F_BLK_SIZE = 6, F_FLUSH = 9 };
enum { T_IN = 0, T_OUT = 1, T_FLUSH = 4, T_GET_ID = 8 };
enum { S_OK = 0, S_IOERR = 1, S_UNSUPP = 2 };

typedef struct Header {
    uint32_t type, reserved;
    uint64_t sector;
} Header;

struct VirtioBlk {
    VirtioBlkConfig config;
    VirtioWorker worker;
    uint8_t copy[COPY_BYTES];
};

static uint64_t features(const void *device)
{
    const VirtioBlk *blk = device;
    uint64_t read_only = disk_is_read_only(blk->config.disk);

    return 1u << F_SEG_MAX | read_only << F_RO | 1u << F_BLK_SIZE | 1u << F_FLUSH;
}

/* struct virtio_blk_config: capacity, seg_max and blk_size; the rest is not offered. */
static void config(const void *device, uint8_t bytes[VIRTIO_CONFIG_BYTES])
{
    const VirtioBlk *blk = device;
    uint64_t capacity = disk_bytes(blk->config.disk) / DISK_SECTOR_BYTES;
    uint32_t seg_max = VIRTQUEUE_SIZE_MAX - 2, blk_size = DISK_SECTOR_BYTES;

    memcpy(bytes, &capacity, sizeof capacity);
    memcpy(bytes + 12, &seg_max, sizeof seg_max);
    memcpy(bytes + 20, &blk_size, sizeof blk_size);
}

/* The byte range a transfer covers on the disk; false when it is not on it, or no whole sectors. */
static bool range(const VirtioBlk *blk, uint64_t sector, uint64_t size, uint64_t *offset)
{
    uint64_t sectors = disk_bytes(blk->config.disk) / DISK_SECTOR_BYTES;

    *offset = sector * DISK_SECTOR_BYTES;
    return size % DISK_SECTOR_BYTES == 0 && sector <= sectors &&
           size / DISK_SECTOR_BYTES <= sectors - sector;
}

static uint8_t transfer_in(VirtioBlk *blk, const VirtioChain *chain, uint64_t sector, uint64_t size)
{
    const DmaPort *dma = virtio_mmio_dma(blk->config.mmio);
    uint64_t offset;

    if (!range(blk, sector, size, &offset))
        return S_IOERR;
    for (uint64_t done = 0; done < size; done += COPY_BYTES) {
        uint64_t count = min_u64(size - done, COPY_BYTES);

        if (!disk_read(blk->config.disk, offset + done, blk->copy, count) ||
            !virtio_write(chain, dma, done, blk->copy, count))
            return S_IOERR;
    }
    return S_OK;
}

static uint8_t transfer_out(VirtioBlk *blk, const VirtioChain *chain, uint64_t sector)
{
    const DmaPort *dma = virtio_mmio_dma(blk->config.mmio);
    uint64_t offset, size = virtio_readable_bytes(chain) - sizeof(Header);

    if (disk_is_read_only(blk->config.disk) || !range(blk, sector, size, &offset))
        return S_IOERR;
    for (uint64_t done = 0; done < size; done += COPY_BYTES) {
        uint64_t count = min_u64(size - done, COPY_BYTES);

        if (!virtio_read(chain, dma, sizeof(Header) + done, blk->copy, count) ||
            !disk_write(blk->config.disk, offset + done, blk->copy, count))
            return S_IOERR;
    }
    return S_OK;
}

static uint8_t get_id(VirtioBlk *blk, const VirtioChain *chain, uint64_t size)
{
    char serial[SERIAL_BYTES] = {0};
    const char *from = blk->config.serial ? blk->config.serial : "";

    memcpy(serial, from, min_u64(strlen(from), SERIAL_BYTES));
    if (!virtio_write(chain, virtio_mmio_dma(blk->config.mmio), 0, serial,
                      min_u64(size, SERIAL_BYTES)))
        return S_IOERR;
    return S_OK;
}

/* The last writable byte is the status; without it, or without a whole header, nobody can be
 * told and the driver has broken the rules. */
static bool serve(void *device, const VirtioChain *chain, uint32_t *written)
{
    VirtioBlk *blk = device;
    const DmaPort *dma = virtio_mmio_dma(blk->config.mmio);
    uint64_t room = virtio_writable_bytes(chain), size = room - 1;
    uint8_t status = S_UNSUPP;
    Header header;

    if (room == 0 || room > UINT32_MAX || !virtio_read(chain, dma, 0, &header, sizeof header))
        return false;
    if (header.type == T_IN)
        status = transfer_in(blk, chain, header.sector, size);
    else if (header.type == T_OUT)
        status = transfer_out(blk, chain, header.sector);
    else if (header.type == T_FLUSH)
        status = disk_flush(blk->config.disk) ? S_OK : S_IOERR;
    else if (header.type == T_GET_ID)
        status = get_id(blk, chain, size);
    *written = (uint32_t)room;
    return virtio_write(chain, dma, size, &status, 1);
}

static void notify(void *device, unsigned queue, uint64_t now_units)
{
    VirtioBlk *blk = device;

    (void)queue;
    virtio_worker_kick(&blk->worker, now_units);
}

static void reset(void *device)
{
    VirtioBlk *blk = device;

    virtio_worker_stop(&blk->worker);
}

static const VirtioDeviceOps blk_ops = {
    .device_id = DEVICE_ID,
    .queue_count = 1,
    .features = features,
    .config = config,
    .notify = notify,
    .reset = reset,
};

VirtioBlk *virtio_blk_new(const VirtioBlkConfig *configuration)
{
    VirtioBlk *blk = calloc(1, sizeof *blk);

    if (!blk)
        return NULL;
    blk->config = *configuration;
    blk->worker = (VirtioWorker){.mmio = configuration->mmio,
                                 .events = configuration->events,
                                 .latency_units = configuration->latency_units,
                                 .serve = serve,
                                 .device = blk};
    virtio_worker_start(&blk->worker, "virtio-blk");
    virtio_mmio_attach(configuration->mmio, &blk_ops, blk);
    return blk;
}

void virtio_blk_free(VirtioBlk *blk)
{
    if (blk)
        virtio_worker_stop(&blk->worker);
    free(blk);
}
