/* SPDX-License-Identifier: MIT
 *
 * digest.c - one number for a whole recording: equal runs have equal digests.
 *
 * SHA-256 (Nettle) over the name of each table and all its rows in key order; `host` is left out,
 * for it says where and when, not what.    Tests: tests/unit/sim/record/query_test.c
 */
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>

#include "sim/record/recording.h"

static void put_u64(struct sha256_ctx *sha, uint64_t v)
{
    uint8_t bytes[8];

    for (unsigned i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(v >> (8 * i));
    sha256_update(sha, sizeof bytes, bytes);
}

static void put_bytes(struct sha256_ctx *sha, const void *bytes, size_t size)
{
    put_u64(sha, size);
    sha256_update(sha, size, bytes);
}

/* Type, then value: no two different rows give the same bytes. */
static void put_cell(struct sha256_ctx *sha, sqlite3_stmt *s, int column)
{
    int type = sqlite3_column_type(s, column);
    double real;
    uint64_t image;

    put_u64(sha, (uint64_t)type);
    switch (type) {
    case SQLITE_INTEGER:
        put_u64(sha, (uint64_t)sqlite3_column_int64(s, column));
        break;
    case SQLITE_FLOAT:
        real = sqlite3_column_double(s, column);
        memcpy(&image, &real, sizeof image);
        put_u64(sha, image);
        break;
    case SQLITE_TEXT:
    case SQLITE_BLOB:
        put_bytes(sha, sqlite3_column_blob(s, column), (size_t)sqlite3_column_bytes(s, column));
        break;
    default:
        break;
    }
}

/* Our tables have their keys in the first columns, at most four of them. */
static bool put_table(sqlite3 *db, struct sha256_ctx *sha, const char *table, Err *err)
{
    char sql[256];
    sqlite3_stmt *s;
    int64_t keys;
    int result;

    snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM pragma_table_info('%.60s') WHERE pk", table);
    keys = db_number(db, sql, 1);
    snprintf(sql, sizeof sql, "SELECT * FROM \"%.60s\" ORDER BY %s", table,
             keys >= 4   ? "1, 2, 3, 4"
             : keys == 3 ? "1, 2, 3"
             : keys == 2 ? "1, 2"
                         : "1");
    s = db_prepare(db, sql, err);
    if (!s)
        return false;
    put_bytes(sha, table, strlen(table));
    while ((result = sqlite3_step(s)) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(s); i++)
            put_cell(sha, s, i);
    sqlite3_finalize(s);
    return result == SQLITE_DONE || db_error(db, table, err);
}

bool recording_digest(Recording *recording, char text[DIGEST_TEXT_SIZE], Err *err)
{
    sqlite3_stmt *tables =
        db_prepare(recording->db,
                   "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name <> 'host'"
                   " AND name NOT LIKE 'sqlite%' ORDER BY name",
                   err);
    struct sha256_ctx sha;
    uint8_t digest[SHA256_DIGEST_SIZE];
    bool ok = tables;
    int result = SQLITE_DONE;

    sha256_init(&sha);
    while (ok && (result = sqlite3_step(tables)) == SQLITE_ROW)
        ok = put_table(recording->db, &sha, (const char *)sqlite3_column_text(tables, 0), err);
    if (ok && result != SQLITE_DONE)
        ok = db_error(recording->db, "listing the tables", err);
    sqlite3_finalize(tables);
    sha256_digest(&sha, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    return ok;
}
