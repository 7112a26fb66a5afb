/* SPDX-License-Identifier: MIT */
#include "tests/unit/gic/v3/bench.h"

/* ICH_LR<n>_EL2 as in IHI 0069. */
#define LR_PENDING (UINT64_C(1) << 62)
#define LR_ACTIVE (UINT64_C(1) << 63)
#define LR_HW (UINT64_C(1) << 61)
#define LR_GROUP1 (UINT64_C(1) << 60)
#define LR_EOI (UINT64_C(1) << 41)
#define LR(vintid, priority) (UINT64_C(priority) << 48 | (vintid))
#define PHYSICAL(pintid) (LR_HW | UINT64_C(pintid) << 32)

enum { HOST, GUEST };

static void enter(Bench *bench, int where)
{
    bench->context = where == HOST ? (IcContext){.el = 2}
                                   : (IcContext){.el = 1, .hcr_imo = true, .hcr_fmo = true};
}

#define HOST_PUT(name, value) (enter(&b, HOST), S_PUT(name, value))
#define HOST_GET(name) (enter(&b, HOST), S_GET(name))
#define GUEST_PUT(name, value) (enter(&b, GUEST), S_PUT(name, value))
#define GUEST_GET(name) (enter(&b, GUEST), S_GET(name))

/* A guest with both groups on and nothing masked. */
static void begin(Bench *bench)
{
    bench_begin(bench, 1, false);
    enter(bench, HOST);
    gicv3_sysreg_write(bench->gic, 0, IC_ICH_HCR_EL2, bench->context, 1);
    gicv3_sysreg_write(bench->gic, 0, IC_ICH_VMCR_EL2, bench->context, UINT64_C(0xf84c0003));
}

START_TEST(hcr_routing_chooses_the_virtual_registers)
{
    for (unsigned hcr = 0; hcr < 4; hcr++) {
        IcContext c = {.el = 1, .hcr_fmo = hcr & 1, .hcr_imo = hcr & 2};

        ck_assert(gicv3_is_virtual(IC_ICC_IAR0_EL1, c) == c.hcr_fmo);
        ck_assert(gicv3_is_virtual(IC_ICC_IAR1_EL1, c) == c.hcr_imo);
        ck_assert(gicv3_is_virtual(IC_ICC_PMR_EL1, c) == (hcr != 0));
        ck_assert(!gicv3_is_virtual(IC_ICC_SGI1R_EL1, c) && !gicv3_is_virtual(IC_ICC_SRE_EL1, c));
        c.el = 2;
        ck_assert(!gicv3_is_virtual(IC_ICC_IAR1_EL1, c));
    }
}
END_TEST

START_TEST(a_listed_interrupt_is_acknowledged_and_ended)
{
    Bench b;

    begin(&b);
    HOST_PUT(ICH_LR0_EL2, LR_PENDING | LR_GROUP1 | LR(35, 0x80));
    ck_assert(VIRQ(0) && !VFIQ(0));
    ck_assert_uint_eq(GUEST_GET(ICC_HPPIR1_EL1), 35);
    ck_assert_uint_eq(GUEST_GET(ICC_IAR0_EL1), 1023);
    ck_assert_uint_eq(GUEST_GET(ICC_IAR1_EL1), 35);
    ck_assert(!VIRQ(0));
    ck_assert_uint_eq(GUEST_GET(ICC_RPR_EL1), 0x80);
    ck_assert_uint_eq(HOST_GET(ICH_LR0_EL2), LR_ACTIVE | LR_GROUP1 | LR(35, 0x80));
    ck_assert_uint_eq(HOST_GET(ICH_AP1R0_EL2), 1 << 16);
    ck_assert_uint_eq(HOST_GET(ICH_ELRSR_EL2), 0xe);
    GUEST_PUT(ICC_EOIR1_EL1, 35);
    ck_assert_uint_eq(GUEST_GET(ICC_RPR_EL1), 0xff);
    ck_assert_uint_eq(HOST_GET(ICH_LR0_EL2), LR_GROUP1 | LR(35, 0x80));
    ck_assert_uint_eq(HOST_GET(ICH_ELRSR_EL2), 0xf);
    bench_end(&b);
}
END_TEST

START_TEST(group_0_is_a_virtual_fiq)
{
    Bench b;

    begin(&b);
    HOST_PUT(ICH_LR3_EL2, LR_PENDING | LR(35, 0x80));
    ck_assert(VFIQ(0) && !VIRQ(0));
    ck_assert_uint_eq(GUEST_GET(ICC_IAR1_EL1), 1023);
    ck_assert_uint_eq(GUEST_GET(ICC_IAR0_EL1), 35);
    ck_assert_uint_eq(HOST_GET(ICH_AP0R0_EL2), 1 << 16);
    bench_end(&b);
}
END_TEST

/* HW: the guest's end deactivates the physical interrupt. */
START_TEST(the_end_of_a_hardware_interrupt_deactivates_it)
{
    Bench b;

    begin(&b);
    R_PUT(SGI_BASE + GICD_ISACTIVER, 1 << 27);
    HOST_PUT(ICH_LR0_EL2, LR_PENDING | LR_GROUP1 | PHYSICAL(27) | LR(27, 0x80));
    ck_assert_uint_eq(GUEST_GET(ICC_IAR1_EL1), 27);
    ck_assert_uint_eq(R_GET(SGI_BASE + GICD_ISACTIVER), 1 << 27);
    GUEST_PUT(ICC_EOIR1_EL1, 27);
    ck_assert_uint_eq(R_GET(SGI_BASE + GICD_ISACTIVER), 0);
    /* With EOImode 1 that is the work of DIR. */
    GUEST_PUT(ICC_CTLR_EL1, 2);
    R_PUT(SGI_BASE + GICD_ISACTIVER, 1 << 27);
    HOST_PUT(ICH_LR0_EL2, LR_PENDING | LR_GROUP1 | PHYSICAL(27) | LR(27, 0x80));
    ck_assert_uint_eq(GUEST_GET(ICC_IAR1_EL1), 27);
    GUEST_PUT(ICC_EOIR1_EL1, 27);
    ck_assert_uint_eq(R_GET(SGI_BASE + GICD_ISACTIVER), 1 << 27);
    GUEST_PUT(ICC_DIR_EL1, 27);
    ck_assert_uint_eq(R_GET(SGI_BASE + GICD_ISACTIVER), 0);
    bench_end(&b);
}
END_TEST

START_TEST(virtual_preemption_and_mask)
{
    Bench b;

    begin(&b);
    HOST_PUT(ICH_LR0_EL2, LR_PENDING | LR_GROUP1 | LR(40, 0xa0));
    HOST_PUT(ICH_LR1_EL2, LR_PENDING | LR_GROUP1 | LR(41, 0x80));
    GUEST_PUT(ICC_PMR_EL1, 0x80);
    ck_assert(!VIRQ(0));
    ck_assert_uint_eq(GUEST_GET(ICC_IAR1_EL1), 1023);
    GUEST_PUT(ICC_PMR_EL1, 0xff);
    ck_assert_uint_eq(GUEST_GET(ICC_PMR_EL1), 0xf8);
    ck_assert_uint_eq(GUEST_GET(ICC_IAR1_EL1), 41);
    ck_assert(!VIRQ(0)); /* 0xa0 waits for 0x80 */
    GUEST_PUT(ICC_EOIR1_EL1, 41);
    ck_assert(VIRQ(0));
    bench_end(&b);
}
END_TEST

/* A group that the guest disabled is passed over, not in the way. */
START_TEST(a_disabled_group_does_not_hide_the_other)
{
    Bench b;

    begin(&b);
    HOST_PUT(ICH_LR0_EL2, LR_PENDING | LR(40, 0x10));
    HOST_PUT(ICH_LR1_EL2, LR_PENDING | LR_GROUP1 | LR(41, 0x80));
    GUEST_PUT(ICC_IGRPEN0_EL1, 0);
    ck_assert_uint_eq(GUEST_GET(ICC_IGRPEN0_EL1), 0);
    ck_assert(VIRQ(0) && !VFIQ(0));
    ck_assert_uint_eq(GUEST_GET(ICC_HPPIR0_EL1), 1023);
    ck_assert_uint_eq(GUEST_GET(ICC_HPPIR1_EL1), 41);
    bench_end(&b);
}
END_TEST

/* ICH_VMCR_EL2 is the guest's ICC_*: VPMR <31:24>, VBPR0 <23:21>, VBPR1 <20:18>, VEOIM <9>, VCBPR
 * <4>, VFIQEn RAO/WI. */
START_TEST(vmcr_is_the_guests_control)
{
    Bench b;

    begin(&b);
    GUEST_PUT(ICC_PMR_EL1, 0x58);
    GUEST_PUT(ICC_BPR0_EL1, 4);
    GUEST_PUT(ICC_BPR1_EL1, 6);
    GUEST_PUT(ICC_CTLR_EL1, 3);
    GUEST_PUT(ICC_IGRPEN0_EL1, 0);
    ck_assert_uint_eq(HOST_GET(ICH_VMCR_EL2), UINT64_C(0x5898021a));
    ck_assert_uint_eq(GUEST_GET(ICC_CTLR_EL1), 0x8c03);
    ck_assert_uint_eq(GUEST_GET(ICC_BPR1_EL1), 5); /* CBPR: BPR0 + 1 */
    HOST_PUT(ICH_VMCR_EL2, 0);
    ck_assert_uint_eq(HOST_GET(ICH_VMCR_EL2), UINT64_C(0x004c0008)); /* the least binary points */
    bench_end(&b);
}
END_TEST

/* ICH_MISR_EL2 by cause, each with its enable in ICH_HCR_EL2. */
START_TEST(causes_of_maintenance)
{
    Bench b;

    begin(&b);
    HOST_PUT(ICH_HCR_EL2, 1 | 2); /* UIE: at most one list register is in use */
    ck_assert_uint_eq(HOST_GET(ICH_MISR_EL2), 2);
    ck_assert(MAINTENANCE(0));
    HOST_PUT(ICH_LR0_EL2, LR_ACTIVE | LR(40, 0x80));
    HOST_PUT(ICH_LR1_EL2, LR_ACTIVE | LR(41, 0x80));
    ck_assert(!MAINTENANCE(0));
    HOST_PUT(ICH_HCR_EL2, 1 | 8); /* NPIE: none is pending */
    ck_assert_uint_eq(HOST_GET(ICH_MISR_EL2), 8);
    HOST_PUT(ICH_LR2_EL2, LR_PENDING | LR(42, 0x80));
    ck_assert_uint_eq(HOST_GET(ICH_MISR_EL2), 0);
    HOST_PUT(ICH_HCR_EL2, 1 | 4 | UINT64_C(1) << 27); /* LRENPIE: EOIcount is not 0 */
    ck_assert_uint_eq(HOST_GET(ICH_MISR_EL2), 4);
    HOST_PUT(ICH_HCR_EL2, 1);
    HOST_PUT(ICH_LR3_EL2, LR_EOI | LR(43, 0x80)); /* ended, and asked to be told */
    ck_assert_uint_eq(HOST_GET(ICH_MISR_EL2), 1);
    ck_assert_uint_eq(HOST_GET(ICH_EISR_EL2), 8);
    ck_assert_uint_eq(HOST_GET(ICH_ELRSR_EL2), 0);
    HOST_PUT(ICH_HCR_EL2, 0);
    ck_assert(!MAINTENANCE(0));
    bench_end(&b);
}
END_TEST

/* EOIcount: ends that would have deactivated, but no list register has the interrupt. */
START_TEST(ends_without_a_list_register_are_counted)
{
    Bench b;

    begin(&b);
    GUEST_PUT(ICC_EOIR1_EL1, 50); /* nothing runs: ignored */
    ck_assert_uint_eq(HOST_GET(ICH_HCR_EL2) >> 27, 0);
    HOST_PUT(ICH_AP1R0_EL2, 1 << 16);
    GUEST_PUT(ICC_EOIR1_EL1, 50);
    ck_assert_uint_eq(HOST_GET(ICH_HCR_EL2) >> 27, 1);
    ck_assert_uint_eq(HOST_GET(ICH_AP1R0_EL2), 0);
    GUEST_PUT(ICC_CTLR_EL1, 2);
    HOST_PUT(ICH_AP1R0_EL2, 1 << 16);
    GUEST_PUT(ICC_EOIR1_EL1, 50); /* with EOImode 1 it is DIR that deactivates */
    ck_assert_uint_eq(HOST_GET(ICH_HCR_EL2) >> 27, 1);
    GUEST_PUT(ICC_DIR_EL1, 50);
    ck_assert_uint_eq(HOST_GET(ICH_HCR_EL2) >> 27, 2);
    bench_end(&b);
}
END_TEST

/* An interrupt that is pending and active waits; ended, it is pending again. */
START_TEST(pending_and_active_waits_for_its_end)
{
    Bench b;

    begin(&b);
    HOST_PUT(ICH_LR0_EL2, LR_PENDING | LR_ACTIVE | LR_GROUP1 | LR(40, 0x80));
    HOST_PUT(ICH_AP1R0_EL2, 1 << 16);
    ck_assert(!VIRQ(0));
    GUEST_PUT(ICC_EOIR1_EL1, 40);
    ck_assert_uint_eq(HOST_GET(ICH_LR0_EL2), LR_PENDING | LR_GROUP1 | LR(40, 0x80));
    ck_assert(VIRQ(0));
    bench_end(&b);
}
END_TEST

START_TEST(without_en_there_is_no_virtual_interrupt)
{
    Bench b;

    begin(&b);
    HOST_PUT(ICH_LR0_EL2, LR_PENDING | LR_GROUP1 | LR(40, 0x80));
    HOST_PUT(ICH_HCR_EL2, 0);
    ck_assert(!VIRQ(0));
    ck_assert_uint_eq(GUEST_GET(ICC_IAR1_EL1), 1023);
    bench_end(&b);
}
END_TEST

/* ICH_VTR_EL2: PRIbits 4, PREbits 4, IDbits 1, A3V, nV4, TDS, ListRegs 3. */
START_TEST(identity_and_reserved_bits)
{
    Bench b;

    begin(&b);
    ck_assert_uint_eq(HOST_GET(ICH_VTR_EL2), UINT64_C(0x90b80003));
    HOST_PUT(ICH_LR0_EL2, UINT64_MAX);
    ck_assert_uint_eq(HOST_GET(ICH_LR0_EL2), UINT64_C(0xf0f81fffffffffff));
    HOST_PUT(ICH_HCR_EL2, UINT64_MAX);
    ck_assert_uint_eq(HOST_GET(ICH_HCR_EL2), UINT64_C(0xf8005cff));
    bench_end(&b);
}
END_TEST

TEST_MAIN("gic/v3/icv", hcr_routing_chooses_the_virtual_registers,
          a_listed_interrupt_is_acknowledged_and_ended, group_0_is_a_virtual_fiq,
          the_end_of_a_hardware_interrupt_deactivates_it, virtual_preemption_and_mask,
          a_disabled_group_does_not_hide_the_other, vmcr_is_the_guests_control,
          causes_of_maintenance, ends_without_a_list_register_are_counted,
          pending_and_active_waits_for_its_end, without_en_there_is_no_virtual_interrupt,
          identity_and_reserved_bits)
