/* SPDX-License-Identifier: MIT
 *
 * exit.h - how cpu/ tells sim/exits/ that a CPU may have changed worlds.
 *
 * The cpu reports every moment at which the world (docs/recording.md) can change: exception
 * entries and returns that touch EL2 or EL3 (or any, while E2H and TGE are set), writes of
 * HCR_EL2 and VTTBR_EL2, waiting and waking. It says what it is now, what it executed since the
 * last report, and how it came here. What a world is, and what an exit is, is not the cpu's
 * business.
 */
#ifndef SIM_BASE_EXIT_H
#define SIM_BASE_EXIT_H

#include "sim/base/addr.h"
#include "sim/base/bits.h"
#include "sim/base/cost.h"

/* What world_of (sim/exits/world.h) looks at. */
typedef struct WorldInput {
    uint8_t el;           /* 0..3 */
    bool secure;          /* SCR_EL3.NS == 0 (never at EL2 here) */
    bool e2h, tge, vm;    /* HCR_EL2 */
    bool waiting;         /* in WFI or WFE */
    uint16_t vmid;        /* VTTBR_EL2.VMID */
    uint64_t vttbr_baddr; /* VTTBR_EL2.BADDR as an address */
    uint64_t vmpidr;      /* VMPIDR_EL2: which VCPU */
} WorldInput;

typedef enum CrossingKind {
    CROSSING_RESET,     /* the CPU starts */
    CROSSING_EXCEPTION, /* exception entry */
    CROSSING_ERET,
    CROSSING_WRITE, /* MSR HCR_EL2 or VTTBR_EL2 */
    CROSSING_WAIT,  /* WFI or WFE begins to wait */
    CROSSING_WAKE,
    CROSSING_FIRMWARE, /* HVC or SMC answered by the built-in firmware: no exception is taken */
} CrossingKind;

/* The four kinds of exception, as in ID of Linux's kvm_exit "type". */
typedef enum ExceptionKind {
    EXCEPTION_SYNC,
    EXCEPTION_IRQ,
    EXCEPTION_FIQ,
    EXCEPTION_SERROR,
} ExceptionKind;

typedef struct Crossing {
    CrossingKind kind;
    uint8_t from_el, to_el;
    ExceptionKind exception; /* of CROSSING_EXCEPTION */
    uint32_t esr;            /* ESR_ELx of a synchronous exception or SError; else 0 */
    uint16_t trap;           /* T_* of cpu/traps.def that caused it, 0 for none */
    bool has_ipa;
    Ipa ipa;      /* of a stage-2 abort, full address */
    uint64_t far; /* FAR of an abort */
    uint64_t pc;  /* preferred return address (ELR) of an entry, target of an ERET */
    uint64_t now_units;
} Crossing;

typedef struct ExitSink {
    /* @counts: everything this CPU executed and caused until now, including the cost of the
     * crossing itself for an exception entry or ERET. @counted: which events may be more than at
     * its previous report, so that a report costs as much as happened.
     * @after: the CPU's state after the crossing. */
    void (*crossed)(void *owner, unsigned cpu_index, const Crossing *crossing,
                    const WorldInput *after, const CostCounts *counts, const CostSet *counted);
    void *owner;
} ExitSink;

#endif
