/* SPDX-License-Identifier: MIT
 *
 * lockstep.h - two machines of one configuration, each on an engine of its own, turn by turn.
 *
 * After each turn all that software can see of the CPUs, the counts, the time and the reason to
 * stop are compared, and the RAM when the run has ended. Where they differ the run is made again,
 * up to the last turn after which they agreed, as often as it takes to find how many instructions
 * of the next turn part them.
 *
 * The second machine prints nothing and records nothing; no machine may have input from the host.
 *
 * Tests: tests/unit/sim/lockstep_test.c    Journey: after sim/turns.c
 */
#ifndef SIM_LOCKSTEP_H
#define SIM_LOCKSTEP_H

#include "sim/turns.h"

typedef struct Lockstep Lockstep;

/* A second machine beside @first, which has made no turn yet, runs by engine[0] and outlives it;
 * the second runs by engine[1], and calculates by the host's floating point unless the
 * configuration says soft. NULL with @err. */
Lockstep *lockstep_new(const Machine *first, const EngineRun engine[2], Err *err);
void lockstep_free(Lockstep *lockstep);

/* The first machine has made a turn: so does the second. False when the two differ. */
bool lockstep_follow(Lockstep *lockstep);

/* After a difference: prints after how many instructions the two were equal, the code that was
 * executed next, and both states behind it, under @names. False with @err when the difference does
 * not come again. */
MUST_USE bool lockstep_explain(Lockstep *lockstep, const char *const names[2], FILE *out, Err *err);

#endif
