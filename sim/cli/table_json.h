/* SPDX-License-Identifier: MIT
 *
 * table_json.h - what the JSON of all tables has in common.
 */
#ifndef SIM_CLI_TABLE_JSON_H
#define SIM_CLI_TABLE_JSON_H

#include <jansson.h>
#include <stdio.h>

#include "sim/record/query.h"

static inline json_int_t table_int(uint64_t v)
{
    return (json_int_t)v;
}

/* Prints {"by": @by, "model": ..., "rows": @rows} and frees @rows. */
MUST_USE bool table_json_print(FILE *out, const RecordingInfo *info, const char *by, json_t *rows,
                               Err *err);

#endif
