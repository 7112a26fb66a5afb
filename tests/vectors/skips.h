/* SPDX-License-Identifier: MIT
 *
 * skips.h - which vectors are for a CPU that this is not, and how many there were by feature.
 */
#ifndef TESTS_VECTORS_SKIPS_H
#define TESTS_VECTORS_SKIPS_H

#include "cpu/features.h"

#define SKIPS_MAX 64

typedef struct Skips {
    struct {
        char feature[64];
        unsigned count;
    } row[SKIPS_MAX];
    unsigned row_count;
} Skips;

/* Whether a CPU with @set has everything of @name, a feature of a vector file ("lse",
 * "sha1+sha256"). */
bool skips_has_feature(FeatureSet set, const char *name);

void skips_count(Skips *skips, const char *feature);

#endif
