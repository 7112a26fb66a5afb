/* SPDX-License-Identifier: MIT
 *
 * space.h - memory as a debugger wants to see it: through any translation, without a trace.
 *
 * Walks use a TLB of their own and charge nothing, descriptors are not updated, and only memory is
 * read or written, for a device register may do something when it is read. So the guest cannot
 * notice, and a debugged run stays the run.
 *
 * Tests: tests/cli/gdb_test.sh                   Journey: after sim/gdb/packet.h
 */
#ifndef SIM_GDB_SPACE_H
#define SIM_GDB_SPACE_H

#include "sim/machine.h"

/* Which translation an address goes through. */
typedef enum GdbSpace {
    GDB_SPACE_CURRENT, /* of the CPU's exception level */
    GDB_SPACE_EL1,     /* EL1&0, stage 1 and, when HCR_EL2.VM is set, stage 2 */
    GDB_SPACE_EL2,     /* EL2, or EL2&0 with HCR_EL2.E2H */
    GDB_SPACE_EL3,
    GDB_SPACE_IPA, /* an intermediate physical address: stage 2 alone */
    GDB_SPACE_PA,
    GDB_SPACE_COUNT
} GdbSpace;

/* "current", "el1" ...; static storage. */
const char *gdb_space_name(GdbSpace space);
/* GDB_SPACE_COUNT for no space's name. */
GdbSpace gdb_space_find(const char *name);

/* One descriptor that a walk read. */
typedef struct GdbStep {
    unsigned stage;
    uint64_t pa, descriptor;
} GdbStep;

#define GDB_STEP_MAX 32u /* 4 levels, each through 4 of stage 2, and stage 2 of the result: 24 */

typedef struct GdbWalk {
    Fault fault; /* FAULT_NONE: the rest holds */
    Pa pa;
    bool secure;
    Translation result;
    unsigned count;
    GdbStep step[GDB_STEP_MAX];
} GdbWalk;

/* Walks tables by itself; a Mmu, kept because it is large. */
typedef struct GdbWalker GdbWalker;

/* NULL when memory is exhausted. */
GdbWalker *gdb_walker_new(Machine *machine);
void gdb_walker_free(GdbWalker *walker);

/* How @va translates for @cpu in @space, as a privileged read. With GDB_SPACE_PA there is no walk.
 */
void gdb_walk(GdbWalker *walker, Cpu *cpu, GdbSpace space, uint64_t address, GdbWalk *walk);

/* @count bytes at @address; false when one of them is not translated or not memory. */
bool gdb_space_read(GdbWalker *walker, Cpu *cpu, GdbSpace space, uint64_t address, void *to,
                    size_t count);
bool gdb_space_write(GdbWalker *walker, Cpu *cpu, GdbSpace space, uint64_t address,
                     const void *from, size_t count);

#endif
