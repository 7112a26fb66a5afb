/* SPDX-License-Identifier: MIT */
#include "tests/unit/gic/bench.h"

/* IHI 0048B, "Control of the pending status of level-sensitive interrupts": ISPENDR latches, and
 * ICPENDR clears the latch but not an input that is high. */
START_TEST(ispendr_latches_a_level_interrupt_and_icpendr_cannot_hide_the_input)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    bench_enable(&b, 40, 0x80);
    D_PUT(GICD_ISPENDR + 4, 1u << 8);
    ck_assert(IRQ(0));
    D_PUT(GICD_ICPENDR + 4, 1u << 8);
    ck_assert(!IRQ(0));
    bench_input(&b, 40, true);
    D_PUT(GICD_ICPENDR + 4, 1u << 8);
    ck_assert(IRQ(0));
    D_PUT(GICD_ISPENDR + 4, 1u << 8);
    bench_input(&b, 40, false);
    ck_assert(IRQ(0)); /* the latch is left */
    ck_assert_uint_eq(C_GET(GICC_IAR), 40);
    C_PUT(GICC_EOIR, 40);
    ck_assert(!IRQ(0)); /* the acknowledge took the latch */
    bench_end(&b);
}
END_TEST

START_TEST(icpendr_forgets_an_edge)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    bench_enable(&b, 40, 0x80);
    D_PUT(GICD_ICFGR + 8, 2u << 16);
    bench_input(&b, 40, true);
    ck_assert_uint_eq(D_GET(GICD_ICPENDR + 4), 1u << 8);
    D_PUT(GICD_ICPENDR + 4, 1u << 8);
    ck_assert(!IRQ(0));
    ck_assert_uint_eq(D_GET(GICD_ISPENDR + 4), 0);
    bench_end(&b);
}
END_TEST

START_TEST(a_disabled_interrupt_is_pending_but_not_forwarded)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    bench_enable(&b, 40, 0x80);
    D_PUT(GICD_ICENABLER + 4, 1u << 8);
    ck_assert_uint_eq(D_GET(GICD_ISENABLER + 4), 0);
    bench_input(&b, 40, true);
    ck_assert(!IRQ(0));
    ck_assert_uint_eq(D_GET(GICD_ISPENDR + 4), 1u << 8);
    ck_assert_uint_eq(C_GET(GICC_HPPIR), 1023);
    D_PUT(GICD_ISENABLER + 4, 1u << 8);
    ck_assert(IRQ(0));
    bench_end(&b);
}
END_TEST

START_TEST(isactiver_holds_an_interrupt_back_without_a_running_priority)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    bench_enable(&b, 40, 0x80);
    bench_input(&b, 40, true);
    D_PUT(GICD_ISACTIVER + 4, 1u << 8);
    ck_assert(!IRQ(0));
    ck_assert_uint_eq(D_GET(GICD_ICACTIVER + 4), 1u << 8);
    ck_assert_uint_eq(C_GET(GICC_RPR), 0xff);
    D_PUT(GICD_ICACTIVER + 4, 1u << 8);
    ck_assert(IRQ(0));
    bench_end(&b);
}
END_TEST

/* "GICD_ISPENDR0<15:0> are read-only: see GICD_SPENDSGIR"; SGIs are always enabled and edge. */
START_TEST(sgis_ignore_enables_pending_writes_and_configuration)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    D_PUT(GICD_ICENABLER, UINT32_MAX);
    ck_assert_uint_eq(D_GET(GICD_ISENABLER), 0xffff);
    D_PUT(GICD_ISPENDR, 0xffff);
    ck_assert_uint_eq(D_GET(GICD_ISPENDR), 0);
    D_PUT(GICD_ICFGR, 0);
    ck_assert_uint_eq(D_GET(GICD_ICFGR), 0xaaaaaaaa);
    D_PUT(GICD_SPENDSGIR, 1);
    D_PUT(GICD_ICPENDR, 0xffff);
    ck_assert_uint_eq(D_GET(GICD_ISPENDR), 1);
    bench_end(&b);
}
END_TEST

/* GICD_SGIR.TargetListFilter. */
START_TEST(the_target_list_filter_chooses_who_gets_an_sgi)
{
    static const struct {
        uint32_t value;
        unsigned reached; /* bit per CPU */
    } row[] = {
        {0u << 24 | 0x0a << 16, 0x2 | 0x8},
        {0u << 24 | 0xff << 16, 0xf},
        {0u << 24, 0},
        {1u << 24 | 0x01 << 16, 0xd},
        {2u << 24 | 0xff << 16, 0x2},
        {3u << 24 | 0xff << 16, 0},
    };

    for (size_t i = 0; i < ARRAY_COUNT(row); i++) {
        Bench b;

        bench_begin(&b, 4, false);
        b.cpu = 1;
        D_PUT(GICD_SGIR, row[i].value | 5);
        for (b.cpu = 0; b.cpu < 4; b.cpu++)
            ck_assert_msg(D_GET(GICD_SPENDSGIR + 4) == (bit(row[i].reached, b.cpu) ? 2u << 8 : 0),
                          "row %zu cpu %u", i, b.cpu);
        bench_end(&b);
    }
}
END_TEST

/* "Each SGI is banked by source CPU": acknowledged one by one, IAR<12:10> says whose. */
START_TEST(an_sgi_is_taken_once_for_each_source)
{
    Bench b;

    bench_begin(&b, 4, false);
    bench_open(&b);
    for (b.cpu = 3; b.cpu >= 2; b.cpu--)
        D_PUT(GICD_SGIR, 1u << 16 | 7);
    b.cpu = 0;
    ck_assert(IRQ(0) && !IRQ(1));
    ck_assert_uint_eq(D_GET(GICD_SPENDSGIR + 4), 0x0c000000);
    ck_assert_uint_eq(C_GET(GICC_HPPIR), 2u << 10 | 7);
    ck_assert_uint_eq(C_GET(GICC_IAR), 2u << 10 | 7);
    ck_assert_uint_eq(D_GET(GICD_ISPENDR), 1u << 7); /* CPU 3's is left */
    C_PUT(GICC_EOIR, 2u << 10 | 7);
    ck_assert(IRQ(0));
    ck_assert_uint_eq(C_GET(GICC_IAR), 3u << 10 | 7);
    C_PUT(GICC_EOIR, 3u << 10 | 7);
    ck_assert(!IRQ(0));
    bench_end(&b);
}
END_TEST

START_TEST(spendsgir_and_cpendsgir_work_on_bytes_of_sources)
{
    Bench b;

    bench_begin(&b, 2, false);
    bench_open(&b);
    D_PUT8(GICD_SPENDSGIR + 6, 0xff); /* SGI 6; there are two CPUs */
    ck_assert_uint_eq(D_GET(GICD_SPENDSGIR + 4), 3u << 16);
    ck_assert_uint_eq(D_GET8(GICD_CPENDSGIR + 6), 3);
    ck_assert(IRQ(0));
    D_PUT8(GICD_CPENDSGIR + 6, 1);
    ck_assert_uint_eq(C_GET(GICC_HPPIR), 1u << 10 | 6);
    D_PUT(GICD_CPENDSGIR + 4, 2u << 16);
    ck_assert(!IRQ(0));
    b.cpu = 1;
    ck_assert_uint_eq(D_GET(GICD_SPENDSGIR + 4), 0);
    bench_end(&b);
}
END_TEST

START_TEST(sgi_and_ppi_registers_are_banked_by_cpu)
{
    static const uint32_t reg[] = {GICD_IGROUPR, GICD_IPRIORITYR + 16, GICD_ICFGR + 4};
    Bench b;

    bench_begin(&b, 2, false);
    for (size_t i = 0; i < ARRAY_COUNT(reg); i++) {
        uint32_t other;

        b.cpu = 1;
        other = D_GET(reg[i]);
        b.cpu = 0;
        D_PUT(reg[i], 0x5a5aa2a2);
        ck_assert_uint_ne(D_GET(reg[i]), other);
        b.cpu = 1;
        ck_assert_uint_eq(D_GET(reg[i]), other);
    }
    bench_input(&b, 27, true); /* CPU 1's */
    ck_assert_uint_eq(D_GET(GICD_ISPENDR), 1u << 27);
    b.cpu = 0;
    ck_assert_uint_eq(D_GET(GICD_ISPENDR), 0);
    bench_end(&b);
}
END_TEST

START_TEST(an_spi_goes_to_its_targets_and_one_takes_it)
{
    Bench b;

    bench_begin(&b, 2, false);
    bench_open(&b);
    b.cpu = 1;
    bench_open(&b);
    bench_enable(&b, 40, 0x80);
    D_PUT8(GICD_ITARGETSR + 40, 0x02);
    bench_input(&b, 40, true);
    ck_assert(!IRQ(0) && IRQ(1));
    D_PUT8(GICD_ITARGETSR + 40, 0xff);
    ck_assert_uint_eq(D_GET8(GICD_ITARGETSR + 40), 0x03); /* bits of CPUs that are not there */
    ck_assert(IRQ(0) && IRQ(1));
    ck_assert_uint_eq(C_GET(GICC_IAR), 40);
    ck_assert(!IRQ(0) && !IRQ(1));
    b.cpu = 0;
    ck_assert_uint_eq(C_GET(GICC_IAR), 1023);
    bench_end(&b);
}
END_TEST

START_TEST(itargetsr_of_banked_interrupts_names_the_reader)
{
    Bench b;

    bench_begin(&b, 3, false);
    b.cpu = 2;
    D_PUT(GICD_ITARGETSR + 28, 0);
    ck_assert_uint_eq(D_GET(GICD_ITARGETSR), 0x04040404);
    ck_assert_uint_eq(D_GET(GICD_ITARGETSR + 28), 0x04040404);
    ck_assert_uint_eq(D_GET(GICD_ITARGETSR + 32), 0);
    bench_end(&b);
    bench_begin(&b, 1, false); /* "RAZ/WI in a uniprocessor implementation" */
    D_PUT(GICD_ITARGETSR + 32, UINT32_MAX);
    ck_assert_uint_eq(D_GET(GICD_ITARGETSR), 0);
    ck_assert_uint_eq(D_GET(GICD_ITARGETSR + 32), 0);
    bench_end(&b);
}
END_TEST

START_TEST(priorities_have_8_bits_and_byte_access)
{
    Bench b;

    bench_begin(&b, 1, false);
    D_PUT(GICD_IPRIORITYR + 40, 0x04030201);
    D_PUT8(GICD_IPRIORITYR + 41, 0xff);
    ck_assert_uint_eq(D_GET(GICD_IPRIORITYR + 40), 0x0403ff01);
    ck_assert_uint_eq(D_GET8(GICD_IPRIORITYR + 43), 0x04);
    frame_put(&b, &gicv2_gicd_ops, GICD_IPRIORITYR + 42, 2, 0xabcd);
    ck_assert_uint_eq(D_GET(GICD_IPRIORITYR + 40), 0xabcdff01);
    bench_end(&b);
}
END_TEST

START_TEST(fields_of_interrupts_that_are_not_there_are_raz_wi)
{
    static const uint32_t reg[] = {
        GICD_IGROUPR + 12, GICD_ISENABLER + 12,    GICD_ISPENDR + 12,   GICD_ISACTIVER + 12,
        GICD_ICFGR + 24,   GICD_IPRIORITYR + 96,   GICD_ITARGETSR + 96, GICD_ISENABLER + 124,
        GICD_ICFGR + 252,  GICD_IPRIORITYR + 1020,
    };
    Bench b;

    bench_begin(&b, 2, false);
    for (size_t i = 0; i < ARRAY_COUNT(reg); i++) {
        D_PUT(reg[i], UINT32_MAX);
        ck_assert_msg(D_GET(reg[i]) == 0, "0x%x", reg[i]);
    }
    bench_end(&b);
}
END_TEST

/* What QEMU 7.2's virt board answers to a bare-metal program, for 96 interrupts. */
START_TEST(identification_is_that_of_the_virt_board)
{
    static const uint32_t id[12] = {0x04, 0, 0, 0, 0x90, 0xb4, 0x2b, 0, 0x0d, 0xf0, 0x05, 0xb1};
    Bench b;

    bench_begin(&b, 2, false);
    ck_assert_uint_eq(D_GET(GICD_TYPER), 0x22);
    ck_assert_uint_eq(D_GET(GICD_IIDR), 0x0000043b);
    for (unsigned i = 0; i < 12; i++)
        ck_assert_uint_eq(D_GET(0xfd0 + 4 * i), id[i]);
    D_PUT(GICD_CTLR, UINT32_MAX);
    ck_assert_uint_eq(D_GET(GICD_CTLR), 3);
    D_PUT(GICD_ICFGR + 4, UINT32_MAX);
    ck_assert_uint_eq(D_GET(GICD_ICFGR + 4), 0xaaaaaaaa);
    D_PUT(GICD_NSACR, UINT32_MAX);
    ck_assert_uint_eq(D_GET(GICD_NSACR), 0);
    bench_end(&b);
    bench_begin(&b, 1, true);
    ck_assert_uint_eq(D_GET(GICD_TYPER), 0x402);
    bench_end(&b);
}
END_TEST

TEST_MAIN("gicd", ispendr_latches_a_level_interrupt_and_icpendr_cannot_hide_the_input,
          icpendr_forgets_an_edge, a_disabled_interrupt_is_pending_but_not_forwarded,
          isactiver_holds_an_interrupt_back_without_a_running_priority,
          sgis_ignore_enables_pending_writes_and_configuration,
          the_target_list_filter_chooses_who_gets_an_sgi, an_sgi_is_taken_once_for_each_source,
          spendsgir_and_cpendsgir_work_on_bytes_of_sources, sgi_and_ppi_registers_are_banked_by_cpu,
          an_spi_goes_to_its_targets_and_one_takes_it,
          itargetsr_of_banked_interrupts_names_the_reader, priorities_have_8_bits_and_byte_access,
          fields_of_interrupts_that_are_not_there_are_raz_wi,
          identification_is_that_of_the_virt_board)
