/* SPDX-License-Identifier: MIT
 *
 * image.c - tells kernel formats apart.    Tests: tests/unit/sim/loader_test.c
 */
#include "sim/image.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Offsets in the arm64 header, which is 64 bytes. */
enum { HEADER_SIZE = 64, TEXT_OFFSET = 8, IMAGE_SIZE = 16, PE_OFFSET = 60 };

#define OLD_TEXT_OFFSET 0x80000

/* A format that somebody could mistake for a kernel of this machine. */
typedef struct Foreign {
    unsigned offset;
    unsigned length;
    const char *magic;
    const char *what, *remedy;
} Foreign;

/* clang-format off */
static const Foreign foreign[] = {
    {0x202, 4, "HdrS",             "an x86 Linux kernel (bzImage)",       "pass an arm64 Image, as in Debian's linux-image-*-arm64"},
    {0x24,  4, "\x18\x28\x6f\x01", "a 32-bit Arm Linux kernel (zImage)",  "pass an arm64 Image: there is no AArch32 here"},
    {56,    4, "RSC\x05",          "a RISC-V Linux kernel",               "pass an arm64 Image"},
    {0,     4, "\x27\x05\x19\x56", "a U-Boot uImage",                     "pass the Image that it wraps"},
    {0,     4, "\xd0\x0d\xfe\xed", "a device tree or a FIT image",        "pass a device tree with -dtb"},
    {4,     4, "zimg",             "an EFI zboot image (vmlinuz.efi)",    "pass the Image that it wraps (`make Image`)"},
    {0,     6, "070701",           "an initramfs (cpio archive)",         "pass it with -initrd"},
    {0,     6, "070702",           "an initramfs (cpio archive)",         "pass it with -initrd"},
    {0,     6, "\xfd" "7zXZ",      "compressed with xz",                  "decompress it: xz -d"},
    {0,     4, "\x28\xb5\x2f\xfd", "compressed with zstd",                "decompress it: zstd -d"},
    {0,     3, "BZh",              "compressed with bzip2",               "decompress it: bzip2 -d"},
    {0,     4, "\x04\x22\x4d\x18", "compressed with lz4",                 "decompress it: lz4 -d"},
    {0,     4, "\x02\x21\x4c\x18", "compressed with lz4",                 "decompress it: lz4 -d"},
    {0,     4, "QFI\xfb",          "a qcow2 disk image",                  "convert it (qemu-img convert -O raw) and pass it with -drive"},
    {0,     2, "MZ",               "an EFI application, not a kernel",    "firmware must start it: pass the firmware with -bios"},
};
/* clang-format on */

static bool has(const uint8_t *bytes, size_t size, size_t offset, const char *magic, size_t length)
{
    return size >= offset + length && memcmp(bytes + offset, magic, length) == 0;
}

static uint64_t little(const uint8_t *bytes, unsigned count)
{
    uint64_t value = 0;

    memcpy(&value, bytes, count);
    return value;
}

/* An Image with an EFI stub has a PE section table, which knows how long the file must be. */
static uint64_t pe_end(const uint8_t *bytes, size_t size)
{
    uint64_t pe = little(bytes + PE_OFFSET, 4), table, end = 0;

    if (!has(bytes, size, 0, "MZ", 2) || pe + 24 > size || !has(bytes, size, pe, "PE\0", 4))
        return 0;
    table = pe + 24 + little(bytes + pe + 20, 2);
    for (uint64_t i = little(bytes + pe + 6, 2); i > 0 && table + 40 <= size; i--, table += 40) {
        uint64_t length = little(bytes + table + 16, 4), start = little(bytes + table + 20, 4);

        end = max_u64(end, start + length);
    }
    return end;
}

static bool arm64(const uint8_t *bytes, size_t size, const char *file, Image *image, Err *err)
{
    uint64_t text_offset = little(bytes + TEXT_OFFSET, 8);
    uint64_t in_memory = little(bytes + IMAGE_SIZE, 8), in_file = pe_end(bytes, size);

    if (in_file > size)
        return err_usage(err,
                         "%s: byte %zu: the kernel Image is truncated: its section table wants "
                         "%llu bytes. Fetch or copy it again",
                         file, size, (unsigned long long)in_file);
    image->kind = IMAGE_ARM64;
    image->old_header = in_memory == 0;
    image->text_offset = image->old_header ? OLD_TEXT_OFFSET : text_offset;
    image->size_bytes = max_u64(in_memory, size);
    return true;
}

bool image_identify(const uint8_t *bytes, size_t size, const char *file, Image *image, Err *err)
{
    *image = (Image){.kind = IMAGE_RAW, .size_bytes = size};
    if (size == 0)
        return err_usage(err, "%s: byte 0: the file is empty; a kernel was expected", file);
    if (has(bytes, size, 56, "ARM\x64", 4)) {
        if (size < HEADER_SIZE)
            return err_usage(err,
                             "%s: byte %zu: truncated inside the 64-byte header of an arm64 "
                             "Image. Fetch or copy it again",
                             file, size);
        return arm64(bytes, size, file, image, err);
    }
    for (size_t i = 0; i < ARRAY_COUNT(foreign); i++) {
        const Foreign *f = &foreign[i];

        if (has(bytes, size, f->offset, f->magic, f->length))
            return err_usage(err, "%s: byte %u: this is %s, not an AArch64 kernel; %s", file,
                             f->offset, f->what, f->remedy);
    }
    if (has(bytes, size, 0, "\x1f\x8b", 2))
        image->kind = IMAGE_GZIP;
    else if (has(bytes, size, 0,
                 "\x7f"
                 "ELF",
                 4))
        image->kind = IMAGE_ELF;
    return true;
}

/* Makes room for more output. False when @limit is reached or memory is exhausted. */
static bool grow(uint8_t **out, size_t *capacity, size_t limit)
{
    size_t more = *capacity ? *capacity * 2 : (size_t)1 << 20;
    uint8_t *moved;

    if (*capacity >= limit)
        return false;
    more = (size_t)min_u64(more, limit);
    moved = realloc(*out, more);
    if (!moved)
        return false;
    *out = moved;
    *capacity = more;
    return true;
}

/* Runs the stream to its end. Returns zlib's verdict; Z_BUF_ERROR when the output is too large. */
static int inflate_all(z_stream *stream, uint8_t **out, size_t *out_size, size_t limit)
{
    size_t capacity = 0;
    int status = Z_OK;

    while (status == Z_OK) {
        size_t room;

        if (*out_size == capacity && !grow(out, &capacity, limit))
            return Z_BUF_ERROR;
        room = (size_t)min_u64(capacity - *out_size, UINT32_MAX);
        stream->next_out = *out + *out_size;
        stream->avail_out = (uInt)room;
        status = inflate(stream, Z_NO_FLUSH);
        *out_size += room - stream->avail_out;
        if (status == Z_BUF_ERROR && stream->avail_out > 0)
            return Z_DATA_ERROR; /* no input left, and not at the end */
        if (status == Z_BUF_ERROR)
            status = Z_OK;
    }
    return status;
}

bool image_gunzip(const uint8_t *bytes, size_t size, const char *file, size_t limit, uint8_t **out,
                  size_t *out_size, Err *err)
{
    z_stream stream = {.next_in = (z_const Bytef *)(uintptr_t)bytes,
                       .avail_in = (uInt)min_u64(size, UINT32_MAX)};
    unsigned long consumed;
    int status;

    *out = NULL;
    *out_size = 0;
    if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK)
        return err_set(err, "%s: zlib cannot start: out of memory", file);
    status = inflate_all(&stream, out, out_size, limit);
    consumed = stream.total_in;
    inflateEnd(&stream);
    if (status == Z_STREAM_END)
        return true;
    free(*out);
    *out = NULL;
    if (status == Z_BUF_ERROR)
        return err_usage(err,
                         "%s: the gzip'd kernel is larger than the machine's memory (%zu bytes); "
                         "use a larger -m",
                         file, limit);
    return err_usage(err,
                     "%s: byte %lu of %zu: the gzip file is %s. Fetch or make it again (`gzip -t` "
                     "checks it)",
                     file, consumed, size, consumed >= size ? "truncated" : "damaged");
}
