/* SPDX-License-Identifier: MIT
 *
 * turns.c - one turn: a CPU's, or the wait of all for the next event.
 */
#include "sim/turns.h"

#include "cpu/charge.h"
#include "sim/waiting.h"

#define IDLE_POLL_MS 500

void turns_begin(Machine *machine)
{
    for (unsigned i = 0; i < machine->cpu_count; i++)
        cpu_report(machine->cpu[i], &(Crossing){.kind = CROSSING_RESET,
                                                .to_el = machine->cpu[i]->pstate.el,
                                                .pc = machine->cpu[i]->pc});
}

/* What was counted since the last crossing goes to the tracker too. */
void turns_end(Machine *machine)
{
    for (unsigned i = 0; i < machine->cpu_count; i++) {
        CostSet counted;

        waiting_catch_up(machine, i);
        counted = charge_report(machine->cpu[i]);
        tracker_add(machine->tracker, i, cpu_now(machine->cpu[i]), &machine->cpu[i]->count,
                    &counted);
    }
    tracker_finish(machine->tracker);
}

/* How long to wait for typed input, so that a guest that sleeps does so (nearly) in real time. */
static int idle_poll_ms(const Machine *machine, uint64_t now, uint64_t next)
{
    uint64_t ms;

    if (next == TIME_NEVER)
        return IDLE_POLL_MS;
    ms = clock_ns_of_units(machine->clock, next > now ? next - now : 0) / 1000000;
    return (int)min_u64(ms, IDLE_POLL_MS);
}

/* Every CPU waits: to the next event, or stuck. CHOICE: a WFE that nothing wakes ends at the next
 * event of the machine then; the architecture lets it end at any time. */
static void idle(Machine *machine)
{
    uint64_t now = machine_now(machine);
    uint64_t next = event_next(&machine->events);

    if (console_may_input(machine->console) &&
        console_poll(machine->console, idle_poll_ms(machine, now, next), now))
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

/* Of the @insns, what --max-insns leaves; 0 when the limit is reached. */
static uint32_t within_limit(const Machine *machine, uint32_t insns)
{
    uint64_t limit = machine->config->max_insns;

    if (!limit)
        return insns;
    return machine->insns >= limit ? 0 : (uint32_t)min_u64(insns, limit - machine->insns);
}

static void run_cpu(Machine *machine, Turn turn, EngineRun engine, uint32_t insns)
{
    unsigned index = (unsigned)turn.cpu;
    Cpu *cpu = machine->cpu[index];

    insns = within_limit(machine, insns);
    if (!insns) {
        machine_stop(machine, MACHINE_INSN_LIMIT);
        return;
    }
    machine->running = turn.cpu;
    engine(cpu, turn.begin_units, insns, (uint32_t)min_u64(turn.units, ENGINE_SLICE_UNITS));
    machine->running = -1;
    schedule_ran(&machine->schedule, index, cpu_now(cpu), cpu->wait != WAIT_NONE);
    if (cpu->wait != WAIT_NONE)
        waiting_began(machine, index);
    machine->insns = machine_insns(machine);
    event_run_due(&machine->events, machine->schedule.now_units);
    waiting_wake(machine);
}

static void restart(Machine *machine)
{
    if (machine->end != MACHINE_RESET || machine->config->no_reboot)
        return;
    if (machine_reset(machine, &machine->failure)) {
        machine->resets++;
        turns_begin(machine);
    } else {
        machine->end = MACHINE_NO_RESET;
    }
}

bool turns_next(Machine *machine, EngineRun engine, uint32_t insns)
{
    Turn turn = schedule_turn(&machine->schedule, event_next(&machine->events));

    if (turn.cpu < 0)
        idle(machine);
    else
        run_cpu(machine, turn, engine, insns);
    restart(machine);
    return turn.cpu >= 0;
}
