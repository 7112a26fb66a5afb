// workloads/bench/int.S - rounds of a xorshift generator and a sum: general registers only.
    .global bench
bench:
    mov     x0, #0
    mov     x1, #8817
    ldr     x2, =ROUNDS
1:  eor     x1, x1, x1, lsl #13
    eor     x1, x1, x1, lsr #7
    eor     x1, x1, x1, lsl #17
    tst     x1, #1
    cinc    x0, x0, ne
    add     x0, x0, x1, lsr #32
    subs    x2, x2, #1
    b.ne    1b
    ret
