/* SPDX-License-Identifier: MIT
 *
 * frame.h - a register frame: rows of registers with their handlers, found by offset.
 *
 * Tests: tests/unit/gic/registers_test.c
 * Journey: before gic/gicd.c, gicc.c, gich.c and gicv.c, which own the rows
 */
#ifndef GIC_FRAME_H
#define GIC_FRAME_H

#include "gic/gicv2.h"
#include "gic/registers.h"

/* Who accesses: which CPU's banked registers, and with which view. */
typedef struct GicAccess {
    unsigned cpu;
    bool nonsecure; /* the Security Extensions are there and the access is Non-secure */
} GicAccess;

/* @index: which register of the row's count. */
typedef uint32_t GicRead(Gicv2 *gic, GicAccess access, unsigned index);
/* @mask: the bits written; all of them, unless the row can be written in part. */
typedef void GicWrite(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask);

typedef struct FrameRow {
    GicRegister reg;
    GicRead *read;
    GicWrite *write;
} FrameRow;

#define FRAME_ACCESS_RW "RW"
#define FRAME_ACCESS_RO "RO"
#define FRAME_ACCESS_WO "WO"
#define FRAME_NARROW true
#define FRAME_WORD false
#define FRAME_SECURE true
#define FRAME_ANY false

/* A row of a .def as an element of a FrameRow array. */
#define FRAME_ROW(frame_name, row_name, offset, count, access, field_bits, sizes, view,            \
                  read_handler, write_handler, text)                                               \
    {{frame_name, #row_name, offset, count, FRAME_ACCESS_##access, field_bits, FRAME_##sizes,      \
      FRAME_##view, text},                                                                         \
     read_handler,                                                                                 \
     write_handler},

extern const FrameRow gicd_rows[], gicc_rows[], gich_rows[], gicv_rows[];
extern const unsigned gicd_row_count, gicc_row_count, gich_row_count, gicv_row_count;

/* Words of a frame: 0x000..0x1000, for GICC_DIR lies just after the first 4K. */
#define FRAME_WORDS 0x401

/* Which row a word belongs to, plus 1; 0: reserved. */
typedef struct FrameMap {
    uint8_t row[GIC_FRAME_COUNT][FRAME_WORDS];
} FrameMap;

/* Which rows were accessed: GIC_SEEN_READ and GIC_SEEN_WRITE, by frame and row. */
typedef struct FrameSeen {
    uint8_t row[GIC_FRAME_COUNT][GIC_FRAME_ROWS_MAX];
} FrameSeen;

void frame_map_fill(FrameMap *map);

/* Handlers of what reads as zero and of what ignores writes. */
uint32_t frame_raz(Gicv2 *gic, GicAccess access, unsigned index);
void frame_wi(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask);

#endif
