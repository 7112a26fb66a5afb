/* SPDX-License-Identifier: MIT
 *
 * timer.c - the generic timers of one CPU.
 *
 * A timer is a comparator, two control bits and an output. Every write ends in timer_update,
 * which sets the output to what it should be now and schedules the event at which it will next
 * change by itself. While the output is masked or disabled nothing is scheduled: ISTATUS is
 * computed when it is read.
 *
 * Spec: DDI 0487, CNTP_CTL_EL0, CNTP_CVAL_EL0, CNTP_TVAL_EL0 and their siblings.
 * Tests: tests/unit/timer/timer_test.c
 * Journey: after timer/counter.c, before gic/gicv2.c
 */
#include "timer/timer.h"

#include <stdlib.h>

#include "timer/counter.h"

typedef struct Timer {
    uint64_t cval;
    uint8_t ctl; /* ENABLE and IMASK */
    bool level;  /* what the output line was last told */
    TimerId id;
    Timers *timers;
    IrqLine line;
    Event event;
} Timer;

struct Timers {
    Clock clock;
    EventQueue *queue;
    uint64_t voff; /* CNTVOFF_EL2 */
    uint64_t poff; /* CNTPOFF_EL2 as it works */
    Timer timer[TIMER_COUNT];
};

static const char *const event_name[TIMER_COUNT] = {
    [TIMER_PHYS] = "CNTP", [TIMER_VIRT] = "CNTV",      [TIMER_HYP] = "CNTHP",
    [TIMER_SEC] = "CNTPS", [TIMER_HYP_VIRT] = "CNTHV",
};

/* The timers of EL1 see an offset; the EL2 virtual timer counts with offset 0. */
static uint64_t offset_of(const Timers *timers, TimerId id)
{
    return id == TIMER_VIRT ? timers->voff : id == TIMER_PHYS ? timers->poff : 0;
}

static bool condition_met(const Timers *timers, TimerId id, uint64_t count)
{
    return counter_condition_met(count, offset_of(timers, id), timers->timer[id].cval);
}

/* The output is ENABLE and not IMASK: the only state in which the condition reaches the line. */
static bool unmasked(const Timer *timer)
{
    return timer->ctl == CNT_CTL_ENABLE;
}

static void timer_update(Timers *timers, TimerId id, uint64_t now_units)
{
    Timer *timer = &timers->timer[id];
    uint64_t count = clock_count_at(timers->clock, now_units);
    uint64_t next = COUNT_NEVER;
    bool level = unmasked(timer) && condition_met(timers, id, count);

    if (unmasked(timer))
        next = counter_next_change(count, offset_of(timers, id), timer->cval);
    event_schedule(timers->queue, &timer->event,
                   next == COUNT_NEVER ? TIME_NEVER : clock_units_at_count(timers->clock, next));
    if (level != timer->level) {
        timer->level = level;
        irqline_set(&timer->line, level);
    }
}

static void timer_fire(void *owner, uint64_t now_units)
{
    Timer *timer = owner;

    timer_update(timer->timers, timer->id, now_units);
}

Timers *timers_new(Clock clock, EventQueue *queue)
{
    Timers *timers = calloc(1, sizeof *timers);

    assert(clock.core_hz && clock.cnt_hz);
    if (!timers)
        return NULL;
    timers->clock = clock;
    timers->queue = queue;
    for (unsigned i = 0; i < TIMER_COUNT; i++) {
        Timer *timer = &timers->timer[i];

        timer->id = (TimerId)i;
        timer->timers = timers;
        timer->event = (Event){.fire = timer_fire, .owner = timer, .name = event_name[i]};
    }
    return timers;
}

void timers_free(Timers *timers)
{
    if (!timers)
        return;
    for (unsigned i = 0; i < TIMER_COUNT; i++)
        event_cancel(timers->queue, &timers->timer[i].event);
    free(timers);
}

void timers_connect(Timers *timers, TimerId id, IrqLine line)
{
    timers->timer[id].line = line;
}

void timers_reset(Timers *timers, uint64_t now_units)
{
    timers->voff = 0;
    timers->poff = 0;
    for (unsigned i = 0; i < TIMER_COUNT; i++) {
        timers->timer[i].cval = 0;
        timers->timer[i].ctl = 0;
        timer_update(timers, (TimerId)i, now_units);
    }
}

uint64_t timers_physical_count(const Timers *timers, uint64_t now_units)
{
    return clock_count_at(timers->clock, now_units);
}

uint64_t timers_voff(const Timers *timers)
{
    return timers->voff;
}

void timers_set_voff(Timers *timers, uint64_t voff, uint64_t now_units)
{
    timers->voff = voff;
    timer_update(timers, TIMER_VIRT, now_units);
}

uint64_t timers_poff(const Timers *timers)
{
    return timers->poff;
}

void timers_set_poff(Timers *timers, uint64_t poff, uint64_t now_units)
{
    timers->poff = poff;
    timer_update(timers, TIMER_PHYS, now_units);
}

/* CHOICE: with ENABLE 0 the architecture leaves ISTATUS UNKNOWN; it reads as 0 here, which is
 * what the condition, not evaluated, amounts to. */
uint64_t timers_ctl(const Timers *timers, TimerId id, uint64_t now_units)
{
    uint64_t ctl = timers->timer[id].ctl;
    uint64_t count = clock_count_at(timers->clock, now_units);

    if ((ctl & CNT_CTL_ENABLE) && condition_met(timers, id, count))
        ctl |= CNT_CTL_ISTATUS;
    return ctl;
}

uint64_t timers_cval(const Timers *timers, TimerId id)
{
    return timers->timer[id].cval;
}

/* The TimerValue view counts down whether or not the timer is enabled (CHOICE: UNKNOWN if not). */
uint64_t timers_tval(const Timers *timers, TimerId id, uint64_t now_units)
{
    uint64_t seen = clock_count_at(timers->clock, now_units) - offset_of(timers, id);

    return (uint32_t)(timers->timer[id].cval - seen);
}

void timers_set_ctl(Timers *timers, TimerId id, uint64_t value, uint64_t now_units)
{
    timers->timer[id].ctl = (uint8_t)(value & (CNT_CTL_ENABLE | CNT_CTL_IMASK));
    timer_update(timers, id, now_units);
}

void timers_set_cval(Timers *timers, TimerId id, uint64_t value, uint64_t now_units)
{
    timers->timer[id].cval = value;
    timer_update(timers, id, now_units);
}

void timers_set_tval(Timers *timers, TimerId id, uint64_t value, uint64_t now_units)
{
    uint64_t seen = clock_count_at(timers->clock, now_units) - offset_of(timers, id);

    timers_set_cval(timers, id, seen + sign_extend(value, 32), now_units);
}

bool timers_level(const Timers *timers, TimerId id, uint64_t now_units)
{
    uint64_t count = clock_count_at(timers->clock, now_units);

    return unmasked(&timers->timer[id]) && condition_met(timers, id, count);
}

uint64_t timers_next_event_stream(const Timers *timers, bool virtual_count, bool enabled,
                                  bool falling, unsigned bit_index, uint64_t now_units)
{
    uint64_t count = clock_count_at(timers->clock, now_units);
    uint64_t next;

    if (!enabled)
        return TIME_NEVER;
    next = counter_next_edge(count, virtual_count ? timers->voff : 0, bit_index, falling);
    return next == COUNT_NEVER ? TIME_NEVER : clock_units_at_count(timers->clock, next);
}
