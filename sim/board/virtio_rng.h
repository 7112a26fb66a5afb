/* SPDX-License-Identifier: MIT
 *
 * virtio_rng.h - the virtio entropy device, whose entropy is a seed: runs repeat.
 *
 * Spec: VIRTIO 1.2, 5.4 Entropy Device.    Tests: tests/unit/sim/board/virtio_test.c
 */
#ifndef SIM_BOARD_VIRTIO_RNG_H
#define SIM_BOARD_VIRTIO_RNG_H

#include "sim/base/event.h"
#include "sim/board/virtio_mmio.h"

#define VIRTIO_RNG_LATENCY_NS 10000u

typedef struct VirtioRngConfig {
    VirtioMmio *mmio;
    uint64_t seed;
    EventQueue *events;
    uint64_t latency_units;
} VirtioRngConfig;

typedef struct VirtioRng VirtioRng;

/* Attaches itself to its transport. NULL when memory is exhausted. */
VirtioRng *virtio_rng_new(const VirtioRngConfig *config);
void virtio_rng_free(VirtioRng *rng);

#endif
