/* SPDX-License-Identifier: MIT
 *
 * start.S - a bare-metal program for several CPUs at EL1: entries, vectors, stacks.
 *
 * Each CPU has a stack of its own. An interrupt calls take_interrupt. A data abort is a page that
 * another CPU is just replacing: the access is tried again. Anything else calls fail.
 */
        .global _start, secondary
        .text

_start: mov     x0, #0
        ldr     x1, =main
        b       enter

secondary:                              /* x0: the context of CPU_ON, its number */
        ldr     x1, =secondary_main
enter:  ldr     x2, =stacks
        add     x3, x0, #1
        add     x2, x2, x3, lsl #12
        mov     sp, x2
        ldr     x2, =vectors
        msr     vbar_el1, x2
        isb
        blr     x1
1:      wfi
        b       1b

interrupt:
        sub     sp, sp, #176
        stp     x0, x1, [sp]
        stp     x2, x3, [sp, #16]
        stp     x4, x5, [sp, #32]
        stp     x6, x7, [sp, #48]
        stp     x8, x9, [sp, #64]
        stp     x10, x11, [sp, #80]
        stp     x12, x13, [sp, #96]
        stp     x14, x15, [sp, #112]
        stp     x16, x17, [sp, #128]
        stp     x18, x30, [sp, #144]
        bl      take_interrupt
        ldp     x0, x1, [sp]
        ldp     x2, x3, [sp, #16]
        ldp     x4, x5, [sp, #32]
        ldp     x6, x7, [sp, #48]
        ldp     x8, x9, [sp, #64]
        ldp     x10, x11, [sp, #80]
        ldp     x12, x13, [sp, #96]
        ldp     x14, x15, [sp, #112]
        ldp     x16, x17, [sp, #128]
        ldp     x18, x30, [sp, #144]
        add     sp, sp, #176
        eret

synchronous:
        stp     x0, x1, [sp, #-16]!
        mrs     x0, esr_el1
        lsr     x1, x0, #26
        cmp     x1, #0x25               /* data abort, same level */
        b.ne    1f
        ldp     x0, x1, [sp], #16
        eret
1:      mrs     x1, elr_el1
        b       fail

        .balign 2048
vectors:
        .rept   4
        .balign 128
        b       .
        .endr
        .balign 128
        b       synchronous
        .balign 128
        b       interrupt
        .rept   10
        .balign 128
        b       .
        .endr

        .bss
        .balign 4096
stacks: .skip   CPUS * 4096
