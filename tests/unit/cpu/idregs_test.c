/* SPDX-License-Identifier: MIT
 *
 * idregs_test.c - CPU models, their features, and what the identification registers make of them.
 *
 * Values of whole registers are those of the cores' Technical Reference Manuals, changed only where
 * docs/idregs.md says so (no AArch32).
 */
#include <string.h>

#include "cpu/idregs.h"
#include "tests/unit/harness.h"

static uint64_t id_of(const char *text, Sysreg sr)
{
    static uint64_t regs[SR_COUNT];
    const CpuModel *model;
    FeatureSet features;
    Err err;

    ck_assert_msg(cpu_model_parse(text, &model, &features, &err), "%s", err.text);
    for (unsigned i = 0; i < SR_COUNT; i++)
        regs[i] = 0;
    idregs_fill(model, features, regs);
    return regs[sr];
}

START_TEST(cortex_a57_is_what_its_manual_says)
{
    ck_assert_uint_eq(id_of("cortex-a57", SR_MIDR_EL1), 0x411fd070);
    ck_assert_uint_eq(id_of("cortex-a57", SR_CTR_EL0), 0x8444c004);
    ck_assert_uint_eq(id_of("cortex-a57", SR_ID_AA64PFR0_EL1), 0x1111);
    ck_assert_uint_eq(id_of("cortex-a57", SR_ID_AA64DFR0_EL1), 0x10305106);
    ck_assert_uint_eq(id_of("cortex-a57", SR_ID_AA64ISAR0_EL1), 0x11120);
    ck_assert_uint_eq(id_of("cortex-a57", SR_ID_AA64MMFR0_EL1), 0x1124);
    ck_assert_uint_eq(id_of("cortex-a57", SR_ID_AA64MMFR1_EL1), 0);
}
END_TEST

START_TEST(a_switched_feature_shows_in_its_field)
{
    ck_assert_uint_eq(id_of("cortex-a57,+lse", SR_ID_AA64ISAR0_EL1), 0x211120);
    ck_assert_uint_eq(id_of("cortex-a57,-crc", SR_ID_AA64ISAR0_EL1), 0x1120);
    ck_assert_uint_eq(id_of("cortex-a57,crc=off,lse=on", SR_ID_AA64ISAR0_EL1), 0x201120);
    ck_assert_uint_eq(id_of("cortex-a57,-el3", SR_ID_AA64PFR0_EL1), 0x111);
}
END_TEST

START_TEST(a_feature_brings_what_it_needs_and_takes_what_needs_it)
{
    ck_assert_uint_eq(id_of("cortex-a57,+pan2", SR_ID_AA64MMFR1_EL1), 0x200000);
    ck_assert_uint_eq(id_of("neoverse-n1,-pan", SR_ID_AA64MMFR1_EL1) & 0xf00000, 0);
    /* Without FP there is no SIMD and no crypto, and the fields say "not implemented", 0xf. */
    ck_assert_uint_eq(id_of("cortex-a57,-fp", SR_ID_AA64PFR0_EL1), 0xff1111);
    ck_assert_uint_eq(id_of("cortex-a57,-fp", SR_ID_AA64ISAR0_EL1), 0x10000);
}
END_TEST

static bool refused(const char *text, const char *reason)
{
    const CpuModel *model;
    FeatureSet features;
    Err err;

    return !cpu_model_parse(text, &model, &features, &err) && err.status == STATUS_USAGE &&
           strstr(err.text, reason);
}

START_TEST(a_wrong_cpu_option_says_what_was_meant)
{
    ck_assert(refused("cortex-a75", "Did you mean `cortex-a7"));
    ck_assert(refused("cortex-a57,+lze", "Did you mean `lse`?"));
    ck_assert(refused("cortex-a57,lse", "write +NAME"));
    ck_assert(refused("", "no CPU model"));
    ck_assert(refused("cortex-a57,,", "write +NAME"));
}
END_TEST

START_TEST(cache_geometry_of_l1_data_is_32_kib)
{
    for (unsigned i = 0; cpu_model_at(i); i++) {
        uint64_t ccsidr = cpu_model_at(i)->ccsidr[0];
        uint64_t line = UINT64_C(16) << bits(ccsidr, 2, 0), ways = bits(ccsidr, 12, 3) + 1;
        uint64_t sets = bits(ccsidr, 27, 13) + 1;

        ck_assert_uint_eq(line, 64);
        ck_assert_uint_eq(line * ways * sets, i == 3 ? 65536 : 32768);
    }
}
END_TEST

TEST_MAIN("idregs", cortex_a57_is_what_its_manual_says, a_switched_feature_shows_in_its_field,
          a_feature_brings_what_it_needs_and_takes_what_needs_it,
          a_wrong_cpu_option_says_what_was_meant, cache_geometry_of_l1_data_is_32_kib)
