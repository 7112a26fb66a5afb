/* SPDX-License-Identifier: MIT
 *
 * idregs.c - identification registers from a CPU model and its features.
 *
 * Spec: DDI 0487, "AArch64 System Register Descriptions", ID_AA64*_EL1.
 * Tests: tests/unit/cpu/idregs_test.c, tools/idregs
 * Journey: after cpu/models.c, before cpu/sysreg.c
 */
#include "cpu/idregs.h"

typedef struct IdField {
    uint16_t sr;
    uint8_t low;
    uint8_t value;
    uint8_t feature;
    bool when; /* holds with the feature, or without it */
} IdField;

static const IdField fields[] = {
#define ID_FIELD(sr, low, value, feature) {SR_##sr, low, value, FEAT_##feature, true},
#define ID_ABSENT(sr, low, value, feature) {SR_##sr, low, value, FEAT_##feature, false},
#include "cpu/idregs.def"
#undef ID_FIELD
#undef ID_ABSENT
};

/* DCZID_EL0.BS: DC ZVA clears 64 bytes (mem_zero_block). */
#define DCZID_BLOCK_64 4

void idregs_fill(const CpuModel *model, FeatureSet features, uint64_t sr[SR_COUNT])
{
    sr[SR_MIDR_EL1] = model->midr;
    sr[SR_REVIDR_EL1] = model->revidr;
    sr[SR_CTR_EL0] = model->ctr;
    sr[SR_CLIDR_EL1] = model->clidr;
    sr[SR_DCZID_EL0] = DCZID_BLOCK_64;
    sr[SR_ID_AA64MMFR0_EL1] = model->mmfr0;
    sr[SR_ID_AA64DFR0_EL1] = model->dfr0;
    for (size_t i = 0; i < ARRAY_COUNT(fields); i++) {
        const IdField *f = &fields[i];
        unsigned high = f->low + 3u;

        if (feature_has(features, (Feature)f->feature) == f->when)
            sr[f->sr] = with_bits(sr[f->sr], high, f->low, f->value);
    }
}
