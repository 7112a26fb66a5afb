/* SPDX-License-Identifier: MIT
 *
 * exit_table.c - exits by group: text and JSON.
 *
 * Times are work on a CPU for the exit; idle time and time given to other VCPUs are named below the
 * table and are in no mean.    Tests: tests/unit/sim/cli/report_test.c
 */
#include "sim/cli/exit_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/cli/grid.h"
#include "sim/cli/table_json.h"

static const char *const key_names[GROUP_COUNT] = {
    [GROUP_ALL] = "all",       [GROUP_REASON] = "reason", [GROUP_VM] = "vm",
    [GROUP_VCPU] = "vcpu",     [GROUP_CPU] = "cpu",       [GROUP_TRAP] = "trap",
    [GROUP_DEVICE] = "device", [GROUP_PATH] = "path",
};

const char *exit_table_key_name(GroupKey key)
{
    assert(key < GROUP_COUNT);
    return key_names[key];
}

GroupKey exit_table_key(const char *name)
{
    for (unsigned i = 0; i < GROUP_COUNT; i++)
        if (!strcmp(key_names[i], name))
            return (GroupKey)i;
    return GROUP_COUNT;
}

static double us_of(uint64_t units, uint64_t core_hz)
{
    return (double)units / 256.0 / (double)core_hz * 1e6;
}

static double share(uint64_t part, uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0;
}

static double mean(uint64_t sum_units, uint64_t n)
{
    return n ? (double)sum_units / 256.0 / (double)n : 0;
}

/* perf's "+-": the standard error of the mean, in per cent of the mean. */
static double relative_error(const ExitGroup *g)
{
    double n = (double)g->samples, m = (double)g->sum_units / n;
    double variance;

    if (g->samples < 2 || m <= 0)
        return 0;
    variance = (g->sum_squares - n * m * m) / (n - 1);
    return variance > 0 ? 100.0 * sqrt(variance / n) / m : 0;
}

static int by_time(const void *a, const void *b)
{
    const ExitGroup *x = a, *y = b;

    if (x->sum_units != y->sum_units)
        return x->sum_units < y->sum_units ? 1 : -1;
    return strcmp(x->name, y->name);
}

/* perf kvm stat's columns, ours to the right. */
static const GridColumn columns[] = {
    {"VM-EXIT", 20, 0, 0},          {"Samples", 10, 1, 0},
    {"Samples%", 9, 1, 2},          {"Time%", 9, 1, 0},
    {"Min Time", 11, 1, 5},         {"Max Time", 11, 1, 5},
    {"Avg time        ", 23, 1, 6}, {"Mean cycles", 11, 2, 0},
    {"p50 cycles", 11, 1, 7},       {"p99 cycles", 11, 1, 4},
    {"Until next", 11, 1, 8},       {"At EL2", 9, 1, 3},
    {"Commonest path", 0, 2, 1},
};

#define COLUMN_COUNT ARRAY_COUNT(columns)

/* A path is too long for a name: it has a number, and is the last column. */
static void add_group(Grid *grid, GroupKey key, size_t number, const ExitGroup *g,
                      const ExitGroup *all, uint64_t core_hz)
{
    if (key == GROUP_PATH)
        grid_cell(grid, "%zu", number);
    else
        grid_cell(grid, "%s", g->name);
    grid_cell(grid, "%llu", (unsigned long long)g->samples);
    grid_cell(grid, "%.2f%%", share(g->samples, all->samples));
    grid_cell(grid, "%.2f%%", share(g->sum_units, all->sum_units));
    grid_cell(grid, "%.2fus", us_of(g->min_units, core_hz));
    grid_cell(grid, "%.2fus", us_of(g->max_units, core_hz));
    grid_cell(grid, "%.2fus ( +-%7.2f%% )", us_of(g->sum_units, core_hz) / (double)g->samples,
              relative_error(g));
    grid_cell(grid, "%.1f", mean(g->sum_units, g->samples));
    grid_cell(grid, "%.1f", (double)g->p50_units / 256.0);
    grid_cell(grid, "%.1f", (double)g->p99_units / 256.0);
    grid_cell(grid, "%.1f", mean(g->guest_units, g->guest_samples));
    if (g->at_el2)
        grid_cell(grid, "%llu", (unsigned long long)g->at_el2);
    else
        grid_cell(grid, "-");
    grid_cell(grid, "%s", g->route);
}

static void print_foot(FILE *out, const ExitGroup *all, const RecordingInfo *info)
{
    if (!all->samples)
        fprintf(out, "No exit of a virtual machine ended in this run. A hypervisor needs EL2: "
                     "-M virt,virtualization=on.\n");
    fprintf(out, "\nTotal Samples:%llu, Total events handled time:%.2fus.\n",
            (unsigned long long)all->samples, us_of(all->sum_units, info->core_hz));
    fprintf(out, "Handled at EL2: %llu, through a host or asleep: %llu, still open: %llu.\n",
            (unsigned long long)all->at_el2, (unsigned long long)(all->samples - all->at_el2),
            (unsigned long long)info->open_exits);
    fprintf(out, "Distinct paths, by worlds and counts: %llu.\n", (unsigned long long)info->paths);
    fprintf(out, "Not in these times: idle %.2fus, other VCPUs %.2fus.\n",
            us_of(all->idle_units, info->core_hz), us_of(all->others_units, info->core_hz));
    fprintf(out, "`Until next` is the cycles that the guest itself ran until its next exit.\n");
    fprintf(out, "Cost model %s at %.6g GHz.%s%s%s\n", info->model, (double)info->core_hz / 1e9,
            info->finished ? "" : " The recording is partial",
            info->finished || !info->partial_reason[0] ? "" : ": ",
            info->finished            ? ""
            : info->partial_reason[0] ? info->partial_reason
                                      : ".");
}

static json_t *group_json(const ExitGroup *g)
{
    return json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:I, s:I, s:I, s:I, s:I, s:s}",
                     "name", g->name, "samples", table_int(g->samples), "at_el2",
                     table_int(g->at_el2), "min_units", table_int(g->min_units), "p50_units",
                     table_int(g->p50_units), "p99_units", table_int(g->p99_units), "max_units",
                     table_int(g->max_units), "sum_units", table_int(g->sum_units), "mean_cycles",
                     mean(g->sum_units, g->samples), "instructions", table_int(g->instructions),
                     "idle_units", table_int(g->idle_units), "others_units",
                     table_int(g->others_units), "guest_samples", table_int(g->guest_samples),
                     "guest_units", table_int(g->guest_units), "path", g->route);
}

static bool print_json(FILE *out, GroupKey key, const ExitGroup *rows, size_t count,
                       const RecordingInfo *info, Err *err)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, group_json(&rows[i]));
    return table_json_print(out, info, key_names[key], list, err);
}

/* What the lines below the table say of all groups together. */
static ExitGroup sum_of(const ExitGroup *rows, size_t count)
{
    ExitGroup all = {.name = "all"};

    for (size_t i = 0; i < count; i++) {
        all.samples += rows[i].samples;
        all.sum_units += rows[i].sum_units;
        all.at_el2 += rows[i].at_el2;
        all.idle_units += rows[i].idle_units;
        all.others_units += rows[i].others_units;
    }
    return all;
}

static void print_text(FILE *out, GroupKey key, const ExitGroup *rows, size_t count,
                       const RecordingInfo *info)
{
    ExitGroup all = sum_of(rows, count);
    GridColumn titled[COLUMN_COUNT];
    Grid *grid = grid_new(titled, COLUMN_COUNT);

    memcpy(titled, columns, sizeof titled);
    if (key != GROUP_REASON)
        titled[0].title = key_names[key];
    if (key == GROUP_PATH)
        titled[COLUMN_COUNT - 1] = (GridColumn){"Path", 0, 2, 0};
    for (size_t i = 0; i < count; i++)
        add_group(grid, key, i + 1, &rows[i], &all, info->core_hz);
    fprintf(out, "\nAnalyze events for all VMs, all VCPUs:\n\n");
    grid_print(grid, out, grid_terminal_width(out));
    grid_free(grid);
    print_foot(out, &all, info);
}

bool exit_table_groups(FILE *out, Recording *recording, GroupKey key, TableStyle style, Err *err)
{
    ExitGroup *rows = NULL;
    size_t count = 0;
    RecordingInfo info;
    bool ok = recording_info(recording, &info, err) &&
              recording_groups(recording, key, &rows, &count, err);

    if (ok && style.by_time && count)
        qsort(rows, count, sizeof *rows, by_time);
    if (ok && style.json)
        ok = print_json(out, key, rows, count, &info, err);
    else if (ok)
        print_text(out, key, rows, count, &info);
    free(rows);
    return ok;
}
