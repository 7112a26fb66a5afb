/* SPDX-License-Identifier: MIT */
#include "sim/board/map.h"
#include "tests/unit/harness.h"

/* The rows of `info mtree` of qemu-system-aarch64 -M virt,gic-version=2,virtualization=on. */
START_TEST(addresses_are_those_of_qemus_virt)
{
    ck_assert_uint_eq(virt_map(MAP_GICD)->base.v, 0x08000000);
    ck_assert_uint_eq(virt_map(MAP_GICV)->base.v, 0x08040000);
    ck_assert_uint_eq(virt_map(MAP_UART0)->base.v, 0x09000000);
    ck_assert_uint_eq(virt_map(MAP_RAM)->base.v, 0x40000000);
    ck_assert_uint_eq(virt_virtio_base(31).v, 0x0a003e00);
    ck_assert_uint_eq(virt_virtio_spi(31), 47);
}
END_TEST

START_TEST(no_two_entries_overlap)
{
    for (int i = 0; i + 1 < MAP_COUNT; i++)
        for (int j = i + 1; j < MAP_COUNT; j++) {
            const MapEntry *a = virt_map((MapId)i), *b = virt_map((MapId)j);

            ck_assert(a->base.v + a->size_bytes <= b->base.v ||
                      b->base.v + b->size_bytes <= a->base.v);
        }
}
END_TEST

START_TEST(a_cpu_counts_in_affinity_0_until_its_cluster_is_full)
{
    ck_assert_uint_eq(virt_mpidr_affinity(7, 2), 7);
    ck_assert_uint_eq(virt_mpidr_affinity(8, 2), 0x100);
    ck_assert_uint_eq(virt_mpidr_affinity(8, 3), 8);
    ck_assert_uint_eq(virt_mpidr_affinity(17, 3), 0x101);
}
END_TEST

TEST_MAIN("map", addresses_are_those_of_qemus_virt, no_two_entries_overlap,
          a_cpu_counts_in_affinity_0_until_its_cluster_is_full)
