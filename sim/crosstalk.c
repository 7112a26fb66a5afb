/* SPDX-License-Identifier: MIT
 *
 * crosstalk.c - carries signals from one CPU to another.    Tests: tests/guest/smp
 */
#include "sim/crosstalk.h"

#include "sim/machine.h"
#include "sim/waiting.h"

#define WIDE_CYCLES 8192
#define NARROW_MAX_CYCLES 64

static uint64_t delivery_units(const Machine *machine)
{
    return (uint64_t)cost_model_units(machine->cost.sgi_delivery.value);
}

void crosstalk_init(Machine *machine)
{
    uint64_t fixed = machine->config->quantum_cycles * UNITS_PER_CYCLE;
    uint64_t narrow = min_u64(delivery_units(machine), NARROW_MAX_CYCLES * UNITS_PER_CYCLE);

    machine->schedule.wide_units = fixed ? fixed : WIDE_CYCLES * UNITS_PER_CYCLE;
    machine->schedule.narrow_units = fixed ? fixed : max_u64(narrow, UNITS_PER_CYCLE);
}

void crosstalk_interact(Machine *machine)
{
    Cpu *cpu;

    assert(machine->running >= 0);
    cpu = machine->cpu[machine->running];
    schedule_interact(&machine->schedule, cpu_now(cpu));
    cpu->attention |= ATTENTION_RESLICE;
}

/* By the time before the instruction: the first of a turn is never early, so that one runs. */
bool crosstalk_is_early(Machine *machine)
{
    unsigned index = (unsigned)machine->running;
    const Cpu *cpu;

    assert(machine->running >= 0);
    cpu = machine->cpu[index];
    return schedule_lead(&machine->schedule, index,
                         cpu_now(cpu) - (uint64_t)cpu->price[COST_INSN_SYSTEM]) >
           machine->schedule.narrow_units;
}

static void pass_on(const Wire *wire, CpuLine input)
{
    IrqLine line = cpu_line(wire->machine->cpu[wire->cpu], input);

    irqline_set(&line, (wire->levels >> input) & 1);
}

static void arrived(void *owner, uint64_t now_units)
{
    (void)now_units;
    pass_on(owner, CPU_LINE_IRQ);
    pass_on(owner, CPU_LINE_FIQ);
}

/* What a CPU does to itself, and what no CPU does, is seen at once. */
static void wire_set(void *owner, unsigned input, bool level)
{
    Wire *wire = owner;
    Machine *machine = wire->machine;
    uint64_t arrival;

    wire->levels = (wire->levels & ~(1u << input)) | (uint32_t)level << input;
    if (machine->running < 0 || machine->running == (int)wire->cpu) {
        pass_on(wire, (CpuLine)input);
        return;
    }
    arrival = cpu_now(machine->cpu[machine->running]) + delivery_units(machine);
    if (!wire->arrival.heap_index || arrival < wire->arrival.at_units)
        event_schedule(&machine->events, &wire->arrival, arrival);
    crosstalk_interact(machine);
}

IrqLine crosstalk_line(Machine *machine, unsigned cpu, CpuLine input)
{
    Wire *wire = &machine->wire[cpu];

    assert(input == CPU_LINE_IRQ || input == CPU_LINE_FIQ);
    if (!wire->machine)
        *wire = (Wire){.machine = machine,
                       .cpu = cpu,
                       .arrival = {.fire = arrived, .owner = wire, .name = "interrupt line"}};
    return (IrqLine){.set = wire_set, .owner = wire, .input = input};
}

void crosstalk_send_event(Machine *machine, unsigned cpu)
{
    if (machine->cpu[cpu]->wait != WAIT_WFE) {
        machine->cpu[cpu]->event_register = true;
        return;
    }
    if (machine->running < 0) {
        waiting_end(machine, cpu, machine->schedule.now_units);
        return;
    }
    waiting_end(machine, cpu, cpu_now(machine->cpu[machine->running]));
    crosstalk_interact(machine);
}

void crosstalk_took_marks(Machine *machine, uint32_t cpus)
{
    monitor_clear(&machine->monitors, cpus);
    for (; cpus; cpus &= cpus - 1)
        crosstalk_send_event(machine, (unsigned)__builtin_ctz(cpus));
}
