/* SPDX-License-Identifier: MIT
 *
 * console.h - the guest's serial console on this terminal, and scripts that talk to it.
 *
 * Output goes to stdout. Input comes from a script (--expect) or from stdin, and reaches the UART
 * at simulated times, one byte per CONSOLE_BYTE_NS. A script's expressions are POSIX extended and
 * are tried on the current line each time it grows.
 *
 * Tests: tests/unit/sim/console_test.c
 */
#ifndef SIM_CONSOLE_H
#define SIM_CONSOLE_H

#include "sim/base/clock.h"
#include "sim/base/error.h"
#include "sim/base/event.h"

#define CONSOLE_BYTE_NS UINT64_C(86806) /* 115200 baud, 8N1 */

typedef struct Console Console;

typedef struct ConsoleConfig {
    const char *expect_file; /* or NULL */
    const char *exit_on;     /* or NULL */
    bool use_stdin;          /* read stdin (raw when it is a terminal) */
    bool mute;               /* do not print */
    EventQueue *events;
    Clock clock;
    /* Gives a byte to the UART; false when it is full. */
    bool (*receive)(void *owner, uint8_t byte);
    /* The run is to stop: --exit-on matched, or Ctrl-A x was typed (@quit). */
    void (*stop)(void *owner, bool quit);
    void *owner;
} ConsoleConfig;

/* NULL with @err when a script or expression is wrong (file, line, reason). */
Console *console_new(const ConsoleConfig *config, Err *err);
/* Also puts the terminal back. */
void console_free(Console *console);

/* A byte from the guest at @now_units. */
void console_put(Console *console, uint8_t byte, uint64_t now_units);

/* Reads what was typed; waits at most @wait_ms for it. True if something came. */
bool console_poll(Console *console, int wait_ms, uint64_t now_units);

/* Can more input ever come (stdin open, or typed bytes under way)? */
bool console_may_input(const Console *console);

/* The UART has room again. */
void console_room(Console *console, uint64_t now_units);

/* Lines of the script that did not match yet; for the report of a run that stopped early. NULL:
 * none. */
const char *console_waiting_for(const Console *console);

/* False when the output cannot be written: standard output is closed, or its disk is full. */
bool console_flush(Console *console);

/* Shows @text on the terminal below the guest's last whole line (NULL: takes it away); the next
 * output of the guest takes its place. Nothing happens while the guest is in the middle of a line
 * that is on the same terminal. */
void console_status(Console *console, const char *text);

#endif
