/* SPDX-License-Identifier: MIT
 *
 * error.h - "the host or the user is wrong": what, where, why and what to try.
 *
 * A function that can fail returns false and fills an Err; only main prints it and exits.
 * The guest's own faults never come here (they are values, see mmu/fault.h), and our own
 * mistakes are asserts.
 */
#ifndef SIM_BASE_ERROR_H
#define SIM_BASE_ERROR_H

#include <stdarg.h>
#include <stdbool.h>

#include "sim/base/bits.h"

/* STATUS_*: the program's exit statuses (docs/cli.md). */
typedef enum ExitStatus {
    STATUS_OK = 0,
    STATUS_ERROR = 1,
    STATUS_USAGE = 2,
    STATUS_GUEST_DIED = 3,
    STATUS_TIMEOUT = 124,
    STATUS_INTERRUPTED = 130,
} ExitStatus;

typedef struct Err {
    char text[1024];   /* one message, may hold newlines, no trailing newline */
    ExitStatus status; /* what main exits with: STATUS_ERROR or STATUS_USAGE */
} Err;

/* Fills @err with STATUS_ERROR and returns false, so that callers can `return err_set(...)`.
 * @err may be NULL. */
bool err_set(Err *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* The same with STATUS_USAGE: the command line or an input file is at fault. */
bool err_usage(Err *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* The entry of @names (NULL-terminated) nearest to @word, or NULL when none is near: for
 * "Did you mean". */
const char *err_nearest(const char *word, const char *const *names);

#endif
