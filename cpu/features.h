/* SPDX-License-Identifier: MIT
 *
 * features.h - the features of a CPU as a set of bits, from features.def.
 */
#ifndef CPU_FEATURES_H
#define CPU_FEATURES_H

#include "sim/base/bits.h"

typedef enum Feature {
#define FEATURE(name, option, arm_name, text) FEAT_##name,
#include "cpu/features.def"
#undef FEATURE
    FEAT_COUNT
} Feature;

typedef struct FeatureSet {
    uint64_t word[2];
} FeatureSet;

_Static_assert(FEAT_COUNT <= 128, "FeatureSet holds 128 features");

/* Everything there is. */
#define FEATURES_ALL                                                                               \
    ((FeatureSet){{ones(FEAT_COUNT), ones(FEAT_COUNT > 64 ? FEAT_COUNT - 64u : 0u)}})

static inline bool feature_has(FeatureSet set, Feature feature)
{
    return feature == FEAT_BASE || bit(set.word[feature / 64], feature % 64);
}

static inline FeatureSet feature_with(FeatureSet set, Feature feature)
{
    set.word[feature / 64] |= UINT64_C(1) << feature % 64;
    return set;
}

static inline FeatureSet feature_without(FeatureSet set, Feature feature)
{
    set.word[feature / 64] &= ~(UINT64_C(1) << feature % 64);
    return set;
}

static inline bool feature_sets_equal(FeatureSet a, FeatureSet b)
{
    return a.word[0] == b.word[0] && a.word[1] == b.word[1];
}

#endif
