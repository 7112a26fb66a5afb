/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "gic/v3/frame.h"
#include "tests/unit/gic/v3/bench.h"

START_TEST(rows_do_not_overlap_and_fit_their_frames)
{
    for (unsigned frame = 0; frame < GICV3_FRAME_COUNT; frame++) {
        bool taken[GICV3_FRAME_BYTES / 4] = {0};
        const Gicv3Row *row;

        for (unsigned i = 0; (row = gicv3_row((Gicv3Frame)frame, i)) != NULL; i++) {
            ck_assert(row->reg.offset % 4 == 0 && row->reg.count >= 1);
            for (unsigned n = 0; n < row->reg.count; n++) {
                ck_assert_uint_lt(row->reg.offset / 4 + n, GICV3_FRAME_BYTES / 4);
                ck_assert_msg(!taken[row->reg.offset / 4 + n], "%s.%s", row->reg.frame,
                              row->reg.name);
                taken[row->reg.offset / 4 + n] = true;
            }
        }
    }
}
END_TEST

static const DeviceOps *ops_of(Gicv3Frame frame, uint64_t *base)
{
    *base = frame == GICV3_SGI ? SGI_BASE : 0;
    return frame == GICV3_GICD ? &gicv3_gicd_ops : &gicv3_gicr_ops;
}

/* A row that says RO ignores writes, and every access is noted. */
START_TEST(rows_keep_what_their_access_column_says)
{
    const Gicv3Row *row;

    for (unsigned frame = 0; frame < GICV3_FRAME_COUNT; frame++) {
        for (unsigned i = 0; (row = gicv3_row((Gicv3Frame)frame, i)) != NULL; i++) {
            uint64_t base, before;
            const DeviceOps *ops = ops_of((Gicv3Frame)frame, &base);
            Bench b;

            bench_begin(&b, 2, true);
            before = frame_get(&b, ops, base + row->reg.offset, 4);
            ck_assert_uint_eq(gicv3_seen(b.gic, (Gicv3Frame)frame, i), GIC_SEEN_READ);
            frame_put(&b, ops, base + row->reg.offset, 4, UINT32_MAX);
            ck_assert_uint_eq(gicv3_seen(b.gic, (Gicv3Frame)frame, i),
                              GIC_SEEN_READ | GIC_SEEN_WRITE);
            if (!strcmp(row->reg.access, "RO"))
                ck_assert_msg(frame_get(&b, ops, base + row->reg.offset, 4) == before, "%s.%s",
                              row->reg.frame, row->reg.name);
            bench_end(&b);
        }
    }
}
END_TEST

START_TEST(wrong_sizes_and_what_is_not_there_are_raz_wi)
{
    Bench b;

    bench_begin(&b, 2, false);
    frame_put(&b, &gicv3_gicd_ops, GICD_ISENABLER + 4, 1, 0xff);
    frame_put(&b, &gicv3_gicd_ops, GICD_ISENABLER + 4, 8, 0xff);
    ck_assert_uint_eq(D_GET(GICD_ISENABLER + 4), 0);
    D_PUT(GICD_ISENABLER, 0xffff);
    ck_assert_uint_eq(D_GET(GICD_ISENABLER), 0); /* SGIs and PPIs are the redistributor's */
    D_PUT(GICD_ISENABLER + 12, 0xffff);
    ck_assert_uint_eq(D_GET(GICD_ISENABLER + 12), 0); /* beyond INTID 95 */
    ck_assert_uint_eq(D_GET(0x0800), 0);              /* ITARGETSR */
    ck_assert_uint_eq(D_GET(0xfffc0000), 0);
    R_PUT(2 * GICR_STRIDE + SGI_BASE + GICD_ISENABLER, 1); /* there are two CPUs */
    ck_assert_uint_eq(R_GET(2 * GICR_STRIDE + SGI_BASE + GICD_ISENABLER), 0);
    b.cpu = 2;
    ck_assert_uint_eq(D_GET(GICD_TYPER), 0);
    bench_end(&b);
}
END_TEST

START_TEST(bytes_of_priorities_and_64_bits_of_routes)
{
    Bench b;

    bench_begin(&b, 2, false);
    D_PUT8(GICD_IPRIORITYR + 33, 0xa0);
    ck_assert_uint_eq(D_GET(GICD_IPRIORITYR + 32), 0xa000);
    ck_assert_uint_eq(D_GET8(GICD_IPRIORITYR + 33), 0xa0);
    frame_put(&b, &gicv3_gicd_ops, GICD_IROUTER + 8 * 40, 8, UINT64_C(0xffffffffffffffff));
    /* No 1-of-N: Interrupt_Routing_Mode <31> is RES0, as are <63:40> and <30:24>. */
    ck_assert_uint_eq(frame_get(&b, &gicv3_gicd_ops, GICD_IROUTER + 8 * 40, 8),
                      UINT64_C(0xff00ffffff));
    ck_assert_uint_eq(D_GET(GICD_IROUTER + 8 * 40 + 4), 0xff);
    bench_end(&b);
}
END_TEST

TEST_MAIN("gic/v3/frame", rows_do_not_overlap_and_fit_their_frames,
          rows_keep_what_their_access_column_says, wrong_sizes_and_what_is_not_there_are_raz_wi,
          bytes_of_priorities_and_64_bits_of_routes)
