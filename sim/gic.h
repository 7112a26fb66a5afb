/* SPDX-License-Identifier: MIT
 *
 * gic.h - the machine's interrupt controller, a GICv2 or a GICv3, as the rest of the board sees it:
 * inputs to hand to devices, outputs to hand to CPUs.
 *
 * Tests: tests/cli/, tests/guest/gic, tests/guest/gicv3           Journey: before sim/machine.c
 */
#ifndef SIM_GIC_H
#define SIM_GIC_H

#include <stdio.h>

#include "gic/gicv2.h"
#include "gic/gicv2m.h"
#include "gic/v3/gicv3.h"
#include "sim/config.h"

/* Zero-initialised is empty. */
typedef struct Gic {
    Gicv2 *v2; /* one of the two */
    Gicv3 *v3;
    Gicv2m v2m; /* with v2 */
} Gic;

/* The controller that @config asks for, on @bus. False with @err; gic_free frees what there is. */
MUST_USE bool gic_build(Gic *gic, const Config *config, Bus *bus, Err *err);
void gic_free(Gic *gic);
void gic_reset(Gic *gic);

/* Just after reset: does what firmware at EL3 would have done before it started a kernel. */
void gic_open_to_nonsecure(Gic *gic);

/* The input of SPI @spi, or of PPI @intid (16..31) of @cpu. */
IrqLine gic_spi(const Gic *gic, unsigned spi);
IrqLine gic_ppi(const Gic *gic, unsigned cpu, unsigned intid);

void gic_connect(Gic *gic, unsigned cpu, GicOutput output, IrqLine line);

/* As gicv2_describe and gicv3_describe. */
void gic_describe(const Gic *gic, unsigned cpu, char *text, size_t size);

/* A line for each register in memory that was accessed: `FRAME NAME read` or `write`. */
void gic_write_rows(const Gic *gic, FILE *out);

#endif
