/* SPDX-License-Identifier: MIT
 *
 * Expectations are sections of VIRTIO 1.2.
 */
#include <stdio.h>
#include <unistd.h>

#include "sim/board/virtio_blk.h"
#include "sim/board/virtio_rng.h"
#include "tests/unit/harness.h"
#include "tests/unit/sim/board/driver.h"

#define LATENCY 1000u
#define NEEDS_RESET 64u

/* A block device whose sector n is filled with the byte n + 1. */
typedef struct BlkRig {
    Driver *d;
    Disk *disk;
    VirtioBlk *blk;
} BlkRig;

static void blk_start(BlkRig *rig, DiskMode mode)
{
    char path[] = "/tmp/virtio_test.XXXXXX";
    int fd = mkstemp(path);
    Err err;

    ck_assert_int_ge(fd, 0);
    for (int i = 0; i < 8; i++) {
        uint8_t sector[512];

        memset(sector, i + 1, sizeof sector);
        ck_assert_int_eq(write(fd, sector, sizeof sector), 512);
    }
    close(fd);
    rig->d = driver_new();
    rig->disk = disk_open(path, mode, &err);
    ck_assert_ptr_nonnull(rig->disk);
    unlink(path);
    rig->blk = virtio_blk_new(&(VirtioBlkConfig){.mmio = rig->d->mmio,
                                                 .disk = rig->disk,
                                                 .serial = "serial-1",
                                                 .events = &rig->d->events,
                                                 .latency_units = LATENCY});
    ck_assert_ptr_nonnull(rig->blk);
}

static void blk_stop(BlkRig *rig)
{
    virtio_blk_free(rig->blk);
    disk_close(rig->disk);
    driver_free(rig->d);
}

/* Header at DATA, data at DATA + 0x1000, status at DATA + 0x100. */
static void request(Driver *d, uint32_t type, uint64_t sector, uint32_t size, unsigned data_flags)
{
    memset(ram_at(d, DATA), 0, 16);
    memcpy(ram_at(d, DATA), &type, 4);
    memcpy(ram_at(d, DATA + 8), &sector, 8);
    *ram_at(d, DATA + 0x100) = 0xee;
    describe(d, 0, DATA, 16, F_NEXT, 1);
    describe(d, 1, DATA + 0x1000, size, data_flags | F_NEXT, 2);
    describe(d, 2, DATA + 0x100, 1, F_WRITE, 0);
    submit(d, 0, 0);
    event_run_due(&d->events, UINT64_MAX - 1);
}

static uint8_t status(Driver *d)
{
    return *ram_at(d, DATA + 0x100);
}

/* 4.2.2: magic "virt", version 2; 4.2.2.1: device 0 is nobody. */
START_TEST(an_empty_slot_says_device_0)
{
    Driver *d = driver_new();

    ck_assert_uint_eq(rd(d, 0), 0x74726976);
    ck_assert_uint_eq(rd(d, 4), 2);
    ck_assert_uint_eq(rd(d, 8), 0);
    wr(d, 0x70, 1);
    wr(d, 0x50, 0);
    ck_assert_uint_eq(rd(d, 0x70), 0);
    ck_assert_uint_eq(rd(d, 0x100), 0);
    driver_free(d);
}
END_TEST

START_TEST(a_block_device_tells_its_capacity_and_features)
{
    BlkRig rig;

    blk_start(&rig, DISK_OVERLAY);
    ck_assert_uint_eq(rd(rig.d, 8), 2);
    ck_assert_uint_eq(rd(rig.d, 0x100), 8); /* sectors */
    ck_assert_uint_eq(rd(rig.d, 0x104), 0);
    ck_assert_uint_eq(rd(rig.d, 0x114), 512); /* blk_size */
    wr(rig.d, 0x14, 0);
    ck_assert_uint_eq(rd(rig.d, 0x10), 1u << 2 | 1u << 6 | 1u << 9);
    wr(rig.d, 0x14, 1);
    ck_assert_uint_eq(rd(rig.d, 0x10), 1); /* VERSION_1 */
    wr(rig.d, 0x14, 2);
    ck_assert_uint_eq(rd(rig.d, 0x10), 0);
    blk_stop(&rig);
    blk_start(&rig, DISK_READ_ONLY);
    wr(rig.d, 0x14, 0);
    ck_assert_uint_eq(rd(rig.d, 0x10) >> 5 & 1, 1); /* RO */
    blk_stop(&rig);
}
END_TEST

/* 3.1.1 step 6: FEATURES_OK does not stay when the device cannot work with the choice. */
START_TEST(features_that_were_not_offered_are_refused)
{
    BlkRig rig;

    blk_start(&rig, DISK_OVERLAY);
    wr(rig.d, 0x70, 3);
    wr(rig.d, 0x70, 11); /* without VERSION_1 */
    ck_assert_uint_eq(rd(rig.d, 0x70), 3);
    wr(rig.d, 0x24, 1);
    wr(rig.d, 0x20, 3); /* bit 33 was not offered */
    wr(rig.d, 0x70, 11);
    ck_assert_uint_eq(rd(rig.d, 0x70), 3);
    wr(rig.d, 0x20, 1);
    wr(rig.d, 0x70, 11);
    ck_assert_uint_eq(rd(rig.d, 0x70), 11);
    blk_stop(&rig);
}
END_TEST

START_TEST(a_read_arrives_after_the_latency_with_an_interrupt)
{
    BlkRig rig;

    blk_start(&rig, DISK_OVERLAY);
    bring_up(rig.d, 0);
    describe(rig.d, 0, DATA, 16, F_NEXT, 1);
    describe(rig.d, 1, DATA + 0x1000, 1024, F_WRITE | F_NEXT, 2);
    describe(rig.d, 2, DATA + 0x100, 1, F_WRITE, 0);
    *ram_at(rig.d, DATA + 8) = 2; /* sector */
    submit(rig.d, 0, 500);
    ck_assert_uint_eq(event_next(&rig.d->events), 500 + LATENCY);
    ck_assert_uint_eq(load16(rig.d, USED + 2), 0);
    ck_assert(!rig.d->wire.level);
    event_run_due(&rig.d->events, 500 + LATENCY);
    ck_assert_uint_eq(load16(rig.d, USED + 2), 1);
    ck_assert_uint_eq(load32(rig.d, USED + 4), 0);
    ck_assert_uint_eq(load32(rig.d, USED + 8), 1025);
    ck_assert_uint_eq(*ram_at(rig.d, DATA + 0x1000), 3);
    ck_assert_uint_eq(*ram_at(rig.d, DATA + 0x1000 + 1023), 4);
    ck_assert_uint_eq(status(rig.d), 0);
    ck_assert(rig.d->wire.level);
    ck_assert_uint_eq(rd(rig.d, 0x60), 1);
    wr(rig.d, 0x64, 1);
    ck_assert(!rig.d->wire.level);
    blk_stop(&rig);
}
END_TEST

/* 2.7.4.2: framing says nothing; header and status may be cut as the driver likes. */
START_TEST(a_request_may_be_cut_into_any_descriptors)
{
    BlkRig rig;

    blk_start(&rig, DISK_OVERLAY);
    bring_up(rig.d, 0);
    describe(rig.d, 0, DATA, 7, F_NEXT, 3);
    describe(rig.d, 3, DATA + 7, 9, F_NEXT, 4);
    describe(rig.d, 4, DATA + 0x1000, 511, F_WRITE | F_NEXT, 5);
    describe(rig.d, 5, DATA + 0x2000, 2, F_WRITE, 0);
    submit(rig.d, 0, 0);
    event_run_due(&rig.d->events, LATENCY);
    ck_assert_uint_eq(*ram_at(rig.d, DATA + 0x1000 + 510), 1);
    ck_assert_uint_eq(*ram_at(rig.d, DATA + 0x2000), 1);
    ck_assert_uint_eq(*ram_at(rig.d, DATA + 0x2001), 0); /* status */
    blk_stop(&rig);
}
END_TEST

START_TEST(what_was_written_is_read_back)
{
    BlkRig rig;

    blk_start(&rig, DISK_OVERLAY);
    bring_up(rig.d, 0);
    memset(ram_at(rig.d, DATA + 0x1000), 0x77, 512);
    request(rig.d, 1, 3, 512, 0);
    ck_assert_uint_eq(status(rig.d), 0);
    memset(ram_at(rig.d, DATA + 0x1000), 0, 1536);
    request(rig.d, 0, 2, 1536, F_WRITE);
    ck_assert_uint_eq(*ram_at(rig.d, DATA + 0x1000), 3);
    ck_assert_uint_eq(*ram_at(rig.d, DATA + 0x1200), 0x77);
    ck_assert_uint_eq(*ram_at(rig.d, DATA + 0x1400), 5);
    request(rig.d, 4, 0, 0, 0); /* flush */
    ck_assert_uint_eq(status(rig.d), 0);
    blk_stop(&rig);
}
END_TEST

/* 5.2.6: IOERR 1, UNSUPP 2. */
START_TEST(what_cannot_be_done_is_answered_in_the_status)
{
    BlkRig rig;

    blk_start(&rig, DISK_READ_ONLY);
    bring_up(rig.d, 1u << 5);
    request(rig.d, 1, 0, 512, 0); /* write to a read-only disk */
    ck_assert_uint_eq(status(rig.d), 1);
    request(rig.d, 0, 7, 1024, F_WRITE); /* beyond the end */
    ck_assert_uint_eq(status(rig.d), 1);
    request(rig.d, 0, UINT64_MAX, 512, F_WRITE);
    ck_assert_uint_eq(status(rig.d), 1);
    request(rig.d, 0, 0, 100, F_WRITE); /* no whole sector */
    ck_assert_uint_eq(status(rig.d), 1);
    request(rig.d, 11, 0, 512, F_WRITE); /* discard was not offered */
    ck_assert_uint_eq(status(rig.d), 2);
    request(rig.d, 8, 0, 20, F_WRITE); /* GET_ID */
    ck_assert_uint_eq(status(rig.d), 0);
    ck_assert_str_eq((char *)ram_at(rig.d, DATA + 0x1000), "serial-1");
    ck_assert_uint_eq(rd(rig.d, 0x70) & NEEDS_RESET, 0);
    blk_stop(&rig);
}
END_TEST

START_TEST(data_outside_ram_is_an_io_error)
{
    BlkRig rig;

    blk_start(&rig, DISK_OVERLAY);
    bring_up(rig.d, 0);
    request(rig.d, 0, 0, 0, F_WRITE);
    describe(rig.d, 1, UINT64_MAX - 256, 512, F_WRITE | F_NEXT, 2);
    submit(rig.d, 0, 0);
    event_run_due(&rig.d->events, UINT64_MAX - 1);
    ck_assert_uint_eq(status(rig.d), 1);
    blk_stop(&rig);
}
END_TEST

/* Brings up, lets @break_rules do its work, and expects DEVICE_NEEDS_RESET with a configuration
 * interrupt (2.1.2) and no answer. */
static void needs_reset(void (*break_rules)(Driver *d))
{
    BlkRig rig;

    blk_start(&rig, DISK_OVERLAY);
    bring_up(rig.d, 0);
    break_rules(rig.d);
    event_run_due(&rig.d->events, UINT64_MAX - 1);
    ck_assert_uint_eq(rd(rig.d, 0x70) & NEEDS_RESET, NEEDS_RESET);
    ck_assert_uint_eq(rd(rig.d, 0x60), 2);
    ck_assert_uint_eq(load16(rig.d, USED + 2), 0);
    ck_assert(rig.d->wire.level);
    /* A reset mends it. */
    wr(rig.d, 0x70, 0);
    ck_assert(!rig.d->wire.level);
    store16(rig.d, AVAIL + 2, 0);
    bring_up(rig.d, 0);
    request(rig.d, 0, 0, 512, F_WRITE);
    ck_assert_uint_eq(status(rig.d), 0);
    blk_stop(&rig);
}

static void loop(Driver *d)
{
    describe(d, 0, DATA, 16, F_NEXT, 1);
    describe(d, 1, DATA, 16, F_NEXT, 0);
    submit(d, 0, 0);
}

static void indirect(Driver *d)
{
    describe(d, 0, DATA, 16, F_INDIRECT, 0);
    submit(d, 0, 0);
}

static void readable_after_writable(Driver *d)
{
    describe(d, 0, DATA, 16, F_WRITE | F_NEXT, 1);
    describe(d, 1, DATA, 16, 0, 0);
    submit(d, 0, 0);
}

static void head_beyond_queue(Driver *d)
{
    submit(d, QUEUE_SIZE, 0);
}

static void next_beyond_queue(Driver *d)
{
    describe(d, 0, DATA, 16, F_NEXT, 0xffff);
    submit(d, 0, 0);
}

static void available_jumps(Driver *d)
{
    store16(d, AVAIL + 2, QUEUE_SIZE + 1);
    wr(d, 0x50, 0);
}

static void no_status_byte(Driver *d)
{
    describe(d, 0, DATA, 16, 0, 0);
    submit(d, 0, 0);
}

static void short_header(Driver *d)
{
    describe(d, 0, DATA, 15, F_NEXT, 1);
    describe(d, 1, DATA + 0x100, 1, F_WRITE, 0);
    submit(d, 0, 0);
}

static void status_outside_ram(Driver *d)
{
    describe(d, 0, DATA, 16, F_NEXT, 1);
    describe(d, 1, 0, 1, F_WRITE, 0);
    submit(d, 0, 0);
}

START_TEST(a_driver_that_breaks_the_rules_must_reset_the_device)
{
    needs_reset(loop);
    needs_reset(indirect);
    needs_reset(readable_after_writable);
    needs_reset(head_beyond_queue);
    needs_reset(next_beyond_queue);
    needs_reset(available_jumps);
    needs_reset(no_status_byte);
    needs_reset(short_header);
    needs_reset(status_outside_ram);
}
END_TEST

START_TEST(a_queue_with_impossible_parameters_is_not_made_ready)
{
    static const struct {
        uint64_t offset;
        uint32_t value;
    } row[] = {{0x38, 0},        {0x38, 7},         {0x38, 512},     {0x38, 0x10008},
               {0x80, DESC + 8}, {0x90, AVAIL + 1}, {0xa0, USED + 2}};

    for (size_t i = 0; i < ARRAY_COUNT(row); i++) {
        BlkRig rig;

        blk_start(&rig, DISK_OVERLAY);
        bring_up(rig.d, 0);
        wr(rig.d, 0x44, 0);
        wr(rig.d, row[i].offset, row[i].value);
        wr(rig.d, 0x44, 1);
        ck_assert_uint_eq(rd(rig.d, 0x44), 0);
        ck_assert_uint_eq(rd(rig.d, 0x70) & NEEDS_RESET, NEEDS_RESET);
        blk_stop(&rig);
    }
}
END_TEST

START_TEST(a_queue_outside_ram_needs_a_reset)
{
    BlkRig rig;

    blk_start(&rig, DISK_OVERLAY);
    bring_up(rig.d, 0);
    wr(rig.d, 0x44, 0);
    wr(rig.d, 0x94, 0xffffffff);
    wr(rig.d, 0x44, 1);
    wr(rig.d, 0x50, 0);
    ck_assert_uint_eq(rd(rig.d, 0x70) & NEEDS_RESET, NEEDS_RESET);
    blk_stop(&rig);
}
END_TEST

START_TEST(a_reset_forgets_the_request_in_hand)
{
    BlkRig rig;

    blk_start(&rig, DISK_OVERLAY);
    bring_up(rig.d, 0);
    describe(rig.d, 0, DATA, 16, F_NEXT, 1);
    describe(rig.d, 1, DATA + 0x100, 1, F_WRITE, 0);
    submit(rig.d, 0, 0);
    wr(rig.d, 0x70, 0);
    ck_assert_uint_eq(event_next(&rig.d->events), UINT64_MAX);
    ck_assert_uint_eq(rd(rig.d, 0x44), 0);
    blk_stop(&rig);
}
END_TEST

/* 2.7.7: VIRTQ_AVAIL_F_NO_INTERRUPT. */
START_TEST(a_driver_that_polls_is_not_interrupted)
{
    BlkRig rig;

    blk_start(&rig, DISK_OVERLAY);
    bring_up(rig.d, 0);
    store16(rig.d, AVAIL, 1);
    request(rig.d, 0, 0, 512, F_WRITE);
    ck_assert_uint_eq(load16(rig.d, USED + 2), 1);
    ck_assert(!rig.d->wire.level);
    blk_stop(&rig);
}
END_TEST

START_TEST(requests_are_served_one_after_another_in_order)
{
    BlkRig rig;

    blk_start(&rig, DISK_OVERLAY);
    bring_up(rig.d, 0);
    for (unsigned i = 0; i < 3; i++) {
        describe(rig.d, 2 * i, DATA, 16, F_NEXT, 2 * i + 1);
        describe(rig.d, 2 * i + 1, DATA + 0x100, 1, F_WRITE, 0);
        submit(rig.d, 2 * i, 0);
    }
    for (unsigned i = 1; i <= 3; i++) {
        ck_assert_uint_eq(event_next(&rig.d->events), i * LATENCY);
        event_run_due(&rig.d->events, i * LATENCY);
        ck_assert_uint_eq(load16(rig.d, USED + 2), i);
        ck_assert_uint_eq(load32(rig.d, USED + 4 + 8 * (i - 1)), 2 * (i - 1));
    }
    blk_stop(&rig);
}
END_TEST

static void entropy(uint64_t seed, uint8_t out[64])
{
    Driver *d = driver_new();
    VirtioRng *rng = virtio_rng_new(&(VirtioRngConfig){
        .mmio = d->mmio, .seed = seed, .events = &d->events, .latency_units = LATENCY});

    ck_assert_ptr_nonnull(rng);
    ck_assert_uint_eq(rd(d, 8), 4);
    bring_up(d, 0);
    describe(d, 0, DATA, 61, F_WRITE, 0);
    submit(d, 0, 0);
    event_run_due(&d->events, LATENCY);
    ck_assert_uint_eq(load32(d, USED + 8), 61);
    memcpy(out, ram_at(d, DATA), 64);
    virtio_rng_free(rng);
    driver_free(d);
}

START_TEST(entropy_is_the_same_for_the_same_seed_and_no_other)
{
    uint8_t a[64], b[64], c[64];

    entropy(1, a);
    entropy(1, b);
    entropy(2, c);
    ck_assert_int_eq(memcmp(a, b, 64), 0);
    ck_assert_int_ne(memcmp(a, c, 61), 0);
    ck_assert_uint_eq(a[61] | a[62] | a[63], 0); /* beyond the buffer */
}
END_TEST

/* Published first output of SplitMix64 seeded with 1234567. */
START_TEST(the_generator_is_splitmix64)
{
    uint8_t bytes[64];
    uint64_t first;

    entropy(1234567, bytes);
    memcpy(&first, bytes, 8);
    ck_assert_uint_eq(first, UINT64_C(6457827717110365317));
}
END_TEST

TEST_MAIN("virtio", an_empty_slot_says_device_0, a_block_device_tells_its_capacity_and_features,
          features_that_were_not_offered_are_refused,
          a_read_arrives_after_the_latency_with_an_interrupt,
          a_request_may_be_cut_into_any_descriptors, what_was_written_is_read_back,
          what_cannot_be_done_is_answered_in_the_status, data_outside_ram_is_an_io_error,
          a_driver_that_breaks_the_rules_must_reset_the_device,
          a_queue_with_impossible_parameters_is_not_made_ready, a_queue_outside_ram_needs_a_reset,
          a_reset_forgets_the_request_in_hand, a_driver_that_polls_is_not_interrupted,
          requests_are_served_one_after_another_in_order,
          entropy_is_the_same_for_the_same_seed_and_no_other, the_generator_is_splitmix64)
