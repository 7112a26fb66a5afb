/* SPDX-License-Identifier: MIT
 *
 * exec_fp_vector.c - floating point of Advanced SIMD: one handler per row of that half of
 * a64_fp.def.
 *
 * Spec: DDI 0487, "Data Processing -- Scalar Floating-Point and Advanced SIMD".
 * Tests: tests/vectors (classes v*_fp*, s*_fp*, vshift_imm, vmodimm)
 * Journey: after cpu/exec_fp.c
 */
#include "cpu/exec_fp.h"

static uint64_t fabs_element(FpSize size, uint64_t a, FpEnv *env)
{
    (void)env;
    return fp_abs(size, a);
}

static uint64_t fneg_element(FpSize size, uint64_t a, FpEnv *env)
{
    (void)env;
    return fp_neg(size, a);
}

static uint64_t fabd(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    return fp_abs(size, fp_sub(size, a, b, env));
}

static uint64_t urecpe(FpSize size, uint64_t a, FpEnv *env)
{
    (void)size, (void)env;
    return fp_unsigned_recip_estimate((uint32_t)a);
}

static uint64_t ursqrte(FpSize size, uint64_t a, FpEnv *env)
{
    (void)size, (void)env;
    return fp_unsigned_rsqrt_estimate((uint32_t)a);
}

/* What a comparison leaves in its element. */
static uint64_t mask_of(FpSize size, bool holds)
{
    return holds ? ones(8u << size) : 0;
}

static uint64_t fcmeq(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    return mask_of(size, fp_compare_eq(size, a, b, env));
}

static uint64_t fcmge(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    return mask_of(size, fp_compare_ge(size, a, b, env));
}

static uint64_t fcmgt(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    return mask_of(size, fp_compare_gt(size, a, b, env));
}

static uint64_t facge(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    return fcmge(size, fp_abs(size, a), fp_abs(size, b), env);
}

static uint64_t facgt(FpSize size, uint64_t a, uint64_t b, FpEnv *env)
{
    return fcmgt(size, fp_abs(size, a), fp_abs(size, b), env);
}

static uint64_t fcmeq_zero(FpSize size, uint64_t a, FpEnv *env)
{
    return fcmeq(size, a, 0, env);
}

static uint64_t fcmge_zero(FpSize size, uint64_t a, FpEnv *env)
{
    return fcmge(size, a, 0, env);
}

static uint64_t fcmgt_zero(FpSize size, uint64_t a, FpEnv *env)
{
    return fcmgt(size, a, 0, env);
}

static uint64_t fcmle_zero(FpSize size, uint64_t a, FpEnv *env)
{
    return fcmge(size, 0, a, env);
}

static uint64_t fcmlt_zero(FpSize size, uint64_t a, FpEnv *env)
{
    return fcmgt(size, 0, a, env);
}

#ifndef ENGINE_TAIL /* compiled once */
uint64_t frintn(FpSize size, uint64_t a, FpEnv *env)
{
    return fp_round_int(size, a, FP_ROUND_TIEEVEN, false, env);
}

uint64_t frintp(FpSize size, uint64_t a, FpEnv *env)
{
    return fp_round_int(size, a, FP_ROUND_POSINF, false, env);
}

uint64_t frintm(FpSize size, uint64_t a, FpEnv *env)
{
    return fp_round_int(size, a, FP_ROUND_NEGINF, false, env);
}

uint64_t frintz(FpSize size, uint64_t a, FpEnv *env)
{
    return fp_round_int(size, a, FP_ROUND_ZERO, false, env);
}

uint64_t frinta(FpSize size, uint64_t a, FpEnv *env)
{
    return fp_round_int(size, a, FP_ROUND_TIEAWAY, false, env);
}

uint64_t frintx(FpSize size, uint64_t a, FpEnv *env)
{
    return fp_round_int(size, a, fp_rounding_mode(env), true, env);
}

uint64_t frinti(FpSize size, uint64_t a, FpEnv *env)
{
    return fp_round_int(size, a, fp_rounding_mode(env), false, env);
}

uint64_t frint32z(FpSize size, uint64_t a, FpEnv *env)
{
    return fp_round_int_n(size, a, FP_ROUND_ZERO, 32, env);
}

uint64_t frint32x(FpSize size, uint64_t a, FpEnv *env)
{
    return fp_round_int_n(size, a, fp_rounding_mode(env), 32, env);
}

uint64_t frint64z(FpSize size, uint64_t a, FpEnv *env)
{
    return fp_round_int_n(size, a, FP_ROUND_ZERO, 64, env);
}

uint64_t frint64x(FpSize size, uint64_t a, FpEnv *env)
{
    return fp_round_int_n(size, a, fp_rounding_mode(env), 64, env);
}
#endif

/* Rows of vectors and of lone lanes, where both are there. */
#define BOTH(name, statement)                                                                      \
    TWINS(name##_vec, statement)                                                                   \
    TWINS(name##_lane, statement)

/* clang-format off */
/* Three same. */
TWINS(FADD_vec,    lanes_binary(cpu, u, fp_add))
TWINS(FSUB_vec,    lanes_binary(cpu, u, fp_sub))
TWINS(FMUL_vec,    lanes_binary(cpu, u, fp_mul))
TWINS(FDIV_vec,    lanes_binary(cpu, u, fp_div))
TWINS(FMAX_vec,    lanes_binary(cpu, u, fp_max))
TWINS(FMIN_vec,    lanes_binary(cpu, u, fp_min))
TWINS(FMAXNM_vec,  lanes_binary(cpu, u, fp_max_num))
TWINS(FMINNM_vec,  lanes_binary(cpu, u, fp_min_num))
TWINS(FMLA_vec,    lanes_mul_add(cpu, u, false))
TWINS(FMLS_vec,    lanes_mul_add(cpu, u, true))
BOTH(FMULX,        lanes_binary(cpu, u, fp_mulx))
BOTH(FRECPS,       lanes_binary(cpu, u, fp_recip_step_fused))
BOTH(FRSQRTS,      lanes_binary(cpu, u, fp_rsqrt_step_fused))
BOTH(FABD,         lanes_binary(cpu, u, fabd))
BOTH(FCMEQ,        lanes_binary(cpu, u, fcmeq))
BOTH(FCMGE,        lanes_binary(cpu, u, fcmge))
BOTH(FCMGT,        lanes_binary(cpu, u, fcmgt))
BOTH(FACGE,        lanes_binary(cpu, u, facge))
BOTH(FACGT,        lanes_binary(cpu, u, facgt))
TWINS(FADDP_vec,   lanes_pairwise(cpu, u, fp_add))
TWINS(FMAXP_vec,   lanes_pairwise(cpu, u, fp_max))
TWINS(FMINP_vec,   lanes_pairwise(cpu, u, fp_min))
TWINS(FMAXNMP_vec, lanes_pairwise(cpu, u, fp_max_num))
TWINS(FMINNMP_vec, lanes_pairwise(cpu, u, fp_min_num))
TWINS(FCMLA_vec,   pairs_mul_add(cpu, u))
TWINS(FCADD_vec,   pairs_add(cpu, u))
ONE(FMLAL_vec,     halves_mul_add(cpu, u, false))
ONE(FMLSL_vec,     halves_mul_add(cpu, u, true))
ONE(FMLAL2_vec,    halves_mul_add(cpu, u, false))
ONE(FMLSL2_vec,    halves_mul_add(cpu, u, true))
ONE(BFCVTN,        brain_narrow(cpu, u))
ONE(BFDOT_vec,     brain_dot(cpu, u))
ONE(BFMMLA,        brain_matrix(cpu, u))
ONE(BFMLALB_vec,   brain_mul_add(cpu, u, 0))
ONE(BFMLALT_vec,   brain_mul_add(cpu, u, 1))

/* Two-register miscellaneous. */
TWINS(FABS_vec,    lanes_unary(cpu, u, fabs_element))
TWINS(FNEG_vec,    lanes_unary(cpu, u, fneg_element))
TWINS(FSQRT_vec,   lanes_unary(cpu, u, fp_sqrt))
TWINS(FRINTN_vec,  lanes_unary(cpu, u, frintn))
TWINS(FRINTP_vec,  lanes_unary(cpu, u, frintp))
TWINS(FRINTM_vec,  lanes_unary(cpu, u, frintm))
TWINS(FRINTZ_vec,  lanes_unary(cpu, u, frintz))
TWINS(FRINTA_vec,  lanes_unary(cpu, u, frinta))
TWINS(FRINTX_vec,  lanes_unary(cpu, u, frintx))
TWINS(FRINTI_vec,  lanes_unary(cpu, u, frinti))
ONE(FRINT32Z_vec,  lanes_unary(cpu, u, frint32z))
ONE(FRINT32X_vec,  lanes_unary(cpu, u, frint32x))
ONE(FRINT64Z_vec,  lanes_unary(cpu, u, frint64z))
ONE(FRINT64X_vec,  lanes_unary(cpu, u, frint64x))
BOTH(FCMEQ_zero,   lanes_unary(cpu, u, fcmeq_zero))
BOTH(FCMGE_zero,   lanes_unary(cpu, u, fcmge_zero))
BOTH(FCMGT_zero,   lanes_unary(cpu, u, fcmgt_zero))
BOTH(FCMLE_zero,   lanes_unary(cpu, u, fcmle_zero))
BOTH(FCMLT_zero,   lanes_unary(cpu, u, fcmlt_zero))
BOTH(FRECPE,       lanes_unary(cpu, u, fp_recip_estimate))
BOTH(FRSQRTE,      lanes_unary(cpu, u, fp_rsqrt_estimate))
TWINS(FRECPX_lane, lanes_unary(cpu, u, fp_recpx))
ONE(URECPE_vec,    lanes_unary(cpu, u, urecpe))
ONE(URSQRTE_vec,   lanes_unary(cpu, u, ursqrte))
BOTH(FCVTNS,       lanes_to_fixed(cpu, u, FP_ROUND_TIEEVEN, false))
BOTH(FCVTNU,       lanes_to_fixed(cpu, u, FP_ROUND_TIEEVEN, true))
BOTH(FCVTAS,       lanes_to_fixed(cpu, u, FP_ROUND_TIEAWAY, false))
BOTH(FCVTAU,       lanes_to_fixed(cpu, u, FP_ROUND_TIEAWAY, true))
BOTH(FCVTPS,       lanes_to_fixed(cpu, u, FP_ROUND_POSINF, false))
BOTH(FCVTPU,       lanes_to_fixed(cpu, u, FP_ROUND_POSINF, true))
BOTH(FCVTMS,       lanes_to_fixed(cpu, u, FP_ROUND_NEGINF, false))
BOTH(FCVTMU,       lanes_to_fixed(cpu, u, FP_ROUND_NEGINF, true))
BOTH(FCVTZS,       lanes_to_fixed(cpu, u, FP_ROUND_ZERO, false))
BOTH(FCVTZU,       lanes_to_fixed(cpu, u, FP_ROUND_ZERO, true))
BOTH(SCVTF,        lanes_from_fixed(cpu, u, false))
BOTH(UCVTF,        lanes_from_fixed(cpu, u, true))
ONE(FCVTL,         lanes_lengthen(cpu, u))
ONE(FCVTN,         lanes_narrow(cpu, u, false))
ONE(FCVTXN,        lanes_narrow(cpu, u, true))
ONE(FCVTXN_lane,   scalar_convert_to_odd(cpu, u))

/* Across lanes, and scalar pairwise. */
TWINS(FMAXV,        lanes_reduce(cpu, u, fp_max))
TWINS(FMINV,        lanes_reduce(cpu, u, fp_min))
TWINS(FMAXNMV,      lanes_reduce(cpu, u, fp_max_num))
TWINS(FMINNMV,      lanes_reduce(cpu, u, fp_min_num))
TWINS(FADDP_lane,   lane_pair(cpu, u, fp_add))
TWINS(FMAXP_lane,   lane_pair(cpu, u, fp_max))
TWINS(FMINP_lane,   lane_pair(cpu, u, fp_min))
TWINS(FMAXNMP_lane, lane_pair(cpu, u, fp_max_num))
TWINS(FMINNMP_lane, lane_pair(cpu, u, fp_min_num))

/* By element. */
TWINS(FMLA_elem,       lanes_mul_add_by_element(cpu, u, false))
TWINS(FMLS_elem,       lanes_mul_add_by_element(cpu, u, true))
TWINS(FMUL_elem,       lanes_by_element(cpu, u, fp_mul))
TWINS(FMULX_elem,      lanes_by_element(cpu, u, fp_mulx))
TWINS(FMLA_elem_lane,  lanes_mul_add_by_element(cpu, u, false))
TWINS(FMLS_elem_lane,  lanes_mul_add_by_element(cpu, u, true))
TWINS(FMUL_elem_lane,  lanes_by_element(cpu, u, fp_mul))
TWINS(FMULX_elem_lane, lanes_by_element(cpu, u, fp_mulx))
TWINS(FCMLA_elem,      pairs_mul_add_by_element(cpu, u))
ONE(FMLAL_elem,        halves_mul_add_by_element(cpu, u, false))
ONE(FMLSL_elem,        halves_mul_add_by_element(cpu, u, true))
ONE(FMLAL2_elem,       halves_mul_add_by_element(cpu, u, false))
ONE(FMLSL2_elem,       halves_mul_add_by_element(cpu, u, true))
ONE(BFDOT_elem,        brain_dot_by_element(cpu, u))
ONE(BFMLALB_elem,      brain_mul_add_by_element(cpu, u, 0))
ONE(BFMLALT_elem,      brain_mul_add_by_element(cpu, u, 1))

/* Fixed point: rows by size, since immh's pattern differs. */
#define FIX(name, statement)                                                                       \
    ONE(name##_s, statement) ONE(name##_d, statement) ONE(name##_h, statement)
FIX(SCVTF_vec_fix,   lanes_from_fixed(cpu, u, false))
FIX(UCVTF_vec_fix,   lanes_from_fixed(cpu, u, true))
FIX(FCVTZS_vec_fix,  lanes_to_fixed(cpu, u, FP_ROUND_ZERO, false))
FIX(FCVTZU_vec_fix,  lanes_to_fixed(cpu, u, FP_ROUND_ZERO, true))
FIX(SCVTF_lane_fix,  lanes_from_fixed(cpu, u, false))
FIX(UCVTF_lane_fix,  lanes_from_fixed(cpu, u, true))
FIX(FCVTZS_lane_fix, lanes_to_fixed(cpu, u, FP_ROUND_ZERO, false))
FIX(FCVTZU_lane_fix, lanes_to_fixed(cpu, u, FP_ROUND_ZERO, true))

ONE(FMOV_vec_imm_s, lanes_fill(cpu, u))
ONE(FMOV_vec_imm_d, lanes_fill(cpu, u))
ONE(FMOV_vec_imm_h, lanes_fill(cpu, u))
/* clang-format on */
