/* SPDX-License-Identifier: MIT
 *
 * type1.S - a hypervisor at EL2 and its virtual machine at EL1, in as few instructions as it takes.
 *
 * The VM makes CALLS hypercalls, then WRITES stores to the UART, which stage 2 does not map, then a
 * hypercall that powers the machine off. Each of them must be one exit. With IDLE the hypervisor
 * sleeps IDLE timer ticks in each hypercall. With FINE the VM first reads MIDR_EL1 FINE times, which a
 * fine-grained trap takes (-cpu max). With FOREVER the hypercalls never end, and the hypervisor prints a
 * dot for every 4096. VMID is the VM's, 1 unless said. The machine needs virtualization=on.
 */
#include "guest.h"

#ifndef VMID
#define VMID 1
#endif
#define VTCR (25 | 1 << 6 | 1 << 8 | 1 << 10 | 3 << 12 | 2 << 16 | 1 << 31) /* 39 bits from level 1 */
#define BLOCK_NORMAL (1 | 0xf << 2 | 3 << 6 | 3 << 8 | 1 << 10)

        entry
        adr     x0, vectors
        msr     vbar_el2, x0
        adr     x0, table
        mov     x1, #VMID
        orr     x0, x0, x1, lsl #48
        msr     vttbr_el2, x0
        ldr     x0, =VTCR
        msr     vtcr_el2, x0
        ldr     x0, =(1 << 31 | 1)      /* HCR_EL2.RW, VM */
        msr     hcr_el2, x0
#ifdef FINE
        mov     x0, #1 << 25            /* HFGRTR_EL2.MIDR_EL1 */
        msr     S3_4_C1_C1_4, x0
#endif
        isb
        tlbi    vmalls12e1
        dsb     sy
        isb
#ifdef IDLE
        movz    x0, #0x0800, lsl #16    /* GIC: PPI 26 is the EL2 timer's */
        mov     w1, #1
        str     w1, [x0]
        mov     w2, #1 << 26
        str     w2, [x0, #0x100]
        movz    x0, #0x0801, lsl #16
        mov     w2, #0xff
        str     w2, [x0, #4]
        str     w1, [x0]
#endif
        mov     x20, #0
        adr     x0, vm
        msr     elr_el2, x0
        mov     x0, #0x3c5              /* EL1h, DAIF masked */
        msr     spsr_el2, x0
        eret

vm:
#ifdef FINE
        .rept   FINE
        mrs     x0, midr_el1
        .endr
#endif
        ldr     x0, =CALLS
        cbz     x0, 2f
1:      hvc     #0
#ifndef FOREVER
        subs    x0, x0, #1
#endif
        b.ne    1b
2:      mov     x1, #UART
        ldr     x0, =WRITES
        cbz     x0, 4f
3:      str     w0, [x1, #0x38]
        subs    x0, x0, #1
        b.ne    3b
4:      hvc     #1
        b       .

        .balign 2048
vectors:
        .skip   0x400
        mrs     x9, esr_el2             /* lower EL, AArch64, synchronous */
        lsr     x10, x9, #26
        cmp     x10, #0x16
        b.ne    5f
        tbnz    w9, #0, 6f
#ifdef IDLE
        mov     x10, #IDLE
        msr     cnthp_tval_el2, x10
        mov     x10, #1
        msr     cnthp_ctl_el2, x10
        isb
        wfi
        msr     cnthp_ctl_el2, xzr
#endif
#ifdef FOREVER
        add     x20, x20, #1
        tst     x20, #4095
        b.ne    7f
        mov     x10, #UART
        mov     w11, #'.'
        strb    w11, [x10]
7:
#endif
        eret
5:      mrs     x10, elr_el2            /* the store is done: go on after it */
        add     x10, x10, #4
        msr     elr_el2, x10
        eret
6:      power_off smc

        .balign 4096
table:  .quad   0                       /* devices: not mapped */
        .quad   0x40000000 | BLOCK_NORMAL
        .skip   510 * 8
