/* SPDX-License-Identifier: MIT
 *
 * phases.h - the worlds an exit passes through, each with its counts and how it was crossed into.
 *
 * A CPU that waits again and again, or goes round between worlds for long, does not make the list
 * longer and longer: counts go to the phase of that world that is there (folded). Sums stay exact.
 * Journey: between world.c and tracker.c    Tests: tests/unit/sim/exits/phases_test.c
 */
#ifndef SIM_EXITS_PHASES_H
#define SIM_EXITS_PHASES_H

#include "sim/exits/reason.h"
#include "sim/exits/world.h"

/* From this many on, a world that is already in the list is not added again. */
#define PHASE_FOLD 32
#define PHASE_MAX (PHASE_FOLD + WORLD_COUNT)

/* How a phase began. */
typedef struct PhaseHow {
    CrossingKind kind;
    uint8_t from_el, to_el;
    ExitReason reason; /* of an exception entry; else EXIT_NONE */
} PhaseHow;

typedef struct Phase {
    WorldKind world;
    PhaseHow how;
    CostCounts counts;
} Phase;

/* Zero-initialised is empty. */
typedef struct Phases {
    unsigned count, cursor; /* the phase that counts go to now */
    bool folded;            /* some phase stands for several visits */
    Phase phase[PHASE_MAX];
} Phases;

void phases_clear(Phases *phases);
void phases_enter(Phases *phases, WorldKind world, PhaseHow how);
/* The counts of the phase that is now. */
CostCounts *phases_counts(Phases *phases);

/* Only worlds that are EL2 or EL3 without a host: the exit was handled at EL2. */
bool phases_at_el2(const Phases *phases);

/* A key that is equal exactly when world, how and counts are. */
#define PHASE_KEY_MAX (6 + COST_COUNT * 11)
size_t phase_key(const Phase *phase, uint8_t key[PHASE_KEY_MAX]);

/* "exception EL1>EL2 HVC64", "eret EL2>EL1", "write", "wake" ... into @text. */
void phase_how_text(PhaseHow how, char *text, size_t size);
/* "exception", "eret" ...; static storage */
const char *crossing_name(CrossingKind kind);

#endif
