/* SPDX-License-Identifier: MIT
 *
 * exception_test.c - vectors, saved state, routing of aborts, and returns, legal and not.
 *
 * Spec: DDI 0487, AArch64.TakeException, AArch64.Abort, AArch64.ExceptionReturn,
 * IllegalExceptionReturn.
 */
#include "tests/unit/cpu/sysreg_fixture.h"

#define VECTORS UINT64_C(0x40010000)

/* SPSR_ELx.M of AArch64. */
enum {
    EL0T = 0x0,
    EL1T = 0x4,
    EL1H = 0x5,
    EL2H = 0x9,
    EL3H = 0xd,
};

#define TGE (UINT64_C(1) << 27)
#define SPSR_IL (UINT64_C(1) << 20)

static Fixture *at(unsigned el)
{
    Fixture *f = fixture_new("cortex-a57");

    for (unsigned i = 1; i <= 3; i++)
        f->cpu->sr[i == 1 ? SR_VBAR_EL1 : i == 2 ? SR_VBAR_EL2 : SR_VBAR_EL3] = VECTORS;
    go_to(f, el);
    f->cpu->pc = 0x40001000;
    return f;
}

static uint64_t vector(unsigned from, bool sp, unsigned to, ExceptionKind kind)
{
    Fixture *f = at(from);
    uint64_t pc;

    f->cpu->pstate.sp = sp;
    f->cpu->pending = (Exception){.kind = kind, .target_el = (uint8_t)to, .ec = EC_SERROR};
    exception_take(f->cpu);
    pc = f->cpu->pc;
    fixture_free(f);
    return pc - VECTORS;
}

START_TEST(vectors_are_by_origin_and_kind)
{
    ck_assert_uint_eq(vector(1, false, 1, EXCEPTION_SYNC), 0x000);
    ck_assert_uint_eq(vector(1, false, 1, EXCEPTION_IRQ), 0x080);
    ck_assert_uint_eq(vector(1, true, 1, EXCEPTION_SYNC), 0x200);
    ck_assert_uint_eq(vector(2, true, 2, EXCEPTION_FIQ), 0x300);
    ck_assert_uint_eq(vector(3, true, 3, EXCEPTION_SERROR), 0x380);
    ck_assert_uint_eq(vector(0, false, 1, EXCEPTION_SYNC), 0x400);
    ck_assert_uint_eq(vector(1, false, 2, EXCEPTION_IRQ), 0x480);
    ck_assert_uint_eq(vector(1, true, 3, EXCEPTION_FIQ), 0x500);
    ck_assert_uint_eq(vector(2, true, 3, EXCEPTION_SERROR), 0x580);
}
END_TEST

START_TEST(an_entry_saves_pstate_and_masks_everything)
{
    Fixture *f = at(1);

    f->cpu->pstate.nzcv = 0xa;
    f->cpu->pstate.daif = DAIF_I;
    exception_call(f->cpu, 2, EC_HVC64, 0x4b48, true);
    exception_take(f->cpu);

    ck_assert_uint_eq(f->cpu->sr[SR_SPSR_EL2], UINT64_C(0xa) << 28 | DAIF_I << 6 | EL1H);
    ck_assert_uint_eq(f->cpu->sr[SR_ELR_EL2], 0x40001004);
    ck_assert_uint_eq(f->cpu->sr[SR_ESR_EL2], 0x5a004b48);
    ck_assert_uint_eq(f->cpu->pstate.daif, 15);
    ck_assert_uint_eq(f->cpu->pstate.el, 2);
    ck_assert(f->cpu->pstate.sp);
    fixture_free(f);
}
END_TEST

START_TEST(stack_pointers_are_banked_by_level)
{
    Fixture *f = at(1);

    f->cpu->x[REG_SP] = 0x1111;
    f->cpu->sp_el[2] = 0x2222;
    exception_call(f->cpu, 2, EC_HVC64, 0, true);
    exception_take(f->cpu);
    ck_assert_uint_eq(f->cpu->x[REG_SP], 0x2222);
    exception_return(f->cpu, exception_return_address(f->cpu));
    ck_assert_uint_eq(f->cpu->x[REG_SP], 0x1111);
    fixture_free(f);
}
END_TEST

/* Entry and return leave PSTATE as it was, whatever it was. */
START_TEST(a_round_trip_changes_nothing)
{
    for (unsigned nzcv = 0; nzcv < 16; nzcv++)
        for (unsigned daif = 0; daif < 16; daif++)
            for (unsigned mode = 0; mode < 3; mode++) { /* EL0t EL1t EL1h */
                Fixture *f = at(mode > 0);
                Pstate before;

                f->cpu->pstate.nzcv = (uint8_t)nzcv;
                f->cpu->pstate.daif = (uint8_t)daif;
                f->cpu->pstate.sp = mode == 2;
                before = f->cpu->pstate;
                exception_trap(f->cpu, 2, EC_SYS64, 0, T_NONE);
                exception_take(f->cpu);
                exception_return(f->cpu, exception_return_address(f->cpu));
                ck_assert_uint_eq(f->cpu->pstate.nzcv, before.nzcv);
                ck_assert_uint_eq(f->cpu->pstate.daif, before.daif);
                ck_assert_uint_eq(f->cpu->pstate.el, before.el);
                ck_assert(f->cpu->pstate.sp == before.sp && !f->cpu->pstate.il);
                ck_assert_uint_eq(f->cpu->pc, 0x40001000);
                fixture_free(f);
            }
}
END_TEST

/* Returns from @el with @spsr: true when it was illegal. */
static bool illegal(const char *cpu, unsigned el, uint64_t spsr, uint64_t hcr, bool secure)
{
    static const Sysreg saved[] = {SR_COUNT, SR_SPSR_EL1, SR_SPSR_EL2, SR_SPSR_EL3};
    static const Sysreg link[] = {SR_COUNT, SR_ELR_EL1, SR_ELR_EL2, SR_ELR_EL3};
    Fixture *f = fixture_new(cpu);
    bool il;

    f->cpu->sr[SR_HCR_EL2] = hcr;
    go_to(f, el);
    if (secure)
        f->cpu->sr[SR_SCR_EL3] &= ~SCR_NS;
    f->cpu->sr[saved[el]] = spsr;
    f->cpu->sr[link[el]] = 0x40002000;
    exception_return(f->cpu, exception_return_address(f->cpu));
    il = f->cpu->pstate.il;
    ck_assert_uint_eq(f->cpu->pc, 0x40002000);
    if (il) { /* EL and SP stay, flags and masks are restored all the same */
        ck_assert_uint_eq(f->cpu->pstate.el, el);
        ck_assert_uint_eq(f->cpu->pstate.nzcv, spsr >> 28);
    }
    fixture_free(f);
    return il;
}

START_TEST(legal_returns)
{
    ck_assert(!illegal("cortex-a57", 1, EL0T, 0, false));
    ck_assert(!illegal("cortex-a57", 1, EL1T, 0, false));
    ck_assert(!illegal("cortex-a57", 2, EL1H, 0, false));
    ck_assert(!illegal("cortex-a57", 2, EL0T, TGE, false));
    ck_assert(!illegal("cortex-a57", 3, EL2H, 0, false));
    ck_assert(!illegal("cortex-a57", 3, EL1H, 0, true));
    ck_assert(!illegal("cortex-a57", 3, EL1H, TGE, true)); /* TGE means nothing in Secure state */
}
END_TEST

START_TEST(illegal_returns)
{
    const uint64_t flags = UINT64_C(0x9) << 28;

    ck_assert(illegal("cortex-a57", 1, flags | EL2H, 0, false));      /* upwards */
    ck_assert(illegal("cortex-a57", 2, flags | EL3H, 0, false));      /* upwards */
    ck_assert(illegal("cortex-a57", 2, flags | EL1H, TGE, false));    /* EL1 under TGE */
    ck_assert(illegal("cortex-a57", 3, flags | EL1H, TGE, false));    /* the same from EL3 */
    ck_assert(illegal("cortex-a57", 3, flags | EL2H, 0, true));       /* no Secure EL2 */
    ck_assert(illegal("cortex-a57", 1, flags | 0x1, 0, false));       /* EL0 has no SP_EL0h */
    ck_assert(illegal("cortex-a57", 2, flags | 0x6, 0, false));       /* M[1] is reserved */
    ck_assert(illegal("cortex-a57", 2, flags | 0x13, 0, false));      /* no AArch32 */
    ck_assert(illegal("cortex-a57,-el2", 3, flags | EL2H, 0, false)); /* no EL2 */
}
END_TEST

/* An illegal state in SPSR is restored by a legal return too. */
START_TEST(spsr_il_comes_back)
{
    ck_assert(illegal("cortex-a57", 2, SPSR_IL | EL2H, 0, false));
}
END_TEST

/* Where a data abort of Non-secure EL1 with @fault goes, and its syndrome. */
static unsigned abort_target(Fixture *f, Fault fault)
{
    f->cpu->pending = (Exception){0};
    ck_assert(!exception_data_abort(f->cpu, fault, 0xdeadb000));
    return f->cpu->pending.target_el;
}

START_TEST(stage_1_faults_stay_at_el1)
{
    Fixture *f = at(1);
    Fault fault = {.kind = FAULT_TRANSLATION, .stage = 1, .level = 3, .on_write = true};

    ck_assert_uint_eq(abort_target(f, fault), 1);
    ck_assert_uint_eq(f->cpu->pending.ec, EC_DABT_CUR);
    ck_assert_uint_eq(f->cpu->pending.iss, 1u << 6 | 0x07); /* WnR, translation fault, level 3 */
    ck_assert_uint_eq(f->cpu->pending.far, 0xdeadb000);
    fixture_free(f);
}
END_TEST

START_TEST(stage_2_faults_go_to_el2_with_the_ipa)
{
    Fixture *f = at(1);
    Fault fault = {
        .kind = FAULT_PERMISSION, .stage = 2, .level = 2, .has_ipa = true, .ipa = {0x80123456}};

    ck_assert_uint_eq(abort_target(f, fault), 2);
    ck_assert_uint_eq(f->cpu->pending.ec, EC_DABT_LOW);
    ck_assert_uint_eq(f->cpu->pending.iss & 0x3f, 0x0e); /* permission fault, level 2 */
    exception_take(f->cpu);
    ck_assert_uint_eq(f->cpu->sr[SR_HPFAR_EL2], UINT64_C(0x80123) << 4);
    ck_assert_uint_eq(f->cpu->sr[SR_FAR_EL2], 0xdeadb000);
    fixture_free(f);
}
END_TEST

START_TEST(a_stage_2_fault_of_a_walk_is_marked_and_has_no_instruction_syndrome)
{
    Fixture *f = at(1);
    Fault fault = {
        .kind = FAULT_TRANSLATION, .stage = 2, .level = 1, .on_s1_walk = true, .has_ipa = true};

    ck_assert_uint_eq(abort_target(f, fault), 2);
    ck_assert_uint_eq(f->cpu->pending.iss, 1u << 7 | 0x05); /* S1PTW; ISV is 0 */
    fixture_free(f);
}
END_TEST

START_TEST(external_aborts_follow_scr_ea)
{
    Fixture *f = at(1);
    Fault fault = {.kind = FAULT_EXTERNAL, .stage = 1};

    ck_assert_uint_eq(abort_target(f, fault), 1);
    f->cpu->sr[SR_SCR_EL3] |= 1 << 3;
    ck_assert_uint_eq(abort_target(f, fault), 3);
    ck_assert_uint_eq(f->cpu->pending.iss & 0x3f, 0x10); /* synchronous external abort */
    fixture_free(f);
}
END_TEST

START_TEST(faults_of_el0_go_to_el2_under_tge)
{
    Fixture *f = at(0);

    f->cpu->sr[SR_HCR_EL2] = TGE;
    ck_assert(!exception_undefined(f->cpu));
    ck_assert_uint_eq(f->cpu->pending.target_el, 2);
    ck_assert_uint_eq(f->cpu->pending.trap, T_HCR_TGE);
    ck_assert_uint_eq(abort_target(f, (Fault){.kind = FAULT_ALIGNMENT, .stage = 1}), 2);
    ck_assert_uint_eq(f->cpu->pending.ec, EC_DABT_LOW);
    fixture_free(f);
}
END_TEST

/* CPACR_EL1.FPEN, CPTR_EL2.TFP, CPTR_EL3.TFP in this order: CheckFPAdvSIMDEnabled64. */
START_TEST(floating_point_traps_from_the_lowest_level_up)
{
    Fixture *f = at(0);
    Cpu *cpu = f->cpu;

    cpu->sr[SR_CPTR_EL2] = cpu->sr[SR_CPTR_EL3] = 1 << 10;
    cpu->sr[SR_CPACR_EL1] = 1 << 20; /* EL0 is trapped */
    ck_trapped(f, fp_enabled_slow(cpu), 1, EC_FP_ASIMD, T_CPACR_FPEN);
    ck_assert_uint_eq(cpu->pending.iss, 0x1e00000);
    cpu->pstate.el = 1;
    ck_trapped(f, fp_enabled_slow(cpu), 2, EC_FP_ASIMD, T_CPTR2_TFP);
    cpu->sr[SR_CPTR_EL2] = 0;
    ck_trapped(f, fp_enabled_slow(cpu), 3, EC_FP_ASIMD, T_CPTR3_TFP);
    cpu->sr[SR_CPTR_EL3] = 0;
    ck_assert(fp_enabled_slow(cpu));
    fixture_free(f);
}
END_TEST

/* AArch64.TakeException sets UAO to 0 and names DIT nowhere. */
START_TEST(an_entry_clears_uao_and_leaves_dit)
{
    Fixture *f = fixture_new("neoverse-n1,+dit");

    go_to(f, 1);
    f->cpu->pstate.uao = f->cpu->pstate.dit = true;
    exception_call(f->cpu, 2, EC_HVC64, 0, true);
    exception_take(f->cpu);
    ck_assert(!f->cpu->pstate.uao);
    ck_assert(f->cpu->pstate.dit);
    ck_assert_uint_eq(f->cpu->sr[SR_SPSR_EL2] >> 23 & 3, 3); /* UAO 23, DIT 24 */
    fixture_free(f);
}
END_TEST

TEST_MAIN("cpu/exception", an_entry_clears_uao_and_leaves_dit, vectors_are_by_origin_and_kind,
          an_entry_saves_pstate_and_masks_everything, stack_pointers_are_banked_by_level,
          a_round_trip_changes_nothing, legal_returns, illegal_returns, spsr_il_comes_back,
          stage_1_faults_stay_at_el1, stage_2_faults_go_to_el2_with_the_ipa,
          a_stage_2_fault_of_a_walk_is_marked_and_has_no_instruction_syndrome,
          external_aborts_follow_scr_ea, faults_of_el0_go_to_el2_under_tge,
          floating_point_traps_from_the_lowest_level_up)
