/* SPDX-License-Identifier: MIT
 *
 * record.c - opens a recording, fills its dimensions, passes on what the tracker says.
 *
 * Tests: tests/unit/sim/record/record_test.c    Journey: after tracker.c, with writer.c
 */
#include "sim/record/record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "sim/record/message.h"
#include "sim/record/recording.h"
#include "sim/record/schema.h"
#include "sim/record/writer.h"

#define DEVICE_MAX 256

struct Record {
    sqlite3 *db;
    char *path; /* NULL: temporary */
    Writer writer;
    const char *(*device_of)(void *owner, uint64_t ipa);
    void *owner;
    const char *device[DEVICE_MAX]; /* number - 1 */
    uint32_t device_count;
};

/* --- the tracker's sink ----------------------------------------------------------------------- */

static void on_vm(void *owner, uint32_t vm, uint64_t vttbr_baddr, uint16_t vmid, uint64_t now_units)
{
    Record *r = owner;
    VmMessage m = {.vm = vm, .vmid = vmid, .vttbr_baddr = vttbr_baddr, .now_units = now_units};

    queue_put(&r->writer.queue, MESSAGE_VM, &m, sizeof m);
}

static void on_vcpu(void *owner, uint32_t vcpu, uint32_t vm, uint64_t vmpidr, uint64_t now_units)
{
    Record *r = owner;
    VcpuMessage m = {.vcpu = vcpu, .vm = vm, .vmpidr = vmpidr, .now_units = now_units};

    queue_put(&r->writer.queue, MESSAGE_VCPU, &m, sizeof m);
}

static void on_cpu(void *owner, uint32_t cpu, uint64_t start_units, uint64_t now_units)
{
    Record *r = owner;
    CpuMessage m = {.cpu = cpu, .start_units = start_units, .now_units = now_units};

    queue_put(&r->writer.queue, MESSAGE_CPU, &m, sizeof m);
}

static void on_phase(void *owner, uint32_t id, const Phase *phase)
{
    Record *r = owner;
    PhaseMessage m = {.id = id, .phase = *phase};

    queue_put(&r->writer.queue, MESSAGE_PHASE, &m, sizeof m);
}

static void on_path(void *owner, uint32_t path, const Phases *phases, const uint32_t *phase_ids)
{
    Record *r = owner;
    PathMessage m = {.path = path,
                     .at_el2 = phases_at_el2(phases),
                     .folded = phases->folded,
                     .count = (uint8_t)phases->count};

    for (unsigned i = 0; i < phases->count; i++) {
        m.world[i] = (uint8_t)phases->phase[i].world;
        m.phase[i] = phase_ids[i];
    }
    queue_put(&r->writer.queue, MESSAGE_PATH, &m, sizeof m);
}

/* The number of a device by name; told to the writer at first sight. 0 when there is none. */
static uint32_t device_number(Record *r, const char *name)
{
    DeviceMessage m = {0};

    for (uint32_t i = 0; i < r->device_count; i++)
        if (!strcmp(r->device[i], name))
            return i + 1;
    if (r->device_count == DEVICE_MAX)
        return 0;
    r->device[r->device_count++] = name;
    m.device = r->device_count;
    snprintf(m.name, sizeof m.name, "%s", name);
    queue_put(&r->writer.queue, MESSAGE_DEVICE, &m, sizeof m);
    return m.device;
}

static void on_exit_row(void *owner, const ExitRow *row)
{
    Record *r = owner;
    ExitMessage m = {.row = *row};
    const char *name = row->has_ipa && r->device_of ? r->device_of(r->owner, row->ipa) : NULL;

    if (name)
        m.device = device_number(r, name);
    queue_put(&r->writer.queue, MESSAGE_EXIT, &m, sizeof m);
}

static void on_total(void *owner, const WorldTotal *total)
{
    Record *r = owner;

    queue_put(&r->writer.queue, MESSAGE_TOTAL, total, sizeof *total);
}

TrackerSink record_sink(Record *record)
{
    return (TrackerSink){.vm = on_vm,
                         .vcpu = on_vcpu,
                         .phase = on_phase,
                         .path = on_path,
                         .exit = on_exit_row,
                         .total = on_total,
                         .cpu = on_cpu,
                         .owner = record};
}

/* --- dimensions ------------------------------------------------------------------------------- */

static bool put_costs(sqlite3 *db, const CostModel *model, Err *err)
{
    sqlite3_stmt *event = db_prepare(db, "INSERT INTO cost_event VALUES(?,?,?,?)", err);
    sqlite3_stmt *price = db_prepare(db, "INSERT INTO price VALUES(?,?,?,?,?,?,?)", err);
    bool ok = event && price;

    for (unsigned i = 0; i < COST_COUNT && ok; i++) {
        const ModelAmount *a = &model->price[i].amount;

        db_bind(event, "isis", (int64_t)i, cost_name((CostEvent)i), (int64_t)(i < COST_CLASS_COUNT),
                cost_text((CostEvent)i));
        db_bind(price, "iiiisss", (int64_t)i, (int64_t)model->prices.price[i],
                (int64_t)cost_model_units(a->low), (int64_t)cost_model_units(a->high),
                price_mark_name(a->mark), price_fact_name(a->fact), a->source);
        ok = db_step(db, event, err) && db_step(db, price, err);
    }
    sqlite3_finalize(event);
    sqlite3_finalize(price);
    return ok;
}

static bool put_reasons(sqlite3 *db, Err *err)
{
    sqlite3_stmt *s = db_prepare(db, "INSERT INTO exit_reason VALUES(?,?,?,?)", err);
    bool ok = s;

    for (unsigned i = 0; i < EXIT_COUNT && ok; i++) {
        ExitReason reason = (ExitReason)i;
        int ec = reason_ec(reason);

        if (ec < 0)
            db_bind(s, "isns", (int64_t)i, reason_name(reason), reason_text(reason));
        else
            db_bind(s, "isis", (int64_t)i, reason_name(reason), (int64_t)ec, reason_text(reason));
        ok = db_step(db, s, err);
    }
    sqlite3_finalize(s);
    return ok;
}

static bool put_worlds(sqlite3 *db, Err *err)
{
    sqlite3_stmt *world = db_prepare(db, "INSERT INTO world VALUES(?,?,?)", err);
    sqlite3_stmt *crossing = db_prepare(db, "INSERT INTO crossing VALUES(?,?)", err);
    bool ok = world && crossing;

    for (unsigned i = 0; i < WORLD_COUNT && ok; i++) {
        db_bind(world, "iss", (int64_t)i, world_name((WorldKind)i), world_text((WorldKind)i));
        ok = db_step(db, world, err);
    }
    for (unsigned i = 0; i <= CROSSING_FIRMWARE && ok; i++) {
        db_bind(crossing, "is", (int64_t)i, crossing_name((CrossingKind)i));
        ok = db_step(db, crossing, err);
    }
    sqlite3_finalize(world);
    sqlite3_finalize(crossing);
    return ok;
}

static bool put_traps(sqlite3 *db, const RecordMeta *meta, Err *err)
{
    sqlite3_stmt *s = db_prepare(db, "INSERT INTO trap VALUES(?,?)", err);
    bool ok = s;

    for (size_t i = 1; i < meta->trap_count && ok; i++) {
        db_bind(s, "is", (int64_t)i, meta->trap_name[i]);
        ok = db_step(db, s, err);
    }
    sqlite3_finalize(s);
    return ok;
}

static bool put_pairs(sqlite3 *db, const char *sql, const RecordPair *pairs, size_t count, Err *err)
{
    sqlite3_stmt *s = db_prepare(db, sql, err);
    bool ok = s;

    for (size_t i = 0; i < count && ok; i++) {
        db_bind(s, "ss", pairs[i].key, pairs[i].value);
        ok = db_step(db, s, err);
    }
    sqlite3_finalize(s);
    return ok;
}

static bool put_run(sqlite3 *db, const CostModel *model, Err *err)
{
    char core_hz[32], cnt_hz[32], version[32];
    const RecordPair pairs[] = {
        {"cnt_hz", cnt_hz},     {"core_hz", core_hz},     {"finished", "no"},
        {"model", model->name}, {"partial_reason", NULL}, {"schema_version", version},
    };

    snprintf(core_hz, sizeof core_hz, "%llu", (unsigned long long)model->core_hz);
    snprintf(cnt_hz, sizeof cnt_hz, "%llu", (unsigned long long)model->cnt_hz);
    snprintf(version, sizeof version, "%d", SCHEMA_VERSION);
    return put_pairs(db, "INSERT INTO run VALUES(?,?)", pairs, ARRAY_COUNT(pairs), err);
}

/* Facts about this machine and day: the one table that the digest leaves out. */
static bool put_host(sqlite3 *db, Err *err)
{
    struct utsname name = {.sysname = ""};
    char date[32] = "", system[160];
    time_t now = time(NULL);
    struct tm utc;
    const RecordPair pairs[] = {{"date", date},
                                {"system", system},
                                {"sqlite", sqlite3_libversion()},
                                {"compiler", __VERSION__}};

    if (gmtime_r(&now, &utc))
        strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &utc);
    uname(&name);
    snprintf(system, sizeof system, "%.50s %.50s %.50s", name.sysname, name.release, name.machine);
    return put_pairs(db, "INSERT INTO host VALUES(?,?)", pairs, ARRAY_COUNT(pairs), err);
}

static bool create(sqlite3 *db, const RecordMeta *meta, Err *err)
{
    char pragma[128];

    snprintf(pragma, sizeof pragma, "PRAGMA application_id = %d; PRAGMA user_version = %d",
             SCHEMA_APPLICATION_ID, SCHEMA_VERSION);
    return db_run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL", err) &&
           db_run(db, pragma, err) && db_run(db, "BEGIN", err) &&
           db_run_all(db, schema_statements, err) && put_run(db, meta->model, err) &&
           put_pairs(db, "INSERT INTO config VALUES(?,?)", meta->config, meta->config_count, err) &&
           put_host(db, err) && put_costs(db, meta->model, err) && put_reasons(db, err) &&
           put_worlds(db, err) && put_traps(db, meta, err) && db_run(db, "COMMIT", err);
}

/* --- opening and closing ---------------------------------------------------------------------- */

/* Whether a run writes into the recording at @path: leaving WAL needs the file for oneself. */
static bool is_being_written(const char *path)
{
    sqlite3 *db = NULL;
    bool busy = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
                sqlite3_exec(db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_BUSY;

    sqlite3_close(db);
    return busy;
}

/* Removes an older recording and its journals. Anything that is not a recording stays, and so does
 * one of a run that goes on: its journal would be taken for ours. */
static bool make_room(const char *path, Err *err)
{
    static const char *const suffix[] = {"", "-wal", "-shm", "-journal"};
    struct stat st;

    if (stat(path, &st))
        return errno == ENOENT || err_set(err, "%s: cannot record here: %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode) || (st.st_size && !recording_is_one(path)))
        return err_usage(err,
                         "%s: this is not a recording, and --record does not overwrite anything "
                         "else.\nRemove it, or give another name.",
                         path);
    if (st.st_size && is_being_written(path))
        return err_usage(err,
                         "%s: another run is recording into this file, or a program has it open.\n"
                         "Give another name, or end that one first.",
                         path);
    for (unsigned i = 0; i < ARRAY_COUNT(suffix); i++) {
        char name[4096];

        snprintf(name, sizeof name, "%s%s", path, suffix[i]);
        if (unlink(name) && errno != ENOENT)
            return err_set(err, "%s: cannot replace the old recording: %s", name, strerror(errno));
    }
    return true;
}

static bool open_database(Record *r, const RecordMeta *meta, Err *err)
{
    /* Nobody else has the handle: no locks for each call. */
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    Err why = {.text = ""};

    if (r->path && !make_room(r->path, err))
        return false;
    if (sqlite3_open_v2(r->path ? r->path : "", &r->db, flags, NULL) != SQLITE_OK)
        return err_set(err, "%s: cannot record here: %s\nIs the folder there and writable?",
                       r->path ? r->path : "temporary file", sqlite3_errmsg(r->db));
    if (!create(r->db, meta, &why))
        return err_set(err, "%s: cannot record here: %.900s", r->path ? r->path : "temporary file",
                       why.text);
    return true;
}

static void discard(Record *r)
{
    sqlite3_close(r->db);
    free(r->path);
    free(r);
}

bool record_open(const char *path, const RecordMeta *meta, Record **record, Err *err)
{
    Record *r = calloc(1, sizeof *r);

    if (!r || (path && !(r->path = strdup(path)))) {
        free(r);
        return err_set(err, "out of memory for the recording");
    }
    r->device_of = meta->device_of;
    r->owner = meta->owner;
    if (!open_database(r, meta, err) || !writer_start(&r->writer, r->db, err)) {
        discard(r);
        return false;
    }
    *record = r;
    return true;
}

bool record_is_well(Record *record, Err *err)
{
    Err why;

    if (writer_is_well(&record->writer, &why))
        return true;
    return err_set(err, "%s: the recording stopped: %.800s\nWhat was written before is kept.",
                   record->path ? record->path : "temporary file", why.text);
}

static bool mark_end(sqlite3 *db, const char *partial_reason, Err *err)
{
    sqlite3_stmt *s = db_prepare(db, "UPDATE run SET value = ? WHERE key = ?", err);
    bool ok = s;

    if (ok) {
        db_bind(s, "ss", partial_reason ? "no" : "yes", "finished");
        ok = db_step(db, s, err);
    }
    if (ok) {
        db_bind(s, "ss", partial_reason, "partial_reason");
        ok = db_step(db, s, err);
    }
    sqlite3_finalize(s);
    /* One file from here on: no journals beside it. */
    return ok && db_run(db, "PRAGMA journal_mode = DELETE", err);
}

bool record_close(Record *record, const char *partial_reason, Recording **recording, Err *err)
{
    Err why = {.text = ""};
    bool ok = writer_stop(&record->writer, &why);

    if (!mark_end(record->db, ok ? partial_reason : why.text, ok ? &why : NULL))
        ok = false;
    if (!ok)
        err_set(err, "%s: the recording is partial: %.800s",
                record->path ? record->path : "temporary file", why.text);
    if (recording && !recording_of(record->db, recording, ok ? err : NULL))
        ok = false;
    else if (recording)
        record->db = NULL; /* the recording's now */
    discard(record);
    return ok;
}
