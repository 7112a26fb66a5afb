/* SPDX-License-Identifier: MIT
 *
 * exec_mem_test.c - what vectors cannot show of loads and stores: faults that must leave everything
 * alone, alignment, big-endian data, traps of SIMD&FP, the monitor, code that writes code.
 *
 * Expectations: DDI 0487, Mem[], AArch64.CheckAlignment, CheckSPAlignment, BigEndian.
 */
#include "tests/unit/cpu/exec_fixture.h"

#define LDR_X0_X0 0xf9400000u        /* ldr x0, [x0] */
#define LDRSB_W0_X0 0x39c00000u      /* ldrsb w0, [x0] */
#define LDR_X1_X2_POST 0xf8408441u   /* ldr x1, [x2], #8 */
#define LDP_X1_X3_X2 0xa9400c41u     /* ldp x1, x3, [x2] */
#define LDP_X1_X3_X2_PRE 0xa9c10c41u /* ldp x1, x3, [x2, #16]! */
#define LDR_W1_X2 0xb9400041u
#define STR_X1_SP 0xf90003e1u
#define LDR_Q1_X2 0x3dc00041u
#define LDXR_X1_X2 0xc85f7c41u
#define STXR_W3_X4_X2 0xc8037c44u
#define STR_X4_X2 0xf9000044u
#define STR_W1_X2 0xb9000041u
#define LDAR_W1_X2 0x88dffc41u
#define LDAPUR_W1_X2 0x99400041u
#define LDADD_X4_X1_X2 0xf8240041u

#define BIT(n) (UINT64_C(1) << (n))
#define DFSC_EXTERNAL 0x10
#define DFSC_ALIGNMENT 0x21
#define EDGE (RAM_BASE + RAM_BYTES)

static uint32_t dfsc(const Fixture *f)
{
    return (uint32_t)f->cpu->sr[SR_ESR_EL1] & 0x3f;
}

START_TEST(a_load_that_is_refused_leaves_its_register)
{
    static const uint32_t words[] = {LDR_X0_X0, LDRSB_W0_X0};

    for (unsigned i = 0; i < ARRAY_COUNT(words); i++) {
        Fixture *f = exec_fixture("cortex-a57", 1);

        f->cpu->x[0] = HOLE;
        run(f, words[i]);
        check_taken(f, 1, EC_DABT_CUR, 0);
        ck_assert_uint_eq(dfsc(f), DFSC_EXTERNAL);
        ck_assert_uint_eq(f->cpu->sr[SR_FAR_EL1], HOLE);
        ck_assert_uint_eq(f->cpu->x[0], HOLE);
        exec_fixture_free(f);
    }
}
END_TEST

START_TEST(a_refused_load_does_not_write_back)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    f->cpu->x[2] = HOLE;
    f->cpu->x[1] = 77;
    run(f, LDR_X1_X2_POST);
    check_taken(f, 1, EC_DABT_CUR, 0);
    ck_assert_uint_eq(f->cpu->x[2], HOLE);
    ck_assert_uint_eq(f->cpu->x[1], 77);
    exec_fixture_free(f);
}
END_TEST

START_TEST(a_pair_half_of_which_is_refused_loads_nothing)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    f->cpu->x[2] = EDGE - 24;
    f->cpu->x[1] = 77;
    run(f, LDP_X1_X3_X2_PRE); /* at EDGE - 8 */
    check_taken(f, 1, EC_DABT_CUR, 0);
    ck_assert_uint_eq(f->cpu->x[1], 77);
    ck_assert_uint_eq(f->cpu->x[2], EDGE - 24);
    exec_fixture_free(f);
}
END_TEST

/* With translation off data is Device-nGnRnE, where an unaligned access always faults. */
START_TEST(unaligned_accesses_to_device_memory_fault)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    f->cpu->x[2] = RAM_BASE + 0x8fff;
    run(f, LDR_W1_X2);
    check_taken(f, 1, EC_DABT_CUR, 0);
    ck_assert_uint_eq(dfsc(f), DFSC_ALIGNMENT);
    exec_fixture_free(f);
}
END_TEST

START_TEST(acquire_and_atomics_check_alignment_always)
{
    static const uint32_t words[] = {LDAR_W1_X2, LDXR_X1_X2, LDADD_X4_X1_X2};

    for (unsigned i = 0; i < ARRAY_COUNT(words); i++) {
        Fixture *f = exec_fixture("cortex-a57,+lse", 1);

        f->cpu->x[2] = DATA_AT + 1;
        run(f, words[i]);
        check_taken(f, 1, EC_DABT_CUR, 0);
        ck_assert_uint_eq(dfsc(f), DFSC_ALIGNMENT);
        ck_assert_uint_eq(f->cpu->sr[SR_FAR_EL1], DATA_AT + 1);
        exec_fixture_free(f);
    }
}
END_TEST

/* Stage 1 on: RAM is Normal memory at its own address, a block of 1 GB. */
static void map_ram(Fixture *f, uint64_t sctlr)
{
    uint64_t block = RAM_BASE | 0x701; /* AF, inner shareable, attribute 0 */
    Cpu *cpu = f->cpu;

    memcpy(f->ram + 0x80008, &block, sizeof block);
    cpu->sr[SR_TTBR0_EL1] = RAM_BASE + 0x80000;
    cpu->sr[SR_TCR_EL1] = BIT(23) | 25; /* 39 bits, TTBR0_EL1 only */
    cpu->sr[SR_MAIR_EL1] = 0xff;
    cpu->sr[SR_SCTLR_EL1] = sctlr | 1;
    regime_changed(cpu);
}

/* AArch64.CheckAlignment with FEAT_LSE2. */
START_TEST(lse2_lets_what_lies_within_16_bytes_be_unaligned)
{
    static const struct {
        uint64_t sctlr;
        uint32_t word;
        unsigned at;
        bool faults;
    } cases[] = {
        {0, LDAR_W1_X2, 3, false},
        {0, LDAR_W1_X2, 13, true},
        {BIT(6), LDAR_W1_X2, 13, false},        /* SCTLR_EL1.nAA */
        {BIT(6) | BIT(1), LDAR_W1_X2, 3, true}, /* SCTLR_EL1.A */
        {0, LDAPUR_W1_X2, 13, true},
        {BIT(6), LDAPUR_W1_X2, 13, false},
        {0, LDXR_X1_X2, 4, false},
        {BIT(6), LDXR_X1_X2, 9, true},
        {0, LDADD_X4_X1_X2, 8, false},
        {0, LDADD_X4_X1_X2, 1, false},
        {BIT(6), LDADD_X4_X1_X2, 12, true},
    };

    for (unsigned i = 0; i < ARRAY_COUNT(cases); i++) {
        Fixture *f = exec_fixture("cortex-a57,+lse,+rcpc2,+lse2", 1);

        map_ram(f, cases[i].sctlr);
        memset(f->ram + 0x8000, 0x11, 32);
        f->cpu->x[2] = DATA_AT + cases[i].at;
        run(f, cases[i].word);
        if (cases[i].faults) {
            check_taken(f, 1, EC_DABT_CUR, 0);
            ck_assert_uint_eq(dfsc(f), DFSC_ALIGNMENT);
        } else {
            ck_next(f);
            ck_assert_uint_eq((uint32_t)f->cpu->x[1], 0x11111111);
        }
        exec_fixture_free(f);
    }
}
END_TEST

START_TEST(an_unaligned_exclusive_pair_of_instructions_stores)
{
    Fixture *f = exec_fixture("cortex-a57,+lse2", 1);
    Cpu *cpu = f->cpu;

    map_ram(f, 0);
    cpu->x[2] = DATA_AT + 5;
    cpu->x[4] = 5;
    run(f, LDXR_X1_X2);
    cpu->pc = CODE_AT;
    run(f, STXR_W3_X4_X2);
    ck_assert_uint_eq(cpu->x[3], 0);
    ck_assert_uint_eq(f->ram[0x8005], 5);
    exec_fixture_free(f);
}
END_TEST

START_TEST(sctlr_sa_checks_the_stack_pointer)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    f->cpu->sr[SR_SCTLR_EL1] |= BIT(3);
    regime_changed(f->cpu);
    f->cpu->x[REG_SP] = DATA_AT + 8;
    run(f, STR_X1_SP);
    check_taken(f, 1, EC_SP_ALIGN, 0);
    exec_fixture_free(f);
}
END_TEST

START_TEST(sctlr_ee_reverses_the_bytes_of_each_element)
{
    Fixture *f = exec_fixture("cortex-a57", 1);
    uint64_t pair[2] = {UINT64_C(0x0102030405060708), UINT64_C(0x1112131415161718)};

    f->cpu->sr[SR_SCTLR_EL1] |= BIT(25);
    regime_changed(f->cpu);
    memcpy(f->ram + 0x8000, pair, sizeof pair);
    f->cpu->x[2] = DATA_AT;
    run(f, LDP_X1_X3_X2);
    ck_next(f);
    ck_assert_uint_eq(f->cpu->x[1], UINT64_C(0x0807060504030201));
    ck_assert_uint_eq(f->cpu->x[3], UINT64_C(0x1817161514131211));
    exec_fixture_free(f);
}
END_TEST

START_TEST(cpacr_fpen_traps_simd_loads_before_the_address_is_looked_at)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    f->cpu->sr[SR_CPACR_EL1] = 0;
    regime_changed(f->cpu);
    f->cpu->x[2] = HOLE;
    run(f, LDR_Q1_X2);
    check_taken(f, 1, EC_FP_ASIMD, 0);
    exec_fixture_free(f);
}
END_TEST

static void load_and_store_exclusive(Fixture *f, uint32_t between)
{
    Cpu *cpu = f->cpu;

    cpu->x[2] = DATA_AT;
    cpu->x[3] = 9;
    cpu->x[4] = 5;
    run(f, LDXR_X1_X2);
    cpu->pc = CODE_AT;
    run(f, between);
    cpu->pc = CODE_AT;
    run(f, STXR_W3_X4_X2);
}

START_TEST(store_exclusive_succeeds_once)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    load_and_store_exclusive(f, 0xd503201f);
    ck_assert_uint_eq(f->cpu->x[3], 0);
    ck_assert_uint_eq(f->ram[0x8000], 5);
    f->cpu->pc = CODE_AT;
    run(f, STXR_W3_X4_X2);
    ck_assert_uint_eq(f->cpu->x[3], 1);
    exec_fixture_free(f);
}
END_TEST

START_TEST(a_store_between_that_changes_the_value_makes_it_fail)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    load_and_store_exclusive(f, STR_X4_X2);
    ck_assert_uint_eq(f->cpu->x[3], 1);
    exec_fixture_free(f);
}
END_TEST

START_TEST(an_exception_return_clears_the_monitor)
{
    Fixture *f = exec_fixture("cortex-a57", 1);

    f->cpu->sr[SR_ELR_EL1] = CODE_AT;
    f->cpu->sr[SR_SPSR_EL1] = 0x3c5;
    load_and_store_exclusive(f, 0xd69f03e0);
    ck_assert_uint_eq(f->cpu->x[3], 1);
    exec_fixture_free(f);
}
END_TEST

/* Stronger than the architecture asks: what was decoded is forgotten when it is overwritten. */
START_TEST(written_code_runs_as_written)
{
    Fixture *f = exec_fixture("cortex-a57", 1);
    Cpu *cpu = f->cpu;

    cpu->pc = CODE_AT + 8;
    run(f, 0xd2800020);     /* mov x0, #1 */
    cpu->x[1] = 0xd2800040; /* mov x0, #2 */
    cpu->x[2] = CODE_AT + 8;
    cpu->pc = CODE_AT;
    run(f, STR_W1_X2);
    cpu->pc = CODE_AT + 8;
    engine_run(cpu, 0, 1, ENGINE_SLICE_UNITS);
    ck_assert_uint_eq(cpu->x[0], 2);
    exec_fixture_free(f);
}
END_TEST

TEST_MAIN("cpu/exec_mem", a_load_that_is_refused_leaves_its_register,
          a_refused_load_does_not_write_back, a_pair_half_of_which_is_refused_loads_nothing,
          unaligned_accesses_to_device_memory_fault, acquire_and_atomics_check_alignment_always,
          lse2_lets_what_lies_within_16_bytes_be_unaligned,
          an_unaligned_exclusive_pair_of_instructions_stores, sctlr_sa_checks_the_stack_pointer,
          sctlr_ee_reverses_the_bytes_of_each_element,
          cpacr_fpen_traps_simd_loads_before_the_address_is_looked_at,
          store_exclusive_succeeds_once, a_store_between_that_changes_the_value_makes_it_fail,
          an_exception_return_clears_the_monitor, written_code_runs_as_written)
