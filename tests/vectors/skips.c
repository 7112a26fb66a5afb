/* SPDX-License-Identifier: MIT
 *
 * skips.c - features by the names that vector files give them.
 *
 * Journey: beside tests/vectors/vectors.c
 */
#include "tests/vectors/skips.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    Feature feature;
} known[] = {
    {"v8.0", FEAT_BASE},     {"fp", FEAT_FP},           {"simd", FEAT_SIMD},
    {"crc", FEAT_CRC32},     {"aes", FEAT_AES},         {"pmull", FEAT_PMULL},
    {"sha1", FEAT_SHA1},     {"sha256", FEAT_SHA256},   {"lse", FEAT_LSE},
    {"rdm", FEAT_RDM},       {"fp16", FEAT_FP16},       {"dotprod", FEAT_DOTPROD},
    {"lrcpc", FEAT_LRCPC},   {"sha512", FEAT_SHA512},   {"sha3", FEAT_SHA3},
    {"sm3", FEAT_SM3},       {"sm4", FEAT_SM4},         {"flagm", FEAT_FLAGM},
    {"flagm2", FEAT_FLAGM2}, {"frintts", FEAT_FRINTTS}, {"jscvt", FEAT_JSCVT},
    {"fcma", FEAT_FCMA},     {"fhm", FEAT_FHM},         {"bf16", FEAT_BF16},
    {"i8mm", FEAT_I8MM},     {"lrcpc2", FEAT_LRCPC2},   {"lor", FEAT_LOR},
};

static bool has_one(FeatureSet set, const char *name, size_t length)
{
    for (size_t i = 0; i < ARRAY_COUNT(known); i++)
        if (strlen(known[i].name) == length && strncmp(known[i].name, name, length) == 0)
            return feature_has(set, known[i].feature);
    return false;
}

bool skips_has_feature(FeatureSet set, const char *name)
{
    for (;;) {
        size_t length = strcspn(name, "+");

        if (!has_one(set, name, length))
            return false;
        if (!name[length])
            return true;
        name += length + 1;
    }
}

void skips_count(Skips *skips, const char *feature)
{
    unsigned i = 0;

    while (i < skips->row_count && strcmp(skips->row[i].feature, feature) != 0)
        i++;
    if (i == SKIPS_MAX)
        i--; /* the last row gathers the rest */
    if (i == skips->row_count) {
        snprintf(skips->row[i].feature, sizeof skips->row[i].feature, "%s", feature);
        skips->row_count++;
    }
    skips->row[i].count++;
}
