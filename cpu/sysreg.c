/* SPDX-License-Identifier: MIT
 *
 * sysreg.c - MRS and MSR: existence, level, rule, traps, price, effect, in this order.
 *
 * Everything particular to a register stands in its row of sysregs.def; what is here holds for all.
 *
 * Spec: DDI 0487, AArch64.CheckSystemAccess and the accessibility pseudocode of the registers.
 * Tests: tests/unit/cpu/sysreg_test.c, tests/guest/
 * Journey: after cpu/sysreg_rows.c, before cpu/sysreg_traps.c
 */
#include "cpu/sysreg.h"

#include "cpu/charge.h"
#include "cpu/exception.h"
#include "cpu/fgt.h"
#include "cpu/idregs.h"
#include "cpu/models.h"
#include "cpu/pmu.h"
#include "cpu/regime.h"
#include "cpu/sysreg_fields.h"
#include "cpu/sysreg_rows.h"

static unsigned key_of(uint32_t word)
{
    return (word >> 5) & 0xffff;
}

static unsigned op1_of(const SysregRow *row)
{
    return (row->key >> 11) & 7;
}

/* IMPLEMENTATION DEFINED encodings: op0 3 (or 1 for instructions), CRn 11 or 15. */
static bool is_impdef(unsigned key)
{
    unsigned crn = (key >> 7) & 15;

    return (key & 0x4000) && (crn == 11 || crn == 15);
}

/* HCR_EL2.TIDCP takes EL1's accesses to all IMPLEMENTATION DEFINED encodings, rows or not.
 * CHOICE: those of EL0 that are not implemented are UNDEFINED. */
bool sysreg_unknown(Cpu *cpu, uint32_t word, bool is_read)
{
    static const uint16_t tidcp[SYSREG_TRAPS_MAX] = {T_HCR_TIDCP};

    if (is_impdef(key_of(word)) && cpu->pstate.el == 1 &&
        !sysreg_check_traps(cpu, tidcp, T_NONE, word, is_read))
        return false;
    sysreg_notice_unknown(cpu, key_of(word), word);
    return exception_undefined(cpu);
}

static bool is_identification(const SysregRow *row)
{
    unsigned op0 = row->key >> 14, op1 = op1_of(row), crn = (row->key >> 7) & 15;

    return op0 == 3 && (op1 == 0 || op1 == 1 || op1 == 3) && crn == 0;
}

/* The current EL is too low for the access. With FEAT_IDST, EL0's reads of identification registers
 * have a class of their own. */
static bool out_of_reach(Cpu *cpu, const SysregRow *row, uint32_t word, bool is_read)
{
    if (cpu->pstate.el == 0 && is_read && is_identification(row) && cpu_has(cpu, FEAT_IDST))
        return exception_trap(cpu, exception_default_el(cpu), EC_SYS64, syndrome_sys64(word),
                              T_NONE);
    return exception_undefined(cpu);
}

/* The row's register if the encoding exists here and the current EL may use it. */
static bool allowed(Cpu *cpu, Sysreg sr, uint32_t word, bool is_read)
{
    const SysregRow *row = sysreg_row(sr);
    Trap fgt;

    if (UNLIKELY(cpu->pstate.el < (is_read ? row->read_el : row->write_el)))
        return out_of_reach(cpu, row, word, is_read);
    if (row->check && !row->check(cpu, sr, word))
        return false;
    fgt = (Trap)row->fgt[is_read ? 0 : 1];
    return (row->traps[0] == T_NONE && !fgt_is_set(cpu, fgt)) ||
           sysreg_check_traps(cpu, row->traps, fgt, word, is_read);
}

/* EL2's registers at EL3 of a machine without EL2: RES0, but for the identities EL1 would see. */
static bool is_absent_el2(const Cpu *cpu, const SysregRow *row)
{
    return op1_of(row) == 4 && !cpu_has(cpu, FEAT_EL2) && row->read_el == 2;
}

static uint64_t read_absent_el2(const Cpu *cpu, Sysreg sr)
{
    return sr == SR_VPIDR_EL2    ? cpu->sr[SR_MIDR_EL1]
           : sr == SR_VMPIDR_EL2 ? cpu->sr[SR_MPIDR_EL1]
                                 : 0;
}

static bool exists(const Cpu *cpu, Sysreg sr)
{
    return sr != SR_COUNT && cpu_has(cpu, (Feature)sysreg_row(sr)->feature);
}

/* Whose name @sr is here: with HCR_EL2.E2H, EL2 means its own registers by the names of EL1's, and
 * by those of EL0's timers, as its user space does. */
static Sysreg redirected(const Cpu *cpu, Sysreg sr)
{
    const SysregRow *row = sysreg_row(sr);
    bool host;

    if (row->vhe == SR_NONE)
        return sr;
    host = op1_of(row) == 5 || (cpu->pstate.el == 2 && (cpu->sr[SR_HCR_EL2] & HCR_E2H)) ||
           (cpu->pstate.el == 0 && regime_el0_in_host(cpu));
    return host ? (Sysreg)row->vhe : sr;
}

/* The register that an access to @sr reaches when nothing stops it. In a section of the fast engine
 * that may be known (cpu/ways.h). False: pending is filled. */
static bool reach(Cpu *cpu, Sysreg sr, uint32_t word, bool is_read, Sysreg *target)
{
    const WaySet *set = cpu->section_end ? cpu->ways.now[cpu->pstate.el] : &cpu->ways.none;
    Way way = set->way[sr][is_read ? WAY_READ : WAY_WRITE];

    *target = (Sysreg)way.sr;
    if (way.kind == WAY_LONG)
        return true;
    if (UNLIKELY(!exists(cpu, sr)))
        return sysreg_unknown(cpu, word, is_read);
    if (!allowed(cpu, sr, word, is_read))
        return false;
    cpu->seen.sysreg[sr] |= is_read ? SEEN_READ : SEEN_WRITE;
    *target = redirected(cpu, sr);
    if (cpu->section_end && LIKELY(!is_absent_el2(cpu, sysreg_row(*target))))
        ways_learn(cpu, sr, *target, is_read);
    return true;
}

bool sysreg_read(Cpu *cpu, Sysreg sr, uint32_t word, uint64_t *value)
{
    const SysregRow *row;
    Sysreg target;

    if (!reach(cpu, sr, word, true, &target))
        return false;
    row = sysreg_row(target);
    charge(cpu, (CostEvent)row->read_cost);
    if (UNLIKELY(is_absent_el2(cpu, row)))
        *value = read_absent_el2(cpu, target);
    else
        *value = row->read ? row->read(cpu, target) : cpu->sr[target];
    return true;
}

void sysreg_set(Cpu *cpu, Sysreg sr, uint64_t value)
{
    const SysregRow *row = sysreg_row(sr);
    uint64_t before = cpu->sr[sr];

    value = (value & ~row->res0) | row->res1;
    if (!row->write) {
        cpu->sr[sr] = value;
        return;
    }
    cpu->fp_enabled = false; /* it may be CPACR or CPTR */
    row->write(cpu, sr, value);
    ways_written(cpu, sr, before);
}

bool sysreg_write(Cpu *cpu, Sysreg sr, uint32_t word, uint64_t value)
{
    const SysregRow *row;
    Sysreg target;

    if (!reach(cpu, sr, word, false, &target))
        return false;
    row = sysreg_row(target);
    charge(cpu, (CostEvent)row->write_cost);
    if (LIKELY(!is_absent_el2(cpu, row)))
        sysreg_set(cpu, target, value);
    return true;
}

/* CHOICE: registers whose reset value is UNKNOWN get what Cortex-A57 has, mostly zero. */
void sysreg_reset(Cpu *cpu)
{
    for (unsigned i = 0; i < SR_COUNT; i++)
        cpu->sr[i] = sysreg_row((Sysreg)i)->reset;
    if (cpu->config.model)
        idregs_fill(cpu->config.model, cpu->features, cpu->sr);
    cpu->sr[SR_MPIDR_EL1] = cpu->config.mpidr;
    cpu->sr[SR_VPIDR_EL2] = cpu->sr[SR_MIDR_EL1];
    cpu->sr[SR_VMPIDR_EL2] = cpu->config.mpidr;
    cpu->sr[SR_CNTFRQ_EL0] = cpu->config.clock.cnt_hz;
    if (!cpu_has(cpu, FEAT_EL2))
        cpu->sr[SR_HCR_EL2] = 0;
    /* What below EL3 would not work without firmware, when there is none to set it: Non-secure, and
     * the features of EL2 and EL1, which Linux's boot protocol asks EL3 to let through. */
    if (cpu_has(cpu, FEAT_EL3) && cpu->config.reset_el < 3)
        cpu->sr[SR_SCR_EL3] = SCR_RES1 | SCR_NS | SCR_HCE | scr_enables(cpu);
    ways_let_go(cpu);
    if (cpu->pmu)
        pmu_reset(cpu->pmu);
}
