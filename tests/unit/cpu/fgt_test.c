/* SPDX-License-Identifier: MIT
 *
 * fgt_test.c - fine-grained traps: when they look, what they take, and which of their bits are
 * there.
 *
 * Expectations: DDI 0487, HFGRTR_EL2 and its siblings, the accessibility pseudocode of the
 * registers named, AArch64.CheckForSVCTrap, AArch64.CheckForERetTrap.
 */
#include "tests/unit/cpu/exec_fixture.h"

#define SVC_5 0xd40000a1u
#define ERET 0xd69f03e0u
#define TLBI_VMALLE1 0xd508871fu
#define AT_S1E1R 0xd5087800u
#define BIT(n) (UINT64_C(1) << (n))

/* At Non-secure EL @el, EL3 having given the traps to EL2. */
static Fixture *fine_fixture(const char *options, unsigned el)
{
    Fixture *f = exec_fixture(options, el);

    f->cpu->sr[SR_SCR_EL3] |= SCR_FGTEn;
    return f;
}

START_TEST(reads_and_writes_have_bits_of_their_own)
{
    Fixture *f = fine_fixture("max", 1);

    f->cpu->sr[SR_HFGRTR_EL2] = BIT(29);
    ck_trapped(f, reads(f, SR_SCTLR_EL1), 2, EC_SYS64, T_HFGRTR_SCTLR_EL1);
    ck_assert_uint_eq(f->cpu->pending.iss, syndrome_sys64(mrs(SR_SCTLR_EL1)));
    ck_assert(writes(f, SR_SCTLR_EL1));
    f->cpu->sr[SR_HFGRTR_EL2] = 0;
    f->cpu->sr[SR_HFGWTR_EL2] = BIT(29);
    ck_assert(reads(f, SR_SCTLR_EL1));
    ck_trapped(f, writes(f, SR_SCTLR_EL1), 2, EC_SYS64, T_HFGWTR_SCTLR_EL1);
    f->cpu->pstate.el = 2;
    ck_assert(writes(f, SR_SCTLR_EL1));
    exec_fixture_free(f);
}
END_TEST

START_TEST(they_look_when_el3_lets_them_el2_is_enabled_and_el0_is_no_hosts)
{
    Fixture *f = fine_fixture("max", 0);

    f->cpu->sr[SR_HFGRTR_EL2] = BIT(35);
    ck_trapped(f, reads(f, SR_TPIDR_EL0), 2, EC_SYS64, T_HFGRTR_TPIDR_EL0);
    f->cpu->sr[SR_HCR_EL2] = HCR_TGE;
    ck_trapped(f, reads(f, SR_TPIDR_EL0), 2, EC_SYS64, T_HFGRTR_TPIDR_EL0);
    f->cpu->sr[SR_HCR_EL2] = HCR_TGE | HCR_E2H;
    ck_assert(reads(f, SR_TPIDR_EL0));
    f->cpu->sr[SR_HCR_EL2] = 0;
    f->cpu->sr[SR_SCR_EL3] &= ~SCR_FGTEn;
    ck_assert(reads(f, SR_TPIDR_EL0));
    f->cpu->sr[SR_SCR_EL3] |= SCR_FGTEn;
    f->cpu->sr[SR_SCR_EL3] &= ~SCR_NS;
    ck_assert(reads(f, SR_TPIDR_EL0));
    exec_fixture_free(f);
}
END_TEST

START_TEST(without_el3_nobody_has_to_let_them)
{
    Fixture *f = exec_fixture("max,-el3", 1);

    f->cpu->sr[SR_HFGRTR_EL2] = BIT(25);
    ck_trapped(f, reads(f, SR_MIDR_EL1), 2, EC_SYS64, T_HFGRTR_MIDR_EL1);
    exec_fixture_free(f);
}
END_TEST

START_TEST(el1s_own_control_comes_first_and_el3s_last)
{
    Fixture *f = fine_fixture("max", 0);

    f->cpu->sr[SR_HDFGRTR_EL2] = BIT(15);
    f->cpu->sr[SR_MDCR_EL3] = 1 << 6; /* TPM */
    ck_trapped(f, reads(f, SR_PMCCNTR_EL0), 1, EC_SYS64, T_PMUSERENR_EN);
    f->cpu->sr[SR_PMUSERENR_EL0] = 1;
    ck_trapped(f, reads(f, SR_PMCCNTR_EL0), 2, EC_SYS64, T_HDFGRTR_PMCCNTR_EL0);
    f->cpu->sr[SR_HDFGRTR_EL2] = 0;
    ck_trapped(f, reads(f, SR_PMCCNTR_EL0), 3, EC_SYS64, T_MDCR3_TPM);
    exec_fixture_free(f);
}
END_TEST

START_TEST(system_instructions_trap_one_by_one)
{
    Fixture *f = fine_fixture("max", 1);

    f->cpu->sr[SR_HFGITR_EL2] = BIT(42);
    ck_trapped(f, execute_sys(f, TLBI_VMALLE1, 0), 2, EC_SYS64, T_HFGITR_TLBIVMALLE1);
    ck_assert(execute_sys(f, AT_S1E1R, 0));
    f->cpu->sr[SR_HFGITR_EL2] = BIT(12);
    ck_assert(execute_sys(f, TLBI_VMALLE1, 0));
    ck_trapped(f, execute_sys(f, AT_S1E1R, 0), 2, EC_SYS64, T_HFGITR_ATS1E1R);
    exec_fixture_free(f);
}
END_TEST

START_TEST(a_trapped_svc_returns_to_itself)
{
    for (unsigned el = 0; el < 2; el++) {
        Fixture *f = fine_fixture("max", el);

        f->cpu->sr[SR_HFGITR_EL2] = BIT(52 + el);
        run(f, SVC_5);
        check_taken(f, 2, EC_SVC64, 0);
        ck_assert_uint_eq(f->cpu->sr[SR_ESR_EL2], 0x56000005);
        exec_fixture_free(f);
        f = fine_fixture("max", el);
        f->cpu->sr[SR_HFGITR_EL2] = BIT(53 - el);
        run(f, SVC_5);
        check_taken(f, 1, EC_SVC64, 4);
        exec_fixture_free(f);
    }
}
END_TEST

START_TEST(eret_of_el1_traps_and_that_of_el2_does_not)
{
    Fixture *f = fine_fixture("max", 1);

    f->cpu->sr[SR_HFGITR_EL2] = BIT(51);
    run(f, ERET);
    check_taken(f, 2, 0x1a, 0);
    ck_assert_uint_eq(f->cpu->sr[SR_ESR_EL2], 0x6a000000);
    exec_fixture_free(f);
    f = fine_fixture("max", 2);
    f->cpu->sr[SR_HFGITR_EL2] = BIT(51);
    f->cpu->sr[SR_ELR_EL2] = CODE_AT + 0x40;
    f->cpu->sr[SR_SPSR_EL2] = 5; /* EL1h */
    run(f, ERET);
    ck_assert_uint_eq(f->cpu->pstate.el, 1);
    ck_assert_uint_eq(f->cpu->pc, CODE_AT + 0x40);
    exec_fixture_free(f);
}
END_TEST

/* The fields of the manual that belong to what this CPU has; PMU fields go with the PMU. */
START_TEST(bits_of_what_is_not_there_are_res0)
{
    Fixture *f = fixture_new("max"), *less = fixture_new("max,-pmu,-csv2_2,-pan2,-ccpp,-ras");
    const uint64_t all = ~UINT64_C(0), pmu = UINT64_C(0x06000000000ff000);
    const uint64_t csv2_2 = UINT64_C(3) << 30;

    put(f, SR_HFGRTR_EL2, all);
    ck_assert_uint_eq(get(f, SR_HFGRTR_EL2) & UINT64_C(0x0000007fff07fe0f),
                      UINT64_C(0x0000007fff07fe0f));
    ck_assert_uint_eq(get(f, SR_HFGRTR_EL2) >> 54, 0); /* nSMPRI_EL1 and above */
    put(f, SR_HFGWTR_EL2, all);
    ck_assert_uint_eq(get(f, SR_HFGWTR_EL2) & (BIT(2) | BIT(9) | BIT(25) | BIT(40)), 0);
    put(f, SR_HDFGRTR_EL2, all);
    ck_assert_uint_eq(get(f, SR_HDFGRTR_EL2) & pmu, pmu & ~(BIT(20) | BIT(21)));
    put(less, SR_HDFGRTR_EL2, all);
    ck_assert_uint_eq(get(less, SR_HDFGRTR_EL2) & pmu, 0);
    put(less, SR_HFGRTR_EL2, all);
    ck_assert_uint_eq(get(less, SR_HFGRTR_EL2) & (csv2_2 | BIT(40)), 0);
    put(less, SR_HFGITR_EL2, all);
    ck_assert_uint_eq(get(less, SR_HFGITR_EL2) & (BIT(8) | BIT(16) | BIT(17)), 0);
    fixture_free(f);
    fixture_free(less);
}
END_TEST

START_TEST(their_registers_are_el2s_when_fgten_lets_it)
{
    Fixture *f = fixture_new("max"), *without = fixture_new("cortex-a57");

    go_to(f, 2);
    ck_trapped(f, reads(f, SR_HFGITR_EL2), 3, EC_SYS64, T_SCR_FGTEn);
    f->cpu->sr[SR_SCR_EL3] |= SCR_FGTEn;
    ck_assert(writes(f, SR_HDFGWTR_EL2));
    f->cpu->pstate.el = 1;
    ck_undefined(f, reads(f, SR_HFGRTR_EL2));
    ck_undefined(without, reads(without, SR_HFGRTR_EL2));
    ck_assert(strstr(without->notice, "FEAT_FGT") != NULL);
    fixture_free(f);
    fixture_free(without);
}
END_TEST

START_TEST(tdcc_traps_the_debug_channel_only_with_fgt)
{
    Fixture *f = fixture_new("max"), *without = fixture_new("cortex-a57");

    put(f, SR_MDCR_EL2, MDCR_TDCC);
    go_to(f, 1);
    ck_trapped(f, reads(f, SR_MDCCINT_EL1), 2, EC_SYS64, T_MDCR2_TDCC);
    ck_assert(reads(f, SR_MDSCR_EL1));
    put(without, SR_MDCR_EL2, MDCR_TDCC);
    put(without, SR_MDCR_EL3, MDCR_TDCC);
    ck_assert_uint_eq((get(without, SR_MDCR_EL2) | get(without, SR_MDCR_EL3)) & MDCR_TDCC, 0);
    fixture_free(f);
    fixture_free(without);
}
END_TEST

TEST_MAIN("fgt", reads_and_writes_have_bits_of_their_own,
          they_look_when_el3_lets_them_el2_is_enabled_and_el0_is_no_hosts,
          without_el3_nobody_has_to_let_them, el1s_own_control_comes_first_and_el3s_last,
          system_instructions_trap_one_by_one, a_trapped_svc_returns_to_itself,
          eret_of_el1_traps_and_that_of_el2_does_not, bits_of_what_is_not_there_are_res0,
          their_registers_are_el2s_when_fgten_lets_it, tdcc_traps_the_debug_channel_only_with_fgt)
