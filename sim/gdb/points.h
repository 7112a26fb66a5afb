/* SPDX-License-Identifier: MIT
 *
 * points.h - the break- and watchpoints of a GdbStub.
 *
 * Tests: tests/unit/sim/gdb/points_test.c, tests/cli/gdb_test.sh    Journey: after sim/gdb/stub.h
 */
#ifndef SIM_GDB_POINTS_H
#define SIM_GDB_POINTS_H

#include "sim/gdb/stub.h"

/* Adds @point for all CPUs. False when there are too many. */
bool gdb_points_add(GdbStub *stub, HaltPoint point, bool by_monitor);

/* Removes point @n < stub->points.count. */
void gdb_points_remove(GdbStub *stub, unsigned n);

/* Removes the point that gdb added with this place and kind. True if there was one. */
bool gdb_points_remove_like(GdbStub *stub, const HaltPoint *point);

/* Removes gdb's, or with @all the monitor's too. */
void gdb_points_clear(GdbStub *stub, bool all);

/* The next instruction of @cpu, or with @cpu NULL none, is to be the last before a halt. */
void gdb_points_step(GdbStub *stub, Cpu *cpu);

/* The name that gdb has for a data point at @address: watch, rwatch, awatch. */
const char *gdb_points_kind(const GdbStub *stub, uint64_t address);

#endif
