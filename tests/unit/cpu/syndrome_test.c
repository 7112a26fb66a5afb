/* SPDX-License-Identifier: MIT
 *
 * syndrome_test.c - ESR_ELx.ISS from instruction words; words assembled by GNU as.
 *
 * Spec: DDI 0487, ESR_ELx, ISS encoding for an exception from a Data Abort: ISV is valid for "loads
 * and stores of a single general-purpose register ... including those with Acquire/Release
 * semantics, but excluding Load Exclusive or Store Exclusive and excluding those with writeback".
 */
#include "cpu/syndrome.h"
#include "tests/unit/harness.h"

#define ISV (1u << 24)
#define SAS(log2) ((uint32_t)(log2) << 22)
#define SSE (1u << 21)
#define SRT(t) ((uint32_t)(t) << 16)
#define SF (1u << 15)
#define AR (1u << 14)

typedef struct Case {
    const char *text;
    uint32_t word, iss;
} Case;

static void check(const Case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(syndrome_of_access(cases[i].word) == cases[i].iss, "%s: 0x%x, not 0x%x",
                      cases[i].text, syndrome_of_access(cases[i].word), cases[i].iss);
}

START_TEST(plain_loads_and_stores_have_a_syndrome)
{
    static const Case cases[] = {
        {"ldr w0, [x1]", 0xb9400020, ISV | SAS(2)},
        {"ldr x3, [x1]", 0xf9400023, ISV | SAS(3) | SRT(3) | SF},
        {"ldrb w5, [x1]", 0x39400025, ISV | SAS(0) | SRT(5)},
        {"ldrh w8, [x1]", 0x79400028, ISV | SAS(1) | SRT(8)},
        {"str w9, [x1]", 0xb9000029, ISV | SAS(2) | SRT(9)},
        {"str xzr, [x1]", 0xf900003f, ISV | SAS(3) | SRT(31) | SF},
        {"ldur x2, [x1, #-8]", 0xf85f8022, ISV | SAS(3) | SRT(2) | SF},
        {"ldr x2, [x1, x3]", 0xf8636822, ISV | SAS(3) | SRT(2) | SF},
        {"ldtr w4, [x1]", 0xb8400824, ISV | SAS(2) | SRT(4)},
        {"sttrb w4, [x1]", 0x38000824, ISV | SAS(0) | SRT(4)},
    };

    check(cases, ARRAY_COUNT(cases));
}
END_TEST

START_TEST(sign_extension_and_the_width_of_its_register_are_told)
{
    static const Case cases[] = {
        {"ldrsb x6, [x1]", 0x39800026, ISV | SAS(0) | SSE | SRT(6) | SF},
        {"ldrsb w6, [x1]", 0x39c00026, ISV | SAS(0) | SSE | SRT(6)},
        {"ldrsh w6, [x1]", 0x79c00026, ISV | SAS(1) | SSE | SRT(6)},
        {"ldrsw x7, [x1]", 0xb9800027, ISV | SAS(2) | SSE | SRT(7) | SF},
    };

    check(cases, ARRAY_COUNT(cases));
}
END_TEST

START_TEST(acquire_and_release_are_told)
{
    static const Case cases[] = {
        {"ldar x2, [x1]", 0xc8dffc22, ISV | SAS(3) | SRT(2) | SF | AR},
        {"ldarb w2, [x1]", 0x08dffc22, ISV | SAS(0) | SRT(2) | AR},
        {"stlr w2, [x1]", 0x889ffc22, ISV | SAS(2) | SRT(2) | AR},
        {"ldapr w2, [x1]", 0xb8bfc022, ISV | SAS(2) | SRT(2) | AR},
    };

    check(cases, ARRAY_COUNT(cases));
}
END_TEST

START_TEST(what_is_more_than_one_register_has_none)
{
    static const Case cases[] = {
        {"ldr x2, [x1], #8", 0xf8408422, 0},     {"ldr x2, [x1, #8]!", 0xf8408c22, 0},
        {"ldp x0, x1, [x1]", 0xa9400420, 0},     {"ldxr x0, [x1]", 0xc85f7c20, 0},
        {"stxr w2, x0, [x1]", 0xc8027c20, 0},    {"ldaxr x0, [x1]", 0xc85ffc20, 0},
        {"ldadd x3, x0, [x1]", 0xf8230020, 0},   {"swp x3, x0, [x1]", 0xf8238020, 0},
        {"cas x3, x0, [x1]", 0xc8a37c20, 0},     {"ldr d0, [x1]", 0xfd400020, 0},
        {"prfm pldl1keep, [x1]", 0xf9800020, 0}, {"ld1 {v0.16b}, [x1]", 0x4c407020, 0},
        {"dc zva, x1", 0xd50b7421, 0},
    };

    check(cases, ARRAY_COUNT(cases));
}
END_TEST

/* MRS X5, SCTLR_EL1 is d5381005: Op0 3, Op1 0, CRn 1, CRm 0, Op2 0, Rt 5, read. */
START_TEST(sys64_names_the_register_and_the_direction)
{
    ck_assert_uint_eq(syndrome_sys64(0xd5381005), 3u << 20 | 1u << 10 | 5u << 5 | 1);
    /* MSR CNTV_CTL_EL0, X9: Op0 3, Op1 3, CRn 14, CRm 3, Op2 1. */
    ck_assert_uint_eq(syndrome_sys64(0xd51be329),
                      3u << 20 | 1u << 17 | 3u << 14 | 14u << 10 | 9u << 5 | 3u << 1);
}
END_TEST

START_TEST(a_syndrome_is_class_length_and_iss)
{
    ck_assert_uint_eq(syndrome(EC_HVC64, true, 0x4b48), 0x5a004b48);
    ck_assert_uint_eq(syndrome(EC_UNKNOWN, true, 0), 0x02000000);
}
END_TEST

TEST_MAIN("cpu/syndrome", plain_loads_and_stores_have_a_syndrome,
          sign_extension_and_the_width_of_its_register_are_told, acquire_and_release_are_told,
          what_is_more_than_one_register_has_none, sys64_names_the_register_and_the_direction,
          a_syndrome_is_class_length_and_iss)
