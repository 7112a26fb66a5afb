/* SPDX-License-Identifier: MIT */
#include "tests/unit/gic/v3/bench.h"

START_TEST(identity_says_one_or_two_security_states)
{
    for (unsigned security = 0; security < 2; security++) {
        Bench b;

        bench_begin(&b, 2, security);
        /* No1N, A3V, IDbits 15, SecurityExtn, ITLinesNumber 2: INTIDs to 95. */
        ck_assert_uint_eq(D_GET(GICD_TYPER), 0x03780002 | security << 10);
        ck_assert_uint_eq(bits(D_GET(GICD_PIDR2), 7, 4), 3); /* ArchRev */
        bench_end(&b);
    }
}
END_TEST

/* GICD_CTLR: with one Security state ARE and DS are RAO/WI and bits 0 and 1 enable. */
START_TEST(control_with_one_security_state)
{
    Bench b;

    bench_begin(&b, 1, false);
    ck_assert_uint_eq(D_GET(GICD_CTLR), 0x50);
    D_PUT(GICD_CTLR, 0xffffffff);
    ck_assert_uint_eq(D_GET(GICD_CTLR), 0x53);
    D_PUT(GICD_CTLR, 0);
    ck_assert_uint_eq(D_GET(GICD_CTLR), 0x50);
    bench_end(&b);
}
END_TEST

/* With two: ARE_S, ARE_NS RAO/WI, three enables; the Non-secure view has EnableGrp1A and ARE_NS. */
START_TEST(control_with_two_security_states)
{
    Bench b;

    bench_begin(&b, 1, true);
    D_PUT(GICD_CTLR, 0xffffffff);
    ck_assert_uint_eq(D_GET(GICD_CTLR), 0x37);
    b.nonsecure = true;
    ck_assert_uint_eq(D_GET(GICD_CTLR), 0x12);
    D_PUT(GICD_CTLR, 0);
    b.nonsecure = false;
    ck_assert_uint_eq(D_GET(GICD_CTLR), 0x35);
    bench_end(&b);
}
END_TEST

START_TEST(routing_by_affinity)
{
    Bench b;

    bench_begin(&b, 16, false);
    for (unsigned cpu = 0; cpu < 16; cpu++)
        bench_open(&b, cpu);
    bench_enable(&b, 50, 0x80, 1);
    bench_input(&b, 50, true);
    for (unsigned cpu = 0; cpu < 16; cpu++) {
        D_PUT(GICD_IROUTER + 8 * 50, cpu);
        for (unsigned other = 0; other < 16; other++)
            ck_assert(IRQ(other) == (other == cpu));
    }
    D_PUT(GICD_IROUTER + 8 * 50, 0x100); /* a cluster that is not there */
    ck_assert(!IRQ(0) && !IRQ(15));
    bench_end(&b);
}
END_TEST

/* A Non-secure access finds only Non-secure Group 1 interrupts, with its half of the priorities. */
START_TEST(nonsecure_view_of_spis)
{
    Bench b;

    bench_begin(&b, 1, true);
    D_PUT(GICD_IGROUPR + 4, 2); /* INTID 33 */
    D_PUT(GICD_ISENABLER + 4, 3);
    D_PUT8(GICD_IPRIORITYR + 32, 0x10);
    D_PUT8(GICD_IPRIORITYR + 33, 0xa0);
    b.nonsecure = true;
    ck_assert_uint_eq(D_GET(GICD_IGROUPR + 4), 0);
    ck_assert_uint_eq(D_GET(GICD_ISENABLER + 4), 2);
    ck_assert_uint_eq(D_GET8(GICD_IPRIORITYR + 32), 0);
    ck_assert_uint_eq(D_GET8(GICD_IPRIORITYR + 33), 0x40);
    D_PUT(GICD_ICENABLER + 4, 3);
    D_PUT8(GICD_IPRIORITYR + 32, 0x20);
    D_PUT8(GICD_IPRIORITYR + 33, 0x20);
    D_PUT(GICD_IROUTER + 8 * 32, 7);
    D_PUT(GICD_IGROUPR + 4, 0xff);
    b.nonsecure = false;
    ck_assert_uint_eq(D_GET(GICD_ISENABLER + 4), 1);
    ck_assert_uint_eq(D_GET8(GICD_IPRIORITYR + 32), 0x10);
    ck_assert_uint_eq(D_GET8(GICD_IPRIORITYR + 33), 0x90);
    ck_assert_uint_eq(D_GET(GICD_IROUTER + 8 * 32), 0);
    ck_assert_uint_eq(D_GET(GICD_IGROUPR + 4), 2);
    bench_end(&b);
}
END_TEST

/* GICD_NSACR: 1 gives set-pending, 2 clear-pending and reading active, 3 routing. */
START_TEST(nsacr_opens_secure_interrupts_step_by_step)
{
    for (unsigned level = 0; level < 4; level++) {
        Bench b;

        bench_begin(&b, 1, true);
        D_PUT(GICD_NSACR + 8, level); /* INTID 32 */
        D_PUT(GICD_ISACTIVER + 4, 1);
        b.nonsecure = true;
        D_PUT(GICD_ISPENDR + 4, 1);
        ck_assert_uint_eq(D_GET(GICD_ISPENDR + 4), level >= 1);
        ck_assert_uint_eq(D_GET(GICD_ICPENDR + 4), level >= 2);
        ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4), level >= 2);
        D_PUT(GICD_IROUTER + 8 * 32, 5);
        ck_assert_uint_eq(D_GET(GICD_IROUTER + 8 * 32), level == 3 ? 5 : 0);
        ck_assert_uint_eq(D_GET(GICD_ISENABLER + 4), 0);
        ck_assert_uint_eq(D_GET(GICD_NSACR + 8), 0);
        bench_end(&b);
    }
}
END_TEST

/* Group modifiers and NSACR are RAZ/WI with one Security state. */
START_TEST(one_security_state_has_two_groups)
{
    Bench b;

    bench_begin(&b, 1, false);
    D_PUT(GICD_IGRPMODR + 4, 0xff);
    D_PUT(GICD_NSACR + 8, 0xff);
    ck_assert_uint_eq(D_GET(GICD_IGRPMODR + 4), 0);
    ck_assert_uint_eq(D_GET(GICD_NSACR + 8), 0);
    bench_open(&b, 0);
    bench_enable(&b, 40, 0x80, 2);
    D_PUT(GICD_ISPENDR + 4, 1 << 8);
    ck_assert(FIQ(0) && !IRQ(0)); /* Group 0 */
    D_PUT(GICD_IGROUPR + 4, 1 << 8);
    ck_assert(IRQ(0) && !FIQ(0));
    bench_end(&b);
}
END_TEST

/* Level-sensitive: pending while the input is high. Edge-triggered: until acknowledged. */
START_TEST(levels_and_edges)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b, 0);
    bench_enable(&b, 40, 0x80, 1);
    bench_input(&b, 40, true);
    ck_assert(IRQ(0));
    ck_assert_uint_eq(D_GET(GICD_ISPENDR + 4), 1 << 8);
    bench_input(&b, 40, false);
    ck_assert(!IRQ(0));
    D_PUT(GICD_ICFGR + 8, UINT32_C(2) << 16); /* INTID 40 */
    ck_assert_uint_eq(D_GET(GICD_ICFGR + 8), UINT32_C(2) << 16);
    bench_input(&b, 40, true);
    bench_input(&b, 40, false);
    ck_assert(IRQ(0));
    ck_assert_uint_eq(S_GET(ICC_IAR1_EL1), 40);
    ck_assert(!IRQ(0));
    ck_assert_uint_eq(D_GET(GICD_ISPENDR + 4), 0);
    ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4), 1 << 8);
    bench_end(&b);
}
END_TEST

TEST_MAIN("gic/v3/gicd", identity_says_one_or_two_security_states, control_with_one_security_state,
          control_with_two_security_states, routing_by_affinity, nonsecure_view_of_spis,
          nsacr_opens_secure_interrupts_step_by_step, one_security_state_has_two_groups,
          levels_and_edges)
