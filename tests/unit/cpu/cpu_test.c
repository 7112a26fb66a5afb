/* SPDX-License-Identifier: MIT
 *
 * cpu_test.c - reset, SPSR and PSTATE, stack pointers, time, interrupt lines.
 *
 * Expectations: DDI 0487, AArch64.TakeReset, SPSR_ELx, GetPSRFromPSTATE, SetPSTATEFromPSR, SP[].
 */
#include "tests/unit/cpu/sysreg_fixture.h"

#define BIT(n) (UINT64_C(1) << (n))

START_TEST(reset_is_at_the_highest_level_with_everything_masked)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 1);
    f->cpu->x[5] = 7;
    f->cpu->pstate.nzcv = 15;
    f->cpu->exclusive.valid = f->cpu->event_register = true;
    f->cpu->wait = WAIT_WFI;
    cpu_reset(f->cpu);
    ck_assert_uint_eq(f->cpu->pstate.el, 3);
    ck_assert(f->cpu->pstate.sp);
    ck_assert_uint_eq(f->cpu->pstate.daif, DAIF_D | DAIF_A | DAIF_I | DAIF_F);
    ck_assert_uint_eq(f->cpu->pstate.nzcv, 0);
    ck_assert_uint_eq(f->cpu->x[5], 0);
    ck_assert(!f->cpu->exclusive.valid && !f->cpu->event_register);
    ck_assert_int_eq(f->cpu->wait, WAIT_NONE);
    ck_assert(!bit(f->cpu->sr[SR_SCTLR_EL3], 0)); /* M: the MMU is off */
    ck_assert_int_eq(f->cpu->regime.kind, REGIME_EL3);
    fixture_free(f);
}
END_TEST

START_TEST(each_field_of_spsr_is_where_the_manual_has_it)
{
    Fixture *f = fixture_new("neoverse-n1");
    Pstate *p = &f->cpu->pstate;

    *p = (Pstate){.nzcv = 8};
    ck_assert_uint_eq(cpu_pstate_to_spsr(f->cpu), BIT(31));
    *p = (Pstate){.nzcv = 1};
    ck_assert_uint_eq(cpu_pstate_to_spsr(f->cpu), BIT(28));
    *p = (Pstate){.dit = true};
    ck_assert_uint_eq(cpu_pstate_to_spsr(f->cpu), BIT(24));
    *p = (Pstate){.uao = true};
    ck_assert_uint_eq(cpu_pstate_to_spsr(f->cpu), BIT(23));
    *p = (Pstate){.pan = true};
    ck_assert_uint_eq(cpu_pstate_to_spsr(f->cpu), BIT(22));
    *p = (Pstate){.ss = true};
    ck_assert_uint_eq(cpu_pstate_to_spsr(f->cpu), BIT(21));
    *p = (Pstate){.il = true};
    ck_assert_uint_eq(cpu_pstate_to_spsr(f->cpu), BIT(20));
    *p = (Pstate){.ssbs = true};
    ck_assert_uint_eq(cpu_pstate_to_spsr(f->cpu), BIT(12));
    *p = (Pstate){.daif = DAIF_D};
    ck_assert_uint_eq(cpu_pstate_to_spsr(f->cpu), BIT(9));
    *p = (Pstate){.daif = DAIF_F};
    ck_assert_uint_eq(cpu_pstate_to_spsr(f->cpu), BIT(6));
    *p = (Pstate){.el = 2, .sp = true};
    ck_assert_uint_eq(cpu_pstate_to_spsr(f->cpu), 9);
    fixture_free(f);
}
END_TEST

START_TEST(pstate_survives_a_round_trip)
{
    const uint64_t spsr =
        UINT64_C(5) << 28 | BIT(23) | BIT(22) | BIT(21) | BIT(20) | BIT(12) | UINT64_C(6) << 6 | 5;
    Fixture *f = fixture_new("neoverse-n1");

    cpu_pstate_from_spsr(f->cpu, spsr);
    ck_assert_uint_eq(cpu_pstate_to_spsr(f->cpu), spsr);
    fixture_free(f);
}
END_TEST

/* PAN, UAO, DIT and SSBS are RES0 where their feature is not there. */
START_TEST(bits_of_absent_features_are_not_restored)
{
    Fixture *f = fixture_new("cortex-a57");

    cpu_pstate_from_spsr(f->cpu, BIT(24) | BIT(23) | BIT(22) | BIT(12) | 5);
    ck_assert_uint_eq(cpu_pstate_to_spsr(f->cpu), 5);
    fixture_free(f);
}
END_TEST

/* SP_EL0 with SPSel 0 at any level, else the level's own. */
START_TEST(stack_pointers_follow_level_and_spsel)
{
    Fixture *f = fixture_new("cortex-a57");
    Cpu *cpu = f->cpu;

    for (unsigned el = 0; el < 4; el++)
        cpu->sp_el[el] = 0x1000 * (uint64_t)(el + 1);
    for (uint8_t el = 0; el < 4; el++) {
        cpu->pstate.el = el;
        cpu->pstate.sp = false;
        cpu_unbank_sp(cpu);
        ck_assert_uint_eq(cpu->x[REG_SP], 0x1000);
        cpu->pstate.sp = el > 0;
        cpu_unbank_sp(cpu);
        ck_assert_uint_eq(cpu->x[REG_SP], 0x1000 * (uint64_t)(el + 1));
        cpu->x[REG_SP] += 16;
        cpu_bank_sp(cpu);
        ck_assert_uint_eq(cpu->sp_el[el], 0x1000 * (uint64_t)(el + 1) + 16);
        cpu->sp_el[0] = 0x1000;
    }
    fixture_free(f);
}
END_TEST

START_TEST(now_is_the_begin_of_the_slice_and_what_was_spent)
{
    Fixture *f = fixture_new("cortex-a57");

    f->cpu->slice_begin_units = 1000;
    f->cpu->slice_units = 500;
    f->cpu->budget = UINT64_C(7) << 32 | 200;
    ck_assert_uint_eq(cpu_now(f->cpu), 1300);
    f->cpu->budget = UINT64_C(7) << 32 | (uint32_t)-20; /* over the slice's end */
    ck_assert_uint_eq(cpu_now(f->cpu), 1520);
    fixture_free(f);
}
END_TEST

START_TEST(a_line_is_a_bit_that_calls_for_attention)
{
    Fixture *f = fixture_new("cortex-a57");
    IrqLine line = cpu_line(f->cpu, CPU_LINE_VIRQ);

    f->cpu->attention = 0;
    line.set(line.owner, line.input, true);
    ck_assert_uint_eq(f->cpu->lines, 1u << CPU_LINE_VIRQ);
    ck_assert_uint_eq(f->cpu->attention, ATTENTION_INTERRUPT);
    line.set(line.owner, line.input, false);
    ck_assert_uint_eq(f->cpu->lines, 0);
    fixture_free(f);
}
END_TEST

START_TEST(el2_is_enabled_in_non_secure_state_or_without_el3)
{
    Fixture *f = fixture_new("cortex-a57");

    f->cpu->sr[SR_SCR_EL3] &= ~SCR_NS;
    ck_assert(!cpu_el2_enabled(f->cpu) && cpu_is_secure_below_el3(f->cpu));
    f->cpu->sr[SR_SCR_EL3] |= SCR_NS;
    ck_assert(cpu_el2_enabled(f->cpu) && !cpu_is_secure_below_el3(f->cpu));
    ck_assert(cpu_is_secure(f->cpu)); /* EL3 itself */
    fixture_free(f);
    f = fixture_new("cortex-a57,-el3");
    ck_assert(cpu_el2_enabled(f->cpu) && !cpu_is_secure(f->cpu));
    fixture_free(f);
}
END_TEST

TEST_MAIN("cpu", reset_is_at_the_highest_level_with_everything_masked,
          each_field_of_spsr_is_where_the_manual_has_it, pstate_survives_a_round_trip,
          bits_of_absent_features_are_not_restored, stack_pointers_follow_level_and_spsel,
          now_is_the_begin_of_the_slice_and_what_was_spent,
          a_line_is_a_bit_that_calls_for_attention,
          el2_is_enabled_in_non_secure_state_or_without_el3)
