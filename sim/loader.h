/* SPDX-License-Identifier: MIT
 *
 * loader.h - puts kernels, initrds, device trees and firmware where the guest expects them.
 *
 * machine.c calls, in this order: loader_kernel (or loader_firmware into flash), loader_initrd,
 * builds or loads the device tree (whose /chosen needs the initrd's addresses), loader_dtb,
 * loader_file for each `-device loader`. Addresses are those QEMU 7.2 chooses for `virt`; pieces
 * that would overlap are an error that names both.
 *
 * Tests: tests/unit/sim/loader_test.c                      Journey: after sim/config.c
 */
#ifndef SIM_LOADER_H
#define SIM_LOADER_H

#include "sim/base/bus.h"
#include "sim/board/fdt_module.h"
#include "sim/symbols.h"

#define LOADER_PIECE_MAX 64
#define LOADER_MODULE_MAX 32

typedef struct LoadPiece {
    const char *name; /* the file, or "device tree"; as long-lived as the plan */
    uint64_t start, end;
} LoadPiece;

typedef struct LoadPlan {
    const Bus *bus; /* where RAM is */
    uint64_t ram_base, ram_bytes;

    /* What loading found. */
    bool has_kernel;
    bool linux_boot;      /* Image, gzip'd Image or raw: Linux's boot protocol, enter Non-secure at
                             the highest EL; false for ELF: enter at the highest EL there is */
    bool is_raw;          /* neither Image nor ELF: maybe not a kernel at all */
    uint64_t entry;       /* of the kernel */
    uint64_t kernel_high; /* first byte after it */
    uint64_t initrd_start, initrd_end; /* equal: none */
    uint64_t dtb;                      /* for x0; 0 before loader_dtb */
    Symbols symbols;

    FdtModule module[LOADER_MODULE_MAX]; /* for a hypervisor to find */
    unsigned module_count;

    LoadPiece piece[LOADER_PIECE_MAX];
    unsigned piece_count;
} LoadPlan;

void loader_init(LoadPlan *plan, const Bus *bus, uint64_t ram_base, uint64_t ram_bytes);
void loader_free(LoadPlan *plan);

/* File names are kept by pointer. All fail with @err naming file, position, reason and remedy;
 * then RAM may hold parts, and the machine must not run. */
MUST_USE bool loader_kernel(LoadPlan *plan, const char *file, Err *err);
/* The same from memory, which libelf may write to; @file is a name for messages. */
MUST_USE bool loader_kernel_bytes(LoadPlan *plan, const char *file, uint8_t *bytes, size_t size,
                                  Err *err);
MUST_USE bool loader_initrd(LoadPlan *plan, const char *file, Err *err);
MUST_USE bool loader_dtb(LoadPlan *plan, const FdtBlob *blob, Err *err);

/* `-device loader,file=@file,addr=@address[,force-raw=@force_raw]`: an ELF file goes to its own
 * addresses unless forced, anything else to @address. Without @has_address only an ELF will do. */
MUST_USE bool loader_file(LoadPlan *plan, const char *file, bool has_address, uint64_t address,
                          bool force_raw, Err *err);

/* `-device guest-loader,addr=@address,kernel=@file[,bootargs=@bootargs]`, or initrd=@file when
 * @is_ramdisk: a module that the device tree will name. Call before loader_dtb's tree is made. */
MUST_USE bool loader_module(LoadPlan *plan, const char *file, uint64_t address, bool is_ramdisk,
                            const char *bootargs, Err *err);

/* `-bios @file` into the @capacity bytes of a flash bank, the rest 0xff. */
MUST_USE bool loader_firmware(const char *file, uint8_t *bank, size_t capacity, Err *err);

/* `-dtb @file`, checked and with memory, command line and initrd filled in. */
MUST_USE bool loader_user_dtb(const LoadPlan *plan, const char *file, const char *bootargs,
                              FdtBlob *blob, Err *err);

#endif
