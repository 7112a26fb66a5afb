/* SPDX-License-Identifier: MIT
 *
 * pmu.c - the performance monitors of one CPU.
 *
 * What an event counts is a sum of cost events (cost.def), so counting costs nothing while it
 * happens: a counter adds the difference of two sums, taken while the same counters were running.
 *
 * Spec: DDI 0487, AArch64.CountPMUEvents, CheckForPMUOverflow, PMCR_EL0, PMEVTYPER<n>_EL0.
 * Tests: tests/unit/cpu/pmu_test.c
 * Journey: before cpu/sysreg_pmu.c
 */
#include "cpu/pmu.h"

#include <stdlib.h>

#include "cpu/pmu_state.h"
#include "cpu/sysreg_fields.h"

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

uint64_t pmu_event_of(const Pmu *pmu, unsigned n)
{
    return pmu->counter[n].type & EVENT_BITS_V3P1;
}

static uint64_t counted_so_far(const Pmu *pmu, unsigned n, uint64_t executed)
{
    if (pmu_event_of(pmu, n) == PMU_CPU_CYCLES)
        return executed / UNITS_PER_CYCLE;
    return event_sum(pmu->cpu, pmu_event_of(pmu, n));
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

    return n != PMU_CYCLE && cpu_has(pmu->cpu, FEAT_EL2) && n >= hpmn;
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

    return prohibited && (n != PMU_CYCLE || (pmu->control & PMCR_DP));
}

static bool runs(const Pmu *pmu, unsigned n)
{
    uint64_t filter = n == PMU_CYCLE ? pmu->cycle_filter : pmu->counter[n].type;

    return is_enabled(pmu, n) && !is_prohibited(pmu, n) && !filtered_out(pmu, filter);
}

static uint64_t all_that_run(const Pmu *pmu)
{
    uint64_t mask = 0;

    if (!pmu->enabled)
        return 0;
    for (unsigned n = 0; n < PMU_COUNTERS; n++)
        mask |= (uint64_t)runs(pmu, n) << n;
    return mask | (uint64_t)runs(pmu, PMU_CYCLE) << PMU_CYCLE;
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
        pmu->overflowed |= UINT64_C(1) << PMU_CYCLE;
}

void pmu_count_event(Pmu *pmu, unsigned n, uint64_t by)
{
    uint64_t sum = pmu->counter[n].count + by;

    if (sum >> 32)
        pmu->overflowed |= UINT64_C(1) << n;
    pmu->counter[n].count = (uint32_t)sum;
}

static void sync_at(Pmu *pmu, uint64_t now_units)
{
    uint64_t executed = executed_units(pmu, now_units);

    if (bit(pmu->running, PMU_CYCLE))
        count_cycles(pmu, executed - pmu->at_units);
    for (unsigned n = 0; n < PMU_COUNTERS; n++) {
        uint64_t sum;

        if (!bit(pmu->enabled, n))
            continue;
        sum = counted_so_far(pmu, n, executed);
        if (bit(pmu->running, n))
            pmu_count_event(pmu, n, sum - pmu->counter[n].seen);
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
    if (n == PMU_CYCLE) {
        left =
            pmu->control & PMCR_LC ? 0 - pmu->cycles : (UINT64_C(1) << 32) - (uint32_t)pmu->cycles;
        return left == 0 || left > UINT32_MAX + UINT64_C(1)
                   ? TIME_NEVER
                   : left * units_per_count(pmu) - pmu->units;
    }
    left = (UINT64_C(1) << 32) - pmu->counter[n].count;
    if (pmu_event_of(pmu, n) == PMU_CPU_CYCLES)
        return left * UNITS_PER_CYCLE;
    if (pmu_event_of(pmu, n) == PMU_SW_INCR)
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
    soonest = min_u64(soonest, units_to_overflow(pmu, PMU_CYCLE));
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

void pmu_forget_past(Pmu *pmu, unsigned n)
{
    pmu->counter[n].seen = counted_so_far(pmu, n, pmu->at_units);
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
