/* SPDX-License-Identifier: MIT
 *
 * boot_test.c - the state of a machine before its first instruction, at power-on and after a reset.
 *
 * Expectations: Linux's Documentation/arm64/booting.rst (X0, the level), DEN 0022 (CPUs that are
 * off), QEMU's virt board (addresses, SCR_EL3 of a kernel started below EL3).
 */
#include <string.h>

#include "sim/boot.h"
#include "tests/unit/sim/program.h"

#define FDT_MAGIC 0xedfe0dd0u  /* 0xd00dfeed, big-endian */
#define SCR_OF_A_KERNEL 0x501u /* NS, HCE, RW */

static const uint32_t program[] = {0xd503201f, 0x14000000}; /* nop; b . */

static uint32_t word_at(const Machine *machine, uint64_t address)
{
    uint32_t word;

    memcpy(&word, machine->ram + (address - UINT64_C(0x40000000)), sizeof word);
    return word;
}

START_TEST(a_kernel_begins_at_the_highest_level_below_el3)
{
    Program one, two, three;

    PROGRAM(&one, program, );
    ck_assert_uint_eq(one.machine->cpu[0]->pstate.el, 1);
    ck_assert_uint_eq(one.machine->cpu[0]->pc, PROGRAM_AT);
    program_end(&one);
    PROGRAM(&two, program, "-M", "virt,virtualization=on", );
    ck_assert_uint_eq(two.machine->cpu[0]->pstate.el, 2);
    program_end(&two);
    PROGRAM(&three, program, "-M", "virt,virtualization=on,secure=on", );
    ck_assert_uint_eq(three.machine->cpu[0]->pstate.el, 2);
    ck_assert_uint_eq(three.machine->cpu[0]->sr[SR_SCR_EL3] & SCR_OF_A_KERNEL, SCR_OF_A_KERNEL);
    program_end(&three);
}
END_TEST

START_TEST(a_kernel_is_told_of_the_device_tree)
{
    Program p;

    PROGRAM(&p, program, "-smp", "2", );
    ck_assert_uint_eq(word_at(p.machine, p.machine->cpu[0]->x[0]), FDT_MAGIC);
    ck_assert_uint_eq(p.machine->cpu[0]->x[1], 0);
    ck_assert_uint_eq(word_at(p.machine, PROGRAM_AT), program[0]);
    program_end(&p);
}
END_TEST

START_TEST(only_the_first_cpu_runs)
{
    Program p;

    PROGRAM(&p, program, "-smp", "4", );
    ck_assert_uint_eq(p.machine->schedule.runnable, 1);
    ck_assert_int_eq(p.machine->power[0], PSCI_POWER_ON);
    for (unsigned i = 1; i < 4; i++) {
        ck_assert_int_eq(p.machine->power[i], PSCI_POWER_OFF);
        ck_assert_int_eq(p.machine->cpu[i]->wait, WAIT_OFF);
    }
    program_end(&p);
}
END_TEST

/* But for time, and for memory that no image covers. */
START_TEST(a_reset_is_as_power_on)
{
    const uint64_t elsewhere = UINT64_C(0x43000000);
    uint64_t dtb, tree_word;
    Program p;
    Cpu *cpu;
    Err err;

    PROGRAM(&p, program, "-smp", "2", "-M", "virt,virtualization=on", );
    cpu = p.machine->cpu[0];
    dtb = cpu->x[0];
    tree_word = word_at(p.machine, dtb + 4);
    memset(p.machine->ram + (PROGRAM_AT - UINT64_C(0x40000000)), 0xff, sizeof program);
    memset(p.machine->ram + (dtb - UINT64_C(0x40000000)), 0xff, 64);
    memset(p.machine->ram + (elsewhere - UINT64_C(0x40000000)), 0x5a, 4);
    cpu->x[0] = 1;
    cpu->pstate.el = 1;
    cpu->sr[SR_VBAR_EL2] = 0x1000;
    p.machine->power[1] = PSCI_POWER_ON;
    ck_assert_msg(machine_reset(p.machine, &err), "%s", err.text);
    ck_assert_uint_eq(word_at(p.machine, PROGRAM_AT), program[0]);
    ck_assert_uint_eq(word_at(p.machine, dtb + 4), tree_word);
    ck_assert_uint_eq(word_at(p.machine, elsewhere), 0x5a5a5a5a);
    ck_assert_uint_eq(cpu->x[0], dtb);
    ck_assert_uint_eq(cpu->pstate.el, 2);
    ck_assert_uint_eq(cpu->pc, PROGRAM_AT);
    ck_assert_uint_eq(cpu->sr[SR_VBAR_EL2], 0);
    ck_assert_int_eq(p.machine->power[1], PSCI_POWER_OFF);
    ck_assert_uint_eq(p.machine->schedule.runnable, 1);
    program_end(&p);
}
END_TEST

TEST_MAIN("sim/boot", a_kernel_begins_at_the_highest_level_below_el3,
          a_kernel_is_told_of_the_device_tree, only_the_first_cpu_runs, a_reset_is_as_power_on)
