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
