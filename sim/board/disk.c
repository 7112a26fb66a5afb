/* SPDX-License-Identifier: MIT
 *
 * disk.c - a raw disk image with an overlay of 4 KiB clusters.
 *
 * Tests: tests/unit/sim/board/disk_test.c
 */
#include "sim/board/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CLUSTER_BYTES UINT64_C(4096)
#define LEAF_CLUSTERS 512u
#define LEAF_BYTES (CLUSTER_BYTES * LEAF_CLUSTERS)

typedef struct Leaf {
    uint8_t *cluster[LEAF_CLUSTERS]; /* NULL: as in the file */
} Leaf;

struct Disk {
    int fd;
    DiskMode mode;
    uint64_t size_bytes;
    Leaf **leaf; /* by offset / LEAF_BYTES; DISK_OVERLAY only */
};

static uint64_t leaf_count(const Disk *disk)
{
    return (disk->size_bytes + LEAF_BYTES - 1) / LEAF_BYTES;
}

/* Copies what the file has of the range; beyond its end are zeros. */
static bool read_file(const Disk *disk, uint64_t offset, uint8_t *to, size_t size_bytes)
{
    while (size_bytes > 0) {
        ssize_t got = pread(disk->fd, to, size_bytes, (off_t)offset);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0) {
            memset(to, 0, size_bytes);
            return true;
        }
        to += got;
        offset += (uint64_t)got;
        size_bytes -= (size_t)got;
    }
    return true;
}

static bool write_file(const Disk *disk, uint64_t offset, const uint8_t *from, size_t size_bytes)
{
    while (size_bytes > 0) {
        ssize_t put = pwrite(disk->fd, from, size_bytes, (off_t)offset);

        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        from += put;
        offset += (uint64_t)put;
        size_bytes -= (size_t)put;
    }
    return true;
}

static bool check_file(const char *file, const struct stat *status, int fd, Err *err)
{
    char magic[4] = {0};

    if (!S_ISREG(status->st_mode))
        return err_usage(err, "%s: not a regular file; a disk must be a raw image file", file);
    if (status->st_size == 0)
        return err_usage(err, "%s: byte 0: the disk image is empty; `truncate -s 64M` makes one",
                         file);
    if (pread(fd, magic, sizeof magic, 0) == sizeof magic && memcmp(magic, "QFI\xfb", 4) == 0)
        return err_usage(err,
                         "%s: byte 0: a qcow2 image; only raw ones are read: qemu-img convert -O "
                         "raw FILE FILE.raw",
                         file);
    return true;
}

Disk *disk_open(const char *file, DiskMode mode, Err *err)
{
    int fd = open(file, (mode == DISK_WRITE_FILE ? O_RDWR : O_RDONLY) | O_CLOEXEC);
    struct stat status;
    Disk *disk;

    if (fd < 0 || fstat(fd, &status) != 0) {
        err_usage(err, "%s: cannot open the disk image: %s", file, strerror(errno));
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    if (!check_file(file, &status, fd, err)) {
        close(fd);
        return NULL;
    }
    disk = calloc(1, sizeof *disk);
    if (disk) {
        *disk = (Disk){.fd = fd, .mode = mode};
        disk->size_bytes = align_up((uint64_t)status.st_size, DISK_SECTOR_BYTES);
        if (mode == DISK_OVERLAY)
            disk->leaf =
                calloc(leaf_count(disk) + 1, sizeof *disk->leaf); /* NULL only if refused */
    }
    if (!disk || (mode == DISK_OVERLAY && !disk->leaf)) {
        err_set(err, "%s: out of memory for the disk", file);
        free(disk);
        close(fd);
        return NULL;
    }
    return disk;
}

void disk_close(Disk *disk)
{
    if (!disk)
        return;
    for (uint64_t i = 0; disk->leaf && i < leaf_count(disk); i++) {
        for (unsigned j = 0; disk->leaf[i] && j < LEAF_CLUSTERS; j++)
            free(disk->leaf[i]->cluster[j]);
        free(disk->leaf[i]);
    }
    free(disk->leaf);
    close(disk->fd);
    free(disk);
}

uint64_t disk_bytes(const Disk *disk)
{
    return disk->size_bytes;
}

bool disk_is_read_only(const Disk *disk)
{
    return disk->mode == DISK_READ_ONLY;
}

static bool on_disk(const Disk *disk, uint64_t offset, size_t size_bytes)
{
    return offset <= disk->size_bytes && size_bytes <= disk->size_bytes - offset;
}

/* The overlay's copy of the cluster at @offset, or NULL. */
static uint8_t *overlaid(const Disk *disk, uint64_t offset)
{
    const Leaf *leaf = disk->leaf ? disk->leaf[offset / LEAF_BYTES] : NULL;

    return leaf ? leaf->cluster[offset % LEAF_BYTES / CLUSTER_BYTES] : NULL;
}

/* The same, made from the file when it is not there. NULL when memory or the host fails. */
static uint8_t *overlay(Disk *disk, uint64_t offset)
{
    Leaf **leaf = &disk->leaf[offset / LEAF_BYTES];
    uint8_t **cluster, *copy;

    if (!*leaf)
        *leaf = calloc(1, sizeof **leaf);
    if (!*leaf)
        return NULL;
    cluster = &(*leaf)->cluster[offset % LEAF_BYTES / CLUSTER_BYTES];
    if (*cluster)
        return *cluster;
    copy = malloc(CLUSTER_BYTES);
    if (!copy || !read_file(disk, align_down(offset, CLUSTER_BYTES), copy, CLUSTER_BYTES)) {
        free(copy);
        return NULL;
    }
    *cluster = copy;
    return copy;
}

/* How much of the range is in the cluster at @offset. */
static size_t in_cluster(uint64_t offset, size_t size_bytes)
{
    return (size_t)min_u64(CLUSTER_BYTES - offset % CLUSTER_BYTES, size_bytes);
}

bool disk_read(const Disk *disk, uint64_t offset, void *to, size_t size_bytes)
{
    uint8_t *out = to;

    if (!on_disk(disk, offset, size_bytes))
        return false;
    if (!disk->leaf)
        return read_file(disk, offset, out, size_bytes);
    while (size_bytes > 0) {
        size_t count = in_cluster(offset, size_bytes);
        const uint8_t *cluster = overlaid(disk, offset);

        if (cluster)
            memcpy(out, cluster + offset % CLUSTER_BYTES, count);
        else if (!read_file(disk, offset, out, count))
            return false;
        out += count;
        offset += count;
        size_bytes -= count;
    }
    return true;
}

bool disk_write(Disk *disk, uint64_t offset, const void *from, size_t size_bytes)
{
    const uint8_t *in = from;

    if (!on_disk(disk, offset, size_bytes) || disk->mode == DISK_READ_ONLY)
        return false;
    if (disk->mode == DISK_WRITE_FILE)
        return write_file(disk, offset, in, size_bytes);
    while (size_bytes > 0) {
        size_t count = in_cluster(offset, size_bytes);
        uint8_t *cluster = overlay(disk, offset);

        if (!cluster)
            return false;
        memcpy(cluster + offset % CLUSTER_BYTES, in, count);
        in += count;
        offset += count;
        size_bytes -= count;
    }
    return true;
}

bool disk_flush(Disk *disk)
{
    return disk->mode != DISK_WRITE_FILE || fdatasync(disk->fd) == 0;
}
