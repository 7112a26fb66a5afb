// workloads/bench/start.S - what every benchmark program starts with, and how it ends: one line.
//
// Entered at EL2. With STAGE2 defined it turns on stage 2; leaves for EL1, turns on the MMU (tables.c) and calls `bench` (the
// row's own file), which returns a checksum in x0; prints it as 16 hexadecimal digits by semihosting (SYS_WRITE0) and exits
// with status 0 (SYS_EXIT). An HVC adds 1 to x0. So does an SVC from EL0, where x2 is 0 the last of them, which returns
// to x30 at EL1. A row that takes interrupts has its own `irq`; any other exception ends the program with status 1.
    .section .text.start, "ax"
    .global _start
_start:
    adr     x1, vectors
    msr     vbar_el2, x1
    msr     vbar_el1, x1
    ldr     x1, =stack_top
    mov     sp, x1
    msr     sp_el1, x1
    mov     x1, #1 << 31            // HCR_EL2.RW
    msr     hcr_el2, x1
    mov     x1, #0x33ff             // CPTR_EL2: no trap
    msr     cptr_el2, x1
    mov     x1, #3 << 20            // CPACR_EL1.FPEN
    msr     cpacr_el1, x1
    msr     cntvoff_el2, xzr
#ifdef STAGE2
    bl      stage2_on
#endif
    mov     x1, #0x3c5              // EL1h, all masked
    msr     spsr_el2, x1
    adr     x1, at_el1
    msr     elr_el2, x1
    eret
at_el1:
    bl      stage1_on
    bl      bench
    ldr     x1, =line
    mov     x2, #60
1:  lsr     x3, x0, x2
    and     x3, x3, #15
    add     x4, x3, #'0'
    add     x5, x3, #'a' - 10
    cmp     x3, #10
    csel    x4, x4, x5, lo
    strb    w4, [x1], #1
    subs    x2, x2, #4
    b.pl    1b
    mov     w0, #0x04               // SYS_WRITE0
    ldr     x1, =line
    hlt     #0xf000
    mov     x2, #0
finish:
    ldr     x1, =status
    str     x2, [x1, #8]
    mov     w0, #0x18               // SYS_EXIT, ADP_Stopped_ApplicationExit
    hlt     #0xf000
    b       .

    .weak   irq
irq:
unexpected:
    mov     x2, #1
    b       finish
el0_svc:
    add     x0, x0, #1
    cbz     x2, 1f
    eret
1:  ret

    .balign 2048
vectors:
    .rept   5
    .balign 128
    b       unexpected
    .endr
    .balign 128                     // IRQ, from EL1 to EL1
    b       irq
    .rept   2
    .balign 128
    b       unexpected
    .endr
    .balign 128                     // synchronous, from below: an HVC, or an SVC from EL0
    mrs     x4, currentel
    tbz     x4, #3, el0_svc
    add     x0, x0, #1
    eret
    .rept   7
    .balign 128
    b       unexpected
    .endr

    .data
line:
    .space  16
    .asciz  "\n"
    .balign 8
status:
    .quad   0x20026, 0
    .section .stack, "aw", @nobits
    .balign 16
    .space  4096
stack_top:
