/* SPDX-License-Identifier: MIT
 *
 * dtb_fuzz.c - any bytes as a user's device tree. What is accepted and patched must be whole.
 */
#include <libfdt.h>
#include <stdlib.h>

#include "sim/board/fdt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const FdtPatch patch = {.ram_base = 0x40000000,
                            .ram_bytes = UINT64_C(1) << 30,
                            .bootargs = "console=ttyAMA0 nokaslr",
                            .initrd_start = 0x48000000,
                            .initrd_end = 0x48100000};
    FdtBlob blob;
    Err err;

    if (fdt_patch_user(data, size, "fuzz", &patch, &blob, &err)) {
        if (fdt_check_full(blob.bytes, blob.size_bytes) != 0)
            abort();
        fdt_blob_free(&blob);
    }
    return 0;
}
