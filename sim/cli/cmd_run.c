/* SPDX-License-Identifier: MIT
 *
 * cmd_run.c - `doubletrap run`: boots an image, shows its console and progress, and prints the
 * table of exits.    Tests: tests/golden/
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/cli/cli.h"
#include "sim/cli/exit_table.h"
#include "sim/cli/grid.h"
#include "sim/cli/recorder.h"
#include "sim/cli/session.h"
#include "sim/explain.h"
#include "sim/gdb/server.h"
#include "sim/rows.h"
#include "sim/run.h"

#define QUIET_LINE_SECONDS 10.0

typedef struct Session {
    Config config;
    Record *record;
    Machine *machine;
    Lockstep *lockstep; /* or NULL */
    uint64_t last_insns, last_exits;
    double last_seconds, last_line;
    bool record_ended;
    GdbServer *gdb; /* or NULL */
    GdbExits exits; /* with gdb */
    int debugger;   /* the process that we started; 0: none */
} Session;

/* A run that is killed leaves its totals behind; a recording that ended is told once. */
static void keep_record(Session *session, const Machine *machine)
{
    Err err;

    tracker_checkpoint(machine->tracker);
    if (session->record_ended || record_is_well(session->record, &err))
        return;
    session->record_ended = true;
    console_status(machine->console, NULL);
    fprintf(stderr, "doubletrap: %s\n", err.text);
}

static void progress(void *owner, const Machine *machine, double host_seconds)
{
    Session *session = owner;
    bool terminal = isatty(STDERR_FILENO);
    double step = host_seconds - session->last_seconds;
    uint64_t exits = tracker_exit_count(machine->tracker);
    double mips = (double)(machine->insns - session->last_insns) / step / 1e6;
    double rate = (double)(exits - session->last_exits) / step;
    char line[160];

    keep_record(session, machine);
    if (session->config.quiet ||
        (!terminal && host_seconds - session->last_line < QUIET_LINE_SECONDS))
        return;
    snprintf(line, sizeof line,
             "[%6.1f s] %7.1f MIPS  %8" PRIu64 " exits  %8.0f exits/s  guest time %.3f s",
             host_seconds, mips, exits, rate,
             (double)clock_ns_of_units(machine->clock, machine_now(machine)) / 1e9);
    if (terminal) {
        unsigned width = grid_terminal_width(stderr);

        if (width && width < sizeof line) /* one that wraps could not be taken back */
            line[width - 1] = '\0';
        console_status(machine->console, line);
    } else {
        fprintf(stderr, "doubletrap: %s\n", line);
    }
    session->last_line = host_seconds;
    session->last_insns = machine->insns;
    session->last_exits = exits;
    session->last_seconds = host_seconds;
}

/* Where the engines parted; the run is made again for it. */
static void say_parting(const Session *session)
{
    static const char *const names[2] = {"reference", "fast"};
    Err err;

    fprintf(stderr, "doubletrap: runs again until then\n");
    if (!lockstep_explain(session->lockstep, names, stderr, &err))
        cli_fail(&err);
}

/* A hypervisor that gives its VM VMID 0 has no exits to show, and one on a machine without EL2 has
 * no VM: its author should hear why. */
static void say_why_no_exits(const Machine *machine)
{
    if (tracker_exit_count(machine->tracker))
        return;
    if (tracker_host_has_stage2(machine->tracker))
        fprintf(stderr,
                "doubletrap: no exits, though EL1 ran behind a stage 2: with VMID 0 it counts as "
                "a host (docs/recording.md)\n"
                "  a VM needs another VMID in VTTBR_EL2\n");
    else if (!machine->config->virtualization)
        fprintf(stderr, "doubletrap: no exits: this machine has no EL2, which a hypervisor needs; "
                        "-M virt,virtualization=on gives it one\n");
}

static void say_end(Session *session)
{
    const Machine *machine = session->machine;
    bool died = machine->end == MACHINE_FAULT_LOOP || machine->end == MACHINE_STUCK ||
                machine->end == MACHINE_INSN_LIMIT || machine->end == MACHINE_TIMEOUT;
    bool failed = machine->end == MACHINE_OUTPUT_LOST || machine->end == MACHINE_NO_RESET ||
                  machine->end == MACHINE_PARTED;

    console_status(machine->console, NULL);
    if (session->config.quiet && !died && !failed)
        return;
    fprintf(stderr, "doubletrap: %s after %" PRIu64 " instructions, %.6f s of guest time\n",
            run_end_text(machine->end), machine->insns,
            (double)clock_ns_of_units(machine->clock, machine_now(machine)) / 1e9);
    if (machine->end == MACHINE_NO_RESET)
        fprintf(stderr, "doubletrap: %s\n", machine->failure.text);
    if (machine->end == MACHINE_PARTED)
        say_parting(session);
    say_why_no_exits(machine);
    if (died)
        explain_machine(machine, stderr);
}

static const char *partial_reason(const Machine *machine)
{
    return machine->end == MACHINE_POWERED_OFF || machine->end == MACHINE_GUEST_EXIT ||
                   machine->end == MACHINE_MATCHED || machine->end == MACHINE_RESET
               ? NULL
               : run_end_text(machine->end);
}

/* The table goes to stderr, as stdout is the guest's console; --json puts it on stdout alone. */
static bool print_exits(const Session *session, Recording *recording, Err *err)
{
    TableStyle style = {.json = session->config.json};

    if (session->config.quiet || !tracker_exit_count(session->machine->tracker))
        return true;
    return exit_table_groups(session->config.json ? stdout : stderr, recording, GROUP_REASON, style,
                             err);
}

static int finish(Session *session)
{
    Recording *recording = NULL;
    int status = run_exit_status(session->machine);
    Err err;

    if (!record_close(session->record, partial_reason(session->machine), &recording, &err))
        status = cli_fail(&err);
    session->record = NULL;
    if (recording && session->config.rows &&
        !rows_write(session->config.rows, session->machine, recording, &err))
        status = cli_fail(&err);
    if (recording && !print_exits(session, recording, &err))
        status = cli_fail(&err);
    recording_close(recording);
    return status;
}

/* Linux and KVM choose paths by the core (errata above all), so prices should be of the core that
 * runs. */
static void say_whose_prices(const Config *config)
{
    const char *cpu = cost_model_shipped_cpu(config->cost);
    size_t length = strcspn(config->cpu, ",");

    if (!cpu || config->quiet || (strlen(cpu) == length && !memcmp(cpu, config->cpu, length)))
        return;
    fprintf(
        stderr,
        "doubletrap: --cost %s has the prices of -cpu %s; on %.*s the guest may take other paths\n",
        config->cost, cpu, (int)length, config->cpu);
}

static bool build(Session *session, Err *err)
{
    static const EngineRun engines[2] = {engine_run, engine_run_fast};

    session->machine = machine_new(&session->config, (TrackerSink){0}, err);
    if (!session->machine || !session->config.lockstep)
        return session->machine != NULL;
    session->lockstep = lockstep_new(session->machine, engines, err);
    return session->lockstep != NULL;
}

static void unbuild(Session *session)
{
    lockstep_free(session->lockstep);
    machine_free(session->machine);
}

/* Opens the door for gdb and, with @debugger, starts it. */
static bool let_gdb_in(Session *session, const SessionDebugger *debugger, Err *err)
{
    const Config *config = &session->config;

    if (!config->gdb)
        return true;
    session->gdb = gdb_server_new(session->machine, config->gdb_port, config->gdb_wait,
                                  debugger != NULL, &session->exits, err);
    if (session->gdb && debugger)
        session->debugger = debugger->start(debugger->owner, gdb_server_port(session->gdb), err);
    if (session->debugger > 0)
        gdb_server_expect(session->gdb, session->debugger);
    return session->gdb && session->debugger >= 0;
}

/* After the machine: bad input leaves no recording behind. */
static bool record(Session *session, Err *err)
{
    if (!recorder_open(session->config.record, session->machine, &session->record, err))
        return false;
    if (session->gdb)
        tracker_tell(session->machine->tracker,
                     gdb_exits_sink(&session->exits, record_sink(session->record)));
    return true;
}

static int run(Session *session)
{
    say_whose_prices(&session->config);
    run_catch_signals();
    if (session->debugger) /* Ctrl-C is gdb's, which tells us */
        signal(SIGINT, SIG_IGN);
    run_machine(session->machine, session->lockstep, progress, session);
    say_end(session);
    gdb_server_free(session->gdb, run_exit_status(session->machine));
    session->gdb = NULL;
    return finish(session);
}

int session_run(const Config *config, const SessionDebugger *debugger)
{
    Session *session = calloc(1, sizeof *session);
    int status;
    Err err;

    if (!session)
        return STATUS_ERROR;
    session->config = *config;
    if (build(session, &err) && let_gdb_in(session, debugger, &err) && record(session, &err))
        status = run(session);
    else
        status = cli_fail(&err);
    gdb_server_free(session->gdb, status);
    if (session->debugger > 0)
        waitpid(session->debugger, NULL, 0);
    unbuild(session);
    free(session);
    return status;
}

int cmd_run(int argc, char **argv)
{
    Config *config = calloc(1, sizeof *config);
    bool help;
    int status;
    Err err;

    if (!config)
        return STATUS_ERROR;
    if (!config_parse(config, argc, argv, &help, &err))
        status = cli_fail(&err);
    else if (help)
        status = fputs(config_help(), stdout) < 0 ? STATUS_ERROR : STATUS_OK;
    else if (config->dumpdtb)
        status = machine_dump_dtb(config, &err) ? STATUS_OK : cli_fail(&err);
    else
        status = session_run(config, NULL);
    free(config);
    return status;
}
