/* SPDX-License-Identifier: MIT
 *
 * sysop_test.c - TLB maintenance in all forms makes a changed table seen; who is told of it.
 *
 * DDI 0487, "TLB maintenance instructions": after the instruction for a regime, an address and a
 * stage, the next translation uses the table as it is now.
 */
#include "cpu/sysop.h"
#include "tests/unit/cpu/sysreg_fixture.h"

#define S1_TABLE RAM_BASE
#define S2_TABLE (RAM_BASE + 0x1000)
#define VIRTUAL UINT64_C(0x1234)
#define BEFORE UINT64_C(0) /* not where the tables are: stage 2 maps those, too */
#define AFTER UINT64_C(0x80000000)
#define ASID UINT64_C(5)
#define BLOCK_RW (UINT64_C(1) | 1u << 10)         /* valid block, AF, attribute 0, EL1 may write */
#define S2_BLOCK (BLOCK_RW | 3u << 6 | 0xfu << 2) /* S2AP read and write, Normal write-back */
#define NOT_GLOBAL (UINT64_C(1) << 11)
#define TCR_39_BITS UINT64_C(25)          /* 4 KiB granule: the walk starts at level 1 */
#define VTCR_39_BITS UINT64_C(0x80040059) /* the same for stage 2: SL0 1, 44-bit PA */

static void poke(Fixture *f, uint64_t table, unsigned index, uint64_t descriptor)
{
    memcpy(f->ram + (table - RAM_BASE) + 8 * index, &descriptor, 8);
}

static void build_tables(Fixture *f)
{
    poke(f, S1_TABLE, 0, BEFORE | BLOCK_RW | NOT_GLOBAL);
    for (unsigned i = 0; i < 3; i++)
        poke(f, S2_TABLE, i, (uint64_t)i << 30 | S2_BLOCK);
}

/* All regimes walk the same table; stage 2 is on below EL2. */
static Fixture *translating(void)
{
    Fixture *f = fixture_new("max");

    build_tables(f);
    f->cpu->sr[SR_TTBR0_EL1] = S1_TABLE | ASID << 48;
    f->cpu->sr[SR_TTBR0_EL2] = f->cpu->sr[SR_TTBR0_EL3] = S1_TABLE;
    f->cpu->sr[SR_TCR_EL1] = TCR_39_BITS | UINT64_C(1) << 36; /* AS: 16-bit ASID */
    f->cpu->sr[SR_TCR_EL2] = f->cpu->sr[SR_TCR_EL3] = TCR_39_BITS | UINT64_C(4) << 16;
    f->cpu->sr[SR_TCR_EL1] |= UINT64_C(4) << 32;
    f->cpu->sr[SR_SCTLR_EL1] = f->cpu->sr[SR_SCTLR_EL2] = f->cpu->sr[SR_SCTLR_EL3] = 1;
    f->cpu->sr[SR_VTTBR_EL2] = S2_TABLE | UINT64_C(7) << 48;
    f->cpu->sr[SR_VTCR_EL2] = VTCR_39_BITS;
    f->cpu->sr[SR_HCR_EL2] = HCR_VM | HCR_RW;
    f->cpu->sr[SR_MAIR_EL1] = f->cpu->sr[SR_MAIR_EL2] = f->cpu->sr[SR_MAIR_EL3] = 0xff;
    return f;
}

static uint64_t translated(Fixture *f, unsigned el)
{
    Translation t;
    Regime regime;
    Fault fault;

    go_to(f, el);
    regime = regime_of(f->cpu, el);
    fault = mmu_translate(f->cpu->mmu, &regime, va_of(VIRTUAL),
                          (Access){.type = ACCESS_READ, .privileged = true}, &t);
    ck_assert_int_eq(fault.kind, FAULT_NONE);
    return t.pa.v;
}

static uint32_t word_of(const SysopRow *row)
{
    return UINT32_C(0xd5000000) | (uint32_t)row->key << 5;
}

static unsigned el_of(const SysopRow *row)
{
    return row->tlbi.kind == REGIME_EL3 ? 3 : row->tlbi.kind == REGIME_EL2 ? 2 : 1;
}

/* TLBI range: 2 pages of 4 KB (TG 1, SCALE and NUM 0) from that of @page on. */
static uint64_t range_from(uint64_t page)
{
    return UINT64_C(1) << 46 | page;
}

static uint64_t operand_of(const SysopRow *row)
{
    if (row->tlbi.range)
        return range_from(VIRTUAL >> 12) | (row->tlbi.kind == REGIME_EL10 ? ASID << 48 : 0);
    switch (row->tlbi.scope) {
    case TLBI_VA:
        return VIRTUAL >> 12 | (row->tlbi.kind == REGIME_EL10 ? ASID << 48 : 0);
    case TLBI_VAA:
        return VIRTUAL >> 12;
    case TLBI_ASID:
        return ASID << 48;
    default:
        return 0;
    }
}

static bool is_tlbi(const SysopRow *row)
{
    return !strncmp(row->name, "TLBI", 4);
}

START_TEST(every_stage_1_tlbi_makes_a_changed_table_seen)
{
    for (unsigned i = 0; i < OP_COUNT; i++) {
        const SysopRow *row = sysop_row((Sysop)i);
        Fixture *f;

        if (!is_tlbi(row) || row->tlbi.scope == TLBI_IPA)
            continue;
        f = translating();
        ck_assert_uint_eq(translated(f, el_of(row)), BEFORE + VIRTUAL);
        poke(f, S1_TABLE, 0, AFTER | BLOCK_RW | NOT_GLOBAL);
        go_to(f, row->el);
        ck_assert(execute_sys(f, word_of(row), operand_of(row)));
        ck_assert_msg(translated(f, el_of(row)) == AFTER + VIRTUAL, "%s", row->name);
        fixture_free(f);
    }
}
END_TEST

/* By IPA, then the combined entries by VMALLE1, as the manual asks for. */
START_TEST(tlbi_by_ipa_and_vmalle1_make_a_changed_stage_2_seen)
{
    static const Sysop forms[] = {OP_TLBI_IPAS2E1,    OP_TLBI_IPAS2E1IS,   OP_TLBI_IPAS2LE1,
                                  OP_TLBI_IPAS2LE1IS, OP_TLBI_IPAS2E1OS,   OP_TLBI_IPAS2LE1OS,
                                  OP_TLBI_RIPAS2E1,   OP_TLBI_RIPAS2E1IS,  OP_TLBI_RIPAS2E1OS,
                                  OP_TLBI_RIPAS2LE1,  OP_TLBI_RIPAS2LE1IS, OP_TLBI_RIPAS2LE1OS};

    for (unsigned i = 0; i < ARRAY_COUNT(forms); i++) {
        Fixture *f = translating();

        ck_assert_uint_eq(translated(f, 1), BEFORE + VIRTUAL);
        poke(f, S2_TABLE, BEFORE >> 30, AFTER | S2_BLOCK);
        go_to(f, 2);
        ck_assert(execute_sys(f, word_of(sysop_row(forms[i])),
                              sysop_row(forms[i])->tlbi.range ? range_from((BEFORE + VIRTUAL) >> 12)
                                                              : (BEFORE + VIRTUAL) >> 12));
        ck_assert(execute_sys(f, word_of(sysop_row(OP_TLBI_VMALLE1)), 0));
        ck_assert_uint_eq(translated(f, 1), AFTER + VIRTUAL);
        fixture_free(f);
    }
}
END_TEST

START_TEST(both_stages_are_forgotten_by_vmalls12_and_alle1)
{
    static const Sysop forms[] = {OP_TLBI_VMALLS12E1, OP_TLBI_VMALLS12E1IS, OP_TLBI_ALLE1,
                                  OP_TLBI_ALLE1IS};

    for (unsigned i = 0; i < ARRAY_COUNT(forms); i++) {
        Fixture *f = translating();

        ck_assert_uint_eq(translated(f, 1), BEFORE + VIRTUAL);
        poke(f, S2_TABLE, BEFORE >> 30, AFTER | S2_BLOCK);
        go_to(f, 2);
        ck_assert(execute_sys(f, word_of(sysop_row(forms[i])), 0));
        ck_assert_uint_eq(translated(f, 1), AFTER + VIRTUAL);
        fixture_free(f);
    }
}
END_TEST

static unsigned told;

static void tell(void *owner, Cpu *cpu, const Tlbi *tlbi)
{
    (void)owner;
    (void)cpu;
    (void)tlbi;
    told++;
}

START_TEST(only_shareable_forms_are_broadcast_unless_fb_forces_it)
{
    Fixture *f = translating();

    f->cpu->config.ports.broadcast_tlbi = tell;
    for (unsigned i = 0; i < OP_COUNT; i++) {
        const SysopRow *row = sysop_row((Sysop)i);
        size_t length = strlen(row->name);

        if (!is_tlbi(row))
            continue;
        told = 0;
        go_to(f, row->el);
        ck_assert(execute_sys(f, word_of(row), operand_of(row)));
        ck_assert_msg(told == !strcmp(row->name + length - 1, "S"), "%s", row->name);
    }
    told = 0;
    go_to(f, 1);
    f->cpu->sr[SR_HCR_EL2] |= HCR_FB;
    ck_assert(execute_sys(f, word_of(sysop_row(OP_TLBI_VMALLE1)), 0));
    ck_assert_uint_eq(told, 1);
    fixture_free(f);
}
END_TEST

static Tlbi maintained;

static void keep(void *owner, Cpu *cpu, const Tlbi *tlbi)
{
    (void)owner;
    (void)cpu;
    maintained = *tlbi;
}

/* TLBIRange: (NUM + 1) * 2^(5 * SCALE + 1) granules from BaseADDR on, which is signed for a VA. */
START_TEST(a_range_is_what_its_fields_say)
{
    static const struct {
        uint64_t tg, scale, num, base, address, bytes;
    } rows[] = {{1, 0, 0, 3, 0x3000, 0x2000},
                {1, 1, 4, 0, 0, 5 * 64 * 0x1000},
                {2, 0, 31, 1, 0x4000, 64 * 0x4000},
                {3, 3, 0, 2, 0x20000, UINT64_C(0x10000) << 16},
                {1, 0, 0, UINT64_C(1) << 36, UINT64_C(0xffff000000000000), 0x2000}};
    Fixture *f = translating();

    go_to(f, 1);
    f->cpu->config.ports.broadcast_tlbi = keep;
    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        uint64_t value = rows[i].tg << 46 | rows[i].scale << 44 | rows[i].num << 39 | rows[i].base;

        ck_assert(execute_sys(f, word_of(sysop_row(OP_TLBI_RVAE1IS)), value));
        ck_assert_uint_eq(maintained.address, rows[i].address);
        ck_assert_uint_eq(maintained.bytes, rows[i].bytes);
    }
    fixture_free(f);
}
END_TEST

/* DC and IC by VA take the faults of a read; CM and WnR are 1 in the syndrome. */
START_TEST(cache_maintenance_by_va_faults_as_the_manual_has_it)
{
    Fixture *f = translating();

    poke(f, S1_TABLE, 1, 0);
    go_to(f, 1);
    ck_assert(execute_sys(f, word_of(sysop_row(OP_DC_CIVAC)), VIRTUAL));
    ck_assert(!execute_sys(f, word_of(sysop_row(OP_DC_CIVAC)), UINT64_C(1) << 30));
    ck_assert_uint_eq(f->cpu->pending.ec, EC_DABT_CUR);
    ck_assert_uint_eq(f->cpu->pending.iss, 1u << 8 | 1u << 6 | 5);
    ck_assert_uint_eq(f->cpu->pending.far, UINT64_C(1) << 30);
    fixture_free(f);
}
END_TEST

START_TEST(at_s12_goes_through_both_stages_and_s1_through_one)
{
    Fixture *f = translating();

    poke(f, S2_TABLE, BEFORE >> 30, AFTER | S2_BLOCK);
    go_to(f, 2);
    ck_assert(execute_sys(f, word_of(sysop_row(OP_AT_S1E1R)), VIRTUAL));
    ck_assert_uint_eq(get(f, SR_PAR_EL1) & UINT64_C(0xfffffffff001), BEFORE + 0x1000);
    ck_assert(execute_sys(f, word_of(sysop_row(OP_AT_S12E1R)), VIRTUAL));
    ck_assert_uint_eq(get(f, SR_PAR_EL1) & UINT64_C(0xfffffffff001), AFTER + 0x1000);
    fixture_free(f);
}
END_TEST

TEST_MAIN("sysop", every_stage_1_tlbi_makes_a_changed_table_seen,
          tlbi_by_ipa_and_vmalle1_make_a_changed_stage_2_seen,
          both_stages_are_forgotten_by_vmalls12_and_alle1,
          only_shareable_forms_are_broadcast_unless_fb_forces_it, a_range_is_what_its_fields_say,
          cache_maintenance_by_va_faults_as_the_manual_has_it,
          at_s12_goes_through_both_stages_and_s1_through_one)
