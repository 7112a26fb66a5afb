/* SPDX-License-Identifier: MIT
 *
 * db.h - inside sim/record/: SQLite with our errors.
 */
#ifndef SIM_RECORD_DB_H
#define SIM_RECORD_DB_H

#include <sqlite3.h>

#include "sim/base/bits.h"
#include "sim/base/error.h"

/* Err with @what and SQLite's reason. Returns false. */
bool db_error(sqlite3 *db, const char *what, Err *err);

/* Runs statements without results; @statements is NULL-terminated. */
MUST_USE bool db_run_all(sqlite3 *db, const char *const *statements, Err *err);
MUST_USE bool db_run(sqlite3 *db, const char *sql, Err *err);

/* A prepared statement; NULL with @err when it does not compile. */
sqlite3_stmt *db_prepare(sqlite3 *db, const char *sql, Err *err);

/* Binds by a letter each: i int64_t, n NULL (no argument), s const char * (NULL binds NULL). */
void db_bind(sqlite3_stmt *statement, const char *kinds, ...);

/* Executes a statement with parameters bound, and resets it. */
MUST_USE bool db_step(sqlite3 *db, sqlite3_stmt *statement, Err *err);

/* db_prepare and one integer result; @missing when there is no row. */
int64_t db_number(sqlite3 *db, const char *sql, int64_t missing);

#endif
