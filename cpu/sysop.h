/* SPDX-License-Identifier: MIT
 *
 * sysop.h - what stands in a row of sysops.def.
 *
 * Journey: after cpu/pmu.c, before cpu/sysop.c
 */
#ifndef CPU_SYSOP_H
#define CPU_SYSOP_H

#include "cpu/sysreg_rows.h"

/* An AT instruction: whose regime, which stages, as whom. */
typedef struct AtForm {
    uint8_t el;
    bool privileged, stage1_only, pan, write;
} AtForm;

/* A TLBI instruction. */
typedef struct TlbiForm {
    TlbiScope scope;
    RegimeKind kind;
    bool broadcast, last_level_only;
    bool range; /* of addresses (FEAT_TLBIRANGE): @value has another layout */
} TlbiForm;

typedef struct SysopRow SysopRow;

struct SysopRow {
    const char *name;
    uint16_t key; /* SYSREG_KEY with op0 1 */
    uint8_t el;   /* lowest that may */
    uint16_t cost;
    /* @value is Rt's. False: pending is filled. */
    bool (*execute)(Cpu *cpu, const SysopRow *row, uint64_t value);
    uint16_t traps[SYSREG_TRAPS_MAX];
    uint16_t fgt[2]; /* as in SysregRow; the second */
    uint8_t feature;
    bool needs_el2; /* UNDEFINED at EL3 while EL2 is not enabled */
    AtForm at;
    TlbiForm tlbi;
    AccessType access; /* of a cache instruction by VA */
};

const SysopRow *sysop_row(Sysop op);

/* How @op goes where nothing stops it. */
WayKind sysop_way(Sysop op);

bool op_at(Cpu *cpu, const SysopRow *row, uint64_t va);

#endif
