/* SPDX-License-Identifier: MIT
 *
 * v2m.c - a GICv2m frame.    Tests: tests/unit/sim/board/v2m_test.c
 */
#include "sim/board/v2m.h"

#include <stdlib.h>

#include "sim/board/mmio.h"

enum { MSI_TYPER = 0x008, MSI_SETSPI_NS = 0x040, MSI_IIDR = 0xfcc };

#define IIDR 0x05100000u /* what QEMU's frame says: product 0x51, no implementer */

struct V2m {
    V2mConfig config;
};

V2m *v2m_new(const V2mConfig *config)
{
    V2m *v2m = calloc(1, sizeof *v2m);

    assert(config->spi_count <= V2M_SPI_MAX);
    if (v2m)
        v2m->config = *config;
    return v2m;
}

void v2m_free(V2m *v2m)
{
    free(v2m);
}

static uint32_t read_register(const V2m *v2m, uint64_t offset)
{
    switch (offset) {
    case MSI_TYPER:
        return (v2m->config.first_spi + 32) << 16 | v2m->config.spi_count;
    case MSI_IIDR:
        return IIDR;
    default:
        return 0;
    }
}

/* The guest programs these SPIs as edge-triggered: the rise is the message. */
static void set_spi(const V2m *v2m, uint32_t intid)
{
    uint32_t n = (intid & 0x3ff) - (v2m->config.first_spi + 32);

    if (n >= v2m->config.spi_count)
        return;
    irqline_set(&v2m->config.spi[n], true);
    irqline_set(&v2m->config.spi[n], false);
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
    if (offset == MSI_SETSPI_NS)
        set_spi(device, (uint32_t)value);
    return true;
}

const DeviceOps v2m_ops = {.name = "v2m", .read = ops_read, .write = ops_write};
