/* SPDX-License-Identifier: MIT
 *
 * semihost.h - A64 semihosting (HLT #0xf000): exit status, console, clock and command line.
 *
 * Opt-in: without it the instruction is what the architecture says. Files of the host are out of
 * reach: only ":tt", the console, can be opened.
 *
 * Spec: Semihosting for AArch32 and AArch64 (ARM-software/abi-aa).
 * Tests: tests/unit/sim/board/semihost_test.c
 */
#ifndef SIM_BOARD_SEMIHOST_H
#define SIM_BOARD_SEMIHOST_H

#include <stddef.h>

#include "sim/base/bits.h"

#define SEMIHOST_HLT_IMMEDIATE 0xf000

/* How a call reaches the guest's memory, at addresses as the calling CPU sees them, and the
 * console. The accesses fail (false) where the guest's own would fault. */
typedef struct SemihostPort {
    bool (*read)(void *owner, uint64_t va, void *to, size_t size_bytes);
    bool (*write)(void *owner, uint64_t va, const void *from, size_t size_bytes);
    void (*put)(void *owner, const uint8_t *bytes, size_t count);
    void *owner;
} SemihostPort;

/* Lives with the machine. Zero-initialised plus the first two. */
typedef struct Semihost {
    const char *command_line; /* or NULL */
    uint32_t start_seconds;   /* the date at time 0, as the PL031's */
    uint32_t last_error;      /* what SYS_ERRNO answers */
} Semihost;

typedef struct SemihostResult {
    uint64_t x0;
    bool exits;      /* the guest ends the run */
    uint64_t status; /* with @exits */
} SemihostResult;

/* One call: @operation is W0, @parameter X1, @now_ns the simulated time. */
SemihostResult semihost_call(Semihost *semihost, const SemihostPort *port, uint32_t operation,
                             uint64_t parameter, uint64_t now_ns);

#endif
