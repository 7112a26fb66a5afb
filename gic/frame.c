/* SPDX-License-Identifier: MIT
 *
 * frame.c - one access to a register frame: find the row, check size and view, call the handler.
 *
 * CHOICE: reserved offsets, sizes a register does not support, and requesters that are not a CPU
 * read as zero and ignore writes; there are no external aborts (the architecture allows both).
 *
 * Tests: tests/unit/gic/registers_test.c
 */
#include "gic/frame.h"

#include "gic/state.h"

static const FrameRow *rows_of(GicFrame frame, unsigned *count)
{
    static const FrameRow *const rows[GIC_FRAME_COUNT] = {gicd_rows, gicc_rows, gich_rows,
                                                          gicv_rows};
    const unsigned counts[GIC_FRAME_COUNT] = {gicd_row_count, gicc_row_count, gich_row_count,
                                              gicv_row_count};

    *count = counts[frame];
    return rows[frame];
}

bool gic_register(GicFrame frame, unsigned index, GicRegister *row)
{
    unsigned count;
    const FrameRow *rows = rows_of(frame, &count);

    if (index >= count)
        return false;
    *row = rows[index].reg;
    return true;
}

void frame_map_fill(FrameMap *map)
{
    for (unsigned frame = 0; frame < GIC_FRAME_COUNT; frame++) {
        unsigned count;
        const FrameRow *rows = rows_of((GicFrame)frame, &count);

        assert(count <= GIC_FRAME_ROWS_MAX);
        for (unsigned i = 0; i < count; i++)
            for (unsigned n = 0; n < rows[i].reg.count; n++)
                map->row[frame][rows[i].reg.offset / 4 + n] = (uint8_t)(i + 1);
    }
}

uint32_t frame_raz(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)gic, (void)access, (void)index;
    return 0;
}

void frame_wi(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    (void)gic, (void)access, (void)index, (void)value, (void)mask;
}

/* The row of an access that is to have an effect, or NULL. */
static const FrameRow *row_for(const Gicv2 *gic, GicFrame frame, const BusRequest *request,
                               uint64_t offset)
{
    unsigned count, number;
    const FrameRow *row;

    if (offset / 4 >= FRAME_WORDS || request->requester >= gic->config.cpu_count)
        return NULL;
    number = gic->map.row[frame][offset / 4];
    if (!number)
        return NULL;
    row = rows_of(frame, &count) + number - 1;
    if (request->size_bytes != 4 && !(row->reg.narrow && request->size_bytes < 4))
        return NULL;
    if (row->reg.secure_only && gic->config.has_security && !request->secure)
        return NULL;
    return row;
}

static void see(Gicv2 *gic, GicFrame frame, uint64_t offset, unsigned how)
{
    gic->seen.row[frame][gic->map.row[frame][offset / 4] - 1] |= (uint8_t)how;
}

unsigned gicv2_seen(const Gicv2 *gic, GicFrame frame, unsigned index)
{
    return index < GIC_FRAME_ROWS_MAX ? gic->seen.row[frame][index] : 0;
}

static GicAccess access_of(const Gicv2 *gic, const BusRequest *request)
{
    return (GicAccess){request->requester, gic->config.has_security && !request->secure};
}

static bool frame_read(GicFrame frame, Gicv2 *gic, const BusRequest *request, uint64_t offset,
                       uint64_t *value)
{
    const FrameRow *row = row_for(gic, frame, request, offset);
    uint32_t word;

    *value = 0;
    if (!row)
        return true;
    see(gic, frame, offset, GIC_SEEN_READ);
    word = row->read(gic, access_of(gic, request), (unsigned)(offset - row->reg.offset) / 4);
    *value = (word >> (8 * (offset & 3))) & ones(8u * request->size_bytes);
    return true;
}

static bool frame_write(GicFrame frame, Gicv2 *gic, const BusRequest *request, uint64_t offset,
                        uint64_t value)
{
    const FrameRow *row = row_for(gic, frame, request, offset);
    unsigned shift = 8 * (offset & 3);

    if (!row)
        return true;
    see(gic, frame, offset, GIC_SEEN_WRITE);
    row->write(gic, access_of(gic, request), (unsigned)(offset - row->reg.offset) / 4,
               (uint32_t)(value << shift), (uint32_t)(ones(8u * request->size_bytes) << shift));
    return true;
}

/* The read and write functions of one frame's DeviceOps. */
#define FRAME_OPS(lower, frame)                                                                    \
    static bool lower##_read(void *device, const BusRequest *request, uint64_t offset,             \
                             uint64_t *value)                                                      \
    {                                                                                              \
        return frame_read(frame, device, request, offset, value);                                  \
    }                                                                                              \
    static bool lower##_write(void *device, const BusRequest *request, uint64_t offset,            \
                              uint64_t value)                                                      \
    {                                                                                              \
        return frame_write(frame, device, request, offset, value);                                 \
    }                                                                                              \
    const DeviceOps gicv2_##lower##_ops = {#lower, lower##_read, lower##_write};

FRAME_OPS(gicd, GIC_FRAME_GICD)
FRAME_OPS(gicc, GIC_FRAME_GICC)
FRAME_OPS(gich, GIC_FRAME_GICH)
FRAME_OPS(gicv, GIC_FRAME_GICV)
