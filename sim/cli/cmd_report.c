/* SPDX-License-Identifier: MIT
 *
 * cmd_report.c - `doubletrap report`: what a recording says.
 *
 * Tests: tests/unit/sim/cli/report_test.c    Words: docs/recording.md
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/cli/cli.h"
#include "sim/cli/exit_table.h"
#include "sim/cli/options.h"

typedef struct ReportOptions {
    const char *by, *sort, *exit, *anatomy;
    bool json, digest, help;
    const char *file;
} ReportOptions;

static bool parse(int argc, char **argv, ReportOptions *o, Err *err)
{
    const Option options[] = {
        {.name = "by",
         .help = "KEY  reason, vm, vcpu, cpu, trap, device, path, all; phase; world",
         .text = &o->by},
        {.name = "sort", .help = "ORDER  sample (default) or time", .text = &o->sort},
        {.name = "anatomy",
         .help = "REASON  the commonest exit of a reason, by phase",
         .text = &o->anatomy},
        {.name = "exit", .help = "N  one exit, by phase", .text = &o->exit},
        {.name = "json", .help = "print JSON", .flag = &o->json},
        {.name = "digest",
         .help = "SHA-256 over all rows: equal runs, equal digests",
         .flag = &o->digest},
        {.name = NULL}};
    unsigned count;

    if (!options_parse(argc, argv, options, &o->file, 1, &count, &o->help, err))
        return false;
    if (o->help) {
        fputs("Usage: doubletrap report FILE [OPTION...]\n"
              "Prints what a recording (`doubletrap run --record FILE`) says of its exits: how "
              "often,\n"
              "for how long, on which way through which worlds, at the prices of the run.\n"
              "\n"
              "Options\n",
              stdout);
        options_print(options);
        fputs("\n"
              "The columns to `Avg time` are those of `perf kvm stat`. docs/recording.md explains "
              "all\n"
              "of them, and the tables: a recording is an SQLite file.\n"
              "\n"
              "Examples:\n"
              "  doubletrap report run.db                       exits by reason\n"
              "  doubletrap report run.db --by trap --sort time which control bit cost most\n"
              "  doubletrap report run.db --anatomy HVC64       a hypercall, phase by phase\n"
              "  sqlite3 run.db 'SELECT * FROM exit_cycles LIMIT 5'\n",
              stdout);
    } else if (!count) {
        return err_usage(err, "report: which recording? `doubletrap report FILE`");
    }
    return true;
}

static bool parse_sort(const char *sort, TableStyle *style, Err *err)
{
    if (!sort || !strcmp(sort, "sample"))
        return true;
    style->by_time = !strcmp(sort, "time");
    return style->by_time || err_usage(err, "--sort %s: expected `sample` or `time`", sort);
}

static bool print_digest(Recording *recording, Err *err)
{
    char text[DIGEST_TEXT_SIZE];

    if (!recording_digest(recording, text, err))
        return false;
    printf("%s\n", text);
    return true;
}

static bool print_exit(Recording *recording, const char *number, TableStyle style, Err *err)
{
    char *end;
    unsigned long long id;

    errno = 0;
    id = strtoull(number, &end, 10);
    if (errno || *end || end == number || id > INT64_MAX)
        return err_usage(err, "--exit %s: expected the number of an exit", number);
    return exit_table_anatomy(stdout, recording, id, NULL, style, err);
}

static bool print_by(Recording *recording, const char *by, TableStyle style, Err *err)
{
    GroupKey key = exit_table_key(by);

    if (!strcmp(by, "phase"))
        return exit_table_phases(stdout, recording, style, err);
    if (!strcmp(by, "world"))
        return exit_table_worlds(stdout, recording, style, err);
    if (key == GROUP_COUNT)
        return err_usage(err,
                         "--by %s: expected reason, vm, vcpu, cpu, trap, device, path, all, phase "
                         "or world",
                         by);
    return exit_table_groups(stdout, recording, key, style, err);
}

static bool print(Recording *recording, const ReportOptions *o, Err *err)
{
    TableStyle style = {.json = o->json};

    if (!parse_sort(o->sort, &style, err))
        return false;
    if (o->digest)
        return print_digest(recording, err);
    if (o->exit)
        return print_exit(recording, o->exit, style, err);
    if (o->anatomy)
        return exit_table_anatomy(stdout, recording, 0, o->anatomy, style, err);
    return print_by(recording, o->by ? o->by : "reason", style, err);
}

int cmd_report(int argc, char **argv)
{
    ReportOptions o = {0};
    Recording *recording = NULL;
    Err err = {.text = ""};
    bool ok;

    if (!parse(argc, argv, &o, &err))
        return cli_fail(&err);
    if (o.help)
        return STATUS_OK;
    if (!recording_open(o.file, &recording, &err))
        return cli_fail(&err);
    ok = print(recording, &o, &err);
    recording_close(recording);
    if (ok && fflush(stdout))
        ok = err_set(&err, "cannot write the report: %s", strerror(errno));
    return ok ? STATUS_OK : cli_fail(&err);
}
