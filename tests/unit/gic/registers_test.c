/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "gic/registers.h"
#include "tests/unit/gic/bench.h"

static const DeviceOps *const ops[GIC_FRAME_COUNT] = {&gicv2_gicd_ops, &gicv2_gicc_ops,
                                                      &gicv2_gich_ops, &gicv2_gicv_ops};

START_TEST(rows_do_not_overlap_and_fit_their_frames)
{
    for (unsigned frame = 0; frame < GIC_FRAME_COUNT; frame++) {
        bool taken[0x401] = {0};
        GicRegister row;

        for (unsigned i = 0; gic_register((GicFrame)frame, i, &row); i++) {
            ck_assert(row.offset % 4 == 0 && row.count >= 1);
            for (unsigned n = 0; n < row.count; n++) {
                ck_assert_uint_lt(row.offset / 4 + n, ARRAY_COUNT(taken));
                ck_assert_msg(!taken[row.offset / 4 + n], "%s.%s", row.frame, row.name);
                taken[row.offset / 4 + n] = true;
            }
        }
    }
}
END_TEST

/* A row that says RO ignores writes, one that says WO reads as zero, whatever is written. */
START_TEST(rows_keep_what_their_access_column_says)
{
    for (unsigned frame = 0; frame < GIC_FRAME_COUNT; frame++) {
        GicRegister row;

        for (unsigned i = 0; gic_register((GicFrame)frame, i, &row); i++) {
            for (unsigned n = 0; n < row.count; n++) {
                unsigned offset = row.offset + 4 * n;
                uint32_t before;
                Bench b;

                bench_begin(&b, 2, false);
                before = (uint32_t)frame_get(&b, ops[frame], offset, 4);
                frame_put(&b, ops[frame], offset, 4, UINT32_MAX);
                if (!strcmp(row.access, "RO"))
                    ck_assert_msg(frame_get(&b, ops[frame], offset, 4) == before, "%s.%s",
                                  row.frame, row.name);
                if (!strcmp(row.access, "WO"))
                    ck_assert_msg(frame_get(&b, ops[frame], offset, 4) == 0, "%s.%s", row.frame,
                                  row.name);
                bench_end(&b);
            }
        }
    }
}
END_TEST

START_TEST(wrong_sizes_and_reserved_offsets_are_raz_wi)
{
    static const unsigned reserved[] = {0x00c, 0xd00, 0xf04, 0xfcc, 0x1000, 0x1004, 0xffff0};
    Bench b;

    bench_begin(&b, 1, false);
    for (size_t i = 0; i < ARRAY_COUNT(reserved); i++) {
        D_PUT(reserved[i], UINT32_MAX);
        ck_assert_uint_eq(D_GET(reserved[i]), 0);
    }
    D_PUT8(GICD_ISENABLER + 4, 0xff);
    ck_assert_uint_eq(D_GET(GICD_ISENABLER + 4), 0);
    ck_assert_uint_eq(frame_get(&b, &gicv2_gicd_ops, GICD_IIDR, 8), 0);
    ck_assert_uint_eq(frame_get(&b, &gicv2_gicc_ops, GICC_IIDR, 2), 0);
    frame_put(&b, &gicv2_gicd_ops, GICD_IPRIORITYR + 40, 8, UINT64_MAX);
    ck_assert_uint_eq(D_GET(GICD_IPRIORITYR + 40), 0);
    bench_end(&b);
}
END_TEST

TEST_MAIN("registers", rows_do_not_overlap_and_fit_their_frames,
          rows_keep_what_their_access_column_says, wrong_sizes_and_reserved_offsets_are_raz_wi)
