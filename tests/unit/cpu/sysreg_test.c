/* SPDX-License-Identifier: MIT
 *
 * sysreg_test.c - access rules, traps and effects of system registers.
 *
 * Expectations are DDI 0487's accessibility pseudocode of the register named in each test.
 */
#include "tests/unit/cpu/sysreg_fixture.h"

/* The rules of the tables themselves. */

START_TEST(traps_of_a_row_stand_in_the_order_of_the_levels)
{
    for (unsigned i = 0; i < SR_COUNT; i++) {
        unsigned level = 0;

        for (unsigned t = 0; t < SYSREG_TRAPS_MAX && sysreg_row((Sysreg)i)->traps[t]; t++) {
            unsigned next = trap_row((Trap)sysreg_row((Sysreg)i)->traps[t])->level;

            ck_assert_msg(next >= level, "%s", sysreg_name((Sysreg)i));
            level = next;
        }
    }
}
END_TEST

START_TEST(every_encoding_leads_back_to_its_row)
{
    for (unsigned i = 0; i < SR_COUNT; i++)
        ck_assert_uint_eq(sysreg_find(sysreg_row((Sysreg)i)->key), i);
}
END_TEST

START_TEST(reset_values_keep_res0_and_res1)
{
    for (unsigned i = 0; i < SR_COUNT; i++) {
        const SysregRow *row = sysreg_row((Sysreg)i);

        if (row->write_el == EL_NEVER || row->res0 == ~UINT64_C(0))
            continue;
        ck_assert_msg(!(row->reset & row->res0), "%s", row->name);
        ck_assert_msg((row->reset & row->res1) == row->res1, "%s", row->name);
    }
}
END_TEST

/* Existence and level. */

START_TEST(el1_may_not_touch_el2_registers)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 1);
    ck_undefined(f, reads(f, SR_HCR_EL2));
    ck_undefined(f, writes(f, SR_VTTBR_EL2));
    go_to(f, 2);
    ck_assert(reads(f, SR_HCR_EL2));
    ck_undefined(f, reads(f, SR_SCR_EL3));
    fixture_free(f);
}
END_TEST

START_TEST(read_only_registers_are_undefined_when_written)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 1);
    ck_undefined(f, writes(f, SR_MIDR_EL1));
    ck_undefined(f, writes(f, SR_CurrentEL));
    ck_undefined(f, reads(f, SR_OSLAR_EL1));
    fixture_free(f);
}
END_TEST

START_TEST(the_whole_feature_id_space_reads)
{
    Fixture *f = fixture_new("cortex-a57");
    uint64_t value;

    go_to(f, 1);
    for (uint32_t crm = 1; crm < 8; crm++) {
        for (uint32_t op2 = 0; op2 < 8; op2++) {
            uint32_t word = 0xd5380000 | crm << 8 | op2 << 5;

            ck_assert(sysreg_read(f->cpu, register_of(word), word, &value));
            ck_assert(!sysreg_write(f->cpu, register_of(word), word & ~(UINT32_C(1) << 21), 0));
        }
    }
    f->cpu->pstate.el = 0;
    ck_undefined(f, reads(f, SR_ID_AA64PFR0_EL1));
    fixture_free(f);
}
END_TEST

START_TEST(a_feature_brings_its_registers)
{
    Fixture *without = fixture_new("cortex-a57"), *with = fixture_new("cortex-a57,+pan,+ras");

    ck_undefined(without, reads(without, SR_PAN));
    ck_undefined(without, reads(without, SR_DISR_EL1));
    ck_assert(reads(with, SR_PAN));
    ck_assert(reads(with, SR_DISR_EL1));
    fixture_free(without);
    fixture_free(with);
}
END_TEST

START_TEST(an_unknown_register_is_told_once_with_a_row_to_paste)
{
    Fixture *f = fixture_new("cortex-a57");
    uint32_t word = 0xd53b0000 | 9 << 12 | 1 << 8; /* S3_3_C9_C1_0 */
    uint64_t value;

    go_to(f, 1);
    ck_undefined(f, sysreg_read(f->cpu, register_of(word), word, &value));
    ck_undefined(f, sysreg_read(f->cpu, register_of(word), word, &value));
    ck_assert_uint_eq(f->notices, 1);
    ck_assert(strstr(f->notice, "SYSREG(S3_3_C9_C1_0, 3,3, 9,1,0,") != NULL);
    ck_undefined(f, sysreg_read(f->cpu, register_of(0xd5381200), 0xd5381200, &value)); /* ZCR_EL1 */
    ck_assert(strstr(f->notice, "FEAT_SVE") != NULL);
    fixture_free(f);
}
END_TEST

START_TEST(el2_registers_are_res0_at_el3_of_a_machine_without_el2)
{
    Fixture *f = fixture_new("cortex-a57,-el2");

    put(f, SR_VBAR_EL2, 0x1000);
    ck_assert_uint_eq(get(f, SR_VBAR_EL2), 0);
    ck_assert_uint_eq(get(f, SR_VPIDR_EL2), 0x411fd070);
    ck_assert_uint_eq(get(f, SR_VMPIDR_EL2), 0x80000000);
    ck_undefined(f, execute_sys(f, 0xd50c871f, 0)); /* TLBI ALLE2 */
    ck_assert(strstr(f->notice, "does not have EL2") != NULL);
    fixture_free(f);
}
END_TEST

START_TEST(cntfrq_is_of_el1_where_that_is_the_highest)
{
    Fixture *f = fixture_new("cortex-a57,-el2,-el3");

    go_to(f, 1);
    put(f, SR_CNTFRQ_EL0, 1000000);
    ck_assert_uint_eq(get(f, SR_CNTFRQ_EL0), 1000000);
    ck_assert(reads(f, SR_CNTP_CTL_EL0)); /* CNTHCTL_EL2 has no say */
    ck_assert_uint_eq(get(f, SR_RVBAR_EL1), 0);
    fixture_free(f);
}
END_TEST

/* HCR_EL2. */

START_TEST(tvm_traps_el1_writes_and_trvm_reads)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 1);
    ck_assert(writes(f, SR_TTBR0_EL1) && reads(f, SR_TTBR0_EL1));
    f->cpu->sr[SR_HCR_EL2] = UINT64_C(1) << 26;
    ck_trapped(f, writes(f, SR_TTBR0_EL1), 2, EC_SYS64, T_HCR_TVM);
    ck_assert_uint_eq(f->cpu->pending.iss, syndrome_sys64(msr(SR_TTBR0_EL1)));
    ck_assert(reads(f, SR_TTBR0_EL1));
    f->cpu->sr[SR_HCR_EL2] = UINT64_C(1) << 30;
    ck_trapped(f, reads(f, SR_CONTEXTIDR_EL1), 2, EC_SYS64, T_HCR_TRVM);
    ck_assert(writes(f, SR_CONTEXTIDR_EL1));
    go_to(f, 2);
    ck_assert(reads(f, SR_CONTEXTIDR_EL1));
    fixture_free(f);
}
END_TEST

START_TEST(el2_controls_do_nothing_in_secure_state)
{
    Fixture *f = fixture_new("cortex-a57");

    f->cpu->sr[SR_HCR_EL2] = UINT64_C(1) << 26;
    f->cpu->pstate.el = 1; /* SCR_EL3.NS is 0 */
    ck_assert(writes(f, SR_TTBR0_EL1));
    fixture_free(f);
}
END_TEST

START_TEST(tid3_traps_reserved_id_encodings_too)
{
    Fixture *f = fixture_new("cortex-a57");
    uint64_t value;

    go_to(f, 1);
    f->cpu->sr[SR_HCR_EL2] = UINT64_C(1) << 18;
    ck_trapped(f, sysreg_read(f->cpu, register_of(0xd5380760), 0xd5380760, &value), 2, EC_SYS64,
               T_HCR_TID3);
    ck_trapped(f, reads(f, SR_ID_AA64MMFR0_EL1), 2, EC_SYS64, T_HCR_TID3);
    fixture_free(f);
}
END_TEST

START_TEST(tidcp_comes_before_undefined_at_el1)
{
    Fixture *f = fixture_new("cortex-a57");
    uint64_t value;

    go_to(f, 1);
    f->cpu->sr[SR_HCR_EL2] = HCR_TIDCP;
    ck_trapped(f, sysreg_read(f->cpu, register_of(0xd538ff00), 0xd538ff00, &value), 2, EC_SYS64,
               T_HCR_TIDCP);
    ck_trapped(f, reads(f, SR_L2CTLR_EL1), 2, EC_SYS64, T_HCR_TIDCP);
    f->cpu->pstate.el = 0;
    ck_undefined(f, sysreg_read(f->cpu, register_of(0xd538ff00), 0xd538ff00, &value));
    fixture_free(f);
}
END_TEST

START_TEST(ttlb_and_tsw_trap_instructions)
{
    Fixture *f = fixture_new("cortex-a57");
    const uint32_t tlbi_vmalle1 = 0xd508871f, dc_isw = 0xd5087640;

    go_to(f, 1);
    ck_assert(execute_sys(f, tlbi_vmalle1, 0) && execute_sys(f, dc_isw, 0));
    f->cpu->sr[SR_HCR_EL2] = UINT64_C(1) << 25;
    ck_trapped(f, execute_sys(f, tlbi_vmalle1, 0), 2, EC_SYS64, T_HCR_TTLB);
    f->cpu->sr[SR_HCR_EL2] = UINT64_C(1) << 22;
    ck_trapped(f, execute_sys(f, dc_isw, 0), 2, EC_SYS64, T_HCR_TSW);
    fixture_free(f);
}
END_TEST

/* EL0's controls. */

START_TEST(ctr_of_el0_follows_uct_and_goes_where_tge_says)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 0);
    f->cpu->sr[SR_SCTLR_EL1] &= ~(UINT64_C(1) << 15);
    ck_trapped(f, reads(f, SR_CTR_EL0), 1, EC_SYS64, T_SCTLR_UCT);
    f->cpu->sr[SR_HCR_EL2] = HCR_TGE;
    ck_trapped(f, reads(f, SR_CTR_EL0), 2, EC_SYS64, T_SCTLR_UCT);
    f->cpu->sr[SR_SCTLR_EL1] |= UINT64_C(1) << 15;
    ck_assert_uint_eq(get(f, SR_CTR_EL0), 0x8444c004);
    fixture_free(f);
}
END_TEST

START_TEST(cntfrq_of_el0_needs_either_counter)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 0);
    ck_trapped(f, reads(f, SR_CNTFRQ_EL0), 1, EC_SYS64, T_CNTKCTL_EL0PCTEN);
    f->cpu->sr[SR_CNTKCTL_EL1] = 2;
    ck_assert_uint_eq(get(f, SR_CNTFRQ_EL0), 62500000);
    ck_trapped(f, reads(f, SR_CNTPCT_EL0), 1, EC_SYS64, T_CNTKCTL_EL0PCTEN);
    f->cpu->sr[SR_CNTKCTL_EL1] = 1;
    ck_assert(reads(f, SR_CNTFRQ_EL0));
    fixture_free(f);
}
END_TEST

START_TEST(cntfrq_is_written_at_the_highest_level_only)
{
    Fixture *f = fixture_new("cortex-a57");

    ck_assert(writes(f, SR_CNTFRQ_EL0));
    go_to(f, 2);
    ck_undefined(f, writes(f, SR_CNTFRQ_EL0));
    go_to(f, 1);
    ck_undefined(f, writes(f, SR_CNTFRQ_EL0));
    fixture_free(f);
}
END_TEST

START_TEST(physical_timer_of_el1_needs_el1pcen)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 1);
    ck_assert(reads(f, SR_CNTP_CTL_EL0) && reads(f, SR_CNTPCT_EL0));
    f->cpu->sr[SR_CNTHCTL_EL2] = 0;
    ck_trapped(f, reads(f, SR_CNTP_CTL_EL0), 2, EC_SYS64, T_CNTHCTL_EL1PCEN);
    ck_trapped(f, reads(f, SR_CNTPCT_EL0), 2, EC_SYS64, T_CNTHCTL_EL1PCTEN);
    ck_assert(reads(f, SR_CNTV_CTL_EL0));
    fixture_free(f);
}
END_TEST

START_TEST(secure_timer_is_of_secure_el1_when_st_lets_it)
{
    Fixture *f = fixture_new("cortex-a57");

    ck_assert(reads(f, SR_CNTPS_CTL_EL1));
    f->cpu->pstate.el = 1;
    ck_trapped(f, reads(f, SR_CNTPS_CTL_EL1), 3, EC_SYS64, T_SCR_ST);
    f->cpu->sr[SR_SCR_EL3] |= SCR_ST;
    ck_assert(reads(f, SR_CNTPS_CTL_EL1));
    go_to(f, 1);
    ck_undefined(f, reads(f, SR_CNTPS_CTL_EL1));
    go_to(f, 2);
    ck_undefined(f, reads(f, SR_CNTPS_CTL_EL1));
    fixture_free(f);
}
END_TEST

START_TEST(pmuserenr_enables_are_alternatives_by_register)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 0);
    ck_trapped(f, reads(f, SR_PMCCNTR_EL0), 1, EC_SYS64, T_PMUSERENR_EN);
    f->cpu->sr[SR_PMUSERENR_EL0] = 4; /* CR */
    ck_assert(reads(f, SR_PMCCNTR_EL0));
    ck_trapped(f, writes(f, SR_PMCCNTR_EL0), 1, EC_SYS64, T_PMUSERENR_EN);
    ck_trapped(f, reads(f, SR_PMEVCNTR0_EL0), 1, EC_SYS64, T_PMUSERENR_EN);
    f->cpu->sr[SR_PMUSERENR_EL0] = 1; /* EN */
    ck_assert(writes(f, SR_PMCCNTR_EL0) && reads(f, SR_PMEVCNTR0_EL0));
    f->cpu->sr[SR_MDCR_EL2] |= 1 << 6;
    ck_trapped(f, reads(f, SR_PMCCNTR_EL0), 2, EC_SYS64, T_MDCR2_TPM);
    fixture_free(f);
}
END_TEST

START_TEST(tde_implies_the_other_debug_traps)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 1);
    ck_assert(reads(f, SR_MDSCR_EL1) && reads(f, SR_MDRAR_EL1) && reads(f, SR_OSLSR_EL1));
    f->cpu->sr[SR_MDCR_EL2] |= MDCR_TDE;
    ck_trapped(f, reads(f, SR_MDSCR_EL1), 2, EC_SYS64, T_MDCR2_TDA);
    ck_trapped(f, reads(f, SR_MDRAR_EL1), 2, EC_SYS64, T_MDCR2_TDRA);
    ck_trapped(f, reads(f, SR_OSLSR_EL1), 2, EC_SYS64, T_MDCR2_TDOSA);
    fixture_free(f);
}
END_TEST

START_TEST(cptr_of_el3_traps_cptr_of_el2)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 2);
    f->cpu->sr[SR_CPTR_EL3] = CPTR_TCPAC;
    ck_trapped(f, reads(f, SR_CPTR_EL2), 3, EC_SYS64, T_CPTR3_TCPAC);
    go_to(f, 1);
    ck_trapped(f, reads(f, SR_CPACR_EL1), 3, EC_SYS64, T_CPTR3_TCPAC);
    f->cpu->sr[SR_CPTR_EL2] |= CPTR_TCPAC;
    ck_trapped(f, reads(f, SR_CPACR_EL1), 2, EC_SYS64, T_CPTR2_TCPAC);
    fixture_free(f);
}
END_TEST

/* Effects. */

START_TEST(el1_sees_the_virtual_identities)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 2);
    ck_assert_uint_eq(get(f, SR_VPIDR_EL2), 0x411fd070);
    put(f, SR_VPIDR_EL2, 0x1234);
    put(f, SR_VMPIDR_EL2, 0x80000007);
    ck_assert_uint_eq(get(f, SR_MIDR_EL1), 0x411fd070);
    go_to(f, 1);
    ck_assert_uint_eq(get(f, SR_MIDR_EL1), 0x1234);
    ck_assert_uint_eq(get(f, SR_MPIDR_EL1), 0x80000007);
    fixture_free(f);
}
END_TEST

START_TEST(hcr_reports_a_change_of_world_only)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 2);
    put(f, SR_HCR_EL2, HCR_IMO);
    ck_assert_uint_eq(f->crossings, 0);
    put(f, SR_HCR_EL2, HCR_IMO | HCR_VM);
    ck_assert_uint_eq(f->crossings, 1);
    ck_assert_int_eq(f->crossing.kind, CROSSING_WRITE);
    put(f, SR_VTTBR_EL2, UINT64_C(1) << 48 | 0x40000000);
    put(f, SR_VTTBR_EL2, UINT64_C(1) << 48 | 0x40000000);
    ck_assert_uint_eq(f->crossings, 2);
    fixture_free(f);
}
END_TEST

START_TEST(hcr_has_no_e2h_without_vhe)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 2);
    put(f, SR_HCR_EL2, ~UINT64_C(0));
    ck_assert_uint_eq(get(f, SR_HCR_EL2) & HCR_E2H, 0);
    ck_assert(get(f, SR_HCR_EL2) & HCR_RW);
    fixture_free(f);
}
END_TEST

START_TEST(isr_shows_virtual_interrupts_to_a_guest)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 1);
    f->cpu->lines = 1u << CPU_LINE_IRQ;
    ck_assert_uint_eq(get(f, SR_ISR_EL1), 0x80);
    f->cpu->sr[SR_HCR_EL2] = HCR_IMO | HCR_FMO;
    ck_assert_uint_eq(get(f, SR_ISR_EL1), 0);
    f->cpu->lines |= 1u << CPU_LINE_VFIQ;
    f->cpu->sr[SR_HCR_EL2] |= HCR_VI;
    ck_assert_uint_eq(get(f, SR_ISR_EL1), 0xc0);
    fixture_free(f);
}
END_TEST

START_TEST(sp_el0_by_name_is_undefined_while_current)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 1);
    put(f, SR_SP_EL0, 0x1000);
    f->cpu->x[REG_SP] = 0x2000;
    put(f, SR_SPSel, 0);
    ck_assert_uint_eq(f->cpu->x[REG_SP], 0x1000);
    ck_undefined(f, reads(f, SR_SP_EL0));
    put(f, SR_SPSel, 1);
    ck_assert_uint_eq(f->cpu->x[REG_SP], 0x2000);
    fixture_free(f);
}
END_TEST

START_TEST(dczid_says_when_zva_would_trap)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 0);
    f->cpu->sr[SR_SCTLR_EL1] |= UINT64_C(1) << 14;
    ck_assert_uint_eq(get(f, SR_DCZID_EL0), 4);
    f->cpu->sr[SR_HCR_EL2] = HCR_TDZ;
    ck_assert_uint_eq(get(f, SR_DCZID_EL0), 0x14);
    fixture_free(f);
}
END_TEST

START_TEST(os_lock_follows_oslar)
{
    Fixture *f = fixture_new("cortex-a57");

    ck_assert_uint_eq(get(f, SR_OSLSR_EL1), 0xa);
    put(f, SR_OSLAR_EL1, 0);
    ck_assert_uint_eq(get(f, SR_OSLSR_EL1), 0x8);
    put(f, SR_OSLAR_EL1, 1);
    ck_assert_uint_eq(get(f, SR_OSLSR_EL1), 0xa);
    fixture_free(f);
}
END_TEST

START_TEST(a_timer_write_asks_for_a_new_slice)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 1);
    f->cpu->attention = 0;
    put(f, SR_CNTV_CVAL_EL0, 1000);
    ck_assert(f->cpu->attention & ATTENTION_RESLICE);
    ck_assert_uint_eq(get(f, SR_CNTV_CVAL_EL0), 1000);
    go_to(f, 2);
    put(f, SR_CNTVOFF_EL2, 7);
    ck_assert_uint_eq(get(f, SR_CNTVOFF_EL2), 7);
    fixture_free(f);
}
END_TEST

START_TEST(an_access_is_charged_to_its_group_and_a_trapped_one_is_not)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 1);
    get(f, SR_TTBR0_EL1);
    put(f, SR_TTBR0_EL1, 0);
    f->cpu->sr[SR_HCR_EL2] = UINT64_C(1) << 26;
    ck_assert(!writes(f, SR_TTBR0_EL1));
    ck_assert_uint_eq(f->cpu->count.n[COST_READ_EL1_CONTEXT], 1);
    ck_assert_uint_eq(f->cpu->count.n[COST_WRITE_EL1_CONTEXT], 1);
    fixture_free(f);
}
END_TEST

/* AT with everything off: flat, Device or as HCR_EL2.DC says. */
START_TEST(at_with_the_mmu_off_is_flat_device_memory)
{
    Fixture *f = fixture_new("cortex-a57");
    const uint32_t at_s1e1r = 0xd5087800;

    go_to(f, 1);
    put(f, SR_SCTLR_EL1, 0);
    ck_assert(execute_sys(f, at_s1e1r, 0x40001234));
    /* Device-nGnRnE, Outer Shareable, NS, bit 11 is RES1. */
    ck_assert_uint_eq(get(f, SR_PAR_EL1), 0x40001b00);
    fixture_free(f);
}
END_TEST

START_TEST(at_reports_a_stage1_fault_in_par)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 1);
    put(f, SR_TTBR0_EL1, RAM_BASE); /* RAM is zero: no descriptor is valid */
    put(f, SR_TCR_EL1, 25);         /* 39 bits: the walk begins at level 1 */
    put(f, SR_SCTLR_EL1, 1);
    ck_assert(execute_sys(f, 0xd5087800, 0x1000));
    ck_assert_uint_eq(get(f, SR_PAR_EL1), UINT64_C(1) << 11 | 5 << 1 | 1);
    fixture_free(f);
}
END_TEST

START_TEST(at_of_el1_whose_walk_stage_2_refuses_is_an_exception_to_el2)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 1);
    put(f, SR_TTBR0_EL1, RAM_BASE);
    put(f, SR_TCR_EL1, 25);
    put(f, SR_SCTLR_EL1, 1);
    f->cpu->sr[SR_VTTBR_EL2] = RAM_BASE + 0x10000;  /* all invalid */
    f->cpu->sr[SR_VTCR_EL2] = UINT64_C(0x80023559); /* 39-bit IPA, start at level 1 */
    f->cpu->sr[SR_HCR_EL2] = HCR_VM | HCR_RW;
    regime_changed(f->cpu);
    ck_assert(!execute_sys(f, 0xd5087800, 0x1000));
    ck_assert_uint_eq(f->cpu->pending.target_el, 2);
    ck_assert_uint_eq(f->cpu->pending.ec, EC_DABT_LOW);
    ck_assert(f->cpu->pending.iss & 1u << 7); /* S1PTW */
    ck_assert(f->cpu->pending.iss & 1u << 8); /* CM */
    ck_assert_uint_eq(f->cpu->pending.ipa.v & ~UINT64_C(0xfff), RAM_BASE);
    go_to(f, 2);
    ck_assert(execute_sys(f, 0xd5087800, 0x1000));
    ck_assert_uint_eq(get(f, SR_PAR_EL1) & 0x301, 0x301); /* S, PTW, F */
    fixture_free(f);
}
END_TEST

TEST_MAIN("sysreg", traps_of_a_row_stand_in_the_order_of_the_levels,
          every_encoding_leads_back_to_its_row, reset_values_keep_res0_and_res1,
          el1_may_not_touch_el2_registers, read_only_registers_are_undefined_when_written,
          the_whole_feature_id_space_reads, a_feature_brings_its_registers,
          an_unknown_register_is_told_once_with_a_row_to_paste,
          el2_registers_are_res0_at_el3_of_a_machine_without_el2,
          cntfrq_is_of_el1_where_that_is_the_highest, tvm_traps_el1_writes_and_trvm_reads,
          el2_controls_do_nothing_in_secure_state, tid3_traps_reserved_id_encodings_too,
          tidcp_comes_before_undefined_at_el1, ttlb_and_tsw_trap_instructions,
          ctr_of_el0_follows_uct_and_goes_where_tge_says, cntfrq_of_el0_needs_either_counter,
          cntfrq_is_written_at_the_highest_level_only, physical_timer_of_el1_needs_el1pcen,
          secure_timer_is_of_secure_el1_when_st_lets_it,
          pmuserenr_enables_are_alternatives_by_register, tde_implies_the_other_debug_traps,
          cptr_of_el3_traps_cptr_of_el2, el1_sees_the_virtual_identities,
          hcr_reports_a_change_of_world_only, hcr_has_no_e2h_without_vhe,
          isr_shows_virtual_interrupts_to_a_guest, sp_el0_by_name_is_undefined_while_current,
          dczid_says_when_zva_would_trap, os_lock_follows_oslar, a_timer_write_asks_for_a_new_slice,
          an_access_is_charged_to_its_group_and_a_trapped_one_is_not,
          at_with_the_mmu_off_is_flat_device_memory, at_reports_a_stage1_fault_in_par,
          at_of_el1_whose_walk_stage_2_refuses_is_an_exception_to_el2)
