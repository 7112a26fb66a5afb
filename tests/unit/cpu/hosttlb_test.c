/* SPDX-License-Identifier: MIT
 *
 * hosttlb_test.c - the pages kept for direct access never show more than the architecture's TLB.
 *
 * Expectations: DDI 0487, "TLB maintenance", AArch64.CheckPermission (PAN), BigEndian, and the
 * size of the TLB as mmu/state.h has it.
 */
#include "cpu/access.h"
#include "cpu/sysop.h"
#include "tests/unit/cpu/exec_fixture.h"

#define L1 (RAM_BASE + 0x80000)
#define L2 (RAM_BASE + 0x81000)
#define L3 (RAM_BASE + 0x82000) /* four tables of it: 8 MiB of VA, from 0 */
#define PAGE_A (RAM_BASE + 0xa0000)
#define PAGE_B (RAM_BASE + 0xa1000)
#define PAGES 2048u

#define TABLE 3u
#define PAGE_OF_ALL 0x443u /* valid, AF, read and write at EL0 and EL1 */
#define TLBI_VMALLE1 0xd508871fu
#define TLBI_VAE1 0xd508873fu
#define TLBI_ASIDE1 0xd508875fu
#define NG 0x800u
#define MOVZ_X0_1 0xd2800020u
#define MOVZ_X0_2 0xd2800040u

static void put64(Fixture *f, uint64_t pa, uint64_t value)
{
    memcpy(f->ram + (pa - RAM_BASE), &value, sizeof value);
}

static void map(Fixture *f, unsigned page, uint64_t pa)
{
    put64(f, L3 + 8 * page, pa | PAGE_OF_ALL);
}

/* EL1 with 39-bit VAs of 4 KiB pages; all pages at PAGE_A, which begins with 0xa, and PAGE_B with
 * 0xb. */
static Fixture *translated(void)
{
    Fixture *f = exec_fixture("cortex-a72,+pan", 1);
    Cpu *cpu = f->cpu;

    put64(f, L1, L2 | TABLE);
    for (unsigned i = 0; i < PAGES / 512; i++)
        put64(f, L2 + 8 * i, (L3 + 0x1000 * i) | TABLE);
    for (unsigned i = 0; i < PAGES; i++)
        map(f, i, PAGE_A);
    put64(f, PAGE_A, 0xa);
    put64(f, PAGE_B, 0xb);
    cpu->sr[SR_MAIR_EL1] = 0xff;
    cpu->sr[SR_TCR_EL1] = 25;
    cpu->sr[SR_TTBR0_EL1] = L1;
    cpu->sr[SR_SCTLR_EL1] |= 1;
    regime_changed(cpu);
    return f;
}

static uint64_t load(Fixture *f, uint64_t va)
{
    uint64_t value = 0;

    ck_assert(mem_load(f->cpu, va, 8, MEM_PLAIN, &value));
    return value;
}

static uint64_t walk_steps(const Fixture *f)
{
    return f->cpu->count.n[COST_WALK_S1];
}

START_TEST(a_page_stays_where_it_was_until_the_tlbi)
{
    Fixture *f = translated();

    ck_assert_uint_eq(load(f, 0x1000), 0xa);
    map(f, 1, PAGE_B);
    ck_assert_uint_eq(load(f, 0x1000), 0xa);
    ck_assert_uint_eq(walk_steps(f), 3);
    ck_assert(execute_sys(f, TLBI_VMALLE1, 0));
    ck_assert_uint_eq(load(f, 0x1000), 0xb);
    ck_assert_uint_eq(walk_steps(f), 6);
    exec_fixture_free(f);
}
END_TEST

START_TEST(a_tlbi_by_address_forgets_that_page_and_no_other)
{
    Fixture *f = translated();

    ck_assert_uint_eq(load(f, 0x1000), 0xa);
    ck_assert_uint_eq(load(f, 0x2000), 0xa);
    map(f, 1, PAGE_B);
    map(f, 2, PAGE_B);
    ck_assert(execute_sys(f, TLBI_VAE1, 0x1000 >> 12));
    ck_assert(mem_is_direct(f->cpu, &f->cpu->host_tlb.read[2], 0x2000, 8, 8, MEM_PLAIN));
    ck_assert_uint_eq(load(f, 0x2000), 0xa);
    ck_assert_uint_eq(walk_steps(f), 6);
    ck_assert_uint_eq(load(f, 0x1000), 0xb);
    ck_assert_uint_eq(walk_steps(f), 9);
    exec_fixture_free(f);
}
END_TEST

/* So do other CPUs, which have seldom executed the process that goes. */
START_TEST(a_tlbi_by_asid_forgets_what_has_that_asid_and_else_nothing)
{
    Fixture *f = translated();

    f->cpu->sr[SR_TTBR0_EL1] |= UINT64_C(7) << 48;
    regime_changed(f->cpu);
    put64(f, L3 + 8, PAGE_A | PAGE_OF_ALL | NG);
    ck_assert_uint_eq(load(f, 0x1000), 0xa);
    put64(f, L3 + 8, PAGE_B | PAGE_OF_ALL | NG);
    ck_assert(execute_sys(f, TLBI_ASIDE1, UINT64_C(6) << 48));
    ck_assert(mem_is_direct(f->cpu, &f->cpu->host_tlb.read[1], 0x1000, 8, 8, MEM_PLAIN));
    ck_assert_uint_eq(load(f, 0x1000), 0xa);
    ck_assert(execute_sys(f, TLBI_ASIDE1, UINT64_C(7) << 48));
    ck_assert_uint_eq(load(f, 0x1000), 0xb);
    exec_fixture_free(f);
}
END_TEST

START_TEST(a_page_evicted_from_the_tlb_walks_again)
{
    Fixture *f = translated();

    for (unsigned round = 1; round <= 2; round++) {
        for (unsigned i = 0; i < PAGES; i++)
            load(f, (uint64_t)i << 12);
        /* 1024 entries, replaced round robin: nothing is left of a sweep of twice as many. */
        ck_assert_uint_eq(walk_steps(f), 3 * PAGES * round);
    }
    exec_fixture_free(f);
}
END_TEST

START_TEST(pan_forbids_a_page_that_was_read_before)
{
    Fixture *f = translated();
    uint64_t value;

    put(f, SR_PAN, 0);
    ck_assert_uint_eq(load(f, 0x1000), 0xa);
    put(f, SR_PAN, UINT64_C(1) << 22);
    ck_assert(!mem_load(f->cpu, 0x1000, 8, MEM_PLAIN, &value));
    put(f, SR_PAN, 0);
    ck_assert_uint_eq(load(f, 0x1000), 0xa);
    exec_fixture_free(f);
}
END_TEST

START_TEST(a_page_that_was_read_may_not_be_written)
{
    Fixture *f = translated();

    put64(f, L3 + 8, PAGE_A | PAGE_OF_ALL | 0x80); /* read-only */
    ck_assert_uint_eq(load(f, 0x1000), 0xa);
    ck_assert(!mem_store(f->cpu, 0x1000, 8, MEM_PLAIN, 1));
    ck_assert_uint_eq(load(f, 0x1000), 0xa);
    exec_fixture_free(f);
}
END_TEST

START_TEST(asids_and_big_endian_data_are_contexts_of_their_own)
{
    Fixture *f = translated();

    ck_assert_uint_eq(load(f, 0x2000), 0xa);
    map(f, 1, PAGE_A | 0x800); /* nG */
    ck_assert_uint_eq(load(f, 0x1000), 0xa);
    map(f, 1, PAGE_B | 0x800);
    put(f, SR_TTBR0_EL1, L1 | UINT64_C(1) << 48);
    ck_assert_uint_eq(load(f, 0x1000), 0xb);
    put(f, SR_TTBR0_EL1, L1);
    ck_assert_uint_eq(load(f, 0x1000), 0xa);
    f->cpu->sr[SR_SCTLR_EL1] |= UINT64_C(1) << 24; /* E0E, for EL0 only */
    regime_changed(f->cpu);
    ck_assert_uint_eq(load(f, 0x2000), 0xa);
    go_to(f, 0);
    ck_assert_uint_eq(load(f, 0x2000), UINT64_C(0xa) << 56);
    ck_assert_uint_eq(load(f, 0x2000), UINT64_C(0xa) << 56);
    exec_fixture_free(f);
}
END_TEST

/* Only the first store may go directly: then the page holds code. */
START_TEST(a_page_written_before_it_held_code_is_watched)
{
    Fixture *f = exec_fixture("cortex-a57", 1);
    Cpu *cpu = f->cpu;
    uint64_t target = DATA_AT + 0x20;

    ck_assert(mem_store(cpu, target, 4, MEM_PLAIN, MOVZ_X0_1));
    ck_assert(mem_store(cpu, target, 4, MEM_PLAIN, MOVZ_X0_1));
    cpu->pc = target;
    engine_run(cpu, 0, 1, ENGINE_SLICE_UNITS);
    ck_assert_uint_eq(cpu->x[0], 1);
    ck_assert(mem_store(cpu, target, 4, MEM_PLAIN, MOVZ_X0_2));
    cpu->pc = target;
    engine_run(cpu, 0, 1, ENGINE_SLICE_UNITS);
    ck_assert_uint_eq(cpu->x[0], 2);
    exec_fixture_free(f);
}
END_TEST

TEST_MAIN("cpu/hosttlb", a_page_stays_where_it_was_until_the_tlbi,
          a_tlbi_by_address_forgets_that_page_and_no_other,
          a_tlbi_by_asid_forgets_what_has_that_asid_and_else_nothing,
          a_page_evicted_from_the_tlb_walks_again, pan_forbids_a_page_that_was_read_before,
          a_page_that_was_read_may_not_be_written,
          asids_and_big_endian_data_are_contexts_of_their_own,
          a_page_written_before_it_held_code_is_watched)
