/* SPDX-License-Identifier: MIT
 *
 * v2m.h - a GICv2m frame: message-signalled interrupts become edges of SPIs.
 *
 * Spec: Server Base System Architecture, "GICv2m".    Tests: tests/unit/sim/board/v2m_test.c
 */
#ifndef SIM_BOARD_V2M_H
#define SIM_BOARD_V2M_H

#include "sim/base/bus.h"
#include "sim/base/irqline.h"

#define V2M_SPI_MAX 64

typedef struct V2mConfig {
    unsigned first_spi; /* SPI number: INTID 32 + first_spi */
    unsigned spi_count; /* at most V2M_SPI_MAX */
    IrqLine spi[V2M_SPI_MAX];
} V2mConfig;

typedef struct V2m V2m;

/* NULL when memory is exhausted. */
V2m *v2m_new(const V2mConfig *config);
void v2m_free(V2m *v2m);

extern const DeviceOps v2m_ops;

#endif
