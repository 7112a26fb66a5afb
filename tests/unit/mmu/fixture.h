/* SPDX-License-Identifier: MIT
 *
 * fixture.h - an Mmu on 16 MB of memory at address 0, and a builder of translation tables.
 *
 * The builder knows tables from the manual's drawings (the low bit of each level's index), not
 * from mmu/'s arithmetic.
 */
#ifndef TESTS_UNIT_MMU_FIXTURE_H
#define TESTS_UNIT_MMU_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include "mmu/mmu.h"
#include "tests/unit/harness.h"

#define MEMORY_BYTES (UINT64_C(16) << 20)
#define TABLE_BYTES UINT64_C(0x10000)

/* Descriptor bits as in DDI 0487's figures. */
#define D_PAGE UINT64_C(3)
#define D_BLOCK UINT64_C(1)
#define D_ATTR(n) ((uint64_t)(n) << 2)
#define D_NS (UINT64_C(1) << 5)
#define D_EL0 (UINT64_C(1) << 6)
#define D_RO (UINT64_C(1) << 7)
#define D_SH(n) ((uint64_t)(n) << 8)
#define D_AF (UINT64_C(1) << 10)
#define D_NG (UINT64_C(1) << 11)
#define D_DBM (UINT64_C(1) << 51)
#define D_PXN (UINT64_C(1) << 53)
#define D_XN (UINT64_C(1) << 54)
#define D_PXN_TABLE (UINT64_C(1) << 59)
#define D_XN_TABLE (UINT64_C(1) << 60)
#define D_NOEL0_TABLE (UINT64_C(1) << 61)
#define D_RO_TABLE (UINT64_C(1) << 62)
#define D_NS_TABLE (UINT64_C(1) << 63)
#define D_S2_READ (UINT64_C(1) << 6)
#define D_S2_WRITE (UINT64_C(1) << 7)
#define D_S2_NORMAL D_ATTR(0xf) /* Write-Back */
#define D_S2_RW (D_S2_READ | D_S2_WRITE | D_S2_NORMAL | D_AF)

/* MAIR used throughout: 0 Write-Back, 1 Device-nGnRE, 2 Non-cacheable, 3 Write-Through. */
#define MAIR_TEST UINT64_C(0xbb4404ff)
#define ATTR_WB D_ATTR(0)
#define ATTR_DEVICE D_ATTR(1)

typedef struct Fixture {
    Mmu *mmu;
    uint64_t *word; /* memory */
    uint64_t next_table;
    Regime regime;
    unsigned steps[3]; /* walk steps by stage */
    uint64_t broken;   /* an external abort at this address */
    uint64_t race;     /* another agent changes the word at this address before a cas64 */
    unsigned races;    /* so many times */
    unsigned evictions;
    bool last_secure; /* of the last descriptor read by fixture_read64 */
    bool by_reading;  /* no page is plain memory: every descriptor goes through fixture_read64 */
} Fixture;

/* One tree of tables. */
typedef struct Tree {
    uint64_t root;
    unsigned granule_log2;
    unsigned start_level;
    bool s2;
} Tree;

static inline const uint8_t *fixture_memory(void *owner, Pa pa)
{
    Fixture *f = owner;

    if (f->by_reading || pa.v >= MEMORY_BYTES || pa.v >> 12 == f->broken >> 12)
        return NULL;
    return (const uint8_t *)f->word + pa.v;
}

static inline bool fixture_read64(void *owner, Pa pa, bool secure, uint64_t *value)
{
    Fixture *f = owner;

    f->last_secure = secure;
    if (pa.v >= MEMORY_BYTES || pa.v == f->broken)
        return false;
    *value = f->word[pa.v / 8];
    return true;
}

static inline bool fixture_cas64(void *owner, Pa pa, bool secure, uint64_t old, uint64_t new_value,
                                 bool *swapped)
{
    Fixture *f = owner;

    (void)secure;
    if (pa.v >= MEMORY_BYTES || pa.v == f->broken)
        return false;
    if (pa.v == f->race && f->races) {
        f->races--;
        f->word[pa.v / 8] ^= UINT64_C(1) << 55; /* a bit for software's use */
    }
    *swapped = f->word[pa.v / 8] == old;
    if (*swapped)
        f->word[pa.v / 8] = new_value;
    return true;
}

static inline void fixture_steps(void *owner, unsigned stage, unsigned count)
{
    ((Fixture *)owner)->steps[stage] += count;
}

static inline void fixture_evicted(void *owner, Va va, unsigned page_log2)
{
    (void)va;
    (void)page_log2;
    ((Fixture *)owner)->evictions++;
}

static inline uint64_t new_table(Fixture *f)
{
    uint64_t table = f->next_table;

    ck_assert(table + TABLE_BYTES <= MEMORY_BYTES);
    f->next_table += TABLE_BYTES;
    return table;
}

/* EL1&0 of a Cortex-A57-like CPU: 4 KB, 48-bit ranges, 44-bit addresses, no stage 2. */
static inline Fixture *fixture_new(void)
{
    Fixture *f = calloc(1, sizeof *f);

    f->word = calloc(MEMORY_BYTES / 8, sizeof *f->word);
    f->broken = f->race = UINT64_MAX;
    f->next_table = 0x100000;
    f->mmu = mmu_new(&(MmuPort){.memory = fixture_memory,
                                .read64 = fixture_read64,
                                .cas64 = fixture_cas64,
                                .walk_steps = fixture_steps,
                                .evicted = fixture_evicted,
                                .owner = f});
    f->regime = (Regime){
        .kind = REGIME_EL10,
        .sctlr = 0x1005, /* M C I */
        .tcr = UINT64_C(16) | UINT64_C(16) << 16 | UINT64_C(2) << 30 | UINT64_C(4) << 32 |
               UINT64_C(1) << 36,
        .mair = MAIR_TEST,
        .pa_bits = 44,
        .asid16 = true,
        .vmid16 = true,
        .gran4k = true,
        .gran16k = true,
        .gran64k = true,
        .s2_gran4k = true,
        .s2_gran16k = true,
        .s2_gran64k = true,
    };
    return f;
}

static inline void fixture_free(Fixture *f)
{
    mmu_free(f->mmu);
    free(f->word);
    free(f);
}

/* Lowest bit of the index at each level: "Translation table walk" figures for each granule. */
static inline unsigned index_low_bit(unsigned granule_log2, unsigned level)
{
    static const unsigned low4k[] = {39, 30, 21, 12};
    static const unsigned low16k[] = {47, 36, 25, 14};
    static const unsigned low64k[] = {0, 42, 29, 16};

    return granule_log2 == 12 ? low4k[level] : granule_log2 == 14 ? low16k[level] : low64k[level];
}

/* Address of the descriptor of @input at @level, tables above it made with @table_bits. */
static inline uint64_t slot_of(Fixture *f, const Tree *tree, uint64_t input, unsigned level,
                               uint64_t table_bits)
{
    uint64_t table = tree->root;

    for (unsigned l = tree->start_level;; l++) {
        unsigned low = index_low_bit(tree->granule_log2, l);
        uint64_t index = input >> low;
        uint64_t slot;

        /* All tables but the first are indexed by a full stride. */
        if (l != tree->start_level)
            index &= (UINT64_C(1) << (tree->granule_log2 - 3)) - 1;
        slot = table + index * 8;
        if (l == level)
            return slot;
        if (!f->word[slot / 8])
            f->word[slot / 8] = new_table(f) | 3 | table_bits;
        table = f->word[slot / 8] & UINT64_C(0x0000ffffffff0000);
    }
}

/* Maps @input to @output at @level with attribute bits @attrs (valid and type bits are added).
 * Returns the address of the descriptor. The input's bits above 47 are ignored. */
static inline uint64_t map_with(Fixture *f, const Tree *tree, uint64_t input, uint64_t output,
                                unsigned level, uint64_t attrs, uint64_t table_bits)
{
    uint64_t slot = slot_of(f, tree, input & UINT64_C(0xffffffffffff), level, table_bits);

    f->word[slot / 8] = output | attrs | (level == 3 ? D_PAGE : D_BLOCK);
    return slot;
}

static inline uint64_t map(Fixture *f, const Tree *tree, uint64_t input, uint64_t output,
                           unsigned level, uint64_t attrs)
{
    return map_with(f, tree, input, output, level, attrs, 0);
}

/* A 4 KB-granule, 48-bit tree in the regime's TTBR0 (or TTBR1 when @upper). */
static inline Tree tree_4k(Fixture *f, bool upper)
{
    Tree tree = {.root = new_table(f), .granule_log2 = 12, .start_level = 0};

    f->regime.ttbr[upper] = (f->regime.ttbr[upper] & ~UINT64_C(0xffffffffffff)) | tree.root;
    return tree;
}

/* Stage 2 on: 4 KB, 40-bit IPA, start at level 1 (two concatenated tables), 40-bit output. */
static inline Tree stage2_4k(Fixture *f, unsigned vmid)
{
    Tree tree = {.root = new_table(f), .granule_log2 = 12, .start_level = 1, .s2 = true};

    f->regime.s2_enabled = true;
    f->regime.hcr |= 1;
    f->regime.vtcr = 24 | 1 << 6 | 2 << 16 | 1 << 19;
    f->regime.vttbr = (uint64_t)vmid << 48 | tree.root;
    return tree;
}

static const Access READ_EL1 = {.type = ACCESS_READ, .privileged = true};
static const Access WRITE_EL1 = {.type = ACCESS_WRITE, .privileged = true};
static const Access EXEC_EL1 = {.type = ACCESS_EXEC, .privileged = true};
static const Access READ_EL0 = {.type = ACCESS_READ};
static const Access WRITE_EL0 UNUSED = {.type = ACCESS_WRITE};
static const Access EXEC_EL0 UNUSED = {.type = ACCESS_EXEC};

static inline Fault go(Fixture *f, uint64_t va, Access access, Translation *out)
{
    return mmu_translate(f->mmu, &f->regime, va_of(va), access, out);
}

/* The physical address that must come out. */
static inline uint64_t pa_at(Fixture *f, uint64_t va, Access access)
{
    Translation t = {0};
    Fault fault = go(f, va, access, &t);

    ck_assert_int_eq(fault.kind, FAULT_NONE);
    return t.pa.v;
}

static inline Fault fault_at(Fixture *f, uint64_t va, Access access)
{
    Translation t;

    return go(f, va, access, &t);
}

static inline unsigned steps(const Fixture *f)
{
    return f->steps[1] + f->steps[2];
}

#define ck_fault(fault, k, s, l)                                                                   \
    do {                                                                                           \
        Fault ck_fault_value = (fault);                                                            \
        ck_assert_int_eq(ck_fault_value.kind, (k));                                                \
        ck_assert_uint_eq(ck_fault_value.stage, (s));                                              \
        ck_assert_uint_eq(ck_fault_value.level, (l));                                              \
    } while (0)

#endif
