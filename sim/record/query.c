/* SPDX-License-Identifier: MIT
 *
 * query.c - exits by group, phases, worlds.
 *
 * Exits are first counted by everything they can be grouped by; the rest works on that small table.
 *
 * Tests: tests/unit/sim/record/query_test.c    Journey: after recording.c, before anatomy.c
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/record/recording.h"
#include "sim/record/schema.h"

typedef struct KeyRow {
    const char *key;  /* an integer expression over exit_group */
    const char *name; /* the name of a key, given as ?1 */
} KeyRow;

static const KeyRow keys[GROUP_COUNT] = {
    [GROUP_ALL] = {"0", "SELECT 'all'"},
    [GROUP_REASON] = {"reason", "SELECT name FROM exit_reason WHERE id = ?1"},
    [GROUP_VM] = {"vm", "SELECT 'vm ' || ?1"},
    [GROUP_VCPU] = {"vcpu", "SELECT " VCPU_NAME("vcpu") " FROM vcpu WHERE id = ?1"},
    [GROUP_CPU] = {"cpu", "SELECT 'cpu ' || ?1"},
    [GROUP_TRAP] = {"IFNULL(trap, 0)", "SELECT name FROM trap WHERE id = ?1"},
    [GROUP_DEVICE] = {"IFNULL(device, 0)", "SELECT name FROM device WHERE id = ?1"},
    [GROUP_PATH] = {"route", "SELECT text FROM route WHERE id = ?1"},
};

/* exit_group: closed exits by all that they can be grouped by. What the guest does until the next
 * exit is that exit's guest_before. */
static bool make_groups(Recording *r, Err *err)
{
    if (r->grouped)
        return true;
    r->grouped = db_run(
        r->db,
        "CREATE TEMP TABLE exit_group AS SELECT e.cpu, e.vcpu, vcpu.vm, e.reason, e.trap, e.device,"
        " e.path, path.route, path.at_el2, COUNT(*) AS n, SUM(e.idle_units) AS idle_units,"
        " SUM(e.others_units) AS others_units, COUNT(e.guest_after) AS guest_n,"
        " SUM(e.guest_after) AS guest_units FROM (SELECT *, LEAD(guest_before_units)"
        " OVER (PARTITION BY vcpu ORDER BY id) AS guest_after FROM exit) AS e"
        " JOIN path ON path.id = e.path JOIN vcpu ON vcpu.id = e.vcpu"
        " WHERE e.end_units IS NOT NULL"
        " GROUP BY e.cpu, e.vcpu, e.reason, e.trap, e.device, e.path",
        err);
    return r->grouped;
}

/* A growing array of rows of @size bytes; NULL with @err when memory is short. */
static void *another(void **rows, size_t *count, size_t size, Err *err)
{
    if (!(*count & (*count - 1))) {
        void *more = realloc(*rows, (*count ? *count * 2 : 1) * size);

        if (!more) {
            err_set(err, "out of memory for a report");
            return NULL;
        }
        *rows = more;
    }
    memset((char *)*rows + *count * size, 0, size);
    return (char *)*rows + (*count)++ * size;
}

static void copy_text(char *to, size_t size, sqlite3_stmt *s, int column)
{
    const char *text = (const char *)sqlite3_column_text(s, column);

    snprintf(to, size, "%s", text ? text : "-");
}

static uint64_t column_u64(sqlite3_stmt *s, int column)
{
    return (uint64_t)sqlite3_column_int64(s, column);
}

/* --- exits by group --------------------------------------------------------------------------- */

typedef struct Groups {
    ExitGroup *rows;
    int64_t *ids; /* the key of each */
    size_t count;
} Groups;

static bool add_group(Groups *g, int64_t id, Err *err)
{
    size_t id_count = g->count;
    void *rows = g->rows, *ids = g->ids;
    bool ok = another(&rows, &g->count, sizeof *g->rows, err);
    int64_t *place;

    g->rows = rows;
    if (!ok)
        return false;
    place = another(&ids, &id_count, sizeof *g->ids, err);
    g->ids = ids;
    if (!place)
        return false;
    *place = id;
    return true;
}

static bool read_sums(Recording *r, GroupKey key, Groups *g, Err *err)
{
    char sql[600];
    sqlite3_stmt *s;
    int result = SQLITE_DONE;
    bool ok = true;

    snprintf(sql, sizeof sql,
             "SELECT %s AS k, SUM(n), SUM(n * at_el2), SUM(n * instructions), SUM(idle_units),"
             " SUM(others_units), SUM(guest_n), SUM(guest_units), SUM(n * units)"
             " FROM exit_group JOIN path_price USING(path) GROUP BY k ORDER BY 2 DESC, k",
             keys[key].key);
    s = db_prepare(r->db, sql, err);
    if (!s)
        return false;
    while (ok && (result = sqlite3_step(s)) == SQLITE_ROW) {
        ExitGroup *row;

        ok = add_group(g, sqlite3_column_int64(s, 0), err);
        if (!ok)
            break;
        row = &g->rows[g->count - 1];
        row->samples = column_u64(s, 1);
        row->at_el2 = column_u64(s, 2);
        row->instructions = column_u64(s, 3);
        row->idle_units = column_u64(s, 4);
        row->others_units = column_u64(s, 5);
        row->guest_samples = column_u64(s, 6);
        row->guest_units = column_u64(s, 7);
        row->sum_units = column_u64(s, 8);
    }
    sqlite3_finalize(s);
    return ok && (result == SQLITE_DONE || db_error(r->db, "grouping exits", err));
}

/* Nearest-rank percentile: the smallest value that @percent of the samples do not exceed. */
static uint64_t rank_of(uint64_t samples, unsigned percent)
{
    return (samples * percent + 99) / 100;
}

/* Ascending values with their multiplicity, of one group. */
static void add_value(ExitGroup *row, uint64_t seen, uint64_t units, uint64_t n)
{
    if (!seen)
        row->min_units = units;
    row->max_units = units;
    row->sum_squares += (double)n * (double)units * (double)units;
    if (seen < rank_of(row->samples, 50) && seen + n >= rank_of(row->samples, 50))
        row->p50_units = units;
    if (seen < rank_of(row->samples, 99) && seen + n >= rank_of(row->samples, 99))
        row->p99_units = units;
}

static bool read_values(Recording *r, GroupKey key, size_t index, Groups *g, Err *err)
{
    ExitGroup *row = &g->rows[index];
    char sql[400];
    sqlite3_stmt *s;
    uint64_t seen = 0;
    int result;

    snprintf(sql, sizeof sql,
             "SELECT units, SUM(n) FROM exit_group JOIN path_price USING(path) WHERE %s = ?"
             " GROUP BY units ORDER BY units",
             keys[key].key);
    s = db_prepare(r->db, sql, err);
    if (!s)
        return false;
    sqlite3_bind_int64(s, 1, g->ids[index]);
    while ((result = sqlite3_step(s)) == SQLITE_ROW) {
        uint64_t n = column_u64(s, 1);

        add_value(row, seen, column_u64(s, 0), n);
        seen += n;
    }
    sqlite3_finalize(s);
    return result == SQLITE_DONE || db_error(r->db, "pricing exits", err);
}

static bool read_route(Recording *r, GroupKey key, size_t index, Groups *g, Err *err)
{
    ExitGroup *row = &g->rows[index];
    char sql[400];
    sqlite3_stmt *s;
    int result;

    snprintf(sql, sizeof sql,
             "SELECT route.text, SUM(n) FROM exit_group JOIN route ON route.id = route"
             " WHERE %s = ? GROUP BY route.id ORDER BY 2 DESC, route.id LIMIT 1",
             keys[key].key);
    s = db_prepare(r->db, sql, err);
    if (!s)
        return false;
    sqlite3_bind_int64(s, 1, g->ids[index]);
    result = sqlite3_step(s);
    if (result == SQLITE_ROW) {
        copy_text(row->route, sizeof row->route, s, 0);
        row->route_samples = column_u64(s, 1);
    }
    sqlite3_finalize(s);
    return result == SQLITE_ROW || result == SQLITE_DONE || db_error(r->db, "reading routes", err);
}

static bool read_name(Recording *r, GroupKey key, size_t index, Groups *g, Err *err)
{
    sqlite3_stmt *s = db_prepare(r->db, keys[key].name, err);

    if (!s)
        return false;
    sqlite3_bind_int64(s, 1, g->ids[index]);
    if (sqlite3_step(s) == SQLITE_ROW)
        copy_text(g->rows[index].name, sizeof g->rows[index].name, s, 0);
    else
        snprintf(g->rows[index].name, sizeof g->rows[index].name, "-");
    sqlite3_finalize(s);
    return true;
}

bool recording_groups(Recording *recording, GroupKey key, ExitGroup **groups, size_t *count,
                      Err *err)
{
    Groups g = {0};
    bool ok = make_groups(recording, err) && read_sums(recording, key, &g, err);

    for (size_t i = 0; i < g.count && ok; i++)
        ok = read_name(recording, key, i, &g, err) && read_values(recording, key, i, &g, err) &&
             read_route(recording, key, i, &g, err);
    free(g.ids);
    if (!ok) {
        free(g.rows);
        return false;
    }
    *groups = g.rows;
    *count = g.count;
    return true;
}

/* --- phases and worlds ------------------------------------------------------------------------ */

static void read_phase_group(sqlite3_stmt *s, PhaseGroup *row)
{
    copy_text(row->world, sizeof row->world, s, 0);
    copy_text(row->how, sizeof row->how, s, 1);
    row->visits = column_u64(s, 2);
    row->instructions = column_u64(s, 3);
    row->min_units = column_u64(s, 4);
    row->max_units = column_u64(s, 5);
    row->sum_units = column_u64(s, 6);
}

bool recording_phases(Recording *recording, PhaseGroup **groups, size_t *count, Err *err)
{
    static const char sql[] =
        "SELECT world.name, " SQL_HOW ", SUM(n), SUM(n * price.instructions), MIN(price.units),"
        " MAX(price.units), SUM(n * price.units) FROM (SELECT path, SUM(n) AS n FROM exit_group"
        " GROUP BY path) JOIN path_phase USING(path) JOIN phase ON phase.id = path_phase.phase"
        " JOIN phase_price AS price ON price.phase = phase.id"
        " JOIN world ON world.id = phase.world JOIN crossing ON crossing.id = phase.crossing"
        " JOIN exit_reason ON exit_reason.id = phase.reason GROUP BY 1, 2 ORDER BY 7 DESC, 1, 2";
    sqlite3_stmt *s;
    void *rows = NULL;
    int result = SQLITE_DONE;
    bool ok = make_groups(recording, err);

    *count = 0;
    s = ok ? db_prepare(recording->db, sql, err) : NULL;
    ok = s;
    while (ok && (result = sqlite3_step(s)) == SQLITE_ROW) {
        PhaseGroup *row = another(&rows, count, sizeof **groups, err);

        ok = row;
        if (ok)
            read_phase_group(s, row);
    }
    if (ok && result != SQLITE_DONE)
        ok = db_error(recording->db, "reading phases", err);
    sqlite3_finalize(s);
    *groups = rows;
    if (!ok)
        free(rows);
    return ok;
}

static void read_world_time(sqlite3_stmt *s, WorldTime *row)
{
    row->cpu = column_u64(s, 0);
    copy_text(row->world, sizeof row->world, s, 1);
    row->vm = column_u64(s, 2);
    row->instructions = column_u64(s, 3);
    row->units = column_u64(s, 4);
    row->idle_units = column_u64(s, 5);
    row->unexplained_units = sqlite3_column_int64(s, 6);
    row->cpu_units = column_u64(s, 7);
}

bool recording_worlds(Recording *recording, WorldTime **times, size_t *count, Err *err)
{
    static const char sql[] =
        "SELECT t.cpu, world.name, t.vm, IFNULL(c.instructions, 0), IFNULL(c.units, 0),"
        " t.idle_units, t.unexplained_units, cpu.now_units - cpu.start_units FROM world_time AS t"
        " JOIN world ON world.id = t.world JOIN cpu ON cpu.id = t.cpu LEFT JOIN"
        " (SELECT cpu, world, vm, SUM(n * is_class) AS instructions, SUM(n * units) AS units"
        " FROM world_total JOIN asked_price USING(event) JOIN cost_event ON cost_event.id = event"
        " GROUP BY cpu, world, vm) AS c ON c.cpu = t.cpu AND c.world = t.world AND c.vm = t.vm"
        " ORDER BY t.cpu, t.world, t.vm";
    sqlite3_stmt *s = db_prepare(recording->db, sql, err);
    void *rows = NULL;
    int result = SQLITE_DONE;
    bool ok = s;

    *count = 0;
    while (ok && (result = sqlite3_step(s)) == SQLITE_ROW) {
        WorldTime *row = another(&rows, count, sizeof **times, err);

        ok = row;
        if (ok)
            read_world_time(s, row);
    }
    if (ok && result != SQLITE_DONE)
        ok = db_error(recording->db, "reading the worlds' times", err);
    sqlite3_finalize(s);
    *times = rows;
    if (!ok)
        free(rows);
    return ok;
}
