/* SPDX-License-Identifier: MIT
 *
 * recording.c - opens recordings, and says what is wrong with a file that is none.
 *
 * Tests: tests/unit/sim/record/query_test.c    Journey: before query.c
 */
#include "sim/record/recording.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/record/schema.h"

bool recording_is_one(const char *path)
{
    sqlite3 *db = NULL;
    bool ours = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
                db_number(db, "PRAGMA application_id", 0) == SCHEMA_APPLICATION_ID;

    sqlite3_close(db);
    return ours;
}

/* Nothing is an input that we would take on trust: SQLite checks each cell it reads, and its
 * schema is compared with ours before a view of it is used. */
static bool check(sqlite3 *db, const char *path, Err *err)
{
    int64_t version;

    if (sqlite3_exec(db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL) != SQLITE_OK)
        return err_usage(err, "%s: cannot be read as a recording: %s", path, sqlite3_errmsg(db));
    if (db_number(db, "PRAGMA application_id", 0) != SCHEMA_APPLICATION_ID)
        return err_usage(err,
                         "%s: a database, but not a recording of doubletrap.\n"
                         "`doubletrap run ... --record FILE` makes one.",
                         path);
    version = db_number(db, "PRAGMA user_version", -1);
    if (version != SCHEMA_VERSION)
        return err_usage(err,
                         "%s: a recording of version %lld; this program reads version %d.\n"
                         "Record again, or use the program that made it.",
                         path, (long long)version, SCHEMA_VERSION);
    return true;
}

bool recording_of(sqlite3 *db, Recording **recording, Err *err)
{
    Recording *r = calloc(1, sizeof *r);

    if (!r)
        return err_set(err, "out of memory");
    r->db = db;
    if (!recording_reprice(r, NULL, err)) {
        free(r);
        return false;
    }
    *recording = r;
    return true;
}

bool recording_open(const char *path, Recording **recording, Err *err)
{
    sqlite3 *db = NULL;
    Err why = {.text = ""};

    if (access(path, R_OK))
        return err_usage(err, "%s: cannot open the recording: %s", path, strerror(errno));
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        err_usage(err, "%s: cannot open the recording: %s", path, sqlite3_errmsg(db));
        sqlite3_close(db);
        return false;
    }
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (!check(db, path, err)) {
        sqlite3_close(db);
        return false;
    }
    if (!recording_of(db, recording, &why)) {
        sqlite3_close(db);
        return err_usage(err, "%s: the recording is damaged: %.800s", path, why.text);
    }
    return true;
}

void recording_close(Recording *recording)
{
    if (!recording)
        return;
    sqlite3_close(recording->db);
    free(recording);
}

/* asked_price: the recording's own, or @prices by name. */
static bool ask(sqlite3 *db, const CostPrices *prices, Err *err)
{
    sqlite3_stmt *s;
    bool ok = true;

    if (!db_run(db,
                "DROP TABLE IF EXISTS temp.asked_price;"
                "CREATE TEMP TABLE asked_price AS SELECT event, units FROM price;"
                "CREATE UNIQUE INDEX temp.asked_price_key ON asked_price(event)",
                err))
        return false;
    if (!prices)
        return true;
    s = db_prepare(db,
                   "UPDATE asked_price SET units = ?"
                   " WHERE event = (SELECT id FROM cost_event WHERE name = ?)",
                   err);
    ok = s != NULL;
    for (unsigned i = 0; i < COST_COUNT && ok; i++) {
        db_bind(s, "is", (int64_t)prices->price[i], cost_name((CostEvent)i));
        ok = db_step(db, s, err);
    }
    sqlite3_finalize(s);
    return ok;
}

bool recording_reprice(Recording *recording, const CostPrices *prices, Err *err)
{
    return ask(recording->db, prices, err) && db_run_all(recording->db, schema_pricing, err);
}

bool recording_prices(Recording *recording, CostPrices *prices, Err *err)
{
    sqlite3_stmt *s = db_prepare(
        recording->db, "SELECT name, units FROM price JOIN cost_event ON id = event", err);
    int result;

    if (!s)
        return false;
    memset(prices, 0, sizeof *prices);
    while ((result = sqlite3_step(s)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(s, 0);
        CostEvent event = name ? cost_find(name) : COST_COUNT;

        if (event != COST_COUNT)
            prices->price[event] = sqlite3_column_int(s, 1);
    }
    sqlite3_finalize(s);
    return result == SQLITE_DONE || db_error(recording->db, "reading the prices", err);
}

static void copy_text(char *to, size_t size, const unsigned char *text)
{
    snprintf(to, size, "%s", text ? (const char *)text : "");
}

static bool read_run(sqlite3 *db, RecordingInfo *info, Err *err)
{
    sqlite3_stmt *s = db_prepare(db, "SELECT key, value FROM run", err);
    int result;

    if (!s)
        return false;
    while ((result = sqlite3_step(s)) == SQLITE_ROW) {
        const char *key = (const char *)sqlite3_column_text(s, 0);
        const unsigned char *value = sqlite3_column_text(s, 1);

        if (!key)
            continue;
        if (!strcmp(key, "model"))
            copy_text(info->model, sizeof info->model, value);
        else if (!strcmp(key, "core_hz"))
            info->core_hz = (uint64_t)sqlite3_column_int64(s, 1);
        else if (!strcmp(key, "cnt_hz"))
            info->cnt_hz = (uint64_t)sqlite3_column_int64(s, 1);
        else if (!strcmp(key, "finished"))
            info->finished = value && !strcmp((const char *)value, "yes");
        else if (!strcmp(key, "partial_reason"))
            copy_text(info->partial_reason, sizeof info->partial_reason, value);
    }
    sqlite3_finalize(s);
    return result == SQLITE_DONE || db_error(db, "reading the run's facts", err);
}

bool recording_info(Recording *recording, RecordingInfo *info, Err *err)
{
    sqlite3 *db = recording->db;

    memset(info, 0, sizeof *info);
    if (!read_run(db, info, err))
        return false;
    if (!info->core_hz)
        return err_usage(err, "the recording does not say its core clock: it is damaged");
    info->exits = (uint64_t)db_number(db, "SELECT COUNT(*) FROM exit", 0);
    info->open_exits =
        (uint64_t)db_number(db, "SELECT COUNT(*) FROM exit WHERE end_units IS NULL", 0);
    info->at_el2 = (uint64_t)db_number(
        db, "SELECT COUNT(*) FROM exit JOIN path ON path.id = exit.path WHERE at_el2", 0);
    info->paths = (uint64_t)db_number(db, "SELECT COUNT(*) FROM path", 0);
    info->phases = (uint64_t)db_number(db, "SELECT COUNT(*) FROM phase", 0);
    return true;
}
