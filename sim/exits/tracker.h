/* SPDX-License-Identifier: MIT
 *
 * tracker.h - turns crossings into exits: worlds, phases, VCPUs, and where each CPU's time went.
 *
 * The cpu tells it through ExitSink; it tells a TrackerSink (sim/record/). An exit opens when a
 * VCPU's world is left and closes when that VCPU runs again, on any CPU; meanwhile what its CPU
 * does is its phases, until another VCPU is entered there. The cost of an exception entry belongs
 * to the world it enters: it is part of the exit.
 *
 * Journey: after world.c and phases.c, before sim/record/    Tests:
 * tests/unit/sim/exits/tracker_test.c
 */
#ifndef SIM_EXITS_TRACKER_H
#define SIM_EXITS_TRACKER_H

#include "sim/base/clock.h"
#include "sim/exits/phases.h"

#define EXIT_ID_FIRST 1

/* One exit, closed (or, at the end of a run, still open). Numbers of VMs, VCPUs, phases and paths
 * start at 1. Times are of the run's cost model. */
typedef struct ExitRow {
    uint64_t id; /* in order of leaving */
    uint32_t cpu, vcpu;
    uint64_t begin_units;
    uint64_t end_units; /* TIME_NEVER: it never ran again */
    ExitReason reason;
    uint16_t trap; /* T_* of cpu/traps.def, 0 for none */
    bool has_iss, has_ipa;
    uint32_t iss;
    uint64_t ipa, pc;
    uint32_t path;
    uint32_t next_vcpu;          /* entered on that CPU instead; 0: none */
    uint64_t guest_before_units; /* executed in the guest since it was entered */
    uint64_t idle_units;         /* its CPU waited */
    uint64_t others_units;       /* neither work for it nor idle: other VCPUs ran */
} ExitRow;

/* Where a CPU's time went. */
typedef struct WorldTotal {
    uint32_t cpu;
    WorldKind world;
    uint32_t vm; /* of WORLD_VM; else 0 */
    CostCounts counts;
    uint64_t idle_units;       /* waiting */
    int64_t unexplained_units; /* passed, but neither counted nor waiting: 0 with linear models */
} WorldTotal;

/* Who listens. Pointers are valid during the call only. Any function may be NULL. */
typedef struct TrackerSink {
    void (*vm)(void *owner, uint32_t vm, uint64_t vttbr_baddr, uint16_t vmid, uint64_t now_units);
    void (*vcpu)(void *owner, uint32_t vcpu, uint32_t vm, uint64_t vmpidr, uint64_t now_units);
    /* A phase and a path are told once, before the first exit that uses them. */
    void (*phase)(void *owner, uint32_t phase_id, const Phase *phase);
    void (*path)(void *owner, uint32_t path, const Phases *phases, const uint32_t *phase_ids);
    void (*exit)(void *owner, const ExitRow *exit);
    void (*total)(void *owner, const WorldTotal *total);
    void (*cpu)(void *owner, uint32_t cpu, uint64_t start_units, uint64_t now_units);
    void *owner;
} TrackerSink;

typedef struct Tracker Tracker;

/* @prices are the model's, for times within the run; they stay the caller's. */
Tracker *tracker_create(unsigned cpu_count, const CostPrices *prices, TrackerSink sink);
void tracker_free(Tracker *tracker);

/* Another sink, before the first report. */
void tracker_tell(Tracker *tracker, TrackerSink sink);

/* What the cpus report to. */
ExitSink tracker_exit_sink(Tracker *tracker);

/* Counts of a CPU since its last report, without a crossing: at slice ends, before a checkpoint. */
void tracker_add(Tracker *tracker, unsigned cpu, uint64_t now_units, const CostCounts *counts,
                 const CostSet *counted);

/* Tells the sink the totals and each CPU's time. Call now and then, so that an interrupted
 * recording has them. */
void tracker_checkpoint(Tracker *tracker);

/* The last checkpoint, and the exits that are still open. */
void tracker_finish(Tracker *tracker);

/* Exits so far, for the progress line. */
uint64_t tracker_exit_count(const Tracker *tracker);

/* Has a host run behind a stage 2 (VMID 0)? As protected KVM's does; without any exit it may be a
 * VM whose hypervisor gives it VMID 0. */
bool tracker_host_has_stage2(const Tracker *tracker);

/* Units of @cpu that neither counts nor waiting explain since its start: 0 with a linear model. */
int64_t tracker_unexplained(const Tracker *tracker, unsigned cpu);

#endif
