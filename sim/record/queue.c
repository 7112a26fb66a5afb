/* SPDX-License-Identifier: MIT
 *
 * queue.c - the double buffer between simulation and writer.
 *
 * Tests: tests/unit/sim/record/record_test.c
 */
#include "sim/record/queue.h"

#include <stdlib.h>
#include <string.h>

typedef struct Head {
    uint32_t size;
    uint8_t kind;
} Head;

bool queue_init(Queue *queue)
{
    *queue = (Queue){.filling = malloc(QUEUE_BYTES), .emptying = malloc(QUEUE_BYTES)};
    host_lock_init(&queue->lock);
    if (queue->filling && queue->emptying)
        return true;
    queue_free(queue);
    return false;
}

void queue_free(Queue *queue)
{
    host_lock_free(&queue->lock);
    free(queue->filling);
    free(queue->emptying);
}

void queue_put(Queue *queue, uint8_t kind, const void *message, size_t size)
{
    Head head = {.size = (uint32_t)size, .kind = kind};
    size_t need = sizeof head + size;

    assert(need <= QUEUE_BYTES);
    host_lock(&queue->lock);
    while (queue->filled + need > QUEUE_BYTES && !queue->dead) {
        host_signal(&queue->lock);
        host_wait(&queue->lock, QUEUE_PERIOD_NS);
    }
    if (!queue->dead) {
        memcpy(queue->filling + queue->filled, &head, sizeof head);
        memcpy(queue->filling + queue->filled + sizeof head, message, size);
        queue->filled += need;
    }
    host_unlock(&queue->lock);
}

void queue_close(Queue *queue)
{
    host_lock(&queue->lock);
    queue->closed = true;
    host_signal(&queue->lock);
    host_unlock(&queue->lock);
}

bool queue_take(Queue *queue, const uint8_t **bytes, size_t *size)
{
    uint64_t deadline = host_now_ns() + QUEUE_PERIOD_NS;
    uint8_t *full;

    host_lock(&queue->lock);
    while (!queue->closed && queue->filled < QUEUE_BYTES / 2) {
        uint64_t now = host_now_ns();

        if (now >= deadline && queue->filled)
            break;
        host_wait(&queue->lock, now < deadline ? deadline - now : QUEUE_PERIOD_NS);
    }
    full = queue->filling;
    queue->filling = queue->emptying;
    queue->emptying = full;
    *bytes = full;
    *size = queue->filled;
    queue->filled = 0;
    host_signal(&queue->lock);
    host_unlock(&queue->lock);
    return *size > 0;
}

void queue_kill(Queue *queue)
{
    host_lock(&queue->lock);
    queue->dead = true;
    queue->filled = 0;
    host_signal(&queue->lock);
    host_unlock(&queue->lock);
}

bool queue_next(const uint8_t *bytes, size_t size, size_t *at, uint8_t *kind,
                const uint8_t **message)
{
    Head head;

    if (*at >= size)
        return false;
    memcpy(&head, bytes + *at, sizeof head);
    *kind = head.kind;
    *message = bytes + *at + sizeof head;
    *at += sizeof head + head.size;
    return true;
}
