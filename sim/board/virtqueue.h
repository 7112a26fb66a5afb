/* SPDX-License-Identifier: MIT
 *
 * virtqueue.h - a split virtqueue: takes descriptor chains from the driver, gives them back used.
 *
 * Every address, index and length is the guest's: each is checked, each chain is bounded by the
 * queue's size, and memory is reached through a DmaPort only.
 *
 * Spec: Virtual I/O Device (VIRTIO) 1.2, 2.7 Split Virtqueues.
 * Tests: tests/unit/sim/board/virtio_test.c, tests/fuzz/virtio_fuzz.c
 */
#ifndef SIM_BOARD_VIRTQUEUE_H
#define SIM_BOARD_VIRTQUEUE_H

#include "sim/base/dma.h"

#define VIRTQUEUE_SIZE_MAX 256u

/* Zero-initialised is a queue after reset. */
typedef struct Virtqueue {
    uint16_t size; /* a power of 2, at most VIRTQUEUE_SIZE_MAX, when ready */
    bool ready;
    uint64_t desc, driver, device; /* the three areas: table, available ring, used ring */
    uint16_t next_available, next_used;
} Virtqueue;

typedef struct VirtioSegment {
    uint64_t address;
    uint32_t size_bytes;
} VirtioSegment;

/* One request: first what the device reads, then what it writes. */
typedef struct VirtioChain {
    uint16_t head;
    unsigned readable, writable; /* how many of @segment are which */
    VirtioSegment segment[VIRTQUEUE_SIZE_MAX];
} VirtioChain;

typedef enum VirtqueueResult {
    VIRTQUEUE_OK,
    VIRTQUEUE_EMPTY,
    VIRTQUEUE_MALFORMED, /* the device needs a reset */
} VirtqueueResult;

/* Whether the driver's parameters make a queue: size and alignment of its areas. */
bool virtqueue_is_valid(const Virtqueue *queue);

/* Takes the next available chain. The queue is ready. */
VirtqueueResult virtqueue_pop(Virtqueue *queue, const DmaPort *dma, VirtioChain *chain);

/* Gives @chain back with @written bytes in its writable part. *@interrupt: the driver wants one. */
VirtqueueResult virtqueue_push(Virtqueue *queue, const DmaPort *dma, const VirtioChain *chain,
                               uint32_t written, bool *interrupt);

/* Sizes of the two parts. */
uint64_t virtio_readable_bytes(const VirtioChain *chain);
uint64_t virtio_writable_bytes(const VirtioChain *chain);

/* Copies from the readable part at @offset, or to the writable part: how the driver cut them into
 * descriptors does not matter. False when the part is too short or an address is not RAM; then
 * some bytes may have been copied. */
MUST_USE bool virtio_read(const VirtioChain *chain, const DmaPort *dma, uint64_t offset, void *to,
                          uint64_t size_bytes);
MUST_USE bool virtio_write(const VirtioChain *chain, const DmaPort *dma, uint64_t offset,
                           const void *from, uint64_t size_bytes);

#endif
