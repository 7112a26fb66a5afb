/* SPDX-License-Identifier: MIT
 *
 * fgt.c - fine-grained traps: when they look, what they take, and which of their bits are there.
 *
 * Spec: DDI 0487, HFGRTR_EL2 and its siblings, AArch64.CheckForSVCTrap, AArch64.CheckForERetTrap.
 * Tests: tests/unit/cpu/fgt_test.c, tests/guest/sysregs (run traps)
 * Journey: after cpu/sysreg_traps.c, before cpu/ways.c
 */
#include "cpu/fgt.h"

#include "cpu/exception.h"
#include "cpu/sysreg_fields.h"

/* At EL1 and EL0 while EL2 is enabled, EL3 has given the traps to EL2, and EL0 is not a host's. */
static bool applies(const Cpu *cpu)
{
    const uint64_t host = HCR_E2H | HCR_TGE;

    return cpu->pstate.el < 2 && cpu_el2_enabled(cpu) && (cpu->sr[SR_HCR_EL2] & host) != host &&
           (!cpu_has(cpu, FEAT_EL3) || (cpu->sr[SR_SCR_EL3] & SCR_FGTEn));
}

bool fgt_traps(const Cpu *cpu, Trap trap)
{
    return fgt_is_set(cpu, trap) && applies(cpu);
}

bool fgt_traps_svc(Cpu *cpu, uint32_t imm)
{
    Trap why = cpu->pstate.el == 0 ? T_HFGITR_SVC_EL0 : T_HFGITR_SVC_EL1;

    return fgt_traps(cpu, why) && !exception_trap(cpu, 2, EC_SVC64, imm, why);
}

bool fgt_traps_eret(Cpu *cpu, uint32_t iss)
{
    return cpu->pstate.el == 1 && fgt_traps(cpu, T_HFGITR_ERET) &&
           !exception_trap(cpu, 2, EC_ERET, iss, T_HFGITR_ERET);
}

/* The bits without a row, or of a feature that this CPU does not have, are RES0. */
void write_fgt(Cpu *cpu, Sysreg sr, uint64_t value)
{
    uint64_t there = 0;

    for (unsigned i = T_HFGRTR_AFSR0_EL1; i <= T_HFGITR_DCCVAC; i++) {
        const TrapRow *row = trap_row((Trap)i);

        if (row->control == sr && cpu_has(cpu, (Feature)row->feature))
            there |= UINT64_C(1) << row->bit;
    }
    cpu->sr[sr] = value & there;
}
