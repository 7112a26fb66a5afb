/* SPDX-License-Identifier: MIT
 *
 * micro.c - runs a reference hypervisor and reads what came of it.
 *
 * Tests: tests/cli/micro_test.sh
 */
#include "sim/cli/micro.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/board/map.h"
#include "sim/cli/recorder.h"
#include "sim/run.h"

/* What vm.S leaves at its symbol `results`. */
typedef struct Results {
    MicroMeasure measure[MICRO_OP_COUNT];
    uint64_t lost; /* registers that the VM, or the host, did not find as it had set them */
} Results;

#define HYPERVISOR(symbol, name, cpu, column, text)                                                \
    extern const unsigned char embedded_##symbol[];                                                \
    extern const size_t embedded_##symbol##_size;
#include "sim/cli/hypervisors.def"
#undef HYPERVISOR

static const Hypervisor hypervisors[] = {
#define HYPERVISOR(symbol, name, cpu, column, text)                                                \
    {name, cpu, text, MICRO_##column, embedded_##symbol, &embedded_##symbol##_size},
#include "sim/cli/hypervisors.def"
#undef HYPERVISOR
};

enum { IN_SAMPLE = true, PREDICTION = false };

static const MicroRow rows[MICRO_OP_COUNT] = {
#define CELL(cycles, fact, kind)                                                                   \
    {                                                                                              \
        cycles, fact, kind                                                                         \
    }
#define ISCA16(op, name, reason, kvm, xen) {name, #reason, {kvm, xen}},
#include "sim/cli/isca16.def"
#undef ISCA16
#undef CELL
};

const Hypervisor *micro_hypervisor(unsigned index)
{
    return index < ARRAY_COUNT(hypervisors) ? &hypervisors[index] : NULL;
}

const MicroRow *micro_row(MicroOp op)
{
    assert(op < MICRO_OP_COUNT);
    return &rows[op];
}

const MicroCell *micro_cell(const Hypervisor *hypervisor, MicroOp op)
{
    return hypervisor->column == MICRO_NONE ? NULL : &micro_row(op)->published[hypervisor->column];
}

double micro_mean(const MicroMeasure *measure)
{
    return (double)measure->sum / (double)measure->samples;
}

double micro_share(const Micro *micro, MicroOp op, PriceMark mark)
{
    const Anatomy *path = &micro->path[op];
    uint64_t marked = 0, all = 0;

    for (size_t i = 0; i < path->phase_count; i++)
        for (size_t k = 0; k < path->phases[i].count_count; k++) {
            const AnatomyCount *count = &path->phases[i].counts[k];
            CostEvent event = cost_find(count->event);

            assert(event < COST_COUNT);
            all += count->units;
            if (micro->model.price[event].amount.mark == mark)
                marked += count->units;
        }
    return all ? (double)marked / (double)all : 0;
}

/* --- one run ---------------------------------------------------------------------------------- */

/* The options of `doubletrap run` that make the machine of workloads/hyp/lib/hyp.S. */
static bool configure(const Hypervisor *hypervisor, const MicroOptions *o, const char *assumed,
                      const char *cpu, Config *config, Err *err)
{
    char board[] = "virt,virtualization=on,gic-version=2"; /* config_parse takes it to pieces */
    const char *words[16 + 2 * OPTION_LIST_MAX] = {
        "run", "-M", board, "-cpu", cpu, "-kernel", hypervisor->name, "--quiet", "--cost", o->cost};
    int count = 10;
    bool help;

    if (o->engine) {
        words[count++] = "--engine";
        words[count++] = o->engine;
    }
    if (assumed) {
        words[count++] = "--assumed";
        words[count++] = assumed;
    }
    for (unsigned i = 0; i < o->set.count; i++) {
        words[count++] = "--set";
        words[count++] = o->set.value[i];
    }
    if (!config_parse(config, count, (char **)(uintptr_t)words, &help, err))
        return false;
    if (config->lockstep)
        return err_usage(err, "--engine lockstep is `doubletrap run`'s; here: reference or fast");
    if (config->lockstep)
        return err_usage(err, "--engine: micro runs by one engine, reference or fast");
    config->kernel_bytes = hypervisor->elf;
    config->kernel_size = *hypervisor->elf_size;
    config->no_input = true;
    return true;
}

static const Symbol *find_symbol(const Symbols *symbols, const char *name)
{
    for (size_t i = 0; i < symbols->count; i++)
        if (!strcmp(symbols->symbol[i].name, name))
            return &symbols->symbol[i];
    return NULL;
}

static bool read_measures(const Machine *machine, MicroMeasure *measure, Err *err)
{
    const Symbol *symbol = find_symbol(&machine->plan.symbols, "results");
    Results results;

    assert(symbol);
    memcpy(&results, machine->ram + (symbol->address - virt_map(MAP_RAM)->base.v), sizeof results);
    memcpy(measure, results.measure, sizeof results.measure);
    for (unsigned op = 0; op < MICRO_OP_COUNT; op++)
        if (!measure[op].samples)
            return err_set(err, "%s: the hypervisor gave up before `%s` was measured",
                           machine->config->kernel, rows[op].name);
    return !results.lost ||
           err_set(err, "%s: the hypervisor lost %" PRIu64 " registers of its VM or its host",
                   machine->config->kernel, results.lost);
}

static bool ended_well(const Machine *machine, Err *err)
{
    if (machine->end == MACHINE_POWERED_OFF)
        return true;
    err_set(err, "%s: %s", machine->config->kernel, run_end_text(machine->end));
    if (err)
        err->status = (ExitStatus)run_exit_status(machine);
    return false;
}

/* Runs a machine that is built; with @recording also records it, at @path or temporarily. */
static bool run_recorded(Machine *machine, const char *path, Recording **recording,
                         MicroMeasure *measure, Err *err)
{
    Record *record = NULL;
    bool good = true;

    if (recording && !recorder_open(path, machine, &record, err))
        return false;
    run_catch_signals();
    run_machine(machine, NULL, NULL, NULL);
    if (record)
        good = record_close(record, NULL, recording, err);
    return good && ended_well(machine, err) && read_measures(machine, measure, err);
}

static bool run_once(const Hypervisor *hypervisor, const MicroOptions *o, const char *assumed,
                     Micro *micro, Recording **recording, MicroMeasure *measure, Err *err)
{
    Config config;
    Machine *machine;
    bool good;

    if (!configure(hypervisor, o, assumed, micro->cpu, &config, err))
        return false;
    machine = machine_new(&config, (TrackerSink){0}, err);
    if (!machine)
        return false;
    good = run_recorded(machine, o->record, recording, measure, err);
    if (recording)
        micro->model = machine->cost;
    machine_free(machine);
    return good;
}

/* --- what the recording has ------------------------------------------------------------------- */

static bool find_group(Recording *recording, const char *reason, ExitGroup *found, Err *err)
{
    ExitGroup *groups = NULL;
    size_t count = 0;
    bool good = recording_groups(recording, GROUP_REASON, &groups, &count, err);

    *found = (ExitGroup){.samples = 0};
    for (size_t i = 0; i < count; i++)
        if (!strcmp(groups[i].name, reason))
            *found = groups[i];
    free(groups);
    return good;
}

static uint64_t count_of(const Anatomy *path, CostEvent event)
{
    uint64_t n = 0;

    for (size_t i = 0; i < path->phase_count; i++)
        for (size_t k = 0; k < path->phases[i].count_count; k++)
            if (!strcmp(path->phases[i].counts[k].event, cost_name(event)))
                n += path->phases[i].counts[k].n;
    return n;
}

static bool read_exits(Recording *recording, Micro *micro, Err *err)
{
    for (unsigned op = 0; op < MICRO_OP_COUNT; op++) {
        Anatomy *path = &micro->path[op];

        if (!find_group(recording, rows[op].reason, &micro->exits[op], err) ||
            !recording_anatomy(recording, 0, rows[op].reason, path, err))
            return false;
        micro->entries[op] =
            count_of(path, COST_ENTRY_EL1_EL2) + count_of(path, COST_ENTRY_EL0_EL2);
        micro->returns[op] = count_of(path, COST_ERET_EL2_EL1) + count_of(path, COST_ERET_EL2_EL0);
    }
    return true;
}

static bool is_built(const Hypervisor *hypervisor, Err *err)
{
    return *hypervisor->elf_size ||
           err_set(err,
                   "%s is not in this program: aarch64-linux-gnu-gcc was missing when it was "
                   "built\n  `tools/setup` installs it; then run cmake and build again",
                   hypervisor->name);
}

bool micro_run(const Hypervisor *hypervisor, const MicroOptions *options, Micro *micro, Err *err)
{
    MicroOptions unrecorded = *options;
    Recording *recording = NULL;
    bool good;

    unrecorded.record = NULL;
    *micro = (Micro){.cpu = hypervisor->cpu};
    if (!micro->cpu)
        micro->cpu = cost_model_shipped_cpu(options->cost);
    if (!micro->cpu)
        micro->cpu = "xgene1";
    good = is_built(hypervisor, err) &&
           run_once(hypervisor, options, NULL, micro, &recording, micro->measure, err) &&
           read_exits(recording, micro, err) &&
           run_once(hypervisor, &unrecorded, "half", micro, NULL, micro->halved, err) &&
           run_once(hypervisor, &unrecorded, "double", micro, NULL, micro->doubled, err);
    recording_close(recording);
    if (!good)
        micro_free(micro);
    return good;
}

void micro_free(Micro *micro)
{
    for (unsigned op = 0; op < MICRO_OP_COUNT; op++)
        anatomy_free(&micro->path[op]);
}
