/* SPDX-License-Identifier: MIT
 *
 * report_test.c - report, whatif and list as a user calls them.
 */
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "sim/cli/cli.h"
#include "tests/unit/sim/record/studio.h"

enum { OUTPUT_MAX = 1 << 18 };

/* What a command printed, both streams, and its status. */
typedef struct Run {
    int status;
    char out[OUTPUT_MAX];
    char talk[4096];
} Run;

static void slurp(const char *path, char *text, size_t size)
{
    FILE *in = fopen(path, "r");
    size_t n = fread(text, 1, size - 1, in);

    text[n] = 0;
    fclose(in);
    remove(path);
}

/* Check's tests are processes of their own, so the streams may be redirected. */
static Run *run(int (*command)(int argc, char **argv), char **argv)
{
    static Run r;
    char out[] = "/tmp/doubletrap-out-XXXXXX", talk[] = "/tmp/doubletrap-talk-XXXXXX";
    int argc = 0, old_out, old_talk, fd_out = mkstemp(out), fd_talk = mkstemp(talk);

    while (argv[argc])
        argc++;
    fflush(NULL);
    old_out = dup(1);
    old_talk = dup(2);
    dup2(fd_out, 1);
    dup2(fd_talk, 2);
    r.status = command(argc, argv);
    fflush(NULL);
    dup2(old_out, 1);
    dup2(old_talk, 2);
    close(old_out);
    close(old_talk);
    close(fd_out);
    close(fd_talk);
    slurp(out, r.out, sizeof r.out);
    slurp(talk, r.talk, sizeof r.talk);
    return &r;
}

static void says(const Run *r, const char *text)
{
    ck_assert_msg(strstr(r->out, text), "`%s` is not in:\n%s%s", text, r->out, r->talk);
}

/* A recording on disk of 10 hypercalls, 10 faults handled at EL2, 10 interrupts. */
static Studio *recorded(void)
{
    Studio *s = studio_open(true);

    studio_play(s, 10);
    recording_close(studio_finish(s));
    return s;
}

#define ARGS(...)                                                                                  \
    (char *[])                                                                                     \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

START_TEST(report_has_the_columns_of_perf_kvm_stat_first)
{
    Studio *s = recorded();
    Run *r = run(cmd_report, ARGS("report", s->path));
    const char *const columns[] = {"VM-EXIT",  "Samples",  "Samples%", "Time%",
                                   "Min Time", "Max Time", "Avg time", "Mean cycles"};
    const char *at = r->out;

    ck_assert_int_eq(r->status, 0);
    for (unsigned i = 0; i < ARRAY_COUNT(columns); i++) {
        at = strstr(at, columns[i]);
        ck_assert_msg(at, "%s in:\n%s", columns[i], r->out);
    }
    says(r, "HVC64         10    33.33%");
    says(r, "Total Samples:30, Total events handled time:");
    says(r, "vm > hyp > host > hyp > vm");
    says(r, "Handled at EL2: 10, through a host or asleep: 20, still open: 0.");
    studio_free(s);
}
END_TEST

START_TEST(every_table_prints_as_text_and_as_json)
{
    Studio *s = recorded();
    const char *const keys[] = {"reason", "vm",   "vcpu", "cpu",   "trap",
                                "device", "path", "all",  "phase", "world"};

    for (unsigned i = 0; i < ARRAY_COUNT(keys); i++) {
        Run *r = run(cmd_report, ARGS("report", s->path, "--by", (char *)keys[i]));
        json_t *json;

        ck_assert_msg(r->status == 0 && r->out[0], "%s: %s", keys[i], r->talk);
        r = run(cmd_report, ARGS("report", s->path, "--by", (char *)keys[i], "--json"));
        json = json_loads(r->out, 0, NULL);
        ck_assert_msg(json, "%s: %s", keys[i], r->out);
        ck_assert_str_eq(json_string_value(json_object_get(json, "by")), keys[i]);
        ck_assert_uint_gt(json_array_size(json_object_get(json, "rows")), 0);
        json_decref(json);
    }
    studio_free(s);
}
END_TEST

START_TEST(anatomy_prints_worlds_crossings_and_counts)
{
    Studio *s = recorded();
    Run *r = run(cmd_report, ARGS("report", s->path, "--anatomy", "HVC64"));

    ck_assert_int_eq(r->status, 0);
    says(r, "1 hyp      exception EL1>EL2 HVC64");
    says(r, "2 host     eret EL2>EL1");
    says(r, "entry_el1_el2                     1");
    says(r, "(10 of 10 took exactly this path)");
    r = run(cmd_report, ARGS("report", s->path, "--exit", "1"));
    says(r, "exit 1: vm 1 vcpu 0 on cpu 0, HVC64 at PC 0xffff800010000000, ISS 0x5");
    studio_free(s);
}
END_TEST

START_TEST(sort_by_time_puts_the_dearest_first)
{
    Studio *s = recorded();
    Run *r = run(cmd_report, ARGS("report", s->path, "--sort", "time"));

    ck_assert(strstr(r->out, "DABT_LOW") > strstr(r->out, "HVC64"));
    ck_assert(strstr(r->out, "DABT_LOW") > strstr(r->out, "IRQ"));
    studio_free(s);
}
END_TEST

START_TEST(whatif_prints_old_new_and_difference)
{
    Studio *s = recorded();
    Run *r = run(cmd_whatif, ARGS("whatif", s->path, "--set", "entry_el1_el2=1000"));

    ck_assert_msg(r->status == 0, "%s", r->talk);
    says(r, "Old cycles");
    says(r, "Difference");
    says(r, "under unit, and priced by unit as changed");
    r = run(cmd_whatif, ARGS("whatif", s->path, "--cost", "xgene", "--json"));
    says(r, "\"new_model\": \"xgene\"");
    r = run(cmd_whatif, ARGS("whatif", s->path));
    ck_assert_int_eq(r->status, STATUS_USAGE);
    r = run(cmd_whatif, ARGS("whatif", s->path, "--set", "entry_el1_el3=1"));
    ck_assert_msg(strstr(r->talk, "Did you mean"), "%s", r->talk);
    studio_free(s);
}
END_TEST

START_TEST(list_answers_what_a_cost_event_is)
{
    Run *r = run(cmd_list, ARGS("list", "costs", "gich", "--cost", "xgene"));

    ck_assert_int_eq(r->status, 0);
    says(r, "mmio_read_gich");
    says(r, "295");
    says(r, "table3");
    r = run(cmd_list, ARGS("list", "exits", "hvc64"));
    says(r, "HVC64        0x16");
    r = run(cmd_list, ARGS("list", "costs", "gich_raed"));
    ck_assert_int_eq(r->status, STATUS_USAGE);
    r = run(cmd_list, ARGS("list", "cots"));
    ck_assert_msg(strstr(r->talk, "Did you mean `costs`?"), "%s", r->talk);
}
END_TEST

START_TEST(errors_name_the_file_and_leave_stdout_empty)
{
    Run *r = run(cmd_report, ARGS("report", "/nowhere/run.db"));

    ck_assert_int_eq(r->status, STATUS_USAGE);
    ck_assert_str_eq(r->out, "");
    ck_assert_msg(strstr(r->talk, "doubletrap: /nowhere/run.db: cannot open"), "%s", r->talk);
    r = run(cmd_report, ARGS("report"));
    ck_assert_int_eq(r->status, STATUS_USAGE);
}
END_TEST

START_TEST(digest_is_one_line_of_64_hexadecimal_digits)
{
    Studio *s = recorded();
    Run *r = run(cmd_report, ARGS("report", s->path, "--digest"));

    ck_assert_uint_eq(strspn(r->out, "0123456789abcdef"), 64);
    ck_assert_str_eq(r->out + 64, "\n");
    studio_free(s);
}
END_TEST

TEST_MAIN("report", report_has_the_columns_of_perf_kvm_stat_first,
          every_table_prints_as_text_and_as_json, anatomy_prints_worlds_crossings_and_counts,
          sort_by_time_puts_the_dearest_first, whatif_prints_old_new_and_difference,
          list_answers_what_a_cost_event_is, errors_name_the_file_and_leave_stdout_empty,
          digest_is_one_line_of_64_hexadecimal_digits)
