/* SPDX-License-Identifier: MIT
 *
 * fp_lanes.h - an operation on numbers becomes an operation on the elements of registers.
 *
 * Between the handlers of cpu/exec_fp*.c and the pure functions of cpu/fp.h. All read u->s (the
 * FpSize) and, unless said, u->k (how many elements): a scalar is a vector of one. The rest of the
 * destination becomes zero. FPSR accumulates. These are functions of their own because they take
 * addresses of locals, which a handler must not.
 *
 * Journey: after cpu/fp.h, before cpu/exec_fp.c
 */
#ifndef CPU_FP_LANES_H
#define CPU_FP_LANES_H

#include "cpu/cpu.h"
#include "cpu/fp.h"

static inline uint64_t lane_get(const V128 *v, FpSize size, unsigned i)
{
    return size == FP_DOUBLE ? v->d[i] : size == FP_SINGLE ? v->s[i] : v->h[i];
}

static inline void lane_set(V128 *v, FpSize size, unsigned i, uint64_t element)
{
    if (size == FP_DOUBLE)
        v->d[i] = element;
    else if (size == FP_SINGLE)
        v->s[i] = (uint32_t)element;
    else
        v->h[i] = (uint16_t)element;
}

static inline FpEnv lanes_env(const Cpu *cpu)
{
    return (FpEnv){cpu->fpcr, cpu->fpsr, cpu->host_fp};
}

/* Writes a whole register and what the operation accumulated. */
static inline void lanes_finish(Cpu *cpu, const Uop *u, V128 result, FpEnv env)
{
    cpu->v[u->d] = result;
    cpu->fpsr = env.fpsr;
}

/* d = op(n), d = op(n, m), and d = op(n, m[u->imm]). */
void lanes_unary(Cpu *cpu, const Uop *u, FpUnary *op);
void lanes_binary(Cpu *cpu, const Uop *u, FpBinary *op);
void lanes_by_element(Cpu *cpu, const Uop *u, FpBinary *op);
/* d += n * m or n * m[u->imm], fused; @negate: d -= */
void lanes_mul_add(Cpu *cpu, const Uop *u, bool negate);
void lanes_mul_add_by_element(Cpu *cpu, const Uop *u, bool negate);
/* Neighbours of m:n; of n alone; and n halved again and again down to one element. */
void lanes_pairwise(Cpu *cpu, const Uop *u, FpBinary *op);
void lane_pair(Cpu *cpu, const Uop *u, FpBinary *op);
void lanes_reduce(Cpu *cpu, const Uop *u, FpBinary *op);
/* Integers of the element's width with u->imm fraction bits, from and to numbers. */
void lanes_to_fixed(Cpu *cpu, const Uop *u, FpRounding rounding, bool is_unsigned);
void lanes_from_fixed(Cpu *cpu, const Uop *u, bool is_unsigned);
/* u->s is the narrower size, u->m says which half of the narrower register it is. */
void lanes_lengthen(Cpu *cpu, const Uop *u);
void lanes_narrow(Cpu *cpu, const Uop *u, bool to_odd);
/* All elements become u->imm. */
void lanes_fill(Cpu *cpu, const Uop *u);

/* fp_pairs.c. Complex numbers: d += n * m or n * m[u->imm >> 2], d = n + m, with m turned by
 * u->imm & 3 right angles; a turned product takes the real or the imaginary part of n only. */
void pairs_mul_add(Cpu *cpu, const Uop *u);
void pairs_mul_add_by_element(Cpu *cpu, const Uop *u);
void pairs_add(Cpu *cpu, const Uop *u);
/* Halves from u->s on, into u->k singles: d += n * m or n * m[u->imm]; @negate: d -= */
void halves_mul_add(Cpu *cpu, const Uop *u, bool negate);
void halves_mul_add_by_element(Cpu *cpu, const Uop *u, bool negate);

/* Element 0 alone. FPRoundingMode(FPCR). */
void scalar_result(Cpu *cpu, const Uop *u, uint64_t element);
void scalar_convert(Cpu *cpu, const Uop *u);
void scalar_convert_to_odd(Cpu *cpu, const Uop *u);
/* d = a + n * m with the signs of a and n changed as asked. */
void scalar_mul_add(Cpu *cpu, const Uop *u, bool negate_addend, bool negate_product);
/* FPCompare of n with @b. */
unsigned scalar_compare(Cpu *cpu, const Uop *u, uint64_t b, bool signal_nans);
/* General registers of u->k bits with u->imm fraction bits. */
void scalar_to_gpr(Cpu *cpu, const Uop *u, FpRounding rounding, bool is_unsigned);
/* fp_to_fixed_js; true when the integer is the number. */
bool scalar_to_js(Cpu *cpu, const Uop *u);
void scalar_from_gpr(Cpu *cpu, const Uop *u, bool is_unsigned);

#endif
