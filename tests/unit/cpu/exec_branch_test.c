/* SPDX-License-Identifier: MIT
 *
 * exec_branch_test.c - where SVC, HVC, SMC, BRK, HLT and ERET lead. Vectors cover the branches.
 *
 * Expectations: DDI 0487, the Operation section of each instruction and the functions it calls.
 */
#include "tests/unit/cpu/exec_fixture.h"

#define SVC 0xd4000001u
#define HVC 0xd4000002u
#define SMC 0xd4000003u
#define BRK 0xd4200000u
#define HLT_SEMIHOSTING 0xd45e0000u
#define HLT_1 0xd4400020u
#define DCPS1 0xd4a00001u
#define DRPS 0xd6bf03e0u
#define ERET 0xd69f03e0u
#define IMM(n) ((uint32_t)(n) << 5)

#define BIT(n) (UINT64_C(1) << (n))

static unsigned conduit_calls;

static ConduitAnswer answer_all(void *owner, Cpu *cpu)
{
    (void)owner;
    conduit_calls++;
    cpu->x[0] = 42;
    return CONDUIT_ANSWERED;
}

static bool semihost(void *owner, Cpu *cpu)
{
    (void)owner;
    cpu->x[0] = 7;
    return true;
}

START_TEST(svc_of_el0_goes_to_el1_and_returns_behind_it)
{
    Fixture *f = exec_fixture("cortex-a57", 0);

    run(f, SVC | IMM(0x1234));
    check_taken(f, 1, EC_SVC64, 4);
    ck_assert_uint_eq(f->cpu->sr[SR_ESR_EL1], 0x56001234);
    exec_fixture_free(f);
}
END_TEST

START_TEST(svc_of_el0_goes_to_el2_under_tge)
{
    Fixture *f = exec_fixture("cortex-a57", 0);

    f->cpu->sr[SR_HCR_EL2] = BIT(27);
    run(f, SVC);
    check_taken(f, 2, EC_SVC64, 4);
    exec_fixture_free(f);
}
END_TEST

START_TEST(svc_of_el2_stays_there)
{
    Fixture *f = exec_fixture("cortex-a57", 2);

    run(f, SVC);
    check_taken(f, 2, EC_SVC64, 4);
    exec_fixture_free(f);
}
END_TEST

START_TEST(hvc_of_el1_goes_to_el2)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    run(f, HVC | IMM(5));
    check_taken(f, 2, EC_HVC64, 4);
    ck_assert_uint_eq(f->cpu->sr[SR_ESR_EL2], 0x5a000005);
    exec_fixture_free(f);
}
END_TEST

START_TEST(hvc_of_el3_stays_there)
{
    Fixture *f = exec_fixture("cortex-a57", 3);

    run(f, HVC);
    check_taken(f, 3, EC_HVC64, 4);
    exec_fixture_free(f);
}
END_TEST

START_TEST(hvc_is_undefined_at_el0)
{
    Fixture *f = exec_fixture("cortex-a57", 0);

    run(f, HVC);
    check_taken(f, 1, EC_UNKNOWN, 0);
    exec_fixture_free(f);
}
END_TEST

START_TEST(hvc_is_undefined_without_scr_hce)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    f->cpu->sr[SR_SCR_EL3] &= ~BIT(8);
    run(f, HVC);
    check_taken(f, 1, EC_UNKNOWN, 0);
    exec_fixture_free(f);
}
END_TEST

START_TEST(hvc_is_undefined_in_secure_el1)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    f->cpu->sr[SR_SCR_EL3] &= ~BIT(0);
    regime_changed(f->cpu);
    run(f, HVC);
    check_taken(f, 1, EC_UNKNOWN, 0);
    exec_fixture_free(f);
}
END_TEST

START_TEST(hcr_hcd_disables_hvc_where_there_is_no_el3)
{
    Fixture *f = exec_fixture("cortex-a57,-el3", 1);

    f->cpu->sr[SR_HCR_EL2] = BIT(29);
    run(f, HVC);
    check_taken(f, 1, EC_UNKNOWN, 0);
    exec_fixture_free(f);
}
END_TEST

START_TEST(hcr_hcd_means_nothing_where_there_is_an_el3)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    f->cpu->sr[SR_HCR_EL2] = BIT(29);
    run(f, HVC);
    check_taken(f, 2, EC_HVC64, 4);
    exec_fixture_free(f);
}
END_TEST

START_TEST(smc_of_el1_goes_to_el3)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    run(f, SMC | IMM(9));
    check_taken(f, 3, EC_SMC64, 4);
    ck_assert_uint_eq(f->cpu->sr[SR_ESR_EL3], 0x5e000009);
    exec_fixture_free(f);
}
END_TEST

START_TEST(smc_is_undefined_at_el0)
{
    Fixture *f = exec_fixture("cortex-a57", 0);

    f->cpu->sr[SR_HCR_EL2] = BIT(19);
    run(f, SMC);
    check_taken(f, 1, EC_UNKNOWN, 0);
    exec_fixture_free(f);
}
END_TEST

START_TEST(smc_is_undefined_under_scr_smd)
{
    Fixture *f = exec_fixture("cortex-a57", 2);

    f->cpu->sr[SR_SCR_EL3] |= BIT(7);
    run(f, SMC);
    check_taken(f, 2, EC_UNKNOWN, 0);
    exec_fixture_free(f);
}
END_TEST

/* The trap comes before SMD, and returns to the SMC itself. */
START_TEST(hcr_tsc_traps_smc_of_el1_before_smd)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    f->cpu->sr[SR_SCR_EL3] |= BIT(7);
    f->cpu->sr[SR_HCR_EL2] = BIT(19);
    run(f, SMC);
    check_taken(f, 2, EC_SMC64, 0);
    ck_assert_uint_eq(f->cpu->pending.trap, T_HCR_TSC);
    exec_fixture_free(f);
}
END_TEST

START_TEST(hcr_tsc_does_not_trap_smc_of_el2)
{
    Fixture *f = exec_fixture("cortex-a57", 2);

    f->cpu->sr[SR_HCR_EL2] = BIT(19);
    run(f, SMC);
    check_taken(f, 3, EC_SMC64, 4);
    exec_fixture_free(f);
}
END_TEST

START_TEST(smc_is_undefined_without_el3)
{
    Fixture *f = exec_fixture("cortex-a57,-el3", 1);

    run(f, SMC);
    check_taken(f, 1, EC_UNKNOWN, 0);
    exec_fixture_free(f);
}
END_TEST

START_TEST(firmware_answers_smc_without_an_exception)
{
    Fixture *f = exec_fixture("cortex-a57,-el3", 1);

    f->cpu->config.ports.hvc = f->cpu->config.ports.smc = answer_all;
    run(f, SMC);
    ck_next(f);
    ck_assert_uint_eq(f->cpu->x[0], 42);
    ck_assert_uint_eq(f->crossing.kind, CROSSING_FIRMWARE);
    exec_fixture_free(f);
}
END_TEST

START_TEST(firmware_is_not_asked_when_tsc_traps_nor_by_el0)
{
    Fixture *f = exec_fixture("cortex-a57,-el3", 1);

    conduit_calls = 0;
    f->cpu->config.ports.hvc = f->cpu->config.ports.smc = answer_all;
    f->cpu->sr[SR_HCR_EL2] = BIT(19);
    run(f, SMC);
    check_taken(f, 2, EC_SMC64, 0);
    f->cpu->pc = CODE_AT;
    f->cpu->sr[SR_HCR_EL2] = 0;
    go_to(f, 0);
    run(f, SMC);
    check_taken(f, 1, EC_UNKNOWN, 0);
    ck_assert_uint_eq(conduit_calls, 0);
    exec_fixture_free(f);
}
END_TEST

START_TEST(brk_carries_its_comment_and_returns_to_itself)
{
    Fixture *f = exec_fixture("cortex-a57", 0);

    run(f, BRK | IMM(0xbeef));
    check_taken(f, 1, EC_BRK64, 0);
    ck_assert_uint_eq(f->cpu->sr[SR_ESR_EL1], 0xf200beef);
    exec_fixture_free(f);
}
END_TEST

START_TEST(mdcr_tde_sends_brk_of_el1_to_el2)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    f->cpu->sr[SR_MDCR_EL2] |= BIT(8);
    run(f, BRK);
    check_taken(f, 2, EC_BRK64, 0);
    ck_assert_uint_eq(f->cpu->pending.trap, T_MDCR2_TDE);
    exec_fixture_free(f);
}
END_TEST

START_TEST(mdcr_tde_leaves_brk_of_secure_el1_alone)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    f->cpu->sr[SR_MDCR_EL2] |= BIT(8);
    f->cpu->sr[SR_SCR_EL3] &= ~BIT(0);
    regime_changed(f->cpu);
    run(f, BRK);
    check_taken(f, 1, EC_BRK64, 0);
    exec_fixture_free(f);
}
END_TEST

START_TEST(brk_of_el3_stays_there)
{
    Fixture *f = exec_fixture("cortex-a57", 3);

    run(f, BRK);
    check_taken(f, 3, EC_BRK64, 0);
    exec_fixture_free(f);
}
END_TEST

START_TEST(debug_state_instructions_and_hlt_are_undefined)
{
    static const uint32_t words[] = {HLT_1, HLT_SEMIHOSTING, DCPS1, DCPS1 + 1, DCPS1 + 2, DRPS};

    for (unsigned i = 0; i < ARRAY_COUNT(words); i++) {
        Fixture *f = exec_fixture("cortex-a57", 1);

        run(f, words[i]);
        check_taken(f, 1, EC_UNKNOWN, 0);
        exec_fixture_free(f);
    }
}
END_TEST

START_TEST(semihosting_goes_on_behind_the_hlt)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    f->cpu->config.ports.semihost = semihost;
    run(f, HLT_SEMIHOSTING);
    ck_next(f);
    ck_assert_uint_eq(f->cpu->x[0], 7);
    exec_fixture_free(f);
}
END_TEST

START_TEST(eret_is_undefined_at_el0)
{
    Fixture *f = exec_fixture("cortex-a57", 0);

    run(f, ERET);
    check_taken(f, 1, EC_UNKNOWN, 0);
    exec_fixture_free(f);
}
END_TEST

START_TEST(eret_goes_where_elr_and_spsr_say)
{
    Fixture *f = exec_fixture("cortex-a57", 2);

    f->cpu->sr[SR_ELR_EL2] = RAM_BASE + 0x4000;
    f->cpu->sr[SR_SPSR_EL2] = UINT64_C(0x600003c5); /* Z and C, DAIF, EL1h */
    run(f, ERET);
    ck_assert_uint_eq(f->cpu->pc, RAM_BASE + 0x4000);
    ck_assert_uint_eq(f->cpu->pstate.el, 1);
    ck_assert_uint_eq(f->cpu->pstate.nzcv, 6);
    ck_assert_uint_eq(f->cpu->pstate.daif, 15);
    exec_fixture_free(f);
}
END_TEST

/* AArch64.BranchAddr: by TBI of the regime that the branch goes on in, and TBID with FEAT_PAuth. */
START_TEST(a_tag_that_is_ignored_is_no_part_of_the_pc)
{
    const uint64_t tag = UINT64_C(0x5a) << 56, both = UINT64_C(3) << 37, tbid = UINT64_C(3) << 51;
    const struct {
        const char *cpu;
        unsigned el;
        uint64_t tcr, to, pc;
    } cases[] = {
        {"cortex-a57", 1, both, tag | CODE_AT, CODE_AT},
        {"cortex-a57", 0, both, tag | CODE_AT, CODE_AT},
        {"cortex-a57", 1, both, tag | UINT64_C(0xff000012345678), UINT64_C(0xffff000012345678)},
        {"cortex-a57", 1, 0, tag | CODE_AT, tag | CODE_AT},
        {"cortex-a57", 1, UINT64_C(1) << 38, tag | CODE_AT, tag | CODE_AT},
        {"cortex-a57", 2, UINT64_C(1) << 20, tag | CODE_AT, CODE_AT},
        {"cortex-a57,+pauth", 1, both | tbid, tag | CODE_AT, tag | CODE_AT},
        {"cortex-a57", 1, both | tbid, tag | CODE_AT, CODE_AT},
    };

    for (unsigned i = 0; i < ARRAY_COUNT(cases); i++) {
        static const uint32_t words[] = {0xd61f0000, 0xd63f0000, 0xd65f0000}; /* br blr ret x0 */
        Fixture *f = exec_fixture(cases[i].cpu, cases[i].el);
        Cpu *cpu = f->cpu;

        cpu->sr[cases[i].el == 2 ? SR_TCR_EL2 : SR_TCR_EL1] = cases[i].tcr;
        regime_changed(cpu);
        cpu->x[0] = cases[i].to;
        run(f, words[i % 3]);
        ck_assert_msg(cpu->pc == cases[i].pc, "case %u: %llx", i, (unsigned long long)cpu->pc);
        exec_fixture_free(f);
    }
}
END_TEST

START_TEST(nor_is_it_after_an_exception_return)
{
    Fixture *f = exec_fixture("cortex-a57", 2);

    f->cpu->sr[SR_TCR_EL1] = UINT64_C(1) << 37;
    f->cpu->sr[SR_SPSR_EL2] = 0x3c5;
    f->cpu->sr[SR_ELR_EL2] = UINT64_C(0x5a) << 56 | CODE_AT;
    run(f, 0xd69f03e0); /* eret, to EL1, whose TBI0 counts */
    ck_assert_uint_eq(f->cpu->pc, CODE_AT);
    exec_fixture_free(f);
}
END_TEST

TEST_MAIN("cpu/exec_branch", a_tag_that_is_ignored_is_no_part_of_the_pc,
          nor_is_it_after_an_exception_return, svc_of_el0_goes_to_el1_and_returns_behind_it,
          svc_of_el0_goes_to_el2_under_tge, svc_of_el2_stays_there, hvc_of_el1_goes_to_el2,
          hvc_of_el3_stays_there, hvc_is_undefined_at_el0, hvc_is_undefined_without_scr_hce,
          hvc_is_undefined_in_secure_el1, hcr_hcd_disables_hvc_where_there_is_no_el3,
          hcr_hcd_means_nothing_where_there_is_an_el3, smc_of_el1_goes_to_el3,
          smc_is_undefined_at_el0, smc_is_undefined_under_scr_smd,
          hcr_tsc_traps_smc_of_el1_before_smd, hcr_tsc_does_not_trap_smc_of_el2,
          smc_is_undefined_without_el3, firmware_answers_smc_without_an_exception,
          firmware_is_not_asked_when_tsc_traps_nor_by_el0,
          brk_carries_its_comment_and_returns_to_itself, mdcr_tde_sends_brk_of_el1_to_el2,
          mdcr_tde_leaves_brk_of_secure_el1_alone, brk_of_el3_stays_there,
          debug_state_instructions_and_hlt_are_undefined, semihosting_goes_on_behind_the_hlt,
          eret_is_undefined_at_el0, eret_goes_where_elr_and_spsr_say)
