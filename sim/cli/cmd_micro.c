/* SPDX-License-Identifier: MIT
 *
 * cmd_micro.c - `doubletrap micro`: what a hypercall and a trapped access cost under the reference
 * hypervisors, beside the numbers that were published for real ones.
 *
 * Tests: tests/cli/micro_test.sh    Words: docs/micro.md
 */
#include <ctype.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/cli/cli.h"
#include "sim/cli/micro.h"
#include "sim/cli/table_json.h"

#define LINE_COLUMNS 100
#define TOP_EVENTS 6 /* of a path that are printed */

typedef struct CommandOptions {
    const char *hyp;
    MicroOptions run;
    bool json, help;
} CommandOptions;

static void print_usage(const Option *options)
{
    printf("Usage: doubletrap micro [--hyp NAME] [--cost MODEL] [OPTION...]\n"
           "Runs the reference hypervisors of workloads/hyp, whose VM times a hypercall and a read "
           "of the\n"
           "interrupt distributor by its own cycle counter, and prints both beside the cells of "
           "ISCA 2016,\n"
           "Table II: what the exit within was, what its prices rest on, and how far the result "
           "moves when\n"
           "every assumed price is halved and doubled.\n\nHypervisors\n");
    for (unsigned i = 0; micro_hypervisor(i); i++)
        printf("  %-10s %s\n", micro_hypervisor(i)->name, micro_hypervisor(i)->text);
    printf("\nOptions\n");
    options_print(options);
    printf("\n`doubletrap micro --hyp type1 --record run.db`, then `doubletrap report run.db "
           "--anatomy HVC64`\n"
           "takes one exit apart. docs/micro.md explains the numbers.\n");
}

static bool parse(int argc, char **argv, CommandOptions *o, Err *err)
{
    const Option options[] = {
        {.name = "hyp", .help = "NAME  one of the above; default: each of them", .text = &o->hyp},
        {.name = "cost",
         .help = "MODEL  xgene (default), a shipped model or a YAML file",
         .text = &o->run.cost},
        {.name = "set", .help = "NAME=CYCLES  another price; may be repeated", .list = &o->run.set},
        {.name = "record", .help = "FILE  keep the exits; needs --hyp", .text = &o->run.record},
        {.name = "engine",
         .help = "E  reference (default) or fast: equal results",
         .text = &o->run.engine},
        {.name = "json", .help = "print JSON", .flag = &o->json},
        {.name = NULL}};
    unsigned count;

    if (!options_parse(argc, argv, options, NULL, 0, &count, &o->help, err))
        return false;
    if (o->help)
        print_usage(options);
    if (!o->run.cost)
        o->run.cost = "xgene";
    if (o->run.record && !o->hyp)
        return err_usage(err, "--record keeps one run: say which with --hyp");
    return true;
}

/* --- the tables ------------------------------------------------------------------------------- */

static const char *column_name(MicroColumn column)
{
    static const char *const names[MICRO_COLUMN_COUNT] = {
        [MICRO_KVM] = "KVM ARM", [MICRO_XEN] = "Xen ARM"};

    assert(column < MICRO_COLUMN_COUNT);
    return names[column];
}

/* A published number was an input only where prices came from it. */
static const char *kind_of(const Micro *micro, MicroOp op, const MicroCell *cell)
{
    return cell->in_sample && micro_share(micro, op, MARK_TABLE3) > 0 ? "in-sample" : "prediction";
}

static void print_measures(const Hypervisor *hypervisor, const Micro *micro)
{
    printf("\n%-27s %7s %6s %6s %18s %16s %5s %6s\n", "Cycles by the VM's counter", "mean", "min",
           "max", "assumed x1/2 .. x2", "published", "mark", "ratio");
    for (unsigned i = 0; i < MICRO_OP_COUNT; i++) {
        MicroOp op = (MicroOp)i;
        const MicroMeasure *m = &micro->measure[op];
        const MicroCell *cell = micro_cell(hypervisor, op);

        printf("  %-25s %7.1f %6" PRIu64 " %6" PRIu64 " %8.1f..%8.1f ", micro_row(op)->name,
               micro_mean(m), m->least, m->most, micro_mean(&micro->halved[op]),
               micro_mean(&micro->doubled[op]));
        if (cell)
            printf("%8s %7u %5s %6.2f  %s\n", column_name(hypervisor->column), cell->cycles,
                   price_fact_name(cell->fact), micro_mean(m) / cell->cycles,
                   kind_of(micro, op, cell));
        else
            printf("%16s %5s %6s  prediction\n", "nothing", "-", "-");
    }
}

static void print_exits(const Micro *micro)
{
    printf("\n%-27s %7s %7s %7s %6s %6s %9s %8s  %s\n", "The exit within", "cycles", "entries",
           "returns", "insns", "exits", "Table III", "assumed", "commonest path");
    for (unsigned i = 0; i < MICRO_OP_COUNT; i++) {
        MicroOp op = (MicroOp)i;
        const ExitGroup *exits = &micro->exits[op];
        double n = (double)exits->samples;

        printf("  %-25s %7.1f %7" PRIu64 " %7" PRIu64 " %6.0f %6" PRIu64 " %7.0f %% %6.0f %%  %s\n",
               micro_row(op)->name, (double)exits->sum_units / 256.0 / n, micro->entries[op],
               micro->returns[op], (double)exits->instructions / n, exits->samples,
               100 * micro_share(micro, op, MARK_TABLE3),
               100 * micro_share(micro, op, MARK_ASSUMED), micro->path[op].route);
    }
}

typedef struct EventSum {
    uint64_t n, units;
    const char *name;
} EventSum;

static int dearer(const void *left, const void *right)
{
    const EventSum *a = left, *b = right;

    return (a->units < b->units) - (a->units > b->units);
}

/* What a path counts in all its phases, the dearest first; by event number otherwise. */
static void sum_events(const Anatomy *path, EventSum sum[COST_COUNT])
{
    for (unsigned i = 0; i < COST_COUNT; i++)
        sum[i] = (EventSum){.name = cost_name((CostEvent)i)};
    for (size_t i = 0; i < path->phase_count; i++)
        for (size_t k = 0; k < path->phases[i].count_count; k++) {
            const AnatomyCount *count = &path->phases[i].counts[k];
            EventSum *event = &sum[cost_find(count->event)];

            event->n += count->n;
            event->units += count->units;
        }
    qsort(sum, COST_COUNT, sizeof *sum, dearer);
}

/* "3245.0 mmio_read_gich x11": how many characters it has. */
static int event_text(const EventSum *event, char *room, size_t size)
{
    int length = snprintf(room, size, "%.1f %s x%" PRIu64, (double)event->units / 256.0,
                          event->name, event->n);

    for (char *p = room; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return length;
}

static void print_where(const Micro *micro)
{
    printf("\nWhere the exit's cycles are\n");
    for (unsigned op = 0; op < MICRO_OP_COUNT; op++) {
        EventSum sum[COST_COUNT];
        int column = printf("  %-25s", micro_row((MicroOp)op)->name);

        sum_events(&micro->path[op], sum);
        for (unsigned i = 0; i < TOP_EVENTS && sum[i].units; i++) {
            char text[80];
            int length = event_text(&sum[i], text, sizeof text);

            if (column + 2 + length > LINE_COLUMNS)
                column = printf(",\n  %-25s %s", "", text) - 2;
            else
                column += printf("%s%s", i ? ", " : " ", text);
        }
        printf("\n");
    }
}

static void print_text(const Hypervisor *hypervisor, const Micro *micro)
{
    printf("%s: %s\n-cpu %s, prices of %s, %.6g GHz, %" PRIu64 " samples of each\n",
           hypervisor->name, hypervisor->text, micro->cpu, micro->model.name,
           (double)micro->model.core_hz / 1e9, micro->measure[0].samples);
    print_measures(hypervisor, micro);
    print_exits(micro);
    print_where(micro);
    printf("\n");
}

static void print_notes(const char *cost)
{
    const char *cpu = cost_model_shipped_cpu(cost);

    printf(
        "Published: ISCA 2016, Table II, on an X-Gene: P read in the authors' own text, S quoted "
        "by a third party.\n"
        "in-sample: among the numbers that prices came from; prediction: all else. No price is "
        "chosen to hit a row.\n"
        "assumed x1/2 .. x2: the mean when every assumed price is halved, and doubled.\n"
        "Table III, assumed: the share of the exit's cycles whose prices come from that table, or "
        "from judgement.\ndocs/micro.md says why rows miss.\n");
    if (!cpu || strcmp(cpu, "xgene1") != 0)
        printf("The prices of %s are another machine's: the ratio compares machines, too.\n", cost);
}

static void add_published(json_t *row, const Hypervisor *hypervisor, const Micro *micro, MicroOp op)
{
    const MicroCell *cell = micro_cell(hypervisor, op);

    json_object_set_new(row, "kind", json_string(cell ? kind_of(micro, op, cell) : "prediction"));
    if (!cell)
        return;
    json_object_set_new(row, "published_of", json_string(column_name(hypervisor->column)));
    json_object_set_new(row, "published_cycles", json_integer(cell->cycles));
    json_object_set_new(row, "published_mark", json_string(price_fact_name(cell->fact)));
}

static json_t *measure_json(const MicroMeasure *m, const Micro *micro, MicroOp op)
{
    return json_pack("{s:I, s:f, s:I, s:I, s:f, s:f, s:I}", "samples", table_int(m->samples),
                     "mean_cycles", micro_mean(m), "min_cycles", table_int(m->least), "max_cycles",
                     table_int(m->most), "halved_mean_cycles", micro_mean(&micro->halved[op]),
                     "doubled_mean_cycles", micro_mean(&micro->doubled[op]), "result",
                     table_int(m->result));
}

static json_t *exit_json(const ExitGroup *exits, const Micro *micro, MicroOp op)
{
    return json_pack(
        "{s:s, s:I, s:I, s:I, s:I, s:I, s:f, s:f, s:s}", "reason", micro_row(op)->reason, "exits",
        table_int(exits->samples), "exit_units", table_int(exits->sum_units), "exit_instructions",
        table_int(exits->instructions), "entries", table_int(micro->entries[op]), "returns",
        table_int(micro->returns[op]), "table3_share", micro_share(micro, op, MARK_TABLE3),
        "assumed_share", micro_share(micro, op, MARK_ASSUMED), "path", micro->path[op].route);
}

static void add_all(json_t *row, json_t *more)
{
    json_object_update(row, more);
    json_decref(more);
}

static json_t *row_json(const Hypervisor *hypervisor, const Micro *micro, MicroOp op)
{
    json_t *row = json_pack("{s:s, s:s, s:s, s:s}", "hypervisor", hypervisor->name, "operation",
                            micro_row(op)->name, "cpu", micro->cpu, "model", micro->model.name);

    add_all(row, measure_json(&micro->measure[op], micro, op));
    add_all(row, exit_json(&micro->exits[op], micro, op));
    add_published(row, hypervisor, micro, op);
    return row;
}

static void add_json(json_t *list, const Hypervisor *hypervisor, const Micro *micro)
{
    for (unsigned op = 0; op < MICRO_OP_COUNT; op++)
        json_array_append_new(list, row_json(hypervisor, micro, (MicroOp)op));
}

/* --- the command ------------------------------------------------------------------------------ */

static bool run_one(const Hypervisor *hypervisor, const CommandOptions *o, json_t *list, Err *err)
{
    Micro micro;

    if (!micro_run(hypervisor, &o->run, &micro, err))
        return false;
    if (o->json)
        add_json(list, hypervisor, &micro);
    else
        print_text(hypervisor, &micro);
    micro_free(&micro);
    return true;
}

static bool unknown(const char *name, Err *err)
{
    const char *names[8] = {NULL};
    const char *near;

    for (unsigned i = 0; micro_hypervisor(i) && i + 1 < ARRAY_COUNT(names); i++)
        names[i] = micro_hypervisor(i)->name;
    near = err_nearest(name, names);
    return err_usage(err, "--hyp: there is no `%s`%s%s%s\n  `doubletrap micro --help` lists them",
                     name, near ? ". Did you mean `" : "", near ? near : "", near ? "`?" : "");
}

static bool run_all(const CommandOptions *o, json_t *list, Err *err)
{
    unsigned count = 0;

    for (unsigned i = 0; micro_hypervisor(i); i++) {
        const Hypervisor *hypervisor = micro_hypervisor(i);

        if (o->hyp && strcmp(o->hyp, hypervisor->name) != 0)
            continue;
        if (!run_one(hypervisor, o, list, err))
            return false;
        count++;
    }
    return count || unknown(o->hyp, err);
}

int cmd_micro(int argc, char **argv)
{
    CommandOptions o = {0};
    json_t *list;
    bool good;
    Err err;

    if (!parse(argc, argv, &o, &err))
        return cli_fail(&err);
    if (o.help)
        return STATUS_OK;
    list = json_array();
    good = run_all(&o, list, &err);
    if (good && o.json)
        good =
            (!json_dumpf(list, stdout, JSON_INDENT(1) | JSON_PRESERVE_ORDER) && puts("") != EOF) ||
            err_set(&err, "cannot write the table as JSON");
    else if (good)
        print_notes(o.run.cost);
    json_decref(list);
    return good ? STATUS_OK : cli_fail(&err);
}
