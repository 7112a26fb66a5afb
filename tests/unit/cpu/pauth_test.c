/* SPDX-License-Identifier: MIT
 *
 * pauth_test.c - QARMA5 by the cipher's paper; where the code is put, what a failed check leaves,
 * traps and TBID by DDI 0487. tests/guest/pauth compares thousands of cases with QEMU.
 */
#include "cpu/pac.h"
#include "tests/unit/cpu/exec_fixture.h"

#define BIT(n) (UINT64_C(1) << (n))
#define PACIA_X0_X1 0xdac10020u
#define AUTIA_X0_X1 0xdac11020u
#define AUTIB_X0_X1 0xdac11420u
#define XPACI_X0 0xdac143e0u
#define BRAA_X0_X1 0xd71f0801u
#define LDR_X0_X2 0xf9400040u
#define EN_ALL UINT64_C(0xc8002000)
#define TBI0 BIT(37)
#define TBID0 BIT(51)

/* R. Avanzi, The QARMA Block Cipher Family, test vectors of QARMA-64 with sigma 2 and r = 5. */
START_TEST(qarma5_is_that_of_the_paper)
{
    const PacKey128 key = {.high = UINT64_C(0x84be85ce9804e94b),
                           .low = UINT64_C(0xec2802d4e0a488e9)};

    ck_assert_uint_eq(pac_qarma5(UINT64_C(0xfb623599da6e8127), UINT64_C(0x477d469dec0b8762), key),
                      UINT64_C(0xc003b93999b33765));
}
END_TEST

/* At EL1 with 39-bit ranges, all keys on, nothing trapped. */
static Fixture *fixture(uint64_t tcr)
{
    Fixture *f = exec_fixture("cortex-a57,+pauth", 1);
    Cpu *cpu = f->cpu;

    for (Sysreg sr = SR_APIAKeyLo_EL1; sr <= SR_APGAKeyHi_EL1; sr++)
        cpu->sr[sr] = UINT64_C(0x9e3779b97f4a7c15) * (sr + 1u);
    cpu->sr[SR_SCTLR_EL1] |= EN_ALL;
    cpu->sr[SR_TCR_EL1] = tcr | 25 | 25 << 16;
    cpu->sr[SR_HCR_EL2] |= HCR_API;
    cpu->sr[SR_SCR_EL3] |= SCR_API | SCR_NS;
    regime_changed(cpu);
    return f;
}

static uint64_t after(Fixture *f, uint32_t word, uint64_t x0)
{
    f->cpu->pc = CODE_AT;
    f->cpu->x[0] = x0;
    run(f, word);
    ck_next(f);
    return f->cpu->x[0];
}

START_TEST(a_code_is_above_the_address_and_leaves_bit_55)
{
    static const uint64_t pointers[] = {0x1234567890, ~UINT64_C(0x1234567890)};

    for (unsigned i = 0; i < 4; i++) {
        Fixture *f = fixture(i & 2 ? TBI0 | BIT(38) : 0);
        uint64_t pointer = pointers[i & 1];
        uint64_t signed_one = after(f, PACIA_X0_X1, pointer), changed = signed_one ^ pointer;

        ck_assert_uint_ne(changed, 0);
        ck_assert_uint_eq(changed & (ones(39) | BIT(55)), 0);
        ck_assert(!(i & 2) || !(changed >> 56)); /* a tag is no part of the code */
        ck_assert_uint_eq(after(f, AUTIA_X0_X1, signed_one), pointer);
        ck_assert_uint_eq(after(f, XPACI_X0, signed_one), pointer);
        exec_fixture_free(f);
    }
}
END_TEST

/* Auth: error_code is 01 for key A, 10 for B, in bits 62:61, or 54:53 under a tag. */
START_TEST(a_failed_check_spoils_the_extension)
{
    const uint64_t pointer = 0x1234567890;
    Fixture *f = fixture(0);

    ck_assert_uint_eq(after(f, AUTIA_X0_X1, pointer ^ BIT(45)), pointer | BIT(61));
    ck_assert_uint_eq(after(f, AUTIB_X0_X1, pointer ^ BIT(45)), pointer | BIT(62));
    exec_fixture_free(f);
    f = fixture(TBI0);
    ck_assert_uint_eq(after(f, AUTIA_X0_X1, pointer ^ BIT(45)), pointer | BIT(53));
    exec_fixture_free(f);
}
END_TEST

START_TEST(a_key_that_is_off_does_nothing_and_is_not_trapped)
{
    Fixture *f = fixture(0);

    f->cpu->sr[SR_SCTLR_EL1] &= ~BIT(31);
    f->cpu->sr[SR_HCR_EL2] &= ~HCR_API;
    regime_changed(f->cpu);
    ck_assert_uint_eq(after(f, PACIA_X0_X1, 0x1234567890), 0x1234567890);
    exec_fixture_free(f);
}
END_TEST

START_TEST(hcr_api_and_scr_api_trap_the_use)
{
    for (unsigned el = 2; el < 4; el++) {
        Fixture *f = fixture(0);

        f->cpu->x[0] = CODE_AT;
        if (el == 2)
            f->cpu->sr[SR_HCR_EL2] &= ~HCR_API;
        else
            f->cpu->sr[SR_SCR_EL3] &= ~SCR_API;
        run(f, BRAA_X0_X1);
        check_taken(f, el, 0x09, 0);
        ck_assert_uint_eq(f->cpu->x[0], CODE_AT);
        exec_fixture_free(f);
    }
}
END_TEST

/* TCR.TBID: a tag is ignored of data, not of instructions. Stage 1 maps RAM as Normal memory. */
START_TEST(tbid_makes_a_tagged_fetch_fault_and_no_load)
{
    for (unsigned i = 0; i < 2; i++) {
        Fixture *f = fixture(BIT(23) | TBI0 | (i ? TBID0 : 0));
        uint64_t block = RAM_BASE | 0x701;
        Cpu *cpu = f->cpu;

        memcpy(f->ram + 0x80008, &block, sizeof block);
        cpu->sr[SR_TTBR0_EL1] = RAM_BASE + 0x80000;
        cpu->sr[SR_MAIR_EL1] = 0xff;
        cpu->sr[SR_SCTLR_EL1] |= 1;
        regime_changed(cpu);
        cpu->x[2] = DATA_AT | UINT64_C(0x5a) << 56;
        run(f, LDR_X0_X2);
        ck_next(f);
        cpu->pc = CODE_AT | UINT64_C(0x5a) << 56;
        cpu->attention = 0;
        engine_run(cpu, 0, 1, ENGINE_SLICE_UNITS);
        ck_assert_uint_eq(cpu->sr[SR_ESR_EL1] >> 26, i ? EC_IABT_CUR : 0);
        exec_fixture_free(f);
    }
}
END_TEST

TEST_MAIN("cpu/pauth", qarma5_is_that_of_the_paper, a_code_is_above_the_address_and_leaves_bit_55,
          a_failed_check_spoils_the_extension, a_key_that_is_off_does_nothing_and_is_not_trapped,
          hcr_api_and_scr_api_trap_the_use, tbid_makes_a_tagged_fetch_fault_and_no_load)
