/* SPDX-License-Identifier: MIT
 *
 * space.c - interned translation contexts.
 *
 * Spec: DDI 0487, "TLB matching", "Use of ASIDs and VMIDs".    Tests: tests/unit/mmu/tlbi_test.c
 * Journey: after mmu/stage2.c, before mmu/tlb.c
 */
#include "mmu/space.h"

#include "mmu/desc.h"
#include "mmu/stage.h"

#define SLOT_FREE UINT32_MAX

static uint64_t mask_of(unsigned n)
{
    return UINT64_C(1) << n;
}

#define SCTLR_KEPT                                                                                 \
    (mask_of(SCTLR_M) | mask_of(SCTLR_C) | mask_of(SCTLR_I) | mask_of(SCTLR_WXN) |                 \
     mask_of(SCTLR_EE))
#define HCR_STAGE1 (mask_of(HCR_DC) | mask_of(HCR_TGE))
#define HCR_STAGE2 (mask_of(HCR_PTW) | mask_of(HCR_CD) | mask_of(HCR_ID) | mask_of(HCR_FWB))

void space_table_init(SpaceTable *table)
{
    *table = (SpaceTable){.next_id = 1};
    for (unsigned i = 0; i < SPACE_COUNT; i++) {
        table->space[i].id = SLOT_FREE;
        table->live[i] = UINT64_MAX;
    }
}

/* Features and sizes, one bit or field each, below the tags of the architecture's own. */
static uint64_t feature_bits(const Regime *r)
{
    const bool flags[] = {r->asid16,   r->vmid16,    r->has_hafdbs,    r->has_dbm,    r->has_xnx,
                          r->has_hpd,  r->sif,       r->s2_big_endian, r->gran4k,     r->gran16k,
                          r->gran64k,  r->s2_gran4k, r->s2_gran16k,    r->s2_gran64k, r->s2_enabled,
                          r->has_ttst, r->has_tbid,  r->has_bti};
    uint64_t packed = r->pa_bits;

    for (unsigned i = 0; i < ARRAY_COUNT(flags); i++)
        packed |= (uint64_t)flags[i] << (8 + i);
    return packed;
}

uint16_t space_vmid(const Regime *regime)
{
    bool wide = regime->vmid16 && bit(regime->vtcr, VTCR_VS);

    return (uint16_t)bits(regime->vttbr, wide ? 63 : 55, 48);
}

/* Non-secure EL1&0 entries belong to the current VMID whether or not stage 2 is on. */
static uint16_t vmid_tag(const Regime *regime)
{
    return regime->kind == REGIME_EL10 && !regime->secure ? space_vmid(regime) : 0;
}

static uint64_t tags(const Regime *regime, unsigned kind)
{
    return feature_bits(regime) | (uint64_t)kind << 32 | (uint64_t)regime->secure << 40 |
           (uint64_t)vmid_tag(regime) << 48;
}

static SpaceKey key_of_regime(const Regime *regime)
{
    SpaceKey key = {
        .sctlr = regime->sctlr & SCTLR_KEPT,
        .tcr = regime->tcr,
        .mair = regime->mair,
        .tags = tags(regime, regime->kind),
    };

    if (regime->kind == REGIME_EL10)
        key.hcr = regime->hcr & (HCR_STAGE1 | (regime->s2_enabled ? HCR_STAGE2 : 0));
    if (regime->s2_enabled)
        key.vtcr = regime->vtcr;
    return key;
}

static bool key_equal(const SpaceKey *a, const SpaceKey *b)
{
    return a->tags == b->tags && a->sctlr == b->sctlr && a->tcr == b->tcr && a->mair == b->mair &&
           a->hcr == b->hcr && a->vtcr == b->vtcr;
}

/* An exception changes the kind and the return changes it back, so one is remembered for each. */
static uint8_t *recent_of(SpaceTable *table, unsigned kind)
{
    return &table->recent[kind % ARRAY_COUNT(table->recent)];
}

static Space *find(SpaceTable *table, const SpaceKey *key, unsigned kind)
{
    Space *recent = &table->space[*recent_of(table, kind)];

    if (space_used(recent) && key_equal(&recent->key, key))
        return recent;
    for (unsigned i = 0; i < SPACE_COUNT; i++) {
        Space *space = &table->space[i];

        if (space_used(space) && key_equal(&space->key, key)) {
            *recent_of(table, kind) = (uint8_t)i;
            return space;
        }
    }
    return NULL;
}

/* Replaces the oldest space, whose entries nobody can name any more. */
static Space *make(SpaceTable *table, const SpaceKey *key, const Regime *regime, unsigned kind)
{
    Space *space = &table->space[table->next_slot];

    *recent_of(table, kind) = (uint8_t)table->next_slot;
    table->next_slot = (table->next_slot + 1) % SPACE_COUNT;
    *space = (Space){
        .id = table->next_id++,
        .kind = (uint8_t)kind,
        .secure = regime->secure,
        .vmid = vmid_tag(regime),
        .key = *key,
    };
    if (table->next_id == SLOT_FREE)
        table->next_id = 1;
    space_restamp(table, space);
    return space;
}

static uint16_t asid_mask(const Regime *regime)
{
    if (!stage1_two_ranges(regime))
        return 0;
    return regime->asid16 && bit(regime->tcr, TCR_AS) ? 0xffff : 0xff;
}

Space *space_of_regime(SpaceTable *table, const Regime *regime)
{
    SpaceKey key = key_of_regime(regime);
    Space *space = find(table, &key, regime->kind);

    if (space)
        return space;
    space = make(table, &key, regime, regime->kind);
    space->flat = !stage1_enabled(regime) && !regime->s2_enabled;
    for (unsigned i = 0; i < 4; i++)
        space->top_byte_ignored |= (uint8_t)(stage1_top_byte_ignored(regime, i & 1, i & 2) << i);
    space->asid_mask = asid_mask(regime);
    space->asid_ttbr = space->asid_mask && bit(regime->tcr, TCR_A1);
    return space;
}

Space *space_of_stage2(SpaceTable *table, const Regime *regime)
{
    SpaceKey key = {
        .hcr = regime->hcr & HCR_STAGE2,
        .vtcr = regime->vtcr,
        .tags = tags(regime, SPACE_STAGE2),
    };
    Space *space = find(table, &key, SPACE_STAGE2);

    return space ? space : make(table, &key, regime, SPACE_STAGE2);
}

static uint64_t new_stamp(SpaceTable *table, const Space *space)
{
    table->last_stamp += SPACE_COUNT;
    return table->last_stamp + space_index(table, space);
}

void space_restamp_front(SpaceTable *table, Space *space)
{
    space->front_stamp = new_stamp(table, space);
}

void space_restamp(SpaceTable *table, Space *space)
{
    space->stamp = table->live[space_index(table, space)] = new_stamp(table, space);
    space_restamp_front(table, space);
}
