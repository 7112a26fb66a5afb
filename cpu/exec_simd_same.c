/* SPDX-License-Identifier: MIT
 *
 * exec_simd_same.c - Advanced SIMD on integers: three same, and by element what is not long.
 *
 * Spec: DDI 0487, "Advanced SIMD three same", "scalar three same", "vector x indexed element".
 * Tests: tests/vectors (classes v3same*, s3same*, velem*)
 * Journey: after cpu/simd_ops.h
 */
#include "cpu/exec_simd.h"
#include "cpu/simd_ops.h"
#include "cpu/simd_shift.h"

#define EACH2(op) simd_each2(s, n, m, op)
#define EACH3(op) simd_each3(s, d, n, m, op)
#define SATURATING(op) simd_sat(s, n, m, &cpu->fpsr, op)
#define SATURATING_SUM(op) simd_sat_sum(s, d, n, m, &cpu->fpsr, op)
#define COUNT (u->k >> s)
#define PAIRWISE(op)                                                                               \
    simd_each2(s, simd_unzip(s, n, m, COUNT, false), simd_unzip(s, n, m, COUNT, true), op)

/* Rows of n by rows of m, both of eight bytes, added to 2 by 2 words. */
static V128 matrix_product(V128 d, V128 n, V128 m, bool n_signed, bool m_signed)
{
    for (unsigned i = 0; i < 4; i++)
        for (unsigned k = 0; k < 8; k++) {
            uint64_t a = n.b[8 * (i / 2) + k], b = m.b[8 * (i % 2) + k];

            d.s[i] +=
                (uint32_t)((n_signed ? sign_extend(a, 8) : a) * (m_signed ? sign_extend(b, 8) : b));
        }
    return d;
}

#define MATRIX(name, result) WORK_SAME(name, result) HANDLER(name, work_##name)

/* clang-format off */
BOTH(ADD,       EACH2(op_add))
BOTH(SUB,       EACH2(op_sub))
BOTH(CMEQ,      EACH2(op_cmeq))
BOTH(CMGT,      EACH2(op_cmgt))
BOTH(CMGE,      EACH2(op_cmge))
BOTH(CMHI,      EACH2(op_cmhi))
BOTH(CMHS,      EACH2(op_cmhs))
BOTH(CMTST,     EACH2(op_cmtst))
VECTOR(SHADD,   EACH2(op_shadd))
VECTOR(SRHADD,  EACH2(op_srhadd))
VECTOR(SHSUB,   EACH2(op_shsub))
VECTOR(UHADD,   EACH2(op_uhadd))
VECTOR(URHADD,  EACH2(op_urhadd))
VECTOR(UHSUB,   EACH2(op_uhsub))
VECTOR(SMAX,    EACH2(op_smax))
VECTOR(SMIN,    EACH2(op_smin))
VECTOR(UMAX,    EACH2(op_umax))
VECTOR(UMIN,    EACH2(op_umin))
VECTOR(SABD,    EACH2(op_sabd))
VECTOR(UABD,    EACH2(op_uabd))
VECTOR(SABA,    EACH3(op_saba))
VECTOR(UABA,    EACH3(op_uaba))
VECTOR(MUL,     EACH2(op_mul))
VECTOR(MLA,     EACH3(op_mla))
VECTOR(MLS,     EACH3(op_mls))
VECTOR(PMUL,    simd_each2_of(0, n, m, op_pmul))
VECTOR(SDOT,    simd_each3_of(2, d, n, m, op_sdot))
VECTOR(UDOT,    simd_each3_of(2, d, n, m, op_udot))
VECTOR(USDOT,   simd_each3_of(2, d, n, m, op_usdot))
MATRIX(SMMLA,   matrix_product(d, n, m, true, true))
MATRIX(UMMLA,   matrix_product(d, n, m, false, false))
MATRIX(USMMLA,  matrix_product(d, n, m, false, true))

VECTOR(AND,     simd_each2_of(3, n, m, op_and))
VECTOR(BIC,     simd_each2_of(3, n, m, op_bic))
VECTOR(ORR,     simd_each2_of(3, n, m, op_orr))
VECTOR(ORN,     simd_each2_of(3, n, m, op_orn))
VECTOR(EOR,     simd_each2_of(3, n, m, op_eor))
VECTOR(BSL,     simd_each3_of(3, d, n, m, op_bsl))
VECTOR(BIT,     simd_each3_of(3, d, n, m, op_bit))
VECTOR(BIF,     simd_each3_of(3, d, n, m, op_bif))

VECTOR(ADDP,    PAIRWISE(op_add))
VECTOR(SMAXP,   PAIRWISE(op_smax))
VECTOR(SMINP,   PAIRWISE(op_smin))
VECTOR(UMAXP,   PAIRWISE(op_umax))
VECTOR(UMINP,   PAIRWISE(op_umin))

SAT_BOTH(SQADD,     SATURATING(op_sqadd))
SAT_BOTH(UQADD,     SATURATING(op_uqadd))
SAT_BOTH(SQSUB,     SATURATING(op_sqsub))
SAT_BOTH(UQSUB,     SATURATING(op_uqsub))
SAT_BOTH(SQDMULH,   SATURATING(op_sqdmulh))
SAT_BOTH(SQRDMULH,  SATURATING(op_sqrdmulh))
SAT_BOTH(SQRDMLAH,  SATURATING_SUM(op_sqrdmlah))
SAT_BOTH(SQRDMLSH,  SATURATING_SUM(op_sqrdmlsh))

BOTH(SSHL,      EACH2(op_sshl))
BOTH(USHL,      EACH2(op_ushl))
BOTH(SRSHL,     EACH2(op_srshl))
BOTH(URSHL,     EACH2(op_urshl))
SAT_BOTH(SQSHL,     SATURATING(op_sqshl))
SAT_BOTH(UQSHL,     SATURATING(op_uqshl))
SAT_BOTH(SQRSHL,    SATURATING(op_sqrshl))
SAT_BOTH(UQRSHL,    SATURATING(op_uqrshl))

#define ELEM(name, result)                                                                         \
    WORK_SAME(name##_elem, result) HANDLER(name##_elem, work_##name##_elem)
#define SAT_ELEM(name, result)                                                                     \
    SAT_WORK_SAME(name##_elem, result)                                                             \
    HANDLER(name##_elem, work_##name##_elem) HANDLER(name##_elem_lane, work_##name##_elem)

ELEM(MUL,           simd_each2(s, n, ELEMENT, op_mul))
ELEM(MLA,           simd_each3(s, d, n, ELEMENT, op_mla))
ELEM(MLS,           simd_each3(s, d, n, ELEMENT, op_mls))
ELEM(SDOT,          simd_each3_of(2, d, n, ELEMENT, op_sdot))
ELEM(UDOT,          simd_each3_of(2, d, n, ELEMENT, op_udot))
ELEM(USDOT,         simd_each3_of(2, d, n, ELEMENT, op_usdot))
ELEM(SUDOT,         simd_each3_of(2, d, n, ELEMENT, op_sudot))
SAT_ELEM(SQDMULH,  simd_sat(s, n, ELEMENT, &cpu->fpsr, op_sqdmulh))
SAT_ELEM(SQRDMULH, simd_sat(s, n, ELEMENT, &cpu->fpsr, op_sqrdmulh))
SAT_ELEM(SQRDMLAH, simd_sat_sum(s, d, n, ELEMENT, &cpu->fpsr, op_sqrdmlah))
SAT_ELEM(SQRDMLSH, simd_sat_sum(s, d, n, ELEMENT, &cpu->fpsr, op_sqrdmlsh))
/* clang-format on */
