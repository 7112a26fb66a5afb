/* SPDX-License-Identifier: MIT
 *
 * vm.S - the VM of both hypervisors: measures two operations by its own cycle counter.
 *
 * A sample is taken as the authors of the ISCA 2016 paper took it: ISB, PMCCNTR_EL0, ISB, operation,
 * ISB, PMCCNTR_EL0, ISB, so the barriers and the reads are in every number, here as there. `results`
 * has a record for each operation, which `doubletrap micro` reads when the machine is off, and `lost`
 * how many registers were not what they had been set to when all was done.
 *
 * Runs at EL1 with the MMU off and interrupts masked.    Journey: after state.S, before context.S
 */
#include "lib/state.S"

#define SAMPLES         1000
#define VM_SEED         0x400

#define PMCR_E_LC       (1 << 0 | 1 << 6)
#define PMCCFILTR_NSH   (1 << 27)       /* count at EL2 too */
#define PMCNTEN_CYCLES  (1 << 31)

left    .req    x20
sum     .req    x21
least   .req    x22
most    .req    x23
begin   .req    x24
cycles  .req    x25

        .macro  hypercall               // x0: which one
        set     w0, CALL_NOTHING
        hvc     #0
        .endm

        .macro  distributor_read        // GICD_IIDR, as kvm-unit-tests and the authors read it
        ldr     w0, [x19, #GICD_IIDR]
        .endm

        .macro  measure operation
        mov     left, #SAMPLES
        mov     sum, #0
        mov     least, #-1
        mov     most, #0
70:     isb
        mrs     begin, pmccntr_el0
        isb
        \operation
        isb
        mrs     cycles, pmccntr_el0
        isb
        sub     cycles, cycles, begin
        add     sum, sum, cycles
        cmp     cycles, least
        csel    least, cycles, least, lo
        cmp     cycles, most
        csel    most, cycles, most, hi
        subs    left, left, #1
        b.ne    70b
        mov     left, #SAMPLES
        stp     left, sum, [x26], #16
        stp     least, most, [x26], #16
        str     x0, [x26], #8           // what the last one left in x0
        .endm

vm:     set     x19, GICD
        adr     x26, results
        mov     x0, #PMCCFILTR_NSH
        msr     pmccfiltr_el0, x0
        mov     x0, #PMCNTEN_CYCLES
        msr     pmcntenset_el0, x0
        mov     x0, #PMCR_E_LC
        msr     pmcr_el0, x0
        fill_state VM_SEED
        each_general_register fill_general
        measure hypercall
        measure distributor_read
        mov     x0, #0
        each_general_register look_at_general
        look_at_state VM_SEED
        str     x0, [x26]
        set     w0, CALL_OFF
        hvc     #0
        b       .

        .balign 8
        .global results                 // samples, sum, least, most, x0 - of each operation
results:
        .skip   2 * 5 * 8
lost:   .quad   -1                      // behind the last record, where x26 has come to
