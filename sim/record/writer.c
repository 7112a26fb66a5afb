/* SPDX-License-Identifier: MIT
 *
 * writer.c - one transaction for each buffer of messages.
 *
 * Tests: tests/unit/sim/record/record_test.c
 */
#include "sim/record/writer.h"

#include <stdio.h>
#include <string.h>

#include "sim/record/message.h"

enum {
    PUT_VM,
    PUT_VCPU,
    PUT_CPU,
    PUT_DEVICE,
    PUT_PHASE,
    PUT_PHASE_COUNT,
    PUT_ROUTE,
    PUT_PATH,
    PUT_PATH_PHASE,
    PUT_EXIT,
    PUT_WORLD_TOTAL,
    PUT_WORLD_TIME,
    PUT_COUNT
};

_Static_assert((int)PUT_COUNT == (int)WRITER_STATEMENTS, "a slot for each statement");

static const char *const sql[PUT_COUNT] = {
    [PUT_VM] = "INSERT INTO vm VALUES(?,?,?,?)",
    [PUT_VCPU] = "INSERT INTO vcpu VALUES(?,?,?,?)",
    [PUT_CPU] = "INSERT OR REPLACE INTO cpu VALUES(?,?,?)",
    [PUT_DEVICE] = "INSERT INTO device VALUES(?,?)",
    [PUT_PHASE] = "INSERT INTO phase VALUES(?,?,?,?,?,?)",
    [PUT_PHASE_COUNT] = "INSERT INTO phase_count VALUES(?,?,?)",
    [PUT_ROUTE] = ("INSERT INTO route(text) SELECT ?1 WHERE NOT EXISTS"
                   " (SELECT 1 FROM route WHERE text = ?1)"),
    [PUT_PATH] = "INSERT INTO path VALUES(?,(SELECT id FROM route WHERE text = ?),?,?)",
    [PUT_PATH_PHASE] = "INSERT INTO path_phase VALUES(?,?,?)",
    [PUT_EXIT] = "INSERT INTO exit VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    [PUT_WORLD_TOTAL] = "INSERT OR REPLACE INTO world_total VALUES(?,?,?,?,?)",
    [PUT_WORLD_TIME] = "INSERT OR REPLACE INTO world_time VALUES(?,?,?,?,?)",
};

static bool step(Writer *w, int which)
{
    return db_step(w->db, w->statement[which], &w->err);
}

static bool put_vm(Writer *w, const uint8_t *bytes)
{
    VmMessage m;

    memcpy(&m, bytes, sizeof m);
    db_bind(w->statement[PUT_VM], "iiii", (int64_t)m.vm, (int64_t)m.vttbr_baddr, (int64_t)m.vmid,
            (int64_t)m.now_units);
    return step(w, PUT_VM);
}

static bool put_vcpu(Writer *w, const uint8_t *bytes)
{
    VcpuMessage m;

    memcpy(&m, bytes, sizeof m);
    db_bind(w->statement[PUT_VCPU], "iiii", (int64_t)m.vcpu, (int64_t)m.vm, (int64_t)m.vmpidr,
            (int64_t)m.now_units);
    return step(w, PUT_VCPU);
}

static bool put_cpu(Writer *w, const uint8_t *bytes)
{
    CpuMessage m;

    memcpy(&m, bytes, sizeof m);
    db_bind(w->statement[PUT_CPU], "iii", (int64_t)m.cpu, (int64_t)m.start_units,
            (int64_t)m.now_units);
    return step(w, PUT_CPU);
}

static bool put_device(Writer *w, const uint8_t *bytes)
{
    DeviceMessage m;

    memcpy(&m, bytes, sizeof m);
    db_bind(w->statement[PUT_DEVICE], "is", (int64_t)m.device, m.name);
    return step(w, PUT_DEVICE);
}

static bool put_phase(Writer *w, const uint8_t *bytes)
{
    PhaseMessage m;
    const PhaseHow *how = &m.phase.how;

    memcpy(&m, bytes, sizeof m);
    db_bind(w->statement[PUT_PHASE], "iiiiii", (int64_t)m.id, (int64_t)m.phase.world,
            (int64_t)how->kind, (int64_t)how->from_el, (int64_t)how->to_el, (int64_t)how->reason);
    if (!step(w, PUT_PHASE))
        return false;
    for (unsigned i = 0; i < COST_COUNT; i++) {
        if (!m.phase.counts.n[i])
            continue;
        db_bind(w->statement[PUT_PHASE_COUNT], "iii", (int64_t)m.id, (int64_t)i,
                (int64_t)m.phase.counts.n[i]);
        if (!step(w, PUT_PHASE_COUNT))
            return false;
    }
    return true;
}

/* "vm > hyp > host > hyp > vm" */
static void route_text(const PathMessage *m, char *text, size_t size)
{
    size_t used = (size_t)snprintf(text, size, "vm");

    for (unsigned i = 0; i < m->count && used < size; i++)
        used +=
            (size_t)snprintf(text + used, size - used, " > %s", world_name((WorldKind)m->world[i]));
    if (used < size)
        snprintf(text + used, size - used, "%s", m->folded ? " > vm ..." : " > vm");
}

static bool put_path(Writer *w, const uint8_t *bytes)
{
    PathMessage m;
    char text[PHASE_MAX * 12 + 16];

    memcpy(&m, bytes, sizeof m);
    route_text(&m, text, sizeof text);
    db_bind(w->statement[PUT_ROUTE], "s", text);
    if (!step(w, PUT_ROUTE))
        return false;
    db_bind(w->statement[PUT_PATH], "isii", (int64_t)m.path, text, (int64_t)m.at_el2,
            (int64_t)m.folded);
    if (!step(w, PUT_PATH))
        return false;
    for (unsigned i = 0; i < m.count; i++) {
        db_bind(w->statement[PUT_PATH_PHASE], "iii", (int64_t)m.path, (int64_t)i,
                (int64_t)m.phase[i]);
        if (!step(w, PUT_PATH_PHASE))
            return false;
    }
    return true;
}

/* Zero and NULL take no room in a row but their header byte. */
static void bind_or_null(sqlite3_stmt *statement, int at, bool there, uint64_t value)
{
    if (there)
        sqlite3_bind_int64(statement, at, (int64_t)value);
    else
        sqlite3_bind_null(statement, at);
}

static bool put_exit(Writer *w, const uint8_t *bytes)
{
    sqlite3_stmt *s = w->statement[PUT_EXIT];
    ExitMessage m;
    const ExitRow *r = &m.row;

    memcpy(&m, bytes, sizeof m);
    sqlite3_bind_int64(s, 1, (int64_t)r->id);
    sqlite3_bind_int64(s, 2, r->cpu);
    sqlite3_bind_int64(s, 3, r->vcpu);
    sqlite3_bind_int64(s, 4, (int64_t)r->begin_units);
    bind_or_null(s, 5, r->end_units != TIME_NEVER, r->end_units);
    sqlite3_bind_int64(s, 6, (int64_t)r->reason);
    bind_or_null(s, 7, r->trap, r->trap);
    bind_or_null(s, 8, r->has_iss, r->iss);
    bind_or_null(s, 9, r->has_ipa, r->ipa);
    bind_or_null(s, 10, m.device, m.device);
    sqlite3_bind_int64(s, 11, (int64_t)r->pc);
    sqlite3_bind_int64(s, 12, r->path);
    bind_or_null(s, 13, r->next_vcpu, r->next_vcpu);
    sqlite3_bind_int64(s, 14, (int64_t)r->guest_before_units);
    sqlite3_bind_int64(s, 15, (int64_t)r->idle_units);
    sqlite3_bind_int64(s, 16, (int64_t)r->others_units);
    return step(w, PUT_EXIT);
}

static bool put_total(Writer *w, const uint8_t *bytes)
{
    WorldTotal m;

    memcpy(&m, bytes, sizeof m);
    db_bind(w->statement[PUT_WORLD_TIME], "iiiii", (int64_t)m.cpu, (int64_t)m.world, (int64_t)m.vm,
            (int64_t)m.idle_units, m.unexplained_units);
    if (!step(w, PUT_WORLD_TIME))
        return false;
    for (unsigned i = 0; i < COST_COUNT; i++) {
        if (!m.counts.n[i])
            continue;
        db_bind(w->statement[PUT_WORLD_TOTAL], "iiiii", (int64_t)m.cpu, (int64_t)m.world,
                (int64_t)m.vm, (int64_t)i, (int64_t)m.counts.n[i]);
        if (!step(w, PUT_WORLD_TOTAL))
            return false;
    }
    return true;
}

static bool put(Writer *w, MessageKind kind, const uint8_t *message)
{
    switch (kind) {
    case MESSAGE_VM:
        return put_vm(w, message);
    case MESSAGE_VCPU:
        return put_vcpu(w, message);
    case MESSAGE_CPU:
        return put_cpu(w, message);
    case MESSAGE_DEVICE:
        return put_device(w, message);
    case MESSAGE_PHASE:
        return put_phase(w, message);
    case MESSAGE_PATH:
        return put_path(w, message);
    case MESSAGE_EXIT:
        return put_exit(w, message);
    case MESSAGE_TOTAL:
        return put_total(w, message);
    }
    assert(false);
    return false;
}

static bool put_buffer(Writer *w, const uint8_t *bytes, size_t size)
{
    size_t at = 0;
    uint8_t kind;
    const uint8_t *message;

    if (!db_run(w->db, "BEGIN", &w->err))
        return false;
    while (queue_next(bytes, size, &at, &kind, &message))
        if (!put(w, (MessageKind)kind, message))
            return false;
    return db_run(w->db, "COMMIT", &w->err);
}

static void *body(void *owner)
{
    Writer *w = owner;
    const uint8_t *bytes;
    size_t size;

    while (queue_take(&w->queue, &bytes, &size)) {
        if (!put_buffer(w, bytes, size)) {
            if (!sqlite3_get_autocommit(w->db))
                sqlite3_exec(w->db, "ROLLBACK", NULL, NULL, NULL);
            queue_kill(&w->queue);
            break;
        }
    }
    return NULL;
}

static void finalize(Writer *w)
{
    for (unsigned i = 0; i < PUT_COUNT; i++)
        sqlite3_finalize(w->statement[i]);
}

bool writer_start(Writer *w, sqlite3 *db, Err *err)
{
    *w = (Writer){.db = db};
    for (unsigned i = 0; i < PUT_COUNT; i++) {
        w->statement[i] = db_prepare(db, sql[i], err);
        if (!w->statement[i]) {
            finalize(w);
            return false;
        }
    }
    if (!queue_init(&w->queue)) {
        finalize(w);
        return err_set(err, "out of memory for the recording's queue");
    }
    if (!host_thread_start(&w->thread, body, w)) {
        queue_free(&w->queue);
        finalize(w);
        return err_set(err, "the host gives no thread to write the recording");
    }
    return true;
}

bool writer_is_well(Writer *w, Err *err)
{
    bool dead;

    host_lock(&w->queue.lock);
    dead = w->queue.dead;
    host_unlock(&w->queue.lock);
    if (dead)
        *err = w->err;
    return !dead;
}

bool writer_stop(Writer *w, Err *err)
{
    bool well;

    queue_close(&w->queue);
    host_thread_join(&w->thread);
    well = !w->queue.dead;
    if (!well)
        *err = w->err;
    queue_free(&w->queue);
    finalize(w);
    return well;
}
