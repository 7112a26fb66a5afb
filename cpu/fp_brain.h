/* SPDX-License-Identifier: MIT
 *
 * fp_brain.h - the instructions of FEAT_BF16 on registers, as cpu/fp_lanes.h has the others.
 */
#ifndef CPU_FP_BRAIN_H
#define CPU_FP_BRAIN_H

#include "cpu/fp_lanes.h"

/* BFCVT; BFCVTN, u->m says which half is written. */
void brain_convert(Cpu *cpu, const Uop *u);
void brain_narrow(Cpu *cpu, const Uop *u);
/* Two products each into u->k bytes of singles; m[u->imm]; 2 by 4 times 4 by 2. */
void brain_dot(Cpu *cpu, const Uop *u);
void brain_dot_by_element(Cpu *cpu, const Uop *u);
void brain_matrix(Cpu *cpu, const Uop *u);
/* Of each pair the lower (@top 0, BFMLALB) or the upper number, by m's or by m[u->imm]. */
void brain_mul_add(Cpu *cpu, const Uop *u, unsigned top);
void brain_mul_add_by_element(Cpu *cpu, const Uop *u, unsigned top);

#endif
