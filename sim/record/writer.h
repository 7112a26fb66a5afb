/* SPDX-License-Identifier: MIT
 *
 * writer.h - inside sim/record/: the thread that turns messages into rows.
 */
#ifndef SIM_RECORD_WRITER_H
#define SIM_RECORD_WRITER_H

#include "sim/record/db.h"
#include "sim/record/queue.h"

enum { WRITER_STATEMENTS = 12 };

typedef struct Writer {
    sqlite3 *db;
    Queue queue;
    HostThread thread;
    sqlite3_stmt *statement[WRITER_STATEMENTS];
    Err err; /* why it stopped, once queue.dead */
} Writer;

/* Starts the thread on an open database with the schema in place. */
MUST_USE bool writer_start(Writer *writer, sqlite3 *db, Err *err);

/* Ends it: everything sent before is committed. False with the reason it failed. */
MUST_USE bool writer_stop(Writer *writer, Err *err);

/* False with the reason once it failed. */
bool writer_is_well(Writer *writer, Err *err);

#endif
