/* SPDX-License-Identifier: MIT
 *
 * waiting_test.c - what wakes a CPU that waits, and what does not.
 *
 * Expectations: DDI 0487, "Wait For Event", "Wait For Interrupt"; DEN 0022, CPU_OFF.
 */
#include "cpu/exception.h"
#include "sim/waiting.h"
#include "tests/unit/sim/program.h"

static const uint32_t program[] = {0x14000000}; /* b . */

/* Two CPUs, the second of which waits, with its interrupts masked. */
static Cpu *start(Program *p, CpuWait wait)
{
    Cpu *cpu;

    PROGRAM(p, program, "-smp", "2", );
    cpu = p->machine->cpu[1];
    p->machine->power[1] = PSCI_POWER_ON;
    waiting_end(p->machine, 1, 0);
    cpu->attention = 0;
    cpu_wait(cpu, wait);
    schedule_ran(&p->machine->schedule, 1, 0, true);
    waiting_began(p->machine, 1);
    return cpu;
}

static void check_wakes(Program *p, bool wakes)
{
    ck_assert_int_eq(waiting_wake(p->machine), wakes);
    ck_assert_int_eq(p->machine->cpu[1]->wait == WAIT_NONE, wakes);
    ck_assert_uint_eq(bit(p->machine->schedule.runnable, 1), wakes);
    program_end(p);
}

static void set_line(Cpu *cpu, CpuLine line)
{
    IrqLine input = cpu_line(cpu, line);

    irqline_set(&input, true);
}

START_TEST(nothing_wakes_nobody)
{
    Program p;

    start(&p, WAIT_WFE);
    check_wakes(&p, false);
    start(&p, WAIT_WFI);
    check_wakes(&p, false);
}
END_TEST

START_TEST(an_event_ends_wfe_and_is_used_up)
{
    Program p;
    Cpu *cpu = start(&p, WAIT_WFE);

    cpu->event_register = true;
    ck_assert(waiting_wake(p.machine));
    ck_assert(!cpu->event_register);
    program_end(&p);
}
END_TEST

START_TEST(an_event_does_not_end_wfi)
{
    Program p;

    start(&p, WAIT_WFI)->event_register = true;
    check_wakes(&p, false);
}
END_TEST

/* What another CPU's walk wrote into a descriptor took the mark, and nobody was there to say so. */
START_TEST(a_lost_mark_is_an_event)
{
    Program p;

    start(&p, WAIT_WFE);
    p.machine->monitors.untold = 1u << 1;
    ck_assert(waiting_wake(p.machine));
    ck_assert_uint_eq(p.machine->monitors.untold, 0);
    ck_assert_uint_eq(bit(p.machine->schedule.runnable, 1), 1);
    program_end(&p);
}
END_TEST

START_TEST(a_masked_interrupt_ends_both)
{
    Program p;

    set_line(start(&p, WAIT_WFI), CPU_LINE_IRQ);
    check_wakes(&p, true);
    set_line(start(&p, WAIT_WFE), CPU_LINE_FIQ);
    check_wakes(&p, true);
}
END_TEST

START_TEST(nothing_wakes_a_cpu_that_is_off)
{
    Program p;
    Cpu *cpu = start(&p, WAIT_OFF);

    cpu->event_register = true;
    p.machine->monitors.untold = 1u << 1;
    set_line(cpu, CPU_LINE_IRQ);
    check_wakes(&p, false);
}
END_TEST

TEST_MAIN("sim/waiting", nothing_wakes_nobody, an_event_ends_wfe_and_is_used_up,
          an_event_does_not_end_wfi, a_lost_mark_is_an_event, a_masked_interrupt_ends_both,
          nothing_wakes_a_cpu_that_is_off)
