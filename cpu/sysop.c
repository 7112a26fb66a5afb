/* SPDX-License-Identifier: MIT
 *
 * sysop.c - SYS: cache and TLB maintenance, and the way into AT.
 *
 * Nothing is cached but translations, so cache instructions only fault, trap and cost. CHOICE:
 * those by VA take the faults of their translation, as the architecture has it; those by set and
 * way and IC IALLU do nothing.
 *
 * Spec: DDI 0487, "Cache maintenance instructions", AArch64.TLBI_*, AArch64.DC.
 * Tests: tests/unit/cpu/sysreg_test.c, tests/guest/
 * Journey: after cpu/sysop.h, before cpu/sysop_at.c
 */
#include "cpu/sysop.h"

#include "cpu/access.h"
#include "cpu/charge.h"
#include "cpu/debug.h"
#include "cpu/exception.h"
#include "cpu/regime.h"
#include "cpu/sysreg_fields.h"

static bool op_nothing(Cpu *cpu, const SysopRow *row, uint64_t value)
{
    (void)cpu;
    (void)row;
    (void)value;
    return true;
}

/* Of cache maintenance only DC IVAC meets watchpoints: as a write of the whole line. */
static bool is_watched(Cpu *cpu, const SysopRow *row, uint64_t va)
{
    Access access = {.type = ACCESS_WRITE, .privileged = cpu->pstate.el != 0};
    unsigned line = 4u << bits(cpu->sr[SR_CTR_EL0], 19, 16); /* DminLine, in words */

    return row->access == ACCESS_CACHE_WRITE &&
           debug_watched(cpu, align_down(va, line), line, access, true);
}

/* DC by VA and IC IVAU. PSTATE.PAN has no say in them. */
static bool op_cache_va(Cpu *cpu, const SysopRow *row, uint64_t va)
{
    Access access = {.type = row->access, .privileged = cpu->pstate.el != 0};
    Translation t;
    Fault fault = mmu_translate(cpu->mmu, &cpu->regime, va_of(va), access, &t);

    if (fault.kind != FAULT_NONE)
        return exception_data_abort(cpu, fault, va);
    return !cpu->debug.watchpoints || !is_watched(cpu, row, va);
}

static bool op_zero(Cpu *cpu, const SysopRow *row, uint64_t va)
{
    (void)row;
    return mem_zero_block(cpu, va);
}

static uint16_t current_vmid(const Cpu *cpu)
{
    uint64_t vttbr = cpu->sr[SR_VTTBR_EL2];
    bool wide = cpu_has(cpu, FEAT_VMID16) && bit(cpu->sr[SR_VTCR_EL2], 19);

    return (uint16_t)bits(vttbr, wide ? 63 : 55, 48);
}

/* Maintenance of EL1&0 is EL2&0's while HCR_EL2.{E2H,TGE} are {1,1}; what names VMIDs or stage 2
 * stays. Maintenance of EL2 is EL2&0's while E2H is 1. */
static RegimeKind kind_of(const Cpu *cpu, const TlbiForm *form)
{
    bool el1_only =
        form->scope == TLBI_ALL || form->scope == TLBI_VMALLS12 || form->scope == TLBI_IPA;

    if (form->kind == REGIME_EL10 && !el1_only && regime_el0_in_host(cpu))
        return REGIME_EL20;
    return form->kind == REGIME_EL2 && regime_e2h(cpu) ? REGIME_EL20 : form->kind;
}

static uint16_t asid_of(const Cpu *cpu, RegimeKind kind, uint64_t value)
{
    bool wide = bit(cpu->sr[kind == REGIME_EL10 ? SR_TCR_EL1 : SR_TCR_EL2], 36);

    return (uint16_t)bits(value, wide ? 63 : 55, 48);
}

/* The addresses that a range form names; none (CHOICE) when TG is 0, which is reserved. */
typedef struct TlbiRange {
    uint64_t address, bytes;
} TlbiRange;

/* TLBIRange: TG, SCALE, NUM and BaseADDR. CHOICE: a range that leaves the address space is not cut
 * off. */
static TlbiRange range_of(uint64_t value, bool ipa)
{
    static const uint8_t granule_log2[4] = {0, 12, 14, 16};
    unsigned shift = granule_log2[bits(value, 47, 46)];
    uint64_t base = ipa ? bits(value, 36, 0) : sign_extend(value, 37);
    uint64_t granules = (bits(value, 43, 39) + 1) << (5 * bits(value, 45, 44) + 1);

    if (!shift)
        return (TlbiRange){0};
    return (TlbiRange){base << shift, granules << shift};
}

/* CHOICE: the level hint (FEAT_TTL) is not looked at: entries of every size are. */
static Tlbi tlbi_of(const Cpu *cpu, const TlbiForm *form, uint64_t value)
{
    bool ipa = form->scope == TLBI_IPA;
    RegimeKind kind = kind_of(cpu, form);
    TlbiRange range = form->range ? range_of(value, ipa) : (TlbiRange){0};
    bool has_asid = kind == REGIME_EL10 || kind == REGIME_EL20;

    return (Tlbi){.scope = form->scope,
                  .kind = kind,
                  .secure =
                      kind == REGIME_EL3 || (kind == REGIME_EL10 && cpu_is_secure_below_el3(cpu)),
                  .last_level_only = form->last_level_only,
                  .stage2_in_use = kind == REGIME_EL10 && cpu_el2_enabled(cpu),
                  .asid = has_asid ? asid_of(cpu, kind, value) : 0,
                  .vmid = current_vmid(cpu),
                  .address = form->range ? range.address : bits(value, ipa ? 35 : 43, 0) << 12,
                  .bytes = range.bytes};
}

/* HCR_EL2.FB makes EL1's maintenance broadcast. IPAS2 without an enabled EL2 does nothing. */
static bool op_tlbi(Cpu *cpu, const SysopRow *row, uint64_t value)
{
    const CpuPorts *ports = &cpu->config.ports;
    Tlbi tlbi = tlbi_of(cpu, &row->tlbi, value);
    bool forced = cpu->pstate.el == 1 && (regime_hcr(cpu) & HCR_FB);

    if ((row->tlbi.scope == TLBI_IPA && !cpu_el2_enabled(cpu)) || (row->tlbi.range && !tlbi.bytes))
        return true;
    mmu_tlbi(cpu->mmu, &tlbi);
    regime_tlbi(cpu, &tlbi);
    if ((row->tlbi.broadcast || forced) && ports->broadcast_tlbi)
        ports->broadcast_tlbi(ports->owner, cpu, &tlbi);
    return true;
}

#define ROW(NAME, op1, crn, crm, op2, EL, COST, EXECUTE, ...)                                      \
    [OP_##NAME] = {.name = #NAME,                                                                  \
                   .key = SYSREG_KEY(1, op1, crn, crm, op2),                                       \
                   .el = EL,                                                                       \
                   .cost = COST_##COST,                                                            \
                   .execute = EXECUTE,                                                             \
                   __VA_ARGS__}

static const SysopRow sysops[OP_COUNT] = {
#define SYSOP(NAME, op1, crn, crm, op2, EL, COST, ...)                                             \
    ROW(NAME, op1, crn, crm, op2, EL, COST, __VA_ARGS__, ),
#include "cpu/sysops.def"
#undef SYSOP
};

const SysopRow *sysop_row(Sysop op)
{
    assert(op < OP_COUNT);
    return &sysops[op];
}

Sysop sysop_find(unsigned key)
{
    switch (key) {
#define SYSOP(NAME, op1, crn, crm, op2, ...)                                                       \
    case SYSREG_KEY(1, op1, crn, crm, op2):                                                        \
        return OP_##NAME;
#include "cpu/sysops.def"
#undef SYSOP
    default:
        return OP_COUNT;
    }
}

WayKind sysop_way(Sysop op)
{
    const SysopRow *row = &sysops[op];

    if (row->execute == op_zero)
        return WAY_ZERO;
    return row->execute == op_cache_va && row->access == ACCESS_CACHE ? WAY_CACHE : WAY_LONG;
}

/* Is the instruction there, and does nothing stop it? False: pending is filled. */
static bool allowed(Cpu *cpu, Sysop op, uint32_t word)
{
    const SysopRow *row;

    if (op == OP_COUNT || !cpu_has(cpu, (Feature)sysops[op].feature))
        return sysreg_unknown(cpu, word, false);
    row = &sysops[op];
    if (cpu->pstate.el < row->el || (row->needs_el2 && !cpu_el2_enabled(cpu)))
        return exception_undefined(cpu);
    if (!sysreg_check_traps(cpu, row->traps, (Trap)row->fgt[1], word, false))
        return false;
    cpu->seen.sysop[op] = true;
    if (cpu->section_end)
        ways_learn_op(cpu, op);
    return true;
}

bool sysop_execute(Cpu *cpu, Sysop op, uint32_t word, uint64_t value)
{
    bool known = cpu->section_end && cpu->ways.now[cpu->pstate.el]->op[op] != WAY_UNKNOWN;

    if (!known && !allowed(cpu, op, word))
        return false;
    charge(cpu, (CostEvent)sysops[op].cost);
    return sysops[op].execute(cpu, &sysops[op], value);
}
