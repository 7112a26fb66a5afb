/* SPDX-License-Identifier: MIT
 *
 * start.S - a bare-metal program at EL3: entry, vectors of all levels, and the way to execute one
 * instruction at any level and come back with what happened.
 *
 * Whatever happens below EL3 ends in an SMC: number 0 from the code under test when it went
 * through, 0x100 + n from vector n of EL1, 0x200 + n from EL2's. EL0 ends in SVC, which arrives as
 * one of those. Vector n is at offset n * 0x80.
 */
        .global _start, run_at, exit_program
        .text

_start: ldr     x1, =stack_top
        mov     sp, x1
        ldr     x1, =vectors_el3
        msr     vbar_el3, x1
        ldr     x1, =vectors_el2
        msr     vbar_el2, x1
        ldr     x1, =vectors_el1
        msr     vbar_el1, x1
        msr     cptr_el3, xzr
        isb
        bl      main
exit_program:
        mov     w0, #0x18               /* SYS_EXIT */
        ldr     x1, =exit_reason
        hlt     #0xf000
1:      wfi
        b       1b

/* void run_at(uint64_t x0, const void *code, uint64_t spsr, struct Outcome *outcome) */
run_at: stp     x29, x30, [sp, #-112]!
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        stp     x25, x26, [sp, #64]
        stp     x27, x28, [sp, #80]
        str     x3, [sp, #96]
        msr     elr_el3, x1
        msr     spsr_el3, x2
        isb
        eret

came_back:                              /* x1: the vector of EL3; the old x1 is on the stack */
        ldr     x3, [sp, #16 + 96]
        str     x0, [x3]
        str     x1, [x3, #32]
        add     sp, sp, #16
        mrs     x1, esr_el3
        str     x1, [x3, #8]
        mrs     x1, elr_el3
        str     x1, [x3, #16]
        mrs     x1, spsr_el3
        str     x1, [x3, #24]
        ldp     x27, x28, [sp, #80]
        ldp     x25, x26, [sp, #64]
        ldp     x23, x24, [sp, #48]
        ldp     x21, x22, [sp, #32]
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #112
        ret

        .balign 2048
vectors_el3:
        .set    n, 0
        .rept   16
        str     x1, [sp, #-16]!
        mov     x1, #n
        b       came_back
        .balign 128
        .set    n, n + 1
        .endr
vectors_el2:
        .set    n, 0
        .rept   16
        smc     #0x200 + n
        .balign 128
        .set    n, n + 1
        .endr
vectors_el1:
        .set    n, 0
        .rept   16
        smc     #0x100 + n
        .balign 128
        .set    n, n + 1
        .endr

        .data
        .balign 8
exit_reason:
        .quad   0x20026, 0              /* ADP_Stopped_ApplicationExit, status 0 */

        .bss
        .balign 16
        .skip   16384
stack_top:
