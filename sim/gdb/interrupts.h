/* SPDX-License-Identifier: MIT
 *
 * interrupts.h - the interrupt controller as a debugger may ask for it, in words.
 *
 * Only registers whose reading changes nothing are read.
 *
 * Tests: tests/cli/gdb_test.sh                 Journey: after sim/gdb/stub.h
 */
#ifndef SIM_GDB_INTERRUPTS_H
#define SIM_GDB_INTERRUPTS_H

#include "sim/gdb/packet.h"
#include "sim/machine.h"

/* Pending and active interrupts, as CPU @cpu sees them, and its input lines. */
void gdb_interrupts(Machine *machine, unsigned cpu, GdbText *to);

/* The list registers of @cpu that are not empty. */
void gdb_list_registers(Machine *machine, unsigned cpu, GdbText *to);

#endif
