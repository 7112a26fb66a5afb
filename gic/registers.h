/* SPDX-License-Identifier: MIT
 *
 * registers.h - the four register frames as data, for whoever prints or tests them.
 *
 * The rows are gicd.def, gicc.def, gich.def and gicv.def; gicv2.h's DeviceOps dispatch by them.
 *
 * Spec: IHI 0048B, "Distributor register map" and its siblings.
 * Tests: tests/unit/gic/registers_test.c
 */
#ifndef GIC_REGISTERS_H
#define GIC_REGISTERS_H

#include "sim/base/bits.h"

typedef enum GicFrame {
    GIC_FRAME_GICD,
    GIC_FRAME_GICC,
    GIC_FRAME_GICH,
    GIC_FRAME_GICV,
    GIC_FRAME_COUNT
} GicFrame;

typedef struct GicRegister {
    const char *frame;  /* "GICD" */
    const char *name;   /* "ISENABLER" */
    uint16_t offset;    /* of the first */
    uint16_t count;     /* of 32-bit registers */
    const char *access; /* "RW", "RO", "WO" */
    uint8_t field_bits; /* per interrupt, source or so; 32: the register is one thing */
    bool narrow;        /* bytes and halfwords can be accessed, too */
    bool secure_only;   /* RAZ/WI to Non-secure accesses, with the Security Extensions */
    const char *text;
} GicRegister;

/* Row @index of @frame; false when there are no more. */
bool gic_register(GicFrame frame, unsigned index, GicRegister *row);

/* How row @index of @frame was accessed so far, for tests of the tables. */
enum {
    GIC_SEEN_READ = 1,
    GIC_SEEN_WRITE = 2,
};

#define GIC_FRAME_ROWS_MAX 24

struct Gicv2;

unsigned gicv2_seen(const struct Gicv2 *gic, GicFrame frame, unsigned index);

#endif
