/* SPDX-License-Identifier: MIT
 *
 * crosstalk.h - what CPUs do to one another: interrupts, events, starting each other.
 *
 * An interrupt that one CPU makes pending at another arrives the model's `sgi_delivery` after the
 * act, at the sender's time. Whatever happens between CPUs ends the turn of the one that did it and
 * keeps them close in time for a while, closer than an interrupt takes: then none is late.
 *
 * Spec: docs/decisions/0010-several-cpus.md.    Tests: tests/guest/smp
 */
#ifndef SIM_CROSSTALK_H
#define SIM_CROSSTALK_H

#include "cpu/cpu.h"

struct Machine;

/* The lines from the interrupt controller to one CPU. */
typedef struct Wire {
    struct Machine *machine;
    unsigned cpu;
    uint32_t levels; /* as the interrupt controller has them; bits as Cpu.lines */
    Event arrival;   /* when the CPU sees them */
} Wire;

/* Quanta and delays as the configuration and the cost model have them. */
void crosstalk_init(struct Machine *machine);

/* A line that the interrupt controller may drive on behalf of any CPU. */
IrqLine crosstalk_line(struct Machine *machine, unsigned cpu, CpuLine input);

/* CPUs talk, at the time of the one that runs. */
void crosstalk_interact(struct Machine *machine);

/* The CPU that runs is to read the system counter, and is further ahead of another one than it
 * would be while CPUs talk: that one is to come closer first. */
bool crosstalk_is_early(struct Machine *machine);

/* The CPU that runs, or a device, sends an event to @cpu: SEV. */
void crosstalk_send_event(struct Machine *machine, unsigned cpu);

/* A write took the exclusive marks of @cpus away, a bit each: an event for each of them. */
void crosstalk_took_marks(struct Machine *machine, uint32_t cpus);

#endif
