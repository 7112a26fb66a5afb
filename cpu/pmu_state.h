/* SPDX-License-Identifier: MIT
 *
 * pmu_state.h - what the counters of a PMU hold: for pmu.c, which counts, and sysreg_pmu.c, their
 * registers.
 */
#ifndef CPU_PMU_STATE_H
#define CPU_PMU_STATE_H

#include "cpu/models.h"
#include "cpu/pmu.h"
#include "cpu/sysreg_fields.h"

#define PMU_CYCLE 31 /* the cycle counter's bit in PMCNTENSET, PMOVSSET, PMINTENSET */

#define EVENT_BITS_V3P1 UINT64_C(0xffff) /* with FEAT_PMUv3p1 */

#define PMCR_E UINT64_C(1)
#define PMCR_D UINT64_C(8)
#define PMCR_DP UINT64_C(0x20)
#define PMCR_LC UINT64_C(0x40)

typedef enum PmuEvent {
    PMU_SW_INCR = 0x00,
    PMU_INST_RETIRED = 0x08,
    PMU_EXC_TAKEN = 0x09,
    PMU_EXC_RETURN = 0x0a,
    PMU_CPU_CYCLES = 0x11,
    PMU_STALL_FRONTEND = 0x23, /* FEAT_PMUv3p1 asks for the two */
    PMU_STALL_BACKEND = 0x24,
} PmuEvent;

struct Pmu {
    Cpu *cpu;
    IrqLine line;
    Event overflow;
    bool level;        /* what the line was last told */
    uint64_t running;  /* counters that have been counting since the last sync */
    uint64_t at_units; /* executed time of the last sync */
    uint64_t units;    /* executed units that have not made a count of the cycle counter yet */
    uint64_t cycles;   /* PMCCNTR_EL0 */
    uint64_t enabled, interrupt, overflowed; /* PMCNTENSET, PMINTENSET, PMOVSSET */
    uint64_t control;                        /* PMCR_EL0 */
    uint64_t cycle_filter;
    struct {
        uint64_t count; /* 32 bits */
        uint64_t type;
        uint64_t seen; /* event_sum at the last sync */
    } counter[PMU_COUNTERS];
};

/* The event that counter @n counts. */
uint64_t pmu_event_of(const Pmu *pmu, unsigned n);

/* Adds @by to counter @n, which may overflow. */
void pmu_count_event(Pmu *pmu, unsigned n, uint64_t by);

/* A counter's past is of another event or of before it was enabled: it counts from here. */
void pmu_forget_past(Pmu *pmu, unsigned n);

#endif
