/* SPDX-License-Identifier: MIT
 *
 * interrupt.c - which asynchronous exception is taken next, waiting for one, and the reports of
 * world changes.
 *
 * Spec: DDI 0487, "Asynchronous exception types, routing, masking and priorities",
 * AArch64.TakePhysicalIRQException and its relatives, "WFI wake-up events".
 * Tests: tests/unit/cpu/exception_test.c
 */
#include "cpu/charge.h"
#include "cpu/exception.h"
#include "cpu/regime.h"

enum {
    HCR_FMO = 3,
    HCR_IMO = 4,
    HCR_AMO = 5,
    HCR_VF = 6,
    HCR_VI = 7,
    HCR_VSE = 8,
    HCR_E2H = 34,
    HCR_TGE = 27,
};

#define DISR_A (UINT64_C(1) << 31)

/* One asynchronous exception: where its controls are. In order of our choice of priority. */
typedef struct AsyncRow {
    ExceptionKind kind;
    bool is_virtual;
    uint8_t line;      /* CpuLine */
    uint8_t mask;      /* DAIF_* */
    uint8_t hcr_route; /* HCR_EL2 bit that routes to EL2, and enables the virtual one */
    uint8_t hcr_pend;  /* HCR_EL2 bit that makes the virtual one pending */
    uint8_t scr_route; /* SCR_EL3 bit */
    Trap hcr_trap, scr_trap;
    CostEvent cost;
} AsyncRow;

/* CHOICE: SError, then FIQ, then IRQ, physical before virtual: the order is IMPLEMENTATION DEFINED.
 */
static const AsyncRow rows[] = {
    {EXCEPTION_SERROR, false, CPU_LINE_SERROR, DAIF_A, HCR_AMO, 0, 3, T_HCR_AMO, T_SCR_EA,
     COST_IRQ_DELIVERY},
    {EXCEPTION_FIQ, false, CPU_LINE_FIQ, DAIF_F, HCR_FMO, 0, 2, T_HCR_FMO, T_SCR_FIQ,
     COST_IRQ_DELIVERY},
    {EXCEPTION_IRQ, false, CPU_LINE_IRQ, DAIF_I, HCR_IMO, 0, 1, T_HCR_IMO, T_SCR_IRQ,
     COST_IRQ_DELIVERY},
    {EXCEPTION_SERROR, true, CPU_LINE_COUNT, DAIF_A, HCR_AMO, HCR_VSE, 0, T_NONE, T_NONE,
     COST_VIRQ_DELIVERY},
    {EXCEPTION_FIQ, true, CPU_LINE_VFIQ, DAIF_F, HCR_FMO, HCR_VF, 0, T_NONE, T_NONE,
     COST_VIRQ_DELIVERY},
    {EXCEPTION_IRQ, true, CPU_LINE_VIRQ, DAIF_I, HCR_IMO, HCR_VI, 0, T_NONE, T_NONE,
     COST_VIRQ_DELIVERY},
};

/* A virtual one is enabled at EL0 and EL1 when its routing bit is set and TGE is not. */
static bool virtual_enabled(const Cpu *cpu, const AsyncRow *row)
{
    uint64_t hcr = regime_hcr(cpu);

    return cpu->pstate.el < 2 && bit(hcr, row->hcr_route) && !bit(hcr, HCR_TGE);
}

static bool is_pending(const Cpu *cpu, const AsyncRow *row)
{
    bool line = row->line < CPU_LINE_COUNT && (cpu->lines >> row->line) & 1;

    if (!row->is_virtual)
        return line;
    return virtual_enabled(cpu, row) && (line || bit(regime_hcr(cpu), row->hcr_pend));
}

static unsigned target_of(const Cpu *cpu, const AsyncRow *row, Trap *trap)
{
    uint64_t hcr = regime_hcr(cpu);

    *trap = T_NONE;
    if (row->is_virtual)
        return 1;
    if (cpu_has(cpu, FEAT_EL3) && bit(cpu->sr[SR_SCR_EL3], row->scr_route)) {
        *trap = row->scr_trap;
        return 3;
    }
    if (bit(hcr, row->hcr_route) || bit(hcr, HCR_TGE)) {
        *trap = bit(hcr, row->hcr_route) ? row->hcr_trap : T_HCR_TGE;
        return 2;
    }
    return 1;
}

/* Interrupts to a lower level wait; to a level above EL1 PSTATE masks only at that level, and at
 * the EL0 of a host at EL2. */
static bool is_masked(const Cpu *cpu, const AsyncRow *row, unsigned target)
{
    if (target < cpu->pstate.el)
        return true;
    if (target > cpu->pstate.el && target >= 2 && !(target == 2 && regime_el0_in_host(cpu)))
        return false;
    return cpu->pstate.daif & row->mask;
}

static uint32_t serror_iss(const Cpu *cpu, const AsyncRow *row)
{
    return row->is_virtual && cpu_has(cpu, FEAT_RAS) ? (uint32_t)bits(cpu->sr[SR_VSESR_EL2], 24, 0)
                                                     : 0;
}

/* Taking an SError consumes it. */
static void consume(Cpu *cpu, const AsyncRow *row)
{
    if (row->kind != EXCEPTION_SERROR)
        return;
    if (row->is_virtual)
        cpu->sr[SR_HCR_EL2] &= ~(UINT64_C(1) << HCR_VSE);
    else
        cpu->lines &= ~(1u << CPU_LINE_SERROR);
}

bool interrupt_take(Cpu *cpu)
{
    if (LIKELY(!interrupt_possible(cpu)))
        return false;
    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        const AsyncRow *row = &rows[i];
        Trap trap;
        unsigned target;

        if (!is_pending(cpu, row))
            continue;
        target = target_of(cpu, row, &trap);
        if (is_masked(cpu, row, target))
            continue;
        cpu->pending = (Exception){.kind = row->kind,
                                   .is_virtual = row->is_virtual,
                                   .target_el = (uint8_t)target,
                                   .ec = EC_SERROR,
                                   .iss = serror_iss(cpu, row),
                                   .trap = trap};
        consume(cpu, row);
        charge(cpu, row->cost);
        exception_take(cpu);
        return true;
    }
    return false;
}

void interrupt_defer(Cpu *cpu)
{
    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        const AsyncRow *row = &rows[i];
        Trap trap;

        if (row->kind != EXCEPTION_SERROR || !is_pending(cpu, row) ||
            !is_masked(cpu, row, target_of(cpu, row, &trap)))
            continue;
        cpu->sr[row->is_virtual ? SR_VDISR_EL2 : SR_DISR_EL1] = DISR_A | serror_iss(cpu, row);
        consume(cpu, row);
    }
}

bool interrupt_pending(const Cpu *cpu)
{
    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++)
        if (is_pending(cpu, &rows[i]))
            return true;
    return false;
}

static inline void fill_world_input(const Cpu *cpu, WorldInput *in)
{
    uint64_t hcr = regime_hcr(cpu);
    uint64_t vttbr = cpu->sr[SR_VTTBR_EL2];

    in->el = cpu->pstate.el;
    in->secure = cpu_is_secure(cpu) && cpu->pstate.el != 3;
    in->e2h = bit(hcr, HCR_E2H);
    in->tge = bit(hcr, HCR_TGE);
    in->vm = bit(hcr, 0);
    in->waiting = cpu->wait != WAIT_NONE;
    in->vmid = (uint16_t)(vttbr >> 48);
    in->vttbr_baddr = bits(vttbr, 47, 1) << 1;
    in->vmpidr = cpu->sr[SR_VMPIDR_EL2];
}

void cpu_world_input(const Cpu *cpu, WorldInput *in)
{
    fill_world_input(cpu, in);
}

void cpu_report(Cpu *cpu, Crossing *crossing)
{
    const ExitSink *sink = &cpu->config.ports.exits;
    WorldInput after;
    CostSet counted;

    if (!sink->crossed)
        return;
    fill_world_input(cpu, &after);
    counted = charge_report(cpu);
    crossing->now_units = cpu_now(cpu);
    sink->crossed(sink->owner, cpu->config.index, crossing, &after, &cpu->count, &counted);
}

void cpu_wait(Cpu *cpu, CpuWait wait)
{
    Crossing crossing = {.kind = wait == WAIT_NONE ? CROSSING_WAKE : CROSSING_WAIT,
                         .from_el = cpu->pstate.el,
                         .to_el = cpu->pstate.el,
                         .pc = cpu->pc};

    if (wait != WAIT_NONE) {
        cpu->wait_begin_units = cpu_now(cpu);
        cpu->attention |= ATTENTION_WAIT;
    } else {
        cpu->idle_units += cpu_now(cpu) - cpu->wait_begin_units;
    }
    cpu->wait = wait;
    cpu_report(cpu, &crossing);
}
