/* SPDX-License-Identifier: MIT
 *
 * micro.h - runs a reference hypervisor and collects what its VM measured and what its exits were.
 *
 * The VM times each operation by its own cycle counter (workloads/hyp/lib/vm.S), as the authors of
 * the published numbers did; the recording of the same run has the exit within. Both are kept.
 *
 * Journey: after recorder.h, before cmd_micro.c
 */
#ifndef SIM_CLI_MICRO_H
#define SIM_CLI_MICRO_H

#include "models/models.h"
#include "sim/cli/options.h"
#include "sim/record/query.h"

/* The operations, and the columns of the published table. */
typedef enum MicroOp {
#define ISCA16(op, name, reason, kvm, xen) MICRO_##op,
#include "sim/cli/isca16.def"
#undef ISCA16
    MICRO_OP_COUNT
} MicroOp;

typedef enum MicroColumn {
    MICRO_KVM,
    MICRO_XEN,
    MICRO_NONE,
    MICRO_COLUMN_COUNT = MICRO_NONE
} MicroColumn;

typedef struct MicroCell {
    unsigned cycles;
    char fact;      /* as of a price: models.h */
    bool in_sample; /* prices of `xgene` were taken from it */
} MicroCell;

typedef struct MicroRow {
    const char *name, *reason;
    MicroCell published[MICRO_COLUMN_COUNT];
} MicroRow;

const MicroRow *micro_row(MicroOp op);

typedef struct Hypervisor {
    const char *name, *cpu, *text;
    MicroColumn column;
    const unsigned char *elf;
    const size_t *elf_size; /* 0: the build had no cross compiler */
} Hypervisor;

/* The published number that an operation of @hypervisor stands beside, or NULL. */
const MicroCell *micro_cell(const Hypervisor *hypervisor, MicroOp op);

/* The reference hypervisors, in order; NULL past the last. */
const Hypervisor *micro_hypervisor(unsigned index);

typedef struct MicroOptions {
    const char *cost, *engine, *record; /* NULL: the default; no recording kept */
    OptionList set;
} MicroOptions;

/* One operation as the VM's counter saw it, in cycles. */
typedef struct MicroMeasure {
    uint64_t samples, sum, least, most;
    uint64_t result; /* what it left in X0 */
} MicroMeasure;

/* A whole result. */
typedef struct Micro {
    CostModel model;
    const char *cpu; /* -cpu */
    MicroMeasure measure[MICRO_OP_COUNT];
    MicroMeasure halved[MICRO_OP_COUNT], doubled[MICRO_OP_COUNT]; /* with assumed prices so */
    ExitGroup exits[MICRO_OP_COUNT];                              /* all that came back */
    Anatomy path[MICRO_OP_COUNT];                                 /* the commonest of them */
    uint64_t entries[MICRO_OP_COUNT], returns[MICRO_OP_COUNT];    /* of EL2, on that path */
} Micro;

/* Runs @hypervisor three times. False with @err; @micro needs micro_free only after true. */
MUST_USE bool micro_run(const Hypervisor *hypervisor, const MicroOptions *options, Micro *micro,
                        Err *err);
void micro_free(Micro *micro);

double micro_mean(const MicroMeasure *measure);

/* The share, 0 to 1, of the path's cycles that rests on prices with this mark. */
double micro_share(const Micro *micro, MicroOp op, PriceMark mark);

#endif
