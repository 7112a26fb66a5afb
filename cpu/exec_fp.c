/* SPDX-License-Identifier: MIT
 *
 * exec_fp.c - scalar floating point: one handler per row of the scalar half of a64_fp.def.
 *
 * What the operations mean is in cpu/fp.h; here stands which instruction is which operation. A
 * handler and its half-precision twin (_h) are the same: the size is an operand.
 *
 * Spec: DDI 0487, "Data Processing -- Scalar Floating-Point and Advanced SIMD".
 * Tests: tests/vectors (classes fp_*, fcmp, fccmp, fcsel, fmov_*)
 * Journey: after cpu/fp_lanes.c, before cpu/exec_fp_vector.c
 */
#include "cpu/exec_fp.h"

/* The lone element of an operand. */
static uint64_t scalar(const Cpu *cpu, const Uop *u, uint8_t reg)
{
    return lane_get(&cpu->v[reg], (FpSize)u->s, 0);
}

static uint64_t fnmul(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    return fp_neg(size, fp_mul(size, a, b, env));
}

/* clang-format off */
TWINS(FMOV,   scalar_result(cpu, u, scalar(cpu, u, u->n)))
TWINS(FABS,   scalar_result(cpu, u, fp_abs((FpSize)u->s, scalar(cpu, u, u->n))))
TWINS(FNEG,   scalar_result(cpu, u, fp_neg((FpSize)u->s, scalar(cpu, u, u->n))))
TWINS(FSQRT,  lanes_unary(cpu, u, fp_sqrt))
TWINS(FRINTN, lanes_unary(cpu, u, frintn))
TWINS(FRINTP, lanes_unary(cpu, u, frintp))
TWINS(FRINTM, lanes_unary(cpu, u, frintm))
TWINS(FRINTZ, lanes_unary(cpu, u, frintz))
TWINS(FRINTA, lanes_unary(cpu, u, frinta))
TWINS(FRINTX, lanes_unary(cpu, u, frintx))
TWINS(FRINTI, lanes_unary(cpu, u, frinti))
ONE(FRINT32Z, lanes_unary(cpu, u, frint32z))
ONE(FRINT32X, lanes_unary(cpu, u, frint32x))
ONE(FRINT64Z, lanes_unary(cpu, u, frint64z))
ONE(FRINT64X, lanes_unary(cpu, u, frint64x))
ONE(FCVT,     scalar_convert(cpu, u))
ONE(BFCVT,    brain_convert(cpu, u))

TWINS(FMUL,   lanes_binary(cpu, u, fp_mul))
TWINS(FDIV,   lanes_binary(cpu, u, fp_div))
TWINS(FADD,   lanes_binary(cpu, u, fp_add))
TWINS(FSUB,   lanes_binary(cpu, u, fp_sub))
TWINS(FMAX,   lanes_binary(cpu, u, fp_max))
TWINS(FMIN,   lanes_binary(cpu, u, fp_min))
TWINS(FMAXNM, lanes_binary(cpu, u, fp_max_num))
TWINS(FMINNM, lanes_binary(cpu, u, fp_min_num))
TWINS(FNMUL,  lanes_binary(cpu, u, fnmul))

TWINS(FMADD,  scalar_mul_add(cpu, u, false, false))
TWINS(FMSUB,  scalar_mul_add(cpu, u, false, true))
TWINS(FNMADD, scalar_mul_add(cpu, u, true, true))
TWINS(FNMSUB, scalar_mul_add(cpu, u, true, false))

TWINS(FCMP,       flags_set(cpu, scalar_compare(cpu, u, scalar(cpu, u, u->m), false)))
TWINS(FCMP_zero,  flags_set(cpu, scalar_compare(cpu, u, 0, false)))
TWINS(FCMPE,      flags_set(cpu, scalar_compare(cpu, u, scalar(cpu, u, u->m), true)))
TWINS(FCMPE_zero, flags_set(cpu, scalar_compare(cpu, u, 0, true)))
TWINS(FCCMP,  flags_set(cpu, flags_hold(cpu, u->k)
                            ? scalar_compare(cpu, u, scalar(cpu, u, u->m), false)
                            : (unsigned)u->imm))
TWINS(FCCMPE, flags_set(cpu, flags_hold(cpu, u->k)
                            ? scalar_compare(cpu, u, scalar(cpu, u, u->m), true)
                            : (unsigned)u->imm))
TWINS(FCSEL,  scalar_result(cpu, u, scalar(cpu, u, flags_hold(cpu, u->k) ? u->n : u->m)))
TWINS(FMOV_imm, lanes_fill(cpu, u))

TWINS(FCVTNS_gpr, scalar_to_gpr(cpu, u, FP_ROUND_TIEEVEN, false))
TWINS(FCVTNU_gpr, scalar_to_gpr(cpu, u, FP_ROUND_TIEEVEN, true))
TWINS(FCVTAS_gpr, scalar_to_gpr(cpu, u, FP_ROUND_TIEAWAY, false))
TWINS(FCVTAU_gpr, scalar_to_gpr(cpu, u, FP_ROUND_TIEAWAY, true))
TWINS(FCVTPS_gpr, scalar_to_gpr(cpu, u, FP_ROUND_POSINF, false))
TWINS(FCVTPU_gpr, scalar_to_gpr(cpu, u, FP_ROUND_POSINF, true))
TWINS(FCVTMS_gpr, scalar_to_gpr(cpu, u, FP_ROUND_NEGINF, false))
TWINS(FCVTMU_gpr, scalar_to_gpr(cpu, u, FP_ROUND_NEGINF, true))
TWINS(FCVTZS_gpr, scalar_to_gpr(cpu, u, FP_ROUND_ZERO, false))
TWINS(FCVTZU_gpr, scalar_to_gpr(cpu, u, FP_ROUND_ZERO, true))
ONE(FJCVTZS, flags_set(cpu, scalar_to_js(cpu, u) ? FLAG_Z : 0))
TWINS(SCVTF_gpr,  scalar_from_gpr(cpu, u, false))
TWINS(UCVTF_gpr,  scalar_from_gpr(cpu, u, true))
TWINS(FCVTZS_gpr_fix, scalar_to_gpr(cpu, u, FP_ROUND_ZERO, false))
TWINS(FCVTZU_gpr_fix, scalar_to_gpr(cpu, u, FP_ROUND_ZERO, true))
TWINS(SCVTF_gpr_fix,  scalar_from_gpr(cpu, u, false))
TWINS(UCVTF_gpr_fix,  scalar_from_gpr(cpu, u, true))

ONE(FMOV_w_s, cpu->x[u->d] = cpu->v[u->n].s[0])
ONE(FMOV_x_d, cpu->x[u->d] = cpu->v[u->n].d[0])
ONE(FMOV_r_h, cpu->x[u->d] = cpu->v[u->n].h[0])
ONE(FMOV_s_w, scalar_result(cpu, u, cpu->x[u->n]))
ONE(FMOV_d_x, scalar_result(cpu, u, cpu->x[u->n]))
ONE(FMOV_h_r, scalar_result(cpu, u, cpu->x[u->n]))
/* The upper half of a register; writing it keeps the lower. */
ONE(FMOV_x_v1, cpu->x[u->d] = cpu->v[u->n].d[1])
ONE(FMOV_v1_x, cpu->v[u->d].d[1] = cpu->x[u->n])
/* clang-format on */
