/* SPDX-License-Identifier: MIT
 *
 * models.h - the CPU models of cpus.def, and `-cpu cortex-a57,+lse,-crc`.
 *
 * Tests: tests/unit/cpu/idregs_test.c
 */
#ifndef CPU_MODELS_H
#define CPU_MODELS_H

#include "cpu/features.h"
#include "sim/base/bits.h"
#include "sim/base/error.h"

/* CCSIDR_EL1 by CSSELR_EL1: L1 data, L1 instruction, L2 unified. */
#define MODEL_CACHES 3
#define MODEL_FEATURES FEAT_COUNT

typedef struct CpuModel {
    const char *name; /* of -cpu */
    uint64_t midr, revidr, ctr, clidr;
    uint64_t ccsidr[MODEL_CACHES];
    uint64_t mmfr0;                  /* ID_AA64MMFR0_EL1 */
    uint64_t dfr0;                   /* ID_AA64DFR0_EL1 without what features say */
    uint64_t pmcr;                   /* PMCR_EL0: IMP, IDCODE, N */
    uint8_t feature[MODEL_FEATURES]; /* Feature; FEAT_BASE ends */
    const char *text;
} CpuModel;

/* The models in order; NULL behind the last. */
const CpuModel *cpu_model_at(unsigned index);

/* NULL when there is none of that name. */
const CpuModel *cpu_model_find(const char *name);

FeatureSet cpu_model_features(const CpuModel *model);

/* NAME[,+option|,-option|,option=on|off ...] as QEMU writes -cpu. A feature that comes brings along
 * those it needs; one that goes takes along those that need it. False with @err: no such model or
 * option, with the nearest. */
MUST_USE bool cpu_model_parse(const char *text, const CpuModel **model, FeatureSet *features,
                              Err *err);

/* ID_AA64MMFR0_EL1.PARange in bits, and whether the 16 KiB granule is there. */
unsigned cpu_model_pa_bits(const CpuModel *model);
bool cpu_model_has_16k(const CpuModel *model);

/* "lse", "" where there is no option; "FEAT_LSE"; a sentence. Static storage. */
const char *feature_option(Feature feature);
const char *feature_arm_name(Feature feature);
const char *feature_text(Feature feature);

#endif
