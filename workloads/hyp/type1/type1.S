/* SPDX-License-Identifier: MIT
 *
 * type1.S - a Type-1 hypervisor: all of it at EL2, so that an exit is one entry and one return.
 *
 * As in Xen's entry on Arm, an exit saves every general register and the exception levels' own into a
 * frame on the EL2 stack, and nothing else: the VM's EL1 registers, its FP state, timer and list
 * registers stay where they are, as EL2 has its own. Xen's handlers, which are C and do more, are not
 * imitated; what a path costs is what stands here.
 *
 * Tests: tests/cli/micro_test.sh    Journey: after lib/context.S, before ../type2/type2.S
 */
#include "lib/context.S"
#include "lib/hyp.S"

        .section .text.start, "ax"
        .global _start
_start: adr     x0, vectors
        msr     vbar_el2, x0
        adr     x0, stack_top
        mov     sp, x0
        adr     x0, stage2
        orr     x0, x0, #VMID << 48
        msr     vttbr_el2, x0
        set     x0, VTCR
        msr     vtcr_el2, x0
        set     x0, (HCR_RW|HCR_VM)
        msr     hcr_el2, x0
        isb
        tlbi    vmalls12e1
        dsb     sy
        adr     x0, vm
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

        sub     sp, sp, #CTX_GENERAL    // synchronous, of the VM
        pair    stp, sp, 0, 1
        pair    stp, sp, 2, 3
        general_4_29 stp, sp
        str     x30, [sp, #CTX_X(30)]
        b       exit
        .balign 128
        .rept   7
        b       surrender
        .balign 128
        .endr

exit:   save_levels sp
        mrs     x1, esr_el2
        lsr     x4, x1, #26
        cmp     x4, #EC_HVC64
        b.eq    hypercall
        cmp     x4, #EC_DABT_LOW
        b.ne    surrender
        mov     x0, sp
        mrs     x2, far_el2
        mrs     x3, hpfar_el2
        bl      emulate
        b       enter

hypercall:
        ldr     x4, [sp, #CTX_X(0)]
        set     x5, CALL_NOTHING
        cmp     x4, x5
        b.ne    surrender               // CALL_OFF and all that are unknown

enter:  restore_levels sp
        pair    ldp, sp, 0, 1
        pair    ldp, sp, 2, 3
        general_4_29 ldp, sp
        ldr     x30, [sp, #CTX_X(30)]
        add     sp, sp, #CTX_GENERAL
        eret

#include "lib/emulate.S"
#include "lib/vm.S"

        stage2_table
        .balign 16
        .skip   4096
stack_top:
