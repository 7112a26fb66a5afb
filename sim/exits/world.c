/* SPDX-License-Identifier: MIT
 *
 * world.c - the world of a CPU from its registers.
 *
 * Spec: DDI 0487, HCR_EL2.{E2H,TGE,VM}, VTTBR_EL2, SCR_EL3.NS; docs/recording.md for the words.
 * Tests: tests/unit/sim/exits/world_test.c    Journey: before tracker.c
 */
#include "sim/exits/world.h"

static World running(WorldInput in)
{
    if (in.el == 3)
        return (World){.kind = WORLD_FIRMWARE};
    if (in.secure)
        return (World){.kind = WORLD_SECURE};
    if (in.el == 2)
        return (World){.kind = !in.e2h ? WORLD_HYP : in.tge ? WORLD_HOST : WORLD_SWITCH};
    /* With TGE set there is no EL1; EL1 with E2H and TGE can only be an illegal return's past. */
    if (in.e2h && in.tge)
        return (World){.kind = in.el == 0 ? WORLD_USER : WORLD_HOST};
    if (!in.vm || in.vmid == 0) /* VMID 0: protected KVM's host behind its identity stage 2 */
        return (World){.kind = WORLD_HOST};
    return (World){.kind = WORLD_VM, .vttbr_baddr = in.vttbr_baddr, .vmpidr = in.vmpidr};
}

World world_of(WorldInput in)
{
    World world = running(in);

    if (in.waiting && world.kind != WORLD_VM)
        return (World){.kind = WORLD_IDLE};
    return world;
}

bool world_equal(World a, World b)
{
    return a.kind == b.kind && a.vttbr_baddr == b.vttbr_baddr && a.vmpidr == b.vmpidr;
}

typedef struct WorldRow {
    const char *name, *text;
} WorldRow;

static const WorldRow rows[WORLD_COUNT] = {
    [WORLD_FIRMWARE] = {"firmware", "EL3"},
    [WORLD_SECURE] = {"secure", "Secure EL1 and EL0"},
    [WORLD_HYP] = {"hyp", "EL2 with HCR_EL2.E2H=0"},
    [WORLD_SWITCH] = {"switch", "EL2 with HCR_EL2.E2H=1, TGE=0"},
    [WORLD_HOST] = {"host", "the host's kernel"},
    [WORLD_USER] = {"user", "EL0 with HCR_EL2.E2H=1, TGE=1"},
    [WORLD_VM] = {"vm", "EL1 and EL0 behind a stage 2"},
    [WORLD_IDLE] = {"idle", "waiting in WFI or WFE outside a VM"},
};

const char *world_name(WorldKind kind)
{
    assert(kind < WORLD_COUNT);
    return rows[kind].name;
}

const char *world_text(WorldKind kind)
{
    assert(kind < WORLD_COUNT);
    return rows[kind].text;
}
