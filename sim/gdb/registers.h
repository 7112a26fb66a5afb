/* SPDX-License-Identifier: MIT
 *
 * registers.h - a CPU's registers by gdb's numbers, and the description of them that gdb reads.
 *
 * 0..67 are gdb's own for AArch64: X0..X30, SP, PC, CPSR, V0..V31, FPSR, FPCR. From
 * GDB_SYSTEM_FIRST on come the system registers, in the order of sysregs.def, by Arm's names.
 *
 * Source: "Debugging with GDB", "AArch64 Features".
 * Tests: tests/cli/gdb_test.sh               Journey: after sim/gdb/space.h
 */
#ifndef SIM_GDB_REGISTERS_H
#define SIM_GDB_REGISTERS_H

#include "cpu/cpu.h"
#include "sim/gdb/packet.h"

enum {
    GDB_SP = 31,
    GDB_PC = 32,
    GDB_CPSR = 33,
    GDB_V0 = 34,
    GDB_FPSR = 66,
    GDB_FPCR = 67,
    GDB_SYSTEM_FIRST = 68,
    GDB_REGISTER_COUNT = GDB_SYSTEM_FIRST + SR_COUNT
};

/* Appends the value in memory order, as hex digits, or as many x when it cannot be read without
 * an effect (interrupt acknowledges, random numbers). False: no such register. */
bool gdb_register_read(Cpu *cpu, unsigned number, GdbText *to);

/* The value of pc, sp, lr, x0 to x30 or a system register by its Arm name, in either case. False:
 * there is none of that name, or it cannot be read without an effect. */
bool gdb_register_value(Cpu *cpu, const char *name, uint64_t *value);

/* Sets the register from hex digits at @from. False: no such register, not writable, or not enough
 * digits. Effects of the write happen. */
bool gdb_register_write(Cpu *cpu, unsigned number, const char *from);

/* The XML of target.xml, to be freed; NULL when memory is exhausted. */
char *gdb_target_xml(const Cpu *cpu);

#endif
