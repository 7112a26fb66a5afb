/* SPDX-License-Identifier: MIT
 *
 * bti.h - branch target identification: what an indirect branch says of its target in
 * PSTATE.BTYPE, and the look at the target.
 *
 * While BTYPE is not 0, ATTENTION_BTYPE is set, and the engines ask bti_exception before the next
 * instruction, which ends that.
 *
 * Spec: DDI 0487, BTypeNext, BranchTargetCheck, BTypeCompatible_BTI, BTypeCompatible_PACIXSP.
 */
#ifndef CPU_BTI_H
#define CPU_BTI_H

#include "cpu/cpu.h"

enum {
    BTYPE_JUMP = 1, /* BR by X16 or X17, or of a page that is not guarded */
    BTYPE_CALL = 2, /* BLR */
    BTYPE_JUMP_ANY = 3,
};

static inline void bti_set(Cpu *cpu, unsigned btype)
{
    cpu->pstate.btype = (uint8_t)btype;
    if (btype)
        cpu->attention |= ATTENTION_BTYPE;
}

/* What BR, BRAA and its kin, at @pc, by register @n, say. */
unsigned bti_type_of_br(Cpu *cpu, unsigned n, uint64_t pc);

/* To be asked before the instruction at cpu->pc: true when an exception has been taken instead of
 * it, because it cannot be fetched or is no target. Afterwards BTYPE is 0. */
bool bti_exception(Cpu *cpu);

#endif
