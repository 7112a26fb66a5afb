/* SPDX-License-Identifier: MIT
 *
 * turns.h - a machine makes one turn after the other.
 *
 * Between turns nothing is under way: registers, counts and time of every CPU can be read, and are
 * the same for every engine.
 *
 * Tests: tests/unit/sim/lockstep_test.c, tests/golden/    Journey: after sim/schedule.c
 */
#ifndef SIM_TURNS_H
#define SIM_TURNS_H

#include "cpu/engine.h"
#include "sim/machine.h"

/* Before the first turn, and after the last: where every CPU is is told to the tracker. */
void turns_begin(Machine *machine);
void turns_end(Machine *machine);

/* A turn: at most @insns instructions (1 to ENGINE_SLICE_INSNS) of one CPU by @engine, or, when all
 * CPUs wait, time goes on to the next event or typed input; then what is due by then, and a reset
 * that the guest asked for. machine->end says whether there is another. True when a CPU had it. */
bool turns_next(Machine *machine, EngineRun engine, uint32_t insns);

#endif
