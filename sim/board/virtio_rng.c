/* SPDX-License-Identifier: MIT
 *
 * virtio_rng.c - the virtio entropy device.    Tests: tests/unit/sim/board/virtio_test.c
 */
#include "sim/board/virtio_rng.h"

#include <stdlib.h>
#include <string.h>

#include "sim/board/virtio_worker.h"

#define DEVICE_ID 4u
#define REQUEST_MAX 65536u /* a longer one is answered with this much, as 5.4.6 allows */

struct VirtioRng {
    uint64_t state;
    VirtioWorker worker;
};

/* SplitMix64 (Steele, Lea, Flood 2014): any seed will do, 0 included. */
static uint64_t next(VirtioRng *rng)
{
    uint64_t z = rng->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static bool serve(void *device, const VirtioChain *chain, uint32_t *written)
{
    VirtioRng *rng = device;
    uint64_t size = min_u64(virtio_writable_bytes(chain), REQUEST_MAX);

    for (uint64_t done = 0; done < size; done += 8) {
        uint64_t word = next(rng);

        if (!virtio_write(chain, virtio_mmio_dma(rng->worker.mmio), done, &word,
                          min_u64(size - done, 8)))
            return false;
    }
    *written = (uint32_t)size;
    return true;
}

static uint64_t features(const void *device)
{
    (void)device;
    return 0;
}

static void config(const void *device, uint8_t bytes[VIRTIO_CONFIG_BYTES])
{
    (void)device;
    (void)bytes;
}

static void notify(void *device, unsigned queue, uint64_t now_units)
{
    VirtioRng *rng = device;

    (void)queue;
    virtio_worker_kick(&rng->worker, now_units);
}

static void reset(void *device)
{
    VirtioRng *rng = device;

    virtio_worker_stop(&rng->worker);
}

static const VirtioDeviceOps rng_ops = {
    .device_id = DEVICE_ID,
    .queue_count = 1,
    .features = features,
    .config = config,
    .notify = notify,
    .reset = reset,
};

VirtioRng *virtio_rng_new(const VirtioRngConfig *configuration)
{
    VirtioRng *rng = calloc(1, sizeof *rng);

    if (!rng)
        return NULL;
    rng->state = configuration->seed;
    rng->worker = (VirtioWorker){.mmio = configuration->mmio,
                                 .events = configuration->events,
                                 .latency_units = configuration->latency_units,
                                 .serve = serve,
                                 .device = rng};
    virtio_worker_start(&rng->worker, "virtio-rng");
    virtio_mmio_attach(configuration->mmio, &rng_ops, rng);
    return rng;
}

void virtio_rng_free(VirtioRng *rng)
{
    if (rng)
        virtio_worker_stop(&rng->worker);
    free(rng);
}
