/* SPDX-License-Identifier: MIT
 *
 * opcode.h - why an instruction was undefined, in plain words.
 *
 * Tests: tests/cli/dying_test.sh
 */
#ifndef SIM_OPCODE_H
#define SIM_OPCODE_H

#include "cpu/features.h"
#include "cpu/models.h"

/* Writes what @word is and what would provide it on a CPU with @features (@model's name is used in
 * what to try), or why it was refused at @el, as one sentence without a full stop. */
void opcode_explain(uint32_t word, FeatureSet features, const CpuModel *model, unsigned el,
                    char *text, size_t size);

#endif
