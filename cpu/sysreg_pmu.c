/* SPDX-License-Identifier: MIT
 *
 * sysreg_pmu.c - the registers of the performance monitors. EL0 and EL1 see only the counters below
 * MDCR_EL2.HPMN.
 *
 * Spec: DDI 0487, PMCR_EL0, PMEVTYPER<n>_EL0, PMCNTENSET_EL0 and their neighbours.
 * Tests: tests/unit/cpu/pmu_test.c
 * Journey: after cpu/sysreg_debug.c, before cpu/sysop.c
 */
#include "cpu/pmu_state.h"
#include "cpu/sysreg_fields.h"
#include "cpu/sysreg_rows.h"

#define PMCR_P UINT64_C(2)
#define PMCR_C UINT64_C(4)
#define ALL_COUNTERS (UINT64_C(1) << PMU_CYCLE | ((UINT64_C(1) << PMU_COUNTERS) - 1))
#define PMCR_WRITABLE (PMCR_E | PMCR_D | UINT64_C(0x10) | PMCR_DP | PMCR_LC)
#define FILTER_BITS UINT64_C(0xfc000000)
#define EVENT_BITS UINT64_C(0x3ff)

#define PMCEID0                                                                                    \
    (UINT64_C(1) << PMU_SW_INCR | UINT64_C(1) << PMU_INST_RETIRED | UINT64_C(1) << PMU_EXC_TAKEN | \
     UINT64_C(1) << PMU_EXC_RETURN | UINT64_C(1) << PMU_CPU_CYCLES)

#define PMCEID1_V3P1                                                                               \
    (UINT64_C(1) << (PMU_STALL_FRONTEND - 0x20) | UINT64_C(1) << (PMU_STALL_BACKEND - 0x20))

static unsigned visible_counters(const Pmu *pmu)
{
    const Cpu *cpu = pmu->cpu;
    uint64_t hpmn = cpu->sr[SR_MDCR_EL2] & MDCR_HPMN;

    return cpu->pstate.el < 2 && cpu_el2_enabled(cpu) && hpmn < PMU_COUNTERS ? (unsigned)hpmn
                                                                             : PMU_COUNTERS;
}

static uint64_t visible_mask(const Pmu *pmu)
{
    return UINT64_C(1) << PMU_CYCLE | ones(visible_counters(pmu));
}

/* The counter that @sr names; PMU_CYCLE; anything else is a counter that is not there or not seen,
 * which reads as zero and ignores writes (CHOICE, for an index that is not implemented). */
static unsigned index_of(const Pmu *pmu, Sysreg sr)
{
    if (sr == SR_PMCCNTR_EL0 || sr == SR_PMCCFILTR_EL0)
        return PMU_CYCLE;
    if (sr == SR_PMXEVTYPER_EL0 || sr == SR_PMXEVCNTR_EL0)
        return (unsigned)pmu->cpu->sr[SR_PMSELR_EL0];
    return sysreg_row(sr)->key & 7;
}

static bool is_visible(const Pmu *pmu, unsigned n)
{
    return n < visible_counters(pmu);
}

static bool is_type(Sysreg sr)
{
    return sr == SR_PMXEVTYPER_EL0 || sr == SR_PMCCFILTR_EL0 ||
           (sr >= SR_PMEVTYPER0_EL0 && sr <= SR_PMEVTYPER5_EL0);
}

static uint64_t read_counter(const Pmu *pmu, Sysreg sr)
{
    unsigned n = index_of(pmu, sr);

    if (n == PMU_CYCLE)
        return is_type(sr) ? pmu->cycle_filter : sr == SR_PMCCNTR_EL0 ? pmu->cycles : 0;
    if (!is_visible(pmu, n))
        return 0;
    return is_type(sr) ? pmu->counter[n].type : pmu->counter[n].count;
}

uint64_t read_pmu(Cpu *cpu, Sysreg sr)
{
    Pmu *pmu = cpu->pmu;

    pmu_sync(pmu);
    switch (sr) {
    case SR_PMCR_EL0:
        return with_bits(pmu->control, 15, 11, visible_counters(pmu));
    case SR_PMCNTENSET_EL0:
    case SR_PMCNTENCLR_EL0:
        return pmu->enabled & visible_mask(pmu);
    case SR_PMINTENSET_EL1:
    case SR_PMINTENCLR_EL1:
        return pmu->interrupt & visible_mask(pmu);
    case SR_PMOVSSET_EL0:
    case SR_PMOVSCLR_EL0:
        return pmu->overflowed & visible_mask(pmu);
    case SR_PMCEID0_EL0:
        return PMCEID0;
    case SR_PMCEID1_EL0:
        return cpu_has(cpu, FEAT_PMUV3P1) ? PMCEID1_V3P1 : 0;
    default:
        return read_counter(pmu, sr);
    }
}

static void write_control(Pmu *pmu, uint64_t value)
{
    if (value & PMCR_C)
        pmu->cycles = pmu->units = 0;
    for (unsigned n = 0; n < visible_counters(pmu); n++)
        if (value & PMCR_P)
            pmu->counter[n].count = 0;
    pmu->control = (pmu->control & ~PMCR_WRITABLE) | (value & PMCR_WRITABLE);
}

static uint64_t event_bits(const Pmu *pmu)
{
    return cpu_has(pmu->cpu, FEAT_PMUV3P1) ? EVENT_BITS_V3P1 : EVENT_BITS;
}

static void write_counter(Pmu *pmu, Sysreg sr, uint64_t value)
{
    unsigned n = index_of(pmu, sr);

    if (n == PMU_CYCLE) {
        if (is_type(sr))
            pmu->cycle_filter = value & FILTER_BITS;
        else if (sr == SR_PMCCNTR_EL0)
            pmu->cycles = value;
        return;
    }
    if (!is_visible(pmu, n))
        return;
    if (is_type(sr))
        pmu->counter[n].type = value & (FILTER_BITS | event_bits(pmu));
    else
        pmu->counter[n].count = (uint32_t)value;
    pmu_forget_past(pmu, n);
}

static void write_enables(Pmu *pmu, uint64_t enabled)
{
    for (unsigned n = 0; n < PMU_COUNTERS; n++)
        if (bit(enabled & ~pmu->enabled, n))
            pmu_forget_past(pmu, n);
    pmu->enabled = enabled;
}

static void software_increment(Pmu *pmu, uint64_t value)
{
    for (unsigned n = 0; n < visible_counters(pmu); n++)
        if (bit(value, n) && pmu_event_of(pmu, n) == PMU_SW_INCR && bit(pmu->running, n))
            pmu_count_event(pmu, n, 1);
}

void write_pmu(Cpu *cpu, Sysreg sr, uint64_t value)
{
    Pmu *pmu = cpu->pmu;
    uint64_t mask = value & visible_mask(pmu) & ALL_COUNTERS;

    pmu_sync(pmu);
    switch (sr) {
    case SR_PMCR_EL0:
        write_control(pmu, value);
        break;
    case SR_PMCNTENSET_EL0:
        write_enables(pmu, pmu->enabled | mask);
        break;
    case SR_PMCNTENCLR_EL0:
        write_enables(pmu, pmu->enabled & ~mask);
        break;
    case SR_PMINTENSET_EL1:
        pmu->interrupt |= mask;
        break;
    case SR_PMINTENCLR_EL1:
        pmu->interrupt &= ~mask;
        break;
    case SR_PMOVSSET_EL0:
        pmu->overflowed |= mask;
        break;
    case SR_PMOVSCLR_EL0:
        pmu->overflowed &= ~mask;
        break;
    case SR_PMSWINC_EL0:
        software_increment(pmu, value);
        break;
    default:
        write_counter(pmu, sr, value);
        break;
    }
    pmu_changed(pmu);
}
