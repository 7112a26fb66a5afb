/* SPDX-License-Identifier: MIT
 *
 * exits.c - the exits so far, for `monitor exits`.    Tests: tests/cli/gdb_test.sh
 */
#include "sim/gdb/exits.h"

#include <inttypes.h>

static void counted(void *owner, const ExitRow *exit)
{
    GdbExits *exits = owner;

    exits->last[exits->total++ % GDB_EXITS_KEPT] = *exit;
    exits->count[exit->reason]++;
    if (exits->next.exit)
        exits->next.exit(exits->next.owner, exit);
}

/* Passes one kind of news on. */
#define PASS(name, parameters, arguments)                                                          \
    static void name##_passed parameters                                                           \
    {                                                                                              \
        const TrackerSink *next = &((GdbExits *)owner)->next;                                      \
                                                                                                   \
        if (next->name)                                                                            \
            next->name arguments;                                                                  \
    }

PASS(vm, (void *owner, uint32_t vm, uint64_t baddr, uint16_t vmid, uint64_t now_units),
     (next->owner, vm, baddr, vmid, now_units))
PASS(vcpu, (void *owner, uint32_t vcpu, uint32_t vm, uint64_t vmpidr, uint64_t now_units),
     (next->owner, vcpu, vm, vmpidr, now_units))
PASS(phase, (void *owner, uint32_t id, const Phase *phase), (next->owner, id, phase))
PASS(path, (void *owner, uint32_t path, const Phases *phases, const uint32_t *ids),
     (next->owner, path, phases, ids))
PASS(total, (void *owner, const WorldTotal *total), (next->owner, total))
PASS(cpu, (void *owner, uint32_t cpu, uint64_t start_units, uint64_t now_units),
     (next->owner, cpu, start_units, now_units))

TrackerSink gdb_exits_sink(GdbExits *exits, TrackerSink next)
{
    exits->next = next;
    return (TrackerSink){.vm = vm_passed,
                         .vcpu = vcpu_passed,
                         .phase = phase_passed,
                         .path = path_passed,
                         .exit = counted,
                         .total = total_passed,
                         .cpu = cpu_passed,
                         .owner = exits};
}

static void print_exit(const ExitRow *exit, GdbText *to)
{
    gdb_text_add(to, "exit %" PRIu64 ": cpu %u, vcpu %u, %s at 0x%" PRIx64, exit->id, exit->cpu,
                 exit->vcpu, reason_name(exit->reason), exit->pc);
    if (exit->has_ipa)
        gdb_text_add(to, ", IPA 0x%" PRIx64, exit->ipa);
    if (exit->end_units == TIME_NEVER)
        gdb_text_add(to, ", still open\n");
    else
        gdb_text_add(to, ", %.1f cycles\n",
                     (double)(exit->end_units - exit->begin_units) / UNITS_PER_CYCLE);
}

void gdb_exits_print(const GdbExits *exits, GdbText *to)
{
    uint64_t kept = min_u64(exits->total, GDB_EXITS_KEPT);

    if (!exits->total) {
        gdb_text_add(to, "no exit yet\n");
        return;
    }
    gdb_text_add(to, "%" PRIu64 " exits\n", exits->total);
    for (unsigned reason = 0; reason < EXIT_COUNT; reason++)
        if (exits->count[reason])
            gdb_text_add(to, "%12" PRIu64 "  %s\n", exits->count[reason],
                         reason_name((ExitReason)reason));
    gdb_text_add(to, "the last %" PRIu64 ":\n", kept);
    for (uint64_t i = exits->total - kept; i < exits->total; i++)
        print_exit(&exits->last[i % GDB_EXITS_KEPT], to);
}
