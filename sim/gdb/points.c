/* SPDX-License-Identifier: MIT
 *
 * points.c - break- and watchpoints.    Tests: tests/cli/gdb_test.sh
 */
#include "sim/gdb/points.h"

static void changed(GdbStub *stub)
{
    Machine *machine = stub->machine;

    for (unsigned i = 0; i < machine->cpu_count; i++) {
        machine->cpu[i]->halting.points = &stub->points;
        halt_changed(machine->cpu[i]);
    }
}

bool gdb_points_add(GdbStub *stub, HaltPoint point, bool by_monitor)
{
    unsigned n = stub->points.count;

    if (n == HALT_POINT_MAX)
        return false;
    stub->points.point[n] = point;
    stub->by_monitor[n] = by_monitor;
    stub->points.count++;
    changed(stub);
    return true;
}

void gdb_points_remove(GdbStub *stub, unsigned n)
{
    assert(n < stub->points.count);
    stub->points.count--;
    for (; n < stub->points.count; n++) {
        stub->points.point[n] = stub->points.point[n + 1];
        stub->by_monitor[n] = stub->by_monitor[n + 1];
    }
    changed(stub);
}

bool gdb_points_remove_like(GdbStub *stub, const HaltPoint *point)
{
    for (unsigned n = 0; n < stub->points.count; n++) {
        const HaltPoint *p = &stub->points.point[n];

        if (!stub->by_monitor[n] && p->first == point->first && p->last == point->last &&
            p->on == point->on) {
            gdb_points_remove(stub, n);
            return true;
        }
    }
    return false;
}

void gdb_points_clear(GdbStub *stub, bool all)
{
    for (unsigned n = stub->points.count; n-- > 0;)
        if (all || !stub->by_monitor[n])
            gdb_points_remove(stub, n);
}

/* The CPU that halted at a boundary has had its look; every other one is yet to come to it. */
static bool is_at_boundary(const GdbStub *stub, const Cpu *cpu)
{
    return stub->machine->cpu[stub->halted] == cpu && stub->reason != HALT_REQUEST;
}

void gdb_points_step(GdbStub *stub, Cpu *cpu)
{
    Machine *machine = stub->machine;

    for (unsigned i = 0; i < machine->cpu_count; i++) {
        Cpu *each = machine->cpu[i];

        each->halting.step = each == cpu;
        if (each == cpu && !is_at_boundary(stub, cpu))
            each->halting.passing = true;
        halt_changed(each);
    }
}

const char *gdb_points_kind(const GdbStub *stub, uint64_t address)
{
    for (unsigned n = 0; n < stub->points.count; n++) {
        const HaltPoint *p = &stub->points.point[n];

        if (!(p->on & (HALT_ON_READ | HALT_ON_WRITE)) || address < p->first || address > p->last)
            continue;
        if (!(p->on & HALT_ON_READ))
            return "watch";
        return p->on & HALT_ON_WRITE ? "awatch" : "rwatch";
    }
    return "watch";
}
