/* SPDX-License-Identifier: MIT
 *
 * context.S - the general registers of an interrupted program, as both hypervisors keep them.
 *
 * x0 to x30, then what the exception levels themselves hold: SP_EL0, PC (ELR_EL2), PSTATE
 * (SPSR_EL2), SP_EL1, ELR_EL1, SPSR_EL1.    Journey: after hyp.S, before ../type1/type1.S
 */
#define CTX_X(n)      ((n) * 8)
#define CTX_SP_EL0    0x0f8
#define CTX_PC        0x100
#define CTX_PSTATE    0x108
#define CTX_SP_EL1    0x110
#define CTX_ELR_EL1   0x118
#define CTX_SPSR_EL1  0x120
#define CTX_GENERAL   0x130             /* size, a multiple of 16 */

        .macro  pair op, at, n, m
        \op     x\n, x\m, [\at, #CTX_X(\n)]
        .endm

/* x4 to x29; \op is stp or ldp. */
        .macro  general_4_29 op, at
        pair    \op, \at, 4, 5
        pair    \op, \at, 6, 7
        pair    \op, \at, 8, 9
        pair    \op, \at, 10, 11
        pair    \op, \at, 12, 13
        pair    \op, \at, 14, 15
        pair    \op, \at, 16, 17
        pair    \op, \at, 18, 19
        pair    \op, \at, 20, 21
        pair    \op, \at, 22, 23
        pair    \op, \at, 24, 25
        pair    \op, \at, 26, 27
        pair    \op, \at, 28, 29
        .endm

/* The rest of a context at \at. Clobbers x4 to x9; the general registers must be safe. */
        .macro  save_levels at
        mrs     x4, sp_el0
        mrs     x5, elr_el2
        mrs     x6, spsr_el2
        mrs     x7, sp_el1
        mrs     x8, elr_el1
        mrs     x9, spsr_el1
        stp     x4, x5, [\at, #CTX_SP_EL0]
        stp     x6, x7, [\at, #CTX_PSTATE]
        stp     x8, x9, [\at, #CTX_ELR_EL1]
        .endm

        .macro  restore_levels at
        ldp     x4, x5, [\at, #CTX_SP_EL0]
        ldp     x6, x7, [\at, #CTX_PSTATE]
        ldp     x8, x9, [\at, #CTX_ELR_EL1]
        msr     sp_el0, x4
        msr     elr_el2, x5
        msr     spsr_el2, x6
        msr     sp_el1, x7
        msr     elr_el1, x8
        msr     spsr_el1, x9
        .endm
