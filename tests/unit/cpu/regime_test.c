/* SPDX-License-Identifier: MIT
 *
 * regime_test.c - which controls translate at which level.
 *
 * Spec: DDI 0487, HCR_EL2.{VM,DC,TGE}, EL2Enabled, BigEndian.
 */
#include "tests/unit/cpu/sysreg_fixture.h"

#define VM UINT64_C(1)
#define DC (UINT64_C(1) << 12)
#define TGE (UINT64_C(1) << 27)

static Fixture *with_hcr(uint64_t hcr)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 1);
    f->cpu->sr[SR_HCR_EL2] = hcr;
    f->cpu->sr[SR_SCTLR_EL1] |= 1;
    return f;
}

START_TEST(hcr_vm_enables_stage_2_of_el1_and_el0_only)
{
    Fixture *f = with_hcr(VM);

    ck_assert(regime_of(f->cpu, 0).s2_enabled);
    ck_assert(regime_of(f->cpu, 1).s2_enabled);
    ck_assert(!regime_of(f->cpu, 2).s2_enabled);
    ck_assert(!regime_of(f->cpu, 3).s2_enabled);
    fixture_free(f);
}
END_TEST

START_TEST(hcr_dc_turns_stage_1_off_and_stage_2_on)
{
    Fixture *f = with_hcr(DC);

    ck_assert_uint_eq(regime_of(f->cpu, 1).sctlr & 1, 0);
    ck_assert(regime_of(f->cpu, 1).s2_enabled);
    fixture_free(f);
}
END_TEST

START_TEST(without_hcr_there_is_stage_1_alone)
{
    Fixture *f = with_hcr(0);

    ck_assert_uint_eq(regime_of(f->cpu, 1).sctlr & 1, 1);
    ck_assert(!regime_of(f->cpu, 1).s2_enabled);
    fixture_free(f);
}
END_TEST

START_TEST(tge_turns_stage_1_of_el0_off)
{
    Fixture *f = with_hcr(TGE);

    ck_assert_uint_eq(regime_of(f->cpu, 0).sctlr & 1, 0);
    fixture_free(f);
}
END_TEST

/* EL2Enabled(): Secure state has no EL2 before FEAT_SEL2. */
START_TEST(hcr_is_zero_in_secure_state)
{
    Fixture *f = with_hcr(VM | TGE);

    ck_assert_uint_eq(regime_hcr(f->cpu), VM | TGE);
    f->cpu->sr[SR_SCR_EL3] &= ~SCR_NS;
    ck_assert_uint_eq(regime_hcr(f->cpu), 0);
    ck_assert(!regime_of(f->cpu, 1).s2_enabled);
    ck_assert(regime_of(f->cpu, 1).secure);
    fixture_free(f);
}
END_TEST

START_TEST(hcr_is_zero_without_el2)
{
    Fixture *f = fixture_new("cortex-a57,-el2");

    f->cpu->sr[SR_HCR_EL2] = VM;
    go_to(f, 1);
    ck_assert_uint_eq(regime_hcr(f->cpu), 0);
    fixture_free(f);
}
END_TEST

START_TEST(byte_order_is_e0e_at_el0_and_ee_above)
{
    Fixture *f = with_hcr(0);

    f->cpu->sr[SR_SCTLR_EL1] |= 1 << 24;
    go_to(f, 0);
    ck_assert(f->cpu->big_endian);
    go_to(f, 1);
    ck_assert(!f->cpu->big_endian);
    f->cpu->sr[SR_SCTLR_EL2] |= 1 << 25;
    go_to(f, 2);
    ck_assert(f->cpu->big_endian);
    fixture_free(f);
}
END_TEST

START_TEST(each_level_translates_by_its_own_registers)
{
    Fixture *f = with_hcr(0);

    f->cpu->sr[SR_TTBR0_EL1] = 0x1000;
    f->cpu->sr[SR_TTBR1_EL1] = 0x2000;
    f->cpu->sr[SR_TTBR0_EL2] = 0x3000;
    f->cpu->sr[SR_TTBR0_EL3] = 0x4000;
    ck_assert_uint_eq(regime_of(f->cpu, 0).ttbr[0], 0x1000);
    ck_assert_uint_eq(regime_of(f->cpu, 1).ttbr[1], 0x2000);
    ck_assert_uint_eq(regime_of(f->cpu, 2).ttbr[0], 0x3000);
    ck_assert_uint_eq(regime_of(f->cpu, 3).ttbr[0], 0x4000);
    ck_assert(regime_of(f->cpu, 3).secure && !regime_of(f->cpu, 2).secure);
    fixture_free(f);
}
END_TEST

TEST_MAIN("cpu/regime", hcr_vm_enables_stage_2_of_el1_and_el0_only,
          hcr_dc_turns_stage_1_off_and_stage_2_on, without_hcr_there_is_stage_1_alone,
          tge_turns_stage_1_of_el0_off, hcr_is_zero_in_secure_state, hcr_is_zero_without_el2,
          byte_order_is_e0e_at_el0_and_ee_above, each_level_translates_by_its_own_registers)
