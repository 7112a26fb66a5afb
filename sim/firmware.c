/* SPDX-License-Identifier: MIT
 *
 * firmware.c - carries out what a CPU asks of the board.    Tests: tests/golden/
 */
#include "sim/firmware.h"

#include <stdio.h>

#include "cpu/access.h"
#include "cpu/exception.h"
#include "cpu/regime.h"
#include "sim/explain.h"
#include "sim/machine.h"
#include "sim/waiting.h"

static uint64_t affinity_of(void *owner, unsigned cpu)
{
    const Machine *machine = owner;

    return machine->cpu[cpu]->config.mpidr & ~(UINT64_C(1) << 31);
}

static PsciPower power_of(void *owner, unsigned cpu)
{
    const Machine *machine = owner;

    return machine->power[cpu];
}

static void turn_off(Machine *machine, Cpu *cpu)
{
    machine->power[cpu->config.index] = PSCI_POWER_OFF;
    cpu_wait(cpu, WAIT_OFF);
    for (unsigned i = 0; i < machine->cpu_count; i++)
        if (machine->power[i] != PSCI_POWER_OFF)
            return;
    machine_stop(machine, MACHINE_POWERED_OFF);
}

static void turn_on(Machine *machine, const PsciResult *result, uint64_t now_units)
{
    Cpu *cpu = machine->cpu[result->cpu];

    cpu->config.reset_pc = result->entry;
    cpu_reset(cpu);
    if (cpu_has(cpu, FEAT_EL3)) {
        cpu->sr[SR_SCR_EL3] |= 0x501; /* NS, HCE, RW: as the first CPU was started */
        regime_changed(cpu);
    }
    cpu->x[0] = result->context;
    machine->power[result->cpu] = PSCI_POWER_ON;
    waiting_end(machine, result->cpu, now_units);
    crosstalk_interact(machine);
}

static ConduitAnswer conduit(void *owner, Cpu *cpu)
{
    Machine *machine = owner;
    const PsciView view = {.cpu_count = machine->cpu_count,
                           .affinity = affinity_of,
                           .power = power_of,
                           .owner = machine};
    PsciResult result = psci_call(&view, cpu->x);

    if (result.action == PSCI_NONE || result.action == PSCI_ON || result.action == PSCI_SUSPEND)
        cpu->x[0] = result.x0;
    switch (result.action) {
    case PSCI_NONE:
        break;
    case PSCI_ON:
        turn_on(machine, &result, cpu_now(cpu));
        break;
    case PSCI_OFF:
        turn_off(machine, cpu);
        break;
    case PSCI_SUSPEND:
        cpu_wait(cpu, WAIT_WFI);
        break;
    case PSCI_SYSTEM_OFF:
        machine_stop(machine, MACHINE_POWERED_OFF);
        break;
    case PSCI_SYSTEM_RESET:
        machine_stop(machine, MACHINE_RESET);
        break;
    }
    return CONDUIT_ANSWERED;
}

static bool guest_read(void *owner, uint64_t va, void *to, size_t size_bytes)
{
    uint8_t *bytes = to;

    for (size_t i = 0; i < size_bytes; i++)
        if (!mem_load_bytes(owner, va + i, 1, 1, MEM_PLAIN, bytes + i))
            return false;
    return true;
}

static bool guest_write(void *owner, uint64_t va, const void *from, size_t size_bytes)
{
    const uint8_t *bytes = from;

    for (size_t i = 0; i < size_bytes; i++)
        if (!mem_store_bytes(owner, va + i, 1, 1, MEM_PLAIN, bytes + i))
            return false;
    return true;
}

static void guest_put(void *owner, const uint8_t *bytes, size_t count)
{
    Cpu *cpu = owner;
    Machine *machine = cpu->config.ports.owner;

    for (size_t i = 0; i < count; i++)
        console_put(machine->console, bytes[i], cpu_now(cpu));
}

static bool semihost(void *owner, Cpu *cpu)
{
    Machine *machine = owner;
    const SemihostPort port = {
        .read = guest_read, .write = guest_write, .put = guest_put, .owner = cpu};
    SemihostResult result;

    if (!machine->config->semihosting)
        return false;
    result = semihost_call(&machine->semihost, &port, (uint32_t)cpu->x[0], cpu->x[1],
                           clock_ns_of_units(machine->clock, cpu_now(cpu)));
    cpu->x[0] = result.x0;
    if (result.exits) {
        machine->guest_status = (int)(result.status & 0xff);
        machine_stop(machine, MACHINE_GUEST_EXIT);
    }
    return true;
}

static void send_event(void *owner, Cpu *cpu)
{
    Machine *machine = owner;

    for (unsigned i = 0; i < machine->cpu_count; i++)
        if (machine->cpu[i] != cpu)
            crosstalk_send_event(machine, i);
}

static void took_marks(void *owner, Cpu *cpu, uint32_t cpus)
{
    (void)cpu;
    crosstalk_took_marks(owner, cpus);
}

static void store_failed(void *owner, Cpu *cpu)
{
    (void)cpu;
    crosstalk_interact(owner);
}

static bool is_early(void *owner, Cpu *cpu)
{
    (void)cpu;
    return crosstalk_is_early(owner);
}

static void broadcast_tlbi(void *owner, Cpu *cpu, const Tlbi *tlbi)
{
    Machine *machine = owner;

    for (unsigned i = 0; i < machine->cpu_count; i++) {
        if (machine->cpu[i] == cpu)
            continue;
        mmu_tlbi(machine->cpu[i]->mmu, tlbi);
        regime_tlbi(machine->cpu[i], tlbi);
    }
}

static void notice(void *owner, Cpu *cpu, const char *text)
{
    Machine *machine = owner;

    if (!machine->config->quiet)
        fprintf(stderr, "doubletrap: cpu%u: %s\n", cpu->config.index, text);
}

static void noted(void *owner, Cpu *cpu, const ExceptionNote *note)
{
    Machine *machine = owner;

    fprintf(machine->trace, "cpu%u", cpu->config.index);
    explain_note(machine, note, machine->trace);
}

static void halt(void *owner, Cpu *cpu, HaltReason reason, uint64_t address)
{
    const MachineDebugger *debugger = &((Machine *)owner)->debugger;

    if (debugger->halted)
        debugger->halted(debugger->owner, cpu->config.index, reason, address);
}

CpuPorts firmware_ports(struct Machine *machine)
{
    bool alone = machine->cpu_count == 1;
    /* SMC, else HVC, as QEMU's virt has it; unless the guest brought its own firmware. */
    bool smc = machine->config->virtualization || machine->config->secure;
    bool own = machine->config->secure && !machine->linux_boot;

    return (CpuPorts){.bus = &machine->bus,
                      .code = machine->code,
                      .monitors = alone ? NULL : &machine->monitors,
                      .exits = tracker_exit_sink(machine->tracker),
                      .hvc = smc || own ? NULL : conduit,
                      .smc = smc && !own ? conduit : NULL,
                      .semihost = semihost,
                      .send_event = send_event,
                      .took_marks = took_marks,
                      .store_failed = alone ? NULL : store_failed,
                      .is_early = alone ? NULL : is_early,
                      .broadcast_tlbi = broadcast_tlbi,
                      .notice = notice,
                      .noted = machine->trace ? noted : NULL,
                      .halt = halt,
                      .owner = machine};
}
