/* SPDX-License-Identifier: MIT
 *
 * gicv3.h - GICv3: distributor, redistributors, and the CPU interfaces behind the ICC_* and ICH_*
 * system registers.
 *
 * One Gicv3 serves all CPUs of a machine. machine.c puts the distributor (gicv3_gicd_ops) and the
 * redistributors (gicv3_gicr_ops, 128 KiB for each CPU, in the CPUs' order) on the bus, connects
 * sources with gicv3_spi_input and gicv3_ppi_input, and connects the outputs. cpu/ reads and writes
 * the system registers through gic/v3/sysregs.h and tells of changes of the Security state.
 *
 * Affinity routing is always on. There are no LPIs, so no ITS; no 1-of-N routing; priorities have 5
 * bits at the CPU interfaces, physical and virtual. The Security states are the machine's: with
 * EL3 there are two, without it one (GICD_CTLR.DS).
 *
 * Spec: IHI 0069, Arm Generic Interrupt Controller Architecture, versions 3 and 4.
 * Tests: tests/unit/gic/v3/
 */
#ifndef GIC_V3_GICV3_H
#define GIC_V3_GICV3_H

#include "gic/gicv2.h"
#include "sim/base/bus.h"
#include "sim/base/irqline.h"

#define GICV3_CPU_MAX 16
#define GICV3_IRQ_MAX 1020
#define GICV3_LR_COUNT 4
#define GICV3_GICR_STRIDE UINT64_C(0x20000) /* RD_base and SGI_base, 64 KiB each */

typedef struct Gicv3Config {
    unsigned cpu_count;               /* 1..16 */
    unsigned irq_count;               /* multiple of 32, includes the 32 SGIs and PPIs */
    bool has_security;                /* two Security states: the CPUs have EL3 */
    uint32_t affinity[GICV3_CPU_MAX]; /* Aff3 to Aff0 in a byte each, as GICR_TYPER has them */
} Gicv3Config;

typedef struct Gicv3 Gicv3;

/* NULL when memory is exhausted; the configuration must be valid (machine.c checked it). */
Gicv3 *gicv3_new(const Gicv3Config *config);
void gicv3_free(Gicv3 *gic);

/* Back to the state after gicv3_new, connections, the levels of the inputs and the CPUs' Security
 * states kept. */
void gicv3_reset(Gicv3 *gic);

/* Just after reset, with two Security states: what Secure firmware does before it starts a
 * Non-secure kernel. All interrupts are in Non-secure Group 1, and the redistributors are awake. */
void gicv3_open_to_nonsecure(Gicv3 *gic);

void gicv3_connect(Gicv3 *gic, unsigned cpu, GicOutput output, IrqLine line);

/* The input of SPI @spi (INTID 32 + spi), or of PPI @intid (16..31) of @cpu. */
IrqLine gicv3_spi_input(Gicv3 *gic, unsigned spi);
IrqLine gicv3_ppi_input(Gicv3 *gic, unsigned cpu, unsigned intid);

/* The device pointer of both is the Gicv3. No access is refused: what is reserved is RAZ/WI. */
extern const DeviceOps gicv3_gicd_ops, gicv3_gicr_ops;

/* Which of the GIC's outputs an interrupt of Group 1 raises depends on where the CPU is. */
typedef enum Gicv3World {
    GICV3_NONSECURE, /* as long as nobody says otherwise */
    GICV3_SECURE,    /* below EL3 */
    GICV3_EL3,
} Gicv3World;

void gicv3_set_world(Gicv3 *gic, unsigned cpu, Gicv3World world);

/* Text of the list registers and pending/active interrupts of @cpu for explanations; at most
 * @size bytes with the NUL. */
void gicv3_describe(const Gicv3 *gic, unsigned cpu, char *text, size_t size);

#endif
