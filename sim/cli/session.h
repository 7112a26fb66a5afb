/* SPDX-License-Identifier: MIT
 *
 * session.h - one run from options to status: what `run` and `gdb` share.
 */
#ifndef SIM_CLI_SESSION_H
#define SIM_CLI_SESSION_H

#include "sim/config.h"

/* A debugger that a run starts, and ends with. */
typedef struct SessionDebugger {
    /* Starts it; it is to connect to 127.0.0.1:@port. Its process, or -1 with @err. */
    int (*start)(void *owner, uint16_t port, Err *err);
    void *owner;
} SessionDebugger;

/* Builds, runs, records, tells and ends the machine of @config. @debugger may be NULL. Returns the
 * program's status. */
int session_run(const Config *config, const SessionDebugger *debugger);

#endif
