/* SPDX-License-Identifier: MIT
 *
 * cpuif.h - what a CPU interface makes of the highest priority pending interrupt.
 *
 * Pure functions, and the same for the physical interface (GICC) and the virtual one (GICV):
 * the rules of masking, grouping, preemption and of the special INTIDs are written once.
 *
 * Spec: IHI 0048B, "Interrupt prioritization", GenerateExceptions, ReadGICC_IAR.
 * Tests: tests/unit/gic/cpuif_test.c
 * Journey: after gic/pick.c, before gic/gicc.c and gic/gicv.c
 */
#ifndef GIC_CPUIF_H
#define GIC_CPUIF_H

#include "gic/pick.h"

/* GICC_CTLR, the view that has both groups; GICV_CTLR and GICH_VMCR<9:0> have the same bits. */
#define CPUIF_ENABLE_GRP0 UINT32_C(0x001)
#define CPUIF_ENABLE_GRP1 UINT32_C(0x002)
#define CPUIF_ACKCTL UINT32_C(0x004)
#define CPUIF_FIQEN UINT32_C(0x008)
#define CPUIF_CBPR UINT32_C(0x010)
#define CPUIF_EOIMODE UINT32_C(0x200)    /* EOImodeS where there are two */
#define CPUIF_EOIMODE_NS UINT32_C(0x400) /* GICC with the Security Extensions only */

#define PRIORITY_IDLE 0xffu

typedef struct CpuIf {
    uint32_t ctlr;
    uint8_t pmr;
    uint8_t bpr[2]; /* of group 0; of group 1: the Non-secure BPR, which is ABPR */
} CpuIf;

typedef enum CpuIfSignal { CPUIF_NOTHING, CPUIF_IRQ, CPUIF_FIQ } CpuIfSignal;

/* GICC_CTLR enables the group. CHOICE: an interrupt whose group is disabled there still hides
 * those of lower priority: the Distributor forwards one interrupt, the highest priority pending. */
static inline bool cpuif_enables(const CpuIf *cpuif, bool group1)
{
    return cpuif->ctlr & (group1 ? CPUIF_ENABLE_GRP1 : CPUIF_ENABLE_GRP0);
}

/* The bits of a priority that are its group priority, for an interrupt of the group. */
uint32_t cpuif_group_mask(const CpuIf *cpuif, bool group1);

/* What is asserted for @pick while @running (PRIORITY_IDLE: nothing) is the running priority. */
CpuIfSignal cpuif_signal(const CpuIf *cpuif, unsigned running, GicPick pick);

/* What an acknowledge register (IAR) or HPPIR says for @pick: 1023 when its group is disabled.
 * @group1_only: a Non-secure access, or one of the aliased registers AIAR and AHPPIR. */
unsigned cpuif_visible_intid(const CpuIf *cpuif, GicPick pick, bool group1_only);

/* The Non-secure view of a priority, and its inverse: Non-secure software sees the lower half
 * of the priorities as all there are. */
static inline uint8_t cpuif_ns_view(unsigned priority)
{
    return (uint8_t)(priority << 1);
}

static inline uint8_t cpuif_from_ns_view(unsigned value)
{
    return (uint8_t)(0x80 | (value >> 1));
}

#endif
