/* SPDX-License-Identifier: MIT
 *
 * start.S - entry, and at EL3 a service that makes accesses Secure.
 *
 * -DVIEW_EL1: go down to EL1 with HCR_EL2.{IMO,FMO}, where ISR_EL1 shows the virtual interrupts.
 * -DSECURE:   the same from EL3, which stays behind to serve SMC: x0 address, x1 value, x2
 *             0 read word, 1 write word, 2 read byte, 3 write byte.
 * Neither:    stay at EL2, where ISR_EL1 shows the physical interrupts.
 */
        .section .text.start, "ax"
        .global _start
_start:
        ldr     x9, =0x40c00000
        mov     sp, x9
        ldr     x0, =0x80000018         /* HCR_EL2: RW, IMO, FMO */
        msr     hcr_el2, x0
        mov     x0, #0x3c5              /* EL1h, DAIF */
#ifdef SECURE
        ldr     x1, =vectors
        msr     vbar_el3, x1
        mov     x1, #0x501              /* SCR_EL3: NS, HCE, RW */
        msr     scr_el3, x1
        msr     spsr_el3, x0
        adr     x1, 1f
        msr     elr_el3, x1
        eret
#elif defined(VIEW_EL1)
        msr     spsr_el2, x0
        adr     x1, 1f
        msr     elr_el2, x1
        eret
#endif
1:      mov     sp, x9
        bl      guest_main
2:      b       2b

        .global semihost
semihost:
        hlt     #0xf000
        ret

        .balign 2048
vectors:
        .rept   8
        b       .
        .balign 128
        .endr
        cmp     x2, #1                  /* from a lower level, synchronous: the SMC */
        b.eq    4f
        b.lt    3f
        cmp     x2, #3
        b.eq    5f
        ldrb    w0, [x0]
        eret
3:      ldr     w0, [x0]
        eret
4:      str     w1, [x0]
        eret
5:      strb    w1, [x0]
        eret
