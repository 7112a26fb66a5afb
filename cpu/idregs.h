/* SPDX-License-Identifier: MIT
 *
 * idregs.h - identification registers from a CPU model and its features.
 *
 * Tests: tests/unit/cpu/idregs_test.c, tools/idregs (against QEMU, docs/idregs.md)
 */
#ifndef CPU_IDREGS_H
#define CPU_IDREGS_H

#include "cpu/models.h"
#include "cpu/sysreg.h"

/* Fills the identification registers in @sr, which is indexed by SR_*. The rest stays. */
void idregs_fill(const CpuModel *model, FeatureSet features, uint64_t sr[SR_COUNT]);

#endif
