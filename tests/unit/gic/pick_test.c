/* SPDX-License-Identifier: MIT */
#include "gic/pick.h"
#include "tests/unit/harness.h"

#define BOTH (PICK_GROUP0 | PICK_GROUP1)

/* Two CPUs, 96 interrupts, nothing pending. */
static void state_begin(IrqState *state)
{
    *state = (IrqState){0};
    irqstate_reset(state, 2, 96);
}

/* Pending, enabled, to CPU 0 if an SPI. */
static void ready(IrqState *state, unsigned intid, uint8_t priority, bool group1)
{
    IrqBank *bank = irqstate_bank(state, 0, intid / 32);
    uint32_t flag = 1u << intid % 32;

    bank->enabled |= flag;
    bank->latched |= flag;
    if (group1)
        bank->group1 |= flag;
    *irqstate_priority(state, 0, intid) = priority;
    state->targets[intid] = 1;
    if (intid >= 32)
        irqstate_refresh(state, intid / 32);
}

START_TEST(nothing_ready_picks_nothing)
{
    IrqState state;

    state_begin(&state);
    ck_assert_uint_eq(pick_highest(&state, 0, BOTH).intid, 1023);
}
END_TEST

START_TEST(the_least_priority_value_wins_wherever_it_is)
{
    static const unsigned intid[] = {0, 15, 16, 31, 32, 63, 64, 95};

    for (size_t i = 0; i < ARRAY_COUNT(intid); i++) {
        IrqState state;
        GicPick pick;

        state_begin(&state);
        for (size_t n = 0; n < ARRAY_COUNT(intid); n++)
            ready(&state, intid[n], n == i ? 0x10 : 0x11, false);
        pick = pick_highest(&state, 0, BOTH);
        ck_assert_uint_eq(pick.intid, intid[i]);
        ck_assert_uint_eq(pick.priority, 0x10);
    }
}
END_TEST

START_TEST(a_group_that_is_not_forwarded_is_not_there)
{
    IrqState state;

    state_begin(&state);
    ready(&state, 40, 0x10, false);
    ready(&state, 20, 0x20, true);
    ck_assert_uint_eq(pick_highest(&state, 0, BOTH).intid, 40);
    ck_assert_uint_eq(pick_highest(&state, 0, PICK_GROUP1).intid, 20);
    ck_assert(pick_highest(&state, 0, PICK_GROUP1).group1);
    ck_assert_uint_eq(pick_highest(&state, 0, PICK_GROUP0).intid, 40);
    ck_assert_uint_eq(pick_highest(&state, 0, 0).intid, 1023);
}
END_TEST

START_TEST(other_cpus_targets_and_active_or_disabled_interrupts_are_passed_over)
{
    IrqState state;

    state_begin(&state);
    ready(&state, 40, 0x10, false);
    ready(&state, 41, 0x20, false);
    ready(&state, 70, 0x30, false);
    ready(&state, 17, 0x40, false);
    state.targets[40] = 2;
    irqstate_acknowledge(&state, 0, 41);
    state.spi[2].enabled = 0;
    irqstate_refresh(&state, 2);
    ck_assert_uint_eq(pick_highest(&state, 0, BOTH).intid, 17);
    ck_assert_uint_eq(pick_highest(&state, 1, BOTH).intid, 40);
}
END_TEST

/* The least urgent priority is still an interrupt to HPPIR. */
START_TEST(priority_255_can_be_picked)
{
    IrqState state;

    state_begin(&state);
    ready(&state, 95, 0xff, false);
    ck_assert_uint_eq(pick_highest(&state, 0, BOTH).intid, 95);
}
END_TEST

TEST_MAIN("pick", nothing_ready_picks_nothing, the_least_priority_value_wins_wherever_it_is,
          a_group_that_is_not_forwarded_is_not_there,
          other_cpus_targets_and_active_or_disabled_interrupts_are_passed_over,
          priority_255_can_be_picked)
