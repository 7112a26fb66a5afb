/* SPDX-License-Identifier: MIT
 *
 * sysregs.h - the GIC's system registers, for cpu/, which has checked that the access is allowed.
 *
 * Spec: IHI 0069, "GICv3 System registers".    Tests: tests/unit/gic/v3/
 */
#ifndef GIC_V3_SYSREGS_H
#define GIC_V3_SYSREGS_H

#include "gic/v3/gicv3.h"

/* The registers by their names, with IC_ before. */
typedef enum IcRegister {
#define ICC(name, ...) IC_##name,
#include "gic/v3/icc.def"
#undef ICC
#define ICH(name, ...) IC_##name,
#include "gic/v3/ich.def"
#undef ICH
    IC_COUNT
} IcRegister;

/* Where the CPU is that accesses, and what routes its interrupts. */
typedef struct IcContext {
    uint8_t el;            /* 1..3 */
    bool secure_below_el3; /* SCR_EL3.NS is 0 */
    bool scr_irq, scr_fiq; /* SCR_EL3.IRQ and FIQ: physical interrupts go to EL3 */
    bool hcr_imo, hcr_fmo; /* HCR_EL2.IMO and FMO, where EL2 is enabled */
} IcContext;

uint64_t gicv3_sysreg_read(Gicv3 *gic, unsigned cpu, IcRegister reg, IcContext context);
void gicv3_sysreg_write(Gicv3 *gic, unsigned cpu, IcRegister reg, IcContext context,
                        uint64_t value);

/* The access finds a virtual register (ICV_*) in the place of the physical one. */
bool gicv3_is_virtual(IcRegister reg, IcContext context);

#endif
