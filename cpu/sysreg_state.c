/* SPDX-License-Identifier: MIT
 *
 * sysreg_state.c - registers whose reading or writing is more than storage: identities as a guest
 * sees them, PSTATE, stack pointers, FP control, translation and virtualization controls.
 *
 * Spec: DDI 0487, each register's description.    Tests: tests/unit/cpu/sysreg_test.c, tests/guest/
 * Journey: after cpu/sysreg_traps.c, before cpu/sysreg_timer.c
 */
#include "cpu/exception.h"
#include "cpu/models.h"
#include "cpu/pmu.h"
#include "cpu/regime.h"
#include "cpu/sysreg_fields.h"
#include "cpu/sysreg_rows.h"

#define FPCR_BITS UINT64_C(0x07c00000) /* AHP DN FZ RMode; trapped exceptions are not there */
#define FPCR_FZ16 (UINT64_C(1) << 19)
#define FPSR_BITS UINT64_C(0x0800009f)

/* Identities. */

static bool sees_virtual_identity(const Cpu *cpu)
{
    return cpu->pstate.el == 1 && cpu_el2_enabled(cpu);
}

uint64_t read_midr(Cpu *cpu, Sysreg sr)
{
    return cpu->sr[sees_virtual_identity(cpu) ? SR_VPIDR_EL2 : sr];
}

uint64_t read_mpidr(Cpu *cpu, Sysreg sr)
{
    return cpu->sr[sees_virtual_identity(cpu) ? SR_VMPIDR_EL2 : sr];
}

/* CHOICE: a level or kind of cache that CLIDR_EL1 does not have reads as zero. */
uint64_t read_ccsidr(Cpu *cpu, Sysreg sr)
{
    uint64_t selected = cpu->sr[SR_CSSELR_EL1];

    (void)sr;
    return cpu->config.model && selected < MODEL_CACHES ? cpu->config.model->ccsidr[selected] : 0;
}

/* DZP: would DC ZVA here be trapped? */
uint64_t read_dczid(Cpu *cpu, Sysreg sr)
{
    bool by_el1 = cpu->pstate.el == 0 && !bit(regime_el0_sctlr(cpu), 14);
    bool by_el2 = cpu->pstate.el < 2 && (regime_hcr(cpu) & HCR_TDZ);

    return cpu->sr[sr] | (uint64_t)(by_el1 || by_el2) << 4;
}

/* RVBAR_ELx is there only at the highest EL. */
bool check_highest_el(Cpu *cpu, Sysreg sr, uint32_t word)
{
    unsigned el = sr == SR_RVBAR_EL1 ? 1 : 2;

    (void)word;
    return highest_el(cpu) == el || exception_undefined(cpu);
}

/* The LORegions are Non-secure memory's: EL3 sees their registers while SCR_EL3.NS is 1. */
bool check_lor(Cpu *cpu, Sysreg sr, uint32_t word)
{
    (void)sr, (void)word;
    return !cpu_is_secure_below_el3(cpu) || exception_undefined(cpu);
}

/* _EL12 and _EL02 are there while HCR_EL2.E2H is 1. */
bool check_e2h(Cpu *cpu, Sysreg sr, uint32_t word)
{
    (void)sr;
    (void)word;
    return regime_e2h(cpu) || exception_undefined(cpu);
}

/* Interrupts. */

static bool line(const Cpu *cpu, CpuLine which)
{
    return bit(cpu->lines, (unsigned)which);
}

/* At EL1 a bit shows the virtual interrupt when HCR_EL2 routes the physical one away. */
uint64_t read_isr(Cpu *cpu, Sysreg sr)
{
    uint64_t hcr = cpu->pstate.el == 1 ? regime_hcr(cpu) : 0;
    bool a = hcr & HCR_AMO ? (hcr & HCR_VSE) != 0 : line(cpu, CPU_LINE_SERROR);
    bool i = hcr & HCR_IMO ? (hcr & HCR_VI) || line(cpu, CPU_LINE_VIRQ) : line(cpu, CPU_LINE_IRQ);
    bool f = hcr & HCR_FMO ? (hcr & HCR_VF) || line(cpu, CPU_LINE_VFIQ) : line(cpu, CPU_LINE_FIQ);

    (void)sr;
    return (uint64_t)a << 8 | (uint64_t)i << 7 | (uint64_t)f << 6;
}

static Sysreg disr_seen(const Cpu *cpu)
{
    return cpu->pstate.el == 1 && (regime_hcr(cpu) & HCR_AMO) ? SR_VDISR_EL2 : SR_DISR_EL1;
}

/* While EL3 takes external aborts, below it DISR_EL1 is RAZ/WI. */
static bool disr_hidden(const Cpu *cpu)
{
    return cpu->pstate.el < 3 && cpu_has(cpu, FEAT_EL3) && (cpu->sr[SR_SCR_EL3] & SCR_EA) &&
           disr_seen(cpu) == SR_DISR_EL1;
}

uint64_t read_disr(Cpu *cpu, Sysreg sr)
{
    (void)sr;
    return disr_hidden(cpu) ? 0 : cpu->sr[disr_seen(cpu)];
}

void write_disr(Cpu *cpu, Sysreg sr, uint64_t value)
{
    (void)sr;
    if (!disr_hidden(cpu))
        cpu->sr[disr_seen(cpu)] = value;
}

/* Stack pointers and PSTATE. */

static unsigned sp_index(Sysreg sr)
{
    return sr == SR_SP_EL0 ? 0 : sr == SR_SP_EL1 ? 1 : 2;
}

/* SP_EL0 by name is UNDEFINED while it is the current stack pointer. */
bool check_sp_el0(Cpu *cpu, Sysreg sr, uint32_t word)
{
    (void)sr;
    (void)word;
    return cpu->pstate.sp || exception_undefined(cpu);
}

uint64_t read_sp(Cpu *cpu, Sysreg sr)
{
    return cpu->sp_el[sp_index(sr)];
}

void write_sp(Cpu *cpu, Sysreg sr, uint64_t value)
{
    cpu->sp_el[sp_index(sr)] = value;
}

uint64_t read_pstate(Cpu *cpu, Sysreg sr)
{
    const Pstate *p = &cpu->pstate;

    switch (sr) {
    case SR_NZCV:
        return (uint64_t)p->nzcv << 28;
    case SR_DAIF:
        return (uint64_t)p->daif << 6;
    case SR_CurrentEL:
        return (uint64_t)p->el << 2;
    case SR_SPSel:
        return p->sp;
    case SR_PAN:
        return (uint64_t)p->pan << 22;
    case SR_UAO:
        return (uint64_t)p->uao << 23;
    case SR_DIT:
        return (uint64_t)p->dit << 24;
    default:
        assert(sr == SR_SSBS);
        return (uint64_t)p->ssbs << 12;
    }
}

void write_pstate(Cpu *cpu, Sysreg sr, uint64_t value)
{
    Pstate *p = &cpu->pstate;

    switch (sr) {
    case SR_NZCV:
        p->nzcv = (uint8_t)bits(value, 31, 28);
        break;
    case SR_DAIF:
        p->daif = (uint8_t)bits(value, 9, 6);
        cpu->attention |= ATTENTION_INTERRUPT;
        break;
    case SR_PAN:
        p->pan = bit(value, 22);
        host_tlb_switch(cpu);
        break;
    case SR_UAO:
        p->uao = bit(value, 23);
        break;
    case SR_DIT:
        p->dit = bit(value, 24);
        break;
    default:
        assert(sr == SR_SSBS);
        p->ssbs = bit(value, 12);
        break;
    }
}

void write_spsel(Cpu *cpu, Sysreg sr, uint64_t value)
{
    (void)sr;
    cpu_bank_sp(cpu);
    cpu->pstate.sp = value & 1;
    cpu_unbank_sp(cpu);
}

/* CPACR_EL1.FPEN, CPTR_EL2.TFP and CPTR_EL3.TFP, as for an FP instruction. */
bool check_fp(Cpu *cpu, Sysreg sr, uint32_t word)
{
    (void)sr;
    (void)word;
    return fp_enabled_slow(cpu);
}

uint64_t read_fpcr(Cpu *cpu, Sysreg sr)
{
    (void)sr;
    return cpu->fpcr;
}

void write_fpcr(Cpu *cpu, Sysreg sr, uint64_t value)
{
    (void)sr;
    cpu->fpcr = (uint32_t)(value & (FPCR_BITS | (cpu_has(cpu, FEAT_FP16) ? FPCR_FZ16 : 0)));
}

uint64_t read_fpsr(Cpu *cpu, Sysreg sr)
{
    (void)sr;
    return cpu->fpsr;
}

void write_fpsr(Cpu *cpu, Sysreg sr, uint64_t value)
{
    (void)sr;
    cpu->fpsr = (uint32_t)(value & FPSR_BITS);
}

/* Translation and virtualization. */

/* No more than storage, but controls have a function: see sysreg_set. */
void write_storage(Cpu *cpu, Sysreg sr, uint64_t value)
{
    cpu->sr[sr] = value;
}

void write_translation(Cpu *cpu, Sysreg sr, uint64_t value)
{
    uint64_t before = cpu->sr[sr];

    cpu->sr[sr] = value;
    regime_written(cpu, sr, before);
}

/* What a world depends on (sim/exits/world.h) may have changed: a phase ends here. */
static void report_write(Cpu *cpu)
{
    Crossing crossing = {
        .kind = CROSSING_WRITE, .from_el = cpu->pstate.el, .to_el = cpu->pstate.el, .pc = cpu->pc};

    cpu_report(cpu, &crossing);
}

/* CHOICE: of HCR_EL2 the fields of absent features are RES0, those of AArch32 too (TID0); SWIO,
 * BSU, PTW, CD and ID are kept. RW is RAO/WI: EL1 is AArch64 only. */
static uint64_t hcr_bits(const Cpu *cpu)
{
    uint64_t mask = ones(34) & ~HCR_TID0;

    if (cpu_has(cpu, FEAT_EL3))
        mask &= ~HCR_HCD;
    if (cpu_has(cpu, FEAT_RAS))
        mask |= HCR_TERR | HCR_TEA;
    if (cpu_has(cpu, FEAT_LOR))
        mask |= HCR_TLOR;
    if (cpu_has(cpu, FEAT_PAUTH))
        mask |= HCR_APK | HCR_API;
    if (cpu_has(cpu, FEAT_EVT))
        mask |= HCR_EVT;
    if (cpu_has(cpu, FEAT_CSV2_2))
        mask |= HCR_EnSCXT;
    if (cpu_has(cpu, FEAT_VHE))
        mask |= HCR_E2H;
    if (cpu_has(cpu, FEAT_S2FWB))
        mask |= HCR_FWB;
    return mask;
}

void write_hcr(Cpu *cpu, Sysreg sr, uint64_t value)
{
    uint64_t old = cpu->sr[sr];

    cpu->sr[sr] = (value & hcr_bits(cpu)) | HCR_RW;
    cpu->attention |= ATTENTION_INTERRUPT;
    regime_written(cpu, sr, old);
    cntpoff_changed(cpu);
    if ((old ^ cpu->sr[sr]) & (HCR_VM | HCR_TGE | HCR_E2H))
        report_write(cpu);
}

/* With HCR_EL2.E2H it has the layout of CPACR_EL1. A change of E2H leaves the bits as they are. */
void write_cptr_el2(Cpu *cpu, Sysreg sr, uint64_t value)
{
    if (cpu->sr[SR_HCR_EL2] & HCR_E2H)
        cpu->sr[sr] = value & CPTR2_BITS_E2H;
    else
        cpu->sr[sr] = (value & CPTR2_BITS) | CPTR2_RES1;
}

void write_vttbr(Cpu *cpu, Sysreg sr, uint64_t value)
{
    uint64_t old = cpu->sr[sr];

    if (!cpu_has(cpu, FEAT_VMID16))
        value &= ~(UINT64_C(0xff) << 56);
    cpu->sr[sr] = value;
    regime_written(cpu, sr, old);
    if (old != value)
        report_write(cpu);
}

uint64_t scr_enables(const Cpu *cpu)
{
    return (cpu_has(cpu, FEAT_CSV2_2) ? SCR_EnSCXT : 0) | (cpu_has(cpu, FEAT_HCX) ? SCR_HXEn : 0) |
           (cpu_has(cpu, FEAT_FGT) ? SCR_FGTEn : 0) | (cpu_has(cpu, FEAT_ECV) ? SCR_ECVEn : 0) |
           (cpu_has(cpu, FEAT_PAUTH) ? SCR_APK | SCR_API : 0);
}

void write_scr(Cpu *cpu, Sysreg sr, uint64_t value)
{
    uint64_t mask = UINT64_C(0x3f8f) | scr_enables(cpu), before = cpu->sr[sr];

    if (cpu_has(cpu, FEAT_RAS))
        mask |= SCR_TERR;
    if (cpu_has(cpu, FEAT_LOR))
        mask |= SCR_TLOR;
    if (!cpu_has(cpu, FEAT_EL2))
        mask &= ~SCR_HCE;
    cpu->sr[sr] = (value & mask) | SCR_RES1;
    cpu->attention |= ATTENTION_INTERRUPT;
    regime_written(cpu, sr, before);
    cntpoff_changed(cpu);
}

/* HPMN, HPME and the EL filters decide which counters run; TDE and SDD where debug is. */
/* MDCR_EL2 and MDCR_EL3, whose bit 17 is SPME. */
void write_mdcr(Cpu *cpu, Sysreg sr, uint64_t value)
{
    pmu_sync(cpu->pmu);
    if (!cpu_has(cpu, FEAT_FGT))
        value &= ~MDCR_TDCC;
    if (sr == SR_MDCR_EL2 && !cpu_has(cpu, FEAT_PMUV3P1))
        value &= ~MDCR_HPMD;
    cpu->sr[sr] = value;
    pmu_changed(cpu->pmu);
    cpu->attention |= ATTENTION_INTERRUPT;
}
