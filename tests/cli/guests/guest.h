/* SPDX-License-Identifier: MIT
 *
 * guest.h - what the guests of tests/cli share: entry, console, and the ways to end.
 *
 * They are entered at the highest exception level of the machine (an ELF file after -kernel).
 */
#define UART 0x09000000
#define PSCI_SYSTEM_OFF 0x84000008
#define PSCI_SYSTEM_RESET 0x84000009

.macro  entry
        .section .text.start, "ax"
        .global _start
_start:
        .endm

/* Prints the zero-terminated text at \label. Clobbers x10 to x12. */
        .macro  print label
        adr     x10, \label
        mov     x11, #UART
981:    ldrb    w12, [x10], #1
        cbz     w12, 982f
        strb    w12, [x11]
        b       981b
982:
        .endm

/* Powers off; \conduit is hvc without EL2 on the machine, smc with it. */
        .macro  power_off conduit
        ldr     x0, =PSCI_SYSTEM_OFF
        \conduit #0
        .endm

/* Ends the run through semihosting. */
        .macro  semihosting_exit status
        adr     x1, 981f
        mov     x0, #0x18
        hlt     #0xf000
        .balign 8
981:    .quad   0x20026, \status
        .endm
