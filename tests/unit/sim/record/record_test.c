/* SPDX-License-Identifier: MIT
 *
 * record_test.c - recordings survive being killed, full disks, and mistakes; and stay small.
 */
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/record/record.h"
#include "tests/unit/sim/record/studio.h"

static Recording *opened(const char *path)
{
    Recording *r = NULL;
    Err err = {.text = ""};

    ck_assert_msg(recording_open(path, &r, &err), "%s", err.text);
    return r;
}

static RecordingInfo info_of(Recording *r)
{
    RecordingInfo info;
    Err err = {.text = ""};

    ck_assert_msg(recording_info(r, &info, &err), "%s", err.text);
    return info;
}

START_TEST(what_was_played_is_there_when_the_file_is_opened_again)
{
    Studio *s = studio_open(true);
    Recording *r;
    RecordingInfo info;

    studio_play(s, 20);
    recording_close(studio_finish(s));
    r = opened(s->path);
    info = info_of(r);
    ck_assert_uint_eq(info.exits, 60);
    ck_assert_uint_eq(info.open_exits, 0);
    ck_assert_uint_eq(info.at_el2, 20);
    ck_assert(info.finished);
    ck_assert_str_eq(info.model, "unit");
    ck_assert_uint_eq(info.core_hz, 1000000000);
    recording_close(r);
    studio_free(s);
}
END_TEST

START_TEST(a_finished_recording_is_one_file)
{
    Studio *s = studio_open(true);
    char wal[128];

    studio_play(s, 5);
    recording_close(studio_finish(s));
    snprintf(wal, sizeof wal, "%s-wal", s->path);
    ck_assert_int_ne(access(wal, F_OK), 0);
    studio_free(s);
}
END_TEST

START_TEST(a_partial_recording_says_why)
{
    Studio *s = studio_open(true);
    Recording *r;
    Err err;

    studio_play(s, 5);
    tracker_finish(s->tracker);
    ck_assert(record_close(s->record, "interrupted", NULL, &err));
    r = opened(s->path);
    ck_assert(!info_of(r).finished);
    ck_assert_str_eq(info_of(r).partial_reason, "interrupted");
    recording_close(r);
    studio_free(s);
}
END_TEST

/* "SIGKILL in mid-run: the database opens and holds all but the last second." */
START_TEST(after_sigkill_all_but_the_last_second_is_there)
{
    Studio *s = studio_open(true);
    Recording *r;
    pid_t child;
    int status;

    /* The child records by itself: threads do not survive a fork. */
    recording_close(studio_finish(s));
    remove(s->path);
    child = fork();
    if (child == 0) {
        CostModel model = studio_model();
        RecordMeta meta = studio_meta(&model);
        Err err;

        if (!record_open(s->path, &meta, &s->record, &err))
            _exit(4);
        s->tracker = tracker_create(SCENE_CPUS, &model.prices, record_sink(s->record));
        s->scene = scene_start(tracker_exit_sink(s->tracker), (WorldInput){.el = 1});
        studio_play(s, 100);
        tracker_checkpoint(s->tracker);
        usleep(1000000);
        studio_play(s, 1000);
        kill(getpid(), SIGKILL);
    }
    waitpid(child, &status, 0);
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    r = opened(s->path);
    ck_assert_uint_ge(info_of(r).exits, 300);
    ck_assert(!info_of(r).finished);
    recording_close(r);
    studio_free(s);
}
END_TEST

START_TEST(a_full_disk_leaves_a_recording_that_opens_and_is_partial)
{
    Studio *s = studio_open(false);
    Recording *r;
    pid_t child;
    int status;

    recording_close(studio_finish(s));
    child = fork();
    if (child == 0) {
        CostModel model = studio_model();
        RecordMeta meta = studio_meta(&model);
        Err err = {.text = ""};
        bool ok;

        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){600000, 600000});
        if (!record_open(s->path, &meta, &s->record, &err))
            _exit(4);
        s->tracker = tracker_create(SCENE_CPUS, &model.prices, record_sink(s->record));
        s->scene = scene_start(tracker_exit_sink(s->tracker), (WorldInput){.el = 1});
        studio_play(s, 20000);
        tracker_finish(s->tracker);
        ok = record_close(s->record, NULL, NULL, &err);
        _exit(!ok && strstr(err.text, "partial") ? 5 : 6);
    }
    waitpid(child, &status, 0);
    ck_assert_int_eq(WEXITSTATUS(status), 5);
    r = opened(s->path);
    ck_assert(!info_of(r).finished);
    recording_close(r);
    studio_free(s);
}
END_TEST

START_TEST(an_older_recording_is_replaced_and_nothing_else)
{
    Studio *s = studio_open(true);
    CostModel model = studio_model();
    RecordMeta meta = studio_meta(&model);
    Record *record;
    Err err = {.text = ""};
    FILE *out;

    recording_close(studio_finish(s));
    ck_assert_msg(record_open(s->path, &meta, &record, &err), "%s", err.text);
    ck_assert(record_close(record, NULL, NULL, &err));
    out = fopen(s->path, "w");
    fprintf(out, "my thesis\n");
    fclose(out);
    ck_assert(!record_open(s->path, &meta, &record, &err));
    ck_assert_msg(strstr(err.text, "not a recording"), "%s", err.text);
    ck_assert_int_eq(err.status, STATUS_USAGE);
    ck_assert(!record_open("/nowhere/run.db", &meta, &record, &err));
    ck_assert_msg(strstr(err.text, "/nowhere/run.db"), "%s", err.text);
    studio_free(s);
}
END_TEST

/* "At most 60 bytes an exit"; a million exits of equal kinds in 60 MB, with the rest of the file
 * counted in. */
START_TEST(an_exit_takes_sixty_bytes)
{
    Studio *s = studio_open(true);
    struct stat st;

    studio_play(s, 20000);
    recording_close(studio_finish(s));
    ck_assert_int_eq(stat(s->path, &st), 0);
    ck_assert_msg(st.st_size < 60 * 60000, "%ld bytes for 60000 exits", (long)st.st_size);
    studio_free(s);
}
END_TEST

START_TEST(two_recordings_at_once_do_not_disturb_each_other)
{
    Studio *a = studio_open(true), *b = studio_open(false);
    Recording *ra, *rb;

    studio_play(a, 10);
    studio_play(b, 20);
    ra = studio_finish(a);
    rb = studio_finish(b);
    ck_assert_uint_eq(info_of(ra).exits, 30);
    ck_assert_uint_eq(info_of(rb).exits, 60);
    recording_close(ra);
    recording_close(rb);
    studio_free(a);
    studio_free(b);
}
END_TEST

TEST_MAIN("record", what_was_played_is_there_when_the_file_is_opened_again,
          a_finished_recording_is_one_file, a_partial_recording_says_why,
          after_sigkill_all_but_the_last_second_is_there,
          a_full_disk_leaves_a_recording_that_opens_and_is_partial,
          an_older_recording_is_replaced_and_nothing_else, an_exit_takes_sixty_bytes,
          two_recordings_at_once_do_not_disturb_each_other)
