/* SPDX-License-Identifier: MIT
 *
 * exec_fp_lane_test.c - where the manual and the program that made the vectors differ.
 */
#include "tests/unit/cpu/exec_fixture.h"

/* FCVTZS H16, H11, #8: -3.5 is 0xfc80 of 16 bits, and the rest of the register is cleared. */
START_TEST(fcvtzs_of_a_half_lane_clears_the_rest)
{
    Fixture *f = exec_fixture("cortex-a57,+fp16", 3);

    f->cpu->v[11].h[0] = 0xc300;
    f->cpu->v[16].q = ~(u128)0;
    run(f, 0x5f18fd70);
    ck_next(f);
    ck_assert_uint_eq(f->cpu->v[16].d[0], 0xfc80);
    ck_assert_uint_eq(f->cpu->v[16].d[1], 0);
    exec_fixture_free(f);
}
END_TEST

TEST_MAIN("cpu/exec_fp lanes", fcvtzs_of_a_half_lane_clears_the_rest)
