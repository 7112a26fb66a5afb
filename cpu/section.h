/* SPDX-License-Identifier: MIT
 *
 * section.h - straight runs of decoded instructions, with what they count and cost.
 *
 * A section begins anywhere and ends with the first branch or system instruction that is more than
 * a move, or with its page. What its instructions cost whatever they do is known when it is
 * decoded, so that entering it is one addition of lanes and one subtraction from the budget.
 *
 * Tests: tests/unit/cpu/section_test.c
 */
#ifndef CPU_SECTION_H
#define CPU_SECTION_H

#include "cpu/cpu.h"

/* Does @u end its section? Those of a64_branch.def, a64_call.def and a64_system.def do, MRS and MSR
 * of registers that are more than storage (ways_are_short), and words that are not decoded yet. */
bool section_ends_with(const Uop *u);

/* The section that begins at word @index of @page, made when it is not there; NULL when memory is
 * exhausted, or when it is too dear to be paid at once. */
const Section *section_at(Cpu *cpu, CodePage *page, unsigned index);

/* Counts and pays for all of @section. False, with nothing done, when the budget may not last for
 * each of its instructions to start. */
static inline bool section_enter(Cpu *cpu, const Section *section)
{
    const Budget either_sign = UINT64_C(0x8000000080000000);
    Budget left = cpu->budget - section->cost;

    /* Less 1: some time must be left when the last of them starts, whatever it costs. */
    if (UNLIKELY((left - 1) & either_sign))
        return false;
    cpu->budget = left;
    cpu->lanes[0] += section->lanes[0];
    cpu->lanes[1] += section->lanes[1];
    cpu->section_end = section->end;
    return true;
}

/* Takes back what section_enter counted for @from and all after it. */
void section_give_back(Cpu *cpu, const Uop *from);

#endif
