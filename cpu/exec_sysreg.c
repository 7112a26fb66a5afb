/* SPDX-License-Identifier: MIT
 *
 * exec_sysreg.c - barriers, PSTATE, system registers and system instructions.
 *
 * The short ways of MRS, MSR and SYS are those that sysreg.c and sysop.c went before (cpu/ways.h).
 *
 * Spec: DDI 0487, "MSR (immediate)", "MSR (register)", MRS.
 * Tests: tests/unit/cpu/exec_system_test.c, tests/unit/cpu/ways_test.c, tests/guest/
 * Journey: after cpu/exec_system.c, before cpu/exec_hint.c
 */
#include "cpu/access.h"
#include "cpu/engine.h"
#include "cpu/flags.h"
#include "cpu/regime.h"
#include "cpu/sysreg_rows.h"

#define SCTLR_UMA 9

/* CRm of MSR (immediate) and of barriers. */
static inline unsigned crm(const Uop *u)
{
    return (unsigned)bits(u->imm, 11, 8);
}

EXEC(DSB)
{
    PAY(COST_DSB);
    NEXT_SYNC;
}

EXEC(DMB)
{
    PAY(COST_DMB);
    NEXT;
}

EXEC(ISB)
{
    PAY(COST_ISB);
    NEXT_SYNC;
}

/* CHOICE: a speculation barrier costs what a DSB does: it waits for the same things. */
EXEC(SB)
{
    PAY(COST_DSB);
    NEXT_SYNC;
}

#ifdef ENGINE_TAIL
static inline bool daif_is_trapped(const Cpu *cpu, const Uop *u)
{
    (void)u;
    return cpu->pstate.el == 0;
}
#else
/* MSR DAIFSet and DAIFClr at EL0 need SCTLR_ELx.UMA. True: pending is filled. */
static bool daif_is_trapped(Cpu *cpu, const Uop *u)
{
    if (cpu->pstate.el != 0 || bit(regime_el0_sctlr(cpu), SCTLR_UMA))
        return false;
    exception_trap(cpu, exception_default_el(cpu), EC_SYS64, syndrome_sys64((uint32_t)u->imm),
                   T_SCTLR_UMA);
    return true;
}
#endif

EXEC(MSR_DAIFSet)
{
    if (daif_is_trapped(cpu, u))
        RAISE;
    ATTEND;
    PAY(COST_WRITE_PSTATE);
    cpu->pstate.daif |= (uint8_t)crm(u);
    NEXT_SYNC;
}

EXEC(MSR_DAIFClr)
{
    if (daif_is_trapped(cpu, u))
        RAISE;
    ATTEND;
    PAY(COST_WRITE_PSTATE);
    cpu->pstate.daif &= (uint8_t)~crm(u);
    NEXT_SYNC;
}

EXEC(MSR_SPSel)
{
    if (cpu->pstate.el == 0)
        UNDEFINED;
    PAY(COST_WRITE_PSTATE);
    cpu_bank_sp(cpu);
    cpu->pstate.sp = crm(u) & 1;
    cpu_unbank_sp(cpu);
    NEXT_SYNC;
}

EXEC(MSR_PAN)
{
    if (cpu->pstate.el == 0)
        UNDEFINED;
    PAY(COST_WRITE_PSTATE);
    cpu->pstate.pan = crm(u) & 1;
    host_tlb_switch(cpu);
    NEXT_SYNC;
}

EXEC(MSR_UAO)
{
    if (cpu->pstate.el == 0)
        UNDEFINED;
    PAY(COST_WRITE_PSTATE);
    cpu->pstate.uao = crm(u) & 1;
    NEXT_SYNC;
}

EXEC(MSR_DIT)
{
    PAY(COST_WRITE_PSTATE);
    cpu->pstate.dit = crm(u) & 1;
    NEXT_SYNC;
}

EXEC(MSR_SSBS)
{
    PAY(COST_WRITE_PSTATE);
    cpu->pstate.ssbs = crm(u) & 1;
    NEXT_SYNC;
}

static inline Sysreg register_of(const Uop *u)
{
    return (Sysreg)(u->imm >> 32);
}

#ifdef ENGINE_TAIL
/* May the @block be zeroed where the host has it? The last page zeroed was Normal memory. */
static inline bool may_zero(const Cpu *cpu, const HostTlbEntry *write, uint64_t block)
{
    return write->tag == cpu->host_tlb.zeroed &&
           mem_is_direct(cpu, write, block, ZVA_BYTES, MEM_ELEMENT_MAX, MEM_PLAIN);
}

EXEC(MRS)
{
    Way way = cpu->ways.now[cpu->pstate.el]->way[register_of(u)][WAY_READ];
    uint64_t value;

    if (LIKELY(way.kind == WAY_PLAIN))
        value = cpu->sr[way.sr];
    else if (way.kind == WAY_SP_EL0 && cpu->pstate.sp)
        value = cpu->sp_el[0];
    else if (way.kind == WAY_SP_EL1)
        value = cpu->sp_el[1];
    else if (way.kind == WAY_DAIF)
        value = (uint64_t)cpu->pstate.daif << 6;
    else if (way.kind == WAY_NZCV)
        value = (uint64_t)flags_get(cpu) << 28;
    else if (way.kind == WAY_CURRENT_EL)
        value = (uint64_t)cpu->pstate.el << 2;
    else
        RAISE;
    PAY(way.cost);
    cpu->x[u->d] = value;
    NEXT_SYNC;
}

EXEC(MSR_reg)
{
    Way way = cpu->ways.now[cpu->pstate.el]->way[register_of(u)][WAY_WRITE];
    uint64_t value = cpu->x[u->d];

    if (LIKELY(way.kind == WAY_PLAIN)) {
        PAY(way.cost);
        cpu->sr[way.sr] = value;
    } else if (way.kind == WAY_MASKED) {
        const SysregRow *row = &sysreg_rows[way.sr];

        PAY(way.cost);
        cpu->sr[way.sr] = (value & ~row->res0) | row->res1;
    } else if (way.kind == WAY_SP_EL0 && cpu->pstate.sp) {
        PAY(way.cost);
        cpu->sp_el[0] = value;
    } else if (way.kind == WAY_SP_EL1) {
        PAY(way.cost);
        cpu->sp_el[1] = value;
    } else if (way.kind == WAY_DAIF) {
        ATTEND;
        PAY(way.cost);
        cpu->pstate.daif = (uint8_t)bits(value, 9, 6);
    } else if (way.kind == WAY_NZCV) {
        PAY(way.cost);
        flags_set(cpu, (unsigned)bits(value, 31, 28));
    } else {
        RAISE;
    }
    NEXT_SYNC;
}

EXEC(SYS)
{
    uint8_t way = cpu->ways.now[cpu->pstate.el]->op[u->imm >> 32];
    uint64_t va = cpu->x[u->d], block = align_down(va, ZVA_BYTES);
    const HostTlbEntry *read = &cpu->host_tlb.read[host_tlb_index(va)];
    const HostTlbEntry *write = &cpu->host_tlb.write[host_tlb_index(va)];

    if (way == WAY_ZERO && may_zero(cpu, write, block)) {
        PAY(COST_DC_ZVA);
        memset(mem_host(write, block), 0, ZVA_BYTES);
    } else if (way == WAY_CACHE && host_tlb_hit(&cpu->host_tlb, read, va, 1)) {
        PAY(COST_CACHE_OP);
    } else {
        RAISE;
    }
    NEXT_SYNC;
}
#else
EXEC(MRS)
{
    if (!sysreg_read(cpu, register_of(u), (uint32_t)u->imm, &cpu->x[u->d]))
        RAISE;
    NEXT_SYNC;
}

EXEC(MSR_reg)
{
    if (!sysreg_write(cpu, register_of(u), (uint32_t)u->imm, cpu->x[u->d]))
        RAISE;
    NEXT_SYNC;
}

EXEC(SYS)
{
    if (!sysop_execute(cpu, (Sysop)(u->imm >> 32), (uint32_t)u->imm, cpu->x[u->d]))
        RAISE;
    NEXT_SYNC;
}
#endif
