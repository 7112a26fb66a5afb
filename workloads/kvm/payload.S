/* SPDX-License-Identifier: MIT
 *
 * payload.S - the program inside the VM: causes the exits that kvmclient measures.
 *
 * Runs at EL1 with the MMU off and interrupts masked. An operation that ends in an interrupt opens
 * the mask for a moment and waits until the handler has counted it. payload.h has the protocol.
 */
#include "payload.h"

gic     .req    x19                     // 2 or 3
mailbox .req    x20
irqs    .req    x21                     // interrupts taken, counted by the handler
gicd    .req    x22
gicc    .req    x23
gicr    .req    x24
begin   .req    x25
left    .req    x26
rounds  .req    x27
data    .req    x28                     // next untouched page of data
code    .req    x29                     // next untouched page of code

#define PSCI_VERSION    0x84000000
#define PSCI_SYSTEM_OFF 0x84000008
#define VTIMER_INTID    27

        .macro  set, reg, value
        movz    \reg, #((\value) >> 16) & 0xffff, lsl #16
        .if     (\value) & 0xffff
        movk    \reg, #(\value) & 0xffff
        .endif
        .endm

// ---- The operations. Each may use x0-x12. ---------------------------------------------------

        .macro  hypercall
        set     w0, PSCI_VERSION
        hvc     #0
        .endm

        .macro  mmio_user
        ldr     w1, [mailbox, #MBOX_ECHO]
        .endm

        .macro  gicd_read               // GICD_TYPER: emulated in the kernel
        ldr     w1, [gicd, #4]
        .endm

        .macro  stage2_fault
        str     data, [data]
        add     data, data, #GUEST_PAGE
        .endm

        .macro  wait_irq                // x9 = irqs before
70:     msr     daifclr, #2
        isb
        msr     daifset, #2
        cmp     x9, irqs
        b.eq    70b
        .endm

        .macro  self_sgi                // SGI 1 to this VCPU
        mov     x9, irqs
        cmp     gic, #3
        b.eq    71f
        set     w1, 0x02000001          // GICD_SGIR: filter "self"
        str     w1, [gicd, #0xf00]
        b       72f
71:     set     w1, 0x01000001          // ICC_SGI1R_EL1: affinity 0.0.0, target list 1
        msr     s3_0_c12_c11_5, x1
        isb
72:     wait_irq
        .endm

        .macro  set_alarm, ticks
        mov     x9, irqs
        mov     x1, #\ticks
        msr     cntv_tval_el0, x1
        mov     x1, #1
        msr     cntv_ctl_el0, x1
        isb
        .endm

        .macro  timer_wfi, ticks
        set_alarm \ticks
73:     wfi
        msr     daifclr, #2
        isb
        msr     daifset, #2
        cmp     x9, irqs
        b.eq    73b
        .endm

        .macro  timer_spin              // the physical interrupt finds the VM running
        set_alarm WAIT_SHORT
        wait_irq
        .endm

// Times BLOCKS blocks of BLOCK_OPS times \body; each block's ticks go to the mailbox.
        .macro  measure, op, body:vararg
        mov     rounds, #BLOCKS
80:     mov     left, #BLOCK_OPS
        isb
        mrs     begin, cntvct_el0
81:     \body
        subs    left, left, #1
        b.ne    81b
        isb
        mrs     x1, cntvct_el0
        sub     x1, x1, begin
        str     x1, [mailbox, #MBOX_TICKS + 8 * \op]
        subs    rounds, rounds, #1
        b.ne    80b
        .endm

        .macro  tell, offset, sysreg
        mrs     x1, \sysreg
        str     x1, [mailbox, #\offset]
        .endm

// ---- Start ----------------------------------------------------------------------------------

        .section .rodata.payload, "a"
        .balign 2048
        .global payload_begin, payload_end
payload_begin:
        mov     gic, x0
        mov     x14, x1
        mov     rounds, x2
        mov     irqs, #0
        set     mailbox, GUEST_MAILBOX
        set     gicd, GUEST_GICD
        set     gicc, GUEST_GICC
        set     gicr, GUEST_GICR
        set     data, GUEST_DATA_PAGES
        set     code, GUEST_CODE_PAGES
        adr     x1, vectors
        msr     vbar_el1, x1
        mov     x1, #3 << 20            // CPACR_EL1.FPEN: FP without traps to EL1
        msr     cpacr_el1, x1
        isb

        hypercall
        str     x0, [mailbox, #MBOX_PSCI]
        tell    MBOX_EL, CurrentEL
        tell    MBOX_MIDR, midr_el1
        tell    MBOX_CNTFRQ, cntfrq_el0
        mmio_user
        str     x1, [mailbox, #MBOX_ECHOED]
        bl      gic_on

        cmp     x14, #PROGRAM_MEASURE
        b.eq    program_measure
        cmp     x14, #PROGRAM_EXITS
        b.eq    program_exits
        cmp     x14, #PROGRAM_LOAD
        b.eq    program_load
        b       program_mix

the_end:
        str     irqs, [mailbox, #MBOX_IRQS]
        set     w0, PSCI_SYSTEM_OFF
        hvc     #0
        b       .

// ---- Programs -------------------------------------------------------------------------------

program_measure:
        measure OP_HYPERCALL, hypercall
        measure OP_MMIO_USER, mmio_user
        measure OP_GICD_READ, gicd_read
        measure OP_SELF_SGI, self_sgi
        measure OP_TIMER_WFI, timer_wfi WAIT_SHORT
        measure OP_TIMER_IDLE, timer_wfi WAIT_LONG
        measure OP_STAGE2_FAULT, stage2_fault
        b       the_end

program_exits:
        cbz     rounds, the_end
        .rept   EXITS_PER_ROUND - 2
        hypercall
        .endr
        gicd_read
        mmio_user
        sub     rounds, rounds, #1
        b       program_exits

program_load:
        cbz     rounds, the_end
        .rept   10
        hypercall
        gicd_read
        self_sgi
        .endr
        mmio_user
        mmio_user
        stage2_fault
        sub     rounds, rounds, #1
        b       program_load

// Every way out of a VM that KVM has for a guest like this: HVC64, DABT_LOW (device in user space,
// device in the kernel, missing page), SYS64, WFx, IRQ, IABT_LOW (missing page, and a page that was
// mapped for data only), and the lazy FP switch, which KVM settles at EL2.
program_mix:
        cbz     rounds, the_end
        hypercall
        mmio_user
        str     w1, [mailbox, #MBOX_ECHO]
        gicd_read
        mrs     x1, id_aa64pfr0_el1
        self_sgi
        stage2_fault
        fmov    d0, x1
        blr     code                    // missing page
        add     code, code, #GUEST_PAGE
        ldr     w1, [code]              // missing page, then executed
        blr     code
        add     code, code, #GUEST_PAGE
        timer_wfi WAIT_LONG
        timer_spin
        sub     rounds, rounds, #1
        b       program_mix

// ---- Interrupt controller and vectors ---------------------------------------------------------

gic_on: mov     w2, #-1
        cmp     gic, #3
        b.eq    1f
        mov     w1, #1
        str     w1, [gicd]              // GICD_CTLR
        str     w2, [gicd, #0x100]      // GICD_ISENABLER0: SGIs and PPIs
        mov     w1, #0xff
        str     w1, [gicc, #4]          // GICC_PMR
        mov     w1, #1
        str     w1, [gicc]              // GICC_CTLR
        ret
1:      mov     w1, #0x12
        str     w1, [gicd]              // GICD_CTLR: affinity routing, group 1
        str     wzr, [gicr, #0x14]      // GICR_WAKER
2:      ldr     w1, [gicr, #0x14]
        tbnz    w1, #2, 2b
        add     x3, gicr, #0x10000
        str     w2, [x3, #0x80]         // GICR_IGROUPR0
        str     w2, [x3, #0x100]        // GICR_ISENABLER0
        mov     x1, #7
        msr     s3_0_c12_c12_5, x1      // ICC_SRE_EL1
        isb
        mov     x1, #0xff
        msr     s3_0_c4_c6_0, x1        // ICC_PMR_EL1
        mov     x1, #1
        msr     s3_0_c12_c12_7, x1      // ICC_IGRPEN1_EL1
        isb
        ret

        .balign 2048
vectors:
        b       unexpected              // Current EL, SP_EL0: never
        .org    vectors + 0x200
        b       unexpected              // Synchronous: the program has none
        .org    vectors + 0x280         // IRQ
        cmp     gic, #3
        b.eq    1f
        ldr     w11, [gicc, #0xc]       // GICC_IAR
        b       2f
1:      mrs     x11, s3_0_c12_c12_0     // ICC_IAR1_EL1
2:      add     irqs, irqs, #1
        and     w12, w11, #0x3ff
        cmp     w12, #VTIMER_INTID
        b.ne    3f
        msr     cntv_ctl_el0, xzr
        isb
3:      cmp     gic, #3
        b.eq    4f
        str     w11, [gicc, #0x10]      // GICC_EOIR
        eret
4:      msr     s3_0_c12_c12_1, x11     // ICC_EOIR1_EL1
        eret
        .org    vectors + 0x380
        b       unexpected              // SError
        .org    vectors + 0x800
unexpected:
        tell    MBOX_EXCEPTION, esr_el1
        tell    MBOX_EXCEPTION, elr_el1
        tell    MBOX_EXCEPTION, far_el1
        b       the_end
payload_end:
        .section .note.GNU-stack, "", %progbits
