/* SPDX-License-Identifier: MIT
 *
 * bti_test.c - that what a branch said of its target waits for an interrupt, and that a core
 * without FEAT_BTI says nothing. tests/guest/bti compares the rest with QEMU.
 */
#include "tests/unit/cpu/exec_fixture.h"

#define BLR_X0 0xd63f0000u
#define NOP 0xd503201fu
#define BTI_C 0xd503245fu
#define TARGET (CODE_AT + 0x100)
#define SPSR_BTYPE(spsr) bits(spsr, 11, 10)

/* A call by X0 at EL1 to @word, whose page is guarded. */
static Fixture *called(const char *options, uint32_t word)
{
    uint64_t block = RAM_BASE | UINT64_C(0x701) | UINT64_C(1) << 50; /* AF, Normal, GP */
    Fixture *f = exec_fixture(options, 1);
    Cpu *cpu = f->cpu;

    memcpy(f->ram + 0x80008, &block, sizeof block);
    memcpy(f->ram + (TARGET - RAM_BASE), &word, sizeof word);
    cpu->sr[SR_TTBR0_EL1] = RAM_BASE + 0x80000;
    cpu->sr[SR_TCR_EL1] = UINT64_C(1) << 23 | 25;
    cpu->sr[SR_MAIR_EL1] = 0xff;
    cpu->sr[SR_SCTLR_EL1] |= 1;
    cpu->sr[SR_SCR_EL3] |= SCR_NS;
    regime_changed(cpu);
    cpu->x[0] = TARGET;
    run(f, BLR_X0);
    ck_assert_uint_eq(cpu->pc, TARGET);
    return f;
}

static void go_on(Fixture *f)
{
    engine_run(f->cpu, 0, 1, ENGINE_SLICE_UNITS);
}

START_TEST(a_call_that_lands_on_no_target_is_an_exception)
{
    Fixture *f = called("cortex-a57,+bti", NOP);

    go_on(f);
    ck_assert_uint_eq(f->cpu->sr[SR_ESR_EL1], UINT64_C(0x36000002));
    ck_assert_uint_eq(f->cpu->sr[SR_ELR_EL1], TARGET);
    ck_assert_uint_eq(SPSR_BTYPE(f->cpu->sr[SR_SPSR_EL1]), 2);
    exec_fixture_free(f);
}
END_TEST

START_TEST(an_interrupt_before_the_target_keeps_what_the_call_said)
{
    Fixture *f = called("cortex-a57,+bti", BTI_C);
    Cpu *cpu = f->cpu;

    cpu->pstate.daif = 0;
    cpu->lines = 1u << CPU_LINE_IRQ;
    cpu->attention |= ATTENTION_INTERRUPT;
    go_on(f);
    ck_assert_uint_eq(cpu->sr[SR_ELR_EL1], TARGET);
    ck_assert_uint_eq(SPSR_BTYPE(cpu->sr[SR_SPSR_EL1]), 2);
    ck_assert_uint_eq(cpu->pstate.btype, 0);
    cpu->lines = 0;
    exception_return(cpu, exception_return_address(cpu));
    ck_assert_uint_eq(cpu->pstate.btype, 2);
    go_on(f);
    ck_assert_uint_eq(cpu->pc, TARGET + 4);
    ck_assert_uint_eq(cpu->pstate.btype, 0);
    exec_fixture_free(f);
}
END_TEST

START_TEST(a_core_without_bti_calls_whatever_there_is)
{
    Fixture *f = called("cortex-a57", NOP);

    go_on(f);
    ck_assert_uint_eq(f->cpu->pc, TARGET + 4);
    exec_fixture_free(f);
}
END_TEST

TEST_MAIN("cpu/bti", a_call_that_lands_on_no_target_is_an_exception,
          an_interrupt_before_the_target_keeps_what_the_call_said,
          a_core_without_bti_calls_whatever_there_is)
