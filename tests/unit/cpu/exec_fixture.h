/* SPDX-License-Identifier: MIT
 *
 * exec_fixture.h - runs single instructions on the CPU of sysreg_fixture.h, translation off.
 */
#ifndef TESTS_UNIT_CPU_EXEC_FIXTURE_H
#define TESTS_UNIT_CPU_EXEC_FIXTURE_H

#include "cpu/engine.h"
#include "tests/unit/cpu/sysreg_fixture.h"

#define CODE_AT RAM_BASE
#define DATA_AT (RAM_BASE + 0x8000)
#define VBAR(el) (RAM_BASE + 0x10000 * (el))
#define HOLE UINT64_C(0x10000000) /* no bus region is there */

/* A CPU at @el of the model @options, ready to run, with a decoder and vectors. */
static inline Fixture *exec_fixture(const char *options, unsigned el)
{
    Fixture *f = fixture_new(options);
    const uint32_t branch_to_self = 0x14000000;

    for (uint64_t at = VBAR(1); at < VBAR(4); at += 4)
        memcpy(f->ram + (at - RAM_BASE), &branch_to_self, 4);
    f->cpu->config.decoder = decoder_new(f->cpu->features);
    ck_assert(f->cpu->config.decoder != NULL);
    f->cpu->sr[SR_VBAR_EL1] = VBAR(1);
    f->cpu->sr[SR_VBAR_EL2] = VBAR(2);
    f->cpu->sr[SR_VBAR_EL3] = VBAR(3);
    go_to(f, el);
    f->cpu->pc = CODE_AT;
    return f;
}

static inline void exec_fixture_free(Fixture *f)
{
    decoder_free(f->cpu->config.decoder);
    code_cache_free_pages(&f->code);
    fixture_free(f);
}

/* Executes @word at pc, whatever it leads to; when it faults, the branch at the vector too. */
static inline void run(Fixture *f, uint32_t word)
{
    Cpu *cpu = f->cpu;

    memcpy(f->ram + (cpu->pc - RAM_BASE), &word, sizeof word);
    code_written(&f->code, pa_of(cpu->pc), sizeof word);
    cpu->attention = 0;
    engine_run(cpu, 0, 1, ENGINE_SLICE_UNITS);
}

#define ck_next(f) ck_assert_uint_eq((f)->cpu->pc, CODE_AT + 4)

/* The last instruction was taken as an exception of @class to @el, which returns to @offset behind
 * it. */
static inline void check_taken(const Fixture *f, unsigned el, unsigned class, uint64_t offset)
{
    static const Sysreg esr[] = {SR_COUNT, SR_ESR_EL1, SR_ESR_EL2, SR_ESR_EL3};
    static const Sysreg elr[] = {SR_COUNT, SR_ELR_EL1, SR_ELR_EL2, SR_ELR_EL3};
    const Cpu *cpu = f->cpu;

    ck_assert_uint_eq(cpu->pstate.el, el);
    ck_assert_uint_eq(align_down(cpu->pc, 0x800), VBAR(el));
    ck_assert_uint_eq(cpu->sr[esr[el]] >> 26, class);
    ck_assert_uint_eq(cpu->sr[elr[el]], CODE_AT + offset);
}

#endif
