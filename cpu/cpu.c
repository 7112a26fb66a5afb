/* SPDX-License-Identifier: MIT
 *
 * cpu.c - birth and reset of a processing element, its stack pointers and its PSTATE.
 *
 * Spec: DDI 0487, AArch64.TakeReset, GetPSRFromPSTATE, SetPSTATEFromPSR, SP[].
 * Tests: tests/unit/cpu/cpu_test.c
 */
#include "cpu/cpu.h"

#include <stdlib.h>
#include <string.h>

#include "cpu/bti.h"
#include "cpu/charge.h"
#include "cpu/pmu.h"
#include "cpu/regime.h"

#define MEMORY_PAGE UINT64_C(4096) /* of MmuPort.memory */

/* Bits of SPSR_ELx as saved from AArch64. */
enum {
    SPSR_NZCV = 28,
    SPSR_DIT = 24,
    SPSR_UAO = 23,
    SPSR_PAN = 22,
    SPSR_SS = 21,
    SPSR_IL = 20,
    SPSR_SSBS = 12,
    SPSR_BTYPE = 10,
    SPSR_DAIF = 6,
};

/* The page of @pa is mostly in the memory that was accessed last. */
static const uint8_t *port_memory(void *owner, Pa pa)
{
    const Cpu *cpu = owner;
    const BusRegion *hint = cpu->hint;
    uint64_t in_page = pa.v % MEMORY_PAGE, page = pa.v - in_page;
    uint64_t offset = page - hint->base.v;
    const uint8_t *host = bus_region_read_host(hint);

    if (LIKELY(host && offset < hint->size_bytes && hint->size_bytes - offset >= MEMORY_PAGE))
        return host + offset + in_page;
    host = bus_host(cpu->config.ports.bus, pa_of(page), MEMORY_PAGE, false);
    return host ? host + in_page : NULL;
}

static bool port_read64(void *owner, Pa pa, bool secure, uint64_t *value)
{
    Cpu *cpu = owner;
    BusRequest request = {.requester = (uint16_t)cpu->config.index,
                          .size_bytes = 8,
                          .secure = secure,
                          .now_units = cpu_now(cpu)};

    return bus_read(cpu->config.ports.bus, &request, pa, value);
}

static bool port_cas64(void *owner, Pa pa, bool secure, uint64_t old, uint64_t new_value,
                       bool *swapped)
{
    Cpu *cpu = owner;
    uint8_t *host = bus_host(cpu->config.ports.bus, pa, 8, true);
    Monitors *monitors = cpu->config.ports.monitors;
    uint64_t now;

    (void)secure;
    if (!host)
        return false;
    memcpy(&now, host, 8);
    *swapped = now == old;
    if (*swapped) {
        memcpy(host, &new_value, 8);
        code_written(cpu->config.ports.code, pa, 8);
        if (monitors && monitors->marked) {
            monitors->untold |= monitor_hits(monitors, pa, 8);
            monitor_clear(monitors, monitors->untold);
        }
    }
    return true;
}

static void port_walk_steps(void *owner, unsigned stage, unsigned count)
{
    charge_times(owner, stage == 1 ? COST_WALK_S1 : COST_WALK_S2, count);
}

static void port_evicted(void *owner, Va va, unsigned page_log2)
{
    host_tlb_drop(owner, va.v, page_log2);
}

Cpu *cpu_new(const CpuConfig *config)
{
    Cpu *cpu = calloc(1, sizeof *cpu);
    MmuPort port = {.memory = port_memory,
                    .read64 = port_read64,
                    .cas64 = port_cas64,
                    .walk_steps = port_walk_steps,
                    .evicted = port_evicted,
                    .owner = cpu};

    if (!cpu)
        return NULL;
    cpu->config = *config;
    cpu->hint = &config->ports.bus->region[0];
    cpu->features = config->features;
    ways_init(cpu);
    cpu->mmu = mmu_new(&port);
    cpu->timers = timers_new(config->clock, config->events);
    cpu->pmu = pmu_new(cpu);
    if (!cpu->mmu || !cpu->timers || !cpu->pmu) {
        cpu_free(cpu);
        return NULL;
    }
    cpu_reset(cpu);
    return cpu;
}

void cpu_free(Cpu *cpu)
{
    if (!cpu)
        return;
    pmu_free(cpu->pmu);
    timers_free(cpu->timers);
    mmu_free(cpu->mmu);
    free(cpu);
}

void cpu_reset(Cpu *cpu)
{
    memset(cpu->x, 0, sizeof cpu->x);
    memset(cpu->v, 0, sizeof cpu->v);
    memset(cpu->sp_el, 0, sizeof cpu->sp_el);
    cpu->fpcr = cpu->fpsr = 0;
    cpu->pstate = (Pstate){.el = cpu->config.reset_el, .daif = 15, .sp = true};
    cpu->pc = cpu->config.reset_pc;
    cpu->wait = WAIT_NONE;
    cpu->exclusive.valid = false;
    cpu->event_register = false;
    sysreg_reset(cpu);
    regime_changed(cpu);
    cpu->attention |= ATTENTION_INTERRUPT;
}

void cpu_set_prices(Cpu *cpu, const CostPrices *prices)
{
    memcpy(cpu->price, prices->price, sizeof cpu->price);
}

static void line_set(void *owner, unsigned input, bool level)
{
    Cpu *cpu = owner;

    if (level)
        cpu->lines |= 1u << input;
    else
        cpu->lines &= ~(1u << input);
    cpu->attention |= ATTENTION_INTERRUPT;
}

IrqLine cpu_line(Cpu *cpu, CpuLine input)
{
    return (IrqLine){.set = line_set, .owner = cpu, .input = input};
}

uint64_t cpu_pstate_to_spsr(const Cpu *cpu)
{
    const Pstate *p = &cpu->pstate;

    return (uint64_t)p->nzcv << SPSR_NZCV | (uint64_t)p->dit << SPSR_DIT |
           (uint64_t)p->uao << SPSR_UAO | (uint64_t)p->pan << SPSR_PAN |
           (uint64_t)p->ss << SPSR_SS | (uint64_t)p->il << SPSR_IL |
           (uint64_t)p->ssbs << SPSR_SSBS | (uint64_t)p->btype << SPSR_BTYPE |
           (uint64_t)p->daif << SPSR_DAIF | (uint64_t)p->el << 2 | p->sp;
}

void cpu_pstate_from_spsr(Cpu *cpu, uint64_t spsr)
{
    Pstate *p = &cpu->pstate;

    p->nzcv = (uint8_t)bits(spsr, 31, 28);
    p->dit = cpu_has(cpu, FEAT_DIT) && bit(spsr, SPSR_DIT);
    p->uao = cpu_has(cpu, FEAT_UAO) && bit(spsr, SPSR_UAO);
    p->pan = cpu_has(cpu, FEAT_PAN) && bit(spsr, SPSR_PAN);
    p->ss = bit(spsr, SPSR_SS);
    p->il = bit(spsr, SPSR_IL);
    p->ssbs = cpu_has(cpu, FEAT_SSBS) && bit(spsr, SPSR_SSBS);
    bti_set(cpu, cpu_has(cpu, FEAT_BTI) ? (unsigned)bits(spsr, 11, 10) : 0);
    p->daif = (uint8_t)bits(spsr, 9, 6);
    p->el = (uint8_t)bits(spsr, 3, 2);
    p->sp = spsr & 1;
}
