/* SPDX-License-Identifier: MIT
 *
 * start.S - entry at EL3, and vectors that turn a synchronous exception into a result.
 */
        .section .text.start, "ax"
        .global _start
_start:
        ldr     x0, =0x40c00000
        mov     sp, x0
        ldr     x0, =vectors
        msr     vbar_el3, x0
        bl      guest_main
1:      b       1b

/* at_*(va) returns PAR_EL1, or the exception's ESR with bits 63:60 set. */
        .macro  at_function name, operation
        .global \name
\name:  mov     x9, xzr
        at      \operation, x0
        isb
        mrs     x0, par_el1
        cbz     x9, 1f
        orr     x0, x9, #0xf000000000000000
1:      ret
        .endm

        at_function at_s1e1r, s1e1r
        at_function at_s1e1w, s1e1w
        at_function at_s1e0r, s1e0r
        at_function at_s1e0w, s1e0w
        at_function at_s12e1r, s12e1r
        at_function at_s12e1w, s12e1w
        at_function at_s12e0r, s12e0r
        at_function at_s12e0w, s12e0w
        at_function at_s1e2r, s1e2r
        at_function at_s1e2w, s1e2w

        .balign 2048
vectors:
        .rept   4
        b       .
        .balign 128
        .endr
        mrs     x9, esr_el3             /* current EL, SP_EL3, synchronous: skip the AT */
        mrs     x10, elr_el3
        add     x10, x10, #4
        msr     elr_el3, x10
        eret
        .balign 128
        .rept   11
        b       .
        .balign 128
        .endr
