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

static bool regimes_are_equal(const Regime *a, const Regime *b)
{
    return a->kind == b->kind && a->secure == b->secure && a->sctlr == b->sctlr &&
           a->tcr == b->tcr && a->ttbr[0] == b->ttbr[0] && a->ttbr[1] == b->ttbr[1] &&
           a->mair == b->mair && a->s2_enabled == b->s2_enabled && a->hcr == b->hcr &&
           a->vtcr == b->vtcr && a->vttbr == b->vttbr && a->sif == b->sif &&
           a->s2_big_endian == b->s2_big_endian;
}

/* Of each EL that is known to be as the registers say, and of the current one. */
static bool known_regimes_are_right(const Cpu *cpu)
{
    for (unsigned el = 0; el < 4; el++) {
        Regime right = regime_of(cpu, el);

        if (bit(cpu->regimes_known, el) && !regimes_are_equal(&cpu->regimes[el], &right))
            return false;
    }
    return bit(cpu->regimes_known, cpu->pstate.el) &&
           regimes_are_equal(&cpu->regime, &cpu->regimes[cpu->pstate.el]);
}

static void visit_all_els(Fixture *f)
{
    for (unsigned el = 0; el < 4; el++) {
        f->cpu->pstate.el = (uint8_t)el;
        regime_enter(f->cpu);
    }
}

START_TEST(a_write_refreshes_the_regimes_that_it_changes)
{
    static const uint64_t hcr[] = {HCR_RW, HCR_RW | HCR_VM, HCR_RW | HCR_E2H | HCR_VM,
                                   HCR_RW | HCR_E2H | HCR_TGE};

    for (unsigned i = 0; i < ARRAY_COUNT(hcr) * 4; i++) {
        Fixture *f = fixture_new("max,+el3");

        go_to(f, 3);
        sysreg_set(f->cpu, SR_HCR_EL2, hcr[i / 4]);
        for (unsigned sr = 0; sr < SR_COUNT; sr++) {
            if (sysreg_row((Sysreg)sr)->write == write_gic)
                continue;
            for (unsigned number = 0; number < 64; number++) {
                visit_all_els(f);
                f->cpu->pstate.el = i % 4;
                regime_enter(f->cpu);
                sysreg_set(f->cpu, (Sysreg)sr, f->cpu->sr[sr] ^ UINT64_C(1) << number);
                if (!known_regimes_are_right(f->cpu))
                    ck_abort_msg("bit %u of %s at EL%u", number, sysreg_name((Sysreg)sr), i % 4);
            }
        }
        fixture_free(f);
    }
}
END_TEST

TEST_MAIN("cpu/regime", a_write_refreshes_the_regimes_that_it_changes,
          hcr_vm_enables_stage_2_of_el1_and_el0_only, hcr_dc_turns_stage_1_off_and_stage_2_on,
          without_hcr_there_is_stage_1_alone, tge_turns_stage_1_of_el0_off,
          hcr_is_zero_in_secure_state, hcr_is_zero_without_el2,
          byte_order_is_e0e_at_el0_and_ee_above, each_level_translates_by_its_own_registers)
