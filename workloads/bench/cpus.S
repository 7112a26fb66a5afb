// workloads/bench/cpus.S - CPUS CPUs, of which the first BUSY work and the rest sleep: for tools/bench.d/cpus.py.
//
// Entered at EL1 with the MMU off. Work is ROUNDS rounds of arithmetic, loads, stores and branches in a page of each CPU's
// own. A CPU that has done it switches itself off by PSCI; the first one, when others sleep, the machine.
    .section .text.start, "ax"
    .global _start
_start:
    mov     x20, #1
1:  cmp     x20, #CPUS
    b.hs    2f
    ldr     w0, =0xc4000003         // CPU_ON
    mov     x1, x20
    adr     x2, work
    cmp     x20, #BUSY
    adr     x3, sleep
    csel    x2, x2, x3, lo
    mov     x3, x20
    hvc     #0
    add     x20, x20, #1
    b       1b
2:  mov     x0, #0

work:                               // x0: the number of the CPU
    mov     x19, x0
    adrp    x1, pages
    add     x1, x1, x0, lsl #12
    ldr     x2, =ROUNDS
    add     x0, x0, #31             // 0 would stay 0, and its branches be foreseen
    mov     x3, #31
3:  and     x4, x2, #0xff8
    ldr     x5, [x1, x4]
    madd    x0, x0, x3, x5
    eor     x0, x0, x0, lsr #7
    str     x0, [x1, x4]
    tbz     x0, #3, 4f
    add     x0, x0, #5
4:  subs    x2, x2, #1
    b.ne    3b
    ldr     w0, =0x84000008         // SYSTEM_OFF
    cmp     x19, #0
    mov     x1, #BUSY
    ccmp    x1, #1, #0, eq
    b.eq    5f
    ldr     w0, =0x84000002         // CPU_OFF
5:  hvc     #0

sleep:
    wfi
    b       sleep

    .bss
    .balign 4096
pages:
    .skip   CPUS * 4096
