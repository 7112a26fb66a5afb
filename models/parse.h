/* SPDX-License-Identifier: MIT
 *
 * parse.h - inside models/: numbers, names, and the YAML reader.
 */
#ifndef MODELS_PARSE_H
#define MODELS_PARSE_H

#include "models/models.h"

#define MODEL_BASE_DEPTH_MAX 8
#define MODEL_FILE_MAX (UINT64_C(1) << 20)
#define PRICE_MAX_CYCLES 1000000

/* Parses an unsigned decimal with at most six decimals into millionths; '_' may group digits.
 * False when @text is anything else or above @max (in ones). */
bool parse_decimal(const char *text, int64_t max, int64_t *millionths);

/* A whole number, as 2_400_000_000 or 2.4e9 written out; false as above. */
bool parse_hertz(const char *text, uint64_t *hertz);

/* The cost event of that name in either case, '.' and '-' standing for '_'; else COST_COUNT. */
CostEvent parse_event(const char *name);

/* The nearest name of a cost event in lower case, or NULL; @room holds it. */
const char *parse_nearest_event(const char *name, char *room, size_t size);

/* Reads a table of prices over what @model already holds (its base). @depth counts bases. */
MUST_USE bool table_read(const char *file, const char *text, size_t length, unsigned depth,
                         CostModel *model, Err *err);

/* Loads what `base:` names. @from is the file that names it. */
MUST_USE bool cost_model_load_base(const char *from, const char *base, unsigned depth,
                                   CostModel *model, Err *err);

/* Computes prices by latency and the price vector; every price must be present. */
void cost_model_finish(CostModel *model);

#endif
