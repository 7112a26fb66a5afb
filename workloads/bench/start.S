// workloads/bench/start.S - what every benchmark program starts with, and how it ends: one line.
//
// Entered at EL2, leaves for EL1 with the MMU off and calls `bench` (the row's own file), which returns a checksum in x0;
// prints it as 16 hexadecimal digits by semihosting (SYS_WRITE0) and exits with status 0 (SYS_EXIT). An HVC or SVC
// from EL1 adds 1 to x0; any other exception ends the program with status 1. ROUNDS is on the compiler's command line.
    .section .text.start, "ax"
    .global _start
_start:
    mov     x1, #1 << 31            // HCR_EL2.RW
    msr     hcr_el2, x1
    adr     x1, vectors
    msr     vbar_el2, x1
    msr     vbar_el1, x1
    adr     x1, stack_top
    msr     sp_el1, x1
    mov     x1, #0x3c5              // EL1h, all masked
    msr     spsr_el2, x1
    adr     x1, at_el1
    msr     elr_el2, x1
    eret
at_el1:
    bl      bench
    adr     x1, line
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
    adr     x1, line
    hlt     #0xf000
    mov     x2, #0
finish:
    adr     x1, status
    str     x2, [x1, #8]
    mov     w0, #0x18               // SYS_EXIT, ADP_Stopped_ApplicationExit
    hlt     #0xf000
    b       .

unexpected:
    mov     x2, #1
    b       finish

    .balign 2048
vectors:
    .rept   4
    .balign 128
    b       unexpected
    .endr
    .balign 128                     // synchronous, from EL1 to EL1
    add     x0, x0, #1
    eret
    .rept   3
    .balign 128
    b       unexpected
    .endr
    .balign 128                     // synchronous, from EL1 to EL2
    add     x0, x0, #1
    eret
    .rept   7
    .balign 128
    b       unexpected
    .endr

    .balign 4096                    // data is on no page with code
line:
    .space  16
    .asciz  "\n"
    .balign 8
status:
    .quad   0x20026, 0
    .balign 4096
    .space  4096
stack_top:
