/* SPDX-License-Identifier: MIT
 *
 * micro_test.c - a reference hypervisor that does less than it says is found out.
 *
 * The embedded programs are changed instruction by instruction; encodings are DDI 0487's.
 */
#include <string.h>

#include "sim/cli/micro.h"
#include "tests/unit/harness.h"

#define NOP 0xd503201fu

/* The n-th hypervisor with each @from replaced by a NOP; there must be @count of them. */
static Hypervisor without(unsigned n, uint32_t from, unsigned count)
{
    static unsigned char elf[1 << 20];
    static size_t size;
    Hypervisor changed = *micro_hypervisor(n);
    const uint32_t to = NOP;

    size = *changed.elf_size;
    ck_assert_uint_gt(size, 0);
    ck_assert_uint_lt(size, sizeof elf);
    memcpy(elf, changed.elf, size);
    for (size_t i = 0; i + 4 <= size; i += 4)
        if (!memcmp(elf + i, &from, 4)) {
            memcpy(elf + i, &to, 4);
            count--;
        }
    ck_assert_uint_eq(count, 0);
    changed.elf = elf;
    changed.elf_size = &size;
    return changed;
}

static void fails(Hypervisor hypervisor, const char *words)
{
    const MicroOptions options = {.cost = "xgene"};
    Micro micro;
    Err err = {.text = ""};

    ck_assert(!micro_run(&hypervisor, &options, &micro, &err));
    ck_assert_msg(strstr(err.text, words) != NULL, "`%s` is not in: %s", words, err.text);
    ck_assert_int_eq(err.status, STATUS_ERROR);
}

START_TEST(a_system_register_that_is_not_restored_is_missed)
{
    fails(without(1, 0xd518d085, 1),
          "lost 1 registers"); /* MSR TPIDR_EL1, X5: the host's is gone */
}
END_TEST

START_TEST(vector_registers_that_are_not_saved_are_missed)
{
    fails(without(1, 0xad0f8440, 1), "lost 8 registers"); /* STP Q0, Q1: two halves, two worlds */
}
END_TEST

START_TEST(a_register_that_both_worlds_have_with_vhe_is_missed)
{
    fails(without(2, 0xd51bd045, 2),
          "lost 1 registers"); /* MSR TPIDR_EL0, X5: the host's is gone */
}
END_TEST

START_TEST(general_registers_that_are_not_restored_are_missed)
{
    fails(without(0, 0xa9410fe2, 1), "lost 2 registers"); /* LDP X2, X3: emulation used them */
}
END_TEST

START_TEST(a_hypervisor_that_gives_up_is_told)
{
    fails(without(0, 0xd53c5201, 1), "gave up before `Hypercall`"); /* MRS X1, ESR_EL2 */
}
END_TEST

START_TEST(a_build_without_the_cross_compiler_is_explained)
{
    static const size_t nothing = 0;
    Hypervisor empty = *micro_hypervisor(0);

    empty.elf_size = &nothing;
    fails(empty, "aarch64-linux-gnu-gcc was missing");
}
END_TEST

TEST_MAIN("sim/cli/micro", a_system_register_that_is_not_restored_is_missed,
          vector_registers_that_are_not_saved_are_missed,
          a_register_that_both_worlds_have_with_vhe_is_missed,
          general_registers_that_are_not_restored_are_missed, a_hypervisor_that_gives_up_is_told,
          a_build_without_the_cross_compiler_is_explained)
