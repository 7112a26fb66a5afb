/* SPDX-License-Identifier: MIT
 *
 * stencil.h - host code for sections that are executed often: their handlers, one behind another.
 *
 * A handler of the fast engine ends in a jump to the next, which the host has to guess; a guest
 * that executes more than about a thousand different instructions in a round is more than hosts
 * remember. So the text of the handlers themselves is copied, in the order of the micro-ops, and
 * the jump to the next one is left out. What is executed is what the compiler made of cpu/exec_*.c,
 * no more and no less: nothing is counted, charged or decided here, and code that is lost, or never
 * made, changes host time alone.
 *
 * Where a handler ends, and what in it depends on where it stands, is found by disassembling it.
 * One that can not be understood is not copied: code that comes to it jumps to it, and from there
 * on handlers go on by themselves.
 *
 * Tests: tests/unit/cpu/stencil_test.c
 */
#ifndef CPU_STENCIL_H
#define CPU_STENCIL_H

#include "cpu/code.h"

#if defined(__x86_64__)
#define STENCILS
#endif

/* Executions that make a section worth its code. */
#define STENCIL_HEAT 32u

typedef struct Stencils Stencils;

/* NULL when the host has no code to write, or may not execute it. */
Stencils *stencils_new(void);

/* NULL is well. */
void stencils_free(Stencils *stencils);

/* Where its code is. */
uint8_t *stencils_arena(const Stencils *stencils);

/* Time to forget everything. */
bool stencils_are_full(const Stencils *stencils);

/* Nobody uses any code any more. */
void stencils_forget(Stencils *stencils);

/* Makes the code of the section at word @index of @page, and says so in page->code and in the
 * sections that begin there. Does nothing when there is no room. */
void stencil_make(CodeCache *cache, CodePage *page, unsigned index);

#endif
