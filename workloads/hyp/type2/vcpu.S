/* SPDX-License-Identifier: MIT
 *
 * vcpu.S - what a Type-2 hypervisor keeps of a VM and of its host while the other one runs.
 *
 * A context is ../lib/context.S's, then EL1's system registers, then the FP registers. A VCPU begins
 * with the VM's context; the rest is the VM's EL2 configuration, timer and list registers.
 *
 * Journey: after ../type1/type1.S, before switch.S
 */
#define CTX_SYSTEM      0x130           /* 22 registers */
#define CTX_FPSR        0x1e0           /* FPSR, FPCR */
#define CTX_FP          0x1f0           /* q0 to q31 */
#define CTX_SIZE        0x3f0

#define VCPU_HOST       0x3f0           /* the host's context */
#define VCPU_HCR        0x3f8
#define VCPU_MDCR       0x400
#define VCPU_VTTBR      0x408
#define VCPU_LINES      0x410           /* HCR_EL2.VI, VF */
#define VCPU_ESR        0x418           /* of the last exit; FAR and HPFAR of an abort */
#define VCPU_FAR        0x420
#define VCPU_HPFAR      0x428
#define VCPU_CNTVOFF    0x430
#define VCPU_CVAL       0x438
#define VCPU_CTL        0x440
#define VCPU_VGIC_HCR   0x448           /* words from here */
#define VCPU_VMCR       0x44c
#define VCPU_MISR       0x450
#define VCPU_EISR       0x454           /* two */
#define VCPU_ELRSR      0x45c           /* two */
#define VCPU_APR        0x464
#define VCPU_LR         0x468
#define LIST_REGISTERS  4
#define VCPU_SIZE       0x480

/* The VM's HCR_EL2 as KVM had it: stage 2, WFI and WFE, SMC, auxiliary and implementation-defined registers
 * trapped, SErrors to EL2, barriers and TLB maintenance for all CPUs; KVM sets the routes of interrupts
 * with the list registers. */
#define HCR_SWIO        (1<<1)
#define HCR_ROUTE       (3<<3)          /* FMO, IMO: physical interrupts come to EL2 */
#define HCR_AMO         (1<<5)
#define HCR_LINES       (3<<6)          /* VF, VI */
#define HCR_FB          (1<<9)
#define HCR_BSU_IS      (1<<10)
#define HCR_TWI         (1<<13)
#define HCR_TWE         (1<<14)
#define HCR_TSC         (1<<19)
#define HCR_TIDCP       (1<<20)
#define HCR_TACR        (1<<21)
#define HCR_GUEST       (HCR_VM|HCR_SWIO|HCR_AMO|HCR_FB|HCR_BSU_IS|HCR_TWI|HCR_TWE|HCR_TSC|HCR_TIDCP|HCR_TACR|HCR_RW)

/* Debug registers are trapped, the counters are not: the VM measures with them, as the authors' did. */
#define MDCR_HPMN       0x1f
#define MDCR_TDOSA      (1<<10)
#define MDCR_TDRA       (1<<11)

#define SCTLR_EL1_RES1  0x30d00800      /* MMU and caches off */
#define MPIDR_CPU0      0x80000000
#define GICH_HCR_EN     1

/* What a call must keep of the host, whose context is at x2. */
        .macro  host_registers op
        pair    \op, x2, 19, 20
        pair    \op, x2, 21, 22
        pair    \op, x2, 23, 24
        pair    \op, x2, 25, 26
        pair    \op, x2, 27, 28
        pair    \op, x2, 29, 30
        .endm

/* A VCPU that starts at vm. */
        .macro  new_vcpu hcr:vararg
        .skip   CTX_PC
        .quad   vm, EL1H_MASKED
        .skip   CTX_SYSTEM - CTX_SP_EL1
        .quad   MPIDR_CPU0, 0, SCTLR_EL1_RES1, 0
        .skip   CTX_SIZE - CTX_SYSTEM - 4 * 8
        .quad   host_context
        .quad   \hcr
        .quad   0                       // VCPU_MDCR: EL2 fills it in
        .quad   stage2 + (VMID << 48)
        .skip   VCPU_VGIC_HCR - VCPU_LINES
        .word   GICH_HCR_EN
        .skip   VCPU_SIZE - VCPU_VMCR
        .endm
