/* SPDX-License-Identifier: MIT
 *
 * pl011.c - the PrimeCell UART.
 *
 * Spec: DDI 0183 (register and bit names are its own).    Tests: tests/unit/sim/board/pl011_test.c
 */
#include "sim/board/pl011.h"

#include <stdlib.h>

#include "sim/board/mmio.h"

#define FIFO_DEPTH 16

/* Part 0x011, designer 0x41 (Arm), revision 1. */
#define PERIPHERAL_ID 0x00141011u

enum {
    UARTDR = 0x000,
    UARTRSR = 0x004,
    UARTFR = 0x018,
    UARTILPR = 0x020,
    UARTIBRD = 0x024,
    UARTFBRD = 0x028,
    UARTLCR_H = 0x02c,
    UARTCR = 0x030,
    UARTIFLS = 0x034,
    UARTIMSC = 0x038,
    UARTRIS = 0x03c,
    UARTMIS = 0x040,
    UARTICR = 0x044,
    UARTDMACR = 0x048,
};

enum {
    FR_RXFE = 1 << 4,
    FR_RXFF = 1 << 6,
    FR_TXFE = 1 << 7,
    LCR_H_FEN = 1 << 4,
    CR_LBE = 1 << 7,
    CR_TXE = 1 << 8,
    CR_RXE = 1 << 9,
    INT_RX = 1 << 4,
    INT_TX = 1 << 5,
    INT_RT = 1 << 6,
    INT_ALL = 0x7ff,
};

struct Pl011 {
    Pl011Config config;
    uint8_t fifo[FIFO_DEPTH];
    unsigned head, count;
    bool refused; /* a byte since the FIFO was last read */
    uint32_t ilpr, ibrd, fbrd, lcr_h, cr, ifls, imsc, ris, dmacr;
};

static unsigned depth(const Pl011 *uart)
{
    return uart->lcr_h & LCR_H_FEN ? FIFO_DEPTH : 1;
}

static void update_irq(const Pl011 *uart)
{
    irqline_set(&uart->config.irq, (uart->ris & uart->imsc) != 0);
}

void pl011_reset(Pl011 *uart)
{
    *uart = (Pl011){.config = uart->config, .cr = CR_RXE | CR_TXE, .ifls = 0x12};
    update_irq(uart);
}

Pl011 *pl011_new(const Pl011Config *config)
{
    Pl011 *uart = calloc(1, sizeof *uart);

    if (!uart)
        return NULL;
    uart->config = *config;
    pl011_reset(uart);
    return uart;
}

void pl011_free(Pl011 *uart)
{
    free(uart);
}

bool pl011_listens(const Pl011 *uart)
{
    return (uart->imsc & (INT_RX | INT_RT)) != 0;
}

/* CHOICE: any received byte raises both the receive and the receive-timeout interrupt, whatever
 * UARTIFLS says. The timeout (32 bit periods of silence) has no length here because a byte takes no
 * time; and software that was written against QEMU enables UARTRXINTR alone and expects it for the
 * first byte. */
bool pl011_receive(Pl011 *uart, uint8_t byte)
{
    if (uart->count >= depth(uart)) {
        uart->refused = true;
        return false;
    }
    uart->fifo[(uart->head + uart->count++) % FIFO_DEPTH] = byte;
    uart->ris |= INT_RX | INT_RT;
    update_irq(uart);
    return true;
}

/* Whoever was refused may try again. */
static void announce_room(Pl011 *uart)
{
    if (!uart->refused)
        return;
    uart->refused = false;
    if (uart->config.room)
        uart->config.room(uart->config.owner);
}

static uint32_t read_data(Pl011 *uart)
{
    uint32_t byte = uart->fifo[uart->head];

    if (uart->count == 0)
        return 0;
    uart->head = (uart->head + 1) % FIFO_DEPTH;
    uart->count--;
    if (uart->count == 0)
        uart->ris &= ~(uint32_t)(INT_RX | INT_RT);
    update_irq(uart);
    announce_room(uart);
    return byte;
}

/* CHOICE: bytes leave whatever UARTCR says. Kernels print with `earlycon` and expect that
 * firmware, which is not there, has enabled the transmitter. */
static void write_data(Pl011 *uart, uint32_t value)
{
    if (uart->cr & CR_LBE)
        (void)pl011_receive(uart, (uint8_t)value); /* a full FIFO loses it: overrun */
    else if (uart->config.put)
        uart->config.put(uart->config.owner, (uint8_t)value);
    uart->ris |= INT_TX; /* passed the trigger level on its way to empty */
    update_irq(uart);
}

static void write_line_control(Pl011 *uart, uint32_t value)
{
    bool flush = (uart->lcr_h ^ value) & LCR_H_FEN;

    uart->lcr_h = value & 0xff;
    if (!flush)
        return;
    uart->head = uart->count = 0;
    uart->ris &= ~(uint32_t)(INT_RX | INT_RT);
    update_irq(uart);
    announce_room(uart);
}

static uint32_t flags(const Pl011 *uart)
{
    uint32_t fr = FR_TXFE;

    if (uart->count == 0)
        fr |= FR_RXFE;
    if (uart->count >= depth(uart))
        fr |= FR_RXFF;
    return fr;
}

static uint32_t read_register(Pl011 *uart, uint64_t offset)
{
    if (offset >= PRIMECELL_ID_FIRST)
        return primecell_id(PERIPHERAL_ID, offset);
    switch (offset) {
    case UARTDR:
        return read_data(uart);
    case UARTFR:
        return flags(uart);
    case UARTILPR:
        return uart->ilpr;
    case UARTIBRD:
        return uart->ibrd;
    case UARTFBRD:
        return uart->fbrd;
    case UARTLCR_H:
        return uart->lcr_h;
    case UARTCR:
        return uart->cr;
    case UARTIFLS:
        return uart->ifls;
    case UARTIMSC:
        return uart->imsc;
    case UARTRIS:
        return uart->ris;
    case UARTMIS:
        return uart->ris & uart->imsc;
    case UARTDMACR:
        return uart->dmacr;
    default:
        return 0; /* UARTRSR: no error ever happens on this line */
    }
}

static void write_register(Pl011 *uart, uint64_t offset, uint32_t value)
{
    switch (offset) {
    case UARTDR:
        write_data(uart, value);
        break;
    case UARTILPR:
        uart->ilpr = value & 0xff;
        break;
    case UARTIBRD:
        uart->ibrd = value & 0xffff;
        break;
    case UARTFBRD:
        uart->fbrd = value & 0x3f;
        break;
    case UARTLCR_H:
        write_line_control(uart, value);
        break;
    case UARTCR:
        uart->cr = value & 0xff87;
        break;
    case UARTIFLS:
        uart->ifls = value & 0x3f;
        break;
    case UARTIMSC:
        uart->imsc = value & INT_ALL;
        update_irq(uart);
        break;
    case UARTICR:
        uart->ris &= ~(value & INT_ALL);
        update_irq(uart);
        break;
    case UARTDMACR:
        uart->dmacr = value & 7;
        break;
    default:
        break;
    }
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
        write_register(device, offset, (uint32_t)value);
    return true;
}

const DeviceOps pl011_ops = {.name = "pl011", .read = ops_read, .write = ops_write};
