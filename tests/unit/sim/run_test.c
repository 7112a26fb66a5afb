/* SPDX-License-Identifier: MIT
 *
 * run_test.c - how a run ends, with which status, and what is said of it.
 *
 * Expectations: docs/cli.md (statuses), DEN 0022 (SYSTEM_OFF, SYSTEM_RESET), Arm's semihosting
 * (SYS_EXIT).
 */
#include <string.h>

#include "sim/explain.h"
#include "sim/run.h"
#include "tests/unit/sim/program.h"

#define RUN(p, words, ...)                                                                         \
    do {                                                                                           \
        PROGRAM(p, words, __VA_ARGS__);                                                            \
        run_machine((p)->machine, NULL, NULL, NULL);                                               \
    } while (0)

static void check_end(Program *p, MachineEnd end, int status)
{
    ck_assert_msg(p->machine->end == end, "%s", run_end_text(p->machine->end));
    ck_assert_int_eq(run_exit_status(p->machine), status);
}

/* What is said of it holds @expected. */
static void check_says(const Program *p, const char *expected)
{
    char text[8192] = "";
    FILE *out = fmemopen(text, sizeof text, "w");

    explain_machine(p->machine, out);
    fclose(out);
    ck_assert_msg(strstr(text, expected), "no `%s` in:\n%s", expected, text);
}

START_TEST(system_off_is_status_0)
{
    static const uint32_t words[] = {0xd2b08000, 0xf2800100, 0xd4000002}; /* x0: 0x84000008; hvc */
    Program p;

    RUN(&p, words, );
    check_end(&p, MACHINE_POWERED_OFF, 0);
    ck_assert_uint_eq(p.machine->insns, 3);
    program_end(&p);
}
END_TEST

START_TEST(a_reset_goes_on_or_ends_as_asked_for)
{
    /* x0: 0x84000009; hvc, but off the second time: RAM that no image covers counts */
    static const uint32_t words[] = {0xd2a80801, 0xb9400022, 0x11000443, 0xb9000023,
                                     0xd2b08000, 0xf2800120, 0xcb020000, 0xd4000002};
    Program p;

    RUN(&p, words, "-no-reboot", );
    check_end(&p, MACHINE_RESET, 0);
    program_end(&p);
    RUN(&p, words, );
    check_end(&p, MACHINE_POWERED_OFF, 0);
    ck_assert_uint_eq(p.machine->resets, 1);
    ck_assert_uint_eq(p.machine->insns, 16);
    program_end(&p);
}
END_TEST

START_TEST(semihosting_ends_with_the_guests_status)
{
    /* w0: SYS_EXIT; x1: {ADP_Stopped_ApplicationExit, 207}; hlt #0xf000 */
    static const uint32_t words[] = {0x52800300, 0x10000061, 0xd45e0000, 0xd503201f,
                                     0x00020026, 0,          207,        0};
    Program p;

    RUN(&p, words, "-semihosting", );
    check_end(&p, MACHINE_GUEST_EXIT, 207);
    program_end(&p);
}
END_TEST

START_TEST(the_limit_is_exact)
{
    static const uint32_t words[] = {0x14000000}; /* b . */
    Program p;

    RUN(&p, words, "--max-insns", "100003", );
    check_end(&p, MACHINE_INSN_LIMIT, 3);
    ck_assert_uint_eq(p.machine->insns, 100003);
    program_end(&p);
}
END_TEST

START_TEST(a_wait_without_end_is_explained)
{
    static const uint32_t words[] = {0xd503207f, 0x17ffffff}; /* wfi; b to it */
    static const uint32_t masked[] = {0xd2800060, 0xd51be320, 0xd503207f,
                                      0x17ffffff}; /* CNTV_CTL_EL0 = ENABLE, IMASK */
    Program p;

    RUN(&p, words, );
    check_end(&p, MACHINE_STUCK, 3);
    check_says(&p, "CPU 0 waits in WFI at EL1, PC 0x40080004");
    check_says(&p, "no timer is set to interrupt: all are off.");
    program_end(&p);
    RUN(&p, masked, );
    check_end(&p, MACHINE_STUCK, 3);
    check_says(&p, "no timer is set to interrupt: CNTV is enabled but masked (IMASK).");
    program_end(&p);
}
END_TEST

START_TEST(a_fault_loop_is_explained)
{
    static const uint32_t words[] = {0xd503201f, 0xd53be2a0, 0}; /* nop; mrs of nothing; udf */
    Program p;

    RUN(&p, words, );
    check_end(&p, MACHINE_FAULT_LOOP, 3);
    check_says(&p, "It began when at 0x40080004 EL1 had the undefined instruction 0xd53be2a0");
    check_says(&p, "VBAR_EL1 is 0x0: the guest has not set up its vectors.");
    check_says(&p, "-kernel has no header");
    program_end(&p);
}
END_TEST

/* Calls in a handler are no faults: a loop of them is ended by the limit. */
START_TEST(a_loop_of_calls_is_no_fault_loop)
{
    static const uint32_t words[] = {
        0x10000000 | 0x4000, /* adr x0, #0x800: VBAR_EL1, in the zeros behind */
        0xd518c000,          /* msr vbar_el1, x0 */
        0xd4000001,          /* svc #0, from where the vector comes back */
    };
    static uint32_t image[0x800 / 4 + 0x400 / 4];
    Program p;

    memcpy(image, words, sizeof words);
    image[0xa00 / 4] = 0xd4000001; /* the vector: svc #0 */
    RUN(&p, image, "--max-insns", "30000000", );
    check_end(&p, MACHINE_INSN_LIMIT, 3);
    program_end(&p);
}
END_TEST

TEST_MAIN("sim/run", system_off_is_status_0, a_reset_goes_on_or_ends_as_asked_for,
          semihosting_ends_with_the_guests_status, the_limit_is_exact,
          a_wait_without_end_is_explained, a_fault_loop_is_explained,
          a_loop_of_calls_is_no_fault_loop)
