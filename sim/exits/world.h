/* SPDX-License-Identifier: MIT
 *
 * world.h - which world a CPU is in: whose time this moment is.
 *
 * One pure function; exits, phases and reports only compare its results.
 * Journey: after cpu/exception.c, before tracker.c    Tests: tests/unit/sim/exits/world_test.c
 */
#ifndef SIM_EXITS_WORLD_H
#define SIM_EXITS_WORLD_H

#include "sim/base/exit.h"

/* Order gives the numbers in recordings. */
typedef enum WorldKind {
    WORLD_FIRMWARE, /* EL3 */
    WORLD_SECURE,   /* Secure EL1 and EL0 */
    WORLD_HYP,      /* EL2 without E2H: a Type-1 hypervisor, or KVM's half at EL2 */
    WORLD_SWITCH,   /* EL2 with E2H while TGE is clear: a VHE host between two worlds */
    WORLD_HOST,     /* the host's kernel, wherever it runs; also any OS without a VM */
    WORLD_USER,     /* EL0 under E2H and TGE */
    WORLD_VM,
    WORLD_IDLE, /* waiting outside a VM */
    WORLD_COUNT,
} WorldKind;

typedef struct World {
    WorldKind kind;
    uint64_t vttbr_baddr, vmpidr; /* of WORLD_VM; else 0 */
} World;

World world_of(WorldInput in);

bool world_equal(World a, World b);

/* "hyp", "host", "vm" ...; static storage */
const char *world_name(WorldKind kind);
const char *world_text(WorldKind kind);

#endif
