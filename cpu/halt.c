/* SPDX-License-Identifier: MIT
 *
 * halt.c - break- and watchpoints of a debugger of the host.    Tests: tests/unit/cpu/halt_test.c
 * Journey: after cpu/debug.c
 */
#include "cpu/halt.h"

#include "cpu/debug.h"
#include "cpu/sysreg_fields.h"

#define HALT_PAGE_LOG2 12u

static uint8_t wanted(const HaltPoints *points)
{
    uint8_t on = 0;

    for (unsigned i = 0; points && i < points->count; i++)
        on |= points->point[i].on;
    return on;
}

void halt_changed(Cpu *cpu)
{
    uint8_t on = wanted(cpu->halting.points);

    cpu->halting.execute = on & HALT_ON_EXECUTE;
    cpu->halting.data = on & (HALT_ON_READ | HALT_ON_WRITE);
    if (!on && !cpu->halting.step)
        cpu->halting.passing = cpu->halting.allowed = false;
    host_tlb_forget(cpu); /* pages with points are not in it */
    debug_update(cpu);
}

static bool in_vm(const Cpu *cpu, uint16_t vmid)
{
    return cpu->pstate.el < 2 && cpu_el2_enabled(cpu) && (cpu->sr[SR_HCR_EL2] & HCR_VM) &&
           (uint16_t)(cpu->sr[SR_VTTBR_EL2] >> 48) == vmid;
}

static bool holds_here(const Cpu *cpu, const HaltPoint *point)
{
    return bit(point->els, cpu->pstate.el) && (!point->has_vmid || in_vm(cpu, point->vmid));
}

/* The first point for any of @on that [first, last] touches; NULL: none. */
static const HaltPoint *find(const Cpu *cpu, uint8_t on, uint64_t first, uint64_t last)
{
    const HaltPoints *points = cpu->halting.points;

    for (unsigned i = 0; points && i < points->count; i++) {
        const HaltPoint *point = &points->point[i];

        if ((point->on & on) && first <= point->last && point->first <= last &&
            holds_here(cpu, point))
            return point;
    }
    return NULL;
}

bool halt_in_page(const Cpu *cpu, uint8_t on, uint64_t va)
{
    const HaltPoints *points = cpu->halting.points;
    uint64_t first = va & ~ones(HALT_PAGE_LOG2), last = va | ones(HALT_PAGE_LOG2);

    for (unsigned i = 0; points && i < points->count; i++)
        if ((points->point[i].on & on) && first <= points->point[i].last &&
            points->point[i].first <= last)
            return true;
    return false;
}

bool halt_is_near(const Cpu *cpu)
{
    const Halting *halting = &cpu->halting;

    return halting->step || halting->passing || halting->allowed ||
           (halting->execute && (halt_in_page(cpu, HALT_ON_EXECUTE, cpu->pc) ||
                                 halt_in_page(cpu, HALT_ON_EXECUTE, cpu->fetch_page)));
}

static void halt(Cpu *cpu, HaltReason reason, uint64_t address)
{
    if (cpu->config.ports.halt)
        cpu->config.ports.halt(cpu->config.ports.owner, cpu, reason, address);
}

bool halt_before(Cpu *cpu)
{
    Halting *halting = &cpu->halting;

    halting->allowed = halting->passing;
    halting->passing = false;
    if (halting->allowed)
        return false;
    if (halting->step)
        halt(cpu, HALT_STEP, cpu->pc);
    else if (halting->execute && find(cpu, HALT_ON_EXECUTE, cpu->pc, cpu->pc + 3))
        halt(cpu, HALT_BREAKPOINT, cpu->pc);
    return cpu->attention & ATTENTION_STOP;
}

bool halt_watched(Cpu *cpu, uint64_t va, unsigned size_bytes, bool read, bool write)
{
    uint8_t on = (uint8_t)((read ? HALT_ON_READ : 0) | (write ? HALT_ON_WRITE : 0));
    const HaltPoint *point;

    if (!cpu->halting.data || cpu->halting.allowed)
        return false;
    point = find(cpu, on, va, va + size_bytes - 1);
    if (!point)
        return false;
    cpu->halting.hit = max_u64(va, point->first);
    cpu->again = AGAIN_WATCHED;
    return true;
}

void halt_refused(Cpu *cpu)
{
    cpu->halting.passing = true;
    halt(cpu, HALT_WATCHPOINT, cpu->halting.hit);
}

void halt_pass(Cpu *cpu)
{
    cpu->halting.passing = cpu->halting.step || cpu->halting.execute || cpu->halting.data;
}
