/* SPDX-License-Identifier: MIT
 *
 * query.h - what a recording answers: exits by reason, their anatomy, where time went.
 *
 * SQL does the arithmetic: counts x prices. Prices are those of the recording unless others were
 * asked for; each distinct path is priced once.
 *
 * Journey: after record.h, before sim/cli/cmd_report.c    Tests: tests/unit/sim/record/query_test.c
 */
#ifndef SIM_RECORD_QUERY_H
#define SIM_RECORD_QUERY_H

#include "sim/base/cost.h"
#include "sim/base/error.h"

typedef struct Recording Recording;

/* Opens a file to read. False with @err: missing, not a recording, damaged, another version. */
MUST_USE bool recording_open(const char *path, Recording **recording, Err *err);
void recording_close(Recording *recording);

typedef struct RecordingInfo {
    char model[64];
    uint64_t core_hz, cnt_hz;
    bool finished;
    char partial_reason[200];
    uint64_t exits, open_exits, at_el2, paths, phases;
} RecordingInfo;

MUST_USE bool recording_info(Recording *recording, RecordingInfo *info, Err *err);

/* Prices what follows with @prices; NULL: as recorded. Cost events are matched by name. */
MUST_USE bool recording_reprice(Recording *recording, const CostPrices *prices, Err *err);

/* The prices of the recording's own model; an event it does not know costs 0. */
MUST_USE bool recording_prices(Recording *recording, CostPrices *prices, Err *err);

/* What exits are grouped by. */
typedef enum GroupKey {
    GROUP_ALL,
    GROUP_REASON,
    GROUP_VM,
    GROUP_VCPU,
    GROUP_CPU,
    GROUP_TRAP,
    GROUP_DEVICE,
    GROUP_PATH,
    GROUP_COUNT
} GroupKey;

/* Closed exits of one group. Times are work on a CPU for the exit: no idle, nobody else's time. */
typedef struct ExitGroup {
    char name[200];
    uint64_t samples, at_el2;
    uint64_t min_units, p50_units, p99_units, max_units, sum_units;
    double sum_squares; /* of units */
    uint64_t instructions;
    uint64_t idle_units, others_units;
    uint64_t guest_samples, guest_units; /* executed in the guest until its next exit */
    char route[200];                     /* the commonest */
    uint64_t route_samples;
} ExitGroup;

/* @groups is the caller's to free; the most samples first. */
MUST_USE bool recording_groups(Recording *recording, GroupKey key, ExitGroup **groups,
                               size_t *count, Err *err);

/* Phases of one kind over all closed exits: a world and how it was entered. */
typedef struct PhaseGroup {
    char world[16], how[64];
    uint64_t visits;
    uint64_t instructions, min_units, max_units, sum_units;
} PhaseGroup;

MUST_USE bool recording_phases(Recording *recording, PhaseGroup **groups, size_t *count, Err *err);

/* One CPU's time in one world; @vm is 0 except in a VM. */
typedef struct WorldTime {
    uint64_t cpu, vm;
    char world[16];
    uint64_t instructions, units, idle_units;
    int64_t unexplained_units;
    uint64_t cpu_units; /* of the whole CPU since it started */
} WorldTime;

MUST_USE bool recording_worlds(Recording *recording, WorldTime **times, size_t *count, Err *err);

typedef struct AnatomyCount {
    char event[32];
    bool is_class;
    uint64_t n, units;
} AnatomyCount;

typedef struct AnatomyPhase {
    char world[16], how[64];
    uint64_t instructions, units;
    size_t count_count;
    AnatomyCount *counts;
} AnatomyPhase;

/* One exit, or the commonest path of a reason. */
typedef struct Anatomy {
    char reason[32], route[200];
    uint64_t path, samples, of_samples; /* exits on this path, of all with the reason */
    bool has_exit;                      /* the rest is of one exit */
    char vcpu_name[48], next_name[48];  /* "vm 1 vcpu 0": the VCPU by its VMPIDR_EL2; next: or "" */
    uint64_t exit, cpu, vm, begin_units, end_units, pc, ipa, iss;
    bool is_open, has_ipa, has_iss;
    char trap[64], device[48];
    uint64_t idle_units, others_units, guest_before_units;
    size_t phase_count;
    AnatomyPhase *phases;
} Anatomy;

/* Of exit @id, or, when @reason is not NULL, of that reason. */
MUST_USE bool recording_anatomy(Recording *recording, uint64_t id, const char *reason,
                                Anatomy *anatomy, Err *err);
void anatomy_free(Anatomy *anatomy);

#define DIGEST_TEXT_SIZE 65

/* SHA-256 over all rows of all tables but `host`, in key order, as hexadecimal. */
MUST_USE bool recording_digest(Recording *recording, char text[DIGEST_TEXT_SIZE], Err *err);

#endif
