/* SPDX-License-Identifier: MIT
 *
 * event.c - a binary heap of events ordered by (time, order of scheduling).
 *
 * Tests: tests/unit/sim/base/event_test.c
 */
#include "sim/base/event.h"

#include <stdio.h>
#include <stdlib.h>

#include "sim/base/clock.h"

static bool before(const Event *a, const Event *b)
{
    return a->at_units != b->at_units ? a->at_units < b->at_units : a->order < b->order;
}

static void put(EventQueue *queue, size_t index, Event *event)
{
    queue->heap[index - 1] = event;
    event->heap_index = index;
}

static void sift_up(EventQueue *queue, size_t index, Event *event)
{
    while (index > 1 && before(event, queue->heap[index / 2 - 1])) {
        put(queue, index, queue->heap[index / 2 - 1]);
        index /= 2;
    }
    put(queue, index, event);
}

static void sift_down(EventQueue *queue, size_t index, Event *event)
{
    for (;;) {
        size_t child = index * 2;

        if (child > queue->count)
            break;
        if (child < queue->count && before(queue->heap[child], queue->heap[child - 1]))
            child++;
        if (!before(queue->heap[child - 1], event))
            break;
        put(queue, index, queue->heap[child - 1]);
        index = child;
    }
    put(queue, index, event);
}

static void grow(EventQueue *queue)
{
    size_t capacity = queue->capacity ? queue->capacity * 2 : 16;
    Event **heap = realloc(queue->heap, capacity * sizeof *heap);

    if (!heap) {
        fputs("doubletrap: out of memory\n", stderr);
        abort();
    }
    queue->heap = heap;
    queue->capacity = capacity;
}

void event_queue_free(EventQueue *queue)
{
    free(queue->heap);
    *queue = (EventQueue){0};
}

void event_cancel(EventQueue *queue, Event *event)
{
    size_t index = event->heap_index;
    Event *last;

    if (!index)
        return;
    event->heap_index = 0;
    last = queue->heap[--queue->count];
    if (last == event)
        return;
    if (index > 1 && before(last, queue->heap[index / 2 - 1]))
        sift_up(queue, index, last);
    else
        sift_down(queue, index, last);
}

void event_schedule(EventQueue *queue, Event *event, uint64_t at_units)
{
    event_cancel(queue, event);
    if (at_units == TIME_NEVER)
        return;
    if (queue->count == queue->capacity)
        grow(queue);
    event->at_units = at_units;
    event->order = queue->next_order++;
    sift_up(queue, ++queue->count, event);
}

uint64_t event_next(const EventQueue *queue)
{
    return queue->count ? queue->heap[0]->at_units : TIME_NEVER;
}

void event_run_due(EventQueue *queue, uint64_t now_units)
{
    while (queue->count && queue->heap[0]->at_units <= now_units) {
        Event *event = queue->heap[0];

        event_cancel(queue, event);
        event->fire(event->owner, now_units);
    }
}
