/* SPDX-License-Identifier: MIT
 *
 * stage.c - from control registers to the start of a walk.
 *
 * Everything AArch64.TranslationTableWalk works out before its loop: granule, sizes, start level,
 * first table, and the faults of level 0.
 *
 * Spec: DDI 0487, AArch64.TranslationTableWalk, AddrTop.
 * Tests: tests/unit/mmu/translate_test.c, tests/unit/mmu/stage2_test.c
 * Journey: after mmu/stage1.c, before mmu/walk.c
 */
#include "mmu/stage.h"

#include "mmu/desc.h"

#define INPUT_BITS_MIN 25u /* TxSZ 39 */
#define INPUT_BITS_MAX 48u /* TxSZ 16: no FEAT_LVA */

/* FEAT_TTST: TxSZ up to 48, with 64K up to 47. */
static unsigned input_bits_min(const Regime *regime, unsigned granule)
{
    if (!regime->has_ttst)
        return INPUT_BITS_MIN;
    return granule == 16 ? 17 : 16;
}

/* One address range of a stage-1 regime, its controls collected from their several places. */
typedef struct Range {
    unsigned size_offset; /* TxSZ */
    unsigned granule;     /* log2, 0 for a reserved TGx */
    unsigned output_size; /* PS or IPS */
    bool upper;           /* the address must be all ones above the range */
    bool walks_disabled;  /* EPDx */
    bool hardware_af, hardware_dirty, hierarchy_off;
    uint64_t ttbr;
} Range;

/* TG0 and TG1 encode differently; 0 is reserved. */
static const uint8_t granule_of_tg0[4] = {12, 16, 14, 0};
static const uint8_t granule_of_tg1[4] = {0, 14, 12, 16};

/* CHOICE: a reserved or absent granule behaves as the smallest one there is. */
static unsigned usable_granule(unsigned wanted, bool has4k, bool has16k, bool has64k)
{
    if ((wanted == 12 && has4k) || (wanted == 14 && has16k) || (wanted == 16 && has64k))
        return wanted;
    if (has4k || (!has16k && !has64k))
        return 12;
    return has16k ? 14 : 16;
}

/* PS, IPS. CHOICE: 52 bits and the reserved value behave as 48; all are bounded by PAMax. */
static unsigned output_bits(unsigned field, unsigned pa_bits)
{
    static const uint8_t sizes[8] = {32, 36, 40, 42, 44, 48, 48, 48};

    return sizes[field] < pa_bits ? sizes[field] : pa_bits;
}

bool stage1_enabled(const Regime *regime)
{
    bool off_by_hcr = regime->kind == REGIME_EL10 && !regime->secure &&
                      (bit(regime->hcr, HCR_TGE) || bit(regime->hcr, HCR_DC));

    return bit(regime->sctlr, SCTLR_M) && !off_by_hcr;
}

bool stage1_top_byte_ignored(const Regime *regime, bool upper, bool fetch)
{
    bool two = stage1_two_ranges(regime), obeyed = fetch && regime->has_tbid;
    unsigned tbi = !two ? TCR1R_TBI : upper ? TCR_TBI1 : TCR_TBI0;
    unsigned tbid = !two ? TCR1R_TBID : upper ? TCR_TBID1 : TCR_TBID0;

    return bit(regime->tcr, tbi) && !(obeyed && bit(regime->tcr, tbid));
}

static Range range_of_one(const Regime *regime)
{
    uint64_t tcr = regime->tcr;

    return (Range){
        .size_offset = (unsigned)bits(tcr, 5, 0),
        .granule = granule_of_tg0[bits(tcr, 15, 14)],
        .output_size = (unsigned)bits(tcr, 18, 16),
        .hardware_af = bit(tcr, TCR1R_HA),
        .hardware_dirty = bit(tcr, TCR1R_HD),
        .hierarchy_off = bit(tcr, TCR1R_HPD),
        .ttbr = regime->ttbr[0],
    };
}

static Range range_of_two(const Regime *regime, bool upper)
{
    uint64_t tcr = regime->tcr;

    return (Range){
        .size_offset = (unsigned)(upper ? bits(tcr, 21, 16) : bits(tcr, 5, 0)),
        .granule = upper ? granule_of_tg1[bits(tcr, 31, 30)] : granule_of_tg0[bits(tcr, 15, 14)],
        .output_size = (unsigned)bits(tcr, 34, 32),
        .upper = upper,
        .walks_disabled = bit(tcr, upper ? TCR_EPD1 : TCR_EPD0),
        .hardware_af = bit(tcr, TCR_HA),
        .hardware_dirty = bit(tcr, TCR_HD),
        .hierarchy_off = bit(tcr, upper ? TCR_HPD1 : TCR_HPD0),
        .ttbr = regime->ttbr[upper],
    };
}

/* Whether all bits of @va from the top of the address down to the range's size agree with it. */
static bool in_range(uint64_t va, unsigned input_bits, bool upper, bool top_byte_ignored)
{
    uint64_t above = ones(top_byte_ignored ? 56 : 64) & ~ones(input_bits);

    return (va & above) == (upper ? above : 0);
}

unsigned stage1_address_bits(const Regime *regime, bool upper)
{
    bool two = stage1_two_ranges(regime);
    Range range = two ? range_of_two(regime, upper) : range_of_one(regime);
    unsigned granule =
        usable_granule(range.granule, regime->gran4k, regime->gran16k, regime->gran64k);
    unsigned least = input_bits_min(regime, granule), said = 64 - range.size_offset;

    return said < least ? least : said > INPUT_BITS_MAX ? INPUT_BITS_MAX : said;
}

/* The first table's address without the bits below its size (and without ASID and CnP). */
static uint64_t table_address(uint64_t base_register, const WalkStage *stage)
{
    unsigned stride = stage->granule_log2 - 3u;
    unsigned below_start = (3u - stage->start_level) * stride + stage->granule_log2;

    return desc_address(base_register, 3u + stage->input_bits - below_start);
}

static FaultKind check_base(uint64_t base_register, const WalkStage *stage)
{
    uint64_t address = desc_address(base_register, 0);

    return (address >> stage->output_bits) != 0 ? FAULT_ADDRESS_SIZE : FAULT_NONE;
}

FaultKind stage1_begin(const Regime *regime, Va va, bool fetch, WalkStage *stage)
{
    bool two = stage1_two_ranges(regime);
    bool upper = two && bit(va.v, 55);
    Range range = two ? range_of_two(regime, upper) : range_of_one(regime);
    unsigned input_bits = 64 - range.size_offset;
    unsigned granule =
        usable_granule(range.granule, regime->gran4k, regime->gran16k, regime->gran64k);

    /* CHOICE: a TxSZ out of bounds faults (Constraint_FAULT) for its whole range. */
    if (input_bits < input_bits_min(regime, granule) || input_bits > INPUT_BITS_MAX ||
        range.walks_disabled ||
        !in_range(va.v, input_bits, range.upper, stage1_top_byte_ignored(regime, upper, fetch)))
        return FAULT_TRANSLATION;

    *stage = (WalkStage){
        .number = 1,
        .granule_log2 = (uint8_t)granule,
        .input_bits = (uint8_t)input_bits,
        .output_bits = (uint8_t)output_bits(range.output_size, regime->pa_bits),
        .start_level = (uint8_t)(3 - (input_bits - granule - 1) / (granule - 3)),
        .secure = regime->secure,
        .two_privileges = two,
        .hierarchy_off = range.hierarchy_off && regime->has_hpd,
        .big_endian = bit(regime->sctlr, SCTLR_EE),
        .hardware_af = range.hardware_af && regime->has_hafdbs,
    };
    stage->hardware_dirty = range.hardware_dirty && stage->hardware_af && regime->has_dbm;
    stage->table = table_address(range.ttbr, stage);
    return check_base(range.ttbr, stage);
}

/* VTCR_EL2.SL0 counts from below, and from elsewhere for 4K, where 3 is level 3 with FEAT_TTST.
 * Negative: reserved. */
static int stage2_start_level(unsigned sl0, unsigned granule, bool has_ttst)
{
    if (granule == 12 && sl0 == 3 && has_ttst)
        return 3;
    return (granule == 12 ? 2 : 3) - (int)sl0;
}

/* Start levels that need more physical address bits than there are do not exist, and the first
 * table has 2 to 16 * (granule / 8) entries. */
static bool stage2_start_exists(int level, unsigned granule, unsigned input_bits, unsigned pa_bits)
{
    int stride = (int)granule - 3;
    int entries_log2 = (int)input_bits - ((3 - level) * stride + (int)granule);

    if (granule == 12 && (level < 0 || (level == 0 && pa_bits <= 42)))
        return false;
    if (granule == 14 && (level <= 0 || (level == 1 && pa_bits <= 40)))
        return false;
    if (granule == 16 && (level <= 0 || (level == 1 && pa_bits <= 42)))
        return false;
    return entries_log2 >= 1 && entries_log2 <= stride + 4;
}

FaultKind stage2_begin(const Regime *regime, Ipa ipa, WalkStage *stage)
{
    uint64_t vtcr = regime->vtcr;
    unsigned input_bits = 64 - (unsigned)bits(vtcr, 5, 0);
    unsigned granule = usable_granule(granule_of_tg0[bits(vtcr, 15, 14)], regime->s2_gran4k,
                                      regime->s2_gran16k, regime->s2_gran64k);
    int level = stage2_start_level((unsigned)bits(vtcr, 7, 6), granule, regime->has_ttst);

    /* CHOICE: a T0SZ out of bounds, or an input larger than PAMax, faults (Constraint_FAULT). */
    if (input_bits < input_bits_min(regime, granule) || input_bits > INPUT_BITS_MAX ||
        input_bits > regime->pa_bits || (ipa.v >> input_bits) != 0 ||
        !stage2_start_exists(level, granule, input_bits, regime->pa_bits))
        return FAULT_TRANSLATION;

    *stage = (WalkStage){
        .number = 2,
        .granule_log2 = (uint8_t)granule,
        .input_bits = (uint8_t)input_bits,
        .output_bits = (uint8_t)output_bits((unsigned)bits(vtcr, 18, 16), regime->pa_bits),
        .start_level = (uint8_t)level,
        .big_endian = regime->s2_big_endian,
        .hardware_af = bit(vtcr, TCR1R_HA) && regime->has_hafdbs,
    };
    stage->hardware_dirty = bit(vtcr, TCR1R_HD) && stage->hardware_af && regime->has_dbm;
    stage->table = table_address(regime->vttbr, stage);
    return check_base(regime->vttbr, stage);
}
