/* SPDX-License-Identifier: MIT
 *
 * switch.S - the lowvisor: the part of a Type-2 hypervisor that is at EL2 and swaps two worlds.
 *
 * EL1 is one set of registers for the host's kernel and for the VM, so every change between them saves
 * all of one and restores all of the other. Which registers, by class and in which order, is what
 * KVM/ARM did at the time of the ISCA 2016 paper: columbia/linux-kvm-arm arch/arm64/kvm/hyp.S and
 * Linux vgic-v2-switch.S of 2015, with the FP registers at every exit as the paper's version had.
 * The lists are facts; the code is ours.
 *
 * Order in:  host's general, FP, system registers; traps; stage 2; list registers; timer; VM's FP,
 * system, general registers. Order out: VM's general, FP, system; timer; list registers; traps;
 * stage 2; host's system, FP, general registers.
 *
 * Journey: after vcpu.S, before host.S
 */
#define CPTR_RES1       0x33ff
#define CPTR_TTA        (1<<20)
#define HSTR_T15        (1<<15)
#define CNTHCTL_EL1PCTEN (1<<0)
#define CNTHCTL_EL1PCEN (1<<1)

#define GICH            0x08030000
#define GICH_HCR        0x000
#define GICH_VMCR       0x008
#define GICH_MISR       0x010
#define GICH_EISR       0x020
#define GICH_ELRSR      0x030
#define GICH_APR        0x0f0
#define GICH_LR         0x100

/* --- classes of registers: x0 = vcpu, x2 = context ------------------------------------------- */

        .macro  save_two first, second, n
        mrs     x4, \first
        mrs     x5, \second
        stp     x4, x5, [x2, #(CTX_SYSTEM + 16 * \n)]
        .endm

        .macro  restore_two first, second, n
        ldp     x4, x5, [x2, #(CTX_SYSTEM + 16 * \n)]
        msr     \first, x4
        msr     \second, x5
        .endm

        .macro  system_registers two
        \two    vmpidr_el2,     csselr_el1,     0
        \two    sctlr_el1,      actlr_el1,      1
        \two    cpacr_el1,      ttbr0_el1,      2
        \two    ttbr1_el1,      tcr_el1,        3
        \two    esr_el1,        afsr0_el1,      4
        \two    afsr1_el1,      far_el1,        5
        \two    mair_el1,       vbar_el1,       6
        \two    contextidr_el1, tpidr_el0,      7
        \two    tpidrro_el0,    tpidr_el1,      8
        \two    amair_el1,      cntkctl_el1,    9
        \two    par_el1,        mdscr_el1,      10
        .endm

save_system:
        system_registers save_two
        ret

restore_system:
        system_registers restore_two
        ret

        .macro  fp_pair op, n, m
        \op     q\n, q\m, [x2, #(CTX_FP + 16 * \n)]
        .endm

        .macro  fp_registers op
        fp_pair \op, 0, 1
        fp_pair \op, 2, 3
        fp_pair \op, 4, 5
        fp_pair \op, 6, 7
        fp_pair \op, 8, 9
        fp_pair \op, 10, 11
        fp_pair \op, 12, 13
        fp_pair \op, 14, 15
        fp_pair \op, 16, 17
        fp_pair \op, 18, 19
        fp_pair \op, 20, 21
        fp_pair \op, 22, 23
        fp_pair \op, 24, 25
        fp_pair \op, 26, 27
        fp_pair \op, 28, 29
        fp_pair \op, 30, 31
        .endm

save_fp:
        fp_registers stp
        mrs     x4, fpsr
        mrs     x5, fpcr
        stp     x4, x5, [x2, #CTX_FPSR]
        ret

restore_fp:
        fp_registers ldp
        ldp     x4, x5, [x2, #CTX_FPSR]
        msr     fpsr, x4
        msr     fpcr, x5
        ret

save_timer:
        mrs     x4, cntv_ctl_el0
        str     x4, [x0, #VCPU_CTL]
        isb
        mrs     x4, cntv_cval_el0
        str     x4, [x0, #VCPU_CVAL]
        msr     cntv_ctl_el0, xzr
        mrs     x4, cnthctl_el2
        orr     x4, x4, #(CNTHCTL_EL1PCTEN | CNTHCTL_EL1PCEN)
        msr     cnthctl_el2, x4
        msr     cntvoff_el2, xzr
        ret

restore_timer:
        mrs     x4, cnthctl_el2
        orr     x4, x4, #CNTHCTL_EL1PCTEN
        bic     x4, x4, #CNTHCTL_EL1PCEN
        msr     cnthctl_el2, x4
        ldr     x4, [x0, #VCPU_CNTVOFF]
        msr     cntvoff_el2, x4
        ldr     x4, [x0, #VCPU_CVAL]
        msr     cntv_cval_el0, x4
        isb
        ldr     x4, [x0, #VCPU_CTL]
        msr     cntv_ctl_el0, x4
        ret

save_vgic:
        set     x3, GICH
        ldr     w4, [x3, #GICH_VMCR]
        ldr     w5, [x3, #GICH_MISR]
        ldr     w6, [x3, #GICH_EISR]
        ldr     w7, [x3, #(GICH_EISR + 4)]
        ldr     w8, [x3, #GICH_ELRSR]
        ldr     w9, [x3, #(GICH_ELRSR + 4)]
        ldr     w10, [x3, #GICH_APR]
        str     w4, [x0, #VCPU_VMCR]
        str     w5, [x0, #VCPU_MISR]
        str     w6, [x0, #VCPU_EISR]
        str     w7, [x0, #(VCPU_EISR + 4)]
        str     w8, [x0, #VCPU_ELRSR]
        str     w9, [x0, #(VCPU_ELRSR + 4)]
        str     w10, [x0, #VCPU_APR]
        str     wzr, [x3, #GICH_HCR]
        add     x3, x3, #GICH_LR
        add     x4, x0, #VCPU_LR
        mov     w5, #LIST_REGISTERS
1:      ldr     w6, [x3], #4
        str     w6, [x4], #4
        subs    w5, w5, #1
        b.ne    1b
        mrs     x4, hcr_el2
        mov     x5, #(HCR_ROUTE | HCR_LINES)
        bic     x4, x4, x5
        msr     hcr_el2, x4
        ret

restore_vgic:
        mrs     x4, hcr_el2
        ldr     x5, [x0, #VCPU_LINES]
        orr     x4, x4, #HCR_ROUTE
        orr     x4, x4, x5
        msr     hcr_el2, x4
        set     x3, GICH
        ldr     w4, [x0, #VCPU_VGIC_HCR]
        ldr     w5, [x0, #VCPU_VMCR]
        ldr     w6, [x0, #VCPU_APR]
        str     w4, [x3, #GICH_HCR]
        str     w5, [x3, #GICH_VMCR]
        str     w6, [x3, #GICH_APR]
        add     x3, x3, #GICH_LR
        add     x4, x0, #VCPU_LR
        mov     w5, #LIST_REGISTERS
1:      ldr     w6, [x4], #4
        str     w6, [x3], #4
        subs    w5, w5, #1
        b.ne    1b
        ret

/* --- the two ways ----------------------------------------------------------------------------- */

/* The host's call, x0 = vcpu: into the VM. */
run_vm: msr     tpidr_el2, x0
        ldr     x2, [x0, #VCPU_HOST]
        host_registers stp
        save_levels x2
        bl      save_fp
        bl      save_system
        ldr     x3, [x0, #VCPU_HCR]
        msr     hcr_el2, x3
        set     x3, (CPTR_RES1|CPTR_TTA)
        msr     cptr_el2, x3
        mov     x3, #HSTR_T15
        msr     hstr_el2, x3
        ldr     x3, [x0, #VCPU_MDCR]
        msr     mdcr_el2, x3
        ldr     x3, [x0, #VCPU_VTTBR]
        msr     vttbr_el2, x3
        bl      restore_vgic
        bl      restore_timer
        mov     x2, x0
        bl      restore_fp
        bl      restore_system
        restore_levels x2
        general_4_29 ldp, x0
        ldr     x30, [x0, #CTX_X(30)]
        pair    ldp, x0, 2, 3
        pair    ldp, x0, 0, 1
        eret

/* An exception of EL1: the host's call, which comes without a stage 2, or an exit of the VM. */
lower_el:
        stp     x2, x3, [sp, #-16]!
        mrs     x1, esr_el2
        lsr     x2, x1, #26
        cmp     x2, #EC_HVC64
        b.ne    1f
        mrs     x3, vttbr_el2
        cbnz    x3, 1f
        ldp     x2, x3, [sp], #16
        ldp     x0, x1, [sp], #16
        b       run_vm

1:      mrs     x0, tpidr_el2
        str     x1, [x0, #VCPU_ESR]
        bic     x2, x2, #(EC_DABT_LOW ^ EC_IABT_LOW)
        cmp     x2, #EC_IABT_LOW
        b.ne    2f
        mrs     x1, far_el2
        mrs     x2, hpfar_el2
        str     x1, [x0, #VCPU_FAR]
        str     x2, [x0, #VCPU_HPFAR]
2:      general_4_29 stp, x0
        str     x30, [x0, #CTX_X(30)]
        ldp     x6, x7, [sp], #16
        ldp     x4, x5, [sp], #16
        stp     x6, x7, [x0, #CTX_X(2)]
        stp     x4, x5, [x0, #CTX_X(0)]
        mov     x2, x0
        save_levels x2
        bl      save_fp
        bl      save_system
        bl      save_timer
        bl      save_vgic
        set     x3, HCR_RW
        msr     hcr_el2, x3
        mov     x3, #CPTR_RES1
        msr     cptr_el2, x3
        msr     hstr_el2, xzr
        mrs     x3, mdcr_el2
        and     x3, x3, #MDCR_HPMN
        msr     mdcr_el2, x3
        msr     vttbr_el2, xzr
        ldr     x2, [x0, #VCPU_HOST]
        bl      restore_system
        bl      restore_fp
        restore_levels x2
        host_registers ldp
        eret
