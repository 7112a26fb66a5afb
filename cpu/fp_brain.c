/* SPDX-License-Identifier: MIT
 *
 * fp_brain.c - BFloat16: numbers of the range of single precision with 8 bits of significand, so
 * that a single's upper half is one.
 *
 * Dot and matrix products have an arithmetic of their own, which neither obeys FPCR nor tells FPSR:
 * denormals are zero, NaNs are the default one, and sums round to odd.
 *
 * Spec: DDI 0487, FPConvertBF, BFDotAdd, BFAdd, BFMul, BFMatMulAdd, FPMulAdd (BFMLAL).
 * Tests: tests/vectors (bfcvt .. vindex_bf16)    Journey: after cpu/fp_pairs.c
 */
#include "cpu/fp_brain.h"

#include "cpu/fp_parts.h"

static uint16_t convert(uint32_t a, FpEnv *env)
{
    FpParts x = fp_unpack(FP_SINGLE, a, env);

    if (fp_is_nan(x))
        return (uint16_t)(fp_process_nan(FP_SINGLE, x.kind, a, env) >> 16);
    if (x.kind == FP_INFINITY)
        return (uint16_t)fp_infinity(FP_BRAIN, x.sign);
    if (x.kind == FP_ZERO)
        return (uint16_t)fp_zero(FP_BRAIN, x.sign);
    return (uint16_t)fp_round(FP_BRAIN, (FpWide){x.sign, x.exp, (u128)x.sig << 64}, env);
}

void brain_convert(Cpu *cpu, const Uop *u)
{
    FpEnv env = lanes_env(cpu);
    V128 result = {.h = {convert(cpu->v[u->n].s[0], &env)}};

    lanes_finish(cpu, u, result, env);
}

/* BFCVTN2 writes the upper half and keeps the lower. */
void brain_narrow(Cpu *cpu, const Uop *u)
{
    unsigned first = u->m ? 4 : 0;
    FpEnv env = lanes_env(cpu);
    V128 result = {{u->m ? cpu->v[u->d].d[0] : 0, 0}};

    for (unsigned i = 0; i < 4; i++)
        result.h[first + i] = convert(cpu->v[u->n].s[i], &env);
    lanes_finish(cpu, u, result, env);
}

/* BFMul: the product of two significands of 8 bits is exact in a single's 24. */
static uint32_t multiply(uint16_t a, uint16_t b)
{
    FpEnv env = {.fpcr = FPCR_FZ | FPCR_DN};

    return (uint32_t)fp_mul(FP_SINGLE, (uint64_t)a << 16, (uint64_t)b << 16, &env);
}

/* BFAdd rounds to odd: what is cut off shows in bit 0, and what is too big is infinite. */
static uint32_t add(uint32_t a, uint32_t b)
{
    FpEnv env = {.fpcr = FPCR_FZ | FPCR_DN | FP_ROUND_ZERO << FPCR_RMODE_LSB};
    uint64_t sum = fp_add(FP_SINGLE, a, b, &env);

    if (env.fpsr & FPSR_OFC)
        return (uint32_t)fp_infinity(FP_SINGLE, bit(sum, 31));
    return (uint32_t)sum | (env.fpsr & FPSR_IXC ? 1 : 0);
}

/* BFDotAdd of the numbers in each half of @a and @b. */
static uint32_t dot_add(uint32_t addend, uint32_t a, uint32_t b)
{
    uint32_t low = multiply((uint16_t)a, (uint16_t)b);
    uint32_t high = multiply((uint16_t)(a >> 16), (uint16_t)(b >> 16));

    return add(addend, add(low, high));
}

/* @by: the pair of m that pair 0 meets, and how much further the next one's is. */
static void dot(Cpu *cpu, const Uop *u, unsigned by, unsigned step)
{
    V128 result = {{0}};

    for (unsigned i = 0; i < u->k / 4u; i++)
        result.s[i] = dot_add(cpu->v[u->d].s[i], cpu->v[u->n].s[i], cpu->v[u->m].s[by + step * i]);
    cpu->v[u->d] = result;
}

void brain_dot(Cpu *cpu, const Uop *u)
{
    dot(cpu, u, 0, 1);
}

void brain_dot_by_element(Cpu *cpu, const Uop *u)
{
    dot(cpu, u, (unsigned)u->imm, 0);
}

/* BFMatMulAdd: rows of n by rows of m, two pairs each. */
void brain_matrix(Cpu *cpu, const Uop *u)
{
    const V128 *n = &cpu->v[u->n], *m = &cpu->v[u->m];
    V128 result;

    for (unsigned i = 0; i < 4; i++) {
        unsigned row = i & 2, column = 2 * (i & 1);
        uint32_t sum = dot_add(cpu->v[u->d].s[i], n->s[row], m->s[column]);

        result.s[i] = dot_add(sum, n->s[row + 1], m->s[column + 1]);
    }
    cpu->v[u->d] = result;
}

/* @by: the number of m that result 0 takes, and how much further the next one's is. */
static void mul_add(Cpu *cpu, const Uop *u, unsigned top, unsigned by, unsigned step)
{
    FpEnv env = lanes_env(cpu);
    V128 result;

    for (unsigned i = 0; i < 4; i++)
        result.s[i] = (uint32_t)fp_mul_add(FP_SINGLE, cpu->v[u->d].s[i],
                                           (uint64_t)cpu->v[u->n].h[2 * i + top] << 16,
                                           (uint64_t)cpu->v[u->m].h[by + step * i] << 16, &env);
    lanes_finish(cpu, u, result, env);
}

void brain_mul_add(Cpu *cpu, const Uop *u, unsigned top)
{
    mul_add(cpu, u, top, top, 2);
}

void brain_mul_add_by_element(Cpu *cpu, const Uop *u, unsigned top)
{
    mul_add(cpu, u, top, (unsigned)u->imm, 0);
}
