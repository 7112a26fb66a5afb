/* SPDX-License-Identifier: MIT
 *
 * waiting.c - puts CPUs to sleep and wakes them.    Tests: tests/golden/
 */
#include "sim/waiting.h"

#include "cpu/exception.h"

/* Makes cpu_now say @units for a CPU that does not run. */
static void set_time(Cpu *cpu, uint64_t units)
{
    cpu->slice_begin_units = units;
    cpu->slice_units = 0;
    cpu->budget = 0;
}

static void stream_fired(void *owner, uint64_t now_units)
{
    Cpu *cpu = owner;

    (void)now_units;
    cpu->event_register = true;
}

void waiting_boot(Machine *machine, unsigned index, bool runs)
{
    Schedule *schedule = &machine->schedule;
    Cpu *cpu = machine->cpu[index];
    uint64_t now = max_u64(schedule->time_units[index], schedule->now_units);

    event_cancel(&machine->events, &machine->event_stream[index]);
    machine->event_stream[index] =
        (Event){.fire = stream_fired, .owner = cpu, .name = "event stream"};
    set_time(cpu, runs ? schedule_wake(schedule, index, now) : now);
    cpu->wait = runs ? WAIT_NONE : WAIT_OFF;
    cpu->wait_begin_units = now;
}

/* EL1's stream counts virtual time, that of EL2 physical time. When the stream that @control
 * (CNTKCTL_EL1 or CNTHCTL_EL2) asks for sends its next event. */
static uint64_t next_of_stream(const Cpu *cpu, uint64_t control, bool virtual_count)
{
    enum { EVNTEN = 2, EVNTDIR = 3, EVNTIS = 17 };
    unsigned lowest = bit(control, EVNTIS) ? 8 : 0;

    return timers_next_event_stream(cpu->timers, virtual_count, bit(control, EVNTEN),
                                    bit(control, EVNTDIR), lowest + (unsigned)bits(control, 7, 4),
                                    cpu_now(cpu));
}

void waiting_began(Machine *machine, unsigned index)
{
    Cpu *cpu = machine->cpu[index];

    cpu->attention |= ATTENTION_INTERRUPT; /* waiting_wake looks at it once in any case */
    if (cpu->wait == WAIT_WFE)
        event_schedule(&machine->events, &machine->event_stream[index],
                       min_u64(next_of_stream(cpu, cpu->sr[SR_CNTKCTL_EL1], true),
                               next_of_stream(cpu, cpu->sr[SR_CNTHCTL_EL2], false)));
}

void waiting_end(Machine *machine, unsigned index, uint64_t units)
{
    Cpu *cpu = machine->cpu[index];

    set_time(cpu, schedule_wake(&machine->schedule, index, units));
    event_cancel(&machine->events, &machine->event_stream[index]);
    cpu_wait(cpu, WAIT_NONE);
    cpu->attention |= ATTENTION_INTERRUPT;
}

/* Whether a CPU that waits is to be woken. What it waits for comes with attention or an event. */
static bool is_called(Cpu *cpu)
{
    if (cpu->wait == WAIT_OFF)
        return false;
    if (cpu->wait == WAIT_WFE && (cpu->event_register || monitor_untold(cpu))) {
        cpu->event_register = false;
        return true;
    }
    if (!(cpu->attention & ATTENTION_INTERRUPT))
        return false;
    cpu->attention &= ~(uint32_t)ATTENTION_INTERRUPT;
    return interrupt_pending(cpu);
}

bool waiting_wake(Machine *machine)
{
    uint32_t waiting = (uint32_t)ones(machine->cpu_count) & ~machine->schedule.runnable;
    bool any = false;

    for (; waiting; waiting &= waiting - 1) {
        unsigned i = (unsigned)__builtin_ctz(waiting);

        if (!is_called(machine->cpu[i]))
            continue;
        waiting_end(machine, i, machine->schedule.now_units);
        any = true;
    }
    return any;
}

void waiting_end_wfe(Machine *machine)
{
    for (unsigned i = 0; i < machine->cpu_count; i++)
        if (machine->cpu[i]->wait == WAIT_WFE)
            waiting_end(machine, i, machine->schedule.now_units);
}

void waiting_catch_up(Machine *machine, unsigned index)
{
    Cpu *cpu = machine->cpu[index];

    if (cpu->wait != WAIT_NONE)
        set_time(cpu, max_u64(cpu_now(cpu), machine->schedule.now_units));
}
