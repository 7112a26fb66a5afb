/* SPDX-License-Identifier: MIT
 *
 * query_test.c - reports: sums are exact, prices can be changed, damage is named.
 */
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "sim/record/query.h"
#include "tests/unit/sim/record/studio.h"

static ExitGroup *groups_of(Recording *r, GroupKey key, size_t *count)
{
    ExitGroup *rows = NULL;
    Err err = {.text = ""};

    ck_assert_msg(recording_groups(r, key, &rows, count, &err), "%s", err.text);
    return rows;
}

static const ExitGroup *named(const ExitGroup *rows, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(rows[i].name, name))
            return &rows[i];
    ck_abort_msg("no group %s", name);
    return NULL;
}

static Anatomy anatomy_of(Recording *r, uint64_t id, const char *reason)
{
    Anatomy a;
    Err err = {.text = ""};

    ck_assert_msg(recording_anatomy(r, id, reason, &a, &err), "%s", err.text);
    return a;
}

START_TEST(exits_are_grouped_by_reason_with_linux_names)
{
    Studio *s = studio_open(false);
    Recording *r;
    size_t count;
    ExitGroup *rows;

    studio_play(s, 20);
    r = studio_finish(s);
    rows = groups_of(r, GROUP_REASON, &count);
    ck_assert_uint_eq(count, 3);
    ck_assert_uint_eq(named(rows, count, "HVC64")->samples, 20);
    ck_assert_uint_eq(named(rows, count, "DABT_LOW")->at_el2, 20);
    ck_assert_str_eq(named(rows, count, "DABT_LOW")->route, "vm > hyp > vm");
    ck_assert_str_eq(named(rows, count, "HVC64")->route, "vm > hyp > host > hyp > vm");
    ck_assert_uint_eq(named(rows, count, "IRQ")->idle_units, 2 * 5000);
    ck_assert_uint_eq(named(rows, count, "IRQ")->others_units, 0);
    free(rows);
    recording_close(r);
    studio_free(s);
}
END_TEST

/* "For every phase the class counts sum to its instruction count and the product with the prices
 * to its cycles, exactly." */
START_TEST(each_phases_counts_sum_to_its_instructions_and_cycles)
{
    Studio *s = studio_open(false);
    Recording *r;

    studio_play(s, 20);
    r = studio_finish(s);
    for (uint64_t id = 1; id <= 60; id++) {
        Anatomy a = anatomy_of(r, id, NULL);
        uint64_t all = 0;

        for (size_t i = 0; i < a.phase_count; i++) {
            const AnatomyPhase *p = &a.phases[i];
            uint64_t instructions = 0, units = 0;

            for (size_t k = 0; k < p->count_count; k++) {
                const AnatomyCount *c = &p->counts[k];

                instructions += c->is_class ? c->n : 0;
                units += c->units;
                ck_assert_uint_eq(c->units,
                                  c->n * (uint64_t)s->model.prices.price[cost_find(c->event)]);
            }
            ck_assert_uint_eq(instructions, p->instructions);
            ck_assert_uint_eq(units, p->units);
            all += units;
        }
        ck_assert_uint_eq(all + a.idle_units + a.others_units, a.end_units - a.begin_units);
        anatomy_free(&a);
    }
    recording_close(r);
    studio_free(s);
}
END_TEST

/* "Per CPU all phases plus idle sum to its cycles." */
START_TEST(worlds_and_idle_sum_to_each_cpus_cycles)
{
    Studio *s = studio_open(false);
    Recording *r;
    WorldTime *times;
    size_t count;
    Err err;
    uint64_t sum[SCENE_CPUS] = {0}, whole[SCENE_CPUS] = {0};

    studio_play(s, 20);
    r = studio_finish(s);
    ck_assert(recording_worlds(r, &times, &count, &err));
    for (size_t i = 0; i < count; i++) {
        sum[times[i].cpu] += times[i].units + times[i].idle_units;
        whole[times[i].cpu] = times[i].cpu_units;
        ck_assert_int_eq(times[i].unexplained_units, 0);
    }
    ck_assert_uint_eq(sum[0], whole[0]);
    ck_assert_uint_eq(whole[0], s->scene.now[0]);
    free(times);
    recording_close(r);
    studio_free(s);
}
END_TEST

static uint64_t hypercall_units(Recording *r)
{
    size_t count;
    ExitGroup *rows = groups_of(r, GROUP_REASON, &count);
    uint64_t units = named(rows, count, "HVC64")->sum_units;

    free(rows);
    return units;
}

/* A hypercall of the double trap has 2 entries from EL1 to EL2: their price times 2 x 20. */
START_TEST(repricing_changes_exactly_what_was_counted)
{
    Studio *s = studio_open(false);
    Recording *r;
    uint64_t before;
    CostPrices prices;
    Err err;

    studio_play(s, 20);
    r = studio_finish(s);
    before = hypercall_units(r);
    ck_assert(recording_prices(r, &prices, &err));
    ck_assert_mem_eq(&prices, &s->model.prices, sizeof prices);
    prices.price[COST_ENTRY_EL1_EL2] += 1000;
    ck_assert(recording_reprice(r, &prices, &err));
    ck_assert_uint_eq(hypercall_units(r), before + 1000 * 2 * 20);
    ck_assert(recording_reprice(r, NULL, &err));
    ck_assert_uint_eq(hypercall_units(r), before);
    recording_close(r);
    studio_free(s);
}
END_TEST

static int64_t number(const char *path, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *s;
    int64_t result;

    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK, "%s: %s", sql,
                  sqlite3_errmsg(db));
    ck_assert_int_eq(sqlite3_step(s), SQLITE_ROW);
    result = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    sqlite3_close(db);
    return result;
}

/* The file explains itself: anyone's SQLite computes the same from its views. */
START_TEST(the_files_own_views_give_the_same_cycles)
{
    Studio *s = studio_open(true);
    Recording *r;
    uint64_t units;

    studio_play(s, 20);
    r = studio_finish(s);
    units = hypercall_units(r);
    recording_close(r);
    ck_assert_int_eq((int64_t)units, number(s->path, "SELECT SUM(units) FROM exit_cycles"
                                                     " WHERE reason = 'HVC64'"));
    ck_assert_int_eq((int64_t)units,
                     number(s->path, "SELECT SUM(p.units) FROM phase_cycles AS p JOIN exit"
                                     " USING(path) JOIN exit_reason AS r"
                                     " ON r.id = exit.reason WHERE r.name = 'HVC64'"));
    ck_assert_int_eq(number(s->path, "SELECT COUNT(*) FROM exit_cycles"), 60);
    ck_assert_int_eq(number(s->path,
                            "SELECT COUNT(*) FROM exit_cycles WHERE end_units - begin_units"
                            " <> units + idle_units + others_units"),
                     0);
    ck_assert_int_eq(number(s->path, "SELECT SUM(n) FROM path_count JOIN exit USING(path)"
                                     " JOIN cost_event ON cost_event.id = event"
                                     " WHERE name = 'ENTRY_EL1_EL2'"),
                     20 * 2 + 20 + 20 * 2);
    ck_assert_int_eq(number(s->path, "SELECT SUM(units) FROM world_cycles WHERE cpu = 0"),
                     (int64_t)(s->scene.now[0] - s->scene.idle[0]));
    studio_free(s);
}
END_TEST

/* Of 100 values, 99 equal and one greater: p50 and p99 are the common one, max the other. */
START_TEST(percentiles_are_by_nearest_rank)
{
    Studio *s = studio_open(false);
    Recording *r;
    size_t count;
    ExitGroup *rows;

    studio_play(s, 99);
    scene_entry(&s->scene, 0, 0x24, 0x2000);
    scene_write(&s->scene, 0, false, VM_A, VCPU0);
    scene_eret(&s->scene, 0, 1);
    r = studio_finish(s);
    rows = groups_of(r, GROUP_REASON, &count);
    ck_assert_uint_eq(named(rows, count, "DABT_LOW")->samples, 100);
    ck_assert_uint_eq(named(rows, count, "DABT_LOW")->min_units,
                      named(rows, count, "DABT_LOW")->p50_units);
    ck_assert_uint_eq(named(rows, count, "DABT_LOW")->min_units,
                      named(rows, count, "DABT_LOW")->p99_units);
    ck_assert_uint_gt(named(rows, count, "DABT_LOW")->max_units,
                      named(rows, count, "DABT_LOW")->p99_units);
    free(rows);
    recording_close(r);
    studio_free(s);
}
END_TEST

START_TEST(every_key_groups_all_exits)
{
    Studio *s = studio_open(false);
    Recording *r;

    studio_play(s, 10);
    r = studio_finish(s);
    for (unsigned key = 0; key < GROUP_COUNT; key++) {
        size_t count;
        ExitGroup *rows = groups_of(r, (GroupKey)key, &count);
        uint64_t sum = 0;

        for (size_t i = 0; i < count; i++)
            sum += rows[i].samples;
        ck_assert_uint_eq(sum, 30);
        free(rows);
    }
    recording_close(r);
    studio_free(s);
}
END_TEST

START_TEST(the_anatomy_of_a_hypercall_shows_the_double_trap)
{
    Studio *s = studio_open(false);
    Recording *r;
    Anatomy a;
    Err err;

    studio_play(s, 10);
    r = studio_finish(s);
    a = anatomy_of(r, 0, "hvc64");
    ck_assert_uint_eq(a.phase_count, 3);
    ck_assert_str_eq(a.phases[0].world, "hyp");
    ck_assert_str_eq(a.phases[0].how, "exception EL1>EL2 HVC64");
    ck_assert_str_eq(a.phases[1].world, "host");
    ck_assert_str_eq(a.phases[1].how, "eret EL2>EL1");
    ck_assert_str_eq(a.phases[2].how, "exception EL1>EL2 HVC64");
    ck_assert_uint_eq(a.samples, 10);
    anatomy_free(&a);
    ck_assert(!recording_anatomy(r, 0, "SMC64", &a, &err));
    ck_assert_msg(strstr(err.text, "no exit of reason `SMC64`"), "%s", err.text);
    ck_assert_msg(strstr(err.text, "HVC64, DABT_LOW"), "%s", err.text);
    ck_assert(!recording_anatomy(r, 4711, NULL, &a, &err));
    ck_assert_msg(strstr(err.text, "no exit 4711"), "%s", err.text);
    recording_close(r);
    studio_free(s);
}
END_TEST

static void digest_of(const char *path, char text[DIGEST_TEXT_SIZE])
{
    Recording *r = NULL;
    Err err = {.text = ""};

    ck_assert_msg(recording_open(path, &r, &err), "%s", err.text);
    ck_assert(recording_digest(r, text, &err));
    recording_close(r);
}

static void edit(const char *path, const char *sql)
{
    sqlite3 *db;

    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

START_TEST(equal_runs_have_equal_digests_wherever_they_ran)
{
    Studio *a = studio_open(true), *b = studio_open(true);
    char one[DIGEST_TEXT_SIZE], two[DIGEST_TEXT_SIZE];

    studio_play(a, 20);
    studio_play(b, 10);
    tracker_checkpoint(b->tracker); /* when a checkpoint falls is the host's business */
    usleep(300000);
    for (int i = 10; i < 20; i++) {
        scene_nvhe_exit(&b->scene, 0, 0x16, 0xffff800010000000);
        scene_nvhe_run(&b->scene, 0, VM_A, VCPU0);
        scene_entry(&b->scene, 0, 0x24, 0x2000);
        scene_eret(&b->scene, 0, 1);
        scene_nvhe_exit(&b->scene, 0, -1, 0x3000);
        if (i % 10 == 0)
            scene_wait(&b->scene, 0, 5000);
        scene_nvhe_run(&b->scene, 0, VM_A, VCPU0);
    }
    recording_close(studio_finish(a));
    recording_close(studio_finish(b));
    edit(b->path, "UPDATE host SET value = 'elsewhere'");
    digest_of(a->path, one);
    digest_of(b->path, two);
    ck_assert_str_eq(one, two);
    ck_assert_uint_eq(strlen(one), 64);
    edit(b->path, "UPDATE exit SET pc = pc + 4 WHERE id = 17");
    digest_of(b->path, two);
    ck_assert_str_ne(one, two);
    studio_free(a);
    studio_free(b);
}
END_TEST

static void write_file(const char *path, const char *bytes, size_t size)
{
    FILE *out = fopen(path, "w");

    fwrite(bytes, 1, size, out);
    fclose(out);
}

START_TEST(a_file_that_is_no_recording_is_refused_by_name_and_reason)
{
    Studio *s = studio_open(true);
    Recording *r = NULL;
    Err err = {.text = ""};

    recording_close(studio_finish(s));
    ck_assert(!recording_open("/nowhere/run.db", &r, &err));
    ck_assert_msg(strstr(err.text, "/nowhere/run.db: cannot open"), "%s", err.text);
    edit(s->path, "PRAGMA user_version = 99");
    ck_assert(!recording_open(s->path, &r, &err));
    ck_assert_msg(strstr(err.text, "version 99; this program reads version 1"), "%s", err.text);
    edit(s->path, "PRAGMA user_version = 1; DROP TABLE path_phase");
    ck_assert(!recording_open(s->path, &r, &err));
    ck_assert_msg(strstr(err.text, "damaged"), "%s", err.text);
    edit(s->path, "PRAGMA application_id = 1");
    ck_assert(!recording_open(s->path, &r, &err));
    ck_assert_msg(strstr(err.text, "not a recording"), "%s", err.text);
    write_file(s->path, "what", 4);
    ck_assert(!recording_open(s->path, &r, &err));
    ck_assert_msg(strstr(err.text, "cannot be read as a recording"), "%s", err.text);
    ck_assert_int_eq(err.status, STATUS_USAGE);
    studio_free(s);
}
END_TEST

/* Cut anywhere, a recording gives an error or an answer, never a crash. */
START_TEST(a_truncated_recording_does_no_harm)
{
    Studio *s = studio_open(true);
    static char bytes[1 << 20];
    size_t size;
    FILE *in;

    studio_play(s, 200);
    recording_close(studio_finish(s));
    in = fopen(s->path, "r");
    size = fread(bytes, 1, sizeof bytes, in);
    fclose(in);
    for (size_t cut = 0; cut < size; cut += 1 + size / 37) {
        Recording *r = NULL;
        Err err = {.text = ""};
        ExitGroup *rows;
        size_t count;

        write_file(s->path, bytes, cut);
        if (!recording_open(s->path, &r, &err)) {
            ck_assert(err.text[0]);
            continue;
        }
        if (recording_groups(r, GROUP_REASON, &rows, &count, &err))
            free(rows);
        recording_close(r);
    }
    studio_free(s);
}
END_TEST

TEST_MAIN("query", exits_are_grouped_by_reason_with_linux_names,
          each_phases_counts_sum_to_its_instructions_and_cycles,
          worlds_and_idle_sum_to_each_cpus_cycles, repricing_changes_exactly_what_was_counted,
          the_files_own_views_give_the_same_cycles, percentiles_are_by_nearest_rank,
          every_key_groups_all_exits, the_anatomy_of_a_hypercall_shows_the_double_trap,
          equal_runs_have_equal_digests_wherever_they_ran,
          a_file_that_is_no_recording_is_refused_by_name_and_reason,
          a_truncated_recording_does_no_harm)
