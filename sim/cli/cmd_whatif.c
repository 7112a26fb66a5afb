/* SPDX-License-Identifier: MIT
 *
 * cmd_whatif.c - `doubletrap whatif`: the recorded exits at other prices, without a new run.
 *
 * What a price changes is what exits cost, not what happened: a guest that measures time would take
 * other turns at other prices.    Tests: tests/unit/sim/cli/report_test.c
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

typedef struct WhatifOptions {
    const char *cost, *by, *assumed, *file;
    OptionList set;
    bool json, help;
} WhatifOptions;

static bool parse(int argc, char **argv, WhatifOptions *o, Err *err)
{
    const Option options[] = {
        {.name = "cost",
         .help = "MODEL  a shipped model or a YAML file; default: the recording's",
         .text = &o->cost},
        {.name = "set", .help = "NAME=CYCLES  another price; may be repeated", .list = &o->set},
        {.name = "assumed",
         .help = "half|double  what the model's assumed prices are worth",
         .text = &o->assumed},
        {.name = "by",
         .help = "KEY  reason (default), vm, vcpu, cpu, trap, device, path, all",
         .text = &o->by},
        {.name = "json", .help = "print JSON", .flag = &o->json},
        {.name = NULL}};
    unsigned count;

    if (!options_parse(argc, argv, options, &o->file, 1, &count, &o->help, err))
        return false;
    if (o->help) {
        fputs("Usage: doubletrap whatif FILE [OPTION...]\n"
              "Prices the exits of a recording again, without another run: old, new, difference.\n"
              "\n"
              "Options\n",
              stdout);
        options_print(options);
        fputs(
            "\n"
            "What happened stays as it was recorded: a guest that measures time, or waits for a\n"
            "timer, might take other turns on such a machine. `doubletrap list costs` explains "
            "the\n"
            "prices, models/params/README.md how to write a model.\n"
            "\n"
            "Examples:\n"
            "  doubletrap whatif run.db --set mmio_read_gich=30    a GIC ten times as near\n"
            "  doubletrap whatif run.db --cost cortex-a57          another core\n"
            "  doubletrap whatif run.db --cost ./my.yaml --by trap\n"
            "  doubletrap whatif run.db --assumed double           how much hangs on assumptions\n",
            stdout);
        return true;
    }
    if (!count)
        return err_usage(err, "whatif: which recording? `doubletrap whatif FILE --cost MODEL`");
    if (!o->cost && !o->set.count && !o->assumed)
        return err_usage(err, "whatif: which prices? --cost MODEL, --set NAME=CYCLES or --assumed");
    return true;
}

/* The model of the recording: the shipped one of that name if it has the same prices, else just
 * the recorded prices. */
static bool recorded_model(Recording *recording, CostModel *model, Err *err)
{
    RecordingInfo info;
    CostPrices prices;

    if (!recording_info(recording, &info, err) || !recording_prices(recording, &prices, err))
        return false;
    if (cost_model_load(info.model, model, NULL) && !memcmp(&model->prices, &prices, sizeof prices))
        return true;
    if (!cost_model_load("unit", model, err))
        return false;
    snprintf(model->name, sizeof model->name, "%s", info.model);
    for (unsigned i = 0; i < COST_COUNT; i++) {
        int64_t value = (int64_t)prices.price[i] * MILLION / 256;

        model->price[i].amount.low = model->price[i].amount.value = value;
        model->price[i].amount.high = value;
    }
    model->prices = prices;
    return true;
}

static bool apply(const WhatifOptions *o, CostModel *model, Err *err)
{
    if (!cost_model_assume(model, o->assumed, err))
        return false;
    for (unsigned i = 0; i < o->set.count; i++)
        if (!cost_model_set(model, o->set.value[i], err))
            return false;
    return true;
}

/* Old and new rows of one group; groups come in the same order at any prices. */
typedef struct Comparison {
    ExitGroup *before, *after;
    size_t count;
} Comparison;

static double mean(const ExitGroup *g)
{
    return (double)g->sum_units / 256.0 / (double)g->samples;
}

static double change_percent(uint64_t before, uint64_t after)
{
    return before ? 100.0 * ((double)after - (double)before) / (double)before : 0;
}

static const GridColumn columns[] = {
    {"VM-EXIT", 20, 0, 0},    {"Samples", 10, 1, 3},    {"Old cycles", 13, 1, 0},
    {"New cycles", 13, 1, 0}, {"Difference", 13, 1, 2}, {"Diff%", 10, 1, 0},
    {"Old p99", 13, 1, 4},    {"New p99", 13, 1, 4},    {"Commonest path", 0, 2, 1},
};

static void add_row(Grid *grid, const char *name, const ExitGroup *a, const ExitGroup *b)
{
    grid_cell(grid, "%s", name);
    grid_cell(grid, "%" PRIu64, a->samples);
    grid_cell(grid, "%.1f", mean(a));
    grid_cell(grid, "%.1f", mean(b));
    grid_cell(grid, "%+.1f", mean(b) - mean(a));
    grid_cell(grid, "%+.2f%%", change_percent(a->sum_units, b->sum_units));
    grid_cell(grid, "%.1f", (double)a->p99_units / 256.0);
    grid_cell(grid, "%.1f", (double)b->p99_units / 256.0);
    grid_cell(grid, "%s", a->route);
}

static void add_total(ExitGroup *total, const ExitGroup *g)
{
    total->samples += g->samples;
    total->sum_units += g->sum_units;
}

static void print_text(const Comparison *c, GroupKey key, const RecordingInfo *info,
                       const CostModel *model)
{
    GridColumn titled[ARRAY_COUNT(columns)];
    Grid *grid = grid_new(titled, ARRAY_COUNT(columns));
    ExitGroup before = {.name = ""}, after = {.name = ""};

    printf("Mean cycles of an exit: recorded under %s, and priced by %s%s\n\n", info->model,
           model->name, strcmp(info->model, model->name) ? "" : " as changed");
    memcpy(titled, columns, sizeof titled);
    if (key != GROUP_REASON)
        titled[0].title = exit_table_key_name(key);
    if (key == GROUP_PATH)
        titled[ARRAY_COUNT(columns) - 1] = (GridColumn){"Path", 0, 2, 0};
    for (size_t i = 0; i < c->count; i++) {
        char number[24];

        snprintf(number, sizeof number, "%zu", i + 1); /* a path is the last column */
        add_row(grid, key == GROUP_PATH ? number : c->before[i].name, &c->before[i], &c->after[i]);
        add_total(&before, &c->before[i]);
        add_total(&after, &c->after[i]);
    }
    grid_print(grid, stdout, grid_terminal_width(stdout));
    grid_free(grid);
    if (!before.samples)
        return;
    printf("\nTotal Samples:%" PRIu64 ", old %.1f cycles, new %.1f cycles (%+.2f%%).\n",
           before.samples, (double)before.sum_units / 256.0, (double)after.sum_units / 256.0,
           change_percent(before.sum_units, after.sum_units));
    if (model->core_hz != info->core_hz)
        printf("The clocks differ: %.6g GHz recorded, %.6g GHz now; cycles are of each.\n",
               (double)info->core_hz / 1e9, (double)model->core_hz / 1e9);
}

static bool print_json(const Comparison *c, const RecordingInfo *info, const CostModel *model,
                       const char *by, Err *err)
{
    json_t *rows = json_array();

    for (size_t i = 0; i < c->count; i++)
        json_array_append_new(
            rows, json_pack("{s:s, s:I, s:I, s:I, s:f, s:f, s:s, s:s}", "name", c->before[i].name,
                            "samples", table_int(c->before[i].samples), "old_units",
                            table_int(c->before[i].sum_units), "new_units",
                            table_int(c->after[i].sum_units), "old_mean_cycles",
                            mean(&c->before[i]), "new_mean_cycles", mean(&c->after[i]), "path",
                            c->before[i].route, "new_model", model->name));
    return table_json_print(stdout, info, by, rows, err);
}

static bool compare(Recording *recording, const WhatifOptions *o, const CostModel *model, Err *err)
{
    const char *by = o->by ? o->by : "reason";
    GroupKey key = exit_table_key(by);
    Comparison c = {NULL, NULL, 0};
    RecordingInfo info;
    size_t after_count = 0;
    bool ok;

    if (key == GROUP_COUNT)
        return err_usage(err, "--by %s: expected reason, vm, vcpu, cpu, trap, device, path or all",
                         by);
    ok = recording_info(recording, &info, err) &&
         recording_groups(recording, key, &c.before, &c.count, err) &&
         recording_reprice(recording, &model->prices, err) &&
         recording_groups(recording, key, &c.after, &after_count, err);
    assert(!ok || after_count == c.count);
    if (ok && o->json)
        ok = print_json(&c, &info, model, by, err);
    else if (ok)
        print_text(&c, key, &info, model);
    free(c.before);
    free(c.after);
    return ok;
}

static bool whatif(Recording *recording, const WhatifOptions *o, Err *err)
{
    CostModel model;
    bool ok =
        o->cost ? cost_model_load(o->cost, &model, err) : recorded_model(recording, &model, err);

    return ok && apply(o, &model, err) && compare(recording, o, &model, err);
}

int cmd_whatif(int argc, char **argv)
{
    WhatifOptions o = {0};
    Recording *recording = NULL;
    Err err = {.text = ""};
    bool ok;

    if (!parse(argc, argv, &o, &err))
        return cli_fail(&err);
    if (o.help)
        return STATUS_OK;
    if (!recording_open(o.file, &recording, &err))
        return cli_fail(&err);
    ok = whatif(recording, &o, &err);
    recording_close(recording);
    if (ok && fflush(stdout))
        ok = err_set(&err, "cannot write: %s", strerror(errno));
    return ok ? STATUS_OK : cli_fail(&err);
}
