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

#include "sim/base/host.h"
#include "sim/turns.h"

#define POLL_NS UINT64_C(20000000)
#define POLL_SLICES 16u /* between looks at the host's clock: well below POLL_NS */
#define PROGRESS_NS UINT64_C(500000000)
#define FAULT_LOOP_COUNT 64u

/* Signals reach the one run of the process through this; nothing else is global. */
static volatile sig_atomic_t signalled;

typedef struct Run {
    Machine *machine;
    RunProgress progress;
    void *owner;
    uint64_t begin_ns, next_poll_ns, next_progress_ns;
    unsigned slices; /* since the host's clock was looked at */
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

bool run_is_signalled(void)
{
    return signalled != 0;
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
        [MACHINE_DEBUGGED] = "gdb ended the run",
        [MACHINE_INTERRUPTED] = "interrupted",
        [MACHINE_TIMEOUT] = "the time of --timeout is over",
        [MACHINE_INSN_LIMIT] = "the limit of --max-insns is reached",
        [MACHINE_FAULT_LOOP] = "the guest faults in its own exception vectors, for ever",
        [MACHINE_STUCK] = "every CPU waits, and nothing will ever wake one",
        [MACHINE_OUTPUT_LOST] = "standard output does not take the console: closed, or disk full",
        [MACHINE_NO_RESET] = "the guest asked for a reset, and an image cannot be loaded again",
        [MACHINE_PARTED] = "the two engines part",
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
    case MACHINE_PARTED:
        return STATUS_ERROR;
    default:
        return STATUS_OK;
    }
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
    if (machine->debugger.look)
        machine->debugger.look(machine->debugger.owner);
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

void run_machine(Machine *machine, Lockstep *lockstep, RunProgress progress, void *owner)
{
    EngineRun engine = machine->config->fast ? engine_run_fast : engine_run;
    Run run = {.machine = machine, .progress = progress, .owner = owner, .begin_ns = host_now_ns()};

    run.next_progress_ns = run.begin_ns + PROGRESS_NS;
    turns_begin(machine);
    if (machine->debugger.started)
        machine->debugger.started(machine->debugger.owner);
    while (machine->end == MACHINE_RUNNING) {
        if (!turns_next(machine, engine, ENGINE_SLICE_INSNS))
            run.slices = POLL_SLICES; /* it may have slept: look at the clock */
        if (lockstep && !lockstep_follow(lockstep))
            machine->end = MACHINE_PARTED;
        look_around(&run);
    }
    turns_end(machine);
    if (!console_flush(machine->console) && run_exit_status(machine) == STATUS_OK)
        machine->end = MACHINE_OUTPUT_LOST;
}
