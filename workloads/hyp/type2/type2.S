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

        .macro  host_state op
        \op\()_state HOST_SEED
        .endm
        host_kernel hvc #0

        .balign 16
vcpu:   new_vcpu HCR_GUEST
host_context:
        .skip   CTX_SIZE

        stage2_table
        .balign 16
        .skip   4096
stack_top:
