/* SPDX-License-Identifier: MIT
 *
 * hyp.S - the machine that the reference hypervisors run on, and how they set a VM up.
 *
 * The machine is QEMU's virt board with virtualization=on,gic-version=2 and one CPU. An ELF file is
 * entered at EL2 with the MMU off, which stays so at every level. A VM sees the gigabyte of RAM where
 * it is, and nothing else: accesses of devices are stage-2 faults.
 *
 * Spec: DDI 0487, VTCR_EL2, HCR_EL2, stage 2 descriptors.    Tests: tests/cli/micro_test.sh
 * Journey: the first of workloads/hyp; then state.S
 */
#define VTCR            0x80023560      /* 32 bits of IPA from level 1, 40 of PA, write-back */
#define VMID            1               /* VMID 0 is a host's own (docs/recording.md) */
#define STAGE2_RAM      0x400007fd      /* a block of normal memory, read, write, execute */

#define HCR_VM          (1<<0)
#define HCR_RW          (1<<31)

#define EC_HVC64        0x16
#define EC_IABT_LOW     0x20
#define EC_DABT_LOW     0x24

#define EL1H_MASKED     0x3c5           /* PSTATE: EL1 with its own stack, DAIF masked */

#define GICD            0x08000000
#define GICD_IIDR       0x008
#define IIDR_ARM        0x43b           /* Implementer: Arm */

#define CALL_NOTHING    0x4b000000      /* hypercalls: comes back at once, as the authors' driver's */
#define CALL_OFF        0x84000008      /* PSCI SYSTEM_OFF: the end, also the firmware's call */

/* A constant of any 32 bits. */
        .macro  set, reg, value
        movz    \reg, #((\value) >> 16) & 0xffff, lsl #16
        .if     (\value) & 0xffff
        movk    \reg, #(\value) & 0xffff
        .endif
        .endm

/* The end of the run, on purpose or because a hypervisor does not know an exit: the samples that are
 * missing then tell. */
        .macro  power_off
        set     w0, CALL_OFF
        smc     #0
        b       .
        .endm

/* Four gigabytes of IPA, of which the second is RAM. */
        .macro  stage2_table
        .balign 4096
stage2: .quad   0, STAGE2_RAM, 0, 0
        .endm
