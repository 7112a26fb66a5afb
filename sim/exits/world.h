/* SPDX-License-Identifier: MIT
 *
 * world.h - which world a CPU is in: whose time this moment is.
 *
 * One pure function; exits, phases and reports only compare its results.
 *
 * Spec: DDI 0487, HCR_EL2.{E2H,TGE,VM}, VTTBR_EL2, SCR_EL3.NS; docs/recording.md for the words.
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

/* Of a CPU that executes. */
static inline WorldKind world_kind_running(const WorldInput *in)
{
    if (in->el == 3)
        return WORLD_FIRMWARE;
    if (in->secure)
        return WORLD_SECURE;
    if (in->el == 2)
        return !in->e2h ? WORLD_HYP : in->tge ? WORLD_HOST : WORLD_SWITCH;
    /* With TGE set there is no EL1; EL1 with E2H and TGE can only be an illegal return's past. */
    if (in->e2h && in->tge)
        return in->el == 0 ? WORLD_USER : WORLD_HOST;
    if (!in->vm || in->vmid == 0) /* VMID 0: protected KVM's host behind its identity stage 2 */
        return WORLD_HOST;
    return WORLD_VM;
}

static inline World world_of(const WorldInput *in)
{
    WorldKind kind = world_kind_running(in);

    if (kind == WORLD_VM)
        return (World){WORLD_VM, in->vttbr_baddr, in->vmpidr};
    return (World){in->waiting ? WORLD_IDLE : kind, 0, 0};
}

static inline bool world_equal(const World *a, const World *b)
{
    return a->kind == b->kind && a->vttbr_baddr == b->vttbr_baddr && a->vmpidr == b->vmpidr;
}

/* "hyp", "host", "vm" ...; static storage */
const char *world_name(WorldKind kind);
const char *world_text(WorldKind kind);

#endif
