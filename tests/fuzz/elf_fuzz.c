/* SPDX-License-Identifier: MIT
 *
 * elf_fuzz.c - any bytes as an ELF file. What is accepted must hold together.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/elf_image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size + 1);
    ElfImage image;
    Err err;

    if (!copy)
        abort();
    if (size)
        memcpy(copy, data, size);
    if (elf_image_read(copy, size, "fuzz", &image, &err)) {
        for (unsigned i = 0; i < image.segment_count; i++) {
            const ElfSegment *s = &image.segment[i];

            if (s->file_offset > size || s->file_bytes > size - s->file_offset ||
                s->memory_bytes < s->file_bytes || s->pa < image.low ||
                s->pa + s->memory_bytes > image.high)
                abort();
        }
        for (size_t i = 0; i < image.symbols.count; i++)
            (void)symbol_find(&image.symbols, image.symbols.symbol[i].address);
    }
    elf_image_free(&image);
    free(copy);
    return 0;
}
