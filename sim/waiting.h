/* SPDX-License-Identifier: MIT
 *
 * waiting.h - CPUs that wait in WFI or WFE or are off, and what makes them run again.
 *
 * A CPU in WFE is woken by its event register, which the counter's event stream sets too; in WFI
 * and WFE by an interrupt; one that is off by CPU_ON alone.
 *
 * Spec: DDI 0487, "Wait for Event mechanism and Send event", "Wait For Interrupt".
 * Tests: tests/unit/sim/waiting_test.c, tests/golden/
 */
#ifndef SIM_WAITING_H
#define SIM_WAITING_H

#include "sim/machine.h"

/* A CPU after reset, at the machine's time: it runs, or is off. */
void waiting_boot(Machine *machine, unsigned index, bool runs);

/* A CPU has begun to wait in the slice that just ended. */
void waiting_began(Machine *machine, unsigned index);

/* Wakes every CPU that has something to do by now. True if any did. */
bool waiting_wake(Machine *machine);

/* Wakes every CPU in WFE, whatever it waits for. */
void waiting_end_wfe(Machine *machine);

/* Makes a CPU that waits run from @units on, or from where it began to wait if that is later. */
void waiting_end(Machine *machine, unsigned index, uint64_t units);

/* A CPU that waits has done so until the machine's time: for reports. */
void waiting_catch_up(Machine *machine, unsigned index);

#endif
