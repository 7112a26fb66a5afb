/* SPDX-License-Identifier: MIT
 *
 * The two views of a GIC with the Security Extensions: IHI 0048B, "The effect of the Security
 * Extensions on interrupt handling".
 */
#include "tests/unit/gic/bench.h"

/* CPU 0 open; SPIs 32..63 are group 1 but for 40, which is group 0. */
static void secure_begin(Bench *bench, unsigned cpu_count)
{
    bench_begin(bench, cpu_count, true);
    bench_open(bench);
    frame_put(bench, &gicv2_gicd_ops, GICD_IGROUPR + 4, 4, ~(1u << 8));
}

START_TEST(nonsecure_sees_its_own_enable_in_gicd_ctlr)
{
    Bench b;

    bench_begin(&b, 1, true);
    D_PUT(GICD_CTLR, 1);
    b.nonsecure = true;
    ck_assert_uint_eq(D_GET(GICD_CTLR), 0);
    D_PUT(GICD_CTLR, 3);
    ck_assert_uint_eq(D_GET(GICD_CTLR), 1);
    b.nonsecure = false;
    ck_assert_uint_eq(D_GET(GICD_CTLR), 3);
    b.nonsecure = true;
    D_PUT(GICD_CTLR, 0);
    b.nonsecure = false;
    ck_assert_uint_eq(D_GET(GICD_CTLR), 1);
    bench_end(&b);
}
END_TEST

START_TEST(nonsecure_sees_its_own_enable_and_eoimode_in_gicc_ctlr)
{
    Bench b;

    bench_begin(&b, 1, true);
    C_PUT(GICC_CTLR, 0x61f);
    b.nonsecure = true;
    ck_assert_uint_eq(C_GET(GICC_CTLR), 0x201);
    C_PUT(GICC_CTLR, 0);
    b.nonsecure = false;
    ck_assert_uint_eq(C_GET(GICC_CTLR), 0x21d);
    b.nonsecure = true;
    C_PUT(GICC_CTLR, UINT32_MAX);
    b.nonsecure = false;
    ck_assert_uint_eq(C_GET(GICC_CTLR), 0x61f);
    bench_end(&b);
}
END_TEST

START_TEST(group_0_interrupts_are_raz_wi_to_nonsecure)
{
    static const uint32_t reg[] = {GICD_ISENABLER, GICD_ISPENDR, GICD_ISACTIVER};
    Bench b;

    secure_begin(&b, 1);
    b.nonsecure = true;
    for (size_t i = 0; i < ARRAY_COUNT(reg); i++) {
        D_PUT(reg[i] + 4, UINT32_MAX);
        ck_assert_uint_eq(D_GET(reg[i] + 4), ~(1u << 8));
        b.nonsecure = false;
        ck_assert_uint_eq(D_GET(reg[i] + 4), ~(1u << 8)); /* nothing was written, either */
        D_PUT(reg[i] + 4, 1u << 8);
        b.nonsecure = true;
        D_PUT(reg[i] + 0x84, 1u << 8);
        b.nonsecure = false;
        ck_assert_uint_eq(D_GET(reg[i] + 4), UINT32_MAX);
        b.nonsecure = true;
    }
    D_PUT(GICD_ICFGR + 8, UINT32_MAX);
    ck_assert_uint_eq(D_GET(GICD_ICFGR + 8), 0xaaa8aaaa);
    D_PUT(GICD_IPRIORITYR + 40, 0);
    ck_assert_uint_eq(D_GET(GICD_IPRIORITYR + 40), 0);
    ck_assert_uint_eq(D_GET(GICD_IGROUPR + 4), 0); /* Secure only */
    D_PUT(GICD_IGROUPR + 4, UINT32_MAX);
    b.nonsecure = false;
    ck_assert_uint_eq(D_GET(GICD_IGROUPR + 4), ~(1u << 8));
    ck_assert_uint_eq(D_GET(GICD_IPRIORITYR + 40), 0x80808000);
    bench_end(&b);
}
END_TEST

/* "Software views of interrupt priority": Non-secure 0xNN is Secure 0x80 | NN >> 1. */
START_TEST(nonsecure_priorities_are_the_lower_half)
{
    Bench b;

    secure_begin(&b, 1);
    b.nonsecure = true;
    D_PUT8(GICD_IPRIORITYR + 41, 0xa0);
    ck_assert_uint_eq(D_GET8(GICD_IPRIORITYR + 41), 0xa0);
    b.nonsecure = false;
    ck_assert_uint_eq(D_GET8(GICD_IPRIORITYR + 41), 0xd0);
    bench_end(&b);
}
END_TEST

START_TEST(nonsecure_cannot_see_or_change_a_secure_priority_mask)
{
    Bench b;

    bench_begin(&b, 1, true);
    C_PUT(GICC_PMR, 0x40);
    b.nonsecure = true;
    ck_assert_uint_eq(C_GET(GICC_PMR), 0);
    C_PUT(GICC_PMR, 0xff);
    b.nonsecure = false;
    ck_assert_uint_eq(C_GET(GICC_PMR), 0x40);
    C_PUT(GICC_PMR, 0x90);
    b.nonsecure = true;
    ck_assert_uint_eq(C_GET(GICC_PMR), 0x20);
    C_PUT(GICC_PMR, 0xf0);
    ck_assert_uint_eq(C_GET(GICC_PMR), 0xf0);
    b.nonsecure = false;
    ck_assert_uint_eq(C_GET(GICC_PMR), 0xf8);
    bench_end(&b);
}
END_TEST

/* GICC_BPR is banked, ABPR is the alias of the Non-secure copy; CBPR shows the Secure one + 1. */
START_TEST(the_binary_points_are_banked)
{
    Bench b;

    bench_begin(&b, 1, true);
    C_PUT(GICC_BPR, 2);
    b.nonsecure = true;
    ck_assert_uint_eq(C_GET(GICC_BPR), 1);
    C_PUT(GICC_BPR, 5);
    ck_assert_uint_eq(C_GET(GICC_ABPR), 0);
    b.nonsecure = false;
    ck_assert_uint_eq(C_GET(GICC_BPR), 2);
    ck_assert_uint_eq(C_GET(GICC_ABPR), 5);
    C_PUT(GICC_CTLR, 0x10);
    b.nonsecure = true;
    ck_assert_uint_eq(C_GET(GICC_BPR), 3);
    C_PUT(GICC_BPR, 7);
    b.nonsecure = false;
    ck_assert_uint_eq(C_GET(GICC_ABPR), 5);
    C_PUT(GICC_BPR, 7);
    b.nonsecure = true;
    ck_assert_uint_eq(C_GET(GICC_BPR), 7); /* saturates */
    bench_end(&b);
}
END_TEST

/* Table "Effect of the Security Extensions on reads of GICC_IAR". */
START_TEST(nonsecure_acknowledges_group_1_and_secure_group_0)
{
    Bench b;

    secure_begin(&b, 1);
    C_PUT(GICC_CTLR, 0x00b); /* group 0 is FIQ */
    bench_enable(&b, 41, 0xa0);
    bench_input(&b, 41, true);
    ck_assert(IRQ(0) && !FIQ(0));
    ck_assert_uint_eq(C_GET(GICC_IAR), 1022);
    ck_assert_uint_eq(C_GET(GICC_HPPIR), 1022);
    b.nonsecure = true;
    ck_assert_uint_eq(C_GET(GICC_HPPIR), 41);
    ck_assert_uint_eq(C_GET(GICC_AIAR), 0);
    ck_assert_uint_eq(C_GET(GICC_IAR), 41);
    b.nonsecure = false;
    bench_enable(&b, 40, 0x20);
    bench_input(&b, 40, true);
    ck_assert(!IRQ(0) && FIQ(0)); /* preempts */
    b.nonsecure = true;
    ck_assert_uint_eq(C_GET(GICC_HPPIR), 1023);
    ck_assert_uint_eq(C_GET(GICC_IAR), 1023);
    b.nonsecure = false;
    ck_assert_uint_eq(C_GET(GICC_IAR), 40);
    ck_assert_uint_eq(C_GET(GICC_RPR), 0x20);
    b.nonsecure = true;
    ck_assert_uint_eq(C_GET(GICC_RPR), 0); /* a Secure priority */
    C_PUT(GICC_EOIR, 40);                  /* not Non-secure's to end */
    b.nonsecure = false;
    ck_assert_uint_eq(C_GET(GICC_RPR), 0x20);
    C_PUT(GICC_EOIR, 40);
    b.nonsecure = true;
    ck_assert_uint_eq(C_GET(GICC_RPR), 0x40);
    bench_input(&b, 41, false);
    C_PUT(GICC_EOIR, 41);
    ck_assert_uint_eq(C_GET(GICC_RPR), 0xff); /* idle in either view */
    bench_end(&b);
}
END_TEST

START_TEST(eoimodes_of_the_two_views_are_independent)
{
    Bench b;

    secure_begin(&b, 1);
    C_PUT(GICC_CTLR, 0x403); /* EOImodeNS */
    bench_enable(&b, 40, 0x20);
    bench_enable(&b, 41, 0xa0);
    bench_input(&b, 41, true);
    b.nonsecure = true;
    ck_assert_uint_eq(C_GET(GICC_IAR), 41);
    C_PUT(GICC_EOIR, 41);
    b.nonsecure = false;
    ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4), 1u << 9);
    bench_input(&b, 40, true);
    ck_assert_uint_eq(C_GET(GICC_IAR), 40);
    b.nonsecure = true;
    C_PUT(GICC_DIR, 40); /* a group 0 interrupt */
    b.nonsecure = false;
    ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4), 3u << 8);
    C_PUT(GICC_EOIR, 40);
    ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4), 1u << 9);
    b.nonsecure = true;
    C_PUT(GICC_DIR, 41);
    ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4), 0);
    bench_end(&b);
}
END_TEST

/* Table "Truth table for sending an SGI to a target processor". SGI 1 is group 1 on CPU 1. */
START_TEST(nsatt_and_the_targets_group_decide_whether_an_sgi_arrives)
{
    static const struct {
        bool nonsecure, nsatt;
        unsigned sgi, nsacr;
        bool arrives;
    } row[] = {
        {false, false, 0, 0, true}, {false, true, 0, 0, false}, {false, false, 1, 0, false},
        {false, true, 1, 0, true},  {true, false, 1, 0, true},  {true, true, 1, 0, true},
        {true, false, 0, 0, false}, {true, true, 0, 0, false},  {true, false, 0, 1, true},
        {true, true, 0, 2, true},
    };

    for (size_t i = 0; i < ARRAY_COUNT(row); i++) {
        Bench b;

        bench_begin(&b, 2, true);
        b.cpu = 1;
        D_PUT(GICD_IGROUPR, 2);
        D_PUT(GICD_NSACR, row[i].nsacr);
        b.cpu = 0;
        b.nonsecure = row[i].nonsecure;
        D_PUT(GICD_SGIR, 2u << 16 | (row[i].nsatt ? 1u << 15 : 0) | row[i].sgi);
        b.cpu = 1;
        b.nonsecure = false;
        ck_assert_msg((D_GET(GICD_ISPENDR) != 0) == row[i].arrives, "row %zu", i);
        bench_end(&b);
    }
}
END_TEST

/* GICD_NSACR: 1 opens setting, 2 clearing as well, 3 the targets as well. */
START_TEST(nsacr_opens_a_group_0_interrupt_step_by_step)
{
    for (unsigned level = 0; level < 4; level++) {
        Bench b;

        secure_begin(&b, 2);
        D_PUT(GICD_NSACR + 8, level << 16); /* of 40 */
        ck_assert_uint_eq(D_GET(GICD_NSACR + 8), level << 16);
        b.nonsecure = true;
        ck_assert_uint_eq(D_GET(GICD_NSACR + 8), 0);
        D_PUT(GICD_ISPENDR + 4, 1u << 8);
        ck_assert_uint_eq(D_GET(GICD_ISPENDR + 4) != 0, level >= 1);
        D_PUT8(GICD_ITARGETSR + 40, 2);
        ck_assert_uint_eq(D_GET8(GICD_ITARGETSR + 40), level >= 3 ? 2 : 0);
        b.nonsecure = false;
        D_PUT(GICD_ISPENDR + 4, 1u << 8);
        b.nonsecure = true;
        D_PUT(GICD_ICPENDR + 4, 1u << 8);
        b.nonsecure = false;
        ck_assert_uint_eq(D_GET(GICD_ISPENDR + 4) != 0, level < 2);
        D_PUT(GICD_ISACTIVER + 4, 1u << 8);
        b.nonsecure = true;
        ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4) != 0, level >= 2);
        D_PUT(GICD_ICACTIVER + 4, 1u << 8);
        b.nonsecure = false;
        ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4), 1u << 8);
        bench_end(&b);
    }
}
END_TEST

START_TEST(nonsecure_sees_its_active_priorities_from_word_0)
{
    Bench b;

    bench_begin(&b, 1, true);
    C_PUT(GICC_NSAPR + 8, 0x11);
    C_PUT(GICC_NSAPR + 12, 0x22);
    C_PUT(GICC_APR, 0x33);
    b.nonsecure = true;
    ck_assert_uint_eq(C_GET(GICC_APR), 0x11);
    ck_assert_uint_eq(C_GET(GICC_APR + 4), 0x22);
    ck_assert_uint_eq(C_GET(GICC_APR + 8), 0);
    ck_assert_uint_eq(C_GET(GICC_NSAPR + 8), 0);
    C_PUT(GICC_APR, 0);
    b.nonsecure = false;
    ck_assert_uint_eq(C_GET(GICC_NSAPR + 8), 0);
    ck_assert_uint_eq(C_GET(GICC_APR), 0x33);
    bench_end(&b);
}
END_TEST

START_TEST(a_kernel_started_without_firmware_has_its_interrupts)
{
    Bench b;

    bench_begin(&b, 1, true);
    gicv2_open_to_nonsecure(b.gic);
    b.nonsecure = true;
    D_PUT(GICD_CTLR, 1);
    D_PUT(GICD_ISENABLER + 4, 1 << 8);
    C_PUT(GICC_PMR, 0xf0);
    C_PUT(GICC_CTLR, 1);
    D_PUT8(GICD_IPRIORITYR + 40, 0xa0);
    bench_input(&b, 40, true);
    ck_assert(IRQ(0));
    ck_assert_uint_eq(C_GET(GICC_IAR), 40);
    bench_end(&b);
}
END_TEST

TEST_MAIN("security", a_kernel_started_without_firmware_has_its_interrupts,
          nonsecure_sees_its_own_enable_in_gicd_ctlr,
          nonsecure_sees_its_own_enable_and_eoimode_in_gicc_ctlr,
          group_0_interrupts_are_raz_wi_to_nonsecure, nonsecure_priorities_are_the_lower_half,
          nonsecure_cannot_see_or_change_a_secure_priority_mask, the_binary_points_are_banked,
          nonsecure_acknowledges_group_1_and_secure_group_0,
          eoimodes_of_the_two_views_are_independent,
          nsatt_and_the_targets_group_decide_whether_an_sgi_arrives,
          nsacr_opens_a_group_0_interrupt_step_by_step,
          nonsecure_sees_its_active_priorities_from_word_0)
