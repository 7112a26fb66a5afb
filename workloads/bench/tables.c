/* SPDX-License-Identifier: MIT
 *
 * tables.c - translation for the benchmark programs: 4 KiB granule, 39 bits.
 *
 *   VA           0 device (GiB block)     PA          0
 *   VA  0x40000000 RAM, EL1 (GiB block)     PA 0x40000000
 *   VA  0x80000000 RAM, EL0 may execute     PA 0x40000000
 *   VA 0x100000000 the window, 4 KiB pages  PA 0x44000000
 *
 * Stage 2, for the rows that ask for it, maps each IPA to itself, RAM in pages of 4 KiB. Called
 * from start.S with the MMU off: every store is a word of its own.
 */
#include "bench.h"

enum { ENTRIES = 512, WINDOW_TABLES = 32, RAM_TABLES = 64 };
enum {
    BLOCK = 1,
    TABLE = 3,
    LEAF = 3,
    NORMAL = 1 << 2,
    SHARED = 3 << 8,
    ACCESSED = 1 << 10,
    READ_ONLY_EL0 = 3 << 6
};
enum { S2_NORMAL = 0xf << 2, S2_WRITE = 3 << 6 };
#define RAM UINT64_C(0x40000000)
#define WINDOW_PA UINT64_C(0x44000000)
#define TABLES __attribute__((section(".tables"), aligned(4096)))

static volatile uint64_t l1[ENTRIES] TABLES, l2[ENTRIES] TABLES, l3[WINDOW_TABLES * ENTRIES] TABLES;
static volatile uint64_t s2_l1[ENTRIES] TABLES, s2_l2[ENTRIES] TABLES,
    s2_l3[RAM_TABLES * ENTRIES] TABLES;

void stage1_on(void);
void stage2_on(void);

/* @count entries that lead to tables of @next, and the pages from @pa on in those. */
static void map_pages(volatile uint64_t *upper, volatile uint64_t *next, uint64_t count,
                      uint64_t pa, uint64_t attributes)
{
    for (uint64_t i = 0; i < count; i++)
        upper[i] = (uint64_t)(next + i * ENTRIES) | TABLE;
    for (uint64_t i = 0; i < count * ENTRIES; i++)
        next[i] = (pa + i * PAGE) | attributes | LEAF;
}

void stage1_on(void)
{
    for (int i = 0; i < ENTRIES; i++)
        l1[i] = l2[i] = 0;
    l1[0] = ACCESSED | BLOCK;
    l1[1] = RAM | NORMAL | SHARED | ACCESSED | BLOCK;
    l1[2] = RAM | NORMAL | SHARED | ACCESSED | BLOCK | READ_ONLY_EL0;
    l1[WINDOW >> 30] = (uint64_t)l2 | TABLE;
    map_pages(l2, l3, WINDOW_TABLES, WINDOW_PA, NORMAL | SHARED | ACCESSED);
    const uint64_t tcr =
        25 | 1 << 8 | 1 << 10 | 3 << 12 | 1 << 23 | UINT64_C(2) << 32; /* T0SZ, WB, EPD1, 40 bits */
    __asm__ volatile("msr mair_el1, %0\n msr tcr_el1, %1\n msr ttbr0_el1, %2\n dsb sy\n tlbi "
                     "vmalle1\n dsb sy\n isb\n"
                     "mrs x9, sctlr_el1\n orr x9, x9, #1\n orr x9, x9, #4\n orr x9, x9, #0x1000\n "
                     "msr sctlr_el1, x9\n isb"
                     :
                     : "r"(UINT64_C(0xff00)), "r"(tcr), "r"(l1)
                     : "x9", "memory");
}

void stage2_on(void)
{
    for (int i = 0; i < ENTRIES; i++)
        s2_l1[i] = s2_l2[i] = 0;
    s2_l1[0] = S2_WRITE | 1 << 2 | ACCESSED | BLOCK;
    s2_l1[1] = (uint64_t)s2_l2 | TABLE;
    map_pages(s2_l2, s2_l3, RAM_TABLES, RAM, S2_NORMAL | S2_WRITE | SHARED | ACCESSED);
    const uint64_t vtcr = UINT64_C(1) << 31 | 32 | 1 << 6 | 1 << 8 | 1 << 10 | 3 << 12 |
                          2 << 16; /* T0SZ, SL0, WB, PS */
    __asm__ volatile("msr vtcr_el2, %0\n msr vttbr_el2, %1\n mrs x9, hcr_el2\n orr x9, x9, #1\n "
                     "msr hcr_el2, x9\n"
                     "dsb sy\n tlbi alle1\n dsb sy\n isb"
                     :
                     : "r"(vtcr), "r"(s2_l1)
                     : "x9", "memory");
}
