/* SPDX-License-Identifier: MIT
 *
 * virtio_mmio.h - the virtio transport over MMIO, version 2, and what a device behind it offers.
 *
 * machine.c makes a transport for each slot and hands it to a device (virtio_blk_new ...); a slot
 * without one says device 0, "nobody here". A driver that breaks the rules gets
 * DEVICE_NEEDS_RESET and silence until it resets the device.
 *
 * Spec: Virtual I/O Device (VIRTIO) 1.2, 4.2 Virtio Over MMIO.
 * Tests: tests/unit/sim/board/virtio_test.c, tests/fuzz/virtio_fuzz.c
 */
#ifndef SIM_BOARD_VIRTIO_MMIO_H
#define SIM_BOARD_VIRTIO_MMIO_H

#include "sim/base/irqline.h"
#include "sim/board/virtqueue.h"

#define VIRTIO_QUEUE_MAX 4
#define VIRTIO_CONFIG_BYTES 0x100
#define VIRTIO_F_VERSION_1 (UINT64_C(1) << 32)

/* What a kind of device is; @device is its state. */
typedef struct VirtioDeviceOps {
    uint32_t device_id;
    unsigned queue_count;
    uint64_t (*features)(const void *device); /* VERSION_1 is added by the transport */
    /* Fills the configuration space, which is zeroed. */
    void (*config)(const void *device, uint8_t config[VIRTIO_CONFIG_BYTES]);
    /* The driver put something into @queue, which is ready. */
    void (*notify)(void *device, unsigned queue, uint64_t now_units);
    /* Forget all requests. */
    void (*reset)(void *device);
} VirtioDeviceOps;

typedef struct VirtioMmioConfig {
    IrqLine irq;
    DmaPort dma;
} VirtioMmioConfig;

typedef struct VirtioMmio VirtioMmio;

/* NULL when memory is exhausted. Free it after its device. */
VirtioMmio *virtio_mmio_new(const VirtioMmioConfig *config);
void virtio_mmio_free(VirtioMmio *mmio);
void virtio_mmio_reset(VirtioMmio *mmio);

extern const DeviceOps virtio_mmio_ops;

/* For devices. */
void virtio_mmio_attach(VirtioMmio *mmio, const VirtioDeviceOps *ops, void *device);
const DmaPort *virtio_mmio_dma(const VirtioMmio *mmio);
/* Takes the next request; false when there is none or the driver broke the rules. */
MUST_USE bool virtio_mmio_pop(VirtioMmio *mmio, unsigned queue, VirtioChain *chain);
/* Gives it back, and interrupts the driver if it wants that. */
void virtio_mmio_push(VirtioMmio *mmio, unsigned queue, const VirtioChain *chain, uint32_t written);
/* The driver broke the rules: DEVICE_NEEDS_RESET. */
void virtio_mmio_fail(VirtioMmio *mmio);

#endif
