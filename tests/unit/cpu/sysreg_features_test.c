/* SPDX-License-Identifier: MIT
 *
 * sysreg_features_test.c - registers and controls that features after Armv8.0 bring.
 *
 * Expectations are DDI 0487's accessibility pseudocode of the register named in each test, and for
 * a start without firmware Linux's Documentation/arm64/booting.rst.
 */
#include "tests/unit/cpu/sysreg_fixture.h"

/* FEAT_CSV2_2 */

START_TEST(scxtnum_needs_tscxt_clear_and_both_enables)
{
    Fixture *f = fixture_new("max");

    f->cpu->sr[SR_SCR_EL3] |= SCR_EnSCXT;
    go_to(f, 0);
    f->cpu->sr[SR_HCR_EL2] |= HCR_EnSCXT;
    ck_assert(reads(f, SR_SCXTNUM_EL0) && writes(f, SR_SCXTNUM_EL0));
    f->cpu->sr[SR_SCTLR_EL1] |= UINT64_C(1) << 20;
    ck_trapped(f, reads(f, SR_SCXTNUM_EL0), 1, EC_SYS64, T_SCTLR_TSCXT);
    f->cpu->pstate.el = 1;
    ck_assert(writes(f, SR_SCXTNUM_EL0) && writes(f, SR_SCXTNUM_EL1));
    f->cpu->sr[SR_HCR_EL2] &= ~HCR_EnSCXT;
    ck_trapped(f, reads(f, SR_SCXTNUM_EL1), 2, EC_SYS64, T_HCR_EnSCXT);
    f->cpu->pstate.el = 2;
    ck_assert(writes(f, SR_SCXTNUM_EL2));
    f->cpu->sr[SR_SCR_EL3] &= ~SCR_EnSCXT;
    ck_trapped(f, writes(f, SR_SCXTNUM_EL2), 3, EC_SYS64, T_SCR_EnSCXT);
    fixture_free(f);
}
END_TEST

/* HCR_EL2.{E2H,TGE} = {1,1}: EnSCXT has no effect, and TSCXT is that of SCTLR_EL2. */
START_TEST(scxtnum_of_a_hosts_el0_asks_sctlr_el2)
{
    Fixture *f = fixture_new("max");

    f->cpu->sr[SR_SCR_EL3] |= SCR_EnSCXT;
    f->cpu->sr[SR_HCR_EL2] = HCR_RW | HCR_E2H | HCR_TGE;
    f->cpu->sr[SR_SCTLR_EL1] |= UINT64_C(1) << 20;
    go_to(f, 0);
    ck_assert(reads(f, SR_SCXTNUM_EL0));
    f->cpu->sr[SR_SCTLR_EL2] |= UINT64_C(1) << 20;
    ck_trapped(f, reads(f, SR_SCXTNUM_EL0), 2, EC_SYS64, T_SCTLR_TSCXT);
    fixture_free(f);
}
END_TEST

START_TEST(scxtnum_el1_at_a_host_is_el2s_and_scxtnum_el12_that_of_el1)
{
    Fixture *f = fixture_new("max");

    f->cpu->sr[SR_SCR_EL3] |= SCR_EnSCXT;
    go_to(f, 2);
    ck_undefined(f, reads(f, SR_SCXTNUM_EL12));
    put(f, SR_SCXTNUM_EL1, 1);
    f->cpu->sr[SR_HCR_EL2] |= HCR_E2H;
    put(f, SR_SCXTNUM_EL1, 2);
    ck_assert_uint_eq(get(f, SR_SCXTNUM_EL2), 2);
    ck_assert_uint_eq(get(f, SR_SCXTNUM_EL12), 1);
    put(f, SR_SCXTNUM_EL12, 3);
    f->cpu->sr[SR_HCR_EL2] &= ~HCR_E2H;
    ck_assert_uint_eq(get(f, SR_SCXTNUM_EL1), 3);
    f->cpu->sr[SR_HCR_EL2] |= HCR_E2H;
    f->cpu->sr[SR_SCR_EL3] &= ~SCR_EnSCXT;
    ck_trapped(f, reads(f, SR_SCXTNUM_EL12), 3, EC_SYS64, T_SCR_EnSCXT);
    fixture_free(f);
}
END_TEST

START_TEST(a_control_of_an_absent_feature_is_res0)
{
    Fixture *f = fixture_new("max,-csv2_2,-hcx");

    put(f, SR_HCR_EL2, HCR_EnSCXT);
    ck_assert(!(get(f, SR_HCR_EL2) & HCR_EnSCXT));
    put(f, SR_SCR_EL3, SCR_EnSCXT | SCR_HXEn);
    ck_assert(!(get(f, SR_SCR_EL3) & (SCR_EnSCXT | SCR_HXEn)));
    ck_undefined(f, reads(f, SR_SCXTNUM_EL0));
    ck_assert(strstr(f->notice, "FEAT_CSV2_2") != NULL);
    ck_undefined(f, reads(f, SR_HCRX_EL2));
    ck_assert(strstr(f->notice, "FEAT_HCX") != NULL);
    fixture_free(f);
}
END_TEST

/* FEAT_IDST */

START_TEST(an_identification_read_of_el0_is_a_trapped_access)
{
    Fixture *f = fixture_new("max"), *without = fixture_new("cortex-a57");

    go_to(f, 0);
    ck_trapped(f, reads(f, SR_ID_AA64PFR0_EL1), 1, EC_SYS64, T_NONE);
    ck_assert_uint_eq(f->cpu->pending.iss, syndrome_sys64(mrs(SR_ID_AA64PFR0_EL1)));
    ck_trapped(f, reads(f, SR_CLIDR_EL1), 1, EC_SYS64, T_NONE);
    ck_undefined(f, reads(f, SR_CSSELR_EL1)); /* op1 2 */
    ck_undefined(f, writes(f, SR_MIDR_EL1));
    ck_undefined(f, reads(f, SR_TTBR0_EL1));
    f->cpu->sr[SR_HCR_EL2] |= HCR_TGE;
    ck_trapped(f, reads(f, SR_MPIDR_EL1), 2, EC_SYS64, T_NONE);
    go_to(without, 0);
    ck_undefined(without, reads(without, SR_ID_AA64PFR0_EL1));
    fixture_free(f);
    fixture_free(without);
}
END_TEST

/* FEAT_EVT */

START_TEST(evt_traps_part_of_what_tid2_tpu_and_ttlb_trap)
{
    Fixture *f = fixture_new("max");
    const uint32_t ic_ialluis = 0xd508711f, ic_iallu = 0xd508751f, tlbi_vmalle1is = 0xd508831f,
                   tlbi_vmalle1 = 0xd508871f;

    put(f, SR_HCR_EL2, HCR_EVT);
    go_to(f, 1);
    ck_trapped(f, reads(f, SR_CLIDR_EL1), 2, EC_SYS64, T_HCR_TID4);
    ck_trapped(f, writes(f, SR_CSSELR_EL1), 2, EC_SYS64, T_HCR_TID4);
    ck_assert(reads(f, SR_CTR_EL0));
    ck_trapped(f, execute_sys(f, ic_ialluis, 0), 2, EC_SYS64, T_HCR_TICAB);
    ck_trapped(f, execute_sys(f, ic_iallu, 0), 2, EC_SYS64, T_HCR_TOCU);
    ck_trapped(f, execute_sys(f, tlbi_vmalle1is, 0), 2, EC_SYS64, T_HCR_TTLBIS);
    ck_assert(execute_sys(f, tlbi_vmalle1, 0));
    fixture_free(f);
}
END_TEST

/* FEAT_HCX */

/* "HCRX_EL2, Extended Hypervisor Configuration Register": each bit is RES0 without the feature
 * named here, and the fields of the identification registers say that max has none of them. */
START_TEST(hcrx_is_el2s_when_hxen_lets_it_and_has_no_bits)
{
    static const struct {
        const char *bits, *feature;
        Sysreg id;
        unsigned low;
    } without[] = {{"EnAS0, EnALS, EnASR", "FEAT_LS64", SR_ID_AA64ISAR1_EL1, 60},
                   {"FnXS, FGTnXS", "FEAT_XS", SR_ID_AA64ISAR1_EL1, 56},
                   {"SMPME", "FEAT_SME", SR_ID_AA64PFR1_EL1, 24},
                   {"TALLINT, VINMI, VFNMI", "FEAT_NMI", SR_ID_AA64PFR1_EL1, 36},
                   {"CMOW", "FEAT_CMOW", SR_ID_AA64MMFR1_EL1, 56},
                   {"MCE2, MSCEn", "FEAT_MOPS", SR_ID_AA64ISAR2_EL1, 16}};
    Fixture *f = fixture_new("max");

    for (unsigned i = 0; i < ARRAY_COUNT(without); i++)
        ck_assert_msg(bits(f->cpu->sr[without[i].id], without[i].low + 3, without[i].low) == 0,
                      "HCRX_EL2.{%s} must be there with %s", without[i].bits, without[i].feature);

    go_to(f, 2);
    ck_trapped(f, reads(f, SR_HCRX_EL2), 3, EC_SYS64, T_SCR_HXEn);
    f->cpu->sr[SR_SCR_EL3] |= SCR_HXEn;
    put(f, SR_HCRX_EL2, ~UINT64_C(0));
    ck_assert_uint_eq(get(f, SR_HCRX_EL2), 0);
    f->cpu->pstate.el = 1;
    ck_undefined(f, reads(f, SR_HCRX_EL2));
    fixture_free(f);
}
END_TEST

/* FEAT_ECV */

static Fixture *ecv_fixture(void)
{
    Fixture *f = fixture_new("max");

    put(f, SR_SCR_EL3, SCR_NS | SCR_HCE | SCR_ECVEn);
    put(f, SR_CNTHCTL_EL2, CNTHCTL_ECV | 3);
    put(f, SR_CNTPOFF_EL2, 1000);
    return f;
}

START_TEST(cntpoff_works_while_ecv_ecven_and_el2_say_so)
{
    Fixture *f = ecv_fixture();
    uint64_t count = get(f, SR_CNTPCT_EL0);

    ck_assert_uint_eq(timers_poff(f->cpu->timers), 1000);
    go_to(f, 1);
    ck_assert_uint_eq(get(f, SR_CNTPCT_EL0), count - 1000);
    ck_assert_uint_eq(get(f, SR_CNTPCTSS_EL0), count - 1000);
    ck_assert_uint_eq(get(f, SR_CNTVCTSS_EL0), count);
    f->cpu->pstate.el = 3;
    ck_assert_uint_eq(get(f, SR_CNTPCT_EL0), count);
    put(f, SR_SCR_EL3, SCR_NS | SCR_HCE);
    ck_assert_uint_eq(timers_poff(f->cpu->timers), 0);
    put(f, SR_SCR_EL3, SCR_HCE | SCR_ECVEn); /* Secure: EL2 is not enabled */
    ck_assert_uint_eq(timers_poff(f->cpu->timers), 0);
    put(f, SR_SCR_EL3, SCR_NS | SCR_HCE | SCR_ECVEn);
    ck_assert_uint_eq(timers_poff(f->cpu->timers), 1000);
    put(f, SR_HCR_EL2, HCR_E2H | HCR_TGE);
    ck_assert_uint_eq(timers_poff(f->cpu->timers), 0);
    put(f, SR_HCR_EL2, HCR_E2H);
    ck_assert_uint_eq(timers_poff(f->cpu->timers), 1000);
    put(f, SR_CNTHCTL_EL2, 3);
    ck_assert_uint_eq(timers_poff(f->cpu->timers), 0);
    fixture_free(f);
}
END_TEST

/* CNTP_TVAL_EL0: CVAL - (PhysicalCountInt - CNTPOFF_EL2) at EL1, without the offset above. */
START_TEST(the_timer_value_sees_the_offset_below_el2)
{
    Fixture *f = ecv_fixture();
    uint64_t count = get(f, SR_CNTPCT_EL0);

    put(f, SR_CNTP_TVAL_EL0, 50);
    ck_assert_uint_eq(get(f, SR_CNTP_CVAL_EL0), count + 50);
    ck_assert_uint_eq(get(f, SR_CNTP_TVAL_EL0), 50);
    go_to(f, 1);
    ck_assert_uint_eq(get(f, SR_CNTP_TVAL_EL0), 1050);
    put(f, SR_CNTP_TVAL_EL0, 50);
    ck_assert_uint_eq(get(f, SR_CNTP_CVAL_EL0), count - 1000 + 50);
    fixture_free(f);
}
END_TEST

START_TEST(the_timers_controls_of_ecv_are_res0_without_it)
{
    Fixture *f = fixture_new("max"), *without = fixture_new("max,-ecv");
    const uint64_t all = ~UINT64_C(0);

    put(f, SR_CNTHCTL_EL2, all);
    ck_assert_uint_eq(get(f, SR_CNTHCTL_EL2) & 0x3f000, 0x3f000);
    put(f, SR_CNTKCTL_EL1, all);
    ck_assert_uint_eq(get(f, SR_CNTKCTL_EL1), 0x203ff);
    put(without, SR_CNTHCTL_EL2, all);
    ck_assert_uint_eq(get(without, SR_CNTHCTL_EL2) & 0x3f000, 0);
    put(without, SR_CNTKCTL_EL1, all);
    ck_assert_uint_eq(get(without, SR_CNTKCTL_EL1), 0x3ff);
    put(without, SR_SCR_EL3, SCR_ECVEn);
    ck_assert(!(get(without, SR_SCR_EL3) & SCR_ECVEn));
    ck_undefined(without, reads(without, SR_CNTPOFF_EL2));
    fixture_free(f);
    fixture_free(without);
}
END_TEST

/* Started without firmware, a kernel finds what it asks EL3 for. */

START_TEST(a_direct_start_below_el3_enables_what_is_there)
{
    Fixture *f = fixture_new("max");
    const uint64_t wanted = SCR_EnSCXT | SCR_FGTEn | SCR_ECVEn | SCR_HXEn;

    f->cpu->config.reset_el = 2;
    sysreg_reset(f->cpu);
    ck_assert_uint_eq(f->cpu->sr[SR_SCR_EL3] & wanted, wanted);
    f->cpu->pstate.el = 2;
    ck_assert(reads(f, SR_HCRX_EL2) && reads(f, SR_SCXTNUM_EL2));
    f->cpu->config.reset_el = 3;
    sysreg_reset(f->cpu);
    ck_assert_uint_eq(f->cpu->sr[SR_SCR_EL3], SCR_RES1);
    fixture_free(f);
}
END_TEST

TEST_MAIN("sysreg_features", scxtnum_el1_at_a_host_is_el2s_and_scxtnum_el12_that_of_el1,
          scxtnum_of_a_hosts_el0_asks_sctlr_el2, scxtnum_needs_tscxt_clear_and_both_enables,
          a_control_of_an_absent_feature_is_res0, an_identification_read_of_el0_is_a_trapped_access,
          evt_traps_part_of_what_tid2_tpu_and_ttlb_trap,
          cntpoff_works_while_ecv_ecven_and_el2_say_so, the_timer_value_sees_the_offset_below_el2,
          the_timers_controls_of_ecv_are_res0_without_it,
          hcrx_is_el2s_when_hxen_lets_it_and_has_no_bits,
          a_direct_start_below_el3_enables_what_is_there)
