/* SPDX-License-Identifier: MIT
 *
 * cmd_diff.c - `doubletrap diff`: two recordings side by side, group by group.
 *
 * Groups are paired by name; one that only one recording has is shown with the other side empty.
 *
 * Tests: tests/cli/exits_test.sh
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/models.h"
#include "sim/cli/cli.h"
#include "sim/cli/exit_table.h"
#include "sim/cli/grid.h"
#include "sim/cli/options.h"
#include "sim/cli/table_json.h"

typedef struct DiffOptions {
    const char *by, *cost, *file[2];
    bool json, help;
} DiffOptions;

typedef struct Side {
    Recording *recording;
    RecordingInfo info;
    ExitGroup *group;
    size_t count;
} Side;

static bool parse(int argc, char **argv, DiffOptions *o, Err *err)
{
    const Option options[] = {
        {.name = "by",
         .help = "KEY  reason (default), vm, vcpu, cpu, trap, device, path, all",
         .text = &o->by},
        {.name = "cost",
         .help = "MODEL  price both by this one; default: each as it was recorded",
         .text = &o->cost},
        {.name = "json", .help = "print JSON", .flag = &o->json},
        {.name = NULL}};
    unsigned count;

    if (!options_parse(argc, argv, options, o->file, 2, &count, &o->help, err))
        return false;
    if (o->help) {
        fputs("Usage: doubletrap diff OLD NEW [OPTION...]\n"
              "Compares the exits of two recordings: how many there were, and what one cost.\n"
              "\n"
              "Options\n",
              stdout);
        options_print(options);
        fputs("\n"
              "Examples:\n"
              "  doubletrap diff nvhe.db vhe.db             what does VHE save?\n"
              "  doubletrap diff old.db new.db --by trap    did my change avoid traps?\n"
              "\n"
              "`doubletrap whatif` compares one recording at two prices.\n",
              stdout);
    } else if (count < 2) {
        return err_usage(err, "diff: which recordings? `doubletrap diff OLD NEW`");
    }
    return true;
}

static double mean(const ExitGroup *g)
{
    return (double)g->sum_units / 256.0 / (double)g->samples;
}

static const ExitGroup *find(const Side *side, const char *name)
{
    for (size_t i = 0; i < side->count; i++)
        if (!strcmp(side->group[i].name, name))
            return &side->group[i];
    return NULL;
}

/* Calls @row for each name with its groups, of which one may be NULL: first the old recording's,
 * then those of the new one alone. */
static void each_pair(const Side side[2],
                      void (*row)(void *owner, const char *name, const ExitGroup *a,
                                  const ExitGroup *b),
                      void *owner)
{
    for (size_t i = 0; i < side[0].count; i++)
        row(owner, side[0].group[i].name, &side[0].group[i], find(&side[1], side[0].group[i].name));
    for (size_t i = 0; i < side[1].count; i++)
        if (!find(&side[0], side[1].group[i].name))
            row(owner, side[1].group[i].name, NULL, &side[1].group[i]);
}

/* --- text ------------------------------------------------------------------------------------- */

static const GridColumn columns[] = {
    {"VM-EXIT", 20, 0, 0},    {"Old samples", 12, 1, 0},   {"New samples", 12, 1, 0},
    {"Old cycles", 12, 1, 0}, {"New cycles", 12, 1, 0},    {"Difference", 12, 1, 3},
    {"Diff%", 10, 1, 2},      {"Commonest path", 0, 2, 1},
};

typedef struct Page {
    Grid *grid;
    GroupKey key;
    size_t rows;
} Page;

static void add_samples(Grid *grid, const ExitGroup *g)
{
    if (g)
        grid_cell(grid, "%" PRIu64, g->samples);
    else
        grid_cell(grid, "-");
}

static void add_mean(Grid *grid, const ExitGroup *g)
{
    if (g)
        grid_cell(grid, "%.1f", mean(g));
    else
        grid_cell(grid, "-");
}

static void add_row(void *owner, const char *name, const ExitGroup *a, const ExitGroup *b)
{
    Page *page = owner;
    Grid *grid = page->grid;

    page->rows++;
    if (page->key == GROUP_PATH) /* it is the last column */
        grid_cell(grid, "%zu", page->rows);
    else
        grid_cell(grid, "%s", name);
    add_samples(grid, a);
    add_samples(grid, b);
    add_mean(grid, a);
    add_mean(grid, b);
    if (a && b) {
        grid_cell(grid, "%+.1f", mean(b) - mean(a));
        grid_cell(grid, "%+.2f%%", mean(a) > 0 ? 100.0 * (mean(b) - mean(a)) / mean(a) : 0.0);
    } else {
        grid_cell(grid, "-");
        grid_cell(grid, "-");
    }
    if (a && b && strcmp(a->route, b->route) != 0)
        grid_cell(grid, "%s  =>  %s", a->route, b->route);
    else
        grid_cell(grid, "%s", a ? a->route : b->route);
}

static void print_total(const char *word, const Side *side)
{
    uint64_t samples = 0, units = 0;

    for (size_t i = 0; i < side->count; i++) {
        samples += side->group[i].samples;
        units += side->group[i].sum_units;
    }
    printf("%s: %" PRIu64 " exits, %.1f cycles, prices of %s at %.6g GHz.%s\n", word, samples,
           (double)units / 256.0, side->info.model, (double)side->info.core_hz / 1e9,
           side->info.finished ? "" : " The recording is partial.");
}

static void print_text(const Side side[2], GroupKey key)
{
    GridColumn titled[ARRAY_COUNT(columns)];
    Page page = {.grid = grid_new(titled, ARRAY_COUNT(columns)), .key = key};

    memcpy(titled, columns, sizeof titled);
    if (key != GROUP_REASON)
        titled[0].title = exit_table_key_name(key);
    if (key == GROUP_PATH)
        titled[ARRAY_COUNT(columns) - 1] = (GridColumn){"Path", 0, 2, 0};
    each_pair(side, add_row, &page);
    printf("Exits, and mean cycles of an exit\n\n");
    grid_print(page.grid, stdout, grid_terminal_width(stdout));
    grid_free(page.grid);
    printf("\n");
    print_total("Old", &side[0]);
    print_total("New", &side[1]);
    if (strcmp(side[0].info.model, side[1].info.model) != 0)
        printf("The prices differ: --cost %s prices both by one model.\n", side[1].info.model);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static json_t *group_json(const ExitGroup *g)
{
    return g ? json_pack("{s:I, s:I, s:f, s:s}", "samples", table_int(g->samples), "sum_units",
                         table_int(g->sum_units), "mean_cycles", mean(g), "path", g->route)
             : json_null();
}

static void add_json(void *owner, const char *name, const ExitGroup *a, const ExitGroup *b)
{
    json_array_append_new(owner, json_pack("{s:s, s:o, s:o}", "name", name, "old", group_json(a),
                                           "new", group_json(b)));
}

static bool print_json(const Side side[2], const char *by, Err *err)
{
    json_t *rows = json_array(), *table;
    bool ok;

    each_pair(side, add_json, rows);
    table = json_pack("{s:s, s:s, s:s, s:I, s:o}", "by", by, "old_model", side[0].info.model,
                      "new_model", side[1].info.model, "units_per_cycle", (json_int_t)256, "rows",
                      rows);
    ok = table && !json_dumpf(table, stdout, JSON_INDENT(1) | JSON_PRESERVE_ORDER) &&
         puts("") != EOF;
    json_decref(table);
    return ok || err_set(err, "cannot write the table as JSON");
}

/* ---------------------------------------------------------------------------------------------- */

static bool load(Side *side, const char *file, const DiffOptions *o, GroupKey key, Err *err)
{
    CostModel model;

    if (!recording_open(file, &side->recording, err) ||
        !recording_info(side->recording, &side->info, err))
        return false;
    if (o->cost) {
        if (!cost_model_load(o->cost, &model, err) ||
            !recording_reprice(side->recording, &model.prices, err))
            return false;
        snprintf(side->info.model, sizeof side->info.model, "%s", model.name);
        side->info.core_hz = model.core_hz;
    }
    return recording_groups(side->recording, key, &side->group, &side->count, err);
}

static bool diff(const DiffOptions *o, Err *err)
{
    const char *by = o->by ? o->by : "reason";
    GroupKey key = exit_table_key(by);
    Side side[2] = {{0}};
    bool ok;

    if (key == GROUP_COUNT)
        return err_usage(err, "--by %s: expected reason, vm, vcpu, cpu, trap, device, path or all",
                         by);
    ok = load(&side[0], o->file[0], o, key, err) && load(&side[1], o->file[1], o, key, err);
    if (ok && o->json)
        ok = print_json(side, by, err);
    else if (ok)
        print_text(side, key);
    for (unsigned i = 0; i < 2; i++) {
        free(side[i].group);
        recording_close(side[i].recording);
    }
    return ok;
}

int cmd_diff(int argc, char **argv)
{
    DiffOptions o = {0};
    Err err = {.text = ""};

    if (!parse(argc, argv, &o, &err))
        return cli_fail(&err);
    if (o.help)
        return STATUS_OK;
    if (!diff(&o, &err))
        return cli_fail(&err);
    if (fflush(stdout)) {
        err_set(&err, "cannot write: %s", strerror(errno));
        return cli_fail(&err);
    }
    return STATUS_OK;
}
