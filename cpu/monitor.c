/* SPDX-License-Identifier: MIT
 *
 * monitor.c - marks of CPUs that do not run.    Tests: tests/unit/cpu/monitor_test.c
 */
#include "cpu/monitor.h"

#include "cpu/cpu.h"

#define PAGE_MASK UINT64_C(0xfff)

void monitor_park(Cpu *cpu)
{
    Monitors *monitors = cpu->config.ports.monitors;
    unsigned index = cpu->config.index;
    Pa pa = cpu->exclusive.pa;
    const uint8_t *host;

    if (!monitors || !cpu->exclusive.valid)
        return;
    assert(index < MONITOR_CPU_MAX);
    host = bus_host(cpu->config.ports.bus, pa, 1, true);
    monitors->marked |= 1u << index;
    monitors->granule[index] = align_down(pa.v, MONITOR_GRANULE);
    monitors->page[index] = host ? host - (pa.v & PAGE_MASK) : NULL;
    cpu->exclusive.parked = true;
}

bool monitor_untold(Cpu *cpu)
{
    Monitors *monitors = cpu->config.ports.monitors;
    uint32_t own = 1u << cpu->config.index;

    if (!monitors || !(monitors->untold & own))
        return false;
    monitors->untold &= ~own;
    return true;
}

void monitor_resume(Cpu *cpu)
{
    Monitors *monitors = cpu->config.ports.monitors;
    uint32_t own = 1u << cpu->config.index;

    if (!monitors)
        return;
    if (cpu->exclusive.parked && !(monitors->marked & own))
        cpu->exclusive.valid = false;
    cpu->exclusive.parked = false;
    if (monitor_untold(cpu))
        cpu->event_register = true;
    monitors->marked &= ~own;
    for (uint32_t left = monitors->marked; left; left &= left - 1) {
        unsigned other = (unsigned)__builtin_ctz(left);

        if (monitors->page[other])
            host_tlb_guard(&cpu->host_tlb, other, monitors->page[other]);
    }
}

uint32_t monitor_hits(const Monitors *monitors, Pa pa, uint64_t size_bytes)
{
    uint32_t hits = 0;

    for (uint32_t left = monitors->marked; left; left &= left - 1) {
        unsigned cpu = (unsigned)__builtin_ctz(left);
        uint64_t granule = monitors->granule[cpu];

        if (pa.v < granule + MONITOR_GRANULE && granule < pa.v + size_bytes)
            hits |= 1u << cpu;
    }
    return hits;
}
