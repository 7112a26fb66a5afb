/* SPDX-License-Identifier: MIT
 *
 * gic.h - what a CPU tells the GICv3 it is an interface of.
 */
#ifndef CPU_GIC_H
#define CPU_GIC_H

#include "cpu/cpu.h"

/* EL or SCR_EL3.NS changed: an interrupt that was an IRQ may be an FIQ now. */
void gic_world_changed(Cpu *cpu);

#endif
