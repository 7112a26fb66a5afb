/* SPDX-License-Identifier: MIT
 *
 * scene.h - a make-believe machine for tests: CPUs whose crossings are told in one line each.
 *
 * Every step executes ten ALU instructions first, so that each phase has counts; the cost of
 * exception entries and returns is counted as the cpu does. Prices are all different (event i
 * costs i + 1 units), so that a count in the wrong place changes a sum.
 */
#ifndef TESTS_UNIT_SIM_EXITS_SCENE_H
#define TESTS_UNIT_SIM_EXITS_SCENE_H

#include "sim/exits/tracker.h"

#define SCENE_CPUS 2

typedef struct Scene {
    ExitSink sink;
    CostPrices prices;
    WorldInput state[SCENE_CPUS];
    uint64_t now[SCENE_CPUS];
    CostCounts sum[SCENE_CPUS]; /* all that was ever counted */
    uint64_t idle[SCENE_CPUS];
} Scene;

static inline CostPrices scene_prices(void)
{
    CostPrices p;

    for (unsigned i = 0; i < COST_COUNT; i++)
        p.price[i] = (int32_t)i + 1;
    return p;
}

/* Reports @crossing after @counts on @cpu, whose state is already the one after it. */
static inline void scene_tell(Scene *s, unsigned cpu, Crossing crossing, CostCounts counts)
{
    CostSet counted = {{0}};

    s->now[cpu] += cost_units(&counts, &s->prices);
    for (unsigned i = 0; i < COST_COUNT; i++) {
        s->sum[cpu].n[i] += counts.n[i];
        if (counts.n[i])
            cost_set_add(&counted, (CostEvent)i);
    }
    crossing.now_units = s->now[cpu];
    s->sink.crossed(s->sink.owner, cpu, &crossing, &s->state[cpu], &s->sum[cpu], &counted);
}

static inline CostCounts scene_work(void)
{
    return (CostCounts){.n = {[COST_INSN_ALU] = 10}};
}

/* An exception from EL1 or EL2's view: to EL2, with this EC (or an IRQ when @ec is -1). */
static inline void scene_entry(Scene *s, unsigned cpu, int ec, uint64_t pc)
{
    CostCounts n = scene_work();
    Crossing c = {.kind = CROSSING_EXCEPTION,
                  .from_el = s->state[cpu].el,
                  .to_el = 2,
                  .exception = ec < 0 ? EXCEPTION_IRQ : EXCEPTION_SYNC,
                  .esr = ec < 0 ? 0x5a000000u : (uint32_t)ec << 26 | 5u,
                  .pc = pc};

    n.n[c.from_el == 0   ? COST_ENTRY_EL0_EL2
        : c.from_el == 1 ? COST_ENTRY_EL1_EL2
                         : COST_ENTRY_EL2_EL2]++;
    n.n[COST_IRQ_DELIVERY] += ec < 0;
    n.n[COST_INSN_SYSTEM] += ec >= 0;
    s->state[cpu].el = 2;
    scene_tell(s, cpu, c, n);
}

static inline void scene_eret(Scene *s, unsigned cpu, uint8_t to_el)
{
    CostCounts n = scene_work();

    n.n[COST_INSN_SYSTEM]++;
    n.n[COST_ERET_EL2_EL1]++;
    s->state[cpu].el = to_el;
    scene_tell(s, cpu, (Crossing){.kind = CROSSING_ERET, .from_el = 2, .to_el = to_el}, n);
}

/* A write of HCR_EL2 and VTTBR_EL2 at EL2: to a guest's values, or the host's. */
static inline void scene_write(Scene *s, unsigned cpu, bool tge, uint64_t vttbr, uint64_t vmpidr)
{
    CostCounts n = scene_work();

    n.n[COST_WRITE_EL2_CONFIG]++;
    s->state[cpu].tge = tge;
    s->state[cpu].vm = vttbr != 0;
    s->state[cpu].vmid = vttbr != 0;
    s->state[cpu].vttbr_baddr = vttbr;
    s->state[cpu].vmpidr = vmpidr;
    scene_tell(s, cpu, (Crossing){.kind = CROSSING_WRITE, .from_el = 2, .to_el = 2}, n);
}

static inline void scene_wait(Scene *s, unsigned cpu, uint64_t units)
{
    s->state[cpu].waiting = true;
    scene_tell(s, cpu, (Crossing){.kind = CROSSING_WAIT}, scene_work());
    s->now[cpu] += units;
    s->idle[cpu] += units;
    s->state[cpu].waiting = false;
    scene_tell(s, cpu, (Crossing){.kind = CROSSING_WAKE}, (CostCounts){0});
}

static inline Scene scene_start(ExitSink sink, WorldInput first)
{
    Scene s = {.sink = sink, .prices = scene_prices()};

    for (unsigned i = 0; i < SCENE_CPUS; i++) {
        s.state[i] = first;
        scene_tell(&s, i, (Crossing){.kind = CROSSING_RESET}, (CostCounts){0});
    }
    return s;
}

/* KVM without VHE, host at EL1 on @cpu: HVC to EL2, set up, ERET into the guest. */
static inline void scene_nvhe_run(Scene *s, unsigned cpu, uint64_t vttbr, uint64_t vmpidr)
{
    scene_entry(s, cpu, 0x16, 0);
    scene_write(s, cpu, false, vttbr, vmpidr);
    scene_eret(s, cpu, 1);
}

/* The guest exits to EL2, which returns to the host. */
static inline void scene_nvhe_exit(Scene *s, unsigned cpu, int ec, uint64_t pc)
{
    scene_entry(s, cpu, ec, pc);
    scene_write(s, cpu, false, 0, 0);
    scene_eret(s, cpu, 1);
}

#endif
