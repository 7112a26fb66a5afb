/* SPDX-License-Identifier: MIT
 *
 * disk.h - a raw disk image, read only or with the guest's writes kept in memory.
 *
 * By default a run never changes the user's file: what the guest writes goes to an overlay that
 * ends with the run, so that the next run starts from the same disk.
 *
 * Tests: tests/unit/sim/board/disk_test.c
 */
#ifndef SIM_BOARD_DISK_H
#define SIM_BOARD_DISK_H

#include <stddef.h>

#include "sim/base/error.h"

#define DISK_SECTOR_BYTES 512u

typedef enum DiskMode {
    DISK_READ_ONLY,
    DISK_OVERLAY,    /* writes stay in memory */
    DISK_WRITE_FILE, /* snapshot=off: writes change the file */
} DiskMode;

typedef struct Disk Disk;

/* NULL with @err when @file is no usable raw image. */
Disk *disk_open(const char *file, DiskMode mode, Err *err);
void disk_close(Disk *disk);

/* A multiple of DISK_SECTOR_BYTES: a last partial sector is filled up with zeros. */
uint64_t disk_bytes(const Disk *disk);
bool disk_is_read_only(const Disk *disk);

/* False when the range is not on the disk, the host fails, or (write) the disk is read only. */
MUST_USE bool disk_read(const Disk *disk, uint64_t offset, void *to, size_t size_bytes);
MUST_USE bool disk_write(Disk *disk, uint64_t offset, const void *from, size_t size_bytes);
MUST_USE bool disk_flush(Disk *disk);

#endif
