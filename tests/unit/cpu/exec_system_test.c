/* SPDX-License-Identifier: MIT
 *
 * exec_system_test.c - WFI and WFE and their traps, events, PSTATE by MSR (immediate), barriers,
 * ESB.
 *
 * Expectations: DDI 0487, AArch64.CheckForWFxTrap, AArch64.WFxTrap, "MSR (immediate)",
 * AArch64.ESBOperation, AArch64.vESBOperation.
 */
#include "tests/unit/cpu/exec_fixture.h"

#define NOP 0xd503201fu
#define HINT_127 0xd5032fffu
#define WFE 0xd503205fu
#define WFI 0xd503207fu
#define SEV 0xd503209fu
#define SEVL 0xd50320bfu
#define ESB 0xd503221fu
#define CLREX 0xd5033f5fu
#define DSB_SY 0xd5033f9fu
#define DMB_ISH 0xd5033bbfu
#define ISB 0xd5033fdfu
#define SB 0xd50330ffu
#define DAIFSET_ALL 0xd5034fdfu
#define DAIFCLR_I 0xd50342ffu
#define SPSEL_0 0xd50040bfu
#define YIELD 0xd503203fu
#define LDXR_X1_X2 0xc85f7c41u

#define BIT(n) (UINT64_C(1) << (n))
#define NTWI BIT(16)
#define NTWE BIT(18)

static Fixture *waiting_fixture(unsigned el)
{
    Fixture *f = exec_fixture("cortex-a57", el);

    f->cpu->sr[SR_SCTLR_EL1] |= NTWI | NTWE;
    regime_changed(f->cpu);
    return f;
}

START_TEST(hints_do_nothing)
{
    static const uint32_t words[] = {NOP, HINT_127, YIELD, ESB};

    for (unsigned i = 0; i < ARRAY_COUNT(words); i++) {
        Fixture *f = exec_fixture("cortex-a57", 0);

        run(f, words[i]);
        ck_next(f);
        exec_fixture_free(f);
    }
}
END_TEST

START_TEST(wfi_waits)
{
    Fixture *f = waiting_fixture(0);

    run(f, WFI);
    ck_next(f);
    ck_assert_int_eq(f->cpu->wait, WAIT_WFI);
    exec_fixture_free(f);
}
END_TEST

START_TEST(wfi_goes_on_when_an_interrupt_is_pending_though_masked)
{
    Fixture *f = waiting_fixture(1);
    IrqLine line = cpu_line(f->cpu, CPU_LINE_IRQ);

    line.set(line.owner, line.input, true);
    f->cpu->sr[SR_HCR_EL2] = BIT(13);
    run(f, WFI);
    ck_next(f);
    ck_assert_int_eq(f->cpu->wait, WAIT_NONE);
    exec_fixture_free(f);
}
END_TEST

/* ISS: CV = 1, COND = 0xe, TI = 0. */
START_TEST(sctlr_ntwi_traps_wfi_of_el0)
{
    Fixture *f = exec_fixture("cortex-a57", 0);

    f->cpu->sr[SR_SCTLR_EL1] &= ~NTWI;
    f->cpu->sr[SR_HCR_EL2] = BIT(13);
    run(f, WFI);
    check_taken(f, 1, EC_WFX, 0);
    ck_assert_uint_eq(f->cpu->sr[SR_ESR_EL1], 0x07e00000);
    ck_assert_uint_eq(f->cpu->pending.trap, T_SCTLR_nTWI);
    exec_fixture_free(f);
}
END_TEST

START_TEST(hcr_twi_traps_wfi_of_el1)
{
    Fixture *f = waiting_fixture(1);

    f->cpu->sr[SR_HCR_EL2] = BIT(13);
    run(f, WFI);
    check_taken(f, 2, EC_WFX, 0);
    ck_assert_uint_eq(f->cpu->pending.trap, T_HCR_TWI);
    exec_fixture_free(f);
}
END_TEST

START_TEST(hcr_twi_does_not_trap_wfi_of_el2)
{
    Fixture *f = waiting_fixture(2);

    f->cpu->sr[SR_HCR_EL2] = BIT(13);
    run(f, WFI);
    ck_next(f);
    exec_fixture_free(f);
}
END_TEST

START_TEST(scr_twi_traps_wfi_of_el2)
{
    Fixture *f = waiting_fixture(2);

    f->cpu->sr[SR_SCR_EL3] |= BIT(12);
    run(f, WFI);
    check_taken(f, 3, EC_WFX, 0);
    exec_fixture_free(f);
}
END_TEST

START_TEST(hcr_twe_traps_wfe_and_says_so)
{
    Fixture *f = waiting_fixture(1);

    f->cpu->sr[SR_HCR_EL2] = BIT(14);
    run(f, WFE);
    check_taken(f, 2, EC_WFX, 0);
    ck_assert_uint_eq(f->cpu->sr[SR_ESR_EL2], 0x07e00001);
    exec_fixture_free(f);
}
END_TEST

START_TEST(wfe_with_an_event_neither_waits_nor_traps)
{
    Fixture *f = waiting_fixture(1);

    run(f, SEVL);
    f->cpu->sr[SR_HCR_EL2] = BIT(14);
    f->cpu->pc = CODE_AT;
    run(f, WFE);
    ck_next(f);
    ck_assert_int_eq(f->cpu->wait, WAIT_NONE);
    ck_assert(!f->cpu->event_register);
    exec_fixture_free(f);
}
END_TEST

START_TEST(sev_sets_the_own_event_register_too)
{
    Fixture *f = waiting_fixture(1);

    run(f, SEV);
    ck_assert(f->cpu->event_register);
    exec_fixture_free(f);
}
END_TEST

START_TEST(clrex_clears_the_monitor)
{
    Fixture *f = exec_fixture("cortex-a57", 3);

    f->cpu->x[2] = DATA_AT;
    run(f, LDXR_X1_X2);
    ck_assert(f->cpu->exclusive.valid);
    f->cpu->pc = CODE_AT;
    run(f, CLREX);
    ck_assert(!f->cpu->exclusive.valid);
    exec_fixture_free(f);
}
END_TEST

START_TEST(barriers_count_as_events)
{
    Fixture *f = exec_fixture("cortex-a57", 3);
    static const struct {
        uint32_t word;
        CostEvent event;
    } rows[] = {{DSB_SY, COST_DSB}, {DMB_ISH, COST_DMB}, {ISB, COST_ISB}};

    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        f->cpu->pc = CODE_AT;
        run(f, rows[i].word);
        ck_assert_uint_eq(f->cpu->count.n[rows[i].event], 1);
    }
    exec_fixture_free(f);
}
END_TEST

START_TEST(sb_needs_its_feature)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    run(f, SB);
    check_taken(f, 1, EC_UNKNOWN, 0);
    exec_fixture_free(f);
}
END_TEST

START_TEST(daifset_and_daifclr_change_the_bits_that_are_set)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    run(f, DAIFSET_ALL);
    ck_assert_uint_eq(f->cpu->pstate.daif, 15);
    f->cpu->pc = CODE_AT;
    run(f, DAIFCLR_I);
    ck_assert_uint_eq(f->cpu->pstate.daif, 13);
    ck_assert(f->cpu->attention & ATTENTION_INTERRUPT);
    exec_fixture_free(f);
}
END_TEST

/* ISS of MSR DAIFClr, #2: op0 0, op1 3, CRn 4, CRm 2, op2 7, Rt 31, write. */
START_TEST(sctlr_uma_clear_traps_daifclr_of_el0)
{
    Fixture *f = exec_fixture("cortex-a57", 0);

    f->cpu->sr[SR_SCTLR_EL1] &= ~BIT(9);
    run(f, DAIFCLR_I);
    check_taken(f, 1, EC_SYS64, 0);
    ck_assert_uint_eq(f->cpu->sr[SR_ESR_EL1] & 0x1ffffff,
                      7u << 17 | 3u << 14 | 4u << 10 | 31u << 5 | 2u << 1);
    exec_fixture_free(f);
}
END_TEST

START_TEST(sctlr_uma_lets_el0_change_daif)
{
    Fixture *f = exec_fixture("cortex-a57", 0);

    f->cpu->sr[SR_SCTLR_EL1] |= BIT(9);
    f->cpu->pstate.daif = 15;
    run(f, DAIFCLR_I);
    ck_next(f);
    ck_assert_uint_eq(f->cpu->pstate.daif, 13);
    exec_fixture_free(f);
}
END_TEST

START_TEST(spsel_changes_the_stack_pointer)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    f->cpu->sp_el[0] = 0x1000;
    f->cpu->x[REG_SP] = 0x2000;
    run(f, SPSEL_0);
    ck_assert_uint_eq(f->cpu->x[REG_SP], 0x1000);
    ck_assert_uint_eq(f->cpu->sp_el[1], 0x2000);
    exec_fixture_free(f);
}
END_TEST

START_TEST(spsel_is_undefined_at_el0)
{
    Fixture *f = exec_fixture("cortex-a57", 0);

    run(f, SPSEL_0);
    check_taken(f, 1, EC_UNKNOWN, 0);
    exec_fixture_free(f);
}
END_TEST

/* MSR PAN, #1 and its like: undefined without the feature, the bit is set with it. */
START_TEST(pstate_bits_need_their_features)
{
    static const struct {
        uint32_t word;
        const char *model;
        size_t bit_at;
    } rows[] = {{0xd500419f, "cortex-a57,+pan", offsetof(Pstate, pan)},
                {0xd500417f, "cortex-a57,+uao", offsetof(Pstate, uao)},
                {0xd503415f, "cortex-a57,+dit", offsetof(Pstate, dit)},
                {0xd503413f, "cortex-a57,+ssbs2", offsetof(Pstate, ssbs)}};

    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        Fixture *f = exec_fixture("cortex-a57", 1);

        run(f, rows[i].word);
        check_taken(f, 1, EC_UNKNOWN, 0);
        exec_fixture_free(f);
        f = exec_fixture(rows[i].model, 1);
        run(f, rows[i].word);
        ck_next(f);
        ck_assert(*(const bool *)((const char *)&f->cpu->pstate + rows[i].bit_at));
        exec_fixture_free(f);
    }
}
END_TEST

START_TEST(pan_and_uao_are_undefined_at_el0)
{
    static const uint32_t words[] = {0xd500419f, 0xd500417f};

    for (unsigned i = 0; i < ARRAY_COUNT(words); i++) {
        Fixture *f = exec_fixture("cortex-a57,+pan,+uao", 0);

        run(f, words[i]);
        check_taken(f, 1, EC_UNKNOWN, 0);
        exec_fixture_free(f);
    }
}
END_TEST

/* Translation is off: Device memory, where DC ZVA is an alignment fault. */
START_TEST(sys_executes_dc_zva)
{
    Fixture *f = exec_fixture("cortex-a57", 3);

    f->cpu->x[1] = DATA_AT + 64;
    run(f, 0xd50b7421);
    check_taken(f, 3, EC_DABT_CUR, 0);
    ck_assert_uint_eq(f->cpu->sr[SR_ESR_EL3] & 0x3f, 0x21);
    exec_fixture_free(f);
}
END_TEST

START_TEST(sysl_is_undefined)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    run(f, 0xd52b7421);
    check_taken(f, 1, EC_UNKNOWN, 0);
    exec_fixture_free(f);
}
END_TEST

/* A virtual SError that PSTATE.A masks: VDISR_EL2 has A and the syndrome of VSESR_EL2, HCR_EL2.VSE
 * is 0. */
START_TEST(esb_defers_a_masked_virtual_serror)
{
    Fixture *f = exec_fixture("cortex-a57,+ras", 1);

    f->cpu->sr[SR_HCR_EL2] = BIT(8) | BIT(5);
    f->cpu->sr[SR_VSESR_EL2] = 0x1000011;
    f->cpu->pstate.daif = DAIF_A;
    run(f, ESB);
    ck_next(f);
    ck_assert_uint_eq(f->cpu->sr[SR_VDISR_EL2], 0x81000011);
    ck_assert_uint_eq(f->cpu->sr[SR_HCR_EL2], BIT(5));
    exec_fixture_free(f);
}
END_TEST

START_TEST(esb_leaves_what_is_not_masked_pending)
{
    Fixture *f = exec_fixture("cortex-a57,+ras", 1);

    f->cpu->sr[SR_HCR_EL2] = BIT(8) | BIT(5);
    f->cpu->pstate.daif = 0;
    run(f, ESB);
    ck_assert_uint_eq(f->cpu->sr[SR_VDISR_EL2], 0);
    ck_assert_uint_eq(f->cpu->sr[SR_HCR_EL2], BIT(8) | BIT(5));
    exec_fixture_free(f);
}
END_TEST

START_TEST(hcr_amo_takes_a_physical_serror_to_el2_and_names_itself)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    f->cpu->sr[SR_HCR_EL2] = BIT(31) | BIT(5);
    f->cpu->lines = 1u << CPU_LINE_SERROR;
    ck_assert(interrupt_take(f->cpu));
    ck_assert_uint_eq(f->cpu->pstate.el, 2);
    ck_assert_uint_eq(f->cpu->sr[SR_ESR_EL2] >> 26, EC_SERROR);
    ck_assert(f->cpu->seen.trap[T_HCR_AMO]);
    ck_assert_uint_eq(f->cpu->lines, 0);
    exec_fixture_free(f);
}
END_TEST

TEST_MAIN("cpu/exec_system", hints_do_nothing, wfi_waits,
          wfi_goes_on_when_an_interrupt_is_pending_though_masked, sctlr_ntwi_traps_wfi_of_el0,
          hcr_twi_traps_wfi_of_el1, hcr_twi_does_not_trap_wfi_of_el2, scr_twi_traps_wfi_of_el2,
          hcr_twe_traps_wfe_and_says_so, wfe_with_an_event_neither_waits_nor_traps,
          sev_sets_the_own_event_register_too, clrex_clears_the_monitor, barriers_count_as_events,
          sb_needs_its_feature, daifset_and_daifclr_change_the_bits_that_are_set,
          sctlr_uma_clear_traps_daifclr_of_el0, sctlr_uma_lets_el0_change_daif,
          spsel_changes_the_stack_pointer, spsel_is_undefined_at_el0,
          pstate_bits_need_their_features, pan_and_uao_are_undefined_at_el0, sys_executes_dc_zva,
          sysl_is_undefined, hcr_amo_takes_a_physical_serror_to_el2_and_names_itself,
          esb_defers_a_masked_virtual_serror, esb_leaves_what_is_not_masked_pending)
