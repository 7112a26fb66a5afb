/* SPDX-License-Identifier: MIT
 *
 * interrupt_test.c - routing and masking of physical and virtual interrupts.
 *
 * Spec: DDI 0487, "Asynchronous exception types, routing, masking and priorities": the tables of
 * physical and of virtual interrupts for AArch64.
 */
#include "tests/unit/cpu/sysreg_fixture.h"

enum {
    FMO = 1 << 3,
    IMO = 1 << 4,
    AMO = 1 << 5,
    VF = 1 << 6,
    VI = 1 << 7,
    VSE = 1 << 8,
    TGE = 1 << 27,
    SCR_TO_EL3_IRQ = 1 << 1,
    SCR_TO_EL3_FIQ = 1 << 2,
    SCR_TO_EL3_EA = 1 << 3,
    STAYS = 9,
};

#define IRQ (1u << CPU_LINE_IRQ)
#define FIQ (1u << CPU_LINE_FIQ)
#define VIRQ (1u << CPU_LINE_VIRQ)
#define VFIQ (1u << CPU_LINE_VFIQ)
#define SERROR (1u << CPU_LINE_SERROR)

/* A CPU at Non-secure EL @el with an interrupt pending and the controls given. */
static Fixture *pending(unsigned el, unsigned daif, uint64_t hcr, uint64_t scr, uint32_t lines)
{
    Fixture *f = fixture_new("cortex-a57");

    f->cpu->sr[SR_SCR_EL3] = scr;
    f->cpu->sr[SR_HCR_EL2] = hcr;
    go_to(f, el);
    f->cpu->pstate.daif = (uint8_t)daif;
    f->cpu->lines = lines;
    return f;
}

/* The EL at which that interrupt is taken, or STAYS. */
static unsigned taken_at(unsigned el, unsigned daif, uint64_t hcr, uint64_t scr, uint32_t lines)
{
    Fixture *f = pending(el, daif, hcr, scr, lines);
    unsigned target = interrupt_take(f->cpu) ? f->cpu->pstate.el : STAYS;

    fixture_free(f);
    return target;
}

START_TEST(without_routing_irqs_go_to_el1_and_wait_above_it)
{
    ck_assert_uint_eq(taken_at(0, 0, 0, 0, IRQ), 1);
    ck_assert_uint_eq(taken_at(1, 0, 0, 0, IRQ), 1);
    ck_assert_uint_eq(taken_at(2, 0, 0, 0, IRQ), STAYS);
    ck_assert_uint_eq(taken_at(3, 0, 0, 0, IRQ), STAYS);
}
END_TEST

START_TEST(pstate_masks_at_the_target_level)
{
    ck_assert_uint_eq(taken_at(0, DAIF_I, 0, 0, IRQ), STAYS);
    ck_assert_uint_eq(taken_at(1, DAIF_I, 0, 0, IRQ), STAYS);
    ck_assert_uint_eq(taken_at(1, DAIF_F, 0, 0, IRQ), 1);
    ck_assert_uint_eq(taken_at(2, DAIF_I, IMO, 0, IRQ), STAYS);
    ck_assert_uint_eq(taken_at(2, 0, IMO, 0, IRQ), 2);
}
END_TEST

START_TEST(hcr_imo_brings_irqs_to_el2_whatever_a_guest_masks)
{
    ck_assert_uint_eq(taken_at(1, 15, IMO, 0, IRQ), 2);
    ck_assert_uint_eq(taken_at(0, 15, IMO, 0, IRQ), 2);
    ck_assert_uint_eq(taken_at(1, 0, IMO, 0, FIQ), 1);
    ck_assert_uint_eq(taken_at(1, 15, FMO, 0, FIQ), 2);
    ck_assert_uint_eq(taken_at(1, 15, AMO, 0, SERROR), 2);
    ck_assert_uint_eq(taken_at(3, 0, IMO, 0, IRQ), STAYS);
}
END_TEST

START_TEST(hcr_tge_brings_all_to_el2)
{
    ck_assert_uint_eq(taken_at(0, 15, TGE, 0, IRQ), 2);
    ck_assert_uint_eq(taken_at(0, 15, TGE, 0, FIQ), 2);
    ck_assert_uint_eq(taken_at(0, 15, TGE, 0, SERROR), 2);
}
END_TEST

START_TEST(scr_brings_them_to_el3_before_hcr)
{
    ck_assert_uint_eq(taken_at(1, 15, IMO, SCR_TO_EL3_IRQ, IRQ), 3);
    ck_assert_uint_eq(taken_at(2, 15, IMO, SCR_TO_EL3_IRQ, IRQ), 3);
    ck_assert_uint_eq(taken_at(2, 15, 0, SCR_TO_EL3_FIQ, FIQ), 3);
    ck_assert_uint_eq(taken_at(0, 15, AMO, SCR_TO_EL3_EA, SERROR), 3);
    ck_assert_uint_eq(taken_at(3, DAIF_I, 0, SCR_TO_EL3_IRQ, IRQ), STAYS);
    ck_assert_uint_eq(taken_at(3, 0, 0, SCR_TO_EL3_IRQ, IRQ), 3);
}
END_TEST

START_TEST(virtual_interrupts_are_el1s_and_need_their_routing_bit)
{
    ck_assert_uint_eq(taken_at(1, 0, IMO, 0, VIRQ), 1);
    ck_assert_uint_eq(taken_at(0, 0, IMO, 0, VIRQ), 1);
    ck_assert_uint_eq(taken_at(1, 0, 0, 0, VIRQ), STAYS);
    ck_assert_uint_eq(taken_at(1, DAIF_I, IMO, 0, VIRQ), STAYS);
    ck_assert_uint_eq(taken_at(2, 0, IMO, 0, VIRQ), STAYS);
    ck_assert_uint_eq(taken_at(0, 0, IMO | TGE, 0, VIRQ), STAYS);
    ck_assert_uint_eq(taken_at(1, 0, FMO, 0, VFIQ), 1);
}
END_TEST

START_TEST(hcr_makes_virtual_interrupts_pending_by_itself)
{
    ck_assert_uint_eq(taken_at(1, 0, IMO | VI, 0, 0), 1);
    ck_assert_uint_eq(taken_at(1, 0, VI, 0, 0), STAYS);
    ck_assert_uint_eq(taken_at(1, 0, FMO | VF, 0, 0), 1);
    ck_assert_uint_eq(taken_at(1, DAIF_A, AMO | VSE, 0, 0), STAYS);
}
END_TEST

/* AArch64.TakeVirtualSErrorException: HCR_EL2.VSE is cleared. */
START_TEST(a_virtual_serror_is_taken_once)
{
    Fixture *f = pending(1, 0, AMO | VSE, 0, 0);

    ck_assert(interrupt_take(f->cpu));
    ck_assert_uint_eq(f->cpu->sr[SR_ESR_EL1] >> 26, EC_SERROR);
    ck_assert_uint_eq(f->cpu->sr[SR_HCR_EL2] & VSE, 0);
    f->cpu->pstate.daif = 0;
    ck_assert(!interrupt_take(f->cpu));
    fixture_free(f);
}
END_TEST

START_TEST(an_irq_leaves_the_syndrome_registers_alone)
{
    Fixture *f = pending(1, 0, IMO, 0, IRQ);

    f->cpu->sr[SR_ESR_EL2] = 0x1234;
    f->cpu->sr[SR_FAR_EL2] = 0x5678;
    ck_assert(interrupt_take(f->cpu));
    ck_assert_uint_eq(f->cpu->sr[SR_ESR_EL2], 0x1234);
    ck_assert_uint_eq(f->cpu->sr[SR_FAR_EL2], 0x5678);
    fixture_free(f);
}
END_TEST

START_TEST(the_report_of_an_irq_exit_names_the_bit_that_routed_it)
{
    Fixture *f = pending(1, 0, IMO, 0, IRQ);

    ck_assert(interrupt_take(f->cpu));
    ck_assert_uint_eq(f->crossings, 1);
    ck_assert_uint_eq(f->crossing.trap, T_HCR_IMO);
    ck_assert_uint_eq(f->crossing.exception, EXCEPTION_IRQ);
    fixture_free(f);
}
END_TEST

/* "WFI wake-up events": a physical interrupt, whatever PSTATE masks. */
START_TEST(a_masked_interrupt_is_pending_all_the_same)
{
    Fixture *f = pending(1, 15, 0, 0, IRQ);

    ck_assert(interrupt_pending(f->cpu));
    f->cpu->lines = 0;
    ck_assert(!interrupt_pending(f->cpu));
    fixture_free(f);
}
END_TEST

TEST_MAIN("cpu/interrupt", without_routing_irqs_go_to_el1_and_wait_above_it,
          pstate_masks_at_the_target_level, hcr_imo_brings_irqs_to_el2_whatever_a_guest_masks,
          hcr_tge_brings_all_to_el2, scr_brings_them_to_el3_before_hcr,
          virtual_interrupts_are_el1s_and_need_their_routing_bit,
          hcr_makes_virtual_interrupts_pending_by_itself, a_virtual_serror_is_taken_once,
          an_irq_leaves_the_syndrome_registers_alone,
          the_report_of_an_irq_exit_names_the_bit_that_routed_it,
          a_masked_interrupt_is_pending_all_the_same)
