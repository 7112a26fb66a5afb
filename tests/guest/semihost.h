/* SPDX-License-Identifier: MIT
 *
 * semihost.h - the semihosting calls of guest programs that write a log and end.
 *
 * Spec: Arm, "Semihosting for AArch32 and AArch64", HLT #0xf000. Needs no stack but the caller's.
 */
#ifndef TESTS_GUEST_SEMIHOST_H
#define TESTS_GUEST_SEMIHOST_H

#include <stdint.h>

enum { SYS_OPEN = 1, SYS_WRITE = 5, SYS_EXIT = 0x18 };

static inline uint64_t semihost(uint64_t call, const void *argument)
{
    register uint64_t x0 __asm__("x0") = call;
    register const void *x1 __asm__("x1") = argument;

    __asm__ volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
    return x0;
}

/* @bytes of @text to the console, in parts of 64 KiB. */
static inline void semihost_write(const char *text, uint64_t bytes)
{
    const uint64_t open[3] = {(uint64_t) ":tt", 4 /* w: standard output */, 3};
    uint64_t handle = semihost(SYS_OPEN, open);

    while (bytes) {
        uint64_t part = bytes < 0x10000 ? bytes : 0x10000;
        const uint64_t write[3] = {handle, (uint64_t)text, part};

        semihost(SYS_WRITE, write);
        text += part;
        bytes -= part;
    }
}

/* Ends the run with status 0. */
static inline void semihost_exit(void)
{
    const uint64_t exit[2] = {0x20026, 0}; /* ADP_Stopped_ApplicationExit */

    semihost(SYS_EXIT, exit);
}

#endif
