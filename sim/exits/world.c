/* SPDX-License-Identifier: MIT
 *
 * world.c - the words for worlds.
 *
 * Tests: tests/unit/sim/exits/world_test.c    Journey: before tracker.c
 */
#include "sim/exits/world.h"

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
