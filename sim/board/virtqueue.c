/* SPDX-License-Identifier: MIT
 *
 * virtqueue.c - a split virtqueue.    Tests: tests/unit/sim/board/virtio_test.c
 */
#include "sim/board/virtqueue.h"

enum { DESC_F_NEXT = 1, DESC_F_WRITE = 2, DESC_F_INDIRECT = 4, AVAIL_F_NO_INTERRUPT = 1 };

typedef struct Descriptor {
    uint64_t address;
    uint32_t size_bytes;
    uint16_t flags, next;
} Descriptor;

_Static_assert(sizeof(Descriptor) == 16, "as in guest memory");

typedef struct UsedElement {
    uint32_t head, written;
} UsedElement;

bool virtqueue_is_valid(const Virtqueue *queue)
{
    bool power_of_2 = queue->size && (queue->size & (queue->size - 1)) == 0;

    return power_of_2 && queue->size <= VIRTQUEUE_SIZE_MAX && is_aligned(queue->desc, 16) &&
           is_aligned(queue->driver, 2) && is_aligned(queue->device, 4);
}

static bool load16(const DmaPort *dma, uint64_t address, uint16_t *value)
{
    return dma_read(dma, pa_of(address), value, sizeof *value);
}

/* Appends one descriptor. False when the driver broke the order (2.7.4.2) or used a feature it was
 * not offered. */
static bool append(VirtioChain *chain, const Descriptor *d)
{
    bool writable = d->flags & DESC_F_WRITE;

    if ((d->flags & DESC_F_INDIRECT) || (!writable && chain->writable > 0))
        return false;
    chain->segment[chain->readable + chain->writable] =
        (VirtioSegment){.address = d->address, .size_bytes = d->size_bytes};
    if (writable)
        chain->writable++;
    else
        chain->readable++;
    return true;
}

/* Follows the chain from its head; a loop is a chain longer than the queue. */
static bool collect(const Virtqueue *queue, const DmaPort *dma, VirtioChain *chain)
{
    uint16_t index = chain->head;

    for (unsigned count = 0; count < queue->size; count++) {
        Descriptor d;

        if (index >= queue->size ||
            !dma_read(dma, pa_of(queue->desc + sizeof d * index), &d, sizeof d) ||
            !append(chain, &d))
            return false;
        if (!(d.flags & DESC_F_NEXT))
            return true;
        index = d.next;
    }
    return false;
}

VirtqueueResult virtqueue_pop(Virtqueue *queue, const DmaPort *dma, VirtioChain *chain)
{
    uint16_t available, slot;

    assert(queue->ready);
    if (!load16(dma, queue->driver + 2, &available))
        return VIRTQUEUE_MALFORMED;
    if (available == queue->next_available)
        return VIRTQUEUE_EMPTY;
    if ((uint16_t)(available - queue->next_available) > queue->size)
        return VIRTQUEUE_MALFORMED;
    slot = queue->next_available & (uint16_t)(queue->size - 1);
    chain->readable = chain->writable = 0;
    if (!load16(dma, queue->driver + 4 + UINT64_C(2) * slot, &chain->head) ||
        !collect(queue, dma, chain))
        return VIRTQUEUE_MALFORMED;
    queue->next_available++;
    return VIRTQUEUE_OK;
}

VirtqueueResult virtqueue_push(Virtqueue *queue, const DmaPort *dma, const VirtioChain *chain,
                               uint32_t written, bool *interrupt)
{
    UsedElement element = {.head = chain->head, .written = written};
    uint16_t slot = queue->next_used & (uint16_t)(queue->size - 1), next, flags;
    uint64_t at = queue->device + 4 + sizeof element * slot;

    assert(queue->ready);
    next = (uint16_t)(queue->next_used + 1);
    if (!dma_write(dma, pa_of(at), &element, sizeof element) ||
        !dma_write(dma, pa_of(queue->device + 2), &next, sizeof next) ||
        !load16(dma, queue->driver, &flags))
        return VIRTQUEUE_MALFORMED;
    queue->next_used = next;
    *interrupt = !(flags & AVAIL_F_NO_INTERRUPT);
    return VIRTQUEUE_OK;
}

static uint64_t sum(const VirtioSegment *segment, unsigned count)
{
    uint64_t bytes = 0;

    for (unsigned i = 0; i < count; i++)
        bytes += segment[i].size_bytes;
    return bytes;
}

uint64_t virtio_readable_bytes(const VirtioChain *chain)
{
    return sum(chain->segment, chain->readable);
}

uint64_t virtio_writable_bytes(const VirtioChain *chain)
{
    return sum(chain->segment + chain->readable, chain->writable);
}

/* The piece of a range that is in one segment. */
typedef struct Piece {
    Pa pa;
    uint64_t size_bytes; /* 0: the range goes beyond the segments */
} Piece;

static Piece piece_at(const VirtioSegment *segment, unsigned count, uint64_t offset, uint64_t size)
{
    for (unsigned i = 0; i < count; i++) {
        if (offset < segment[i].size_bytes)
            return (Piece){.pa = pa_of(segment[i].address + offset),
                           .size_bytes = min_u64(size, segment[i].size_bytes - offset)};
        offset -= segment[i].size_bytes;
    }
    return (Piece){.size_bytes = 0};
}

bool virtio_read(const VirtioChain *chain, const DmaPort *dma, uint64_t offset, void *to,
                 uint64_t size_bytes)
{
    uint8_t *out = to;

    while (size_bytes > 0) {
        Piece p = piece_at(chain->segment, chain->readable, offset, size_bytes);

        if (p.size_bytes == 0 || !dma_read(dma, p.pa, out, p.size_bytes))
            return false;
        out += p.size_bytes;
        offset += p.size_bytes;
        size_bytes -= p.size_bytes;
    }
    return true;
}

bool virtio_write(const VirtioChain *chain, const DmaPort *dma, uint64_t offset, const void *from,
                  uint64_t size_bytes)
{
    const VirtioSegment *writable = chain->segment + chain->readable;
    const uint8_t *in = from;

    while (size_bytes > 0) {
        Piece p = piece_at(writable, chain->writable, offset, size_bytes);

        if (p.size_bytes == 0 || !dma_write(dma, p.pa, in, p.size_bytes))
            return false;
        in += p.size_bytes;
        offset += p.size_bytes;
        size_bytes -= p.size_bytes;
    }
    return true;
}
