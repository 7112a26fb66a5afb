/* SPDX-License-Identifier: MIT
 *
 * frame.h - the register frames of a GICv3 in memory: rows of registers with their handlers.
 *
 * Tests: tests/unit/gic/v3/frame_test.c
 * Journey: before gic/v3/gicd.c and gicr.c, which own the rows
 */
#ifndef GIC_V3_FRAME_H
#define GIC_V3_FRAME_H

#include "gic/frame.h"
#include "gic/v3/gicv3.h"

typedef enum Gicv3Frame {
    GICV3_GICD,
    GICV3_RD,  /* RD_base of a redistributor */
    GICV3_SGI, /* SGI_base */
    GICV3_FRAME_COUNT
} Gicv3Frame;

#define GICV3_FRAME_BYTES 0x10000u

/* What is accessed, and with which view. */
typedef struct Gicv3Access {
    bool nonsecure;     /* there are two Security states and the access is Non-secure */
    bool redistributor; /* the registers of SGIs and PPIs, else of SPIs */
    unsigned cpu;       /* whose redistributor */
} Gicv3Access;

/* @index: which 32-bit word of the row's count. */
typedef uint32_t Gicv3Read(Gicv3 *gic, Gicv3Access access, unsigned index);
/* @mask: the bits written; all of them, unless the row can be written in part. */
typedef void Gicv3Write(Gicv3 *gic, Gicv3Access access, unsigned index, uint32_t value,
                        uint32_t mask);

/* With GicRegister.field_bits 64 an access of 8 bytes is one of each half, the lower first. */
typedef struct Gicv3Row {
    GicRegister reg;
    Gicv3Read *read;
    Gicv3Write *write;
} Gicv3Row;

extern const Gicv3Row gicv3_gicd_rows[], gicv3_rd_rows[], gicv3_sgi_rows[];
extern const unsigned gicv3_gicd_row_count, gicv3_rd_row_count, gicv3_sgi_row_count;

/* Row @index of @frame; NULL when there are no more. */
const Gicv3Row *gicv3_row(Gicv3Frame frame, unsigned index);

/* Which row a word belongs to, plus 1; 0: reserved. */
typedef struct Gicv3Map {
    uint8_t row[GICV3_FRAME_COUNT][GICV3_FRAME_BYTES / 4];
} Gicv3Map;

#define GICV3_ROWS_MAX 24

/* Which rows were accessed: GIC_SEEN_READ and GIC_SEEN_WRITE. */
typedef struct Gicv3Seen {
    uint8_t row[GICV3_FRAME_COUNT][GICV3_ROWS_MAX];
} Gicv3Seen;

/* How row @index of @frame was accessed so far, for tests of the tables. */
unsigned gicv3_seen(const Gicv3 *gic, Gicv3Frame frame, unsigned index);

void gicv3_map_fill(Gicv3Map *map);

/* Handlers of what reads as zero and of what ignores writes. */
uint32_t gicv3_raz(Gicv3 *gic, Gicv3Access access, unsigned index);
void gicv3_wi(Gicv3 *gic, Gicv3Access access, unsigned index, uint32_t value, uint32_t mask);

/* --- Registers that distributor and redistributors share (irqregs.c) ------------------------- */

Gicv3Read irq_read_group, irq_read_grpmod, irq_read_enable, irq_read_set_pend, irq_read_clear_pend,
    irq_read_active, irq_read_priority, irq_read_config, irq_read_nsacr;
Gicv3Write irq_write_group, irq_write_grpmod, irq_write_set_enable, irq_write_clear_enable,
    irq_write_set_pend, irq_write_clear_pend, irq_write_set_active, irq_write_clear_active,
    irq_write_priority, irq_write_config, irq_write_nsacr;

/* @access reaches @intid: everything, or Group 1, or what GICD_NSACR gives as much as routing. */
bool irq_may_route(Gicv3 *gic, Gicv3Access access, unsigned intid);

/* PIDR4 to PIDR7, PIDR0 to PIDR3, CIDR0 to CIDR3 in this order; @part is PIDR0's. */
uint32_t gicv3_identity(unsigned index, uint8_t part);

#define GICV3_IIDR UINT32_C(0x0000043b)

#endif
