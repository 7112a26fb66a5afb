/* SPDX-License-Identifier: MIT
 *
 * walk_text.h - a translation told step by step: each descriptor, its level, what it says.
 *
 * Tests: tests/cli/gdb_test.sh                 Journey: after sim/gdb/space.h
 */
#ifndef SIM_GDB_WALK_TEXT_H
#define SIM_GDB_WALK_TEXT_H

#include "sim/gdb/packet.h"
#include "sim/gdb/space.h"

void gdb_walk_print(GdbWalker *walker, Cpu *cpu, GdbSpace space, uint64_t address, GdbText *to);

#endif
