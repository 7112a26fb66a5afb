/* SPDX-License-Identifier: MIT
 *
 * models.c - the CPU models of cpus.def, and the text of -cpu.
 *
 * Tests: tests/unit/cpu/idregs_test.c
 * Journey: after cpu/features.h, before cpu/idregs.c
 */
#include "cpu/models.h"

#include <string.h>

static const CpuModel models[] = {
#define CPU(NAME, MIDR, REVIDR, CTR, CLIDR, ...)                                                   \
    {.name = NAME,                                                                                 \
     .midr = MIDR,                                                                                 \
     .revidr = REVIDR,                                                                             \
     .ctr = CTR,                                                                                   \
     .clidr = CLIDR,                                                                               \
     .ccsidr = __VA_ARGS__},
#include "cpu/cpus.def"
#undef CPU
};

typedef struct FeatureRow {
    const char *option, *arm_name, *text;
} FeatureRow;

static const FeatureRow feature_rows[FEAT_COUNT] = {
#define FEATURE(name, option, arm_name, text) [FEAT_##name] = {option, arm_name, text},
#include "cpu/features.def"
#undef FEATURE
};

/* clang-format off */
/* What cannot be without what else (DDI 0487, "Architectural features", and what ID fields can
 * say).
 * CHOICE: FEAT_FCMA may be without FEAT_FP16; here it brings its half-precision forms along. */
static const struct {
    uint8_t feature, needs;
} needs[] = {
    {FEAT_SIMD, FEAT_FP},
    {FEAT_FP16, FEAT_SIMD},
    {FEAT_DOTPROD, FEAT_SIMD},
    {FEAT_RDM, FEAT_SIMD},
    {FEAT_AES, FEAT_SIMD},
    {FEAT_PMULL, FEAT_AES},
    {FEAT_SHA1, FEAT_SIMD},
    {FEAT_SHA256, FEAT_SHA1},
    {FEAT_PAN2, FEAT_PAN},
    {FEAT_UAO, FEAT_PAN},
    {FEAT_IESB, FEAT_RAS},
    {FEAT_SSBS2, FEAT_SSBS},
    {FEAT_CSV2_2, FEAT_CSV2},
    {FEAT_SHA512, FEAT_SHA256},
    {FEAT_SHA3, FEAT_SHA512},
    {FEAT_SM3, FEAT_SM4},
    {FEAT_SM4, FEAT_SM3},
    {FEAT_SM3, FEAT_SIMD},
    {FEAT_FLAGM2, FEAT_FLAGM},
    {FEAT_FRINTTS, FEAT_SIMD},
    {FEAT_JSCVT, FEAT_SIMD},
    {FEAT_FCMA, FEAT_FP16},
    {FEAT_FHM, FEAT_FP16},
    {FEAT_BF16, FEAT_SIMD},
    {FEAT_I8MM, FEAT_SIMD},
    {FEAT_LRCPC2, FEAT_LRCPC},
    {FEAT_DPB2, FEAT_DPB},
    {FEAT_VHE, FEAT_EL2},
    {FEAT_PAUTH_IMPDEF, FEAT_PAUTH},
    {FEAT_S2FWB, FEAT_EL2},
    {FEAT_HPDS2, FEAT_HPDS},
    {FEAT_TLBIRANGE, FEAT_TLBIOS},
    {FEAT_BTI, FEAT_PAUTH},
};
/* clang-format on */

const CpuModel *cpu_model_at(unsigned index)
{
    return index < ARRAY_COUNT(models) ? &models[index] : NULL;
}

const CpuModel *cpu_model_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_COUNT(models); i++)
        if (!strcmp(models[i].name, name))
            return &models[i];
    return NULL;
}

FeatureSet cpu_model_features(const CpuModel *model)
{
    FeatureSet set = {{0}};

    for (unsigned i = 0; i < MODEL_FEATURES && model->feature[i] != FEAT_BASE; i++)
        set = feature_with(set, (Feature)model->feature[i]);
    return set;
}

/* Until nothing changes: @on brings along what is needed, else what misses something goes. */
static FeatureSet settle(FeatureSet set, bool on)
{
    FeatureSet before;

    do {
        before = set;
        for (size_t i = 0; i < ARRAY_COUNT(needs); i++) {
            Feature feature = (Feature)needs[i].feature, need = (Feature)needs[i].needs;

            if (!feature_has(set, feature) || feature_has(set, need))
                continue;
            set = on ? feature_with(set, need) : feature_without(set, feature);
        }
    } while (!feature_sets_equal(set, before));
    return set;
}

static bool find_feature(const char *option, size_t length, Feature *feature)
{
    for (unsigned i = 0; i < FEAT_COUNT; i++) {
        const char *name = feature_rows[i].option;

        if (length && strlen(name) == length && !memcmp(name, option, length)) {
            *feature = (Feature)i;
            return true;
        }
    }
    return false;
}

static bool no_such_option(const char *option, Err *err)
{
    const char *names[FEAT_COUNT + 1];
    const char *nearest;
    size_t count = 0;

    for (unsigned i = 0; i < FEAT_COUNT; i++)
        if (feature_rows[i].option[0])
            names[count++] = feature_rows[i].option;
    names[count] = NULL;
    nearest = err_nearest(option, names);
    return err_usage(
        err, "-cpu: `%s` is not a feature.%s%s%s `doubletrap list features` prints them all.",
        option, nearest ? " Did you mean `" : "", nearest ? nearest : "", nearest ? "`?" : "");
}

static bool no_such_model(const char *name, Err *err)
{
    const char *names[ARRAY_COUNT(models) + 1];
    const char *nearest;

    for (size_t i = 0; i < ARRAY_COUNT(models); i++)
        names[i] = models[i].name;
    names[ARRAY_COUNT(models)] = NULL;
    if (!strcmp(name, "host"))
        return err_usage(err, "-cpu host: every CPU is simulated; `max` has all features that are "
                              "here, `doubletrap list cpus` prints the models.");
    nearest = err_nearest(name, names);
    return err_usage(
        err, "-cpu: there is no CPU model `%s`.%s%s%s `doubletrap list cpus` prints them all.",
        name, nearest ? " Did you mean `" : "", nearest ? nearest : "", nearest ? "`?" : "");
}

/* What QEMU's CPUs can have and these cannot: to switch it off is to leave it so. */
static bool is_absent(const char *option)
{
    static const char *const names[] = {"sve", "sve2", "sme", "mte", "lpa2", "nv", "nv2", "rme"};

    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        if (!strcmp(option, names[i]))
            return true;
    return false;
}

/* One of +name, -name, name=on, name=off. */
static bool apply_option(char *option, FeatureSet *features, Err *err)
{
    char *value = strchr(option, '=');
    bool on = option[0] != '-';
    Feature feature;

    if (option[0] == '+' || option[0] == '-') {
        option++;
    } else {
        if (!value || (strcmp(value, "=on") && strcmp(value, "=off")))
            return err_usage(err, "-cpu: `%s`: write +NAME, -NAME, NAME=on or NAME=off", option);
        on = !strcmp(value, "=on");
        *value = '\0';
    }
    if (!find_feature(option, strlen(option), &feature)) {
        if (!is_absent(option))
            return no_such_option(option, err);
        return !on || err_usage(err,
                                "-cpu: `%s` is not modelled; leave it out. `doubletrap list "
                                "features` prints what is.",
                                option);
    }
    *features =
        settle(on ? feature_with(*features, feature) : feature_without(*features, feature), on);
    return true;
}

bool cpu_model_parse(const char *text, const CpuModel **model, FeatureSet *features, Err *err)
{
    char copy[256];
    char *next, *rest;

    if (strlen(text) >= sizeof copy)
        return err_usage(err, "-cpu: the option is longer than %zu characters", sizeof copy - 1);
    memcpy(copy, text, strlen(text) + 1);
    rest = strchr(copy, ',');
    if (rest)
        *rest++ = '\0';
    *model = cpu_model_find(copy);
    if (!*model)
        return no_such_model(copy, err);
    *features = cpu_model_features(*model);
    for (; rest; rest = next) {
        next = strchr(rest, ',');
        if (next)
            *next++ = '\0';
        if (!apply_option(rest, features, err))
            return false;
    }
    return true;
}

unsigned cpu_model_pa_bits(const CpuModel *model)
{
    static const uint8_t range[] = {32, 36, 40, 42, 44, 48};
    uint64_t field = bits(model->mmfr0, 3, 0);

    assert(field < ARRAY_COUNT(range));
    return range[field];
}

bool cpu_model_has_16k(const CpuModel *model)
{
    return bits(model->mmfr0, 23, 20) == 1;
}

const char *feature_option(Feature feature)
{
    return feature_rows[feature].option;
}

const char *feature_arm_name(Feature feature)
{
    return feature_rows[feature].arm_name;
}

const char *feature_text(Feature feature)
{
    return feature_rows[feature].text;
}
