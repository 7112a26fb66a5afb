/* SPDX-License-Identifier: MIT
 *
 * anatomy.c - one exit, or the commonest of a reason, phase by phase and count by count.
 *
 * Tests: tests/unit/sim/record/query_test.c    Journey: after query.c
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/record/recording.h"
#include "sim/record/schema.h"

static void copy_text(char *to, size_t size, sqlite3_stmt *s, int column)
{
    const char *text = (const char *)sqlite3_column_text(s, column);

    snprintf(to, size, "%s", text ? text : "");
}

static uint64_t column_u64(sqlite3_stmt *s, int column)
{
    return (uint64_t)sqlite3_column_int64(s, column);
}

static void read_exit(sqlite3_stmt *s, Anatomy *a)
{
    a->has_exit = true;
    a->cpu = column_u64(s, 0);
    a->vm = column_u64(s, 1);
    copy_text(a->vcpu_name, sizeof a->vcpu_name, s, 2);
    copy_text(a->reason, sizeof a->reason, s, 3);
    copy_text(a->trap, sizeof a->trap, s, 4);
    copy_text(a->device, sizeof a->device, s, 5);
    a->has_iss = sqlite3_column_type(s, 6) != SQLITE_NULL;
    a->iss = column_u64(s, 6);
    a->has_ipa = sqlite3_column_type(s, 7) != SQLITE_NULL;
    a->ipa = column_u64(s, 7);
    a->pc = column_u64(s, 8);
    a->begin_units = column_u64(s, 9);
    a->is_open = sqlite3_column_type(s, 10) == SQLITE_NULL;
    a->end_units = column_u64(s, 10);
    a->path = column_u64(s, 11);
    copy_text(a->next_name, sizeof a->next_name, s, 12);
    a->guest_before_units = column_u64(s, 13);
    a->idle_units = column_u64(s, 14);
    a->others_units = column_u64(s, 15);
}

static bool find_exit(Recording *r, uint64_t id, Anatomy *a, Err *err)
{
    sqlite3_stmt *s =
        db_prepare(r->db,
                   "SELECT cpu, vcpu.vm, " VCPU_NAME(
                       "vcpu") ", exit_reason.name, trap.name, device.name, iss, ipa, pc,"
                               " begin_units, end_units, path, " VCPU_NAME(
                                   "next") ", guest_before_units, idle_units, others_units"
                                           " FROM exit JOIN vcpu ON vcpu.id = exit.vcpu LEFT JOIN "
                                           "vcpu AS next ON next.id = next_vcpu JOIN exit_reason "
                                           "ON exit_reason.id = reason"
                                           " LEFT JOIN trap ON trap.id = trap LEFT JOIN device ON "
                                           "device.id = device"
                                           " WHERE exit.id = ?",
                   err);
    int result;

    if (!s)
        return false;
    sqlite3_bind_int64(s, 1, (int64_t)id);
    result = sqlite3_step(s);
    if (result == SQLITE_ROW)
        read_exit(s, a);
    sqlite3_finalize(s);
    a->exit = id;
    if (result == SQLITE_DONE)
        return err_usage(err, "there is no exit %llu in this recording, which has %lld",
                         (unsigned long long)id,
                         (long long)db_number(r->db, "SELECT MAX(id) FROM exit", 0));
    return result == SQLITE_ROW || db_error(r->db, "reading an exit", err);
}

static bool no_such_reason(Recording *r, const char *reason, Err *err)
{
    sqlite3_stmt *s = db_prepare(r->db,
                                 "SELECT group_concat(name, ', ') FROM exit_reason WHERE id IN"
                                 " (SELECT reason FROM exit WHERE end_units IS NOT NULL)",
                                 err);
    char there[256] = "";

    if (!s)
        return false;
    if (sqlite3_step(s) == SQLITE_ROW)
        copy_text(there, sizeof there, s, 0);
    sqlite3_finalize(s);
    return err_usage(err,
                     "no exit of reason `%.40s` is in this recording.\n"
                     "There are%s%s; `doubletrap list exits` explains the names.",
                     reason, there[0] ? " " : " none", there);
}

/* The commonest path of a reason's exits; of equally common ones the cheapest, for the first ones
 * seen pay for cold translations. */
static bool find_path(Recording *r, const char *reason, Anatomy *a, Err *err)
{
    sqlite3_stmt *s =
        db_prepare(r->db,
                   "SELECT path, exit_reason.name, COUNT(*) FROM exit"
                   " JOIN exit_reason ON exit_reason.id = reason JOIN path_price USING(path)"
                   " WHERE exit_reason.name = ? COLLATE NOCASE AND end_units IS NOT NULL"
                   " GROUP BY path ORDER BY 3 DESC, path_price.units, 1"
                   " LIMIT 1",
                   err);
    int result;

    if (!s)
        return false;
    sqlite3_bind_text(s, 1, reason, -1, SQLITE_STATIC);
    result = sqlite3_step(s);
    if (result == SQLITE_ROW) {
        a->path = column_u64(s, 0);
        copy_text(a->reason, sizeof a->reason, s, 1);
    }
    sqlite3_finalize(s);
    if (result == SQLITE_DONE)
        return no_such_reason(r, reason, err);
    return result == SQLITE_ROW || db_error(r->db, "looking for exits", err);
}

static bool count_samples(Recording *r, Anatomy *a, Err *err)
{
    sqlite3_stmt *s = db_prepare(
        r->db,
        "SELECT IFNULL(SUM(path = ?1), 0), COUNT(*), (SELECT route.text FROM path JOIN route"
        " ON route.id = path.route WHERE path.id = ?1) FROM exit"
        " JOIN exit_reason ON exit_reason.id = reason WHERE exit_reason.name = ?2"
        " AND end_units IS NOT NULL",
        err);
    int result;

    if (!s)
        return false;
    sqlite3_bind_int64(s, 1, (int64_t)a->path);
    sqlite3_bind_text(s, 2, a->reason, -1, SQLITE_STATIC);
    result = sqlite3_step(s);
    if (result == SQLITE_ROW) {
        a->samples = column_u64(s, 0);
        a->of_samples = column_u64(s, 1);
        copy_text(a->route, sizeof a->route, s, 2);
    }
    sqlite3_finalize(s);
    return result == SQLITE_ROW || db_error(r->db, "counting exits", err);
}

static bool add_count(AnatomyPhase *phase, sqlite3_stmt *s, Err *err)
{
    AnatomyCount *more = realloc(phase->counts, (phase->count_count + 1) * sizeof *phase->counts),
                 *c;

    if (!more)
        return err_set(err, "out of memory for a report");
    phase->counts = more;
    c = &more[phase->count_count++];
    memset(c, 0, sizeof *c);
    copy_text(c->event, sizeof c->event, s, 5);
    c->is_class = sqlite3_column_int(s, 6);
    c->n = column_u64(s, 7);
    c->units = column_u64(s, 8);
    return true;
}

/* Rows come in order of phase and event; a new seq is a new phase. */
static bool add_row(Anatomy *a, int64_t *seq, sqlite3_stmt *s, Err *err)
{
    if (sqlite3_column_int64(s, 0) != *seq) {
        AnatomyPhase *more = realloc(a->phases, (a->phase_count + 1) * sizeof *a->phases);

        if (!more)
            return err_set(err, "out of memory for a report");
        *seq = sqlite3_column_int64(s, 0);
        a->phases = more;
        more = &more[a->phase_count++];
        memset(more, 0, sizeof *more);
        copy_text(more->world, sizeof more->world, s, 1);
        copy_text(more->how, sizeof more->how, s, 2);
        more->instructions = column_u64(s, 3);
        more->units = column_u64(s, 4);
    }
    if (sqlite3_column_type(s, 7) == SQLITE_NULL)
        return true;
    return add_count(&a->phases[a->phase_count - 1], s, err);
}

static bool read_phases(Recording *r, Anatomy *a, Err *err)
{
    sqlite3_stmt *s = db_prepare(
        r->db,
        "SELECT seq, world.name, " SQL_HOW ", price.instructions, price.units, cost_event.name,"
        " is_class, n, n * asked_price.units FROM path_phase"
        " JOIN phase ON phase.id = path_phase.phase JOIN phase_price AS price"
        " ON price.phase = phase.id JOIN world ON world.id = phase.world"
        " JOIN crossing ON crossing.id = phase.crossing"
        " JOIN exit_reason ON exit_reason.id = phase.reason"
        " LEFT JOIN phase_count ON phase_count.phase = phase.id"
        " LEFT JOIN cost_event ON cost_event.id = event LEFT JOIN asked_price USING(event)"
        " WHERE path = ? ORDER BY seq, event",
        err);
    int64_t seq = -1;
    int result = SQLITE_DONE;
    bool ok = s;

    if (ok)
        sqlite3_bind_int64(s, 1, (int64_t)a->path);
    while (ok && (result = sqlite3_step(s)) == SQLITE_ROW)
        ok = add_row(a, &seq, s, err);
    if (ok && result != SQLITE_DONE)
        ok = db_error(r->db, "reading phases", err);
    sqlite3_finalize(s);
    return ok;
}

bool recording_anatomy(Recording *recording, uint64_t id, const char *reason, Anatomy *anatomy,
                       Err *err)
{
    bool ok;

    memset(anatomy, 0, sizeof *anatomy);
    ok = reason ? find_path(recording, reason, anatomy, err)
                : find_exit(recording, id, anatomy, err);
    ok = ok && count_samples(recording, anatomy, err) && read_phases(recording, anatomy, err);
    if (!ok)
        anatomy_free(anatomy);
    return ok;
}

void anatomy_free(Anatomy *anatomy)
{
    for (size_t i = 0; i < anatomy->phase_count; i++)
        free(anatomy->phases[i].counts);
    free(anatomy->phases);
    anatomy->phases = NULL;
    anatomy->phase_count = 0;
}
