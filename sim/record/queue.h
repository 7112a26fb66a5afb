/* SPDX-License-Identifier: MIT
 *
 * queue.h - bounded queue of messages from the simulation to the recording thread.
 *
 * Two buffers: the simulation fills one while the writer empties the other. The writer takes what
 * there is at least four times a second; a full buffer makes the simulation wait (simulated time
 * does not notice).
 */
#ifndef SIM_RECORD_QUEUE_H
#define SIM_RECORD_QUEUE_H

#include "sim/base/host.h"

#define QUEUE_BYTES (1u << 20)
#define QUEUE_PERIOD_NS UINT64_C(250000000)

typedef struct Queue {
    HostLock lock;
    uint8_t *filling, *emptying;
    size_t filled;
    bool closed; /* no more will come */
    bool dead;   /* the writer has failed: messages are dropped */
} Queue;

/* False when memory is short. */
MUST_USE bool queue_init(Queue *queue);
void queue_free(Queue *queue);

/* Appends one message of @kind; waits while there is no room. */
void queue_put(Queue *queue, uint8_t kind, const void *message, size_t size);

/* No more messages; wakes the writer. */
void queue_close(Queue *queue);

/* For the writer: waits for messages and takes them all. False when closed and empty. */
MUST_USE bool queue_take(Queue *queue, const uint8_t **bytes, size_t *size);

/* The writer gives up. */
void queue_kill(Queue *queue);

/* Walks the messages of a taken buffer: @at is 0 first. False at the end. */
bool queue_next(const uint8_t *bytes, size_t size, size_t *at, uint8_t *kind,
                const uint8_t **message);

#endif
