/* SPDX-License-Identifier: MIT
 *
 * virtio_worker.c - one request at a time.    Tests: tests/unit/sim/board/virtio_test.c
 */
#include "sim/board/virtio_worker.h"

static void done(void *owner, uint64_t now_units)
{
    VirtioWorker *worker = owner;
    uint32_t written = 0;

    worker->busy = false;
    if (!worker->serve(worker->device, &worker->chain, &written)) {
        virtio_mmio_fail(worker->mmio);
        return;
    }
    virtio_mmio_push(worker->mmio, worker->queue, &worker->chain, written);
    virtio_worker_kick(worker, now_units);
}

void virtio_worker_start(VirtioWorker *worker, const char *name)
{
    worker->done = (Event){.fire = done, .owner = worker, .name = name};
    worker->busy = false;
}

void virtio_worker_kick(VirtioWorker *worker, uint64_t now_units)
{
    if (worker->busy || !virtio_mmio_pop(worker->mmio, worker->queue, &worker->chain))
        return;
    worker->busy = true;
    event_schedule(worker->events, &worker->done, now_units + worker->latency_units);
}

void virtio_worker_stop(VirtioWorker *worker)
{
    event_cancel(worker->events, &worker->done);
    worker->busy = false;
}
