/* SPDX-License-Identifier: MIT
 *
 * gicv2m.c - message-signalled interrupts for a GICv2.
 *
 * Spec: Server Base System Architecture, "GICv2m Architecture".
 * Tests: tests/unit/gic/gicv2_test.c
 */
#include "gic/gicv2m.h"

#define MSI_TYPER 0x008
#define MSI_SETSPI_NS 0x040
#define MSI_IIDR 0xfcc
#define MSI_IIDR_VALUE 0x05100000

static bool msi_read(void *device, const BusRequest *request, uint64_t offset, uint64_t *value)
{
    const Gicv2m *msi = device;

    *value = 0;
    if (request->size_bytes != 4)
        return true;
    if (offset == MSI_TYPER)
        *value = (uint64_t)msi->first_intid << 16 | msi->count;
    else if (offset == MSI_IIDR)
        *value = MSI_IIDR_VALUE;
    return true;
}

/* The SPI's configuration decides what a pulse is: level-sensitive, it is over before anyone saw
 * it; software makes it edge-triggered first. Devices write halfwords, too. */
static bool msi_write(void *device, const BusRequest *request, uint64_t offset, uint64_t value)
{
    const Gicv2m *msi = device;
    uint64_t intid = value & 0x3ff;

    if (offset == MSI_SETSPI_NS && (request->size_bytes == 4 || request->size_bytes == 2) &&
        intid - msi->first_intid < msi->count) {
        IrqLine line = gicv2_spi_input(msi->gic, (unsigned)intid - 32);

        irqline_set(&line, true);
        irqline_set(&line, false);
    }
    return true;
}

const DeviceOps gicv2m_ops = {"gicv2m", msi_read, msi_write};
