/* SPDX-License-Identifier: MIT
 *
 * exit_table.h - the tables of a recording as text in perf kvm stat's columns, ours to the right,
 * or as JSON. `report` prints them, and `run` at its end.
 */
#ifndef SIM_CLI_EXIT_TABLE_H
#define SIM_CLI_EXIT_TABLE_H

#include <stdio.h>

#include "sim/record/query.h"

typedef struct TableStyle {
    bool json;
    bool by_time; /* sort by time, else by samples */
} TableStyle;

/* Exits by @key. */
MUST_USE bool exit_table_groups(FILE *out, Recording *recording, GroupKey key, TableStyle style,
                                Err *err);
/* Phases of all exits by world and how they were entered. */
MUST_USE bool exit_table_phases(FILE *out, Recording *recording, TableStyle style, Err *err);
/* Each CPU's time by world. */
MUST_USE bool exit_table_worlds(FILE *out, Recording *recording, TableStyle style, Err *err);
/* One exit, or the commonest path of a reason (@reason not NULL). */
MUST_USE bool exit_table_anatomy(FILE *out, Recording *recording, uint64_t id, const char *reason,
                                 TableStyle style, Err *err);

/* The name of a key as --by takes it ("reason", "vm" ...) and back; GROUP_COUNT for none. */
const char *exit_table_key_name(GroupKey key);
GroupKey exit_table_key(const char *name);

#endif
