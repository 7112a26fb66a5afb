/* SPDX-License-Identifier: MIT
 *
 * cost.h - what the engine knows of costs: an enum and a price vector, never a callback.
 *
 * Prices are int32_t in units of 1/256 cycle, so that counts x prices are exact integers.
 */
#ifndef SIM_BASE_COST_H
#define SIM_BASE_COST_H

#include "sim/base/bits.h"

typedef enum CostEvent {
#define COST_CLASS(name, text) COST_##name,
#define COST_EVENT(name, text) COST_##name,
#include "sim/base/cost.def"
#undef COST_CLASS
#undef COST_EVENT
    COST_COUNT
} CostEvent;

enum {
    COST_CLASS_COUNT = 0
#define COST_CLASS(name, text) +1
#define COST_EVENT(name, text)
#include "sim/base/cost.def"
#undef COST_CLASS
#undef COST_EVENT
};

_Static_assert(COST_CLASS_COUNT == 16, "the count lanes hold exactly 16 instruction classes");

typedef struct CostPrices {
    int32_t price[COST_COUNT]; /* >= 0 */
} CostPrices;

typedef struct CostCounts {
    uint64_t n[COST_COUNT];
} CostCounts;

typedef struct CostSet {
    uint64_t word[(COST_COUNT + 63) / 64];
} CostSet;

static inline void cost_set_add(CostSet *set, CostEvent event)
{
    set->word[event / 64] |= UINT64_C(1) << event % 64;
}

/* The name as in cost.def; static storage. Models accept either case. */
const char *cost_name(CostEvent event);
const char *cost_text(CostEvent event);
/* Either case; COST_COUNT when there is none of that name. */
CostEvent cost_find(const char *name);

/* Instructions in @counts: the sum of the classes. */
uint64_t cost_instructions(const CostCounts *counts);
/* Units (1/256 cycle) that @counts cost at @prices. */
uint64_t cost_units(const CostCounts *counts, const CostPrices *prices);

#endif
