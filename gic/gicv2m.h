/* SPDX-License-Identifier: MIT
 *
 * gicv2m.h - a GICv2m frame: a write of an INTID becomes an edge on that SPI.
 *
 * Spec: Server Base System Architecture, "GICv2m Architecture"; device tree arm,gic-v2m-frame.
 * Tests: tests/unit/gic/gicv2_test.c
 */
#ifndef GIC_GICV2M_H
#define GIC_GICV2M_H

#include "gic/gicv2.h"

typedef struct Gicv2m {
    Gicv2 *gic;
    unsigned first_intid; /* absolute, not counted from 32; virt has 80 */
    unsigned count;       /* virt has 64 */
} Gicv2m;

/* The registers; the device pointer of the region is a Gicv2m, whose SPIs exist in its GIC. */
extern const DeviceOps gicv2m_ops;

#endif
