/* SPDX-License-Identifier: MIT
 *
 * type2.S - a Type-2 hypervisor without VHE: a host's kernel at EL1, a lowvisor at EL2. Every exit goes
 * VM - EL2 - host - EL2 - VM: the double trap.
 *
 * This file starts it: EL2's own state, the host's first entry, and the VCPU as it is created.
 *
 * Tests: tests/cli/micro_test.sh    Journey: after host.S
 */
#include "lib/context.S"
#include "lib/hyp.S"
#include "type2/vcpu.S"

/* The VM's HCR_EL2 as KVM had it: stage 2, WFI and WFE, SMC, auxiliary and implementation-defined registers
 * trapped, SErrors to EL2, barriers and TLB maintenance for all CPUs. */
#define HCR_SWIO        (1<<1)
#define HCR_AMO         (1<<5)
#define HCR_FB          (1<<9)
#define HCR_BSU_IS      (1<<10)
#define HCR_TWI         (1<<13)
#define HCR_TWE         (1<<14)
#define HCR_TSC         (1<<19)
#define HCR_TIDCP       (1<<20)
#define HCR_TACR        (1<<21)
#define HCR_GUEST       (HCR_VM|HCR_SWIO|HCR_AMO|HCR_FB|HCR_BSU_IS|HCR_TWI|HCR_TWE|HCR_TSC|HCR_TIDCP|HCR_TACR|HCR_RW)

/* Debug registers are trapped, the counters are not: the VM measures with them, as the authors' did. */
#define MDCR_HPMN       0x1f
#define MDCR_TDOSA      (1<<10)
#define MDCR_TDRA       (1<<11)

#define SCTLR_EL1_RES1  0x30d00800      /* MMU and caches off */
#define MPIDR_CPU0      0x80000000
#define GICH_HCR_EN     1

        .section .text.start, "ax"
        .global _start
_start: adr     x0, vectors
        msr     vbar_el2, x0
        adr     x0, stack_top
        mov     sp, x0
        set     x0, VTCR
        msr     vtcr_el2, x0
        msr     vttbr_el2, xzr
        set     x0, HCR_RW
        msr     hcr_el2, x0
        adr     x19, vcpu
        mrs     x0, mdcr_el2
        and     x0, x0, #MDCR_HPMN
        orr     x0, x0, #(MDCR_TDRA | MDCR_TDOSA)
        str     x0, [x19, #VCPU_MDCR]
        isb
        tlbi    alle1
        dsb     sy
        adr     x0, host
        msr     elr_el2, x0
        mov     x0, #EL1H_MASKED
        msr     spsr_el2, x0
        eret

        .balign 2048
vectors:
        .rept   8                       // of EL2 itself: none is expected
        b       surrender
        .balign 128
        .endr

        stp     x0, x1, [sp, #-16]!     // synchronous, of EL1
        b       lower_el
        .balign 128
        .rept   7
        b       surrender
        .balign 128
        .endr

#include "type2/switch.S"
#include "lib/emulate.S"
#include "lib/vm.S"
#include "type2/host.S"

        .balign 16
vcpu:
        .skip   CTX_PC
        .quad   vm, EL1H_MASKED
        .skip   CTX_SYSTEM - CTX_SP_EL1
        .quad   MPIDR_CPU0, 0, SCTLR_EL1_RES1, 0
        .skip   CTX_SIZE - CTX_SYSTEM - 4 * 8
        .quad   host_context
        .quad   HCR_GUEST
        .quad   0                       // VCPU_MDCR
        .quad   stage2 + (VMID << 48)
        .skip   VCPU_VGIC_HCR - VCPU_LINES
        .word   GICH_HCR_EN
        .skip   VCPU_SIZE - VCPU_VMCR
host_context:
        .skip   CTX_SIZE

        stage2_table
        .balign 16
        .skip   4096
stack_top:
