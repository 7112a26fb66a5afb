/* SPDX-License-Identifier: MIT */
#include "sim/board/flash.h"
#include "tests/unit/harness.h"
#include "tests/unit/sim/board/device.h"

typedef struct Rig {
    Flash *flash;
    bool array_mode;
    unsigned changes;
} Rig;

static void mode_changed(void *owner, bool array_mode)
{
    Rig *rig = owner;

    rig->array_mode = array_mode;
    rig->changes++;
}

static void rig_start(Rig *rig, bool has_image)
{
    *rig = (Rig){.array_mode = true};
    rig->flash = flash_new(
        &(FlashConfig){.has_image = has_image, .mode_changed = mode_changed, .owner = rig});
    ck_assert_ptr_nonnull(rig->flash);
}

static uint32_t rd(Rig *rig, uint64_t offset)
{
    return (uint32_t)device_read(&flash_ops, rig->flash, 4, offset, 0);
}

static void wr(Rig *rig, uint64_t offset, uint32_t value)
{
    device_write(&flash_ops, rig->flash, 4, offset, value, 0);
}

START_TEST(the_array_is_read_until_a_command_shows_something_else)
{
    Rig rig;

    rig_start(&rig, true);
    flash_host(rig.flash)[5] = 0x42;
    ck_assert_uint_eq(rd(&rig, 4), 0xffff42ff);
    ck_assert_uint_eq(rig.changes, 0);
    wr(&rig, 0, 0x00700070);
    ck_assert(!rig.array_mode);
    ck_assert_uint_eq(rd(&rig, 4), 0x00800080);
    wr(&rig, 0, 0x00ff00ff);
    ck_assert(rig.array_mode);
    ck_assert_uint_eq(rig.changes, 2);
    ck_assert_uint_eq(rd(&rig, 4), 0xffff42ff);
    flash_free(rig.flash);
}
END_TEST

START_TEST(a_bank_without_image_is_erased_and_needs_no_memory)
{
    Rig rig;

    rig_start(&rig, false);
    ck_assert_ptr_null(flash_host(rig.flash));
    ck_assert_uint_eq(rd(&rig, 0x1000), 0xffffffff);
    ck_assert_uint_eq(device_read(&flash_ops, rig.flash, 1, 0x3ffffff, 0), 0xff);
    flash_free(rig.flash);
}
END_TEST

/* JESD68.01: Q, R, Y at words 0x10 to 0x12, then the primary command set, 0x0001. */
START_TEST(the_query_is_cfi_with_the_intel_command_set)
{
    Rig rig;

    rig_start(&rig, true);
    wr(&rig, 0x55 * 4, 0x00980098);
    ck_assert_uint_eq(rd(&rig, 0x10 * 4), 0x00510051);
    ck_assert_uint_eq(rd(&rig, 0x11 * 4), 0x00520052);
    ck_assert_uint_eq(rd(&rig, 0x12 * 4), 0x00590059);
    ck_assert_uint_eq(rd(&rig, 0x13 * 4), 0x00010001);
    ck_assert_uint_eq(rd(&rig, 0x15 * 4) & 0xff, 0x31);
    ck_assert_uint_eq(rd(&rig, 0x31 * 4) & 0xff, 'P');
    /* Two chips of 2^25 bytes: a bank. 256 blocks of 128 KiB: a chip. */
    ck_assert_uint_eq(UINT64_C(2) << (rd(&rig, 0x27 * 4) & 0xff), FLASH_BANK_BYTES);
    ck_assert_uint_eq((rd(&rig, 0x2d * 4) & 0xff) + 1, 256);
    ck_assert_uint_eq((rd(&rig, 0x30 * 4) & 0xff) << 16, 0x20000);
    flash_free(rig.flash);
}
END_TEST

/* U-Boot's CFI driver finds `virt`'s flash with 16-bit accesses, four bytes a word. */
START_TEST(a_16_bit_probe_finds_the_query_too)
{
    Rig rig;

    rig_start(&rig, true);
    device_write(&flash_ops, rig.flash, 2, 0x55 * 4, 0x98, 0);
    ck_assert_uint_eq(device_read(&flash_ops, rig.flash, 2, 0x40, 0), 'Q');
    ck_assert_uint_eq(device_read(&flash_ops, rig.flash, 1, 0x44, 0), 'R');
    device_write(&flash_ops, rig.flash, 2, 0, 0x90, 0);
    ck_assert_uint_eq(device_read(&flash_ops, rig.flash, 2, 0, 0), 0x89);
    ck_assert_uint_eq(device_read(&flash_ops, rig.flash, 2, 4, 0), 0x18);
    device_write(&flash_ops, rig.flash, 1, 0, 0xff, 0);
    ck_assert(rig.array_mode);
    flash_free(rig.flash);
}
END_TEST

/* J3 status register: SR.7 ready, SR.5 erase error, SR.4 program error, SR.1 block locked. */
START_TEST(programming_and_erasing_are_refused_with_block_locked)
{
    Rig rig;

    rig_start(&rig, true);
    wr(&rig, 0x100, 0x00400040);
    wr(&rig, 0x100, 0x12345678);
    ck_assert_uint_eq(rd(&rig, 0), 0x00920092);
    wr(&rig, 0, 0x00500050); /* clear status */
    wr(&rig, 0x100, 0x00200020);
    wr(&rig, 0x100, 0x00d000d0);
    ck_assert_uint_eq(rd(&rig, 0), 0x00a200a2);
    wr(&rig, 0, 0x00500050);
    wr(&rig, 0, 0x00700070);
    ck_assert_uint_eq(rd(&rig, 0), 0x00800080);
    ck_assert_uint_eq(flash_host(rig.flash)[0x100], 0xff);
    flash_free(rig.flash);
}
END_TEST

START_TEST(a_buffered_program_takes_its_words_before_it_is_refused)
{
    Rig rig;

    rig_start(&rig, true);
    wr(&rig, 0, 0x00e800e8);
    ck_assert_uint_eq(rd(&rig, 0) & 0x80, 0x80); /* a buffer is free */
    wr(&rig, 0, 0x00010001);                     /* two words */
    wr(&rig, 0, 0x00ff00ff);                     /* data, not a command */
    wr(&rig, 4, 0x00900090);
    ck_assert_uint_eq(rd(&rig, 0), 0x00800080);
    wr(&rig, 0, 0x00d000d0);
    ck_assert_uint_eq(rd(&rig, 0), 0x00920092);
    wr(&rig, 0, 0x00ff00ff);
    ck_assert(rig.array_mode);
    flash_free(rig.flash);
}
END_TEST

/* SR.5 and SR.4 together: command sequence error. */
START_TEST(an_unconfirmed_erase_is_a_sequence_error)
{
    Rig rig;

    rig_start(&rig, true);
    wr(&rig, 0, 0x00200020);
    wr(&rig, 0, 0x00ff00ff);
    ck_assert_uint_eq(rd(&rig, 0), 0x00b000b0);
    flash_free(rig.flash);
}
END_TEST

TEST_MAIN("flash", the_array_is_read_until_a_command_shows_something_else,
          a_bank_without_image_is_erased_and_needs_no_memory,
          the_query_is_cfi_with_the_intel_command_set, a_16_bit_probe_finds_the_query_too,
          programming_and_erasing_are_refused_with_block_locked,
          a_buffered_program_takes_its_words_before_it_is_refused,
          an_unconfirmed_erase_is_a_sequence_error)
