/* SPDX-License-Identifier: MIT
 *
 * state.S - fills registers that a world switch must keep, and looks later whether it did.
 *
 * Each gets a value of its own. The VM and the host of a Type-2 hypervisor use different seeds, so a
 * register that is left out of a list holds the other world's value. Needs CPACR_EL1.FPEN.
 *
 * Journey: after hyp.S, before vm.S
 */
#define CPACR_FPEN      (3<<20)

/* Register n of seed s holds (s + n) << 12: bits that all of them have. */
        .macro  each_system_register op, seed
        \op     ttbr0_el1,      (\seed + 0)
        \op     ttbr1_el1,      (\seed + 1)
        \op     esr_el1,        (\seed + 2)
        \op     far_el1,        (\seed + 3)
        \op     mair_el1,       (\seed + 4)
        \op     vbar_el1,       (\seed + 5)
        \op     contextidr_el1, (\seed + 6)
        \op     tpidr_el0,      (\seed + 7)
        \op     tpidrro_el0,    (\seed + 8)
        \op     tpidr_el1,      (\seed + 9)
        \op     sp_el0,         (\seed + 10)
        \op     elr_el1,        (\seed + 11)
        .endm

        .macro  each_vector_register op, seed
        .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        \op     \n, (\seed + 32 + \n)
        .endr
        .endm

        .macro  fill_one register, value
        mov     x0, #\value
        lsl     x0, x0, #12
        msr     \register, x0
        .endm

        .macro  fill_vector n, value
        mov     x0, #\value
        lsl     x0, x0, #12
        dup     v\n\().2d, x0
        .endm

/* Clobbers x0. */
        .macro  fill_state seed
        mov     x0, #CPACR_FPEN
        msr     cpacr_el1, x0
        isb
        each_system_register fill_one, \seed
        each_vector_register fill_vector, \seed
        .endm

        .macro  look_at_one register, value
        mov     x1, #\value
        lsl     x1, x1, #12
        mrs     x2, \register
        cmp     x1, x2
        cinc    x0, x0, ne
        .endm

        .macro  look_at_vector n, value
        mov     x1, #\value
        lsl     x1, x1, #12
        mov     x2, v\n\().d[0]
        cmp     x1, x2
        cinc    x0, x0, ne
        mov     x2, v\n\().d[1]
        cmp     x1, x2
        cinc    x0, x0, ne
        .endm

/* Adds to x0 how many are not as filled. Clobbers x1, x2. */
        .macro  look_at_state seed
        each_system_register look_at_one, \seed
        each_vector_register look_at_vector, \seed
        .endm

/* General registers that vm.S does not use otherwise. */
        .macro  each_general_register op
        .irp    n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,27,28,29,30
        \op     \n
        .endr
        .endm

        .macro  fill_general n
        mov     x\n, #(0x100 + \n)
        .endm

        .macro  look_at_general n
        cmp     x\n, #(0x100 + \n)
        cinc    x0, x0, ne
        .endm
