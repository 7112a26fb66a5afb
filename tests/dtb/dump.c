/* SPDX-License-Identifier: MIT
 *
 * dump.c - writes the device tree of the board to stdout: dtb_dump CPUS GIC virt|novirt
 * secure|plain. All that the board can have is there, and all 32 virtio transports.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/board/fdt.h"

int main(int argc, char **argv)
{
    FdtConfig config = {.cpu_compatible = "arm,cortex-a57",
                        .ram_bytes = UINT64_C(1) << 30,
                        .has_v2m = true,
                        .has_pmu = true,
                        .has_flash = true,
                        .has_rtc = true,
                        .has_gpio = true,
                        .virtio_slots = UINT32_MAX};
    FdtBlob blob;
    Err err;

    if (argc != 5) {
        fputs("usage: dtb_dump CPUS GIC virt|novirt secure|plain\n", stderr);
        return 2;
    }
    config.cpu_count = (unsigned)atoi(argv[1]);
    config.gic_version = (unsigned)atoi(argv[2]);
    config.has_el2 = strcmp(argv[3], "virt") == 0;
    config.secure = strcmp(argv[4], "secure") == 0;
    config.psci = config.secure ? FDT_PSCI_NONE : config.has_el2 ? FDT_PSCI_SMC : FDT_PSCI_HVC;
    if (!fdt_build(&config, &blob, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    fwrite(blob.bytes, 1, blob.size_bytes, stdout);
    fdt_blob_free(&blob);
    return 0;
}
