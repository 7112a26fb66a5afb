/* SPDX-License-Identifier: MIT
 *
 * regime.c - what the system registers say about translation at an EL.
 *
 * Spec: DDI 0487, TranslationRegime, HasS2Translation, S1TranslationRegime, EL2Enabled.
 * Tests: tests/unit/cpu/regime_test.c
 */
#include "cpu/regime.h"

#include "cpu/gic.h"
#include "cpu/sysreg_fields.h"
#include "mmu/stage.h"

#define SCTLR_M UINT64_C(1)
#define SCTLR_EE 25
#define SCR_SIF 9

uint64_t regime_hcr_in_tge(uint64_t hcr)
{
    if (hcr & HCR_E2H)
        return (hcr & ~HCR_IDLE_IN_HOST) | HCR_EnSCXT;
    return hcr & ~HCR_IDLE_IN_TGE;
}

bool regime_e2h(const Cpu *cpu)
{
    return (cpu->sr[SR_HCR_EL2] & HCR_E2H) && cpu_el2_enabled(cpu);
}

bool regime_el0_in_host(const Cpu *cpu)
{
    return (cpu->sr[SR_HCR_EL2] & HCR_HOST) == HCR_HOST && cpu_el2_enabled(cpu);
}

uint64_t regime_el0_sctlr(const Cpu *cpu)
{
    return cpu->sr[regime_el0_in_host(cpu) ? SR_SCTLR_EL2 : SR_SCTLR_EL1];
}

bool regime_in_host(const Cpu *cpu)
{
    return cpu->pstate.el == 2 ? regime_e2h(cpu) : cpu->pstate.el == 0 && regime_el0_in_host(cpu);
}

static void add_features(const Cpu *cpu, Regime *regime)
{
    regime->pa_bits = cpu->config.pa_bits;
    regime->asid16 = true;
    regime->vmid16 = cpu_has(cpu, FEAT_VMID16);
    regime->has_hafdbs = regime->has_dbm = cpu_has(cpu, FEAT_HAFDBS);
    regime->has_ttst = cpu_has(cpu, FEAT_TTST);
    regime->has_xnx = cpu_has(cpu, FEAT_XNX);
    regime->has_hpd = cpu_has(cpu, FEAT_HPDS);
    regime->has_bti = cpu_has(cpu, FEAT_BTI);
    regime->has_tbid = cpu_has(cpu, FEAT_PAUTH);
    regime->has_uao = cpu_has(cpu, FEAT_UAO);
    regime->has_pan = cpu_has(cpu, FEAT_PAN);
    regime->gran4k = regime->gran64k = true;
    regime->gran16k = cpu->config.gran16k;
    regime->s2_gran4k = regime->s2_gran64k = true;
    regime->s2_gran16k = cpu->config.gran16k;
}

static void fill_el10(const Cpu *cpu, unsigned el, Regime *regime)
{
    uint64_t hcr = regime_hcr(cpu);

    regime->sctlr = cpu->sr[SR_SCTLR_EL1];
    regime->tcr = cpu->sr[SR_TCR_EL1];
    regime->ttbr[0] = cpu->sr[SR_TTBR0_EL1];
    regime->ttbr[1] = cpu->sr[SR_TTBR1_EL1];
    regime->mair = cpu->sr[SR_MAIR_EL1];
    /* HCR_EL2.DC: the EL1&0 stage 1 is off and VM counts as 1. TGE at EL0: stage 1 is off. */
    if ((hcr & HCR_DC) || ((hcr & HCR_TGE) && el == 0))
        regime->sctlr &= ~SCTLR_M;
    regime->s2_enabled = (hcr & (HCR_VM | HCR_DC)) != 0;
    regime->hcr = hcr;
    regime->vtcr = cpu->sr[SR_VTCR_EL2];
    regime->vttbr = cpu->sr[SR_VTTBR_EL2];
    regime->s2_big_endian = bit(cpu->sr[SR_SCTLR_EL2], SCTLR_EE);
    regime->sif = cpu_has(cpu, FEAT_EL3) && bit(cpu->sr[SR_SCR_EL3], SCR_SIF);
}

static void fill_el2(const Cpu *cpu, Regime *regime)
{
    regime->sctlr = cpu->sr[SR_SCTLR_EL2];
    regime->tcr = cpu->sr[SR_TCR_EL2];
    regime->ttbr[0] = cpu->sr[SR_TTBR0_EL2];
    regime->ttbr[1] = cpu->sr[SR_TTBR1_EL2];
    regime->mair = cpu->sr[SR_MAIR_EL2];
}

static void fill_el3(const Cpu *cpu, Regime *regime)
{
    regime->sctlr = cpu->sr[SR_SCTLR_EL3];
    regime->tcr = cpu->sr[SR_TCR_EL3];
    regime->ttbr[0] = cpu->sr[SR_TTBR0_EL3];
    regime->mair = cpu->sr[SR_MAIR_EL3];
}

/* TranslationRegime(). */
static RegimeKind kind_at(const Cpu *cpu, unsigned el)
{
    switch (el) {
    case 0:
        return regime_el0_in_host(cpu) ? REGIME_EL20 : REGIME_EL10;
    case 1:
        return REGIME_EL10;
    case 2:
        return regime_e2h(cpu) ? REGIME_EL20 : REGIME_EL2;
    default:
        return REGIME_EL3;
    }
}

Regime regime_of(const Cpu *cpu, unsigned el)
{
    Regime regime = {.kind = kind_at(cpu, el)};

    if (regime.kind == REGIME_EL10)
        fill_el10(cpu, el, &regime);
    else if (regime.kind == REGIME_EL3)
        fill_el3(cpu, &regime);
    else
        fill_el2(cpu, &regime);
    regime.secure = el == 3 || cpu_is_secure_below_el3(cpu);
    add_features(cpu, &regime);
    return regime;
}

/* BigEndian() of data: E0E at EL0, else EE of the EL. */
static bool big_endian(const Cpu *cpu)
{
    return bit(cpu->regime.sctlr, cpu->pstate.el == 0 ? 24 : 25);
}

void regime_stale(Cpu *cpu)
{
    cpu->fetch_page = FETCH_NONE;
    host_tlb_forget(cpu);
}

void regime_memory_moved(Cpu *cpu)
{
    mmu_forget_memory(cpu->mmu);
    regime_stale(cpu);
}

/* What goes entry by entry was dropped by MmuPort.evicted, if any was there. */
void regime_tlbi(Cpu *cpu, const Tlbi *tlbi)
{
    switch (tlbi->scope) {
    case TLBI_VA:
    case TLBI_VAA:
    case TLBI_IPA:
    case TLBI_ASID:
        cpu->fetch_page = FETCH_NONE;
        break;
    default:
        regime_stale(cpu);
        break;
    }
}

void regime_changed(Cpu *cpu)
{
    cpu->regimes_known = 0;
    regime_enter(cpu);
}

/* The ELs, a bit each, whose regimes hold @changed of @sr. */
static uint8_t regimes_with(Sysreg sr, uint64_t changed)
{
    enum {
        EL0 = 1,
        EL1 = 2,
        EL2 = 4,
        EL3 = 8,
    };

    switch (sr) {
    case SR_SCTLR_EL1:
    case SR_TCR_EL1:
    case SR_TTBR0_EL1:
    case SR_TTBR1_EL1:
    case SR_MAIR_EL1:
    case SR_VTCR_EL2:
    case SR_VTTBR_EL2:
        return EL0 | EL1;
    case SR_HCR_EL2:
        return EL0 | EL1 | (changed & HCR_E2H ? EL2 : 0);
    case SR_SCTLR_EL2: /* EE is stage 2's */
        return EL0 | EL1 | EL2;
    case SR_TCR_EL2:
    case SR_TTBR0_EL2:
    case SR_TTBR1_EL2:
    case SR_MAIR_EL2:
        return EL0 | EL2;
    case SR_SCTLR_EL3:
    case SR_TCR_EL3:
    case SR_TTBR0_EL3:
    case SR_MAIR_EL3:
        return EL3;
    default:
        return EL0 | EL1 | EL2 | EL3;
    }
}

void regime_written(Cpu *cpu, Sysreg sr, uint64_t before)
{
    uint64_t changed = cpu->sr[sr] ^ before;
    unsigned el = cpu->pstate.el;

    if (changed)
        cpu->regimes_known &= (uint8_t)~regimes_with(sr, changed);
    if (!bit(cpu->regimes_known, el) || !mmu_is_bound(cpu->mmu, &cpu->regimes[el]))
        regime_enter(cpu);
}

/* host_tlb_switch, which was there before with this regime when @kept is not 0. */
static inline void enter_host_tlb(Cpu *cpu, uint64_t kept)
{
    if (LIKELY(kept && !cpu->debug.watchpoints))
        cpu->host_tlb.context = kept;
    else
        host_tlb_switch(cpu);
}

void regime_enter(Cpu *cpu)
{
    unsigned el = cpu->pstate.el;
    Regime *regime = &cpu->regimes[el];

    if (!bit(cpu->regimes_known, el) || !mmu_is_bound(cpu->mmu, regime)) {
        *regime = regime_of(cpu, el);
        mmu_bind(cpu->mmu, regime);
        cpu->regimes_known |= (uint8_t)(1u << el);
        cpu->host_tlb.kept[el][0] = cpu->host_tlb.kept[el][1] = 0;
    }
    cpu->regime = *regime;
    cpu->big_endian = big_endian(cpu);
    cpu->align_check = bit(cpu->regime.sctlr, 1);
    cpu->fetch_page = FETCH_NONE;
    cpu->fp_enabled = false;
    enter_host_tlb(cpu, cpu->host_tlb.kept[el][cpu->pstate.pan]);
    if (UNLIKELY(cpu->config.gic != NULL))
        gic_world_changed(cpu);
}

uint64_t regime_branch_address(const Cpu *cpu, uint64_t va)
{
    bool upper = bit(va, 55);

    if (!stage1_top_byte_ignored(&cpu->regime, upper, true))
        return va;
    return upper && stage1_two_ranges(&cpu->regime) ? sign_extend(va, 56) : va & ones(56);
}
