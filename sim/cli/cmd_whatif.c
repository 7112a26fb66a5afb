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
        printf("Usage: doubletrap whatif FILE [--cost MODEL] [--set NAME=CYCLES]...\n");
        options_print(options);
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

static void print_row(const char *name, const ExitGroup *a, const ExitGroup *b)
{
    printf("%20s %10" PRIu64 " %13.1f %13.1f %+13.1f %+9.2f%% %13.1f %13.1f  %s\n", name,
           a->samples, mean(a), mean(b), mean(b) - mean(a),
           change_percent(a->sum_units, b->sum_units), (double)a->p99_units / 256.0,
           (double)b->p99_units / 256.0, a->route);
}

static void add_total(ExitGroup *total, const ExitGroup *g)
{
    total->samples += g->samples;
    total->sum_units += g->sum_units;
}

static void print_text(const Comparison *c, const RecordingInfo *info, const CostModel *model)
{
    ExitGroup before = {.name = ""}, after = {.name = ""};

    printf("Mean cycles of an exit: recorded under %s, and priced by %s%s\n\n", info->model,
           model->name, strcmp(info->model, model->name) ? "" : " as changed");
    printf("%20s %10s %13s %13s %13s %10s %13s %13s  %s\n\n", "VM-EXIT", "Samples", "Old cycles",
           "New cycles", "Difference", "Diff%", "Old p99", "New p99", "Commonest path");
    for (size_t i = 0; i < c->count; i++) {
        print_row(c->before[i].name, &c->before[i], &c->after[i]);
        add_total(&before, &c->before[i]);
        add_total(&after, &c->after[i]);
    }
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
        print_text(&c, &info, model);
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
