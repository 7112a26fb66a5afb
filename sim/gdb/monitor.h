/* SPDX-License-Identifier: MIT
 *
 * monitor.h - `monitor ...` in gdb: what gdb has no words for.
 *
 * Exits, list registers, pending interrupts, a translation step by step, which translation memory
 * is looked at through, physical reads, and breakpoints of one exception level or VM.
 *
 * Tests: tests/cli/gdb_test.sh                 Journey: after sim/gdb/points.h
 */
#ifndef SIM_GDB_MONITOR_H
#define SIM_GDB_MONITOR_H

#include "sim/gdb/stub.h"

/* Does what @text says and appends what there is to say. */
void gdb_monitor(GdbStub *stub, const char *text, GdbText *to);

/* "CPU#0 EL1 vm": a CPU's level and world, for threads. */
void gdb_monitor_cpu_title(const Cpu *cpu, GdbText *to);

#endif
