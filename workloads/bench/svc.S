// workloads/bench/svc.S - exceptions taken from EL0 to EL1 and returned from; start.S counts them and ends the last one.
    .global bench
bench:
    adr     x1, 1f
    eor     x1, x1, #0xc0000000     // where EL0 may execute it
    msr     elr_el1, x1
    msr     spsr_el1, xzr
    mov     x0, #0
    ldr     x2, =ROUNDS
    eret
1:  sub     x2, x2, #1
    svc     #0
    b       1b
