/* SPDX-License-Identifier: MIT
 *
 * section.h - runs of decoded instructions, with what they count and cost.
 *
 * A section begins anywhere and goes on past branches that are not taken, to the first instruction
 * that surely leaves it: a branch without condition, a system instruction that is more than a move,
 * the end of the page. So where it ends does not depend on where it began. What its instructions
 * cost whatever they do is known when it is decoded, so that entering it is one addition of lanes
 * and one subtraction from the budget.
 *
 * A link is a section for who comes by a taken branch of the same page: it gives back what is
 * behind the branch, pays for the branch, and enters the section at the target, in one addition
 * and one subtraction.
 *
 * Tests: tests/unit/cpu/section_test.c, tests/unit/cpu/fast_test.c
 */
#ifndef CPU_SECTION_H
#define CPU_SECTION_H

#include "cpu/cpu.h"

/* Does @u end its section? Those of a64_branch.def without a condition, a64_call.def and
 * a64_system.def do, MRS and MSR of registers that are more than storage (ways_are_short), and
 * words that are not decoded yet. */
bool section_ends_with(const Uop *u);

/* The section that begins at word @index of @page, made when it is not there; NULL when none is
 * left, or when it is too dear to be paid at once. */
const Section *section_at(Cpu *cpu, CodePage *page, unsigned index);

/* Takes what @section costs from *@budget. False, with nothing done, when it may not last for each
 * of its instructions to start. */
static inline bool section_pay(const Section *section, Budget *budget)
{
    const Budget either_sign = UINT64_C(0x8000000080000000);
    Budget left = *budget - section->cost;

    /* Less 1: some time must be left when the last of them starts, whatever it costs. */
    if (UNLIKELY((left - 1) & either_sign))
        return false;
    *budget = left;
    return true;
}

/* Takes back what was counted for @from and all after it in the section being executed. */
void section_give_back(Cpu *cpu, const Uop *from);

/* Leaves the section by the taken direct branch @u: pc is the target. Makes the link for the next
 * time when that is in the page. */
void section_branch(Cpu *cpu, const Uop *u);

#endif
