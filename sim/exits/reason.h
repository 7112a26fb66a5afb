/* SPDX-License-Identifier: MIT
 *
 * reason.h - exit reasons: the rows of sim/base/exit.def, and which one a crossing has.
 */
#ifndef SIM_EXITS_REASON_H
#define SIM_EXITS_REASON_H

#include "sim/base/exit.h"

typedef enum ExitReason {
#define EXIT_CLASS(name, ec, text) EXIT_##name,
#define EXIT_ASYNC(name, text) EXIT_##name,
#include "sim/base/exit.def"
#undef EXIT_CLASS
#undef EXIT_ASYNC
    EXIT_COUNT
} ExitReason;

/* The reason of an exception entry; EXIT_NONE for every other crossing. */
ExitReason reason_of(const Crossing *crossing);

/* Linux's name; static storage. */
const char *reason_name(ExitReason reason);
const char *reason_text(ExitReason reason);
/* ESR_ELx.EC, or -1 for an asynchronous reason. */
int reason_ec(ExitReason reason);
/* By name in either case; EXIT_COUNT when there is none. */
ExitReason reason_find(const char *name);

#endif
