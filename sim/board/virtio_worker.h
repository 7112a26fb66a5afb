/* SPDX-License-Identifier: MIT
 *
 * virtio_worker.h - serves the requests of one queue, one after another, each after a latency.
 *
 * So a request ends at a simulated time that depends on nothing of the host.
 *
 * Tests: tests/unit/sim/board/virtio_test.c
 */
#ifndef SIM_BOARD_VIRTIO_WORKER_H
#define SIM_BOARD_VIRTIO_WORKER_H

#include "sim/base/event.h"
#include "sim/board/virtio_mmio.h"

typedef struct VirtioWorker {
    VirtioMmio *mmio;
    unsigned queue;
    EventQueue *events;
    uint64_t latency_units;
    /* Does the work. False when the request cannot be answered at all; else *@written is how many
     * bytes its writable part has got. */
    bool (*serve)(void *device, const VirtioChain *chain, uint32_t *written);
    void *device;
    /* Below is the worker's own. */
    Event done;
    bool busy;
    VirtioChain chain;
} VirtioWorker;

/* After the members above are set. */
void virtio_worker_start(VirtioWorker *worker, const char *name);

/* The queue may have got something. */
void virtio_worker_kick(VirtioWorker *worker, uint64_t now_units);

/* Drops the request in hand. */
void virtio_worker_stop(VirtioWorker *worker);

#endif
