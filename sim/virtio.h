/* SPDX-License-Identifier: MIT
 *
 * virtio.h - the machine's 32 virtio-mmio transports, and the drives and entropy source on them.
 *
 * As on QEMU every transport is there; the first device takes slot 31, the next 30, and so on.
 */
#ifndef SIM_VIRTIO_H
#define SIM_VIRTIO_H

#include "sim/base/clock.h"
#include "sim/base/dma.h"
#include "sim/base/event.h"
#include "sim/board/map.h"
#include "sim/board/virtio_blk.h"
#include "sim/board/virtio_mmio.h"
#include "sim/board/virtio_rng.h"
#include "sim/config.h"
#include "sim/gic.h"

/* Zero-initialised is empty. */
typedef struct Virtio {
    VirtioMmio *mmio[VIRT_VIRTIO_COUNT];
    VirtioBlk *blk[CONFIG_LIST_MAX];
    Disk *disk[CONFIG_LIST_MAX];
    VirtioRng *rng;
} Virtio;

typedef struct VirtioBuild {
    const Config *config;
    Bus *bus;
    const Gic *gic;
    EventQueue *events;
    Clock clock;
    DmaPort dma;
} VirtioBuild;

/* Builds all transports and devices and puts them on the bus. False with @err; virtio_free frees
 * what there is. */
MUST_USE bool virtio_build(Virtio *virtio, const VirtioBuild *build, Err *err);
void virtio_free(Virtio *virtio);

#endif
