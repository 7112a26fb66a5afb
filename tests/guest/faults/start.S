/* SPDX-License-Identifier: MIT
 *
 * start.S - entry at EL2, one visit to EL1, and the vectors of both levels.
 */
        .section .text.start, "ax"
        .global _start
_start:
        ldr     x0, =0x40c00000
        mov     sp, x0
        ldr     x0, =vectors_el2
        msr     vbar_el2, x0
        mov     x0, #0x33ff             /* CPTR_EL2: nothing traps */
        msr     cptr_el2, x0
        mov     x0, #(3 << 20)
        msr     cpacr_el1, x0
        isb
        bl      guest_main
1:      b       1b

/* void visit(Visit *v): EL1 runs at v->pc with X0..X5 of v until something comes to EL2. */
        .global visit
visit:
        stp     x19, x20, [sp, #-96]!
        stp     x21, x22, [sp, #16]
        stp     x23, x24, [sp, #32]
        stp     x25, x26, [sp, #48]
        stp     x27, x28, [sp, #64]
        stp     x29, x30, [sp, #80]
        msr     tpidr_el2, x0
        ldr     x1, [x0, #48]
        msr     elr_el2, x1
        mov     x1, #0x3c5              /* EL1h, DAIF */
        msr     spsr_el2, x1
        ldr     x1, [x0, #56]
        msr     sp_el1, x1
        ldp     x2, x3, [x0, #16]
        ldp     x4, x5, [x0, #32]
        ldp     x0, x1, [x0]
        eret

        .global semihost
semihost:
        hlt     #0xf000
        ret

        .balign 2048
vectors_el2:
        .rept   8
        b       .
        .balign 128
        .endr
        msr     tpidrro_el0, x0         /* synchronous, from EL1 */
        mrs     x0, tpidr_el2
        stp     x2, x3, [x0, #16]
        stp     x4, x5, [x0, #32]
        str     x1, [x0, #8]
        mrs     x1, tpidrro_el0
        str     x1, [x0]
        ldp     x21, x22, [sp, #16]
        ldp     x23, x24, [sp, #32]
        ldp     x25, x26, [sp, #48]
        ldp     x27, x28, [sp, #64]
        ldp     x29, x30, [sp, #80]
        ldp     x19, x20, [sp], #96
        ret
        .balign 128
        .rept   7
        b       .
        .balign 128
        .endr

/* Copied to EL1's vector page: every entry tells EL2. */
        .global vectors_el1, vectors_el1_end
vectors_el1:
        .rept   16
        hvc     #0x66
        b       .
        .balign 128
        .endr
vectors_el1_end:
