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
    uint64_t bits;
} FeatureSet;

_Static_assert(FEAT_COUNT <= 64, "FeatureSet holds 64 features");

static inline bool feature_has(FeatureSet set, Feature feature)
{
    return feature == FEAT_BASE || bit(set.bits, (unsigned)feature);
}

static inline FeatureSet feature_with(FeatureSet set, Feature feature)
{
    return (FeatureSet){set.bits | UINT64_C(1) << feature};
}

static inline FeatureSet feature_without(FeatureSet set, Feature feature)
{
    return (FeatureSet){set.bits & ~(UINT64_C(1) << feature)};
}

#endif
