/* SPDX-License-Identifier: MIT
 *
 * stub.h - answers gdb's packets about one machine; no sockets here.
 *
 * A thread of gdb is a CPU: thread 1 is CPU 0. Breakpoints and watchpoints are HaltPoints, which
 * the guest cannot notice; they stop all CPUs. Memory is looked at through the translation that
 * `monitor space` chose: the current one at first.
 *
 * Source: "Debugging with GDB", appendix "GDB Remote Serial Protocol".
 * Tests: tests/cli/gdb_test.sh, tests/fuzz/gdb_fuzz.c
 * Journey: after sim/gdb/exits.h
 */
#ifndef SIM_GDB_STUB_H
#define SIM_GDB_STUB_H

#include "sim/gdb/exits.h"
#include "sim/gdb/packet.h"
#include "sim/gdb/space.h"

/* What comes after a packet. */
typedef enum GdbNext {
    GDB_NEXT_REPLY,  /* stub->reply is to be sent (empty: "not understood") */
    GDB_NEXT_RUN,    /* no reply until the machine halts */
    GDB_NEXT_DETACH, /* reply, then run on without a debugger */
    GDB_NEXT_KILL,   /* end the run */
} GdbNext;

typedef struct GdbStub {
    Machine *machine;
    const GdbExits *exits;
    HaltPoints points;
    bool by_monitor[HALT_POINT_MAX]; /* points that gdb does not know of */
    GdbWalker *walker;
    GdbSpace space;
    unsigned cpu;    /* that packets are about */
    unsigned halted; /* that stopped last */
    HaltReason reason;
    uint64_t address; /* of a watchpoint */
    bool no_ack;      /* gdb asked for a line without acknowledgements */
    char *target_xml;
    GdbText reply, scratch;
} GdbStub;

/* NULL when memory is exhausted. @exits may be NULL. */
GdbStub *gdb_stub_new(Machine *machine, const GdbExits *exits);
/* Takes all points out of the machine. */
void gdb_stub_free(GdbStub *stub);

/* The machine halted (between slices with HALT_REQUEST): stub->reply tells gdb. */
void gdb_stub_halted(GdbStub *stub, unsigned cpu, HaltReason reason, uint64_t address);

/* One packet, @text ending in NUL behind its @length bytes. */
GdbNext gdb_stub_packet(GdbStub *stub, const char *text, size_t length);

/* Nothing more from gdb: its points and `step` go. */
void gdb_stub_detach(GdbStub *stub);

#endif
