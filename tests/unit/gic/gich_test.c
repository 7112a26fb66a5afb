/* SPDX-License-Identifier: MIT */
#include "tests/unit/gic/bench.h"

#define LR(n) (GICH_LR + 4u * (n))
#define PENDING (1u << 28)
#define ACTIVE (2u << 28)
#define GRP1 (1u << 30)
#define HW(physical) (1u << 31 | (uint32_t)(physical) << 10)
#define EOI (1u << 19)
#define PRIO(p) ((uint32_t)(p) >> 3 << 23)

#define EN 1u
#define MASK_OPEN (31u << 27)
#define BOTH_GROUPS 3u

/* What QEMU 7.2's virt board answers to a bare-metal program. */
START_TEST(identification_and_reset_values_are_those_of_the_virt_board)
{
    Bench b;

    bench_begin(&b, 1, false);
    ck_assert_uint_eq(H_GET(GICH_HCR), 0);
    ck_assert_uint_eq(H_GET(GICH_VTR), 0x90000003);
    ck_assert_uint_eq(H_GET(GICH_VMCR), 0x004c0000);
    ck_assert_uint_eq(H_GET(GICH_ELRSR0), 0xf);
    H_PUT(GICH_HCR, UINT32_MAX);
    ck_assert_uint_eq(H_GET(GICH_HCR), 0xf80000ff);
    ck_assert_uint_eq(H_GET(GICH_MISR), 0xae);
    H_PUT(GICH_VMCR, UINT32_MAX);
    ck_assert_uint_eq(H_GET(GICH_VMCR), 0xf8fc021f);
    H_PUT(GICH_APR, UINT32_MAX);
    ck_assert_uint_eq(H_GET(GICH_APR), UINT32_MAX);
    for (unsigned i = 0; i < 4; i++) {
        H_PUT(LR(i), UINT32_MAX);
        ck_assert_uint_eq(H_GET(LR(i)), 0xff8fffff);
    }
    H_PUT(LR(4), UINT32_MAX);
    ck_assert_uint_eq(H_GET(LR(4)), 0);
    ck_assert_uint_eq(H_GET(GICH_ELRSR0), 0);
    ck_assert_uint_eq(H_GET(GICH_EISR0), 0);
    ck_assert_uint_eq(V_GET(GICC_IIDR), 0x0002043b);
    bench_end(&b);
}
END_TEST

/* GICH_ELRSR: free, with HW 1 or without EOI maintenance; GICH_EISR: free, with it. */
START_TEST(elrsr_and_eisr_follow_state_hw_and_eoi)
{
    static const struct {
        uint32_t lr;
        bool empty, eoi;
    } row[] = {
        {0, true, false},
        {PENDING, false, false},
        {ACTIVE, false, false},
        {PENDING | ACTIVE, false, false},
        {EOI, false, true},
        {EOI | PENDING, false, false},
        {EOI | ACTIVE, false, false},
        {HW(40), true, false},
        {HW(40) | EOI, true, false}, /* with HW 1 the bit is part of PhysicalID */
        {HW(40) | PENDING, false, false},
    };

    for (size_t i = 0; i < ARRAY_COUNT(row); i++) {
        Bench b;

        bench_begin(&b, 1, false);
        H_PUT(LR(0), PENDING);
        H_PUT(LR(1), PENDING);
        H_PUT(LR(3), PENDING);
        H_PUT(LR(2), row[i].lr);
        ck_assert_msg(H_GET(GICH_ELRSR0) == (row[i].empty ? 4u : 0), "row %zu", i);
        ck_assert_msg(H_GET(GICH_EISR0) == (row[i].eoi ? 4u : 0), "row %zu", i);
        bench_end(&b);
    }
}
END_TEST

/* GICH_MISR, a row for each cause and its absence. */
START_TEST(each_maintenance_condition_has_its_enable_and_its_bit)
{
    static const struct {
        uint32_t hcr, vmcr, lr0, lr1, misr;
    } row[] = {
        {EN, 0, EOI, 0, 0x01}, /* EOI has no enable in HCR */
        {EN, 0, EOI | PENDING, 0, 0},
        {EN | 0x02, 0, PENDING, 0, 0x02}, /* U: one valid list register */
        {EN | 0x02, 0, 0, 0, 0x02},       /* or none */
        {EN | 0x02, 0, PENDING, ACTIVE, 0},
        {EN | 0x04 | 1u << 27, 0, 0, 0, 0x04}, /* LRENP: EOICount is not 0 */
        {EN | 0x04, 0, 0, 0, 0},
        {EN | 1u << 27, 0, 0, 0, 0},
        {EN | 0x08, 0, ACTIVE, 0, 0x08}, /* NP: none pending */
        {EN | 0x08, 0, PENDING, ACTIVE, 0},
        {EN | 0x10, 1, 0, 0, 0x10}, /* VGrp0E */
        {EN | 0x10, 2, 0, 0, 0},
        {EN | 0x20, 2, 0, 0, 0x20}, /* VGrp0D */
        {EN | 0x20, 1, 0, 0, 0},
        {EN | 0x40, 2, 0, 0, 0x40}, /* VGrp1E */
        {EN | 0x40, 1, 0, 0, 0},
        {EN | 0x80, 1, 0, 0, 0x80}, /* VGrp1D */
        {EN | 0x80, 2, 0, 0, 0},
    };

    for (size_t i = 0; i < ARRAY_COUNT(row); i++) {
        Bench b;

        bench_begin(&b, 1, false);
        H_PUT(GICH_VMCR, row[i].vmcr);
        H_PUT(LR(0), row[i].lr0);
        H_PUT(LR(1), row[i].lr1);
        H_PUT(GICH_HCR, row[i].hcr);
        ck_assert_msg(H_GET(GICH_MISR) == row[i].misr, "row %zu: 0x%x", i, H_GET(GICH_MISR));
        ck_assert_msg(MAINTENANCE(0) == (row[i].misr != 0), "row %zu", i);
        H_PUT(GICH_HCR, row[i].hcr & ~EN);
        ck_assert_msg(!MAINTENANCE(0), "row %zu: En is 0", i);
        bench_end(&b);
    }
}
END_TEST

/* List register states through acknowledge and EOI: pending, active, invalid. */
START_TEST(a_virtual_interrupt_goes_pending_active_invalid)
{
    Bench b;

    bench_begin(&b, 1, false);
    H_PUT(GICH_HCR, EN);
    H_PUT(GICH_VMCR, MASK_OPEN | 1);
    ck_assert(!VIRQ(0));
    H_PUT(LR(1), PENDING | PRIO(0x40) | 60);
    ck_assert(VIRQ(0) && !VFIQ(0) && !IRQ(0));
    ck_assert_uint_eq(V_GET(GICC_HPPIR), 60);
    ck_assert_uint_eq(V_GET(GICC_IAR), 60);
    ck_assert(!VIRQ(0));
    ck_assert_uint_eq(H_GET(LR(1)), ACTIVE | PRIO(0x40) | 60);
    ck_assert_uint_eq(V_GET(GICC_RPR), 0x40);
    ck_assert_uint_eq(H_GET(GICH_APR), 1u << 8);
    V_PUT(GICC_EOIR, 60);
    ck_assert_uint_eq(H_GET(LR(1)), PRIO(0x40) | 60);
    ck_assert_uint_eq(H_GET(GICH_APR), 0);
    ck_assert_uint_eq(V_GET(GICC_RPR), 0xff);
    ck_assert_uint_eq(H_GET(GICH_ELRSR0), 0xf);
    ck_assert_uint_eq(V_GET(GICC_IAR), 1023);
    bench_end(&b);
}
END_TEST

START_TEST(pending_and_active_waits_for_the_end_of_active)
{
    Bench b;

    bench_begin(&b, 1, false);
    H_PUT(GICH_HCR, EN);
    H_PUT(GICH_VMCR, MASK_OPEN | 1);
    H_PUT(LR(0), PENDING | ACTIVE | 60);
    H_PUT(GICH_APR, 1u << 31); /* the priority is 0, but something runs at the lowest */
    ck_assert(!VIRQ(0));
    V_PUT(GICC_EOIR, 60);
    ck_assert_uint_eq(H_GET(LR(0)), PENDING | 60);
    ck_assert(VIRQ(0));
    bench_end(&b);
}
END_TEST

START_TEST(virtual_groups_choose_vfiq_and_virq)
{
    Bench b;

    bench_begin(&b, 1, false);
    H_PUT(GICH_HCR, EN);
    H_PUT(GICH_VMCR, MASK_OPEN | 1);
    H_PUT(LR(0), PENDING | 60);
    ck_assert(VIRQ(0) && !VFIQ(0));
    V_PUT(GICC_CTLR, 9); /* FIQEn */
    ck_assert(!VIRQ(0) && VFIQ(0));
    H_PUT(LR(0), PENDING | GRP1 | 60);
    ck_assert(!VIRQ(0) && !VFIQ(0)); /* group 1 is disabled */
    V_PUT(GICC_CTLR, 0xb);
    ck_assert(VIRQ(0) && !VFIQ(0));
    ck_assert_uint_eq(V_GET(GICC_IAR), 1022);
    ck_assert_uint_eq(V_GET(GICC_AHPPIR), 60);
    ck_assert_uint_eq(V_GET(GICC_AIAR), 60);
    V_PUT(GICC_AEOIR, 60);
    ck_assert_uint_eq(H_GET(LR(0)), GRP1 | 60);
    H_PUT(GICH_HCR, 0);
    H_PUT(LR(0), PENDING | 60);
    ck_assert(!VIRQ(0) && !VFIQ(0));
    ck_assert_uint_eq(V_GET(GICC_IAR), 1023); /* GICH_HCR.En */
    bench_end(&b);
}
END_TEST

START_TEST(gicv_controls_are_fields_of_vmcr)
{
    Bench b;

    bench_begin(&b, 1, false);
    V_PUT(GICC_CTLR, UINT32_MAX);
    ck_assert_uint_eq(V_GET(GICC_CTLR), 0x21f);
    ck_assert_uint_eq(H_GET(GICH_VMCR), 0x004c021f);
    V_PUT(GICC_PMR, 0xff);
    ck_assert_uint_eq(V_GET(GICC_PMR), 0xf8); /* 5 bits */
    ck_assert_uint_eq(H_GET(GICH_VMCR), 0xf84c021f);
    V_PUT(GICC_BPR, 0);
    V_PUT(GICC_ABPR, 0);
    ck_assert_uint_eq(V_GET(GICC_BPR), 2);
    ck_assert_uint_eq(V_GET(GICC_ABPR), 3);
    V_PUT(GICC_BPR, 6);
    V_PUT(GICC_ABPR, 7);
    ck_assert_uint_eq(H_GET(GICH_VMCR), 0xf8dc021f);
    V_PUT(GICC_APR, 0x1234);
    ck_assert_uint_eq(H_GET(GICH_APR), 0x1234);
    bench_end(&b);
}
END_TEST

START_TEST(virtual_mask_and_preemption_work_as_physical_ones)
{
    Bench b;

    bench_begin(&b, 1, false);
    H_PUT(GICH_HCR, EN);
    H_PUT(GICH_VMCR, 1);
    V_PUT(GICC_PMR, 0x80);
    H_PUT(LR(0), PENDING | PRIO(0x80) | 60);
    ck_assert(!VIRQ(0));
    V_PUT(GICC_PMR, 0x88);
    ck_assert(VIRQ(0));
    V_PUT(GICC_BPR, 4); /* <7:5> */
    ck_assert_uint_eq(V_GET(GICC_IAR), 60);
    H_PUT(LR(1), PENDING | PRIO(0x78) | 61);
    ck_assert(VIRQ(0));
    ck_assert_uint_eq(V_GET(GICC_IAR), 61);
    ck_assert_uint_eq(V_GET(GICC_RPR), 0x60);
    H_PUT(LR(2), PENDING | PRIO(0x60) | 62);
    ck_assert(!VIRQ(0)); /* the same group priority */
    V_PUT(GICC_EOIR, 61);
    ck_assert_uint_eq(V_GET(GICC_RPR), 0x80);
    ck_assert(VIRQ(0));
    bench_end(&b);
}
END_TEST

START_TEST(an_eoi_with_hw_deactivates_the_physical_interrupt)
{
    Bench b;

    bench_begin(&b, 1, false);
    bench_open(&b);
    C_PUT(GICC_CTLR, 0x201); /* as a hypervisor does: EOImode 1 */
    bench_enable(&b, 40, 0x80);
    bench_input(&b, 40, true);
    ck_assert_uint_eq(C_GET(GICC_IAR), 40);
    C_PUT(GICC_EOIR, 40);
    H_PUT(GICH_HCR, EN);
    H_PUT(GICH_VMCR, MASK_OPEN | 1);
    H_PUT(LR(0), HW(40) | PENDING | 60);
    ck_assert_uint_eq(V_GET(GICC_IAR), 60);
    bench_input(&b, 40, false);
    ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4), 1u << 8);
    V_PUT(GICC_EOIR, 60);
    ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4), 0);
    ck_assert_uint_eq(H_GET(GICH_ELRSR0), 0xf);
    bench_input(&b, 40, true);
    ck_assert(IRQ(0)); /* and can come again */
    bench_end(&b);
}
END_TEST

START_TEST(an_eoi_with_hw_deactivates_this_cpus_ppi)
{
    Bench b;

    bench_begin(&b, 2, false);
    for (b.cpu = 0; b.cpu < 2; b.cpu++)
        D_PUT(GICD_ISACTIVER, 1u << 27);
    b.cpu = 1;
    H_PUT(GICH_HCR, EN);
    H_PUT(GICH_VMCR, MASK_OPEN | 1);
    H_PUT(LR(3), HW(27) | PENDING | 27);
    ck_assert(VIRQ(1) && !VIRQ(0));
    ck_assert_uint_eq(V_GET(GICC_IAR), 27);
    V_PUT(GICC_EOIR, 27);
    ck_assert_uint_eq(D_GET(GICD_ISACTIVER), 0);
    b.cpu = 0;
    ck_assert_uint_eq(D_GET(GICD_ISACTIVER), 1u << 27);
    bench_end(&b);
}
END_TEST

START_TEST(veoimode_1_splits_priority_drop_from_deactivation)
{
    Bench b;

    bench_begin(&b, 1, false);
    D_PUT(GICD_ISACTIVER + 4, 1u << 8);
    H_PUT(GICH_HCR, EN);
    H_PUT(GICH_VMCR, MASK_OPEN | 0x201);
    H_PUT(LR(0), HW(40) | PENDING | 60);
    ck_assert_uint_eq(V_GET(GICC_IAR), 60);
    V_PUT(GICC_EOIR, 60);
    ck_assert_uint_eq(H_GET(GICH_APR), 0);
    ck_assert_uint_eq(H_GET(LR(0)), HW(40) | ACTIVE | 60);
    ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4), 1u << 8);
    V_PUT(GICC_DIR, 60);
    ck_assert_uint_eq(H_GET(LR(0)), HW(40) | 60);
    ck_assert_uint_eq(D_GET(GICD_ISACTIVER + 4), 0);
    V_PUT(GICC_DIR, 60); /* no list register: counted */
    ck_assert_uint_eq(H_GET(GICH_HCR), 1u << 27 | EN);
    bench_end(&b);
}
END_TEST

/* GICH_HCR.EOICount counts EOIs without a list register that clear a bit of GICH_APR. */
START_TEST(eoicount_counts_ends_that_no_list_register_knows)
{
    Bench b;

    bench_begin(&b, 1, false);
    H_PUT(GICH_VMCR, MASK_OPEN | 1);
    H_PUT(GICH_HCR, EN | 0x04);
    V_PUT(GICC_EOIR, 60); /* GICH_APR is 0 */
    ck_assert_uint_eq(H_GET(GICH_HCR), EN | 0x04);
    H_PUT(GICH_APR, 3);
    V_PUT(GICC_EOIR, 60);
    ck_assert_uint_eq(H_GET(GICH_HCR), 1u << 27 | EN | 0x04);
    ck_assert_uint_eq(H_GET(GICH_APR), 2);
    ck_assert(MAINTENANCE(0));
    V_PUT(GICC_EOIR, 1023); /* spurious: nothing */
    ck_assert_uint_eq(H_GET(GICH_APR), 2);
    H_PUT(GICH_HCR, 31u << 27 | EN | 0x04);
    V_PUT(GICC_EOIR, 60);
    ck_assert_uint_eq(H_GET(GICH_HCR), EN | 0x04); /* wraps */
    ck_assert(!MAINTENANCE(0));
    bench_end(&b);
}
END_TEST

START_TEST(an_eoi_without_hw_can_ask_for_maintenance)
{
    Bench b;

    bench_begin(&b, 1, false);
    H_PUT(GICH_HCR, EN);
    H_PUT(GICH_VMCR, MASK_OPEN | 1);
    H_PUT(LR(2), PENDING | EOI | 60);
    ck_assert_uint_eq(V_GET(GICC_IAR), 60);
    ck_assert(!MAINTENANCE(0));
    V_PUT(GICC_EOIR, 60);
    ck_assert(MAINTENANCE(0));
    ck_assert_uint_eq(H_GET(GICH_EISR0), 4);
    ck_assert_uint_eq(H_GET(GICH_ELRSR0), 0xb);
    H_PUT(LR(2), 0);
    ck_assert(!MAINTENANCE(0));
    bench_end(&b);
}
END_TEST

/* GICH_LR<12:10>: the virtual source CPU of an SGI, which IAR shows and EOIR has to repeat. */
START_TEST(a_virtual_sgi_is_told_by_its_source_cpu)
{
    Bench b;

    bench_begin(&b, 1, false);
    H_PUT(GICH_HCR, EN);
    H_PUT(GICH_VMCR, MASK_OPEN | 1);
    H_PUT(LR(0), PENDING | 5u << 10 | 3);
    H_PUT(LR(1), ACTIVE | 2u << 10 | 3);
    ck_assert_uint_eq(V_GET(GICC_IAR), 5u << 10 | 3);
    V_PUT(GICC_EOIR, 5u << 10 | 3);
    ck_assert_uint_eq(H_GET(LR(0)), 5u << 10 | 3);
    ck_assert_uint_eq(H_GET(LR(1)), ACTIVE | 2u << 10 | 3);
    bench_end(&b);
}
END_TEST

TEST_MAIN("gich", identification_and_reset_values_are_those_of_the_virt_board,
          elrsr_and_eisr_follow_state_hw_and_eoi,
          each_maintenance_condition_has_its_enable_and_its_bit,
          a_virtual_interrupt_goes_pending_active_invalid,
          pending_and_active_waits_for_the_end_of_active, virtual_groups_choose_vfiq_and_virq,
          gicv_controls_are_fields_of_vmcr, virtual_mask_and_preemption_work_as_physical_ones,
          an_eoi_with_hw_deactivates_the_physical_interrupt,
          an_eoi_with_hw_deactivates_this_cpus_ppi,
          veoimode_1_splits_priority_drop_from_deactivation,
          eoicount_counts_ends_that_no_list_register_knows,
          an_eoi_without_hw_can_ask_for_maintenance, a_virtual_sgi_is_told_by_its_source_cpu)
