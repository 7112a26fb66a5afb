/* SPDX-License-Identifier: MIT
 *
 * bti.c - whether a page is guarded, and which instructions are targets of which branches.
 *
 * CHOICE: SPSR_ELx.BTYPE of an exception that the target itself makes (SVC, a data abort ...) is 0.
 *
 * Tests: tests/guest/bti    Journey: after cpu/exec_branch.c, before cpu/exec_call.c
 */
#include "cpu/bti.h"

#include "cpu/access.h"
#include "cpu/engine.h"
#include "cpu/exception.h"
#include "cpu/section.h"

#define SCTLR_BT0 35 /* of EL0 */
#define SCTLR_BT 36  /* BT1 of EL1 */

/* InGuardedPage. The page of @va is being executed, or has just been found to be executable. */
static bool guarded(Cpu *cpu, uint64_t va)
{
    Access access = {.type = ACCESS_EXEC, .privileged = cpu->pstate.el != 0};
    Translation t;

    return mmu_translate(cpu->mmu, &cpu->regime, va_of(va), access, &t).kind == FAULT_NONE &&
           t.guarded;
}

unsigned bti_type_of_br(Cpu *cpu, unsigned n, uint64_t pc)
{
    return n == 16 || n == 17 || !guarded(cpu, pc) ? BTYPE_JUMP : BTYPE_JUMP_ANY;
}

/* BTypeCompatible_BTI of the hint's bits 7:6: nothing, c, j, jc. */
static bool bti_takes(unsigned kind, unsigned btype)
{
    return kind == 3 || (kind == 1 && btype != BTYPE_JUMP_ANY) ||
           (kind == 2 && btype != BTYPE_CALL);
}

static bool is_target(const Cpu *cpu, const Uop *u)
{
    unsigned btype = cpu->pstate.btype;

    switch (uop_base(u->op)) {
    case A64_BTI:
        return bti_takes((unsigned)bits(u->imm, 7, 6), btype);
    case A64_PACIASP:
    case A64_PACIBSP:
        return btype != BTYPE_JUMP_ANY ||
               !bit(cpu->regime.sctlr, cpu->pstate.el == 0 ? SCTLR_BT0 : SCTLR_BT);
    case A64_BRK:
    case A64_HLT:
        return true;
    default:
        return false;
    }
}

bool bti_exception(Cpu *cpu)
{
    const Uop *u;

    cpu->attention &= ~(uint32_t)ATTENTION_BTYPE;
    if (cpu->pstate.btype == 0)
        return false;
    u = mem_fetch(cpu);
    if (!u || (!is_target(cpu, u) && guarded(cpu, cpu->pc) && !exception_branch_target(cpu))) {
        engine_fault(cpu);
        return true;
    }
    cpu->pstate.btype = 0;
    return false;
}
