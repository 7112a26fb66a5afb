/* SPDX-License-Identifier: MIT
 *
 * ecv.S - bare-metal program for EL2: FEAT_ECV's event streams and physical offset, as they work over
 * time. QEMU 7.2 has no FEAT_ECV: each check is a sentence of DDI 0487, and the exit status is the number
 * of the first that fails, 0 for none.
 */
        .equ    EVNTEN, 1 << 2
        .equ    EVNTI_2, 2 << 4
        .equ    EVNTIS, 1 << 17
        .equ    ECV, 1 << 12
        .equ    OFFSET, 0x100

/* x0: counts between two events of the stream that CNTKCTL_EL1 = \control asks for. */
        .macro  period control
        ldr     x1, =\control
        msr     cntkctl_el1, x1
        isb
        sevl
        wfe                             /* the event register is clear */
        wfe
        isb
        mrs     x2, cntvct_el0
        wfe
        isb
        mrs     x0, cntvct_el0
        sub     x0, x0, x2
        .endm

/* Fails with \number unless \low <= x0 < \high. */
        .macro  between number, low, high
        mov     x20, #\number
        ldr     x1, =\low
        cmp     x0, x1
        b.lo    end
        ldr     x1, =\high
        cmp     x0, x1
        b.hs    end
        .endm

        .global _start
        .text
_start: ldr     x1, =vectors
        msr     vbar_el2, x1

/* 1, 2: EVNTIS 0: the trigger is bit EVNTI of the count; 1: bit EVNTI + 8. */
        period  EVNTEN | EVNTI_2
        between 1, 4, 16
        period  EVNTEN | EVNTI_2 | EVNTIS
        between 2, 2040, 2056

/* 3 to 5: CNTPOFF_EL2 does nothing until CNTHCTL_EL2.ECV; then the EL1 physical timer's condition is
 * (PCount - CNTPOFF_EL2) - CVAL >= 0. */
        ldr     x1, =OFFSET
        msr     S3_4_C14_C0_6, x1       /* CNTPOFF_EL2 */
        mrs     x10, cntpct_el0
        msr     cntp_cval_el0, x10
        mov     x1, #1
        msr     cntp_ctl_el0, x1
        isb
        mrs     x0, cntp_ctl_el0
        between 3, 5, 6
        mrs     x11, cnthctl_el2
        orr     x11, x11, #ECV
        msr     cnthctl_el2, x11
        isb
        mrs     x0, cntp_ctl_el0
        between 4, 1, 2
        sub     x10, x10, #OFFSET
        msr     cntp_cval_el0, x10
        isb
        mrs     x0, cntp_ctl_el0
        between 5, 5, 6

/* 6, 7: EL1 reads PCount - CNTPOFF_EL2, EL2 PCount. */
        ldr     x1, =at_el1
        msr     elr_el2, x1
        mov     x1, #0x3c5
        msr     spsr_el2, x1
        mrs     x12, cntpct_el0
        eret
at_el1: mrs     x13, cntpct_el0
        mrs     x14, S3_3_C14_C0_5      /* CNTPCTSS_EL0 */
        hvc     #0
back:   mrs     x15, cntpct_el0
        add     x13, x13, #OFFSET
        add     x14, x14, #OFFSET
        sub     x0, x13, x12
        between 6, 0, 100
        sub     x0, x15, x14
        between 7, 0, 100

/* 8: an interrupt comes at the moved count: the line of CNTP wakes WFI. */
        msr     cntkctl_el1, xzr
        mrs     x10, cntpct_el0
        sub     x1, x10, #OFFSET
        add     x1, x1, #0x200
        msr     cntp_cval_el0, x1
        ldr     x1, =0x08000000         /* GICD_CTLR, GICD_ISENABLER0 for PPI 30 */
        mov     w2, #1
        str     w2, [x1]
        mov     w2, #1 << 30
        str     w2, [x1, #0x100]
        ldr     x1, =0x08010000         /* GICC_PMR, GICC_CTLR */
        mov     w2, #0xff
        str     w2, [x1, #4]
        mov     w2, #1
        str     w2, [x1]
        msr     daifset, #15
        wfi
        mrs     x0, cntpct_el0
        sub     x0, x0, x10
        between 8, 0x200, 0x240
        mov     x20, #0

end:    ldr     x1, =exit_reason
        str     x20, [x1, #8]
        mov     w0, #0x18               /* SYS_EXIT */
        hlt     #0xf000
        b       .

        .balign 2048
vectors:
        .rept   8
        mov     x20, #99
        b       end
        .balign 128
        .endr
        b       back                    /* HVC of EL1 */
        .balign 128
        .rept   7
        mov     x20, #99
        b       end
        .balign 128
        .endr

        .data
        .balign 8
exit_reason:
        .quad   0x20026, 0              /* ADP_Stopped_ApplicationExit, status */
