/* SPDX-License-Identifier: MIT
 *
 * sysop_at.c - AT: asks the MMU and says the answer in PAR_EL1.
 *
 * Spec: DDI 0487, AArch64.AT, AArch64.EncodePAR, PAR_EL1.
 * Tests: tests/unit/cpu/sysreg_test.c, tests/guest/
 * Journey: after cpu/sysop.c, before cpu/exec_system.c
 */
#include "cpu/exception.h"
#include "cpu/regime.h"
#include "cpu/sysop.h"

#define PAR_F UINT64_C(1)
#define PAR_PTW (UINT64_C(1) << 8)
#define PAR_S (UINT64_C(1) << 9)
#define PAR_NS (UINT64_C(1) << 9)
#define PAR_RES1 (UINT64_C(1) << 11)
#define PAR_PA UINT64_C(0x0000fffffffff000)
#define SH_OUTER 2
#define ATTR_NORMAL_NON_CACHEABLE 0x44

/* PAREncodeShareability: Device and Non-cacheable memory is Outer Shareable. */
static uint64_t par_shareability(const Translation *t)
{
    return t->device || t->attr == ATTR_NORMAL_NON_CACHEABLE ? SH_OUTER : t->shareability;
}

static uint64_t par_of_translation(const Translation *t)
{
    return (uint64_t)t->attr << 56 | (t->pa.v & PAR_PA) | PAR_RES1 | (t->secure ? 0 : PAR_NS) |
           par_shareability(t) << 7;
}

static uint64_t par_of_fault(Fault fault)
{
    return PAR_RES1 | (fault.stage == 2 ? PAR_S : 0) | (fault.on_s1_walk ? PAR_PTW : 0) |
           (uint64_t)fault_status_code(fault) << 1 | PAR_F;
}

/* Two faults are not an answer but an exception: an external abort on a table walk, and what stage
 * 2 has against a stage-1 walk that EL1 asked for. */
static bool is_exception(const Cpu *cpu, Fault fault)
{
    bool external = fault.kind == FAULT_EXTERNAL || fault.kind == FAULT_EXTERNAL_WALK;

    return external || (fault.on_s1_walk && cpu->pstate.el == 1);
}

/* AArch64.AT: a host's S1E1 is about EL2, and its S1E0 (as S12E0) about its own EL0 (regime_of). */
static unsigned at_level(const Cpu *cpu, const AtForm *at)
{
    return at->el == 1 && at->stage1_only && regime_el0_in_host(cpu) ? 2 : at->el;
}

bool op_at(Cpu *cpu, const SysopRow *row, uint64_t va)
{
    const AtForm *at = &row->at;
    Regime regime = regime_of(cpu, at_level(cpu, at));
    Access access = {.type = at->write ? ACCESS_AT_WRITE : ACCESS_AT_READ,
                     .privileged = at->privileged,
                     .pan = at->pan && cpu->pstate.pan,
                     .stage1_only = at->stage1_only};
    Translation t;
    Fault fault = mmu_translate(cpu->mmu, &regime, va_of(va), access, &t);

    if (fault.kind == FAULT_NONE) {
        cpu->sr[SR_PAR_EL1] = par_of_translation(&t);
        return true;
    }
    if (is_exception(cpu, fault))
        return exception_data_abort(cpu, fault, va);
    cpu->sr[SR_PAR_EL1] = par_of_fault(fault);
    return true;
}
