/* SPDX-License-Identifier: MIT
 *
 * exception.c - making synchronous exceptions, and taking and returning from all of them.
 *
 * Spec: DDI 0487, AArch64.TakeException, AArch64.ExceptionReturn, AArch64.Abort, AArch64.Undefined,
 * ELStateFromSPSR, IllegalExceptionReturn, PC/SP alignment faults.
 * Tests: tests/unit/cpu/exception_test.c, tests/guest/
 * Journey: after cpu/exec_*.c, before cpu/interrupt.c
 */
#include "cpu/exception.h"

#include <string.h>

#include "cpu/access.h"
#include "cpu/charge.h"
#include "cpu/debug.h"
#include "cpu/halt.h"
#include "cpu/pmu.h"
#include "cpu/regime.h"
#include "cpu/sysreg_fields.h"

#define ISS_EA (1u << 9)
#define ISS_CM (1u << 8)
#define ISS_S1PTW (1u << 7)
#define ISS_WNR (1u << 6)

unsigned exception_default_el(const Cpu *cpu)
{
    if (cpu->pstate.el >= 1)
        return cpu->pstate.el;
    return regime_hcr(cpu) & HCR_TGE ? 2 : 1;
}

static bool fill(Cpu *cpu, Exception exception)
{
    cpu->pending = exception;
    return false;
}

/* The trap that explains why EL0's exception goes to EL2 by default. */
static Trap default_trap(const Cpu *cpu)
{
    return cpu->pstate.el == 0 && exception_default_el(cpu) == 2 ? T_HCR_TGE : T_NONE;
}

static bool fill_default(Cpu *cpu, SyndromeClass ec)
{
    return fill(cpu, (Exception){.target_el = (uint8_t)exception_default_el(cpu),
                                 .ec = ec,
                                 .trap = default_trap(cpu)});
}

bool exception_undefined(Cpu *cpu)
{
    return fill_default(cpu, EC_UNKNOWN);
}

bool exception_trap(Cpu *cpu, unsigned target_el, SyndromeClass ec, uint32_t iss, Trap trap)
{
    return fill(cpu,
                (Exception){.target_el = (uint8_t)target_el, .ec = ec, .iss = iss, .trap = trap});
}

bool exception_call(Cpu *cpu, unsigned target_el, SyndromeClass ec, uint32_t iss, bool after)
{
    return fill(cpu, (Exception){.target_el = (uint8_t)target_el,
                                 .ec = ec,
                                 .iss = iss,
                                 .return_offset = after ? 4 : 0,
                                 .trap = default_trap(cpu)});
}

bool exception_pc_alignment(Cpu *cpu)
{
    fill_default(cpu, EC_PC_ALIGN);
    cpu->pending.has_far = true;
    cpu->pending.far = cpu->pc;
    return false;
}

bool exception_sp_alignment(Cpu *cpu)
{
    return fill_default(cpu, EC_SP_ALIGN);
}

bool exception_branch_target(Cpu *cpu)
{
    fill_default(cpu, EC_BTI);
    cpu->pending.iss = cpu->pstate.btype;
    return false;
}

bool exception_illegal_state(Cpu *cpu)
{
    return fill_default(cpu, EC_ILLEGAL_STATE);
}

static bool is_external(Fault fault)
{
    return fault.kind == FAULT_EXTERNAL || fault.kind == FAULT_EXTERNAL_WALK;
}

/* Where an abort goes: AArch64.Abort with its route_to_el3 and route_to_el2. */
static unsigned abort_target(const Cpu *cpu, Fault fault, Trap *trap)
{
    uint64_t hcr = regime_hcr(cpu);

    *trap = default_trap(cpu);
    if (is_external(fault) && cpu_has(cpu, FEAT_EL3) && (cpu->sr[SR_SCR_EL3] & SCR_EA)) {
        *trap = T_SCR_EA;
        return 3;
    }
    if (cpu->pstate.el < 2 && fault.kind != FAULT_NONE) {
        if (fault.stage == 2 || fault.on_s1_walk) {
            *trap = T_HCR_VM;
            return 2;
        }
        if (is_external(fault) && cpu_has(cpu, FEAT_RAS) && (hcr & HCR_TEA)) {
            *trap = T_HCR_TEA;
            return 2;
        }
    }
    return exception_default_el(cpu);
}

static void fill_abort(Cpu *cpu, Fault fault, uint64_t va, SyndromeClass lower, uint32_t iss)
{
    Trap trap;
    unsigned target = abort_target(cpu, fault, &trap);
    bool stage2 = fault.stage == 2 || fault.on_s1_walk;

    iss |= fault_status_code(fault);
    if (fault.on_s1_walk)
        iss |= ISS_S1PTW;
    cpu->pending = (Exception){.target_el = (uint8_t)target,
                               .ec = target > cpu->pstate.el ? lower : lower + 1,
                               .iss = iss,
                               .has_far = true,
                               .far = va,
                               .has_hpfar = target == 2 && stage2 && fault.has_ipa,
                               .ipa = fault.ipa,
                               .trap = trap};
}

bool exception_data_abort(Cpu *cpu, Fault fault, uint64_t va)
{
    uint32_t iss = (fault.on_write ? ISS_WNR : 0) | (fault.cacheop ? ISS_CM : 0);
    uint32_t word;

    /* The instruction's own syndrome comes with stage-2 aborts of the access itself. */
    if (fault.stage == 2 && !fault.on_s1_walk && !fault.cacheop && mem_peek_insn(cpu, &word))
        iss |= syndrome_of_access(word);
    fill_abort(cpu, fault, va, EC_DABT_LOW, iss);
    return false;
}

bool exception_instruction_abort(Cpu *cpu, Fault fault, uint64_t va)
{
    fill_abort(cpu, fault, va, EC_IABT_LOW, 0);
    return false;
}

/* FPEN of CPACR_EL1, and of CPTR_EL2 with HCR_EL2.E2H: 01 traps EL0 only, 11 nobody. */
static bool fpen_traps(uint64_t control, bool el0)
{
    unsigned fpen = (unsigned)bits(control, 21, 20);

    return fpen == 1 ? el0 : fpen != 3;
}

/* AArch64.CheckFPAdvSIMDTrap for EL2. */
static bool el2_traps_fp(const Cpu *cpu, Trap *trap)
{
    uint64_t cptr = cpu->sr[SR_CPTR_EL2];
    bool e2h = regime_e2h(cpu);

    *trap = e2h ? T_CPTR2_FPEN : T_CPTR2_TFP;
    return e2h ? fpen_traps(cptr, regime_in_host(cpu) && cpu->pstate.el == 0) : bit(cptr, 10);
}

bool fp_enabled_slow(Cpu *cpu)
{
    const uint32_t iss = 1u << 24 | 0xe << 20; /* CV, COND */
    unsigned el = cpu->pstate.el;
    Trap trap;

    if (el < 2 && !regime_in_host(cpu) && fpen_traps(cpu->sr[SR_CPACR_EL1], el == 0)) {
        /* AArch64.AdvSIMDFPAccessTrap: what TGE sends to EL2 has no class of its own. */
        if (el == 0 && (regime_hcr(cpu) & HCR_TGE))
            return exception_trap(cpu, 2, EC_UNKNOWN, 0, T_CPACR_FPEN);
        return exception_trap(cpu, 1, EC_FP_ASIMD, iss, T_CPACR_FPEN);
    }
    if (el <= 2 && cpu_el2_enabled(cpu) && el2_traps_fp(cpu, &trap))
        return exception_trap(cpu, 2, EC_FP_ASIMD, iss, trap);
    if (cpu_has(cpu, FEAT_EL3) && bit(cpu->sr[SR_CPTR_EL3], 10))
        return exception_trap(cpu, 3, EC_FP_ASIMD, iss, T_CPTR3_TFP);
    cpu->fp_enabled = true;
    return true;
}

/* The exception registers of each level. */
typedef struct ExceptionRegisters {
    Sysreg esr, far, elr, spsr, vbar, sctlr;
} ExceptionRegisters;

static const ExceptionRegisters registers[4] = {
    [1] = {SR_ESR_EL1, SR_FAR_EL1, SR_ELR_EL1, SR_SPSR_EL1, SR_VBAR_EL1, SR_SCTLR_EL1},
    [2] = {SR_ESR_EL2, SR_FAR_EL2, SR_ELR_EL2, SR_SPSR_EL2, SR_VBAR_EL2, SR_SCTLR_EL2},
    [3] = {SR_ESR_EL3, SR_FAR_EL3, SR_ELR_EL3, SR_SPSR_EL3, SR_VBAR_EL3, SR_SCTLR_EL3},
};

static CostEvent entry_cost(unsigned from, unsigned to)
{
    if (to == 3)
        return COST_ENTRY_ANY_EL3;
    if (to == 2)
        return from == 2 ? COST_ENTRY_EL2_EL2 : from == 1 ? COST_ENTRY_EL1_EL2 : COST_ENTRY_EL0_EL2;
    return from == 1 ? COST_ENTRY_EL1_EL1 : COST_ENTRY_EL0_EL1;
}

static CostEvent return_cost(unsigned from, unsigned to)
{
    if (from == 3)
        return COST_ERET_EL3_ANY;
    if (from == 2)
        return to == 2 ? COST_ERET_EL2_EL2 : to == 1 ? COST_ERET_EL2_EL1 : COST_ERET_EL2_EL0;
    return to == 1 ? COST_ERET_EL1_EL1 : COST_ERET_EL1_EL0;
}

static bool is_same_note(const ExceptionNote *a, const ExceptionNote *b)
{
    return a->kind == b->kind && a->pc == b->pc && a->from_el == b->from_el && a->esr == b->esr &&
           a->to_el == b->to_el;
}

/* The note that @entry repeats, of the last two; or NULL. */
static inline ExceptionNote *same_note(Cpu *cpu, const ExceptionNote *entry)
{
    for (unsigned back = 1; back <= 2 && back <= cpu->ring_next; back++) {
        ExceptionNote *old = &cpu->ring[(cpu->ring_next - back) % EXCEPTION_RING];

        if (is_same_note(old, entry))
            return old;
    }
    return NULL;
}

static void tell_note(Cpu *cpu, const ExceptionNote *note)
{
    ExceptionNote told = *note;

    told.count = 0;
    cpu->config.ports.noted(cpu->config.ports.owner, cpu, &told);
}

/* Inline, and @entry by value, so that it is never in memory but in its place. */
static ALWAYS_INLINE void note(Cpu *cpu, ExceptionNote entry)
{
    ExceptionNote *place = same_note(cpu, &entry);

    if (place) {
        place->now_units = entry.now_units;
        place->far = entry.far;
        place->word = entry.word;
    } else {
        place = &cpu->ring[cpu->ring_next++ % EXCEPTION_RING];
        *place = entry;
    }
    place->count++;
    if (UNLIKELY(cpu->config.ports.noted))
        tell_note(cpu, place);
}

static uint64_t vector_offset(const Cpu *cpu, const Exception *e)
{
    uint64_t base = e->target_el != cpu->pstate.el ? 0x400 : cpu->pstate.sp ? 0x200 : 0;

    return base + (uint64_t)e->kind * 0x80;
}

/* PSTATE at the first instruction of the vector. */
static void enter_pstate(Cpu *cpu, unsigned target)
{
    uint64_t sctlr = cpu->sr[registers[target].sctlr];
    bool has_span = target == 1 || (target == 2 && regime_el0_in_host(cpu));

    cpu->pstate.el = (uint8_t)target;
    cpu->pstate.sp = true;
    cpu->pstate.daif = 15;
    cpu->pstate.ss = cpu->pstate.il = false;
    cpu->pstate.btype = 0;
    cpu->pstate.uao = false;                                   /* DIT stays as it is */
    if (cpu_has(cpu, FEAT_PAN) && has_span && !bit(sctlr, 23)) /* SPAN */
        cpu->pstate.pan = true;
    if (cpu_has(cpu, FEAT_SSBS))
        cpu->pstate.ssbs = bit(sctlr, 44); /* DSSBS */
}

static uint32_t fill_syndrome(Cpu *cpu, const Exception *e)
{
    const ExceptionRegisters *r = &registers[e->target_el];
    uint32_t esr;

    if (e->kind != EXCEPTION_SYNC && e->kind != EXCEPTION_SERROR)
        return 0;
    esr = syndrome(e->ec, !e->il16, e->iss);
    cpu->sr[r->esr] = esr;
    if (e->has_far)
        cpu->sr[r->far] = e->far;
    if (e->has_hpfar)
        cpu->sr[SR_HPFAR_EL2] = bits(e->ipa.v, 47, 12) << 4;
    return esr;
}

/* For explanations: the word that has no other syndrome. */
static uint32_t undefined_word(Cpu *cpu, const Exception *e)
{
    uint32_t word;

    if (e->kind == EXCEPTION_SYNC && e->ec == EC_UNKNOWN)
        return mem_peek_insn(cpu, &word) ? word : 0;
    return 0;
}

static bool world_may_change(unsigned from, unsigned to)
{
    return from >= 2 || to >= 2;
}

static void take(Cpu *cpu)
{
    const Exception *e = &cpu->pending;
    const ExceptionRegisters *r = &registers[e->target_el];
    unsigned from = cpu->pstate.el;
    uint64_t return_address = cpu->pc + e->return_offset;
    uint64_t offset = vector_offset(cpu, e);
    uint32_t esr = fill_syndrome(cpu, e);

    if (UNLIKELY(cpu->debug.stepping))
        debug_step_ended(cpu, e);
    charge(cpu, entry_cost(from, e->target_el));
    cpu->seen.trap[e->trap] = true;
    note(cpu, (ExceptionNote){.now_units = cpu_now(cpu),
                              .pc = return_address,
                              .far = e->has_far ? e->far : 0,
                              .esr = esr,
                              .word = undefined_word(cpu, e),
                              .kind = (uint8_t)e->kind,
                              .from_el = (uint8_t)from,
                              .to_el = e->target_el});
    cpu->sr[r->spsr] = cpu_pstate_to_spsr(cpu);
    cpu->sr[r->elr] = return_address;
    cpu_bank_sp(cpu);
    enter_pstate(cpu, e->target_el);
    cpu_unbank_sp(cpu);
    cpu->pc = (cpu->sr[r->vbar] & ~UINT64_C(0x7ff)) + offset;
    cpu->attention |= ATTENTION_INTERRUPT;
    regime_enter(cpu);
    pmu_el_change(cpu);
    if (world_may_change(from, e->target_el))
        cpu_report(cpu, &(Crossing){.kind = CROSSING_EXCEPTION,
                                    .from_el = (uint8_t)from,
                                    .to_el = e->target_el,
                                    .exception = e->kind,
                                    .esr = esr,
                                    .trap = (uint16_t)e->trap,
                                    .has_ipa = e->has_hpfar,
                                    .ipa = e->ipa,
                                    .far = e->has_far ? e->far : 0,
                                    .pc = return_address});
}

/* The instruction has been given back, and is executed again. */
static void execute_again(Cpu *cpu)
{
    Again why = cpu->again;

    cpu->again = AGAIN_NO;
    if (cpu->debug.stepping) { /* the guest's own software step has not happened */
        cpu->pstate.ss = true;
        cpu->debug.stepping = false;
    }
    if (cpu->pstate.btype != 0)
        cpu->attention |= ATTENTION_BTYPE;
    if (why == AGAIN_WATCHED)
        halt_refused(cpu);
    else if (why == AGAIN_EARLY)
        halt_pass(cpu);
    cpu->attention |= why == AGAIN_EARLY ? ATTENTION_RESLICE : ATTENTION_STEP;
}

void exception_take(Cpu *cpu)
{
    if (LIKELY(cpu->again == AGAIN_NO))
        take(cpu);
    else
        execute_again(cpu);
}

/* IllegalExceptionReturn and ELStateFromSPSR. */
static bool return_is_illegal(const Cpu *cpu, uint64_t spsr)
{
    unsigned target = (unsigned)bits(spsr, 3, 2);

    if (bit(spsr, 4) || bit(spsr, 1)) /* AArch32 is not there; M[1] is reserved */
        return true;
    if (target > cpu->pstate.el)
        return true;
    if (target == 3 && !cpu_has(cpu, FEAT_EL3))
        return true;
    if (target == 2 && !cpu_el2_enabled(cpu))
        return true;
    if (target == 0 && bit(spsr, 0))
        return true;
    return target == 1 && cpu->pstate.el > 1 && cpu_el2_enabled(cpu) &&
           (cpu->sr[SR_HCR_EL2] & HCR_TGE);
}

static void restore_pstate(Cpu *cpu, uint64_t spsr)
{
    Pstate before = cpu->pstate;
    bool illegal = return_is_illegal(cpu, spsr);
    bool ss = debug_return_ss(cpu, spsr, illegal ? before.el : (unsigned)bits(spsr, 3, 2));

    cpu_pstate_from_spsr(cpu, spsr);
    cpu->pstate.ss = ss;
    if (illegal) {
        cpu->pstate.el = before.el;
        cpu->pstate.sp = before.sp;
        cpu->pstate.il = true;
    }
}

uint64_t exception_return_address(const Cpu *cpu)
{
    return cpu->sr[registers[cpu->pstate.el].elr];
}

void exception_return(Cpu *cpu, uint64_t target)
{
    unsigned from = cpu->pstate.el;
    uint64_t spsr = cpu->sr[registers[from].spsr];

    assert(from >= 1);
    cpu_bank_sp(cpu);
    restore_pstate(cpu, spsr);
    cpu_unbank_sp(cpu);
    cpu->exclusive.valid = false;
    cpu->event_register = true; /* an exception return is a WFE wake-up event */
    cpu->attention |= ATTENTION_INTERRUPT;
    regime_enter(cpu);
    cpu->pc = target = branch_address(cpu, target);
    charge(cpu, return_cost(from, cpu->pstate.el));
    pmu_el_change(cpu);
    note(cpu, (ExceptionNote){.now_units = cpu_now(cpu),
                              .pc = target,
                              .kind = EXCEPTION_NOTE_ERET,
                              .from_el = (uint8_t)from,
                              .to_el = cpu->pstate.el});
    if (world_may_change(from, cpu->pstate.el))
        cpu_report(cpu, &(Crossing){.kind = CROSSING_ERET,
                                    .from_el = (uint8_t)from,
                                    .to_el = cpu->pstate.el,
                                    .pc = target});
}
