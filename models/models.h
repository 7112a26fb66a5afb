/* SPDX-License-Identifier: MIT
 *
 * models.h - cost models: a price for every cost event, each with its range, source and mark.
 *
 * The engine sees only the price vector (sim/base/cost.h). Linear models fill it: `unit` and
 * tables of prices in YAML, shipped (models.def) or the user's. Amounts are kept in millionths so
 * that what a file says is kept exactly; prices are rounded once to 1/256 cycle.
 *
 * Tests: tests/unit/models/models_test.c, tests/fuzz/model_fuzz.c    Format:
 * models/params/README.md
 */
#ifndef MODELS_MODELS_H
#define MODELS_MODELS_H

#include "sim/base/cost.h"
#include "sim/base/error.h"

#define MILLION INT64_C(1000000)

/* Where a number comes from (DESIGN: inputs and predictions are kept apart). */
typedef enum PriceMark {
    MARK_ASSUMED,
    MARK_MEASURED, /* measured or documented elsewhere */
    MARK_DEFINED,  /* true by definition of the model (`unit`) */
    MARK_TABLE3,   /* from Table III of the ISCA 2016 paper: makes rows of that paper in-sample */
    MARK_COUNT,
} PriceMark;

/* A number with its range, in millionths (of a cycle, or of one), and its origin. */
typedef struct ModelAmount {
    int64_t low, value, high;
    PriceMark mark;
    char fact; /* how far it is verified: P S R (for RC) U D, or '-' for none */
    char source[240];
} ModelAmount;

typedef struct ModelPrice {
    bool present;
    bool by_latency; /* value = issue + exposed_latency x latency; else @amount as it stands */
    int64_t issue, latency;
    ModelAmount amount; /* by latency: low, value and high are computed */
} ModelPrice;

typedef struct CostModel {
    char name[64];
    char text[240];
    uint64_t core_hz, cnt_hz;
    ModelAmount core_note, cnt_note; /* of core_hz and cnt_hz; their numbers are unused */
    ModelAmount exposed_latency;     /* the exposed fraction of latency, 0..1 */
    ModelAmount sgi_delivery;        /* cycles from one CPU's act to another's interrupt line */
    ModelPrice price[COST_COUNT];
    CostPrices prices; /* what the engine uses */
} CostModel;

/* Loads a shipped model by name, or a table of prices from a file. False with @err (file, line,
 * column, reason, remedy) when there is none or it is not complete and correct. */
MUST_USE bool cost_model_load(const char *name_or_path, CostModel *model, Err *err);

/* The same from text; @file is the name in messages, and what `base:` is relative to. */
MUST_USE bool cost_model_parse(const char *file, const char *text, size_t length, CostModel *model,
                               Err *err);

/* Applies one override "name=number": a cost event (either case; '.' and '-' stand for '_'), in
 * cycles, or core_hz, cnt_hz, exposed_latency, sgi_delivery. The new number is marked as assumed.
 */
MUST_USE bool cost_model_set(CostModel *model, const char *assignment, Err *err);

/* Multiplies every assumed price, and the exposed latency if assumed, by @num / @den: how a
 * prediction is asked what its assumptions are worth. The exposed latency stays within 0..1. */
void cost_model_scale_assumed(CostModel *model, unsigned num, unsigned den);

/* The same by word, `half` or `double`; NULL changes nothing. False with @err for another word. */
MUST_USE bool cost_model_assume(CostModel *model, const char *word, Err *err);

/* Units (1/256 cycle) nearest to an amount of millionths of a cycle. */
int32_t cost_model_units(int64_t millionths);

const char *price_mark_name(PriceMark mark);
/* "P", "RC", ... or "" */
const char *price_fact_name(char fact);

/* The shipped models, in order; NULL past the last. */
const char *cost_model_shipped(unsigned index);
const char *cost_model_shipped_text(unsigned index);
/* The -cpu whose prices a shipped model has; NULL for `unit`, which is any core's, and unknown
 * names.
 */
const char *cost_model_shipped_cpu(const char *name);
/* The YAML of a shipped model by name, and its size; NULL for `unit` and unknown names. */
const char *cost_model_shipped_yaml(const char *name, size_t *size);

#endif
