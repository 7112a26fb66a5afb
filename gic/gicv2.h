/* SPDX-License-Identifier: MIT
 *
 * gicv2.h - GICv2 with the Virtualization Extensions: distributor, CPU interfaces, GICH, GICV.
 *
 * One Gicv2 serves all CPUs of a machine. machine.c puts the four frames (gicv2_*_ops) on the bus,
 * connects interrupt sources with gicv2_spi_input / gicv2_ppi_input, and connects the outputs. The
 * BusRequest's requester says which CPU's banked registers an access means; its `secure` selects
 * the Secure or Non-secure view when the Security Extensions are present.
 *
 * Spec: IHI 0048B, ARM Generic Interrupt Controller Architecture version 2.0.
 * Tests: tests/unit/gic/
 */
#ifndef GIC_GICV2_H
#define GIC_GICV2_H

#include "sim/base/bits.h"
#include "sim/base/bus.h"
#include "sim/base/irqline.h"

#define GICV2_CPU_MAX 8
#define GICV2_IRQ_MAX 1020

typedef struct Gicv2Config {
    unsigned cpu_count; /* 1..8 */
    unsigned irq_count; /* multiple of 32, includes the 32 SGIs and PPIs; virt has 288 (256 SPIs) */
    bool has_security;  /* GICD_TYPER.SecurityExtn: two views of groups */
    bool has_virt;      /* GICH and GICV are there */
    unsigned list_register_count; /* 4 */
} Gicv2Config;

/* What a CPU receives. */
typedef enum GicOutput {
    GIC_OUT_IRQ,
    GIC_OUT_FIQ,
    GIC_OUT_VIRQ,
    GIC_OUT_VFIQ,
    GIC_OUT_MAINTENANCE, /* to be connected back to PPI 25 */
    GIC_OUT_COUNT
} GicOutput;

typedef struct Gicv2 Gicv2;

/* NULL when memory is exhausted; the configuration must be valid (machine.c checked it). */
Gicv2 *gicv2_new(const Gicv2Config *config);
void gicv2_free(Gicv2 *gic);

/* Back to the state after gicv2_new, connections and the levels of the inputs kept. */
void gicv2_reset(Gicv2 *gic);

/* Just after reset, with the Security Extensions: what Secure firmware does before it starts a
 * Non-secure kernel. All interrupts are in Group 1, at priorities and behind masks that Non-secure
 * software can change. */
void gicv2_open_to_nonsecure(Gicv2 *gic);

void gicv2_connect(Gicv2 *gic, unsigned cpu, GicOutput output, IrqLine line);

/* The input of SPI @spi (INTID 32 + spi), or of PPI @intid (16..31) of @cpu, as a line to hand
 * to its source. */
IrqLine gicv2_spi_input(Gicv2 *gic, unsigned spi);
IrqLine gicv2_ppi_input(Gicv2 *gic, unsigned cpu, unsigned intid);

/* The frames; the device pointer of their regions is the Gicv2. Nothing is beyond
 * 0x2000 bytes of a frame; GICH is the requester's view only. No access is refused: what is
 * reserved is RAZ/WI, so a region may be as large as the map says. Their rows: gic/registers.h. */
extern const DeviceOps gicv2_gicd_ops, gicv2_gicc_ops, gicv2_gich_ops, gicv2_gicv_ops;

/* Text of the list registers and pending/active interrupts of @cpu for explanations; at most
 * @size bytes with the NUL. */
void gicv2_describe(const Gicv2 *gic, unsigned cpu, char *text, size_t size);

/* Raw list registers of @cpu for recording: at most 64 entries. Returns how many. */
unsigned gicv2_list_registers(const Gicv2 *gic, unsigned cpu, uint32_t lr[64]);

#endif
