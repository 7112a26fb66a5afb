/* SPDX-License-Identifier: MIT
 *
 * event.h - things that happen at a simulated time: timer expiries, device completions.
 *
 * An Event belongs to whoever waits for it and may be in at most one queue. Events of the same
 * time fire in the order in which they were scheduled, so a run is the same on every host.
 */
#ifndef SIM_BASE_EVENT_H
#define SIM_BASE_EVENT_H

#include "sim/base/bits.h"

typedef struct Event Event;

struct Event {
    void (*fire)(void *owner, uint64_t now_units); /* may schedule and cancel, itself included */
    void *owner;
    const char *name; /* for traces; static storage */
    uint64_t at_units;
    uint64_t order;    /* of scheduling */
    size_t heap_index; /* 1-based place in the queue; 0: not queued */
};

/* Zero-initialised is empty. */
typedef struct EventQueue {
    Event **heap;
    size_t count, capacity;
    uint64_t next_order;
} EventQueue;

void event_queue_free(EventQueue *queue);

/* (Re)schedules @event; TIME_NEVER cancels. Memory exhaustion aborts the program. */
void event_schedule(EventQueue *queue, Event *event, uint64_t at_units);

void event_cancel(EventQueue *queue, Event *event);

/* Time of the first event, or TIME_NEVER. */
uint64_t event_next(const EventQueue *queue);

/* Fires everything due at or before @now_units, in order. */
void event_run_due(EventQueue *queue, uint64_t now_units);

#endif
