/* SPDX-License-Identifier: MIT
 *
 * anatomy_table.c - one exit phase by phase; phases of all exits; each CPU's time by world.
 *
 * Tests: tests/unit/sim/cli/report_test.c
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim/cli/exit_table.h"
#include "sim/cli/table_json.h"

#define WORDS                                                                                      \
    "\nWhat the worlds are: `doubletrap list worlds`; how they are crossed: docs/recording.md.\n"

static double cycles(uint64_t units)
{
    return (double)units / 256.0;
}

static double percent(uint64_t part, uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0;
}

/* --- anatomy ---------------------------------------------------------------------------------- */

static uint64_t anatomy_units(const Anatomy *a, uint64_t *instructions)
{
    uint64_t units = 0;

    *instructions = 0;
    for (size_t i = 0; i < a->phase_count; i++) {
        units += a->phases[i].units;
        *instructions += a->phases[i].instructions;
    }
    return units;
}

static void print_one_exit(FILE *out, const Anatomy *a)
{
    fprintf(out, "exit %" PRIu64 ": %s on cpu %" PRIu64 ", %s at PC 0x%" PRIx64, a->exit,
            a->vcpu_name, a->cpu, a->reason, a->pc);
    if (a->has_iss)
        fprintf(out, ", ISS 0x%" PRIx64, a->iss);
    if (a->trap[0])
        fprintf(out, ", trapped by %s", a->trap);
    if (a->has_ipa)
        fprintf(out, ", IPA 0x%" PRIx64 "%s%s%s", a->ipa, a->device[0] ? " (" : "", a->device,
                a->device[0] ? ")" : "");
    fprintf(out, "\nbegan at cycle %.1f", cycles(a->begin_units));
    if (a->is_open)
        fprintf(out, " and was never entered again");
    else
        fprintf(out, ", %.1f cycles until it ran again: idle %.1f, other VCPUs %.1f",
                cycles(a->end_units - a->begin_units), cycles(a->idle_units),
                cycles(a->others_units));
    if (a->next_name[0])
        fprintf(out, "; %s was entered next", a->next_name);
    fprintf(out, "\nthe guest had executed %.1f cycles since it was entered\n",
            cycles(a->guest_before_units));
}

static void print_counts(FILE *out, const AnatomyPhase *p)
{
    for (size_t i = 0; i < p->count_count; i++) {
        const AnatomyCount *c = &p->counts[i];
        char name[sizeof c->event];

        for (size_t k = 0; k < sizeof name; k++)
            name[k] = (char)tolower((unsigned char)c->event[k]);
        fprintf(out, "      %-24s %10" PRIu64 " %14.1f\n", name, c->n, cycles(c->units));
    }
}

static void print_anatomy(FILE *out, const Anatomy *a, const char *model)
{
    uint64_t instructions, units = anatomy_units(a, &instructions);

    if (a->has_exit)
        print_one_exit(out, a);
    fprintf(out, "%s: %s   (%" PRIu64 " of %" PRIu64 " took exactly this path)\n\n", a->reason,
            a->route, a->samples, a->of_samples);
    fprintf(out, "  %-28s %10s %14s %7s\n", "world, how it was crossed", "count", "cycles",
            "share");
    for (size_t i = 0; i < a->phase_count; i++) {
        const AnatomyPhase *p = &a->phases[i];

        fprintf(out, "\n  %zu %-8s %s\n", i + 1, p->world, p->how);
        fprintf(out, "  %-28s %10" PRIu64 " %14.1f %6.2f%%\n", "  instructions", p->instructions,
                cycles(p->units), percent(p->units, units));
        print_counts(out, p);
    }
    fprintf(out, "\n  %-28s %10" PRIu64 " %14.1f %6.2f%%\n", "total, instructions", instructions,
            cycles(units), 100.0);
    fprintf(out,
            "\ninsn_* are the instructions by class; the other counts are events, priced on top of "
            "them.\nPrices of %s: `doubletrap list costs`.\n",
            model);
}

static json_t *phase_json(const AnatomyPhase *p)
{
    json_t *counts = json_object();

    for (size_t i = 0; i < p->count_count; i++)
        json_object_set_new(counts, p->counts[i].event,
                            json_pack("{s:I, s:I}", "n", table_int(p->counts[i].n), "units",
                                      table_int(p->counts[i].units)));
    return json_pack("{s:s, s:s, s:I, s:I, s:o}", "world", p->world, "how", p->how, "instructions",
                     table_int(p->instructions), "units", table_int(p->units), "counts", counts);
}

static json_t *anatomy_json(const Anatomy *a)
{
    json_t *phases = json_array(), *row;

    for (size_t i = 0; i < a->phase_count; i++)
        json_array_append_new(phases, phase_json(&a->phases[i]));
    row = json_pack("{s:s, s:s, s:I, s:I, s:I, s:o}", "reason", a->reason, "path", a->route,
                    "path_id", table_int(a->path), "samples", table_int(a->samples), "of_samples",
                    table_int(a->of_samples), "phases", phases);
    if (a->has_exit)
        json_object_set_new(
            row, "exit",
            json_pack("{s:I, s:I, s:I, s:s, s:I, s:I, s:I, s:I, s:I}", "id", table_int(a->exit),
                      "cpu", table_int(a->cpu), "vm", table_int(a->vm), "vcpu", a->vcpu_name, "pc",
                      table_int(a->pc), "begin_units", table_int(a->begin_units), "end_units",
                      table_int(a->end_units), "idle_units", table_int(a->idle_units),
                      "others_units", table_int(a->others_units)));
    return row;
}

bool exit_table_anatomy(FILE *out, Recording *recording, uint64_t id, const char *reason,
                        TableStyle style, Err *err)
{
    Anatomy a;
    RecordingInfo info;
    bool ok;

    if (!recording_info(recording, &info, err) ||
        !recording_anatomy(recording, id, reason, &a, err))
        return false;
    ok = true;
    if (style.json)
        ok = table_json_print(out, &info, "anatomy", json_pack("[o]", anatomy_json(&a)), err);
    else
        print_anatomy(out, &a, info.model);
    anatomy_free(&a);
    return ok;
}

/* --- phases of all exits ---------------------------------------------------------------------- */

static bool print_phases(FILE *out, const PhaseGroup *rows, size_t count)
{
    uint64_t all = 0;

    for (size_t i = 0; i < count; i++)
        all += rows[i].sum_units;
    fprintf(out, "%10s  %-30s %10s %9s %12s %12s %12s %12s\n\n", "world", "how it was crossed",
            "Visits", "Time%", "Min cycles", "Max cycles", "Mean cycles", "Mean insns");
    for (size_t i = 0; i < count; i++) {
        const PhaseGroup *p = &rows[i];
        double n = (double)p->visits;

        fprintf(out, "%10s  %-30s %10" PRIu64 " %8.2f%% %12.1f %12.1f %12.1f %12.1f\n", p->world,
                p->how, p->visits, percent(p->sum_units, all), cycles(p->min_units),
                cycles(p->max_units), cycles(p->sum_units) / n, (double)p->instructions / n);
    }
    fputs(WORDS, out);
    return true;
}

static json_t *phases_json(const PhaseGroup *rows, size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(
            list, json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:I}", "world", rows[i].world, "how",
                            rows[i].how, "visits", table_int(rows[i].visits), "instructions",
                            table_int(rows[i].instructions), "min_units",
                            table_int(rows[i].min_units), "max_units", table_int(rows[i].max_units),
                            "sum_units", table_int(rows[i].sum_units)));
    return list;
}

bool exit_table_phases(FILE *out, Recording *recording, TableStyle style, Err *err)
{
    PhaseGroup *rows = NULL;
    size_t count;
    RecordingInfo info;
    bool ok;

    if (!recording_info(recording, &info, err) || !recording_phases(recording, &rows, &count, err))
        return false;
    ok = style.json ? table_json_print(out, &info, "phase", phases_json(rows, count), err)
                    : print_phases(out, rows, count);
    free(rows);
    return ok;
}

/* --- each CPU's time -------------------------------------------------------------------------- */

static bool print_worlds(FILE *out, const WorldTime *rows, size_t count)
{
    fprintf(out, "%5s %10s %5s %16s %18s %9s %18s\n\n", "cpu", "world", "vm", "insns", "cycles",
            "Time%", "waiting cycles");
    for (size_t i = 0; i < count; i++) {
        const WorldTime *w = &rows[i];
        char vm[24] = "-";

        if (w->vm)
            snprintf(vm, sizeof vm, "%" PRIu64, w->vm);
        fprintf(out, "%5" PRIu64 " %10s %5s %16" PRIu64 " %18.1f %8.2f%% %18.1f\n", w->cpu,
                w->world, vm, w->instructions, cycles(w->units),
                percent(w->units + w->idle_units, w->cpu_units), cycles(w->idle_units));
    }
    fputs(WORDS, out);
    return true;
}

static json_t *worlds_json(const WorldTime *rows, size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_pack("{s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:I}", "cpu",
                                              table_int(rows[i].cpu), "world", rows[i].world, "vm",
                                              table_int(rows[i].vm), "instructions",
                                              table_int(rows[i].instructions), "units",
                                              table_int(rows[i].units), "idle_units",
                                              table_int(rows[i].idle_units), "unexplained_units",
                                              (json_int_t)rows[i].unexplained_units, "cpu_units",
                                              table_int(rows[i].cpu_units)));
    return list;
}

bool exit_table_worlds(FILE *out, Recording *recording, TableStyle style, Err *err)
{
    WorldTime *rows = NULL;
    size_t count;
    RecordingInfo info;
    bool ok;

    if (!recording_info(recording, &info, err) || !recording_worlds(recording, &rows, &count, err))
        return false;
    ok = style.json ? table_json_print(out, &info, "world", worlds_json(rows, count), err)
                    : print_worlds(out, rows, count);
    free(rows);
    return ok;
}
