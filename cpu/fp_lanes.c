/* SPDX-License-Identifier: MIT
 *
 * fp_lanes.c - loops over elements.
 *
 * Spec: DDI 0487, the Operation sections of the instructions named in cpu/a64_fp.def; Reduce.
 * Tests: tests/vectors    Journey: after cpu/fp.h, before cpu/exec_fp.c
 */
#include "cpu/fp_lanes.h"

void lanes_unary(Cpu *cpu, const Uop *u, FpUnary *op)
{
    FpSize size = (FpSize)u->s;
    FpEnv env = lanes_env(cpu);
    V128 result = {{0}};

    for (unsigned i = 0; i < u->k; i++)
        lane_set(&result, size, i, op(size, lane_get(&cpu->v[u->n], size, i), &env));
    lanes_finish(cpu, u, result, env);
}

void lanes_binary(Cpu *cpu, const Uop *u, FpBinary *op)
{
    FpSize size = (FpSize)u->s;
    FpEnv env = lanes_env(cpu);
    V128 result = {{0}};

    for (unsigned i = 0; i < u->k; i++)
        lane_set(
            &result, size, i,
            op(size, lane_get(&cpu->v[u->n], size, i), lane_get(&cpu->v[u->m], size, i), &env));
    lanes_finish(cpu, u, result, env);
}

void lanes_by_element(Cpu *cpu, const Uop *u, FpBinary *op)
{
    FpSize size = (FpSize)u->s;
    uint64_t element = lane_get(&cpu->v[u->m], size, (unsigned)u->imm);
    FpEnv env = lanes_env(cpu);
    V128 result = {{0}};

    for (unsigned i = 0; i < u->k; i++)
        lane_set(&result, size, i, op(size, lane_get(&cpu->v[u->n], size, i), element, &env));
    lanes_finish(cpu, u, result, env);
}

/* @by: the multiplier's register, with the elements already where they are used. */
static void mul_add(Cpu *cpu, const Uop *u, const V128 *by, bool negate)
{
    FpSize size = (FpSize)u->s;
    FpEnv env = lanes_env(cpu);
    V128 result = {{0}};

    for (unsigned i = 0; i < u->k; i++) {
        uint64_t n = lane_get(&cpu->v[u->n], size, i);

        if (negate)
            n = fp_neg(size, n);
        lane_set(
            &result, size, i,
            fp_mul_add(size, lane_get(&cpu->v[u->d], size, i), n, lane_get(by, size, i), &env));
    }
    lanes_finish(cpu, u, result, env);
}

void lanes_mul_add(Cpu *cpu, const Uop *u, bool negate)
{
    mul_add(cpu, u, &cpu->v[u->m], negate);
}

void lanes_mul_add_by_element(Cpu *cpu, const Uop *u, bool negate)
{
    FpSize size = (FpSize)u->s;
    V128 by;

    for (unsigned i = 0; i < sizeof by >> size; i++)
        lane_set(&by, size, i, lane_get(&cpu->v[u->m], size, (unsigned)u->imm));
    mul_add(cpu, u, &by, negate);
}

void lanes_pairwise(Cpu *cpu, const Uop *u, FpBinary *op)
{
    FpSize size = (FpSize)u->s;
    FpEnv env = lanes_env(cpu);
    unsigned half = u->k / 2u;
    V128 result = {{0}};

    for (unsigned i = 0; i < u->k; i++) {
        const V128 *source = &cpu->v[i < half ? u->n : u->m];
        unsigned at = 2 * (i % half);

        lane_set(&result, size, i,
                 op(size, lane_get(source, size, at), lane_get(source, size, at + 1), &env));
    }
    lanes_finish(cpu, u, result, env);
}

void lane_pair(Cpu *cpu, const Uop *u, FpBinary *op)
{
    FpSize size = (FpSize)u->s;
    const V128 *n = &cpu->v[u->n];
    FpEnv env = lanes_env(cpu);
    V128 result = {{0}};

    lane_set(&result, size, 0, op(size, lane_get(n, size, 0), lane_get(n, size, 1), &env));
    lanes_finish(cpu, u, result, env);
}

/* Reduce() splits a vector in halves, so what meets are neighbours, then neighbouring results. */
void lanes_reduce(Cpu *cpu, const Uop *u, FpBinary *op)
{
    FpSize size = (FpSize)u->s;
    FpEnv env = lanes_env(cpu);
    V128 rest = cpu->v[u->n], result = {{0}};

    for (unsigned count = u->k; count > 1; count /= 2)
        for (unsigned i = 0; i < count / 2; i++)
            lane_set(
                &rest, size, i,
                op(size, lane_get(&rest, size, 2 * i), lane_get(&rest, size, 2 * i + 1), &env));
    lane_set(&result, size, 0, lane_get(&rest, size, 0));
    lanes_finish(cpu, u, result, env);
}

void lanes_to_fixed(Cpu *cpu, const Uop *u, FpRounding rounding, bool is_unsigned)
{
    FpSize size = (FpSize)u->s;
    FpEnv env = lanes_env(cpu);
    V128 result = {{0}};

    for (unsigned i = 0; i < u->k; i++)
        lane_set(&result, size, i,
                 fp_to_fixed(size, lane_get(&cpu->v[u->n], size, i), (unsigned)u->imm, is_unsigned,
                             8u << size, rounding, &env));
    lanes_finish(cpu, u, result, env);
}

void lanes_from_fixed(Cpu *cpu, const Uop *u, bool is_unsigned)
{
    FpSize size = (FpSize)u->s;
    FpEnv env = lanes_env(cpu);
    V128 result = {{0}};

    for (unsigned i = 0; i < u->k; i++)
        lane_set(&result, size, i,
                 fp_from_fixed(size, lane_get(&cpu->v[u->n], size, i), (unsigned)u->imm,
                               is_unsigned, 8u << size, fp_rounding_mode(&env), &env));
    lanes_finish(cpu, u, result, env);
}

void lanes_lengthen(Cpu *cpu, const Uop *u)
{
    FpSize narrow = (FpSize)u->s, wide = (FpSize)(u->s + 1);
    unsigned first = u->m ? u->k : 0;
    FpEnv env = lanes_env(cpu);
    V128 result = {{0}};

    for (unsigned i = 0; i < u->k; i++)
        lane_set(&result, wide, i,
                 fp_convert(wide, narrow, lane_get(&cpu->v[u->n], narrow, first + i),
                            fp_rounding_mode(&env), &env));
    lanes_finish(cpu, u, result, env);
}

/* The forms that write the upper half (FCVTN2) keep the lower. */
void lanes_narrow(Cpu *cpu, const Uop *u, bool to_odd)
{
    FpSize narrow = (FpSize)u->s, wide = (FpSize)(u->s + 1);
    unsigned first = u->m ? u->k : 0;
    FpEnv env = lanes_env(cpu);
    FpRounding rounding = to_odd ? FP_ROUND_ODD : fp_rounding_mode(&env);
    V128 result = {{u->m ? cpu->v[u->d].d[0] : 0, 0}};

    for (unsigned i = 0; i < u->k; i++)
        lane_set(&result, narrow, first + i,
                 fp_convert(narrow, wide, lane_get(&cpu->v[u->n], wide, i), rounding, &env));
    lanes_finish(cpu, u, result, env);
}

void lanes_fill(Cpu *cpu, const Uop *u)
{
    V128 result = {{0}};

    for (unsigned i = 0; i < u->k; i++)
        lane_set(&result, (FpSize)u->s, i, u->imm);
    cpu->v[u->d] = result;
}

void scalar_result(Cpu *cpu, const Uop *u, uint64_t element)
{
    V128 result = {{0}};

    lane_set(&result, (FpSize)u->s, 0, element);
    cpu->v[u->d] = result;
}

void scalar_convert(Cpu *cpu, const Uop *u)
{
    FpSize from = (FpSize)u->s, to = (FpSize)u->k;
    FpEnv env = lanes_env(cpu);
    V128 result = {{0}};

    lane_set(&result, to, 0,
             fp_convert(to, from, lane_get(&cpu->v[u->n], from, 0), fp_rounding_mode(&env), &env));
    lanes_finish(cpu, u, result, env);
}

void scalar_convert_to_odd(Cpu *cpu, const Uop *u)
{
    FpEnv env = lanes_env(cpu);
    V128 result = {{0}};

    lane_set(&result, FP_SINGLE, 0,
             fp_convert(FP_SINGLE, FP_DOUBLE, cpu->v[u->n].d[0], FP_ROUND_ODD, &env));
    lanes_finish(cpu, u, result, env);
}

void scalar_mul_add(Cpu *cpu, const Uop *u, bool negate_addend, bool negate_product)
{
    FpSize size = (FpSize)u->s;
    uint64_t a = lane_get(&cpu->v[u->imm], size, 0), n = lane_get(&cpu->v[u->n], size, 0);
    FpEnv env = lanes_env(cpu);
    V128 result = {{0}};

    if (negate_addend)
        a = fp_neg(size, a);
    if (negate_product)
        n = fp_neg(size, n);
    lane_set(&result, size, 0, fp_mul_add(size, a, n, lane_get(&cpu->v[u->m], size, 0), &env));
    lanes_finish(cpu, u, result, env);
}

unsigned scalar_compare(Cpu *cpu, const Uop *u, uint64_t b, bool signal_nans)
{
    FpSize size = (FpSize)u->s;
    FpEnv env = lanes_env(cpu);
    unsigned nzcv = fp_compare(size, lane_get(&cpu->v[u->n], size, 0), b, signal_nans, &env);

    cpu->fpsr = env.fpsr;
    return nzcv;
}

void scalar_to_gpr(Cpu *cpu, const Uop *u, FpRounding rounding, bool is_unsigned)
{
    FpSize size = (FpSize)u->s;
    FpEnv env = lanes_env(cpu);

    cpu->x[u->d] = fp_to_fixed(size, lane_get(&cpu->v[u->n], size, 0), (unsigned)u->imm,
                               is_unsigned, u->k, rounding, &env);
    cpu->fpsr = env.fpsr;
}

bool scalar_to_js(Cpu *cpu, const Uop *u)
{
    FpEnv env = lanes_env(cpu);
    bool exact;

    cpu->x[u->d] = fp_to_fixed_js(cpu->v[u->n].d[0], &exact, &env);
    cpu->fpsr = env.fpsr;
    return exact;
}

void scalar_from_gpr(Cpu *cpu, const Uop *u, bool is_unsigned)
{
    FpSize size = (FpSize)u->s;
    FpEnv env = lanes_env(cpu);
    V128 result = {{0}};

    lane_set(&result, size, 0,
             fp_from_fixed(size, cpu->x[u->n], (unsigned)u->imm, is_unsigned, u->k,
                           fp_rounding_mode(&env), &env));
    lanes_finish(cpu, u, result, env);
}
