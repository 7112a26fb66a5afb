/* SPDX-License-Identifier: MIT
 *
 * exec_simd_shift.c - Advanced SIMD on integers: shift by immediate.
 *
 * Spec: DDI 0487, "Advanced SIMD shift by immediate", "Advanced SIMD scalar shift by immediate".
 * Tests: tests/vectors (classes vshift_imm, sshift_imm)
 * Journey: after cpu/exec_simd_same.c
 */
#include "cpu/exec_simd.h"
#include "cpu/simd_ops.h"
#include "cpu/simd_shift.h"

#define VEC(name, work, result) work(name, result) HANDLER(name##_imm, work_##name)
#define VEC_AND_LANE(name, work, result)                                                           \
    VEC(name, work, result) HANDLER(name##_imm_lane, work_##name)

#define WITH(op) simd_with(s, n, u->imm, op)
#define SUM_WITH(op) simd_sum_with(s, d, n, u->imm, op)
#define SATURATING(op) simd_sat_with(s, n, u->imm, &cpu->fpsr, op)
/* On elements of twice the size. */
#define WIDE(op) simd_with(s + 1, n, u->imm, op)
#define WIDE_SATURATING(op) simd_sat_with(s + 1, n, u->imm, &cpu->fpsr, op)

/* clang-format off */
VEC_AND_LANE(SHL,      WORK_SAME,   WITH(op_shl_imm))
VEC_AND_LANE(SSHR,     WORK_SAME,   WITH(op_sshr_imm))
VEC_AND_LANE(USHR,     WORK_SAME,   WITH(op_ushr_imm))
VEC_AND_LANE(SRSHR,    WORK_SAME,   WITH(op_srshr_imm))
VEC_AND_LANE(URSHR,    WORK_SAME,   WITH(op_urshr_imm))
VEC_AND_LANE(SSRA,     WORK_SAME,   SUM_WITH(op_ssra_imm))
VEC_AND_LANE(USRA,     WORK_SAME,   SUM_WITH(op_usra_imm))
VEC_AND_LANE(SRSRA,    WORK_SAME,   SUM_WITH(op_srsra_imm))
VEC_AND_LANE(URSRA,    WORK_SAME,   SUM_WITH(op_ursra_imm))
VEC_AND_LANE(SRI,      WORK_SAME,   SUM_WITH(op_sri_imm))
VEC_AND_LANE(SLI,      WORK_SAME,   SUM_WITH(op_sli_imm))
VEC_AND_LANE(SQSHL,    SAT_WORK_SAME, SATURATING(op_sqshl))
VEC_AND_LANE(UQSHL,    SAT_WORK_SAME, SATURATING(op_uqshl))
VEC_AND_LANE(SQSHLU,   SAT_WORK_SAME, SATURATING(op_sqshlu))
VEC(SHRN,              WORK_NARROW, WIDE(op_ushr_imm))
VEC(RSHRN,             WORK_NARROW, WIDE(op_urshr_imm))
VEC_AND_LANE(SQSHRN,   SAT_WORK_NARROW, WIDE_SATURATING(op_sqshrn_narrow))
VEC_AND_LANE(SQRSHRN,  SAT_WORK_NARROW, WIDE_SATURATING(op_sqrshrn_narrow))
VEC_AND_LANE(SQSHRUN,  SAT_WORK_NARROW, WIDE_SATURATING(op_sqshrun_narrow))
VEC_AND_LANE(SQRSHRUN, SAT_WORK_NARROW, WIDE_SATURATING(op_sqrshrun_narrow))
VEC_AND_LANE(UQSHRN,   SAT_WORK_NARROW, WIDE_SATURATING(op_uqshrn_narrow))
VEC_AND_LANE(UQRSHRN,  SAT_WORK_NARROW, WIDE_SATURATING(op_uqrshrn_narrow))
VEC(SSHLL,             WORK_LONG,   simd_with(s + 1, SIGNED(n), u->imm, op_shl_imm))
VEC(USHLL,             WORK_LONG,   simd_with(s + 1, UNSIGNED(n), u->imm, op_shl_imm))
/* clang-format on */
