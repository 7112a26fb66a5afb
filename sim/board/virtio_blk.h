/* SPDX-License-Identifier: MIT
 *
 * virtio_blk.h - the virtio block device.
 *
 * Spec: VIRTIO 1.2, 5.2 Block Device.    Tests: tests/unit/sim/board/virtio_test.c
 */
#ifndef SIM_BOARD_VIRTIO_BLK_H
#define SIM_BOARD_VIRTIO_BLK_H

#include "sim/base/event.h"
#include "sim/board/disk.h"
#include "sim/board/virtio_mmio.h"

/* A fast SSD's; requests are served one after another. */
#define VIRTIO_BLK_LATENCY_NS 50000u

typedef struct VirtioBlkConfig {
    VirtioMmio *mmio;
    Disk *disk;         /* outlives the device */
    const char *serial; /* at most 20 characters count; NULL: none */
    EventQueue *events;
    uint64_t latency_units;
} VirtioBlkConfig;

typedef struct VirtioBlk VirtioBlk;

/* Attaches itself to its transport. NULL when memory is exhausted. */
VirtioBlk *virtio_blk_new(const VirtioBlkConfig *config);
void virtio_blk_free(VirtioBlk *blk);

#endif
