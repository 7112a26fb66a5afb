/* SPDX-License-Identifier: MIT */
#include "sim/board/pl061.h"
#include "tests/unit/harness.h"
#include "tests/unit/sim/board/device.h"

enum { DIR = 0x400, IS = 0x404, IBE = 0x408, IEV = 0x40c, IE = 0x410, RIS = 0x414, MIS = 0x418 };
enum { IC = 0x41c, ALL = 0x3fc };

typedef struct Rig {
    Wire irq, out[PL061_LINES];
    Pl061 *gpio;
} Rig;

static void rig_start(Rig *rig)
{
    Pl061Config config = {.irq = wire_line(&rig->irq)};

    *rig = (Rig){0};
    for (int i = 0; i < PL061_LINES; i++)
        config.output[i] = wire_line(&rig->out[i]);
    rig->gpio = pl061_new(&config);
    ck_assert_ptr_nonnull(rig->gpio);
}

static uint32_t rd(Rig *rig, uint64_t offset)
{
    return (uint32_t)device_read(&pl061_ops, rig->gpio, 4, offset, 0);
}

static void wr(Rig *rig, uint64_t offset, uint32_t value)
{
    device_write(&pl061_ops, rig->gpio, 4, offset, value, 0);
}

/* DDI 0190, GPIODATA: address bits <9:2> mask reads and writes. */
START_TEST(the_address_says_which_lines_are_written_and_read)
{
    Rig rig;

    rig_start(&rig);
    wr(&rig, DIR, 0xff);
    wr(&rig, 0x098, 0xff); /* lines 1, 2 and 5 */
    ck_assert_uint_eq(rd(&rig, ALL), 0x26);
    ck_assert_uint_eq(rd(&rig, 0x0c4), 0x20); /* lines 0, 4 and 5 */
    ck_assert(rig.out[1].level && rig.out[2].level && rig.out[5].level && !rig.out[0].level);
    pl061_free(rig.gpio);
}
END_TEST

START_TEST(an_input_line_is_not_written)
{
    Rig rig;

    rig_start(&rig);
    wr(&rig, ALL, 0xff);
    ck_assert_uint_eq(rd(&rig, ALL), 0);
    pl061_set_input(rig.gpio, 3, true);
    ck_assert_uint_eq(rd(&rig, ALL), 8);
    pl061_free(rig.gpio);
}
END_TEST

START_TEST(a_rising_edge_is_remembered_until_cleared)
{
    Rig rig;

    rig_start(&rig);
    wr(&rig, IEV, 8);
    wr(&rig, IE, 8);
    pl061_set_input(rig.gpio, 3, true);
    pl061_set_input(rig.gpio, 3, false);
    ck_assert_uint_eq(rd(&rig, RIS), 8);
    ck_assert_uint_eq(rd(&rig, MIS), 8);
    ck_assert(rig.irq.level);
    wr(&rig, IC, 8);
    ck_assert_uint_eq(rd(&rig, RIS), 0);
    ck_assert(!rig.irq.level);
    pl061_free(rig.gpio);
}
END_TEST

START_TEST(both_edges_count_with_ibe)
{
    Rig rig;

    rig_start(&rig);
    wr(&rig, IBE, 1);
    pl061_set_input(rig.gpio, 0, true);
    ck_assert_uint_eq(rd(&rig, RIS), 1);
    wr(&rig, IC, 1);
    pl061_set_input(rig.gpio, 0, false);
    ck_assert_uint_eq(rd(&rig, RIS), 1);
    pl061_free(rig.gpio);
}
END_TEST

START_TEST(a_level_interrupt_follows_its_line)
{
    Rig rig;

    rig_start(&rig);
    wr(&rig, IS, 2);
    wr(&rig, IEV, 2);
    wr(&rig, IE, 2);
    ck_assert(!rig.irq.level);
    pl061_set_input(rig.gpio, 1, true);
    ck_assert(rig.irq.level);
    wr(&rig, IC, 2);
    ck_assert(rig.irq.level); /* still high */
    pl061_set_input(rig.gpio, 1, false);
    ck_assert(!rig.irq.level);
    pl061_free(rig.gpio);
}
END_TEST

START_TEST(identification_is_a_pl061_of_arm)
{
    Rig rig;
    uint32_t id = 0;

    rig_start(&rig);
    for (unsigned i = 0; i < 4; i++)
        id |= rd(&rig, 0xfe0 + 4 * i) << (8 * i);
    ck_assert_uint_eq(id & 0xfffff, 0x41061);
    pl061_free(rig.gpio);
}
END_TEST

TEST_MAIN("pl061", the_address_says_which_lines_are_written_and_read, an_input_line_is_not_written,
          a_rising_edge_is_remembered_until_cleared, both_edges_count_with_ibe,
          a_level_interrupt_follows_its_line, identification_is_a_pl061_of_arm)
