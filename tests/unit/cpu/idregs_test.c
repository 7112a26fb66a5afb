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
    ck_assert_uint_eq(id_of("cortex-a57,+sha512", SR_ID_AA64ISAR0_EL1), 0x12120);
    ck_assert_uint_eq(id_of("cortex-a57,+sha3", SR_ID_AA64ISAR0_EL1), UINT64_C(0x100012120));
    ck_assert_uint_eq(id_of("cortex-a57,+sm4", SR_ID_AA64ISAR0_EL1), UINT64_C(0x11000011120));
    ck_assert_uint_eq(id_of("cortex-a57,+flagm", SR_ID_AA64ISAR0_EL1), UINT64_C(0x10000000011120));
    ck_assert_uint_eq(id_of("cortex-a57,+flagm2", SR_ID_AA64ISAR0_EL1), UINT64_C(0x20000000011120));
    ck_assert_uint_eq(id_of("cortex-a57,+frintts", SR_ID_AA64ISAR1_EL1), UINT64_C(0x100000000));
    ck_assert_uint_eq(id_of("cortex-a57,+jscvt", SR_ID_AA64ISAR1_EL1), 0x1000);
    ck_assert_uint_eq(id_of("cortex-a57,+fcma", SR_ID_AA64ISAR1_EL1), 0x10000);
    ck_assert_uint_eq(id_of("cortex-a57,+fhm", SR_ID_AA64ISAR0_EL1), UINT64_C(0x1000000011120));
    ck_assert_uint_eq(id_of("cortex-a57,+bf16", SR_ID_AA64ISAR1_EL1), UINT64_C(0x100000000000));
    ck_assert_uint_eq(id_of("cortex-a57,+i8mm", SR_ID_AA64ISAR1_EL1), UINT64_C(0x10000000000000));
    ck_assert_uint_eq(id_of("cortex-a57,+rcpc2", SR_ID_AA64ISAR1_EL1), 0x200000);
    ck_assert_uint_eq(id_of("cortex-a57,+lor", SR_ID_AA64MMFR1_EL1), 0x10000);
    ck_assert_uint_eq(id_of("cortex-a57,+dcpodp", SR_ID_AA64ISAR1_EL1), 2);
    ck_assert_uint_eq(id_of("cortex-a57,+predres", SR_ID_AA64ISAR1_EL1), UINT64_C(0x10000000000));
    ck_assert_uint_eq(id_of("cortex-a57,+lse2", SR_ID_AA64MMFR2_EL1), UINT64_C(0x100000000));
    ck_assert_uint_eq(id_of("cortex-a57,+pauth", SR_ID_AA64ISAR1_EL1), 0x1000010);
    ck_assert_uint_eq(id_of("cortex-a57,+pauth-impdef", SR_ID_AA64ISAR1_EL1), 0x10000100);
    ck_assert_uint_eq(id_of("cortex-a57,+bti", SR_ID_AA64PFR1_EL1), 1);
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

/* Fields of DDI 0487 whose value 0 says "not implemented". */
static const struct {
    Sysreg sr;
    unsigned low;
    const char *extension;
} absent_fields[] = {
    {SR_ID_AA64PFR0_EL1, 32, "SVE"},   {SR_ID_AA64PFR0_EL1, 36, "Secure EL2"},
    {SR_ID_AA64PFR0_EL1, 40, "MPAM"},  {SR_ID_AA64PFR0_EL1, 44, "AMU"},
    {SR_ID_AA64PFR0_EL1, 52, "RME"},   {SR_ID_AA64PFR1_EL1, 8, "MTE"},
    {SR_ID_AA64PFR1_EL1, 24, "SME"},   {SR_ID_AA64ISAR0_EL1, 24, "TME"},
    {SR_ID_AA64ISAR1_EL1, 60, "LS64"}, {SR_ID_AA64MMFR2_EL1, 24, "NV"},
    {SR_ID_AA64DFR0_EL1, 32, "SPE"},   {SR_ID_AA64DFR0_EL1, 44, "TRBE"},
    {SR_ID_AA64DFR0_EL1, 52, "BRBE"},  {SR_ID_AA64DFR0_EL1, 4, "trace registers"},
};

START_TEST(what_no_cpu_has_reads_as_not_implemented)
{
    for (unsigned i = 0; cpu_model_at(i); i++) {
        const char *cpu = cpu_model_at(i)->name;

        for (size_t j = 0; j < sizeof absent_fields / sizeof absent_fields[0]; j++)
            ck_assert_msg(bits(id_of(cpu, absent_fields[j].sr), absent_fields[j].low + 3,
                               absent_fields[j].low) == 0,
                          "%s: %s", cpu, absent_fields[j].extension);
        /* EL0 to EL3: 1 is AArch64 only, 2 would be AArch32 too. */
        ck_assert_uint_eq(id_of(cpu, SR_ID_AA64PFR0_EL1) & 0xffff, 0x1111);
    }
}
END_TEST

START_TEST(an_armv8_0_core_has_no_pointer_authentication)
{
    /* APA 4, API 8, GPA 24, GPI 28. */
    ck_assert_uint_eq(id_of("cortex-a57", SR_ID_AA64ISAR1_EL1) & UINT64_C(0xff000ff0), 0);
}
END_TEST

/* The Cortex-A76 manual's values, but for AArch32, VHE, LOR, HPDS 2, CnP and PMUv3 of Armv8.1. */
START_TEST(cortex_a76_is_what_its_manual_says)
{
    ck_assert_uint_eq(id_of("cortex-a76", SR_MIDR_EL1), 0x414fd0b1);
    ck_assert_uint_eq(id_of("cortex-a76", SR_ID_AA64PFR0_EL1), UINT64_C(0x1100000010111111));
    ck_assert_uint_eq(id_of("cortex-a76", SR_ID_AA64PFR1_EL1), 0x10);
    ck_assert_uint_eq(id_of("cortex-a76", SR_ID_AA64ISAR0_EL1), UINT64_C(0x100010211120));
    ck_assert_uint_eq(id_of("cortex-a76", SR_ID_AA64ISAR1_EL1), 0x100001);
    ck_assert_uint_eq(id_of("cortex-a76", SR_ID_AA64MMFR0_EL1), 0x101122);
}
END_TEST

START_TEST(max_has_every_feature_but_those_of_one_implementation)
{
    FeatureSet has = cpu_model_features(cpu_model_find("max"));

    /* FEAT_PACIMP is the other way to have FEAT_PAuth. */
    for (unsigned i = FEAT_BASE + 1; i < FEAT_COUNT; i++)
        ck_assert_msg(feature_has(has, (Feature)i) ==
                          (feature_option((Feature)i)[0] != '\0' && i != FEAT_PAUTH_IMPDEF),
                      "%s: not switched on in `max` of cpu/cpus.def", feature_arm_name((Feature)i));
}
END_TEST

/* Linux calls MIDR 0x500f0000 an APM Potenza, and lists fp and asimd alone on an HP m400. */
START_TEST(xgene1_is_a_plain_armv8_0_core)
{
    ck_assert_uint_eq(id_of("xgene1", SR_MIDR_EL1), 0x500f0000);
    ck_assert_uint_eq(id_of("xgene1", SR_ID_AA64PFR0_EL1), 0x1111);
    ck_assert_uint_eq(id_of("xgene1", SR_ID_AA64ISAR0_EL1), 0);
    ck_assert_uint_eq(id_of("xgene1", SR_ID_AA64MMFR0_EL1), 0x1123); /* 42 bits, 4K and 64K */
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
    ck_assert(refused("cortex-a75", "Did you mean `cortex-a57`"));
    ck_assert(refused("cortex-a57,+lze", "Did you mean `lse`?"));
    ck_assert(refused("cortex-a57,lse", "write +NAME"));
    ck_assert(refused("", "no CPU model"));
    ck_assert(refused("cortex-a57,,", "write +NAME"));
}
END_TEST

/* 64 KiB on Neoverse N1 and Cortex-A76. */
START_TEST(cache_geometry_of_l1_data_is_that_of_the_manuals)
{
    for (unsigned i = 0; cpu_model_at(i); i++) {
        const CpuModel *model = cpu_model_at(i);
        uint64_t ccsidr = model->ccsidr[0];
        bool is_large = !strcmp(model->name, "neoverse-n1") || !strcmp(model->name, "cortex-a76");
        uint64_t line = UINT64_C(16) << bits(ccsidr, 2, 0), ways = bits(ccsidr, 12, 3) + 1;
        uint64_t sets = bits(ccsidr, 27, 13) + 1;

        ck_assert_uint_eq(line, 64);
        ck_assert_uint_eq(line * ways * sets, is_large ? 65536 : 32768);
    }
}
END_TEST

TEST_MAIN("idregs", cortex_a76_is_what_its_manual_says,
          max_has_every_feature_but_those_of_one_implementation, xgene1_is_a_plain_armv8_0_core,
          what_no_cpu_has_reads_as_not_implemented, an_armv8_0_core_has_no_pointer_authentication,
          cortex_a57_is_what_its_manual_says, a_switched_feature_shows_in_its_field,
          a_feature_brings_what_it_needs_and_takes_what_needs_it,
          a_wrong_cpu_option_says_what_was_meant, cache_geometry_of_l1_data_is_that_of_the_manuals)
