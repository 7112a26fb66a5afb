/* SPDX-License-Identifier: MIT
 *
 * recording.h - inside sim/record/: an open recording.
 */
#ifndef SIM_RECORD_RECORDING_H
#define SIM_RECORD_RECORDING_H

#include "sim/record/db.h"
#include "sim/record/query.h"

struct Recording {
    sqlite3 *db;
    bool grouped; /* exit_group is there */
};

/* How a phase was entered, in words, of tables phase, crossing and exit_reason. */
#define SQL_HOW                                                                                    \
    "CASE crossing.name WHEN 'exception' THEN printf('exception EL%d>EL%d %s', phase.from_el,"     \
    " phase.to_el, exit_reason.name) WHEN 'eret' THEN printf('eret EL%d>EL%d', phase.from_el,"     \
    " phase.to_el) WHEN 'write' THEN 'register write' ELSE crossing.name END"

/* True when @path is a database with our mark, of any version. */
bool recording_is_one(const char *path);

/* A Recording over an open database, which it then owns; priced as recorded. */
MUST_USE bool recording_of(sqlite3 *db, Recording **recording, Err *err);

#endif
