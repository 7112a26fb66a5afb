/* SPDX-License-Identifier: MIT
 *
 * regime.h - from system registers and EL to the plain Regime that mmu/ wants.
 */
#ifndef CPU_REGIME_H
#define CPU_REGIME_H

#include "cpu/cpu.h"

/* The regime of @el (0..3) with the current register values. */
Regime regime_of(const Cpu *cpu, unsigned el);

/* EL, SCTLR, TCR, TTBR, MAIR, HCR, VTCR, VTTBR or SCR changed: refreshes cpu->regime and forgets
 * the fetch page. */
void regime_changed(Cpu *cpu);

/* @sr, one of those, is written and had @before: the same for the regimes that depend on what
 * changed of it. */
void regime_written(Cpu *cpu, Sysreg sr, uint64_t before);

/* EL changed, and none of the others since the last call of either: the same, sooner. */
void regime_enter(Cpu *cpu);

/* @tlbi was done on the Mmu: forgets what was kept outside it of what @tlbi names. */
void regime_tlbi(Cpu *cpu, const Tlbi *tlbi);

/* All translations changed: forgets what was kept of them outside the Mmu. */
void regime_stale(Cpu *cpu);

/* What is memory changed (a flash bank): forgets host addresses everywhere. */
void regime_memory_moved(Cpu *cpu);

/* HCR_EL2 with TGE, without what HCR_EL2.{E2H,TGE} make idle. */
uint64_t regime_hcr_in_tge(uint64_t hcr);

/* The effective HCR_EL2: 0 when EL2 is not enabled, without what is idle. */
static inline uint64_t regime_hcr(const Cpu *cpu)
{
    uint64_t hcr = cpu->sr[SR_HCR_EL2];

    if (UNLIKELY(!cpu_el2_enabled(cpu)))
        return 0;
    return bit(hcr, 27) ? regime_hcr_in_tge(hcr) : hcr; /* TGE */
}

/* ELIsInHost(EL0): HCR_EL2.{E2H,TGE} are {1,1}, EL0 is the user space of a host at EL2. */
bool regime_el0_in_host(const Cpu *cpu);

/* HCR_EL2.E2H is 1, and EL2 enabled: EL2 has two address ranges and EL1's register names. */
bool regime_e2h(const Cpu *cpu);

/* The SCTLR_ELx whose controls hold EL0. */
uint64_t regime_el0_sctlr(const Cpu *cpu);

/* IsInHost(): the current EL is EL2 with E2H, or the EL0 of such a host. */
bool regime_in_host(const Cpu *cpu);

/* AArch64.BranchAddr: where an indirect branch to @va goes, without a tag that is ignored of
 * instructions. */
uint64_t regime_branch_address(const Cpu *cpu, uint64_t va);

/* Has @va no tag for regime_branch_address to take off? */
static inline bool branch_is_plain(const Cpu *cpu, uint64_t va)
{
    uint64_t top = va >> 55;
    bool two = cpu->regime.kind == REGIME_EL10 || cpu->regime.kind == REGIME_EL20;

    return LIKELY(top == 0 || (top == 0x1ff && two));
}

static inline uint64_t branch_address(const Cpu *cpu, uint64_t va)
{
    return branch_is_plain(cpu, va) ? va : regime_branch_address(cpu, va);
}

#endif
