/* SPDX-License-Identifier: MIT
 *
 * fdt_module.h - the images that a hypervisor is to start, as nodes below /chosen.
 *
 * A Type-1 hypervisor has no file system: the boot loader puts the first domain's kernel and
 * initrd into memory and says where in the device tree. QEMU's `guest-loader` device does the
 * same and makes the same nodes (module@0x50000000, its address in eight digits).
 *
 * Source: Xen's docs/misc/arm/device-tree/booting.txt.
 * Tests: tests/unit/sim/board/fdt_module_test.c            Journey: after sim/board/fdt.h
 */
#ifndef SIM_BOARD_FDT_MODULE_H
#define SIM_BOARD_FDT_MODULE_H

#include "sim/board/fdt.h"

typedef struct FdtModule {
    uint64_t address, size_bytes;
    bool is_ramdisk;      /* else a kernel */
    const char *bootargs; /* of a kernel; or NULL */
} FdtModule;

/* Adds a node for each of the @count modules to the tree, which has a /chosen. False with @err
 * when they do not fit or two have one address. */
MUST_USE bool fdt_add_modules(FdtBlob *blob, const FdtModule *module, size_t count, Err *err);

#endif
