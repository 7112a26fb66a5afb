/* SPDX-License-Identifier: MIT */
#include "sim/board/v2m.h"
#include "tests/unit/harness.h"
#include "tests/unit/sim/board/device.h"

START_TEST(a_message_is_one_edge_of_its_spi_and_a_foreign_one_is_none)
{
    Wire wire[2] = {{0}};
    V2mConfig config = {.first_spi = 48, .spi_count = 2};
    V2m *v2m;

    config.spi[0] = wire_line(&wire[0]);
    config.spi[1] = wire_line(&wire[1]);
    v2m = v2m_new(&config);
    ck_assert_ptr_nonnull(v2m);
    /* Base INTID in <25:16>, number in <9:0>. */
    ck_assert_uint_eq(device_read(&v2m_ops, v2m, 4, 0x008, 0), 0x00500002);
    device_write(&v2m_ops, v2m, 4, 0x040, 81, 0);
    ck_assert_uint_eq(wire[1].edges, 1);
    ck_assert(!wire[1].level);
    device_write(&v2m_ops, v2m, 4, 0x040, 82, 0);
    device_write(&v2m_ops, v2m, 4, 0x040, 79, 0);
    ck_assert_uint_eq(wire[0].edges + wire[1].edges, 1);
    v2m_free(v2m);
}
END_TEST

TEST_MAIN("v2m", a_message_is_one_edge_of_its_spi_and_a_foreign_one_is_none)
