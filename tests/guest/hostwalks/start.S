/* SPDX-License-Identifier: MIT
 *
 * start.S - entry at EL3, visits to EL2 and EL0, and the page that they execute.
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

/* Visit visit(pc, spsr, va): runs a stub of the page with X1 = @va, which may change X0 alone.
 * Returns X0 and the ESR_EL3 of its SMC. */
        .global visit
visit:  msr     elr_el3, x0
        msr     spsr_el3, x1
        mov     x0, xzr
        mov     x1, x2
        isb
        eret

        .balign 2048
vectors:
        .rept   8
        b       .
        .balign 128
        .endr
        mrs     x1, esr_el3             /* lower EL, AArch64, synchronous: the SMC */
        ret
        .balign 128
        .rept   7
        b       .
        .balign 128
        .endr

/* What EL2 and EL0 see of the program, wherever it is mapped: EL2's vectors, then the stubs. An
 * exception of theirs comes out as SMC #1, with ESR_EL2 and FAR_EL2 as they are. */
        .balign 4096
        .global page
page:
        .rept   16
        smc     #1
        .balign 128
        .endr
        .macro  stub name, from, to, call
        .global \name
\name:  \from   x0, [x1]
        .ifnb   \to
        \to     x0, [x1]                /* what is there: nothing else changes */
        .endif
        \call   #0
        .endm
        stub    el2_ldr,  ldr,  , smc
        stub    el2_str,  ldr,  str, smc
        stub    el2_ldtr, ldtr, , smc
        stub    el2_sttr, ldtr, sttr, smc
        stub    el0_ldr,  ldr,  , svc
        stub    el0_str,  ldr,  str, svc
        .balign 4096
