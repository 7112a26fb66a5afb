/* SPDX-License-Identifier: MIT
 *
 * insns.S - what guest.c executes, one a line: base X0, data X2 and X3, status W4, offset X5. The run
 * script assembles it and makes insns.h of the words.
 */
        ldrb    w2, [x0]
        strb    w2, [x0]
        ldrsb   x2, [x0]
        ldrsb   w2, [x0]
        ldrh    w2, [x0]
        strh    w2, [x0]
        ldrsh   x2, [x0]
        ldrsh   w2, [x0]
        ldr     w2, [x0]
        str     w2, [x0]
        ldrsw   x2, [x0]
        ldr     x2, [x0]
        str     x2, [x0]
        ldr     xzr, [x0]
        str     wzr, [x0]
        ldr     x3, [x0, #8]
        ldur    x2, [x0, #-8]
        stur    w3, [x0, #-4]
        ldr     x2, [x0, #8]!
        str     x2, [x0], #8
        ldr     w2, [x0, x5]
        str     x3, [x0, x5, lsl #3]
        ldrsh   w3, [x0, w5, uxtw]
        ldtr    x2, [x0]
        sttr    w2, [x0]
        ldtrsb  x2, [x0]
        ldp     x2, x3, [x0]
        stp     w2, w3, [x0]
        ldp     w2, w3, [x0, #8]!
        ldpsw   x2, x3, [x0]
        ldnp    x2, x3, [x0]
        stp     x2, x3, [x0], #16
        ldxr    x2, [x0]
        ldxrb   w2, [x0]
        ldaxp   x2, x3, [x0]
        stxr    w4, x2, [x0]
        stlxrh  w4, w2, [x0]
        ldar    x2, [x0]
        ldarb   w2, [x0]
        stlr    w2, [x0]
        stlrh   w3, [x0]
        ldr     b1, [x0]
        ldr     d1, [x0]
        str     q1, [x0]
        ldp     q1, q2, [x0]
        stp     d1, d2, [x0]
        ld1     {v1.16b, v2.16b}, [x0]
        st1     {v1.8b}, [x0]
        ld4     {v1.4s - v4.4s}, [x0]
        st1     {v1.s}[1], [x0]
        ld1r    {v1.8h}, [x0]
        prfm    pldl1keep, [x0]
        dc      zva, x0
        dc      civac, x0
        dc      cvac, x0
        dc      cvau, x0
        dc      ivac, x0
        ic      ivau, x0
