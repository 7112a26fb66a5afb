/* SPDX-License-Identifier: MIT
 *
 * pl061.c - the PrimeCell GPIO.
 *
 * Spec: DDI 0190 (register names are its own).    Tests: tests/unit/sim/board/pl061_test.c
 */
#include "sim/board/pl061.h"

#include <stdlib.h>

#include "sim/board/mmio.h"

#define PERIPHERAL_ID 0x00041061u /* part 0x061, designer 0x41 (Arm), revision 0 */

enum {
    GPIODATA_LAST = 0x3fc, /* from 0: address bits <9:2> say which lines are meant */
    GPIODIR = 0x400,
    GPIOIS = 0x404,
    GPIOIBE = 0x408,
    GPIOIEV = 0x40c,
    GPIOIE = 0x410,
    GPIORIS = 0x414,
    GPIOMIS = 0x418,
    GPIOIC = 0x41c,
    GPIOAFSEL = 0x420,
};

struct Pl061 {
    Pl061Config config;
    uint8_t data; /* what outputs drive */
    uint8_t input;
    uint8_t dir, is, ibe, iev, ie, afsel;
    uint8_t edges; /* seen and not cleared */
};

/* The level of every line, whoever drives it. */
static uint8_t levels(const Pl061 *gpio)
{
    return (uint8_t)((gpio->data & gpio->dir) | (gpio->input & ~gpio->dir));
}

/* Edge-sensitive lines remember; level-sensitive ones show what is. */
static uint8_t raw_status(const Pl061 *gpio)
{
    uint8_t active = (uint8_t) ~(levels(gpio) ^ gpio->iev);

    return (uint8_t)((gpio->edges & ~gpio->is) | (active & gpio->is));
}

static void update(Pl061 *gpio, uint8_t before)
{
    uint8_t now = levels(gpio), changed = before ^ now;
    uint8_t wanted = (uint8_t)(gpio->ibe | ~(now ^ gpio->iev));

    gpio->edges |= (uint8_t)(changed & wanted & ~gpio->is);
    for (unsigned i = 0; i < PL061_LINES; i++)
        irqline_set(&gpio->config.output[i], bit(gpio->data & gpio->dir, i));
    irqline_set(&gpio->config.irq, (raw_status(gpio) & gpio->ie) != 0);
}

void pl061_reset(Pl061 *gpio)
{
    *gpio = (Pl061){.config = gpio->config, .input = gpio->input};
    update(gpio, levels(gpio));
}

Pl061 *pl061_new(const Pl061Config *config)
{
    Pl061 *gpio = calloc(1, sizeof *gpio);

    if (!gpio)
        return NULL;
    gpio->config = *config;
    pl061_reset(gpio);
    return gpio;
}

void pl061_free(Pl061 *gpio)
{
    free(gpio);
}

void pl061_set_input(Pl061 *gpio, unsigned line, bool level)
{
    uint8_t before = levels(gpio);

    assert(line < PL061_LINES);
    gpio->input = (uint8_t)with_bits(gpio->input, line, line, level);
    update(gpio, before);
}

static uint32_t read_register(const Pl061 *gpio, uint64_t offset)
{
    if (offset <= GPIODATA_LAST)
        return levels(gpio) & (uint8_t)(offset >> 2);
    if (offset >= PRIMECELL_ID_FIRST)
        return primecell_id(PERIPHERAL_ID, offset);
    switch (offset) {
    case GPIODIR:
        return gpio->dir;
    case GPIOIS:
        return gpio->is;
    case GPIOIBE:
        return gpio->ibe;
    case GPIOIEV:
        return gpio->iev;
    case GPIOIE:
        return gpio->ie;
    case GPIORIS:
        return raw_status(gpio);
    case GPIOMIS:
        return raw_status(gpio) & gpio->ie;
    case GPIOAFSEL:
        return gpio->afsel;
    default:
        return 0;
    }
}

static void write_register(Pl061 *gpio, uint64_t offset, uint8_t value)
{
    uint8_t before = levels(gpio), mask;

    if (offset <= GPIODATA_LAST) {
        mask = (uint8_t)(offset >> 2) & gpio->dir;
        gpio->data = (uint8_t)((gpio->data & ~mask) | (value & mask));
    }
    switch (offset) {
    case GPIODIR:
        gpio->dir = value;
        break;
    case GPIOIS:
        gpio->is = value;
        break;
    case GPIOIBE:
        gpio->ibe = value;
        break;
    case GPIOIEV:
        gpio->iev = value;
        break;
    case GPIOIE:
        gpio->ie = value;
        break;
    case GPIOIC:
        gpio->edges &= (uint8_t)~value;
        break;
    case GPIOAFSEL:
        gpio->afsel = value;
        break;
    default:
        break;
    }
    update(gpio, before);
}

static bool ops_read(void *device, const BusRequest *request, uint64_t offset, uint64_t *value)
{
    if (!mmio_size_ok(request))
        return false;
    *value = mmio_narrow(request, offset, read_register(device, mmio_register(offset)));
    return true;
}

static bool ops_write(void *device, const BusRequest *request, uint64_t offset, uint64_t value)
{
    if (!mmio_size_ok(request))
        return false;
    if (mmio_writes_register(offset))
        write_register(device, offset, (uint8_t)value);
    return true;
}

const DeviceOps pl061_ops = {.name = "pl061", .read = ops_read, .write = ops_write};
