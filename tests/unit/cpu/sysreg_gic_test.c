/* SPDX-License-Identifier: MIT
 *
 * sysreg_gic_test.c - who may use ICC_* and ICH_*, and that they are the GIC's.
 *
 * Expectations are IHI 0069's accessibility pseudocode of the registers.
 */
#include "tests/unit/cpu/gic_fixture.h"

#define SCR_IRQ (UINT64_C(1) << 1)
#define SCR_FIQ (UINT64_C(1) << 2)

static const Sysreg group0[] = {SR_ICC_HPPIR0_EL1, SR_ICC_BPR0_EL1, SR_ICC_AP0R0_EL1,
                                SR_ICC_IGRPEN0_EL1, SR_ICC_IAR0_EL1};
static const Sysreg group1[] = {SR_ICC_HPPIR1_EL1, SR_ICC_BPR1_EL1, SR_ICC_AP1R0_EL1,
                                SR_ICC_IGRPEN1_EL1, SR_ICC_IAR1_EL1};
static const Sysreg common[] = {SR_ICC_PMR_EL1, SR_ICC_RPR_EL1, SR_ICC_CTLR_EL1};
static const Sysreg sgis[] = {SR_ICC_SGI0R_EL1, SR_ICC_SGI1R_EL1, SR_ICC_ASGI1R_EL1};

START_TEST(a_cpu_without_the_interface_says_what_is_missing)
{
    Fixture *f = fixture_new("cortex-a57");

    ck_undefined(f, reads(f, SR_ICC_PMR_EL1));
    ck_assert(strstr(f->notice, "ICC_PMR_EL1") && strstr(f->notice, "GICv3"));
    fixture_free(f);
}
END_TEST

START_TEST(levels_and_directions)
{
    Fixture *f = gic_fixture("cortex-a57");

    go_to(f, 1);
    ck_assert(reads(f, SR_ICC_PMR_EL1) && writes(f, SR_ICC_EOIR1_EL1));
    ck_undefined(f, writes(f, SR_ICC_IAR1_EL1));
    ck_undefined(f, reads(f, SR_ICC_EOIR1_EL1));
    ck_undefined(f, reads(f, SR_ICH_HCR_EL2));
    go_to(f, 2);
    ck_assert(reads(f, SR_ICH_HCR_EL2) && writes(f, SR_ICH_LR3_EL2));
    ck_undefined(f, writes(f, SR_ICH_VTR_EL2));
    ck_undefined(f, reads(f, SR_ICC_CTLR_EL3));
    go_to(f, 0);
    ck_undefined(f, reads(f, SR_ICC_PMR_EL1));
    gic_fixture_free(f);
}
END_TEST

static void trapped_at_el1(Fixture *f, const Sysreg *sr, size_t count, bool trapped, Trap why)
{
    for (size_t i = 0; i < count; i++) {
        if (trapped)
            ck_trapped(f, reads(f, sr[i]), 2, EC_SYS64, why);
        else
            ck_assert_msg(reads(f, sr[i]), "%s", sysreg_name(sr[i]));
    }
}

/* ICH_HCR_EL2.TC <10>, TALL0 <11>, TALL1 <12>, TDIR <14>. */
START_TEST(ich_hcr_traps_el1_by_kind_of_register)
{
    static const unsigned control[] = {10, 11, 12, 14};

    for (size_t i = 0; i < ARRAY_COUNT(control); i++) {
        Fixture *f = gic_fixture("cortex-a57");
        unsigned n = control[i];

        put(f, SR_ICH_HCR_EL2, UINT64_C(1) << n);
        go_to(f, 1);
        trapped_at_el1(f, common, ARRAY_COUNT(common), n == 10, T_ICH_TC);
        trapped_at_el1(f, group0, ARRAY_COUNT(group0), n == 11, T_ICH_TALL0);
        trapped_at_el1(f, group1, ARRAY_COUNT(group1), n == 12, T_ICH_TALL1);
        ck_assert(writes(f, SR_ICC_DIR_EL1) == (n != 10 && n != 14));
        ck_assert(writes(f, SR_ICC_SGI1R_EL1) == (n != 10));
        ck_assert(reads(f, SR_ICC_SRE_EL1));
        go_to(f, 2);
        ck_assert(reads(f, SR_ICC_PMR_EL1) && reads(f, SR_ICC_IAR1_EL1));
        gic_fixture_free(f);
    }
}
END_TEST

START_TEST(sgis_of_a_guest_go_to_its_hypervisor)
{
    for (size_t i = 0; i < ARRAY_COUNT(sgis); i++) {
        Fixture *f = gic_fixture("cortex-a57");

        f->cpu->sr[SR_HCR_EL2] |= HCR_IMO;
        go_to(f, 1);
        ck_trapped(f, writes(f, sgis[i]), 2, EC_SYS64, T_HCR_IMO);
        f->cpu->sr[SR_HCR_EL2] ^= HCR_IMO | HCR_FMO;
        ck_trapped(f, writes(f, sgis[i]), 2, EC_SYS64, T_HCR_FMO);
        go_to(f, 2);
        ck_assert(writes(f, sgis[i]));
        gic_fixture_free(f);
    }
}
END_TEST

/* SCR_EL3.IRQ, FIQ: registers of a group that EL3 takes trap there; the common ones when it takes
 * both. A group that HCR_EL2 virtualizes is EL1's all the same. */
START_TEST(groups_that_el3_takes_are_el3s)
{
    Fixture *f = gic_fixture("cortex-a57");

    f->cpu->sr[SR_SCR_EL3] |= SCR_FIQ;
    for (unsigned el = 1; el <= 2; el++) {
        go_to(f, el);
        ck_trapped(f, reads(f, SR_ICC_IAR0_EL1), 3, EC_SYS64, T_SCR_FIQ);
        ck_assert(reads(f, SR_ICC_IAR1_EL1) && reads(f, SR_ICC_PMR_EL1));
    }
    f->cpu->sr[SR_SCR_EL3] |= SCR_IRQ;
    for (unsigned el = 1; el <= 2; el++) {
        go_to(f, el);
        ck_trapped(f, reads(f, SR_ICC_IAR1_EL1), 3, EC_SYS64, T_SCR_IRQ);
        ck_trapped(f, reads(f, SR_ICC_PMR_EL1), 3, EC_SYS64, T_SCR_IRQ);
        ck_trapped(f, writes(f, SR_ICC_SGI1R_EL1), 3, EC_SYS64, T_SCR_IRQ);
    }
    f->cpu->sr[SR_HCR_EL2] |= HCR_IMO;
    go_to(f, 1);
    ck_assert(reads(f, SR_ICC_IAR1_EL1) && reads(f, SR_ICC_PMR_EL1));
    ck_trapped(f, reads(f, SR_ICC_IAR0_EL1), 3, EC_SYS64, T_SCR_FIQ);
    go_to(f, 3);
    ck_assert(reads(f, SR_ICC_IAR0_EL1) && reads(f, SR_ICC_IAR1_EL1));
    gic_fixture_free(f);
}
END_TEST

/* HCR_EL2.IMO gives EL1 the virtual registers under the same names. */
START_TEST(el1_sees_its_own_interface_when_routed)
{
    Fixture *f = gic_fixture("cortex-a57");

    put(f, SR_ICC_PMR_EL1, 0xf0);
    go_to(f, 2);
    put(f, SR_ICH_VMCR_EL2, UINT64_C(0x50) << 24);
    go_to(f, 1);
    ck_assert_uint_eq(get(f, SR_ICC_PMR_EL1), 0xf0);
    f->cpu->sr[SR_HCR_EL2] |= HCR_IMO;
    ck_assert_uint_eq(get(f, SR_ICC_PMR_EL1), 0x50);
    gic_fixture_free(f);
}
END_TEST

/* Secure Group 1 is an FIQ as long as the CPU is not in Secure state below EL3. */
START_TEST(irq_and_fiq_follow_the_security_state)
{
    Fixture *f = gic_fixture("cortex-a57");
    Gicv3 *gic = f->cpu->config.gic;
    const BusRequest request = {0, 4, true, 0};

    ck_assert(gicv3_gicd_ops.write(gic, &request, 0, 7)); /* GICD_CTLR */
    ck_assert(gicv3_gicr_ops.write(gic, &request, 0x14, 0));
    ck_assert(gicv3_gicr_ops.write(gic, &request, 0x10d00, 1)); /* IGRPMODR0 */
    ck_assert(gicv3_gicr_ops.write(gic, &request, 0x10100, 1));
    put(f, SR_ICC_PMR_EL1, 0xf0);
    put(f, SR_ICC_IGRPEN1_EL3, 3);
    put(f, SR_SCR_EL3, SCR_RES1); /* Secure */
    put(f, SR_ICC_SGI1R_EL1, 1);  /* SGI 0 to this CPU */
    ck_assert_uint_eq(f->cpu->lines, 1u << CPU_LINE_FIQ);
    f->cpu->pstate.el = 1;
    regime_changed(f->cpu);
    ck_assert_uint_eq(f->cpu->lines, 1u << CPU_LINE_IRQ);
    go_to(f, 1);
    ck_assert_uint_eq(f->cpu->lines, 1u << CPU_LINE_FIQ);
    gic_fixture_free(f);
}
END_TEST

/* HFGRTR_EL2 and HFGWTR_EL2 <39>: both group enables. */
START_TEST(group_enables_have_a_fine_grained_trap)
{
    Fixture *f = gic_fixture("max");

    f->cpu->sr[SR_SCR_EL3] |= SCR_FGTEn;
    f->cpu->sr[SR_HFGRTR_EL2] = UINT64_C(1) << 39;
    go_to(f, 1);
    ck_trapped(f, reads(f, SR_ICC_IGRPEN0_EL1), 2, EC_SYS64, T_HFGRTR_ICC_IGRPENn_EL1);
    ck_trapped(f, reads(f, SR_ICC_IGRPEN1_EL1), 2, EC_SYS64, T_HFGRTR_ICC_IGRPENn_EL1);
    ck_assert(writes(f, SR_ICC_IGRPEN1_EL1) && reads(f, SR_ICC_PMR_EL1));
    f->cpu->sr[SR_HFGWTR_EL2] = UINT64_C(1) << 39;
    ck_trapped(f, writes(f, SR_ICC_IGRPEN1_EL1), 2, EC_SYS64, T_HFGWTR_ICC_IGRPENn_EL1);
    gic_fixture_free(f);
}
END_TEST

/* EL2's registers are RES0 at EL3 of a CPU without EL2. */
START_TEST(ich_is_res0_without_el2)
{
    Fixture *f = gic_fixture("cortex-a57,-el2");

    put(f, SR_ICH_HCR_EL2, 1);
    ck_assert_uint_eq(get(f, SR_ICH_HCR_EL2), 0);
    ck_assert_uint_eq(get(f, SR_ICH_VTR_EL2), 0);
    gic_fixture_free(f);
}
END_TEST

TEST_MAIN("sysreg_gic", a_cpu_without_the_interface_says_what_is_missing, levels_and_directions,
          ich_hcr_traps_el1_by_kind_of_register, sgis_of_a_guest_go_to_its_hypervisor,
          groups_that_el3_takes_are_el3s, el1_sees_its_own_interface_when_routed,
          irq_and_fiq_follow_the_security_state, group_enables_have_a_fine_grained_trap,
          ich_is_res0_without_el2)
