/* SPDX-License-Identifier: MIT
 *
 * db.c - small helpers over SQLite.
 */
#include "sim/record/db.h"

#include <stdarg.h>

bool db_error(sqlite3 *db, const char *what, Err *err)
{
    return err_set(err, "%s: %s", what, sqlite3_errmsg(db));
}

bool db_run(sqlite3 *db, const char *sql, Err *err)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return err_set(err, "%s (while executing: %.60s)", sqlite3_errmsg(db), sql);
    return true;
}

bool db_run_all(sqlite3 *db, const char *const *statements, Err *err)
{
    for (; *statements; statements++)
        if (!db_run(db, *statements, err))
            return false;
    return true;
}

sqlite3_stmt *db_prepare(sqlite3 *db, const char *sql, Err *err)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        err_set(err, "%s (while preparing: %.60s)", sqlite3_errmsg(db), sql);
    return statement;
}

void db_bind(sqlite3_stmt *statement, const char *kinds, ...)
{
    va_list args;
    const char *text;

    va_start(args, kinds);
    for (int i = 1; *kinds; kinds++, i++) {
        switch (*kinds) {
        case 'i':
            sqlite3_bind_int64(statement, i, va_arg(args, int64_t));
            break;
        case 's':
            text = va_arg(args, const char *);
            sqlite3_bind_text(statement, i, text, -1, SQLITE_TRANSIENT);
            break;
        default:
            assert(*kinds == 'n');
            sqlite3_bind_null(statement, i);
            break;
        }
    }
    va_end(args);
}

bool db_step(sqlite3 *db, sqlite3_stmt *statement, Err *err)
{
    int result = sqlite3_step(statement);

    sqlite3_reset(statement);
    if (result == SQLITE_DONE || result == SQLITE_ROW)
        return true;
    return err_set(err, "%s", sqlite3_errmsg(db));
}

int64_t db_number(sqlite3 *db, const char *sql, int64_t missing)
{
    sqlite3_stmt *statement = db_prepare(db, sql, NULL);
    int64_t result = missing;

    if (statement && sqlite3_step(statement) == SQLITE_ROW)
        result = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return result;
}
