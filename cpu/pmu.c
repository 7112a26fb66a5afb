/* SPDX-License-Identifier: MIT
 *
 * pmu.c - the performance monitors of one CPU.
 *
 * What an event counts is a sum of cost events (cost.def), so counting costs nothing while it
 * happens: a counter adds the difference of two sums, taken while the same counters were running.
 *
 * Spec: DDI 0487, AArch64.CountPMUEvents, CheckForPMUOverflow, PMCR_EL0, PMEVTYPER<n>_EL0.
 * Tests: tests/unit/cpu/pmu_test.c
 * Journey: after cpu/sysreg_debug.c, before cpu/sysop.c
 */
#include "cpu/pmu.h"

#include <stdlib.h>

#include "cpu/models.h"
#include "cpu/sysreg_fields.h"
#include "cpu/sysreg_rows.h"

#define CYCLE 31 /* the cycle counter's bit in PMCNTENSET, PMOVSSET, PMINTENSET */
#define ALL_COUNTERS (UINT64_C(1) << CYCLE | ((UINT64_C(1) << PMU_COUNTERS) - 1))

#define PMCR_E UINT64_C(1)
#define PMCR_P UINT64_C(2)
#define PMCR_C UINT64_C(4)
#define PMCR_D UINT64_C(8)
#define PMCR_DP UINT64_C(0x20)
#define PMCR_LC UINT64_C(0x40)
#define PMCR_WRITABLE (PMCR_E | PMCR_D | UINT64_C(0x10) | PMCR_DP | PMCR_LC)
#define FILTER_BITS UINT64_C(0xfc000000)
#define EVENT_BITS UINT64_C(0x3ff)
#define EVENT_BITS_V3P1 UINT64_C(0xffff)

typedef enum PmuEvent {
    PMU_SW_INCR = 0x00,
    PMU_INST_RETIRED = 0x08,
    PMU_EXC_TAKEN = 0x09,
    PMU_EXC_RETURN = 0x0a,
    PMU_CPU_CYCLES = 0x11,
    PMU_STALL_FRONTEND = 0x23, /* FEAT_PMUv3p1 asks for the two */
    PMU_STALL_BACKEND = 0x24,
} PmuEvent;

#define PMCEID0                                                                                    \
    (UINT64_C(1) << PMU_SW_INCR | UINT64_C(1) << PMU_INST_RETIRED | UINT64_C(1) << PMU_EXC_TAKEN | \
     UINT64_C(1) << PMU_EXC_RETURN | UINT64_C(1) << PMU_CPU_CYCLES)

#define PMCEID1_V3P1                                                                               \
    (UINT64_C(1) << (PMU_STALL_FRONTEND - 0x20) | UINT64_C(1) << (PMU_STALL_BACKEND - 0x20))

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

/* Time the CPU has spent executing, of @now_units in all. */
static uint64_t executed_units(const Pmu *pmu, uint64_t now_units)
{
    const Cpu *cpu = pmu->cpu;
    uint64_t end = cpu->wait == WAIT_NONE ? now_units : min_u64(now_units, cpu->wait_begin_units);

    return end - cpu->idle_units;
}

static uint64_t sum_of(const Cpu *cpu, CostEvent first, CostEvent last)
{
    uint64_t sum = 0;

    for (unsigned i = first; i <= (unsigned)last; i++)
        sum += cpu->count.n[i] + (i < COST_CLASS_COUNT ? cpu->lane[i] : 0);
    return sum;
}

/* How often the event has happened since reset, whatever is counting; cycles are the caller's.
 * CHOICE: no cycle is one of a stall: a price says what an instruction costs, not what it waits
 * for. */
static uint64_t event_sum(const Cpu *cpu, uint64_t event)
{
    switch (event) {
    case PMU_INST_RETIRED:
        return sum_of(cpu, (CostEvent)0, (CostEvent)(COST_CLASS_COUNT - 1));
    case PMU_EXC_TAKEN:
        return sum_of(cpu, COST_ENTRY_EL0_EL1, COST_ENTRY_ANY_EL3);
    case PMU_EXC_RETURN:
        return sum_of(cpu, COST_ERET_EL1_EL0, COST_ERET_EL3_ANY);
    default:
        return 0;
    }
}

static uint64_t event_of(const Pmu *pmu, unsigned n)
{
    return pmu->counter[n].type & EVENT_BITS_V3P1;
}

static uint64_t counted_so_far(const Pmu *pmu, unsigned n, uint64_t executed)
{
    if (event_of(pmu, n) == PMU_CPU_CYCLES)
        return executed / UNITS_PER_CYCLE;
    return event_sum(pmu->cpu, event_of(pmu, n));
}

/* Which counters run: AArch64.CountPMUEvents. */

static bool filtered_out(const Pmu *pmu, uint64_t filter)
{
    const Cpu *cpu = pmu->cpu;
    bool secure = cpu_is_secure(cpu);
    bool p = bit(filter, 31), u = bit(filter, 30);
    bool nsk = bit(filter, 29), nsu = bit(filter, 28), nsh = bit(filter, 27), m = bit(filter, 26);
    bool has_el3 = cpu_has(cpu, FEAT_EL3);

    switch (cpu->pstate.el) {
    case 0:
        return !has_el3 || secure ? u : u != nsu;
    case 1:
        return !has_el3 || secure ? p : p != nsk;
    case 2:
        return !nsh;
    default:
        return m != p;
    }
}

/* Does EL2 keep counter @n for itself? */
static bool is_el2_counter(const Pmu *pmu, unsigned n)
{
    uint64_t hpmn = pmu->cpu->sr[SR_MDCR_EL2] & MDCR_HPMN;

    return n != CYCLE && cpu_has(pmu->cpu, FEAT_EL2) && n >= hpmn;
}

static bool is_enabled(const Pmu *pmu, unsigned n)
{
    bool on = is_el2_counter(pmu, n) ? (pmu->cpu->sr[SR_MDCR_EL2] & MDCR_HPME) != 0
                                     : (pmu->control & PMCR_E) != 0;

    return on && bit(pmu->enabled, n);
}

/* Secure state counts only with MDCR_EL3.SPME; EL2 only counts for itself with MDCR_EL2.HPMD. The
 * cycle counter only heeds either with PMCR_EL0.DP. */
static bool is_prohibited(const Pmu *pmu, unsigned n)
{
    const Cpu *cpu = pmu->cpu;
    bool secure = cpu_is_secure(cpu) && !bit(cpu->sr[SR_MDCR_EL3], 17);
    bool hyp = cpu->pstate.el == 2 && (cpu->sr[SR_MDCR_EL2] & MDCR_HPMD) && !is_el2_counter(pmu, n);
    bool prohibited = secure || hyp;

    return prohibited && (n != CYCLE || (pmu->control & PMCR_DP));
}

static bool runs(const Pmu *pmu, unsigned n)
{
    uint64_t filter = n == CYCLE ? pmu->cycle_filter : pmu->counter[n].type;

    return is_enabled(pmu, n) && !is_prohibited(pmu, n) && !filtered_out(pmu, filter);
}

static uint64_t all_that_run(const Pmu *pmu)
{
    uint64_t mask = 0;

    if (!pmu->enabled)
        return 0;
    for (unsigned n = 0; n < PMU_COUNTERS; n++)
        mask |= (uint64_t)runs(pmu, n) << n;
    return mask | (uint64_t)runs(pmu, CYCLE) << CYCLE;
}

/* Overflow. */

static void update_line(Pmu *pmu)
{
    uint64_t active = pmu->overflowed & pmu->interrupt;
    bool level = false;

    for (unsigned n = 0; n < 32; n++) {
        bool on = is_el2_counter(pmu, n) ? (pmu->cpu->sr[SR_MDCR_EL2] & MDCR_HPME) != 0
                                         : (pmu->control & PMCR_E) != 0;

        level |= bit(active, n) && on;
    }
    if (level != pmu->level) {
        pmu->level = level;
        irqline_set(&pmu->line, level);
    }
}

static uint64_t units_per_count(const Pmu *pmu)
{
    bool divide = (pmu->control & PMCR_D) && !(pmu->control & PMCR_LC);

    return divide ? 64u * UNITS_PER_CYCLE : UNITS_PER_CYCLE;
}

static void count_cycles(Pmu *pmu, uint64_t units)
{
    uint64_t before = pmu->cycles, per = units_per_count(pmu);

    pmu->units += units;
    pmu->cycles += pmu->units / per;
    pmu->units %= per;
    if (pmu->control & PMCR_LC ? pmu->cycles < before : (pmu->cycles >> 32) != (before >> 32))
        pmu->overflowed |= UINT64_C(1) << CYCLE;
}

static void count_event(Pmu *pmu, unsigned n, uint64_t by)
{
    uint64_t sum = pmu->counter[n].count + by;

    if (sum >> 32)
        pmu->overflowed |= UINT64_C(1) << n;
    pmu->counter[n].count = (uint32_t)sum;
}

static void sync_at(Pmu *pmu, uint64_t now_units)
{
    uint64_t executed = executed_units(pmu, now_units);

    if (bit(pmu->running, CYCLE))
        count_cycles(pmu, executed - pmu->at_units);
    for (unsigned n = 0; n < PMU_COUNTERS; n++) {
        uint64_t sum;

        if (!bit(pmu->enabled, n))
            continue;
        sum = counted_so_far(pmu, n, executed);
        if (bit(pmu->running, n))
            count_event(pmu, n, sum - pmu->counter[n].seen);
        pmu->counter[n].seen = sum;
    }
    pmu->at_units = executed;
    update_line(pmu);
}

/* The least time after which counter @n can overflow; TIME_NEVER when it is not timed. */
static uint64_t units_to_overflow(const Pmu *pmu, unsigned n)
{
    uint64_t left;

    if (!bit(pmu->running, n))
        return TIME_NEVER;
    if (n == CYCLE) {
        left =
            pmu->control & PMCR_LC ? 0 - pmu->cycles : (UINT64_C(1) << 32) - (uint32_t)pmu->cycles;
        return left == 0 || left > UINT32_MAX + UINT64_C(1)
                   ? TIME_NEVER
                   : left * units_per_count(pmu) - pmu->units;
    }
    left = (UINT64_C(1) << 32) - pmu->counter[n].count;
    if (event_of(pmu, n) == PMU_CPU_CYCLES)
        return left * UNITS_PER_CYCLE;
    if (event_of(pmu, n) == PMU_SW_INCR)
        return TIME_NEVER;
    /* Not by time: look again when as many of the cheapest class could have been executed. */
    uint64_t least = UNITS_PER_CYCLE;
    for (unsigned i = 0; i < COST_CLASS_COUNT; i++)
        if (pmu->cpu->price[i] > 0)
            least = min_u64(least, (uint64_t)pmu->cpu->price[i]);
    return left * least;
}

static void schedule(Pmu *pmu, uint64_t now_units)
{
    uint64_t soonest = TIME_NEVER;

    for (unsigned n = 0; n < PMU_COUNTERS; n++)
        soonest = min_u64(soonest, units_to_overflow(pmu, n));
    soonest = min_u64(soonest, units_to_overflow(pmu, CYCLE));
    event_schedule(pmu->cpu->config.events, &pmu->overflow,
                   soonest == TIME_NEVER ? TIME_NEVER : now_units + soonest);
    pmu->cpu->attention |= ATTENTION_RESLICE;
}

static void overflow_fire(void *owner, uint64_t now_units)
{
    Pmu *pmu = owner;

    sync_at(pmu, now_units);
    schedule(pmu, now_units);
}

void pmu_sync(Pmu *pmu)
{
    sync_at(pmu, cpu_now(pmu->cpu));
}

void pmu_changed(Pmu *pmu)
{
    uint64_t before = pmu->running;

    pmu->running = all_that_run(pmu);
    update_line(pmu);
    if (before | pmu->running)
        schedule(pmu, cpu_now(pmu->cpu));
}

void pmu_el_change(Cpu *cpu)
{
    Pmu *pmu = cpu->pmu;

    if (LIKELY(!pmu->enabled))
        return;
    pmu_sync(pmu);
    pmu_changed(pmu);
}

Pmu *pmu_new(Cpu *cpu)
{
    Pmu *pmu = calloc(1, sizeof *pmu);

    if (!pmu)
        return NULL;
    pmu->cpu = cpu;
    pmu->overflow = (Event){.fire = overflow_fire, .owner = pmu, .name = "PMU overflow"};
    return pmu;
}

void pmu_free(Pmu *pmu)
{
    if (!pmu)
        return;
    if (pmu->cpu->config.events)
        event_cancel(pmu->cpu->config.events, &pmu->overflow);
    free(pmu);
}

void pmu_reset(Pmu *pmu)
{
    Pmu fresh = {
        .cpu = pmu->cpu, .line = pmu->line, .level = pmu->level, .overflow = pmu->overflow};
    const CpuModel *model = pmu->cpu->config.model;

    if (pmu->cpu->config.events)
        event_cancel(pmu->cpu->config.events, &pmu->overflow);
    fresh.overflow = (Event){.fire = overflow_fire, .owner = pmu, .name = "PMU overflow"};
    *pmu = fresh;
    pmu->control = model ? model->pmcr : 0;
    update_line(pmu);
}

void pmu_connect(Pmu *pmu, IrqLine line)
{
    pmu->line = line;
}

/* Registers. EL0 and EL1 see only the counters below MDCR_EL2.HPMN. */

static unsigned visible_counters(const Pmu *pmu)
{
    const Cpu *cpu = pmu->cpu;
    uint64_t hpmn = cpu->sr[SR_MDCR_EL2] & MDCR_HPMN;

    return cpu->pstate.el < 2 && cpu_el2_enabled(cpu) && hpmn < PMU_COUNTERS ? (unsigned)hpmn
                                                                             : PMU_COUNTERS;
}

static uint64_t visible_mask(const Pmu *pmu)
{
    return UINT64_C(1) << CYCLE | ones(visible_counters(pmu));
}

/* The counter that @sr names; CYCLE; anything else is a counter that is not there or not seen,
 * which reads as zero and ignores writes (CHOICE, for an index that is not implemented). */
static unsigned index_of(const Pmu *pmu, Sysreg sr)
{
    if (sr == SR_PMCCNTR_EL0 || sr == SR_PMCCFILTR_EL0)
        return CYCLE;
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

    if (n == CYCLE)
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

/* A counter's past is of another event or of before it was enabled: count from here. */
static void forget_past(Pmu *pmu, unsigned n)
{
    pmu->counter[n].seen = counted_so_far(pmu, n, pmu->at_units);
}

static uint64_t event_bits(const Pmu *pmu)
{
    return cpu_has(pmu->cpu, FEAT_PMUV3P1) ? EVENT_BITS_V3P1 : EVENT_BITS;
}

static void write_counter(Pmu *pmu, Sysreg sr, uint64_t value)
{
    unsigned n = index_of(pmu, sr);

    if (n == CYCLE) {
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
    forget_past(pmu, n);
}

static void write_enables(Pmu *pmu, uint64_t enabled)
{
    for (unsigned n = 0; n < PMU_COUNTERS; n++)
        if (bit(enabled & ~pmu->enabled, n))
            forget_past(pmu, n);
    pmu->enabled = enabled;
}

static void software_increment(Pmu *pmu, uint64_t value)
{
    for (unsigned n = 0; n < visible_counters(pmu); n++)
        if (bit(value, n) && event_of(pmu, n) == PMU_SW_INCR && bit(pmu->running, n))
            count_event(pmu, n, 1);
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
