/* SPDX-License-Identifier: MIT
 *
 * snippets.S - code that is stepped, broken into and watched. Each begins with what it is about, is
 * entered with x0 = data, and ends in SVC #0xff, which every level's vectors catch.
 */
        .arch   armv8-a
        .macro  snippet name:req, text:vararg
        .global code_\name
        .balign 32
code_\name:
        \text
        svc     #0xff
        .endm

        .text
        snippet nop, nop
        nop
        nop
        svc     #0xff
        snippet add, add x1, x1, #1
        snippet branch, b 1f
        nop
        nop
1:      svc     #0xff
        snippet ldr, ldr x1, [x0]
        snippet str, str x1, [x0]
        snippet ldr8, ldrb w1, [x0, #5]
        snippet str8, strb w1, [x0, #5]
        snippet ldr16, ldrh w1, [x0, #6]
        snippet str16, strh w1, [x0, #6]
        snippet ldr32, ldr w1, [x0, #4]
        snippet str32, str w1, [x0, #4]
        snippet str64, str x1, [x0, #8]
        snippet ldp, ldp x1, x2, [x0]
        snippet stp, stp x1, x2, [x0]
        snippet ldtr, ldtr x1, [x0]
        snippet sttr, sttr x1, [x0]
        snippet ldxr, ldxr x1, [x0]
        snippet ldaxrb, ldaxrb w1, [x0]
        snippet ldxp, ldxp w1, w2, [x0]
        snippet ldar, ldar x1, [x0]
        snippet stxr, stxr w1, x2, [x0]
        snippet stlxp, stlxp w1, x2, x3, [x0]
        .global code_pair
        .balign 32
code_pair:
        ldxr    x1, [x0]
        stxr    w1, x2, [x0]
        svc     #0xff
        snippet far, ldr x1, [x0, #8]   /* entered with x0 out of range */
        snippet prfm, prfm pldl1keep, [x0]
        snippet zva, dc zva, x0
        snippet ivac, dc ivac, x0
        snippet civac, dc civac, x0
        snippet svc, svc #1
        snippet hvc, hvc #1
        snippet smc, smc #7
        snippet brk, brk #5
        snippet undefined, .inst 0
        snippet eret, eret
        snippet isb, isb
        snippet wfi, wfi
        snippet wfe, wfe
        snippet daifclr, msr daifclr, #8
        snippet daifset, msr daifset, #8
        snippet mdscr_on, msr mdscr_el1, x0
        snippet mdscr_off, msr mdscr_el1, xzr
        snippet ttbr, msr ttbr0_el1, xzr
