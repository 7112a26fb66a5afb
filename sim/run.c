/* SPDX-License-Identifier: MIT
 *
 * run.c - the run loop.
 *
 * Turns of CPUs (schedule.h), what became due in between, and a look at the host now and then. When
 * all CPUs wait, time jumps to the next event.
 *
 * Tests: tests/golden/
 */
#include "sim/run.h"

#include <signal.h>

#include "cpu/charge.h"
#include "cpu/engine.h"
#include "sim/base/host.h"
#include "sim/waiting.h"

#define POLL_NS UINT64_C(20000000)
#define POLL_SLICES 16u /* between looks at the host's clock: well below POLL_NS */
#define PROGRESS_NS UINT64_C(500000000)
#define IDLE_POLL_MS 500
#define FAULT_LOOP_COUNT 64u

/* Signals reach the one run of the process through this; nothing else is global. */
static volatile sig_atomic_t signalled;

typedef struct Run {
    Machine *machine;
    RunProgress progress;
    void *owner;
    uint64_t begin_ns, next_poll_ns, next_progress_ns;
    unsigned slices; /* since the host's clock was looked at */
    bool interactive;
    EngineRun engine;
} Run;

static void on_signal(int number)
{
    signalled = number;
}

void run_catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    action.sa_handler = SIG_IGN; /* writes fail, and are looked at */
    sigaction(SIGPIPE, &action, NULL);
    sigaction(SIGXFSZ, &action, NULL);
}

const char *run_end_text(MachineEnd end)
{
    static const char *const text[] = {
        [MACHINE_RUNNING] = "the machine runs",
        [MACHINE_POWERED_OFF] = "the guest powered off",
        [MACHINE_RESET] = "the guest asked for a reset, and -no-reboot ends the run there",
        [MACHINE_GUEST_EXIT] = "the guest ended the run through semihosting",
        [MACHINE_MATCHED] = "the console showed what --exit-on waits for",
        [MACHINE_QUIT] = "quit by Ctrl-A x",
        [MACHINE_INTERRUPTED] = "interrupted",
        [MACHINE_TIMEOUT] = "the time of --timeout is over",
        [MACHINE_INSN_LIMIT] = "the limit of --max-insns is reached",
        [MACHINE_FAULT_LOOP] = "the guest faults in its own exception vectors, for ever",
        [MACHINE_STUCK] = "every CPU waits, and nothing will ever wake one",
        [MACHINE_OUTPUT_LOST] = "standard output does not take the console: closed, or disk full",
        [MACHINE_NO_RESET] = "the guest asked for a reset, and an image cannot be loaded again",
    };

    return text[end];
}

int run_exit_status(const Machine *machine)
{
    switch (machine->end) {
    case MACHINE_GUEST_EXIT:
        return machine->guest_status;
    case MACHINE_TIMEOUT:
        return STATUS_TIMEOUT;
    case MACHINE_QUIT:
    case MACHINE_INTERRUPTED:
        return STATUS_INTERRUPTED;
    case MACHINE_INSN_LIMIT:
    case MACHINE_FAULT_LOOP:
    case MACHINE_STUCK:
        return STATUS_GUEST_DIED;
    case MACHINE_OUTPUT_LOST:
    case MACHINE_NO_RESET:
        return STATUS_ERROR;
    default:
        return STATUS_OK;
    }
}

/* How long to wait for typed input, so that a guest that sleeps does so (nearly) in real time. */
static int idle_poll_ms(const Run *run, uint64_t now, uint64_t next)
{
    uint64_t ms;

    if (next == TIME_NEVER)
        return IDLE_POLL_MS;
    ms = clock_ns_of_units(run->machine->clock, next > now ? next - now : 0) / 1000000;
    return run->interactive ? (int)min_u64(ms, IDLE_POLL_MS) : 0;
}

/* Every CPU waits: to the next event, or stuck. CHOICE: a WFE that nothing wakes ends at the next
 * event of the machine then; the architecture lets it end at any time. */
static void idle(Run *run)
{
    Machine *machine = run->machine;
    uint64_t now = machine_now(machine);
    uint64_t next = event_next(&machine->events);

    run->slices = POLL_SLICES; /* it may sleep: look at the clock behind it */
    if (console_may_input(machine->console) &&
        console_poll(machine->console, idle_poll_ms(run, now, next), now))
        return;
    if (next == TIME_NEVER) {
        if (!console_may_input(machine->console) || !pl011_listens(machine->uart))
            machine_stop(machine, MACHINE_STUCK);
        return;
    }
    schedule_pass(&machine->schedule, next);
    event_run_due(&machine->events, machine->schedule.now_units);
    if (!waiting_wake(machine))
        waiting_end_wfe(machine);
}

/* 0 when the limit is reached. */
static uint32_t slice_insns(const Machine *machine)
{
    uint64_t limit = machine->config->max_insns;

    if (!limit)
        return ENGINE_SLICE_INSNS;
    return machine->insns >= limit ? 0
                                   : (uint32_t)min_u64(ENGINE_SLICE_INSNS, limit - machine->insns);
}

/* Exceptions that a program asks for: a loop of them may be meant. */
static bool is_a_call(const ExceptionNote *note)
{
    unsigned class = note->esr >> 26;

    return class == EC_SVC64 || class == EC_HVC64 || class == EC_SMC64 || class == EC_BRK64;
}

static bool faults_in_handler(const ExceptionNote *note)
{
    return note->kind == EXCEPTION_SYNC && note->from_el == note->to_el && !is_a_call(note) &&
           note->count >= FAULT_LOOP_COUNT;
}

/* The same one or two exceptions again and again within one level, with no return between: it will
 * never end. */
static bool in_fault_loop(const Cpu *cpu)
{
    const ExceptionNote *last = &cpu->ring[(cpu->ring_next - 1) % EXCEPTION_RING];
    const ExceptionNote *other = &cpu->ring[(cpu->ring_next - 2) % EXCEPTION_RING];

    if (cpu->ring_next == 0 || !faults_in_handler(last))
        return false;
    return cpu->ring_next == 1 || other->count < last->count / 2 || faults_in_handler(other);
}

static void take_turn(Run *run, Turn turn)
{
    Machine *machine = run->machine;
    unsigned index = (unsigned)turn.cpu;
    Cpu *cpu = machine->cpu[index];
    uint32_t insns = slice_insns(machine);

    if (!insns) {
        machine_stop(machine, MACHINE_INSN_LIMIT);
        return;
    }
    machine->running = turn.cpu;
    run->engine(cpu, turn.begin_units, insns, (uint32_t)min_u64(turn.units, ENGINE_SLICE_UNITS));
    machine->running = -1;
    schedule_ran(&machine->schedule, index, cpu_now(cpu), cpu->wait != WAIT_NONE);
    if (cpu->wait != WAIT_NONE)
        waiting_began(machine, index);
    machine->insns = machine_insns(machine);
    event_run_due(&machine->events, machine->schedule.now_units);
    waiting_wake(machine);
}

static void look_around(Run *run)
{
    Machine *machine = run->machine;
    uint64_t now_ns;
    double seconds;

    if (signalled)
        machine_stop(machine, MACHINE_INTERRUPTED);
    if (run->slices++ < POLL_SLICES)
        return;
    run->slices = 0;
    now_ns = host_now_ns();
    if (now_ns < run->next_poll_ns)
        return;
    seconds = (double)(now_ns - run->begin_ns) / 1e9;
    run->next_poll_ns = now_ns + POLL_NS;
    console_poll(machine->console, 0, machine_now(machine));
    if (!console_flush(machine->console))
        machine_stop(machine, MACHINE_OUTPUT_LOST);
    for (unsigned i = 0; i < machine->cpu_count; i++)
        if (in_fault_loop(machine->cpu[i]))
            machine_stop(machine, MACHINE_FAULT_LOOP);
    if (machine->config->timeout_seconds > 0 && seconds > machine->config->timeout_seconds)
        machine_stop(machine, MACHINE_TIMEOUT);
    if (run->progress && now_ns >= run->next_progress_ns) {
        run->next_progress_ns = now_ns + PROGRESS_NS;
        run->progress(run->owner, machine, seconds);
    }
}

static void start_reports(Machine *machine)
{
    for (unsigned i = 0; i < machine->cpu_count; i++)
        cpu_report(machine->cpu[i], &(Crossing){.kind = CROSSING_RESET,
                                                .to_el = machine->cpu[i]->pstate.el,
                                                .pc = machine->cpu[i]->pc});
}

/* What was counted since the last crossing goes to the tracker too. */
static void end_reports(Machine *machine)
{
    for (unsigned i = 0; i < machine->cpu_count; i++) {
        CostCounts counts;

        waiting_catch_up(machine, i);
        charge_take(machine->cpu[i], &counts);
        tracker_add(machine->tracker, i, cpu_now(machine->cpu[i]), &counts);
    }
    tracker_finish(machine->tracker);
}

static void restart(Machine *machine)
{
    if (machine->end != MACHINE_RESET || machine->config->no_reboot)
        return;
    if (machine_reset(machine, &machine->failure)) {
        machine->resets++;
        start_reports(machine);
    } else {
        machine->end = MACHINE_NO_RESET;
    }
}

void run_machine(Machine *machine, RunProgress progress, void *owner)
{
    Run run = {.machine = machine,
               .progress = progress,
               .owner = owner,
               .engine = machine->config->fast ? engine_run_fast : engine_run,
               .begin_ns = host_now_ns(),
               .interactive = console_may_input(machine->console)};

    run.next_progress_ns = run.begin_ns + PROGRESS_NS;
    start_reports(machine);
    while (machine->end == MACHINE_RUNNING) {
        Turn turn = schedule_turn(&machine->schedule, event_next(&machine->events));

        if (turn.cpu < 0)
            idle(&run);
        else
            take_turn(&run, turn);
        restart(machine);
        look_around(&run);
    }
    end_reports(machine);
    if (!console_flush(machine->console) && run_exit_status(machine) == STATUS_OK)
        machine->end = MACHINE_OUTPUT_LOST;
}
