/* SPDX-License-Identifier: MIT
 *
 * rows.c - `doubletrap run --rows FILE`.    Tests: tests/rows/
 *
 * Journey: after sim/run.c, beside sim/explain.c
 */
#include "sim/rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/sysop.h"

static const char *const absent_names[] = {
#define ABSENT(name, ...) #name,
#include "cpu/sysregs_absent.def"
#undef ABSENT
};

static const char *const feature_names[] = {
#define FEATURE(name, ...) #name,
#include "cpu/features.def"
#undef FEATURE
};

static void write_instructions(FILE *out, const Machine *machine)
{
    bool executed[A64_OP_COUNT];

    code_executed(machine->code, executed);
    for (unsigned op = A64_UNALLOCATED + 1; op < A64_OP_COUNT; op++)
        if (executed[op])
            fprintf(out, "a64 %s\n", a64_row((A64Op)op)->name);
}

static void write_registers(FILE *out, const Seen *seen)
{
    for (unsigned i = 0; i < SR_COUNT; i++) {
        if (seen->sysreg[i] & SEEN_READ)
            fprintf(out, "sysreg %s read\n", sysreg_name((Sysreg)i));
        if (seen->sysreg[i] & SEEN_WRITE)
            fprintf(out, "sysreg %s write\n", sysreg_name((Sysreg)i));
    }
    for (unsigned i = 0; i < OP_COUNT; i++)
        if (seen->sysop[i])
            fprintf(out, "sysop %s\n", sysop_row((Sysop)i)->name);
    for (unsigned i = T_NONE + 1; i < T_COUNT; i++)
        if (seen->trap[i])
            fprintf(out, "trap %s\n", trap_name((Trap)i));
    for (unsigned i = 0; i < SEEN_ABSENT_COUNT; i++)
        if (seen->absent[i])
            fprintf(out, "absent %s\n", absent_names[i]);
}

static void write_cpu(FILE *out, const Machine *machine, const Cpu *cpu)
{
    write_registers(out, &cpu->seen);
    for (unsigned i = 0; i < machine->bus.region_count; i++)
        if (cpu->seen.region[i])
            fprintf(out, "map %s\n", machine->bus.region[i].name);
    for (unsigned i = 0; i < COST_COUNT; i++)
        if (cpu->count.n[i])
            fprintf(out, "cost %s\n", cost_name((CostEvent)i));
    for (unsigned i = 0; i < FEAT_COUNT; i++)
        fprintf(out, "feature %s %s\n", feature_names[i],
                cpu_has(cpu, (Feature)i) ? "with" : "without");
}

static bool write_exits(FILE *out, Recording *recording, Err *err)
{
    ExitGroup *groups = NULL;
    size_t count = 0;

    if (!recording_groups(recording, GROUP_REASON, &groups, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        fprintf(out, "exit %s\n", groups[i].name);
    free(groups);
    return true;
}

bool rows_write(const char *path, const Machine *machine, Recording *recording, Err *err)
{
    FILE *out = fopen(path, "w");
    bool good;

    if (!out)
        return err_usage(err, "--rows: %s: %s", path, strerror(errno));
    write_instructions(out, machine);
    for (unsigned i = 0; i < machine->cpu_count; i++)
        write_cpu(out, machine, machine->cpu[i]);
    gic_write_rows(&machine->gic, out);
    fprintf(out, "cpu %s\ncost-model %s\n", machine->model->name, machine->config->cost);
    good = write_exits(out, recording, err);
    if (fclose(out) && good)
        return err_set(err, "--rows: %s: %s", path, strerror(errno));
    return good;
}
