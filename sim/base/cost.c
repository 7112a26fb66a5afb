/* SPDX-License-Identifier: MIT
 *
 * cost.c - the names of the cost events and sums over counts.
 *
 * Tests: tests/unit/sim/base/cost_test.c
 */
#include "sim/base/cost.h"

#include <strings.h>

typedef struct CostRow {
    char name[24];
    const char *text;
} CostRow;

static const CostRow rows[COST_COUNT] = {
#define COST_CLASS(name, text) {#name, text},
#define COST_EVENT(name, text) {#name, text},
#include "sim/base/cost.def"
#undef COST_CLASS
#undef COST_EVENT
};

const char *cost_name(CostEvent event)
{
    assert(event < COST_COUNT);
    return rows[event].name;
}

const char *cost_text(CostEvent event)
{
    assert(event < COST_COUNT);
    return rows[event].text;
}

CostEvent cost_find(const char *name)
{
    for (unsigned i = 0; i < COST_COUNT; i++)
        if (!strcasecmp(rows[i].name, name))
            return (CostEvent)i;
    return COST_COUNT;
}

uint64_t cost_instructions(const CostCounts *counts)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < COST_CLASS_COUNT; i++)
        sum += counts->n[i];
    return sum;
}

uint64_t cost_units(const CostCounts *counts, const CostPrices *prices)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < COST_COUNT; i++)
        sum += counts->n[i] * (uint64_t)prices->price[i];
    return sum;
}
