/* SPDX-License-Identifier: MIT
 *
 * tracker_test.c - exits out of crossings: the double trap, VHE, switches, idle, and exact sums.
 */
#include <stdio.h>
#include <string.h>

#include "sim/exits/tracker.h"
#include "tests/unit/harness.h"
#include "tests/unit/sim/exits/scene.h"

#define VM_A 0x41000000u
#define VM_B 0x42000000u
#define VCPU0 0x80000000u

enum { MAX_EXITS = 64, MAX_PATHS = 64, MAX_TOTALS = 64 };

/* Remembers all it is told. */
typedef struct Log {
    ExitRow exit[MAX_EXITS];
    Phases path[MAX_PATHS];
    WorldTotal total[MAX_TOTALS];
    unsigned exits, paths, totals, phases, vms, vcpus;
    uint64_t cpu_start[SCENE_CPUS], cpu_now[SCENE_CPUS];
} Log;

static void on_vm(void *owner, uint32_t vm, uint64_t baddr UNUSED, uint16_t vmid UNUSED,
                  uint64_t now UNUSED)
{
    Log *log = owner;

    ck_assert_uint_eq(vm, ++log->vms);
}

static void on_vcpu(void *owner, uint32_t vcpu, uint32_t vm UNUSED, uint64_t vmpidr UNUSED,
                    uint64_t now UNUSED)
{
    Log *log = owner;

    ck_assert_uint_eq(vcpu, ++log->vcpus);
}

static void on_phase(void *owner, uint32_t id, const Phase *phase UNUSED)
{
    Log *log = owner;

    ck_assert_uint_eq(id, ++log->phases);
}

static void on_path(void *owner, uint32_t path, const Phases *phases, const uint32_t *ids UNUSED)
{
    Log *log = owner;

    ck_assert_uint_eq(path, log->paths + 1);
    log->path[log->paths++] = *phases;
}

static void on_exit_row(void *owner, const ExitRow *row)
{
    Log *log = owner;

    log->exit[log->exits++] = *row;
}

static void on_total(void *owner, const WorldTotal *total)
{
    Log *log = owner;

    log->total[log->totals++] = *total;
}

static void on_cpu(void *owner, uint32_t cpu, uint64_t start_units, uint64_t now_units)
{
    Log *log = owner;

    log->cpu_start[cpu] = start_units;
    log->cpu_now[cpu] = now_units;
}

typedef struct Fixture {
    Log log;
    CostPrices prices;
    Tracker *tracker;
    Scene scene;
} Fixture;

static Fixture *begin(WorldInput first)
{
    Fixture *f = calloc(1, sizeof *f);

    f->prices = scene_prices();
    f->tracker = tracker_create(SCENE_CPUS, &f->prices,
                                (TrackerSink){.vm = on_vm,
                                              .vcpu = on_vcpu,
                                              .phase = on_phase,
                                              .path = on_path,
                                              .exit = on_exit_row,
                                              .total = on_total,
                                              .cpu = on_cpu,
                                              .owner = &f->log});
    f->scene = scene_start(tracker_exit_sink(f->tracker), first);
    return f;
}

static void end(Fixture *f)
{
    tracker_free(f->tracker);
    free(f);
}

static const char *route(const Fixture *f, const ExitRow *row)
{
    static char text[512];
    const Phases *p = &f->log.path[row->path - 1];

    snprintf(text, sizeof text, "vm");
    for (unsigned i = 0; i < p->count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), " > %s",
                 world_name(p->phase[i].world));
    snprintf(text + strlen(text), sizeof text - strlen(text), "%s",
             row->end_units == TIME_NEVER ? "" : " > vm");
    return text;
}

/* How often @event was counted in the phases of an exit. */
static uint64_t counted(const Fixture *f, const ExitRow *row, CostEvent event)
{
    const Phases *p = &f->log.path[row->path - 1];
    uint64_t sum = 0;

    for (unsigned i = 0; i < p->count; i++)
        sum += p->phase[i].counts.n[event];
    return sum;
}

static uint64_t priced(const Fixture *f, const ExitRow *row)
{
    const Phases *p = &f->log.path[row->path - 1];
    uint64_t sum = 0;

    for (unsigned i = 0; i < p->count; i++)
        sum += cost_units(&p->phase[i].counts, &f->prices);
    return sum;
}

static const WorldInput at_el2 = {.el = 2};
static const WorldInput at_el1 = {.el = 1};
static const WorldInput at_vhe = {.el = 2, .e2h = true, .tge = true};

static void type1_exit(Fixture *f, int ec)
{
    scene_entry(&f->scene, 0, ec, 0x1000);
    scene_eret(&f->scene, 0, 1);
}

/* docs/recording.md: on Xen 1 entry and 1 return. */
START_TEST(type1_hypercall_is_vm_hyp_vm_with_one_entry_and_one_return)
{
    Fixture *f = begin(at_el2);
    const ExitRow *row = &f->log.exit[0];

    scene_write(&f->scene, 0, false, VM_A, VCPU0);
    scene_eret(&f->scene, 0, 1);
    type1_exit(f, 0x16);
    ck_assert_uint_eq(f->log.exits, 1);
    ck_assert_str_eq(route(f, row), "vm > hyp > vm");
    ck_assert_int_eq(row->reason, EXIT_HVC64);
    ck_assert_uint_eq(counted(f, row, COST_ENTRY_EL1_EL2), 1);
    ck_assert_uint_eq(counted(f, row, COST_ERET_EL2_EL1), 1);
    ck_assert(phases_at_el2(&f->log.path[row->path - 1]));
    end(f);
}
END_TEST

/* The double trap: 2 + 2. */
START_TEST(kvm_without_vhe_is_vm_hyp_host_hyp_vm_with_two_entries_and_two_returns)
{
    Fixture *f = begin(at_el1);
    const ExitRow *row = &f->log.exit[0];

    scene_nvhe_run(&f->scene, 0, VM_A, VCPU0);
    scene_nvhe_exit(&f->scene, 0, 0x16, 0x2000);
    scene_nvhe_run(&f->scene, 0, VM_A, VCPU0);
    ck_assert_uint_eq(f->log.exits, 1);
    ck_assert_str_eq(route(f, row), "vm > hyp > host > hyp > vm");
    ck_assert_uint_eq(counted(f, row, COST_ENTRY_EL1_EL2), 2);
    ck_assert_uint_eq(counted(f, row, COST_ERET_EL2_EL1), 2);
    ck_assert_uint_eq(row->pc, 0x2000);
    ck_assert_uint_eq(row->iss, 5);
    ck_assert(!phases_at_el2(&f->log.path[row->path - 1]));
    end(f);
}
END_TEST

/* 1 + 1, and TGE written twice. */
START_TEST(kvm_with_vhe_is_vm_switch_host_switch_vm_with_one_entry_and_one_return)
{
    Fixture *f = begin(at_vhe);
    const ExitRow *row = &f->log.exit[0];

    for (int i = 0; i < 2; i++) {
        scene_write(&f->scene, 0, false, VM_A, VCPU0);
        scene_eret(&f->scene, 0, 1);
        scene_entry(&f->scene, 0, 0x24, 0x3000);
        scene_write(&f->scene, 0, true, 0, 0);
    }
    ck_assert_str_eq(route(f, row), "vm > switch > host > switch > vm");
    ck_assert_uint_eq(counted(f, row, COST_ENTRY_EL1_EL2), 1);
    ck_assert_uint_eq(counted(f, row, COST_ERET_EL2_EL1), 1);
    ck_assert_int_eq(f->log.path[0].phase[1].how.kind, CROSSING_WRITE);
    end(f);
}
END_TEST

/* On one CPU: begin to end is the priced phases, exactly; the guest's time is what it executed. */
START_TEST(an_exits_cycles_are_its_phases_exactly)
{
    Fixture *f = begin(at_el1);
    const ExitRow *row = &f->log.exit[0];
    CostCounts guest = {.n = {[COST_INSN_ALU] = 10, [COST_INSN_SYSTEM] = 1}};

    scene_nvhe_run(&f->scene, 0, VM_A, VCPU0);
    scene_nvhe_exit(&f->scene, 0, 0x16, 0);
    scene_nvhe_run(&f->scene, 0, VM_A, VCPU0);
    ck_assert_uint_eq(row->end_units - row->begin_units, priced(f, row));
    ck_assert_uint_eq(row->guest_before_units, cost_units(&guest, &f->prices));
    ck_assert_uint_eq(row->others_units, 0);
    ck_assert_uint_eq(row->idle_units, 0);
    end(f);
}
END_TEST

START_TEST(an_interrupt_exit_carries_its_delivery_and_no_syndrome)
{
    Fixture *f = begin(at_el2);

    scene_write(&f->scene, 0, false, VM_A, VCPU0);
    scene_eret(&f->scene, 0, 1);
    type1_exit(f, -1);
    ck_assert_int_eq(f->log.exit[0].reason, EXIT_IRQ);
    ck_assert(!f->log.exit[0].has_iss);
    ck_assert_uint_eq(counted(f, &f->log.exit[0], COST_IRQ_DELIVERY), 1);
    end(f);
}
END_TEST

START_TEST(equal_exits_share_a_path_and_phases)
{
    Fixture *f = begin(at_el1);

    scene_nvhe_run(&f->scene, 0, VM_A, VCPU0);
    for (int i = 0; i < 10; i++) {
        scene_nvhe_exit(&f->scene, 0, 0x24, 0);
        scene_nvhe_run(&f->scene, 0, VM_A, VCPU0);
    }
    ck_assert_uint_eq(f->log.exits, 10);
    ck_assert_uint_eq(f->log.paths, 1);
    ck_assert_uint_eq(f->log.phases, 3);
    end(f);
}
END_TEST

START_TEST(host_waiting_is_idle_and_not_work)
{
    Fixture *f = begin(at_el1);
    const ExitRow *row = &f->log.exit[0];

    scene_nvhe_run(&f->scene, 0, VM_A, VCPU0);
    scene_nvhe_exit(&f->scene, 0, 0x01, 0);
    for (int i = 0; i < 5; i++)
        scene_wait(&f->scene, 0, 1000000);
    scene_nvhe_run(&f->scene, 0, VM_A, VCPU0);
    ck_assert_str_eq(route(f, row), "vm > hyp > host > idle > host > hyp > vm");
    ck_assert(f->log.path[0].folded);
    ck_assert_uint_eq(row->idle_units, 5000000);
    ck_assert_uint_eq(row->end_units - row->begin_units, priced(f, row) + 5000000);
    ck_assert_uint_eq(row->others_units, 0);
    end(f);
}
END_TEST

START_TEST(a_vm_waiting_in_wfi_stays_in_the_vm)
{
    Fixture *f = begin(at_el2);

    scene_write(&f->scene, 0, false, VM_A, VCPU0);
    scene_eret(&f->scene, 0, 1);
    scene_wait(&f->scene, 0, 777);
    type1_exit(f, -1);
    tracker_finish(f->tracker);
    ck_assert_uint_eq(f->log.exits, 1);
    for (unsigned i = 0; i < f->log.totals; i++)
        ck_assert_uint_eq(f->log.total[i].idle_units, f->log.total[i].world == WORLD_VM ? 777 : 0);
    end(f);
}
END_TEST

/* A leaves; B runs and leaves; A runs again: A's time outside is its own work and B's. */
START_TEST(a_switch_names_who_came_next_and_gives_time_to_the_other)
{
    Fixture *f = begin(at_el1);
    const ExitRow *a, *b;

    scene_nvhe_run(&f->scene, 0, VM_A, VCPU0);
    scene_nvhe_exit(&f->scene, 0, 0x01, 0);
    scene_nvhe_run(&f->scene, 0, VM_B, VCPU0);
    scene_nvhe_exit(&f->scene, 0, -1, 0);
    scene_nvhe_run(&f->scene, 0, VM_A, VCPU0);
    ck_assert_uint_eq(f->log.exits, 1);
    tracker_finish(f->tracker);
    ck_assert_uint_eq(f->log.exits, 2);
    a = &f->log.exit[0];
    b = &f->log.exit[1];
    ck_assert_uint_eq(a->next_vcpu, 2);
    ck_assert_uint_eq(a->vcpu, 1);
    ck_assert_uint_eq(a->others_units, a->end_units - a->begin_units - priced(f, a));
    ck_assert_uint_gt(a->others_units, 0);
    ck_assert_uint_eq(b->vcpu, 2);
    ck_assert_uint_eq(b->next_vcpu, 1);
    ck_assert(b->end_units == TIME_NEVER);
    ck_assert_uint_eq(f->log.vms, 2);
    end(f);
}
END_TEST

START_TEST(a_vcpu_that_moves_closes_its_exit_on_the_other_cpu)
{
    Fixture *f = begin(at_el1);

    scene_nvhe_run(&f->scene, 0, VM_A, VCPU0);
    scene_nvhe_exit(&f->scene, 0, 0x01, 0);
    scene_nvhe_run(&f->scene, 1, VM_A, VCPU0);
    ck_assert_uint_eq(f->log.exits, 1);
    ck_assert_uint_eq(f->log.exit[0].cpu, 0);
    ck_assert_uint_eq(f->log.exit[0].next_vcpu, 0);
    ck_assert_str_eq(route(f, &f->log.exit[0]), "vm > hyp > host > vm");
    scene_nvhe_exit(&f->scene, 1, 0x01, 0);
    scene_nvhe_run(&f->scene, 1, VM_A, VCPU0);
    ck_assert_uint_eq(f->log.exits, 2);
    ck_assert_uint_eq(f->log.exit[1].cpu, 1);
    end(f);
}
END_TEST

/* "Per CPU, the phases of all worlds plus idle sum to its cycles exactly." */
START_TEST(worlds_and_idle_sum_to_each_cpus_time_exactly)
{
    Fixture *f = begin(at_el1);

    for (unsigned cpu = 0; cpu < SCENE_CPUS; cpu++) {
        scene_nvhe_run(&f->scene, cpu, VM_A, VCPU0 + cpu);
        for (int i = 0; i < 20; i++) {
            scene_nvhe_exit(&f->scene, cpu, i % 3 ? 0x24 : -1, 0);
            if (i % 4 == 0)
                scene_wait(&f->scene, cpu, 12345);
            scene_nvhe_run(&f->scene, cpu, i % 5 ? VM_A : VM_B, VCPU0 + cpu);
        }
        f->scene.sum[cpu].n[0] += 10;
        tracker_add(f->tracker, cpu, f->scene.now[cpu] += 10, &f->scene.sum[cpu], &(CostSet){{1}});
    }
    tracker_finish(f->tracker);
    for (unsigned cpu = 0; cpu < SCENE_CPUS; cpu++) {
        CostCounts sum = {0};
        uint64_t idle = 0;

        for (unsigned i = 0; i < f->log.totals; i++) {
            const WorldTotal *w = &f->log.total[i];

            for (unsigned e = 0; e < COST_COUNT && w->cpu == cpu; e++)
                sum.n[e] += w->counts.n[e];
            idle += w->cpu == cpu ? w->idle_units : 0;
        }
        ck_assert_mem_eq(&sum, &f->scene.sum[cpu], sizeof sum);
        ck_assert_uint_eq(idle, f->scene.idle[cpu]);
        ck_assert_uint_eq(cost_units(&sum, &f->prices) + idle,
                          f->log.cpu_now[cpu] - f->log.cpu_start[cpu]);
        ck_assert_uint_eq(f->log.cpu_now[cpu], f->scene.now[cpu]);
        ck_assert_int_eq(tracker_unexplained(f->tracker, cpu), 0);
    }
    end(f);
}
END_TEST

/* A guest hypervisor that never stops going round must not make paths without end. */
START_TEST(a_long_way_round_is_folded_and_still_sums_exactly)
{
    Fixture *f = begin(at_el1);
    const ExitRow *row = &f->log.exit[0];

    scene_nvhe_run(&f->scene, 0, VM_A, VCPU0);
    scene_nvhe_exit(&f->scene, 0, 0x16, 0);
    for (int i = 0; i < 1000; i++) {
        scene_entry(&f->scene, 0, 0x16, 0);
        scene_eret(&f->scene, 0, 1);
    }
    scene_nvhe_run(&f->scene, 0, VM_A, VCPU0);
    ck_assert_uint_le(f->log.path[0].count, PHASE_MAX);
    ck_assert(f->log.path[0].folded);
    ck_assert_uint_eq(row->end_units - row->begin_units, priced(f, row));
    end(f);
}
END_TEST

START_TEST(a_host_behind_a_stage_2_is_remembered)
{
    Tracker *t = tracker_create(SCENE_CPUS, &(CostPrices){{0}}, (TrackerSink){0});
    Scene s = scene_start(tracker_exit_sink(t), (WorldInput){.el = 2, .vm = true});

    ck_assert(!tracker_host_has_stage2(t));
    scene_eret(&s, 0, 1);
    ck_assert(tracker_host_has_stage2(t));
    ck_assert_uint_eq(tracker_exit_count(t), 0);
    tracker_free(t);
}
END_TEST

START_TEST(two_cpus_that_claim_one_vcpu_do_not_lose_exits)
{
    Fixture *f = begin(at_el1);

    scene_nvhe_run(&f->scene, 0, VM_A, VCPU0);
    scene_nvhe_run(&f->scene, 1, VM_A, VCPU0);
    scene_nvhe_exit(&f->scene, 0, 0x16, 0);
    scene_nvhe_exit(&f->scene, 1, 0x16, 0);
    scene_nvhe_run(&f->scene, 0, VM_A, VCPU0);
    tracker_finish(f->tracker);
    ck_assert_uint_eq(f->log.exits, 2);
    ck_assert_uint_eq(tracker_exit_count(f->tracker), 2);
    end(f);
}
END_TEST

TEST_MAIN("tracker", type1_hypercall_is_vm_hyp_vm_with_one_entry_and_one_return,
          kvm_without_vhe_is_vm_hyp_host_hyp_vm_with_two_entries_and_two_returns,
          kvm_with_vhe_is_vm_switch_host_switch_vm_with_one_entry_and_one_return,
          an_exits_cycles_are_its_phases_exactly,
          an_interrupt_exit_carries_its_delivery_and_no_syndrome,
          equal_exits_share_a_path_and_phases, host_waiting_is_idle_and_not_work,
          a_vm_waiting_in_wfi_stays_in_the_vm,
          a_switch_names_who_came_next_and_gives_time_to_the_other,
          a_vcpu_that_moves_closes_its_exit_on_the_other_cpu,
          worlds_and_idle_sum_to_each_cpus_time_exactly,
          a_long_way_round_is_folded_and_still_sums_exactly,
          two_cpus_that_claim_one_vcpu_do_not_lose_exits, a_host_behind_a_stage_2_is_remembered)
