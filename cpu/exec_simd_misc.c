/* SPDX-License-Identifier: MIT
 *
 * exec_simd_misc.c - Advanced SIMD on integers: two-register miscellaneous and across lanes.
 *
 * Spec: DDI 0487, "Advanced SIMD two-register miscellaneous", "across lanes", "scalar pairwise".
 * Tests: tests/vectors (classes v2misc*, s2misc*, vacross*, spairwise*)
 * Journey: after cpu/exec_simd_same.c
 */
#include "cpu/exec_simd.h"
#include "cpu/simd_shift.h"

/* Elements of @size change places inside each container of @container (log2 of bytes). */
static ALWAYS_INLINE V128 reverse_of(unsigned size, V128 v, unsigned container)
{
    unsigned flip = (1u << (container - size)) - 1;

    SIMD_LOOP(size, simd_get(&v, size, i ^ flip));
}

static ALWAYS_INLINE V128 reverse(unsigned size, V128 v, unsigned container)
{
    return size == 0   ? reverse_of(0, v, container)
           : size == 1 ? reverse_of(1, v, container)
                       : reverse_of(2, v, container);
}

static V128 scalar(uint64_t value)
{
    return (V128){{value, 0}};
}

static uint64_t sum_across(V128 v, unsigned size, unsigned count, bool is_signed)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < count; i++) {
        uint64_t element = simd_get(&v, size, i);

        sum += is_signed ? sign_extend(element, 8u << size) : element;
    }
    return sum;
}

#define EACH(op) simd_each1(s, n, op)
#define AGAINST_ZERO(op) simd_with(s, n, 0, op)
#define SATURATING(op) simd_sat_with(s, n, 0, &cpu->fpsr, op)
/* The destination is the first operand. */
#define INTO(op) simd_sat(s, d, n, &cpu->fpsr, op)
#define NARROWING(op) simd_sat_with(s + 1, n, 0, &cpu->fpsr, op)
#define NARROW(name, result) WORK_NARROW(name, result) HANDLER(name##_vec, work_##name)
#define NARROW_BOTH(name, result)                                                                  \
    SAT_WORK_NARROW(name, result)                                                                  \
    HANDLER(name##_vec, work_##name) HANDLER(name##_lane, work_##name)

/* clang-format off */
VECTOR(REV64,     reverse(s, n, 3))
VECTOR(REV32,     reverse(s, n, 2))
VECTOR(REV16,     reverse_of(0, n, 1))
VECTOR(SADDLP,    simd_each1(s + 1, n, op_saddlp))
VECTOR(UADDLP,    simd_each1(s + 1, n, op_uaddlp))
VECTOR(SADALP,    simd_each2(s + 1, d, n, op_sadalp))
VECTOR(UADALP,    simd_each2(s + 1, d, n, op_uadalp))
VECTOR(CLS,       EACH(op_cls))
VECTOR(CLZ,       EACH(op_clz))
VECTOR(CNT,       simd_each1_of(0, n, op_cnt))
VECTOR(NOT,       simd_each1_of(3, n, op_not))
VECTOR(RBIT,      simd_each1_of(0, n, op_rbit))
BOTH(ABS,         EACH(op_abs))
BOTH(NEG,         EACH(op_neg))
BOTH(CMEQ_zero,   AGAINST_ZERO(op_cmeq))
BOTH(CMGT_zero,   AGAINST_ZERO(op_cmgt))
BOTH(CMGE_zero,   AGAINST_ZERO(op_cmge))
BOTH(CMLT_zero,   AGAINST_ZERO(op_cmlt))
BOTH(CMLE_zero,   AGAINST_ZERO(op_cmle))
SAT_BOTH(SQABS,       SATURATING(op_sqabs))
SAT_BOTH(SQNEG,       SATURATING(op_sqneg))
SAT_BOTH(SUQADD,      INTO(op_suqadd))
SAT_BOTH(USQADD,      INTO(op_usqadd))
NARROW(XTN,         n)
NARROW_BOTH(SQXTN,  NARROWING(op_sqxtn))
NARROW_BOTH(SQXTUN, NARROWING(op_sqxtun))
NARROW_BOTH(UQXTN,  NARROWING(op_uqxtn))
WORK_LONG(SHLL,   simd_with(s + 1, UNSIGNED(n), 8u << s, op_shl_imm))
HANDLER(SHLL_vec, work_SHLL)

/* Across lanes: the result is one element, and twice as wide with ...LV. */
#define ACROSS(name, result)                                                                       \
    WORK_SAME(name, simd_keep(scalar(result), 1u << s)) HANDLER(name, work_##name)
#define ACROSS_LONG(name, result)                                                                  \
    WORK_SAME(name, simd_keep(scalar(result), 2u << s)) HANDLER(name, work_##name)
#define COUNT (u->k >> s)
ACROSS(ADDV,        simd_fold(s, n, COUNT, op_add))
ACROSS(SMAXV,       simd_fold(s, n, COUNT, op_smax))
ACROSS(SMINV,       simd_fold(s, n, COUNT, op_smin))
ACROSS(UMAXV,       simd_fold(s, n, COUNT, op_umax))
ACROSS(UMINV,       simd_fold(s, n, COUNT, op_umin))
ACROSS_LONG(SADDLV, sum_across(n, s, COUNT, true))
ACROSS_LONG(UADDLV, sum_across(n, s, COUNT, false))
WORK_SAME(ADDP_1,    scalar(n.d[0] + n.d[1]))
HANDLER(ADDP_lane,  work_ADDP_1)
/* clang-format on */
