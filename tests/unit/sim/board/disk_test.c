/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/board/disk.h"
#include "tests/unit/harness.h"

static char path[64];

/* A file of @size bytes, byte i being i % 251. */
static void make_file(size_t size)
{
    uint8_t *bytes = malloc(size + 1);
    int fd;

    ck_assert_ptr_nonnull(bytes);
    strcpy(path, "/tmp/disk_test.XXXXXX");
    fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(i % 251);
    ck_assert_int_eq(write(fd, bytes, size), (ssize_t)size);
    close(fd);
    free(bytes);
}

static Disk *open_disk(DiskMode mode)
{
    Err err = {{0}, STATUS_OK};
    Disk *disk = disk_open(path, mode, &err);

    ck_assert_msg(disk != NULL, "%s", err.text);
    return disk;
}

START_TEST(writes_stay_in_the_overlay_and_the_file_is_untouched)
{
    uint8_t out[10000], in[10000];
    Disk *disk;

    make_file(3 << 20);
    disk = open_disk(DISK_OVERLAY);
    memset(in, 0xaa, sizeof in);
    ck_assert(disk_write(disk, (2 << 20) - 5000, in, sizeof in)); /* over a leaf's border */
    ck_assert(disk_read(disk, (2 << 20) - 5000, out, sizeof out));
    ck_assert_int_eq(memcmp(in, out, sizeof in), 0);
    ck_assert(disk_read(disk, (2 << 20) - 5001, out, 1));
    ck_assert_uint_eq(out[0], ((2 << 20) - 5001) % 251);
    ck_assert(disk_read(disk, (2 << 20) + 5000, out, 1));
    ck_assert_uint_eq(out[0], ((2 << 20) + 5000) % 251);
    disk_close(disk);
    disk = open_disk(DISK_READ_ONLY);
    ck_assert(disk_read(disk, 2 << 20, out, 1));
    ck_assert_uint_eq(out[0], (2 << 20) % 251);
    disk_close(disk);
    unlink(path);
}
END_TEST

START_TEST(snapshot_off_changes_the_file)
{
    uint8_t byte = 0xaa;
    Disk *disk;

    make_file(1024);
    disk = open_disk(DISK_WRITE_FILE);
    ck_assert(disk_write(disk, 700, &byte, 1));
    ck_assert(disk_flush(disk));
    disk_close(disk);
    disk = open_disk(DISK_READ_ONLY);
    byte = 0;
    ck_assert(disk_read(disk, 700, &byte, 1));
    ck_assert_uint_eq(byte, 0xaa);
    ck_assert(!disk_write(disk, 0, &byte, 1));
    disk_close(disk);
    unlink(path);
}
END_TEST

START_TEST(a_partial_last_sector_is_filled_with_zeros)
{
    uint8_t sector[512];
    Disk *disk;

    make_file(600);
    disk = open_disk(DISK_OVERLAY);
    ck_assert_uint_eq(disk_bytes(disk), 1024);
    ck_assert(disk_read(disk, 512, sector, 512));
    ck_assert_uint_eq(sector[87], (512 + 87) % 251);
    ck_assert_uint_eq(sector[88], 0);
    ck_assert_uint_eq(sector[511], 0);
    disk_close(disk);
    unlink(path);
}
END_TEST

START_TEST(nothing_beyond_the_disk_is_reached)
{
    uint8_t sector[512] = {0};
    Disk *disk;

    make_file(1024);
    disk = open_disk(DISK_OVERLAY);
    ck_assert(!disk_read(disk, 1000, sector, 512));
    ck_assert(!disk_write(disk, 1024, sector, 1));
    ck_assert(!disk_read(disk, UINT64_MAX, sector, 2));
    disk_close(disk);
    unlink(path);
}
END_TEST

START_TEST(what_is_no_raw_image_is_refused_with_a_remedy)
{
    Err err;

    make_file(0);
    ck_assert_ptr_null(disk_open(path, DISK_OVERLAY, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "empty"));
    unlink(path);
    ck_assert_ptr_null(disk_open(path, DISK_OVERLAY, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "No such file"));
    ck_assert_ptr_null(disk_open("/tmp", DISK_OVERLAY, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "regular file"));
    make_file(512);
    {
        FILE *file = fopen(path, "r+b");

        ck_assert_ptr_nonnull(file);
        fwrite("QFI\xfb", 1, 4, file);
        fclose(file);
    }
    ck_assert_ptr_null(disk_open(path, DISK_OVERLAY, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "qemu-img convert"));
    unlink(path);
}
END_TEST

TEST_MAIN("disk", writes_stay_in_the_overlay_and_the_file_is_untouched,
          snapshot_off_changes_the_file, a_partial_last_sector_is_filled_with_zeros,
          nothing_beyond_the_disk_is_reached, what_is_no_raw_image_is_refused_with_a_remedy)
