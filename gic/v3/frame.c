/* SPDX-License-Identifier: MIT
 *
 * frame.c - one access to a frame of a GICv3: find the row, check size and view, call the handler.
 *
 * CHOICE: as with the GICv2 (gic/frame.c) reserved offsets, sizes a register does not support and
 * requesters that are not a CPU read as zero and ignore writes.
 *
 * Tests: tests/unit/gic/v3/frame_test.c
 */
#include "gic/v3/frame.h"

#include "gic/v3/state.h"

const Gicv3Row *gicv3_row(Gicv3Frame frame, unsigned index)
{
    static const Gicv3Row *const rows[GICV3_FRAME_COUNT] = {gicv3_gicd_rows, gicv3_rd_rows,
                                                            gicv3_sgi_rows};
    const unsigned counts[GICV3_FRAME_COUNT] = {gicv3_gicd_row_count, gicv3_rd_row_count,
                                                gicv3_sgi_row_count};

    return index < counts[frame] ? &rows[frame][index] : NULL;
}

static void map_row(uint8_t *map, const GicRegister *reg, unsigned number)
{
    assert(number < GICV3_ROWS_MAX);
    for (unsigned n = 0; n < reg->count; n++)
        map[reg->offset / 4 + n] = (uint8_t)(number + 1);
}

void gicv3_map_fill(Gicv3Map *map)
{
    for (unsigned frame = 0; frame < GICV3_FRAME_COUNT; frame++)
        for (unsigned i = 0; gicv3_row((Gicv3Frame)frame, i); i++)
            map_row(map->row[frame], &gicv3_row((Gicv3Frame)frame, i)->reg, i);
}

uint32_t gicv3_raz(Gicv3 *gic, Gicv3Access access, unsigned index)
{
    (void)gic, (void)access, (void)index;
    return 0;
}

void gicv3_wi(Gicv3 *gic, Gicv3Access access, unsigned index, uint32_t value, uint32_t mask)
{
    (void)gic, (void)access, (void)index, (void)value, (void)mask;
}

unsigned gicv3_seen(const Gicv3 *gic, Gicv3Frame frame, unsigned index)
{
    return index < GICV3_ROWS_MAX ? gic->seen.row[frame][index] : 0;
}

/* Where an access goes: frame, row, and whose redistributor. */
typedef struct Place {
    Gicv3Frame frame;
    const Gicv3Row *row; /* NULL: nothing there */
    Gicv3Access access;
    unsigned offset; /* in the frame */
} Place;

static bool size_fits(const GicRegister *reg, unsigned size_bytes)
{
    if (size_bytes == 8)
        return reg->field_bits == 64;
    return size_bytes == 4 || reg->narrow;
}

/* The row of an access that is to have an effect. */
static void find_row(const Gicv3 *gic, const BusRequest *request, Place *place)
{
    unsigned number = gic->map.row[place->frame][place->offset / 4];
    const Gicv3Row *row = number ? gicv3_row(place->frame, number - 1) : NULL;

    place->access.nonsecure = gic->config.has_security && !request->secure;
    if (request->requester >= gic->config.cpu_count || !row)
        return;
    if (!size_fits(&row->reg, request->size_bytes))
        return;
    if (row->reg.secure_only && place->access.nonsecure)
        return;
    place->row = row;
}

static Place gicd_place(const Gicv3 *gic, const BusRequest *request, uint64_t offset)
{
    Place place = {.frame = GICV3_GICD, .offset = (unsigned)offset};

    if (offset < GICV3_FRAME_BYTES)
        find_row(gic, request, &place);
    return place;
}

static Place gicr_place(const Gicv3 *gic, const BusRequest *request, uint64_t offset)
{
    Place place = {.frame = offset & GICV3_FRAME_BYTES ? GICV3_SGI : GICV3_RD,
                   .access = {.redistributor = true},
                   .offset = (unsigned)(offset % GICV3_FRAME_BYTES)};

    if (offset / GICV3_GICR_STRIDE < gic->config.cpu_count) {
        place.access.cpu = (unsigned)(offset / GICV3_GICR_STRIDE);
        find_row(gic, request, &place);
    }
    return place;
}

static void see(Gicv3 *gic, const Place *place, unsigned how)
{
    unsigned number = gic->map.row[place->frame][place->offset / 4] - 1u;

    gic->seen.row[place->frame][number] |= (uint8_t)how;
}

static uint64_t place_read(Gicv3 *gic, const Place *place, unsigned size_bytes)
{
    unsigned index;
    uint64_t value;

    if (!place->row)
        return 0;
    see(gic, place, GIC_SEEN_READ);
    index = (place->offset - place->row->reg.offset) / 4;
    value = place->row->read(gic, place->access, index);
    if (size_bytes == 8)
        value |= (uint64_t)place->row->read(gic, place->access, index + 1) << 32;
    return (value >> (8 * (place->offset & 3))) & ones(8 * size_bytes);
}

static void place_write(Gicv3 *gic, const Place *place, unsigned size_bytes, uint64_t value)
{
    unsigned index, shift = 8 * (place->offset & 3);
    uint32_t mask = (uint32_t)(ones(8 * size_bytes) << shift);

    if (!place->row)
        return;
    see(gic, place, GIC_SEEN_WRITE);
    index = (place->offset - place->row->reg.offset) / 4;
    place->row->write(gic, place->access, index, (uint32_t)(value << shift), mask);
    if (size_bytes == 8)
        place->row->write(gic, place->access, index + 1, (uint32_t)(value >> 32), mask);
}

/* The read and write functions of a DeviceOps. */
#define FRAME_OPS(lower)                                                                           \
    static bool lower##_read(void *device, const BusRequest *request, uint64_t offset,             \
                             uint64_t *value)                                                      \
    {                                                                                              \
        Place place = lower##_place(device, request, offset);                                      \
                                                                                                   \
        *value = place_read(device, &place, request->size_bytes);                                  \
        return true;                                                                               \
    }                                                                                              \
    static bool lower##_write(void *device, const BusRequest *request, uint64_t offset,            \
                              uint64_t value)                                                      \
    {                                                                                              \
        Place place = lower##_place(device, request, offset);                                      \
                                                                                                   \
        place_write(device, &place, request->size_bytes, value);                                   \
        return true;                                                                               \
    }                                                                                              \
    const DeviceOps gicv3_##lower##_ops = {#lower, lower##_read, lower##_write};

FRAME_OPS(gicd)
FRAME_OPS(gicr)
