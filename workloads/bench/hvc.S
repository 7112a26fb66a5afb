// workloads/bench/hvc.S - exceptions taken from EL1 to EL2 and returned from; start.S counts them.
    .global bench
bench:
    mov     x0, #0
    ldr     x2, =ROUNDS
1:  hvc     #0
    subs    x2, x2, #1
    b.ne    1b
    ret
