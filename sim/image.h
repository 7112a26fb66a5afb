/* SPDX-License-Identifier: MIT
 *
 * image.h - what kind of kernel a file is, and what its header says.
 *
 * Knows the bytes only; where they go is loader.c's business.
 *
 * Spec: Linux's booting protocol for arm64 (header), RFC 1952 (gzip).
 * Tests: tests/unit/sim/loader_test.c, tests/fuzz/image_fuzz.c
 */
#ifndef SIM_IMAGE_H
#define SIM_IMAGE_H

#include <stddef.h>

#include "sim/base/error.h"

typedef enum ImageKind {
    IMAGE_ARM64, /* Linux's Image format: Linux, Xen, U-Boot */
    IMAGE_GZIP,
    IMAGE_ELF,
    IMAGE_RAW, /* no format that we know: run from its first byte */
} ImageKind;

typedef struct Image {
    ImageKind kind;
    uint64_t text_offset; /* ARM64: from a 2 MiB boundary */
    uint64_t size_bytes;  /* ARM64: in memory, with its BSS; at least the file's size */
    bool old_header;      /* ARM64: from before image_size was there (Linux 3.16) */
} Image;

/* Looks at the @size bytes of @file. False with @err for a file that cannot be an AArch64 kernel:
 * empty, truncated, or of a format that needs another option or another machine. */
MUST_USE bool image_identify(const uint8_t *bytes, size_t size, const char *file, Image *image,
                             Err *err);

/* Decompresses a gzip file into *@out (to be freed), at most @limit bytes. */
MUST_USE bool image_gunzip(const uint8_t *bytes, size_t size, const char *file, size_t limit,
                           uint8_t **out, size_t *out_size, Err *err);

#endif
