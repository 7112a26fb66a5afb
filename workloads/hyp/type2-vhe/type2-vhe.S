/* SPDX-License-Identifier: MIT
 *
 * type2-vhe.S - a Type-2 hypervisor with VHE: the host's kernel is at EL2 itself (HCR_EL2.E2H, TGE) and has
 * registers of its own there, so an exit is one entry and one return, and EL1's state stays where it is.
 *
 * What is still switched at every exit is what KVM switches since it was made for VHE (Linux 4.17): general
 * registers, the few system registers that EL0 of both worlds share, traps, vectors, stage 2. The VM's EL1
 * registers, FP, timer and, while no interrupt is pending, list registers stay until another VM
 * or the host's own programs need the place.
 *
 * Spec: DDI 0487, "Virtualization Host Extensions".
 * Tests: tests/cli/micro_test.sh    Journey: after ../type2/type2.S
 */
#include "lib/context.S"
#include "lib/hyp.S"
#include "type2/vcpu.S"

#define HCR_TGE         (1<<27)
#define HCR_E2H         (1<<34)
#define HCR_VM_TRAPS    (HCR_VM|HCR_SWIO|HCR_ROUTE|HCR_AMO|HCR_FB|HCR_BSU_IS|HCR_TWI|HCR_TWE|HCR_TSC|HCR_TIDCP|HCR_TACR|HCR_RW)

#define CPTR_FPEN       (3<<20)         /* CPTR_EL2 as it is with E2H: the layout of CPACR_EL1 */
#define CPTR_TTA        (1<<28)

#define CTX_SHARED      (CTX_SYSTEM+64) /* TPIDR_EL0, TPIDRRO_EL0, MDSCR_EL1: 0 at first */

        .section .text.start, "ax"
        .global _start
_start: mov     x0, #HCR_RW
        orr     x0, x0, #HCR_TGE
        orr     x0, x0, #HCR_E2H
        msr     hcr_el2, x0
        isb
        mov     x0, #CPTR_FPEN
        msr     cpacr_el1, x0           // with E2H this is CPTR_EL2
        adr     x0, host_vectors
        msr     vbar_el1, x0
        adr     x0, stack_top
        mov     sp, x0
        set     x0, VTCR
        msr     vtcr_el2, x0
        set     x0, SCTLR_EL1_RES1
        msr     s3_5_c1_c0_0, x0        // SCTLR_EL12: EL1's own
        adr     x19, vcpu
        mrs     x0, mdcr_el2
        and     x0, x0, #MDCR_HPMN
        orr     x0, x0, #(MDCR_TDRA | MDCR_TDOSA)
        str     x0, [x19, #VCPU_MDCR]
        isb
        tlbi    alle1
        dsb     sy
        b       host

        .macro  unexpected count
        .rept   \count
        b       surrender
        .balign 128
        .endr
        .endm

        .balign 2048
host_vectors:
        unexpected 16
vm_vectors:
        unexpected 8
        stp     x0, x1, [sp, #-16]!     // synchronous, of the VM
        b       vm_exit
        .balign 128
        unexpected 7

/* Registers of EL0 that both worlds have, and SP_EL0, PC, PSTATE. x0 is the context; clobbers x4 to x7. */
        .macro  save_shared context
        mrs     x4, sp_el0
        mrs     x5, tpidr_el0
        mrs     x6, tpidrro_el0
        mrs     x7, mdscr_el1
        str     x4, [\context, #CTX_SP_EL0]
        stp     x5, x6, [\context, #CTX_SHARED]
        str     x7, [\context, #(CTX_SHARED + 16)]
        .endm

        .macro  restore_shared context
        ldr     x4, [\context, #CTX_SP_EL0]
        ldp     x5, x6, [\context, #CTX_SHARED]
        ldr     x7, [\context, #(CTX_SHARED + 16)]
        msr     sp_el0, x4
        msr     tpidr_el0, x5
        msr     tpidrro_el0, x6
        msr     mdscr_el1, x7
        .endm

/* The host's function, x0 = vcpu: into the VM, and back after its next exit. */
run_vm: msr     tpidr_el2, x0
        ldr     x2, [x0, #VCPU_HOST]
        host_registers stp
        save_shared x2
        ldr     x3, [x0, #VCPU_VTTBR]
        msr     vttbr_el2, x3
        isb
        ldr     x3, [x0, #VCPU_HCR]
        msr     hcr_el2, x3
        set     x3, (CPTR_FPEN|CPTR_TTA)
        msr     cpacr_el1, x3
        adr     x3, vm_vectors
        msr     vbar_el1, x3
        ldr     x3, [x0, #VCPU_MDCR]
        msr     mdcr_el2, x3
        restore_shared x0
        ldp     x4, x5, [x0, #CTX_PC]
        msr     elr_el2, x4
        msr     spsr_el2, x5
        general_4_29 ldp, x0
        ldr     x30, [x0, #CTX_X(30)]
        pair    ldp, x0, 2, 3
        pair    ldp, x0, 0, 1
        eret

vm_exit:
        mrs     x0, tpidr_el2
        stp     x2, x3, [x0, #CTX_X(2)]
        mrs     x1, esr_el2
        str     x1, [x0, #VCPU_ESR]
        lsr     x2, x1, #26
        bic     x2, x2, #(EC_DABT_LOW ^ EC_IABT_LOW)
        cmp     x2, #EC_IABT_LOW
        b.ne    1f
        mrs     x1, far_el2
        mrs     x2, hpfar_el2
        str     x1, [x0, #VCPU_FAR]
        str     x2, [x0, #VCPU_HPFAR]
1:      general_4_29 stp, x0
        str     x30, [x0, #CTX_X(30)]
        ldp     x4, x5, [sp], #16
        stp     x4, x5, [x0, #CTX_X(0)]
        save_shared x0
        mrs     x4, elr_el2
        mrs     x5, spsr_el2
        stp     x4, x5, [x0, #CTX_PC]
        mov     x3, #HCR_RW
        orr     x3, x3, #HCR_TGE
        orr     x3, x3, #HCR_E2H
        msr     hcr_el2, x3
        isb
        mov     x3, #CPTR_FPEN
        msr     cpacr_el1, x3
        adr     x3, host_vectors
        msr     vbar_el1, x3
        mrs     x3, mdcr_el2
        and     x3, x3, #MDCR_HPMN
        msr     mdcr_el2, x3
        ldr     x2, [x0, #VCPU_HOST]
        restore_shared x2
        host_registers ldp
        ret

#include "lib/emulate.S"
#include "lib/vm.S"
#include "type2/host.S"

        .macro  host_state op           // all else is EL1's, which is the VM's alone
        \op\()_one tpidr_el0, HOST_SEED
        \op\()_one tpidrro_el0, (HOST_SEED + 1)
        \op\()_one sp_el0, (HOST_SEED + 2)
        .endm
        host_kernel bl run_vm

        .balign 16
vcpu:   new_vcpu HCR_VM_TRAPS + HCR_E2H
host_context:
        .skip   CTX_SIZE

        stage2_table
        .balign 16
        .skip   4096
stack_top:
