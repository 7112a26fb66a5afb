/* SPDX-License-Identifier: MIT
 *
 * flash.h - one bank of CFI NOR flash: two x16 chips side by side with the Intel command set.
 *
 * The bank shows its array, which is plain memory that code runs from, until a command makes it
 * show something else (status, identifiers, the CFI query). So its bus region has both memory and
 * ops (sim/base/bus.h): writes always come here, and mode_changed tells the machine to switch the
 * reads and to forget host pointers. The bank is write-protected: programming and erasing end with
 * the status that says so.
 *
 * Spec: JEDEC JESD68.01 (CFI), Intel StrataFlash J3 data sheet (commands, status register).
 * Tests: tests/unit/sim/board/flash_test.c
 */
#ifndef SIM_BOARD_FLASH_H
#define SIM_BOARD_FLASH_H

#include "sim/base/bus.h"

#define FLASH_BANK_BYTES (UINT64_C(64) << 20)

typedef struct FlashConfig {
    /* False: the bank is erased, has no host memory, and is read through its ops. */
    bool has_image;
    /* May be NULL. Called when reads are to go to the array (memory), or no longer. */
    void (*mode_changed)(void *owner, bool array_mode);
    void *owner;
} FlashConfig;

typedef struct Flash Flash;

/* NULL when memory is exhausted. */
Flash *flash_new(const FlashConfig *config);
void flash_free(Flash *flash);
void flash_reset(Flash *flash);

/* FLASH_BANK_BYTES of array, 0xff where nothing was loaded; NULL without has_image. */
uint8_t *flash_host(Flash *flash);

extern const DeviceOps flash_ops;

#endif
