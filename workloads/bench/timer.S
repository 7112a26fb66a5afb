// workloads/bench/timer.S - a virtual timer interrupt that is waited for, acknowledged, armed again and ended: a round.
    .equ    GICD, 0x08000000
    .equ    GICC, 0x08010000
    .equ    DELAY_TICKS, 200
    .global bench, irq
bench:
    mov     x0, #0
    ldr     x2, =ROUNDS
    ldr     x3, =GICD
    ldr     x4, =GICC
    mov     w5, #1 << 27            // INTID 27, the virtual timer
    str     w5, [x3, #0x100]        // GICD_ISENABLER0
    mov     w5, #1
    str     w5, [x3]                // GICD_CTLR
    mov     w6, #0xff
    str     w6, [x4, #4]            // GICC_PMR
    str     w5, [x4]                // GICC_CTLR
    mov     x6, #DELAY_TICKS
    msr     cntv_tval_el0, x6
    msr     cntv_ctl_el0, x5
    msr     daifclr, #2
1:  wfi
    cmp     x0, x2
    b.lo    1b
    msr     daifset, #2
    ret

irq:
    ldr     w7, [x4, #12]           // GICC_IAR
    cmp     w7, #27
    cinc    x0, x0, eq
    msr     cntv_tval_el0, x6
    isb
    str     w7, [x4, #16]           // GICC_EOIR
    eret
