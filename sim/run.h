/* SPDX-License-Identifier: MIT
 *
 * run.h - makes a machine go: slices, events, idle time, progress, and the reason to stop.
 */
#ifndef SIM_RUN_H
#define SIM_RUN_H

#include "sim/lockstep.h"

/* Called now and then (some times a second of host time) while the machine runs. May be NULL. */
typedef void (*RunProgress)(void *owner, const Machine *machine, double host_seconds);

/* Runs until machine->end says why it ended, beside @lockstep's machine unless that is NULL. */
void run_machine(Machine *machine, Lockstep *lockstep, RunProgress progress, void *owner);

/* One sentence for the user, without a newline. */
const char *run_end_text(MachineEnd end);

/* The program's status for the way the run ended. */
int run_exit_status(const Machine *machine);

/* SIGINT and SIGTERM end the run that goes on in this process. */
void run_catch_signals(void);

/* One of them has come: whoever waits for something of the host is to give up. */
bool run_is_signalled(void);

#endif
