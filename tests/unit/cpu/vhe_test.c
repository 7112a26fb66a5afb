/* SPDX-License-Identifier: MIT
 *
 * vhe_test.c - HCR_EL2.E2H and TGE: whose registers names mean, who translates, what is maintained.
 *
 * Spec: DDI 0487, "Virtualization Host Extensions", HCR_EL2.{E2H,TGE}, ELIsInHost, AArch64.TLBI_*,
 * and the accessibility pseudocode of the registers named.
 */
#include "cpu/access.h"
#include "cpu/sysop.h"
#include "tests/unit/cpu/sysreg_fixture.h"

static Fixture *host(unsigned el, uint64_t hcr)
{
    Fixture *f = fixture_new("neoverse-n1");

    f->cpu->sr[SR_HCR_EL2] = HCR_RW | hcr;
    go_to(f, el);
    return f;
}

static bool is_second_name(const SysregRow *row)
{
    return row->vhe != SR_NONE && (row->key >> 11 & 7) == 5;
}

START_TEST(second_names_are_undefined_without_e2h)
{
    Fixture *f = host(2, 0);

    for (unsigned i = 0; i < SR_COUNT; i++) {
        if (!is_second_name(sysreg_row((Sysreg)i)))
            continue;
        for (unsigned el = 2; el < 4; el++) {
            go_to(f, el);
            ck_undefined(f, reads(f, (Sysreg)i));
            ck_undefined(f, writes(f, (Sysreg)i));
        }
    }
    fixture_free(f);
}
END_TEST

START_TEST(second_names_are_the_registers_of_el1_and_el0)
{
    Fixture *f = host(2, HCR_E2H);

    put(f, SR_SCTLR_EL12, 0x30d01804);
    put(f, SR_VBAR_EL12, 0x10800);
    put(f, SR_CNTV_CVAL_EL02, 77);
    ck_assert_uint_eq(f->cpu->sr[SR_SCTLR_EL1], 0x30d01804);
    ck_assert_uint_eq(timers_cval(f->cpu->timers, TIMER_VIRT), 77);
    go_to(f, 3);
    ck_assert_uint_eq(get(f, SR_VBAR_EL12), 0x10800);
    go_to(f, 1);
    ck_undefined(f, reads(f, SR_VBAR_EL12));
    fixture_free(f);
}
END_TEST

START_TEST(el2_means_its_own_registers_by_the_names_of_el1s)
{
    Fixture *f = host(2, HCR_E2H);

    put(f, SR_TTBR1_EL1, 0x1000);
    put(f, SR_VBAR_EL1, 0x20000);
    put(f, SR_CPACR_EL1, CPACR_FPEN);
    put(f, SR_CNTKCTL_EL1, 0xc03);
    ck_assert_uint_eq(f->cpu->sr[SR_TTBR1_EL2], 0x1000);
    ck_assert_uint_eq(f->cpu->sr[SR_VBAR_EL2], 0x20000);
    ck_assert_uint_eq(f->cpu->sr[SR_CPTR_EL2], CPACR_FPEN);
    ck_assert_uint_eq(f->cpu->sr[SR_CNTHCTL_EL2], 0xc03);
    ck_assert_uint_eq(f->cpu->sr[SR_VBAR_EL1], 0);
    go_to(f, 1);
    ck_assert_uint_eq(get(f, SR_VBAR_EL1), 0);
    go_to(f, 3);
    ck_assert_uint_eq(get(f, SR_VBAR_EL1), 0);
    fixture_free(f);
}
END_TEST

/* CNTV_CTL_EL0: CNTHV_CTL_EL2 at EL2 with E2H, and at EL0 with E2H and TGE. */
START_TEST(names_of_timers_mean_el2s_for_a_host_and_its_user_space)
{
    Fixture *f = host(0, HCR_HOST);

    f->cpu->sr[SR_CNTHCTL_EL2] = 0x303;
    put(f, SR_CNTV_CVAL_EL0, 5);
    put(f, SR_CNTP_CVAL_EL0, 6);
    ck_assert_uint_eq(timers_cval(f->cpu->timers, TIMER_HYP_VIRT), 5);
    ck_assert_uint_eq(timers_cval(f->cpu->timers, TIMER_HYP), 6);
    f->cpu->sr[SR_HCR_EL2] = HCR_RW | HCR_E2H;
    f->cpu->sr[SR_CNTKCTL_EL1] = 0x303;
    f->cpu->sr[SR_CNTHCTL_EL2] = 0xc00;
    put(f, SR_CNTV_CVAL_EL0, 8);
    ck_assert_uint_eq(timers_cval(f->cpu->timers, TIMER_VIRT), 8);
    fixture_free(f);
}
END_TEST

START_TEST(a_host_counts_virtual_time_without_an_offset)
{
    Fixture *f = host(2, HCR_E2H);

    timers_set_voff(f->cpu->timers, 1000, 0);
    ck_assert_uint_eq(get(f, SR_CNTVCT_EL0), get(f, SR_CNTPCT_EL0));
    f->cpu->sr[SR_HCR_EL2] = HCR_RW;
    ck_assert_uint_eq(get(f, SR_CNTVCT_EL0), get(f, SR_CNTPCT_EL0) - 1000);
    fixture_free(f);
}
END_TEST

/* QEMU 7.2 has no such interrupt. */
START_TEST(the_virtual_timer_of_el2_sees_physical_time)
{
    Fixture *f = host(2, HCR_E2H);

    timers_set_voff(f->cpu->timers, UINT64_C(1) << 40, 0);
    put(f, SR_CNTHV_CVAL_EL2, 0);
    put(f, SR_CNTHV_CTL_EL2, CNT_CTL_ENABLE);
    ck_assert_uint_eq(get(f, SR_CNTHV_CTL_EL2), CNT_CTL_ENABLE | CNT_CTL_ISTATUS);
    ck_assert(timers_level(f->cpu->timers, TIMER_HYP_VIRT, 0));
    fixture_free(f);
}
END_TEST

/* TranslationRegime(). */
START_TEST(e2h_gives_el2_two_ranges_and_tge_gives_them_to_el0)
{
    Fixture *f = host(2, HCR_E2H);

    f->cpu->sr[SR_TTBR1_EL2] = 0x5000;
    ck_assert_int_eq(regime_of(f->cpu, 2).kind, REGIME_EL20);
    ck_assert_uint_eq(regime_of(f->cpu, 2).ttbr[1], 0x5000);
    ck_assert_int_eq(regime_of(f->cpu, 0).kind, REGIME_EL10);
    f->cpu->sr[SR_HCR_EL2] |= HCR_TGE;
    ck_assert_int_eq(regime_of(f->cpu, 0).kind, REGIME_EL20);
    ck_assert_int_eq(regime_of(f->cpu, 1).kind, REGIME_EL10);
    f->cpu->sr[SR_HCR_EL2] &= ~HCR_E2H;
    ck_assert_int_eq(regime_of(f->cpu, 2).kind, REGIME_EL2);
    ck_assert_int_eq(regime_of(f->cpu, 0).kind, REGIME_EL10);
    fixture_free(f);
}
END_TEST

/* HCR_EL2: fields that "behave as 0 for all purposes other than a direct read". */
START_TEST(tge_makes_fields_of_hcr_idle)
{
    uint64_t all = HCR_VM | HCR_IMO | HCR_TWI | HCR_TVM | HCR_TID3 | HCR_TDZ | HCR_FB;
    Fixture *f = host(2, HCR_TGE | all);

    ck_assert_uint_eq(regime_hcr(f->cpu) & all, HCR_VM | HCR_IMO | HCR_TWI | HCR_TDZ);
    f->cpu->sr[SR_HCR_EL2] |= HCR_E2H;
    ck_assert_uint_eq(regime_hcr(f->cpu) & all, 0);
    ck_assert_uint_eq(get(f, SR_HCR_EL2) & all, all);
    f->cpu->sr[SR_HCR_EL2] &= ~HCR_TGE;
    ck_assert_uint_eq(regime_hcr(f->cpu) & all, all);
    fixture_free(f);
}
END_TEST

START_TEST(e2h_is_res0_without_the_feature)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 2);
    put(f, SR_HCR_EL2, HCR_E2H | HCR_RW);
    ck_assert_uint_eq(get(f, SR_HCR_EL2), HCR_RW);
    fixture_free(f);
}
END_TEST

static Tlbi told;

static void tell(void *owner, Cpu *cpu, const Tlbi *tlbi)
{
    (void)owner;
    (void)cpu;
    told = *tlbi;
}

static Tlbi maintained(Fixture *f, Sysop op, uint64_t value)
{
    f->cpu->config.ports.broadcast_tlbi = tell;
    ck_assert(execute_sys(f, UINT32_C(0xd5000000) | (uint32_t)sysop_row(op)->key << 5, value));
    return told;
}

START_TEST(tlbi_is_of_el2_and_0_with_its_asids_where_e2h_makes_it_so)
{
    Fixture *f = host(2, HCR_E2H);
    uint64_t value = UINT64_C(0x1234) << 48;

    f->cpu->sr[SR_TCR_EL2] = UINT64_C(1) << 36; /* AS */
    ck_assert_int_eq(maintained(f, OP_TLBI_VAE2IS, value).kind, REGIME_EL20);
    ck_assert_uint_eq(told.asid, 0x1234);
    ck_assert_int_eq(maintained(f, OP_TLBI_VAE1IS, value).kind, REGIME_EL10);
    ck_assert_uint_eq(told.asid, 0x34);
    f->cpu->sr[SR_HCR_EL2] |= HCR_TGE;
    ck_assert_int_eq(maintained(f, OP_TLBI_VAE1IS, value).kind, REGIME_EL20);
    ck_assert_uint_eq(told.asid, 0x1234);
    ck_assert_int_eq(maintained(f, OP_TLBI_VMALLE1IS, 0).kind, REGIME_EL20);
    ck_assert_int_eq(maintained(f, OP_TLBI_ALLE1IS, 0).kind, REGIME_EL10);
    ck_assert_int_eq(maintained(f, OP_TLBI_VMALLS12E1IS, 0).kind, REGIME_EL10);
    f->cpu->sr[SR_HCR_EL2] &= ~HCR_E2H;
    ck_assert_int_eq(maintained(f, OP_TLBI_VAE2IS, value).kind, REGIME_EL2);
    fixture_free(f);
}
END_TEST

/* AArch64.TakeException: SPAN counts at EL2 while ELIsInHost(EL0). */
START_TEST(an_exception_to_a_host_sets_pan)
{
    static const struct {
        uint64_t hcr, sctlr;
        bool pan;
    } rows[] = {{HCR_HOST, 0, true},
                {HCR_HOST, UINT64_C(1) << 23, false},
                {HCR_E2H, 0, false},
                {HCR_TGE, 0, false}};

    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        Fixture *f = host(2, rows[i].hcr);

        f->cpu->sr[SR_SCTLR_EL2] = rows[i].sctlr;
        exception_undefined(f->cpu);
        exception_take(f->cpu);
        ck_assert_int_eq(f->cpu->pstate.pan, rows[i].pan);
        fixture_free(f);
    }
}
END_TEST

/* DDI 0487, "Asynchronous exception masking": EL0 of a host masks what goes to EL2. */
START_TEST(the_el0_of_a_host_masks_interrupts_to_el2)
{
    Fixture *f = host(0, HCR_HOST);

    f->cpu->lines = 1u << CPU_LINE_IRQ;
    f->cpu->pstate.daif = DAIF_I;
    ck_assert(!interrupt_take(f->cpu));
    f->cpu->pstate.daif = 0;
    ck_assert(interrupt_take(f->cpu));
    ck_assert_uint_eq(f->cpu->pstate.el, 2);
    fixture_free(f);
}
END_TEST

TEST_MAIN("cpu/vhe", second_names_are_undefined_without_e2h,
          second_names_are_the_registers_of_el1_and_el0,
          el2_means_its_own_registers_by_the_names_of_el1s,
          names_of_timers_mean_el2s_for_a_host_and_its_user_space,
          a_host_counts_virtual_time_without_an_offset, the_virtual_timer_of_el2_sees_physical_time,
          e2h_gives_el2_two_ranges_and_tge_gives_them_to_el0, tge_makes_fields_of_hcr_idle,
          e2h_is_res0_without_the_feature,
          tlbi_is_of_el2_and_0_with_its_asids_where_e2h_makes_it_so,
          an_exception_to_a_host_sets_pan, the_el0_of_a_host_masks_interrupts_to_el2)
