// workloads/bench/svc.S - exceptions taken from EL1 to EL1 and returned from; start.S counts them.
    .global bench
bench:
    mov     x0, #0
    ldr     x2, =ROUNDS
1:  svc     #0
    subs    x2, x2, #1
    b.ne    1b
    ret
