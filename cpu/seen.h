/* SPDX-License-Identifier: MIT
 *
 * seen.h - which rows of the tables a run has executed: a byte for each, set on paths that are slow
 * anyway. Instructions are not here: what was decoded was executed (cpu/code.h remembers that).
 *
 * `doubletrap run --rows FILE` writes them; tools/rows asks for rows that no test executes.
 */
#ifndef CPU_SEEN_H
#define CPU_SEEN_H

#include "cpu/sysreg.h"
#include "sim/base/bus.h"

enum {
#define ABSENT(name, ...) SEEN_ABSENT_##name,
#include "cpu/sysregs_absent.def"
#undef ABSENT
    SEEN_ABSENT_COUNT
};

enum {
    SEEN_READ = 1,
    SEEN_WRITE = 2,
};

typedef struct Seen {
    uint8_t sysreg[SR_COUNT];          /* SEEN_READ and SEEN_WRITE, that went through */
    uint8_t sysop[OP_COUNT];           /* that went through */
    uint8_t trap[T_COUNT];             /* an exception was taken for it */
    uint8_t absent[SEEN_ABSENT_COUNT]; /* rows of sysregs_absent.def that a guest asked for */
    uint8_t region[BUS_REGION_MAX];    /* by number on the bus: accessed or fetched from */
} Seen;

#endif
