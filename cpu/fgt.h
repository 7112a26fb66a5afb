/* SPDX-License-Identifier: MIT
 *
 * fgt.h - fine-grained traps (FEAT_FGT): bits of HFGRTR_EL2, HFGWTR_EL2, HFGITR_EL2, HDFGRTR_EL2
 * and HDFGWTR_EL2 by which EL2 takes single registers and instructions of EL1 and EL0
 * (traps_fgt.def).
 *
 * Tests: tests/unit/cpu/fgt_test.c, tests/guest/sysregs (run traps)
 */
#ifndef CPU_FGT_H
#define CPU_FGT_H

#include "cpu/sysreg_rows.h"

/* Is the bit of the fine-grained @trap set, whether or not it applies here? T_NONE has none. */
static inline bool fgt_is_set(const Cpu *cpu, Trap trap)
{
    const TrapRow *row = trap_row(trap);

    return trap != T_NONE && bit(cpu->sr[row->control], row->bit);
}

/* Does the fine-grained @trap take what the current EL does? T_NONE does not. */
bool fgt_traps(const Cpu *cpu, Trap trap);

/* SVC with @imm, and ERET: true when HFGITR_EL2 takes it, and pending is filled. */
bool fgt_traps_svc(Cpu *cpu, uint32_t imm);
bool fgt_traps_eret(Cpu *cpu, uint32_t iss);

#endif
