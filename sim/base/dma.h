/* SPDX-License-Identifier: MIT
 *
 * dma.h - how a device reaches guest memory: bounded copies that can fail, never pointers.
 *
 * A write tells the CPUs, whose decoded code may be in the range.
 */
#ifndef SIM_BASE_DMA_H
#define SIM_BASE_DMA_H

#include "sim/base/bus.h"

typedef struct DmaPort {
    const Bus *bus;
    /* Called after a device wrote RAM; may be NULL. */
    void (*wrote)(void *owner, Pa pa, uint64_t size_bytes);
    void *owner;
} DmaPort;

/* False when any byte of the range is not RAM; then nothing was copied. */
MUST_USE bool dma_read(const DmaPort *port, Pa pa, void *to, uint64_t size_bytes);
MUST_USE bool dma_write(const DmaPort *port, Pa pa, const void *from, uint64_t size_bytes);

#endif
