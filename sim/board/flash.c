/* SPDX-License-Identifier: MIT
 *
 * flash.c - a bank of CFI NOR flash with the Intel command set.
 *
 * CHOICE: both chips take every command, whichever byte lanes it came on, and any address will do
 * (J3: "X"). Drivers probe with narrower writes first; on separate chips their left-overs would
 * leave one chip in query mode, and QEMU's `virt`, for which they were made, has one state for the
 * bank.
 *
 * Tests: tests/unit/sim/board/flash_test.c
 */
#include "sim/board/flash.h"

#include <stdlib.h>
#include <string.h>

#define BUFFER_WORDS_MAX 1024u /* of 16 bits, in the two chips' 2 KiB program buffers */

enum {
    CMD_PROGRAM_ALT = 0x10,
    CMD_ERASE = 0x20,
    CMD_PROGRAM = 0x40,
    CMD_CLEAR_STATUS = 0x50,
    CMD_LOCK = 0x60,
    CMD_READ_STATUS = 0x70,
    CMD_READ_ID = 0x90,
    CMD_QUERY = 0x98,
    CMD_SUSPEND = 0xb0,
    CMD_CONFIRM = 0xd0,
    CMD_PROGRAM_BUFFER = 0xe8,
};

enum {
    SR_LOCKED = 1 << 1,
    SR_PROGRAM_ERROR = 1 << 4,
    SR_ERASE_ERROR = 1 << 5,
    SR_READY = 1 << 7,
};

typedef enum FlashView {
    VIEW_ARRAY,
    VIEW_STATUS,
    VIEW_ID,
    VIEW_QUERY,
} FlashView;

/* What the next write means. */
typedef enum FlashExpect {
    EXPECT_COMMAND,
    EXPECT_PROGRAM_DATA,
    EXPECT_ERASE_CONFIRM,
    EXPECT_LOCK_CONFIRM,
    EXPECT_BUFFER_COUNT,
    EXPECT_BUFFER_DATA,
    EXPECT_BUFFER_CONFIRM,
} FlashExpect;

struct Flash {
    FlashConfig config;
    uint8_t *array; /* or NULL: erased */
    FlashView view;
    FlashExpect expect;
    uint8_t status;
    unsigned buffer_left; /* words still to come */
};

/* The query structure from word 0x10 on: 32 MiB a chip, in 256 blocks of 128 KiB. */
#define QUERY_FIRST 0x10u
/* clang-format off */
static const uint8_t query[] = {
    'Q', 'R', 'Y',
    0x01, 0x00,             /* primary command set: Intel extended */
    0x31, 0x00,             /* its table's address */
    0x00, 0x00, 0x00, 0x00, /* no alternative */
    0x45, 0x55, 0x00, 0x00, /* Vcc 4.5 V to 5.5 V, no Vpp */
    0x07, 0x07, 0x0a, 0x00, /* typical: word and buffer 2^7 us, block erase 2^10 ms, no chip erase */
    0x04, 0x04, 0x04, 0x00, /* at most 2^4 times as long */
    0x19,                   /* 2^25 bytes */
    0x02, 0x00,             /* x8 and x16 */
    0x0b, 0x00,             /* buffer of 2^11 bytes */
    0x01,                   /* one erase region: */
    0xff, 0x00,             /* 256 blocks */
    0x00, 0x02,             /* of 0x200 x 256 bytes */
    'P', 'R', 'I', '1', '0',
    0x00, 0x00, 0x00, 0x00, /* no optional features */
    0x00,                   /* nothing may be done while suspended */
    0x00, 0x00,             /* no block status register */
    0x00, 0x00,             /* optimum Vcc, Vpp: not said */
    0x01,                   /* one protection field */
};
/* clang-format on */

static void set_view(Flash *flash, FlashView view)
{
    bool was_array = flash->view == VIEW_ARRAY, is_array = view == VIEW_ARRAY;

    flash->view = view;
    if (was_array != is_array && flash->config.mode_changed)
        flash->config.mode_changed(flash->config.owner, is_array);
}

void flash_reset(Flash *flash)
{
    flash->expect = EXPECT_COMMAND;
    flash->status = SR_READY;
    flash->buffer_left = 0;
    set_view(flash, VIEW_ARRAY);
}

Flash *flash_new(const FlashConfig *config)
{
    Flash *flash = calloc(1, sizeof *flash);

    if (!flash)
        return NULL;
    flash->config = *config;
    flash->status = SR_READY;
    if (config->has_image) {
        flash->array = malloc(FLASH_BANK_BYTES);
        if (!flash->array) {
            free(flash);
            return NULL;
        }
        memset(flash->array, 0xff, FLASH_BANK_BYTES);
    }
    return flash;
}

void flash_free(Flash *flash)
{
    if (flash)
        free(flash->array);
    free(flash);
}

uint8_t *flash_host(Flash *flash)
{
    return flash->array;
}

/* Both chips show the same 16 bits. */
static uint32_t both(uint32_t value)
{
    return value | value << 16;
}

/* Manufacturer Intel, device 28F128J3; blocks are unlocked. */
static uint32_t identifier(uint64_t word)
{
    switch (word & 0xff) {
    case 0:
        return both(0x0089);
    case 1:
        return both(0x0018);
    default:
        return 0;
    }
}

static uint32_t query_word(uint64_t word)
{
    uint64_t n = (word & 0xff) - QUERY_FIRST;

    return n < sizeof query ? both(query[n]) : 0;
}

/* The aligned 32 bits that @offset is in, when the bank does not show its array. */
static uint32_t view_word(const Flash *flash, uint64_t offset)
{
    switch (flash->view) {
    case VIEW_ID:
        return identifier(offset >> 2);
    case VIEW_QUERY:
        return query_word(offset >> 2);
    default:
        return both(flash->status);
    }
}

static bool ops_read(void *device, const BusRequest *request, uint64_t offset, uint64_t *value)
{
    const Flash *flash = device;
    uint64_t mask = ones(8u * request->size_bytes);

    *value = 0;
    if (flash->view == VIEW_ARRAY && flash->array)
        memcpy(value, flash->array + offset, request->size_bytes);
    else if (flash->view == VIEW_ARRAY)
        *value = mask;
    else if (request->size_bytes == 8)
        *value = view_word(flash, offset) | (uint64_t)view_word(flash, offset + 4) << 32;
    else
        *value = view_word(flash, offset) >> (8 * (offset & 3)) & mask;
    return true;
}

static void refuse(Flash *flash, unsigned error)
{
    flash->status |= (uint8_t)error;
    flash->expect = EXPECT_COMMAND;
    set_view(flash, VIEW_STATUS);
}

/* The first or only write of a command. */
static void command(Flash *flash, uint8_t value)
{
    FlashView view = VIEW_STATUS;

    switch (value) {
    case CMD_PROGRAM:
    case CMD_PROGRAM_ALT:
        flash->expect = EXPECT_PROGRAM_DATA;
        break;
    case CMD_ERASE:
        flash->expect = EXPECT_ERASE_CONFIRM;
        break;
    case CMD_LOCK:
        flash->expect = EXPECT_LOCK_CONFIRM;
        break;
    case CMD_PROGRAM_BUFFER:
        flash->expect = EXPECT_BUFFER_COUNT;
        break;
    case CMD_READ_STATUS:
    case CMD_SUSPEND:
    case CMD_CONFIRM: /* resume */
        break;
    case CMD_READ_ID:
        view = VIEW_ID;
        break;
    case CMD_QUERY:
        view = VIEW_QUERY;
        break;
    case CMD_CLEAR_STATUS:
        flash->status = SR_READY;
        view = VIEW_ARRAY;
        break;
    default: /* 0xff, and whatever no command is */
        view = VIEW_ARRAY;
        break;
    }
    set_view(flash, view);
}

/* How many 16-bit words follow, less one; a nonsensical count is a command sequence error. */
static void buffer_count(Flash *flash, uint32_t value)
{
    if (value >= BUFFER_WORDS_MAX) {
        refuse(flash, SR_PROGRAM_ERROR | SR_ERASE_ERROR);
        return;
    }
    flash->buffer_left = value + 1;
    flash->expect = EXPECT_BUFFER_DATA;
}

static void buffer_data(Flash *flash)
{
    if (--flash->buffer_left == 0)
        flash->expect = EXPECT_BUFFER_CONFIRM;
}

static void write_word(Flash *flash, uint32_t value)
{
    bool confirmed = (value & 0xff) == CMD_CONFIRM;
    unsigned sequence_error = confirmed ? 0 : SR_PROGRAM_ERROR | SR_ERASE_ERROR;

    switch (flash->expect) {
    case EXPECT_COMMAND:
        command(flash, (uint8_t)value);
        break;
    case EXPECT_PROGRAM_DATA:
        refuse(flash, SR_PROGRAM_ERROR | SR_LOCKED);
        break;
    case EXPECT_ERASE_CONFIRM:
        refuse(flash, confirmed ? SR_ERASE_ERROR | SR_LOCKED : sequence_error);
        break;
    case EXPECT_LOCK_CONFIRM: /* locking changes nothing: all is protected */
        flash->expect = EXPECT_COMMAND;
        break;
    case EXPECT_BUFFER_COUNT:
        buffer_count(flash, value & 0xffff);
        break;
    case EXPECT_BUFFER_DATA:
        buffer_data(flash);
        break;
    case EXPECT_BUFFER_CONFIRM:
        refuse(flash, confirmed ? SR_PROGRAM_ERROR | SR_LOCKED : sequence_error);
        break;
    }
}

static bool ops_write(void *device, const BusRequest *request, uint64_t offset, uint64_t value)
{
    (void)offset;
    write_word(device, (uint32_t)value);
    if (request->size_bytes == 8)
        write_word(device, (uint32_t)(value >> 32));
    return true;
}

const DeviceOps flash_ops = {.name = "flash", .read = ops_read, .write = ops_write};
