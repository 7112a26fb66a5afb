/* SPDX-License-Identifier: MIT
 *
 * models_test.c - the CPU models and the text of -cpu.
 *
 * Expectations: the cores' Technical Reference Manuals (MIDR_EL1, ID_AA64MMFR0_EL1), docs/cli.md.
 */
#include <string.h>

#include "cpu/models.h"
#include "tests/unit/harness.h"

static bool parse(const char *text, FeatureSet *features, Err *err)
{
    const CpuModel *model;

    return cpu_model_parse(text, &model, features, err);
}

static void refused(const char *text, const char *why)
{
    FeatureSet features;
    Err err;

    ck_assert_msg(!parse(text, &features, &err), "`%s` was taken", text);
    ck_assert_int_eq(err.status, STATUS_USAGE);
    ck_assert_msg(strstr(err.text, why) != NULL, "`%s` lacks `%s`", err.text, why);
}

START_TEST(models_are_found_by_name_and_have_their_midr)
{
    static const struct {
        const char *name;
        uint64_t midr;
        unsigned pa_bits;
        bool has_16k;
    } rows[] = {
        {"cortex-a53", 0x410fd034, 40, false}, {"cortex-a57", 0x411fd070, 44, false},
        {"cortex-a72", 0x410fd083, 44, false}, {"neoverse-n1", 0x414fd0c1, 48, true},
        {"cortex-a76", 0x414fd0b1, 40, true},  {"max", 0x000f0510, 48, true},
    };

    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        const CpuModel *model = cpu_model_find(rows[i].name);

        ck_assert_msg(model != NULL, "%s", rows[i].name);
        ck_assert_uint_eq(model->midr, rows[i].midr);
        ck_assert_uint_eq(cpu_model_pa_bits(model), rows[i].pa_bits);
        ck_assert(cpu_model_has_16k(model) == rows[i].has_16k);
    }
    ck_assert_ptr_null(cpu_model_find("cortex"));
    ck_assert_ptr_null(cpu_model_find(""));
}
END_TEST

START_TEST(all_models_are_listed_until_null)
{
    unsigned count = 0;

    for (; cpu_model_at(count); count++)
        ck_assert_ptr_eq(cpu_model_find(cpu_model_at(count)->name), cpu_model_at(count));
    ck_assert_uint_ge(count, 4);
    ck_assert_ptr_null(cpu_model_at(count + 1));
}
END_TEST

START_TEST(both_ways_to_switch_a_feature_mean_the_same)
{
    static const char *const on[] = {"cortex-a57,+lse", "cortex-a57,lse=on"};
    static const char *const off[] = {"neoverse-n1,-lse", "neoverse-n1,lse=off"};
    FeatureSet features;
    Err err;

    for (unsigned i = 0; i < 2; i++) {
        ck_assert_msg(parse(on[i], &features, &err), "%s", err.text);
        ck_assert(feature_has(features, FEAT_LSE));
        ck_assert_msg(parse(off[i], &features, &err), "%s", err.text);
        ck_assert(!feature_has(features, FEAT_LSE));
    }
    ck_assert(parse("cortex-a57", &features, &err));
    ck_assert(!feature_has(features, FEAT_LSE));
}
END_TEST

START_TEST(the_last_word_about_a_feature_counts)
{
    FeatureSet features;
    Err err;

    ck_assert(parse("cortex-a57,+lse,-lse", &features, &err));
    ck_assert(!feature_has(features, FEAT_LSE));
    ck_assert(parse("cortex-a57,-el3,-crc,+el3", &features, &err));
    ck_assert(feature_has(features, FEAT_EL3) && !feature_has(features, FEAT_CRC32));
}
END_TEST

START_TEST(mistakes_say_what_was_meant)
{
    char text[300];

    refused("cortex-a75", "Did you mean `cortex-a57`");
    refused("cortex-a57,+lsee", "Did you mean `lse`");
    refused("cortex-a57,-zzzzzz", "`zzzzzz` is not a feature");
    refused("max,+sve", "`sve` is not modelled");
    refused("host", "`max` has all features");
    refused("cortex-a57,lse", "+NAME, -NAME, NAME=on or NAME=off");
    refused("cortex-a57,lse=maybe", "+NAME, -NAME, NAME=on or NAME=off");
    refused("", "there is no CPU model ``");
    refused("cortex-a57,", "+NAME");
    refused("cortex-a57,+", "is not a feature");
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    refused(text, "longer than 255");
}
END_TEST

TEST_MAIN("models", models_are_found_by_name_and_have_their_midr, all_models_are_listed_until_null,
          both_ways_to_switch_a_feature_mean_the_same, the_last_word_about_a_feature_counts,
          mistakes_say_what_was_meant)
