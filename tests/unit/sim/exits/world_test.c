/* SPDX-License-Identifier: MIT
 *
 * world_test.c - the table of worlds, and the names of exit reasons.
 */
#include <string.h>

#include "sim/exits/reason.h"
#include "sim/exits/world.h"
#include "tests/unit/harness.h"

/* docs/recording.md, "World", row by row. */
START_TEST(each_state_has_its_world)
{
    static const struct {
        const char *what;
        WorldInput in;
        WorldKind world;
    } cases[] = {
        {"EL3", {.el = 3}, WORLD_FIRMWARE},
        {"EL3 while secure", {.el = 3, .secure = true}, WORLD_FIRMWARE},
        {"Secure EL1", {.el = 1, .secure = true}, WORLD_SECURE},
        {"Secure EL0 whatever HCR says",
         {.el = 0, .secure = true, .vm = true, .vmid = 1},
         WORLD_SECURE},
        {"EL2, E2H=0", {.el = 2}, WORLD_HYP},
        {"EL2, E2H=0, TGE=1", {.el = 2, .tge = true}, WORLD_HYP},
        {"EL2, E2H=0, a guest's VTTBR", {.el = 2, .vm = true, .vmid = 3}, WORLD_HYP},
        {"EL2, E2H=1, TGE=0", {.el = 2, .e2h = true, .vm = true, .vmid = 3}, WORLD_SWITCH},
        {"EL2, E2H=1, TGE=1", {.el = 2, .e2h = true, .tge = true}, WORLD_HOST},
        {"EL0, E2H=1, TGE=1", {.el = 0, .e2h = true, .tge = true}, WORLD_USER},
        {"EL1, no stage 2", {.el = 1}, WORLD_HOST},
        {"EL0, no stage 2", {.el = 0, .vmid = 5}, WORLD_HOST},
        {"EL1, VMID 0: protected KVM's host", {.el = 1, .vm = true}, WORLD_HOST},
        {"EL1, stage 2", {.el = 1, .vm = true, .vmid = 1}, WORLD_VM},
        {"EL0, stage 2", {.el = 0, .vm = true, .vmid = 1}, WORLD_VM},
        {"EL0 of a VHE host's guest", {.el = 0, .e2h = true, .vm = true, .vmid = 1}, WORLD_VM},
        {"host waiting", {.el = 1, .waiting = true}, WORLD_IDLE},
        {"VHE host waiting", {.el = 2, .e2h = true, .tge = true, .waiting = true}, WORLD_IDLE},
        {"hypervisor waiting", {.el = 2, .waiting = true}, WORLD_IDLE},
        {"VM waiting is in the VM", {.el = 1, .vm = true, .vmid = 1, .waiting = true}, WORLD_VM},
    };

    for (unsigned i = 0; i < ARRAY_COUNT(cases); i++)
        ck_assert_msg(world_of(&cases[i].in).kind == cases[i].world, "%s: %s", cases[i].what,
                      world_name(world_of(&cases[i].in).kind));
}
END_TEST

static bool is_world_of(const World *world, const WorldInput *in)
{
    World now = world_of(in);

    return world_equal(world, &now);
}

START_TEST(vms_differ_by_table_base_and_vcpus_by_vmpidr_but_not_by_vmid)
{
    WorldInput in = {.el = 1, .vm = true, .vmid = 1, .vttbr_baddr = 0x1000, .vmpidr = 0x80000000};
    World a = world_of(&in);

    in.vmid = 9;
    ck_assert(is_world_of(&a, &in));
    in.vmpidr++;
    ck_assert(!is_world_of(&a, &in));
    in.vmpidr--;
    in.vttbr_baddr = 0x2000;
    ck_assert(!is_world_of(&a, &in));
}
END_TEST

static ExitReason sync_reason(uint32_t ec)
{
    return reason_of(&(Crossing){
        .kind = CROSSING_EXCEPTION, .exception = EXCEPTION_SYNC, .esr = ec << 26 | 0x1ffffff});
}

/* DDI 0487, ESR_EL2.EC; the names are those of Linux's kvm_exit. */
START_TEST(synchronous_exits_are_named_by_class)
{
    static const struct {
        uint32_t ec;
        const char *name;
    } cases[] = {{0x00, "UNKNOWN"},     {0x01, "WFx"},         {0x07, "FP_ASIMD"},
                 {0x16, "HVC64"},       {0x17, "SMC64"},       {0x18, "SYS64"},
                 {0x20, "IABT_LOW"},    {0x24, "DABT_LOW"},    {0x30, "BREAKPT_LOW"},
                 {0x32, "SOFTSTP_LOW"}, {0x34, "WATCHPT_LOW"}, {0x3c, "BRK64"},
                 {0x3f, "RESERVED"}};

    for (unsigned i = 0; i < ARRAY_COUNT(cases); i++)
        ck_assert_str_eq(reason_name(sync_reason(cases[i].ec)), cases[i].name);
}
END_TEST

/* "never print an EC for an asynchronous exit": the ESR is that of the trap before. */
START_TEST(an_interrupt_never_shows_a_stale_class)
{
    Crossing c = {.kind = CROSSING_EXCEPTION, .exception = EXCEPTION_IRQ, .esr = 0x5a000000};

    ck_assert_str_eq(reason_name(reason_of(&c)), "IRQ");
    c.exception = EXCEPTION_FIQ;
    ck_assert_str_eq(reason_name(reason_of(&c)), "FIQ");
    c.exception = EXCEPTION_SERROR;
    ck_assert_str_eq(reason_name(reason_of(&c)), "EL1_SERROR");
    c.kind = CROSSING_ERET;
    ck_assert_int_eq(reason_of(&c), EXIT_NONE);
}
END_TEST

START_TEST(no_two_reasons_share_a_class_or_a_name)
{
    for (unsigned i = 0; i < EXIT_COUNT; i++) {
        ck_assert_int_eq(reason_find(reason_name((ExitReason)i)), i);
        for (unsigned j = 0; j < i && reason_ec((ExitReason)i) >= 0; j++)
            ck_assert_int_ne(reason_ec((ExitReason)i), reason_ec((ExitReason)j));
    }
}
END_TEST

TEST_MAIN("world", each_state_has_its_world,
          vms_differ_by_table_base_and_vcpus_by_vmpidr_but_not_by_vmid,
          synchronous_exits_are_named_by_class, an_interrupt_never_shows_a_stale_class,
          no_two_reasons_share_a_class_or_a_name)
