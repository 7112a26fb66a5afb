/* SPDX-License-Identifier: MIT
 *
 * table_json.c - a table as one JSON object.    Tests: tests/unit/sim/cli/report_test.c
 */
#include "sim/cli/table_json.h"

bool table_json_print(FILE *out, const RecordingInfo *info, const char *by, json_t *rows, Err *err)
{
    json_t *table = json_pack(
        "{s:s, s:s, s:I, s:I, s:b, s:I, s:I, s:o}", "by", by, "model", info->model, "core_hz",
        table_int(info->core_hz), "units_per_cycle", (json_int_t)256, "finished", info->finished,
        "exits", table_int(info->exits), "open_exits", table_int(info->open_exits), "rows", rows);
    bool ok = table && !json_dumpf(table, out, JSON_INDENT(1) | JSON_PRESERVE_ORDER) &&
              fputc('\n', out) != EOF;

    json_decref(table);
    return ok || err_set(err, "cannot write the table as JSON");
}
