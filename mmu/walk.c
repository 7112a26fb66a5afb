/* SPDX-License-Identifier: MIT
 *
 * walk.c - one stage of a VMSAv8-64 table walk.
 *
 * Used for stage 1, whose table reads are themselves translated by stage 2 (the reader sees to
 * that), and for stage 2. Knows nothing of permissions, attributes or the TLB.
 *
 * Spec: DDI 0487, AArch64.TranslationTableWalk.    Tests: tests/unit/mmu/translate_test.c
 * Journey: after mmu/stage.c, before mmu/perm.c
 */
#include "mmu/walk.h"

#include "mmu/desc.h"

#define LAST_LEVEL 3u

static Fault walk_fault(const WalkStage *stage, FaultKind kind, unsigned level)
{
    return (Fault){.kind = kind, .stage = stage->number, .level = (uint8_t)level};
}

/* Address bits resolved below a table of @level: the size of a block there. */
static unsigned level_shift(const WalkStage *stage, unsigned level)
{
    return (LAST_LEVEL - level) * (stage->granule_log2 - 3u) + stage->granule_log2;
}

static bool beyond_output(const WalkStage *stage, uint64_t address)
{
    return (address >> stage->output_bits) != 0;
}

static void inherit_from_table(const WalkStage *stage, uint64_t desc, WalkLeaf *leaf)
{
    if (stage->number != 1)
        return;
    leaf->ns_table |= bit(desc, DESC_NS_TABLE);
    if (stage->hierarchy_off)
        return;
    leaf->table_read_only |= bit(desc, DESC_AP_TABLE1);
    leaf->table_xn |= bit(desc, DESC_XN_TABLE);
    if (stage->two_privileges) {
        leaf->table_privileged_only |= bit(desc, DESC_AP_TABLE0);
        leaf->table_pxn |= bit(desc, DESC_PXN_TABLE);
    }
}

/* 4K has blocks from level 1, 16K and 64K (without 52-bit addresses) from level 2. */
static bool block_allowed(const WalkStage *stage, unsigned level)
{
    return level >= (stage->granule_log2 == 12 ? 1u : 2u);
}

/* AF and dirty state: what hardware will have to update, or the Access flag fault. */
static Fault check_access_flag(const WalkStage *stage, WalkLeaf *leaf)
{
    if (!bit(leaf->desc, DESC_AF)) {
        if (!stage->hardware_af)
            return walk_fault(stage, FAULT_ACCESS_FLAG, leaf->level);
        leaf->needs_af = true;
    }
    if (stage->hardware_dirty && bit(leaf->desc, DESC_DBM)) {
        bool writable = stage->number == 1 ? !bit(leaf->desc, DESC_AP2) : bit(leaf->desc, DESC_AP2);

        leaf->clean = !writable;
    }
    return (Fault){.kind = FAULT_NONE};
}

/* CHOICE: the contiguous hint is ignored, misprogrammed or not. */
static Fault finish(const WalkStage *stage, uint64_t input, WalkLeaf *leaf)
{
    unsigned shift = level_shift(stage, leaf->level);
    uint64_t base = desc_address(leaf->desc, shift);

    if (leaf->level < LAST_LEVEL && !block_allowed(stage, leaf->level))
        return walk_fault(stage, FAULT_TRANSLATION, leaf->level);
    if (beyond_output(stage, base))
        return walk_fault(stage, FAULT_ADDRESS_SIZE, leaf->level);
    leaf->block_log2 = (uint8_t)shift;
    leaf->output = base | (input & ones(shift));
    return check_access_flag(stage, leaf);
}

static Fault read_descriptor(const WalkStage *stage, const WalkReader *reader, WalkLeaf *leaf)
{
    uint64_t desc = 0;
    Fault fault = reader->read(reader->owner, leaf->desc_address, leaf->desc_secure, &desc);

    if (fault.kind != FAULT_NONE && fault.stage == 0) {
        fault.stage = stage->number;
        fault.level = leaf->level;
    }
    leaf->desc = stage->big_endian ? __builtin_bswap64(desc) : desc;
    return fault;
}

Fault walk_tables(const WalkStage *stage, uint64_t input, const WalkReader *reader, WalkLeaf *leaf)
{
    uint64_t table = stage->table;
    unsigned top = stage->input_bits - 1u;

    *leaf = (WalkLeaf){.ns_table = !stage->secure};
    for (unsigned level = stage->start_level; level <= LAST_LEVEL; level++) {
        unsigned shift = level_shift(stage, level);
        Fault fault;

        leaf->level = (uint8_t)level;
        leaf->desc_address = table | (bits(input, top, shift) << 3);
        leaf->desc_secure = !leaf->ns_table;
        fault = read_descriptor(stage, reader, leaf);
        if (fault.kind != FAULT_NONE)
            return fault;
        if (!bit(leaf->desc, DESC_VALID) || (level == LAST_LEVEL && !bit(leaf->desc, DESC_TABLE)))
            return walk_fault(stage, FAULT_TRANSLATION, level);
        if (level == LAST_LEVEL || !bit(leaf->desc, DESC_TABLE))
            break;
        table = desc_address(leaf->desc, stage->granule_log2);
        if (beyond_output(stage, table))
            return walk_fault(stage, FAULT_ADDRESS_SIZE, level);
        inherit_from_table(stage, leaf->desc, leaf);
        top = shift - 1;
    }
    return finish(stage, input, leaf);
}
