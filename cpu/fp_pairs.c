/* SPDX-License-Identifier: MIT
 *
 * fp_pairs.c - loops over pairs of elements: complex numbers (FEAT_FCMA), whose real part is the
 * even element; and over halves that make singles (FEAT_FHM).
 *
 * Spec: DDI 0487, FCMLA, FCADD, FMLAL, FMLSL.    Tests: tests/vectors (fcmla .. vindex_fmlal)
 * Journey: after cpu/fp_lanes.c, before cpu/exec_fp_vector.c
 */
#include "cpu/fp_lanes.h"

typedef struct Complex {
    uint64_t re, im;
} Complex;

static Complex pair_get(const V128 *v, FpSize size, unsigned pair)
{
    return (Complex){lane_get(v, size, 2 * pair), lane_get(v, size, 2 * pair + 1)};
}

/* @m times i to the power of @turns. */
static Complex turn(FpSize size, Complex m, unsigned turns)
{
    for (; turns; turns--)
        m = (Complex){fp_neg(size, m.im), m.re};
    return m;
}

/* @by: the pair of m that pair 0 meets, and how much further the next one's is. */
static void mul_add(Cpu *cpu, const Uop *u, unsigned by, unsigned step)
{
    FpSize size = (FpSize)u->s;
    unsigned turns = u->imm & 3;
    FpEnv env = lanes_env(cpu);
    V128 result = {{0}};

    for (unsigned i = 0; i < u->k / 2u; i++) {
        Complex d = pair_get(&cpu->v[u->d], size, i), n = pair_get(&cpu->v[u->n], size, i);
        Complex m = turn(size, pair_get(&cpu->v[u->m], size, by + step * i), turns);
        uint64_t part = turns & 1 ? n.im : n.re;

        lane_set(&result, size, 2 * i, fp_mul_add(size, d.re, part, m.re, &env));
        lane_set(&result, size, 2 * i + 1, fp_mul_add(size, d.im, part, m.im, &env));
    }
    lanes_finish(cpu, u, result, env);
}

void pairs_mul_add(Cpu *cpu, const Uop *u)
{
    mul_add(cpu, u, 0, 1);
}

void pairs_mul_add_by_element(Cpu *cpu, const Uop *u)
{
    mul_add(cpu, u, (unsigned)u->imm >> 2, 0);
}

void pairs_add(Cpu *cpu, const Uop *u)
{
    FpSize size = (FpSize)u->s;
    FpEnv env = lanes_env(cpu);
    V128 result = {{0}};

    for (unsigned i = 0; i < u->k / 2u; i++) {
        Complex n = pair_get(&cpu->v[u->n], size, i);
        Complex m = turn(size, pair_get(&cpu->v[u->m], size, i), (unsigned)u->imm);

        lane_set(&result, size, 2 * i, fp_add(size, n.re, m.re, &env));
        lane_set(&result, size, 2 * i + 1, fp_add(size, n.im, m.im, &env));
    }
    lanes_finish(cpu, u, result, env);
}

/* @by: the half of m that result 0 takes, and how much further the next one's is. */
static void halves(Cpu *cpu, const Uop *u, unsigned by, unsigned step, bool negate)
{
    FpEnv env = lanes_env(cpu);
    V128 result = {{0}};

    for (unsigned i = 0; i < u->k; i++) {
        uint64_t n = cpu->v[u->n].h[u->s + i], m = cpu->v[u->m].h[by + step * i];

        if (negate)
            n = fp_neg(FP_HALF, n);
        lane_set(&result, FP_SINGLE, i, fp_mul_add_half(cpu->v[u->d].s[i], n, m, &env));
    }
    lanes_finish(cpu, u, result, env);
}

void halves_mul_add(Cpu *cpu, const Uop *u, bool negate)
{
    halves(cpu, u, u->s, 1, negate);
}

void halves_mul_add_by_element(Cpu *cpu, const Uop *u, bool negate)
{
    halves(cpu, u, (unsigned)u->imm, 0, negate);
}
