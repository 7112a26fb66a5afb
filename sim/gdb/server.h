/* SPDX-License-Identifier: MIT
 *
 * server.h - gdb's connection: a socket on the loopback, and the machine it talks to.
 *
 * `run -s` waits for nobody: gdb may come and go while the machine runs. With `-S` the machine
 * stands at its first instruction until gdb lets it go. While the machine is halted its time
 * stands, and the host's process waits in here.
 *
 * Tests: tests/cli/gdb_test.sh                             Journey: the last of sim/gdb/
 */
#ifndef SIM_GDB_SERVER_H
#define SIM_GDB_SERVER_H

#include "sim/gdb/exits.h"
#include "sim/machine.h"

typedef struct GdbServer GdbServer;

/* Listens on 127.0.0.1:@port (0: any that is free) and hooks into @machine->debugger. @wait: halted
 * until gdb has come. @only: when gdb is gone the run ends. NULL with @err. */
GdbServer *gdb_server_new(Machine *machine, uint16_t port, bool wait, bool only,
                          const GdbExits *exits, Err *err);

/* Tells gdb with what status the run ended, and takes everything out of the machine. */
void gdb_server_free(GdbServer *server, int status);

/* It is process @gdb, a child of ours, that is to connect: none comes when it has ended. */
void gdb_server_expect(GdbServer *server, int gdb);

uint16_t gdb_server_port(const GdbServer *server);

#endif
