/* SPDX-License-Identifier: MIT
 *
 * elf_image.h - an AArch64 ELF executable: its segments by physical address, entry and symbols.
 *
 * Spec: System V ABI, gABI 4.1; ELF for the Arm 64-bit Architecture.
 * Tests: tests/unit/sim/loader_test.c, tests/fuzz/elf_fuzz.c
 */
#ifndef SIM_ELF_IMAGE_H
#define SIM_ELF_IMAGE_H

#include <stddef.h>

#include "sim/base/error.h"
#include "sim/symbols.h"

#define ELF_SEGMENT_MAX 64

typedef struct ElfSegment {
    uint64_t pa;
    uint64_t file_offset, file_bytes; /* inside the file */
    uint64_t memory_bytes;            /* >= file_bytes; the rest is zero */
} ElfSegment;

typedef struct ElfImage {
    ElfSegment segment[ELF_SEGMENT_MAX];
    unsigned segment_count; /* > 0 */
    uint64_t entry;         /* physical */
    uint64_t low, high;     /* all segments are in [low, high) */
    Symbols symbols;
} ElfImage;

/* Reads the @size bytes of @file. libelf may write to @bytes. False with @err when it is no
 * complete 64-bit little-endian AArch64 executable. */
MUST_USE bool elf_image_read(uint8_t *bytes, size_t size, const char *file, ElfImage *image,
                             Err *err);
void elf_image_free(ElfImage *image);

#endif
