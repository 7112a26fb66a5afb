/* SPDX-License-Identifier: MIT
 *
 * host.S - the host's kernel, as far as it has to do with the VM: run it, answer, run it again. At EL1, or
 * with VHE at EL2; \enter is how it gets into the VM, and comes back after an exit.
 *
 * Linux does more around each round: signals, statistics, its own timer, a look at the list registers.
 * None of it is imitated; this is what remains of the double trap when software is free.
 *
 * Journey: after switch.S
 */
#define HOST_SEED       0x800

        .macro  host_kernel enter:vararg
host:   host_state fill
        adr     x19, vcpu
run:    mov     x0, x19
        \enter
        ldr     x1, [x19, #VCPU_ESR]
        lsr     x4, x1, #26
        cmp     x4, #EC_HVC64
        b.eq    hypercall
        cmp     x4, #EC_DABT_LOW
        b.ne    surrender
        mov     x0, x19
        ldr     x2, [x19, #VCPU_FAR]
        ldr     x3, [x19, #VCPU_HPFAR]
        bl      emulate
        b       run

hypercall:
        ldr     x4, [x19, #CTX_X(0)]
        set     x5, CALL_NOTHING
        cmp     x4, x5
        b.eq    run
        set     x5, CALL_OFF
        cmp     x4, x5
        b.ne    surrender
        adr     x19, lost
        ldr     x0, [x19]
        host_state look_at
        str     x0, [x19]
        b       surrender
        .endm
