/* SPDX-License-Identifier: MIT
 *
 * fdt.h - the device tree: our own, or a user's with what only we know filled in.
 *
 * Our own equals what QEMU 7.2 generates for `-M virt`, less the devices that are not built (no
 * node for fw-cfg, PCIe, the platform bus) and less the random seeds, so that runs repeat.
 * tests/tables/dtb_check.sh compares the two and lists every difference.
 *
 * Spec: Devicetree Specification 0.4, and the Linux bindings of each device.
 * Tests: tests/unit/sim/board/fdt_test.c                   Journey: after sim/board/map.h
 */
#ifndef SIM_BOARD_FDT_H
#define SIM_BOARD_FDT_H

#include <stddef.h>

#include "sim/base/error.h"

typedef enum FdtPsci {
    FDT_PSCI_NONE, /* no /psci node: firmware at EL3 would have to add it */
    FDT_PSCI_HVC,
    FDT_PSCI_SMC,
} FdtPsci;

typedef struct FdtConfig {
    const char *cpu_compatible; /* "arm,cortex-a57" */
    unsigned cpu_count;
    uint64_t ram_bytes;
    unsigned gic_version; /* 2 or 3 */
    bool has_v2m;         /* with GICv2 */
    bool has_el2;         /* maintenance interrupt; GICH and GICV with GICv2 */
    bool secure;          /* secure=on: the Secure devices, for firmware to find */
    bool has_pmu;
    bool has_flash, has_rtc, has_gpio;
    FdtPsci psci;
    uint32_t virtio_slots;             /* bit n: transport n has a node */
    uint64_t cnt_hz;                   /* a timer property when it is not the board's 62.5 MHz */
    const char *bootargs;              /* or NULL */
    uint64_t initrd_start, initrd_end; /* equal: none */
} FdtConfig;

typedef struct FdtBlob {
    uint8_t *bytes; /* free with fdt_blob_free */
    size_t size_bytes;
} FdtBlob;

void fdt_blob_free(FdtBlob *blob);

/* The board's device tree, with totalsize 1 MiB as QEMU's (firmware edits it in place). False with
 * @err when memory is exhausted or the command line does not fit. */
MUST_USE bool fdt_build(const FdtConfig *config, FdtBlob *blob, Err *err);

/* What goes into a user's device tree. */
typedef struct FdtPatch {
    uint64_t ram_base, ram_bytes;      /* replaces every /memory node, as QEMU does */
    const char *bootargs;              /* NULL leaves /chosen/bootargs alone */
    uint64_t initrd_start, initrd_end; /* equal leaves them alone */
} FdtPatch;

/* A checked and patched copy of the @size_bytes at @bytes, read from @file (for messages). */
MUST_USE bool fdt_patch_user(const uint8_t *bytes, size_t size_bytes, const char *file,
                             const FdtPatch *patch, FdtBlob *blob, Err *err);

#endif
