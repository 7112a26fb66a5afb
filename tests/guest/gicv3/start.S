/* SPDX-License-Identifier: MIT
 *
 * start.S - entry at the highest level (EL3, or EL2 with -DTOP=2), and the way to execute a few
 * instructions at any level and come back with what happened.
 *
 * What runs below the top ends in SMC (or HVC) #0 when it went through, in #0x100 + n from vector n
 * of EL1, in #0x200 + n from EL2's. Vector n is at offset n * 0x80.
 */
#if TOP == 2
#define TOP_REGISTER(name) name##_el2
#define CALL hvc
#else
#define TOP_REGISTER(name) name##_el3
#define CALL smc
#endif
        .global _start, run_at, semihost
        .section .text.start, "ax"
_start:
        ldr     x9, =0x40c00000
        mov     sp, x9
        ldr     x0, =vectors_top
        msr     TOP_REGISTER(vbar), x0
#if TOP != 2
        ldr     x0, =vectors_el2
        msr     vbar_el2, x0
#endif
        ldr     x0, =vectors_el1
        msr     vbar_el1, x0
        isb
        bl      guest_main
1:      b       1b

semihost:
        hlt     #0xf000
        ret

/* void run_at(uint64_t x0, uint64_t x1, const void *code, uint64_t spsr, struct Outcome *outcome) */
run_at: stp     x29, x30, [sp, #-112]!
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        stp     x25, x26, [sp, #64]
        stp     x27, x28, [sp, #80]
        str     x4, [sp, #96]
        msr     TOP_REGISTER(elr), x2
        msr     TOP_REGISTER(spsr), x3
        isb
        eret

came_back:                              /* x2: the vector */
        ldr     x3, [sp, #96]
        stp     x0, x1, [x3]
        mrs     x1, TOP_REGISTER(esr)
        stp     x1, x2, [x3, #16]
        ldp     x27, x28, [sp, #80]
        ldp     x25, x26, [sp, #64]
        ldp     x23, x24, [sp, #48]
        ldp     x21, x22, [sp, #32]
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #112
        ret

        .macro  vectors name, number
        .balign 2048
vectors_\name:
        .set    n, 0
        .rept   16
        CALL    #\number + n
        .balign 128
        .set    n, n + 1
        .endr
        .endm
#if TOP != 2
        vectors el2, 0x200
#endif
        vectors el1, 0x100

        .balign 2048
vectors_top:
        .set    n, 0
        .rept   16
        mov     x2, #n
        b       came_back
        .balign 128
        .set    n, n + 1
        .endr
