/* SPDX-License-Identifier: MIT
 *
 * Answers expected here are those a bare-metal program got from QEMU 7.2 (-M virt -smp 2, by HVC,
 * and with virtualization=on by SMC: the same), and where DEN 0022 fixes them they agree with it.
 */
#include "sim/board/psci.h"
#include "tests/unit/harness.h"

static uint64_t affinity(void *owner, unsigned cpu)
{
    (void)owner;
    return cpu;
}

static PsciPower power(void *owner, unsigned cpu)
{
    const PsciPower *state = owner;

    return state[cpu];
}

/* CPU 0 on (it calls), 1 off, 2 on its way. */
static PsciResult call(uint64_t x0, uint64_t x1, uint64_t x2, uint64_t x3)
{
    PsciPower state[3] = {PSCI_POWER_ON, PSCI_POWER_OFF, PSCI_POWER_ON_PENDING};
    PsciView view = {.cpu_count = 3, .affinity = affinity, .power = power, .owner = state};

    return psci_call(&view, (const uint64_t[4]){x0, x1, x2, x3});
}

static void answers(uint64_t x0, uint64_t x1, uint64_t x2, int64_t expected)
{
    PsciResult r = call(x0, x1, x2, 0);

    ck_assert_int_eq(r.action, PSCI_NONE);
    ck_assert_int_eq((int64_t)r.x0, expected);
}

START_TEST(it_is_psci_1_1_without_smccc_version)
{
    answers(0x84000000, 0, 0, 0x10001);
    answers(0x80000000, 0, 0, -1);
    answers(0x8400000a, 0x80000000, 0, -1);
    answers(0x84000006, 0, 0, 2);
}
END_TEST

START_TEST(features_are_exactly_the_functions_that_answer)
{
    static const uint32_t there[] = {0x84000000, 0xc4000003, 0xc4000001, 0x84000001, 0x84000006,
                                     0x84000009, 0x84000008, 0x8400000a, 0xc4000004, 0x84000002};
    static const uint32_t absent[] = {0x84000005, 0xc4000005, 0x84000007, 0x84000012, 0x8400000b};

    for (size_t i = 0; i < ARRAY_COUNT(there); i++)
        answers(0x8400000a, there[i], 0, 0);
    for (size_t i = 0; i < ARRAY_COUNT(absent); i++) {
        answers(0x8400000a, absent[i], 0, -1);
        answers(absent[i], 0, 0, -1);
    }
}
END_TEST

START_TEST(unknown_functions_are_not_supported)
{
    static const uint32_t id[] = {0, 0xc4000000, 0xc400000a, 0xc2000000, 0x8600ff01, 0x84000050};

    for (size_t i = 0; i < ARRAY_COUNT(id); i++)
        answers(id[i], 0, 0, -1);
}
END_TEST

START_TEST(affinity_info_tells_on_off_and_pending)
{
    answers(0xc4000004, 0, 0, 0);
    answers(0xc4000004, 1, 0, 1);
    answers(0xc4000004, 2, 0, 2);
    answers(0xc4000004, 3, 0, -2);
    answers(0xc4000004, 0x80000000, 0, -2);
    answers(0xc4000004, 1, 1, 0); /* the cluster is on */
}
END_TEST

START_TEST(cpu_on_starts_a_cpu_that_is_off_and_no_other)
{
    PsciResult r = call(0xc4000003, 1, 0x40300000, 0x1122334455667788);

    ck_assert_int_eq(r.action, PSCI_ON);
    ck_assert_uint_eq(r.x0, 0);
    ck_assert_uint_eq(r.cpu, 1);
    ck_assert_uint_eq(r.entry, 0x40300000);
    ck_assert_uint_eq(r.context, 0x1122334455667788);
    answers(0xc4000003, 0, 0x40300000, -4);
    answers(0xc4000003, 2, 0x40300000, -5);
    answers(0xc4000003, 3, 0x40300000, -2);
    answers(0xc4000003, 0x80000001, 0x40300000, -2);
    answers(0xc4000003, 1, 0x40300002, -2);
}
END_TEST

/* DEN 0028: SMC32 arguments are W1 to W7. */
START_TEST(a_32_bit_call_ignores_the_upper_halves)
{
    PsciResult r = call(0x84000003, 0xdead00000001, 0xdead40300000, 0xdead00000005);

    ck_assert_int_eq(r.action, PSCI_ON);
    ck_assert_uint_eq(r.entry, 0x40300000);
    ck_assert_uint_eq(r.context, 5);
}
END_TEST

START_TEST(cpu_suspend_waits_and_refuses_deeper_levels)
{
    ck_assert_int_eq(call(0xc4000001, 0, 0, 0).action, PSCI_SUSPEND);
    ck_assert_int_eq(call(0x84000001, 0x10000, 0, 0).action, PSCI_SUSPEND);
    answers(0xc4000001, 0x02000000, 0, -2);
    answers(0xc4000001, 0xfffe0000, 0, -2);
}
END_TEST

START_TEST(power_calls_tell_the_machine_what_to_do)
{
    ck_assert_int_eq(call(0x84000002, 0, 0, 0).action, PSCI_OFF);
    ck_assert_int_eq(call(0x84000008, 0, 0, 0).action, PSCI_SYSTEM_OFF);
    ck_assert_int_eq(call(0x84000009, 0, 0, 0).action, PSCI_SYSTEM_RESET);
}
END_TEST

TEST_MAIN("psci", it_is_psci_1_1_without_smccc_version,
          features_are_exactly_the_functions_that_answer, unknown_functions_are_not_supported,
          affinity_info_tells_on_off_and_pending, cpu_on_starts_a_cpu_that_is_off_and_no_other,
          a_32_bit_call_ignores_the_upper_halves, cpu_suspend_waits_and_refuses_deeper_levels,
          power_calls_tell_the_machine_what_to_do)
