/* SPDX-License-Identifier: MIT
 *
 * phases.c - collects the phases of one exit.
 *
 * Tests: tests/unit/sim/exits/phases_test.c    Journey: between world.c and tracker.c
 */
#include "sim/exits/phases.h"

#include <stdio.h>

void phases_clear(Phases *phases)
{
    phases->count = phases->cursor = 0;
    phases->folded = false;
}

static Phase *append(Phases *phases, WorldKind world, PhaseHow how)
{
    assert(phases->count < PHASE_MAX);
    phases->cursor = phases->count++;
    phases->phase[phases->cursor] = (Phase){.world = world, .how = how};
    return &phases->phase[phases->cursor];
}

/* host > idle > host, and idle again: the same idle, then the same second host. */
static bool repeat_wait(Phases *phases, WorldKind world)
{
    unsigned at = phases->cursor;

    if (world == WORLD_IDLE && at >= 2 && phases->phase[at - 1].world == WORLD_IDLE &&
        phases->phase[at - 2].world == phases->phase[at].world) {
        phases->cursor = at - 1;
        return true;
    }
    if (phases->phase[at].world == WORLD_IDLE && at + 1 < phases->count &&
        phases->phase[at + 1].world == world) {
        phases->cursor = at + 1;
        return true;
    }
    return false;
}

static bool find_last(const Phases *phases, WorldKind world, unsigned *at)
{
    for (unsigned i = phases->count; i-- > 0;) {
        if (phases->phase[i].world == world) {
            *at = i;
            return true;
        }
    }
    return false;
}

void phases_enter(Phases *phases, WorldKind world, PhaseHow how)
{
    if (phases->count && repeat_wait(phases, world)) {
        phases->folded = true;
        return;
    }
    if (phases->count >= PHASE_FOLD && find_last(phases, world, &phases->cursor)) {
        phases->folded = true;
        return;
    }
    append(phases, world, how);
}

CostCounts *phases_counts(Phases *phases)
{
    assert(phases->count > 0);
    return &phases->phase[phases->cursor].counts;
}

bool phases_at_el2(const Phases *phases)
{
    for (unsigned i = 0; i < phases->count; i++) {
        WorldKind w = phases->phase[i].world;

        if (w == WORLD_HOST || w == WORLD_USER || w == WORLD_IDLE || w == WORLD_VM)
            return false;
    }
    return phases->count > 0;
}

static size_t put_varint(uint8_t *to, uint64_t v)
{
    size_t n = 0;

    for (; v >= 0x80; v >>= 7)
        to[n++] = (uint8_t)(v | 0x80);
    to[n++] = (uint8_t)v;
    return n;
}

_Static_assert(COST_COUNT < 255, "a cost event is one byte of a phase's key");

size_t phase_key(const Phase *phase, uint8_t key[PHASE_KEY_MAX])
{
    size_t n = 0;

    key[n++] = (uint8_t)phase->world;
    key[n++] = (uint8_t)phase->how.kind;
    key[n++] = phase->how.from_el;
    key[n++] = phase->how.to_el;
    key[n++] = (uint8_t)phase->how.reason;
    for (unsigned i = 0; i < COST_COUNT; i++) {
        if (!phase->counts.n[i])
            continue;
        key[n++] = (uint8_t)i;
        n += put_varint(key + n, phase->counts.n[i]);
    }
    return n;
}

const char *crossing_name(CrossingKind kind)
{
    switch (kind) {
    case CROSSING_RESET:
        return "reset";
    case CROSSING_EXCEPTION:
        return "exception";
    case CROSSING_ERET:
        return "eret";
    case CROSSING_WRITE:
        return "write";
    case CROSSING_WAIT:
        return "wait";
    case CROSSING_WAKE:
        return "wake";
    case CROSSING_FIRMWARE:
        return "firmware";
    }
    return "?";
}

void phase_how_text(PhaseHow how, char *text, size_t size)
{
    switch (how.kind) {
    case CROSSING_EXCEPTION:
        snprintf(text, size, "exception EL%u>EL%u %s", how.from_el, how.to_el,
                 reason_name(how.reason));
        break;
    case CROSSING_ERET:
        snprintf(text, size, "eret EL%u>EL%u", how.from_el, how.to_el);
        break;
    case CROSSING_WRITE:
        snprintf(text, size, "write of HCR_EL2 or VTTBR_EL2");
        break;
    default:
        snprintf(text, size, "%s", crossing_name(how.kind));
        break;
    }
}
