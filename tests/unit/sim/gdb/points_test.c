/* SPDX-License-Identifier: MIT
 *
 * points_test.c - the word that a stop reply has for a watchpoint.
 *
 * Expectations: the GDB manual, "Stop Reply Packets": watch, rwatch, awatch.
 */
#include "sim/gdb/points.h"
#include "tests/unit/harness.h"

static const char *kind(unsigned on, uint64_t address)
{
    static GdbStub stub;

    stub.points.point[0] = (HaltPoint){.first = 0x1000, .last = 0x1007, .on = (uint8_t)on};
    stub.points.count = 1;
    return gdb_points_kind(&stub, address);
}

START_TEST(each_kind_has_its_word)
{
    ck_assert_str_eq(kind(HALT_ON_WRITE, 0x1000), "watch");
    ck_assert_str_eq(kind(HALT_ON_READ, 0x1007), "rwatch");
    ck_assert_str_eq(kind(HALT_ON_READ | HALT_ON_WRITE, 0x1004), "awatch");
}
END_TEST

START_TEST(elsewhere_it_is_a_write)
{
    ck_assert_str_eq(kind(HALT_ON_READ, 0x1008), "watch");
    ck_assert_str_eq(kind(HALT_ON_READ, 0xfff), "watch");
}
END_TEST

TEST_MAIN("sim/gdb/points", each_kind_has_its_word, elsewhere_it_is_a_write)
