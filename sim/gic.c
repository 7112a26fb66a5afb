/* SPDX-License-Identifier: MIT
 *
 * gic.c - builds a GICv2 or a GICv3 onto the board's map.
 *
 * Tests: tests/cli/, tests/guest/gic, tests/guest/gicv3
 * Journey: after gic/, before sim/machine.c
 */
#include "sim/gic.h"

#include "gic/registers.h"
#include "gic/v3/frame.h"
#include "sim/board/map.h"

static bool add(Bus *bus, MapId id, const DeviceOps *ops, void *device, Err *err)
{
    const MapEntry *map = virt_map(id);

    return bus_add(bus,
                   &(BusRegion){.name = map->name,
                                .base = map->base,
                                .size_bytes = map->size_bytes,
                                .ops = ops,
                                .device = device,
                                .read_cost = map->read_cost,
                                .write_cost = map->write_cost},
                   err);
}

static bool build_v2(Gic *gic, const Config *config, Bus *bus, Err *err)
{
    gic->v2 = gicv2_new(&(Gicv2Config){.cpu_count = config->cpu_count,
                                       .irq_count = 32 + VIRT_SPI_COUNT,
                                       .has_security = config->secure,
                                       .has_virt = config->virtualization,
                                       .list_register_count = 4});
    if (!gic->v2)
        return err_set(err, "out of memory");
    gic->v2m = (Gicv2m){.gic = gic->v2,
                        .first_intid = 32 + (unsigned)virt_map(MAP_V2M)->spi,
                        .count = VIRT_V2M_SPI_COUNT};
    return add(bus, MAP_GICD, &gicv2_gicd_ops, gic->v2, err) &&
           add(bus, MAP_GICC, &gicv2_gicc_ops, gic->v2, err) &&
           add(bus, MAP_V2M, &gicv2m_ops, &gic->v2m, err) &&
           (!config->virtualization || (add(bus, MAP_GICH, &gicv2_gich_ops, gic->v2, err) &&
                                        add(bus, MAP_GICV, &gicv2_gicv_ops, gic->v2, err)));
}

/* Aff3 of MPIDR_EL1 is <39:32>. */
static uint32_t affinity_of(unsigned cpu)
{
    uint64_t mpidr = virt_mpidr_affinity(cpu, 3);

    return (uint32_t)(bits(mpidr, 39, 32) << 24 | bits(mpidr, 23, 0));
}

static bool build_v3(Gic *gic, const Config *config, Bus *bus, Err *err)
{
    Gicv3Config v3 = {.cpu_count = config->cpu_count,
                      .irq_count = 32 + VIRT_SPI_COUNT,
                      .has_security = config->secure};

    for (unsigned cpu = 0; cpu < config->cpu_count; cpu++)
        v3.affinity[cpu] = affinity_of(cpu);
    gic->v3 = gicv3_new(&v3);
    if (!gic->v3)
        return err_set(err, "out of memory");
    return add(bus, MAP_GICD, &gicv3_gicd_ops, gic->v3, err) &&
           add(bus, MAP_GICR, &gicv3_gicr_ops, gic->v3, err);
}

bool gic_build(Gic *gic, const Config *config, Bus *bus, Err *err)
{
    return config->gic_version == 2 ? build_v2(gic, config, bus, err)
                                    : build_v3(gic, config, bus, err);
}

void gic_free(Gic *gic)
{
    gicv2_free(gic->v2);
    gicv3_free(gic->v3);
}

void gic_reset(Gic *gic)
{
    if (gic->v2)
        gicv2_reset(gic->v2);
    else
        gicv3_reset(gic->v3);
}

void gic_open_to_nonsecure(Gic *gic)
{
    if (gic->v2)
        gicv2_open_to_nonsecure(gic->v2);
    else
        gicv3_open_to_nonsecure(gic->v3);
}

IrqLine gic_spi(const Gic *gic, unsigned spi)
{
    return gic->v2 ? gicv2_spi_input(gic->v2, spi) : gicv3_spi_input(gic->v3, spi);
}

IrqLine gic_ppi(const Gic *gic, unsigned cpu, unsigned intid)
{
    return gic->v2 ? gicv2_ppi_input(gic->v2, cpu, intid) : gicv3_ppi_input(gic->v3, cpu, intid);
}

void gic_connect(Gic *gic, unsigned cpu, GicOutput output, IrqLine line)
{
    if (gic->v2)
        gicv2_connect(gic->v2, cpu, output, line);
    else
        gicv3_connect(gic->v3, cpu, output, line);
}

void gic_describe(const Gic *gic, unsigned cpu, char *text, size_t size)
{
    if (gic->v2)
        gicv2_describe(gic->v2, cpu, text, size);
    else
        gicv3_describe(gic->v3, cpu, text, size);
}

static void write_row(FILE *out, const GicRegister *row, unsigned seen)
{
    if (seen & GIC_SEEN_READ)
        fprintf(out, "%s %s read\n", row->frame, row->name);
    if (seen & GIC_SEEN_WRITE)
        fprintf(out, "%s %s write\n", row->frame, row->name);
}

static void write_rows_v2(const Gicv2 *gic, FILE *out)
{
    GicRegister row;

    for (unsigned frame = 0; frame < GIC_FRAME_COUNT; frame++)
        for (unsigned i = 0; gic_register((GicFrame)frame, i, &row); i++)
            write_row(out, &row, gicv2_seen(gic, (GicFrame)frame, i));
}

static void write_rows_v3(const Gicv3 *gic, FILE *out)
{
    const Gicv3Row *row;

    for (unsigned frame = 0; frame < GICV3_FRAME_COUNT; frame++)
        for (unsigned i = 0; (row = gicv3_row((Gicv3Frame)frame, i)) != NULL; i++)
            write_row(out, &row->reg, gicv3_seen(gic, (Gicv3Frame)frame, i));
}

void gic_write_rows(const Gic *gic, FILE *out)
{
    if (gic->v2)
        write_rows_v2(gic->v2, out);
    else
        write_rows_v3(gic->v3, out);
}
