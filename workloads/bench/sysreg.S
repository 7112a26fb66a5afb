// workloads/bench/sysreg.S - reads and writes of system registers that nothing depends on; the sum of the rounds' numbers.
    .global bench
bench:
    mov     x0, #0
    ldr     x2, =ROUNDS
1:  msr     tpidr_el1, x2
    mrs     x3, tpidr_el1
    msr     contextidr_el1, x3
    mrs     x4, tpidr_el1
    add     x0, x0, x4
    subs    x2, x2, #1
    b.ne    1b
    ret
