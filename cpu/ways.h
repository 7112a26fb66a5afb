/* SPDX-License-Identifier: MIT
 *
 * ways.h - what sysreg.c found out about registers of an EL while the controls are what they are.
 *
 * An access that no level, rule or trap stopped is remembered by row, direction and EL: in a
 * section of the fast engine the next one is a look into this table, a price and a move, or
 * whatever the register does. An entry is a copy of what sysreg_read and sysreg_write say, so
 * losing or keeping it changes host time and nothing else.
 *
 * What an answer can depend on are the controls: the registers that traps.def names, and those that
 * stand for them in a host (.vhe). A write that changes one lets go of the sets of the ELs it
 * matters to; a set is found again by the values of all of them. So a hypervisor that goes to and
 * fro between two worlds has a set for each.
 *
 * Tests: tests/unit/cpu/ways_test.c
 */
#ifndef CPU_WAYS_H
#define CPU_WAYS_H

#include "cpu/sysreg.h"
#include "sim/base/bits.h"

struct Cpu;

#define WAYS_CONTROLS 32u
#define WAYS_SETS 4u

typedef enum WayKind {
    WAY_UNKNOWN,
    WAY_LONG,   /* nothing stops it, but it is more than a move: sysreg_read or sysreg_write */
    WAY_PLAIN,  /* Cpu.sr */
    WAY_MASKED, /* the same with RES0 or RES1, of writes */
    WAY_SP_EL0, /* unless it is the current stack pointer */
    WAY_SP_EL1,
    WAY_NZCV,
    WAY_DAIF,
    WAY_CURRENT_EL,
    WAY_ZERO,  /* DC ZVA */
    WAY_CACHE, /* maintenance by VA, which does nothing where there is no fault */
} WayKind;

typedef struct Way {
    uint8_t kind; /* WayKind */
    uint8_t cost; /* CostEvent */
    uint16_t sr;  /* the register that is reached, behind HCR_EL2.E2H's redirection */
} Way;

enum { WAY_READ, WAY_WRITE, WAY_DIRECTIONS };

typedef struct WaySet {
    bool used;
    uint64_t state[WAYS_CONTROLS];         /* of the controls, as far as they matter to the EL */
    Way way[SR_COUNT + 1][WAY_DIRECTIONS]; /* the last for encodings without a row */
    uint8_t op[OP_COUNT + 1];              /* WayKind of a system instruction; likewise */
} WaySet;

/* Of a Cpu. */
typedef struct Ways {
    WaySet *now[4]; /* by EL; none while it has to be found */
    WaySet none;    /* stays empty */
    unsigned control_count;
    uint16_t control[WAYS_CONTROLS];
    uint64_t mask[4][WAYS_CONTROLS]; /* the bits that matter to an EL */
    uint8_t number[SR_COUNT];        /* 1 and its index, of a control */
    uint8_t next[4];                 /* set to be taken when none has the state */
    WaySet set[4][WAYS_SETS];
} Ways;

/* Is the access to @sr no more than a move, where nothing stops it? Then it does not end a section
 * of the fast engine. */
bool ways_are_short(Sysreg sr, bool is_read);

/* The same of a system instruction: where the page is known. */
bool ways_are_short_of(Sysop op);

/* Fills what does not change. Nothing is remembered. */
void ways_init(struct Cpu *cpu);

/* Controls may have changed by other means than ways_written. */
void ways_let_go(struct Cpu *cpu);

/* @sr, which had @before, has been written. */
void ways_written(struct Cpu *cpu, Sysreg sr, uint64_t before);

/* An access to @sr at the current EL was let through and reached @target. */
void ways_learn(struct Cpu *cpu, Sysreg sr, Sysreg target, bool is_read);

/* A system instruction was let through at the current EL. */
void ways_learn_op(struct Cpu *cpu, Sysop op);

#endif
