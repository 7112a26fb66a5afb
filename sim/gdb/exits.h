/* SPDX-License-Identifier: MIT
 *
 * exits.h - the exits of the run as a debugger may ask for them: counts by reason, and the last.
 *
 * Stands between the tracker and whoever listens to it, and passes everything on.
 *
 * Tests: tests/cli/gdb_test.sh                   Journey: after sim/gdb/registers.h
 */
#ifndef SIM_GDB_EXITS_H
#define SIM_GDB_EXITS_H

#include "sim/exits/reason.h"
#include "sim/exits/tracker.h"
#include "sim/gdb/packet.h"

#define GDB_EXITS_KEPT 8u

/* Zero-initialised is empty. */
typedef struct GdbExits {
    TrackerSink next;
    uint64_t total, count[EXIT_COUNT];
    ExitRow last[GDB_EXITS_KEPT]; /* a ring: the newest is (total - 1) % GDB_EXITS_KEPT */
} GdbExits;

/* A sink that counts in @exits and tells @next. */
TrackerSink gdb_exits_sink(GdbExits *exits, TrackerSink next);

void gdb_exits_print(const GdbExits *exits, GdbText *to);

#endif
