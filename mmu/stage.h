/* SPDX-License-Identifier: MIT
 *
 * stage.h - from control registers to the start of a walk.
 */
#ifndef MMU_STAGE_H
#define MMU_STAGE_H

#include "mmu/walk.h"

/* Whether stage 1 of @regime is on: SCTLR_ELx.M, unless HCR_EL2.TGE or DC turn EL1&0 off. */
bool stage1_enabled(const Regime *regime);

/* EffectiveTBI: TBI of the range that @upper names (of the one range of EL2 and EL3); for a fetch
 * TBID takes it back. */
bool stage1_top_byte_ignored(const Regime *regime, bool upper, bool fetch);

/* How many bits an address of that range has; of what TxSZ says, as much as there can be. */
unsigned stage1_address_bits(const Regime *regime, bool upper);

/* Whether the regime has two privilege levels, two address ranges and ASIDs. */
static inline bool stage1_two_ranges(const Regime *regime)
{
    return regime->kind == REGIME_EL10 || regime->kind == REGIME_EL20;
}

/* TTBRn_ELx of @va. */
static inline uint64_t stage1_table_register(const Regime *regime, Va va)
{
    return regime->ttbr[stage1_two_ranges(regime) && bit(va.v, 55)];
}

/* Fill @stage for a walk of @va or @ipa. Otherwise the kind of fault, which is at level 0. */
FaultKind stage1_begin(const Regime *regime, Va va, bool fetch, WalkStage *stage);
FaultKind stage2_begin(const Regime *regime, Ipa ipa, WalkStage *stage);

#endif
