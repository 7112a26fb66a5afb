/* SPDX-License-Identifier: MIT
 *
 * pl011.h - the PrimeCell UART.
 *
 * Sends at once: a byte written to UARTDR is handed to @put before the write returns, so the
 * transmitter is always ready. Receives from pl011_receive.
 *
 * Spec: DDI 0183, PrimeCell UART (PL011) Technical Reference Manual.
 * Tests: tests/unit/sim/board/pl011_test.c
 */
#ifndef SIM_BOARD_PL011_H
#define SIM_BOARD_PL011_H

#include "sim/base/bus.h"
#include "sim/base/irqline.h"

typedef struct Pl011Config {
    IrqLine irq;                            /* UARTINTR, the combined interrupt */
    void (*put)(void *owner, uint8_t byte); /* may be NULL */
    /* The receiver has room again (after pl011_receive refused a byte); may be NULL. */
    void (*room)(void *owner);
    void *owner;
} Pl011Config;

typedef struct Pl011 Pl011;

/* NULL when memory is exhausted. */
Pl011 *pl011_new(const Pl011Config *config);
void pl011_free(Pl011 *uart);

/* Back to the state after power-on; bytes not yet read are lost. */
void pl011_reset(Pl011 *uart);

/* A byte arrives. False, and nothing has changed, while the receive FIFO is full: 16 deep, 1 with
 * the FIFOs disabled. */
bool pl011_receive(Pl011 *uart, uint8_t byte);

/* Would a received byte interrupt? When not, typing wakes nobody. */
bool pl011_listens(const Pl011 *uart);

extern const DeviceOps pl011_ops;

#endif
