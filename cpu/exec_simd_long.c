/* SPDX-License-Identifier: MIT
 *
 * exec_simd_long.c - Advanced SIMD on integers: three different, and by element what is long.
 *
 * Spec: DDI 0487, "Advanced SIMD three different", "vector x indexed element".
 * Tests: tests/vectors (classes v3diff*, s3diff*, velem*)
 * Journey: after cpu/exec_simd_same.c
 */
#include "cpu/exec_simd.h"
#include "cpu/simd_ops.h"

#define VEC(name, work, result) work(name, result) HANDLER(name##_vec, work_##name)
#define ELEM(name, result) WORK_LONG(name##_elem, result) HANDLER(name##_elem, work_##name##_elem)

#define LONG2(extend, op) simd_each2(s + 1, extend(n), extend(m), op)
#define LONG3(extend, op) simd_each3(s + 1, d, extend(n), extend(m), op)
#define WIDE2(extend, op) simd_each2(s + 1, n, extend(m), op)
#define HIGH(op) simd_each2(s + 1, n, m, op)
#define ELEM2(extend, op) simd_each2(s + 1, extend(n), extend(ELEMENT), op)
#define ELEM3(extend, op) simd_each3(s + 1, d, extend(n), extend(ELEMENT), op)

/* clang-format off */
VEC(SADDL,    WORK_LONG,   LONG2(SIGNED, op_add))
VEC(UADDL,    WORK_LONG,   LONG2(UNSIGNED, op_add))
VEC(SSUBL,    WORK_LONG,   LONG2(SIGNED, op_sub))
VEC(USUBL,    WORK_LONG,   LONG2(UNSIGNED, op_sub))
VEC(SADDW,    WORK_LONG,   WIDE2(SIGNED, op_add))
VEC(UADDW,    WORK_LONG,   WIDE2(UNSIGNED, op_add))
VEC(SSUBW,    WORK_LONG,   WIDE2(SIGNED, op_sub))
VEC(USUBW,    WORK_LONG,   WIDE2(UNSIGNED, op_sub))
VEC(ADDHN,    WORK_NARROW, HIGH(op_addhn))
VEC(RADDHN,   WORK_NARROW, HIGH(op_raddhn))
VEC(SUBHN,    WORK_NARROW, HIGH(op_subhn))
VEC(RSUBHN,   WORK_NARROW, HIGH(op_rsubhn))
VEC(SABDL,    WORK_LONG,   LONG2(SIGNED, op_sabd))
VEC(UABDL,    WORK_LONG,   LONG2(UNSIGNED, op_uabd))
VEC(SABAL,    WORK_LONG,   LONG3(SIGNED, op_saba))
VEC(UABAL,    WORK_LONG,   LONG3(UNSIGNED, op_uaba))
VEC(SMULL,    WORK_LONG,   LONG2(SIGNED, op_mul))
VEC(UMULL,    WORK_LONG,   LONG2(UNSIGNED, op_mul))
VEC(SMLAL,    WORK_LONG,   LONG3(SIGNED, op_mla))
VEC(UMLAL,    WORK_LONG,   LONG3(UNSIGNED, op_mla))
VEC(SMLSL,    WORK_LONG,   LONG3(SIGNED, op_mls))
VEC(UMLSL,    WORK_LONG,   LONG3(UNSIGNED, op_mls))

#define SAT_LONG(name, multiplier, tail, lane_tail, result)                                        \
    SAT_WORK_LONG(name##multiplier, result)                                                            \
    HANDLER(name##tail, work_##name##multiplier)                                                   \
    HANDLER(name##lane_tail, work_##name##multiplier)
#define SAT2(m_long, op) simd_sat(s + 1, SIGNED(n), m_long, &cpu->fpsr, op)
#define SAT3(m_long, op) simd_sat_sum(s + 1, d, SIGNED(n), m_long, &cpu->fpsr, op)

SAT_LONG(SQDMULL, _m,   _vec,  _lane,      SAT2(SIGNED(m), op_sqdmull_long))
SAT_LONG(SQDMLAL, _m,   _vec,  _lane,      SAT3(SIGNED(m), op_sqdmlal_long))
SAT_LONG(SQDMLSL, _m,   _vec,  _lane,      SAT3(SIGNED(m), op_sqdmlsl_long))
SAT_LONG(SQDMULL, _e,   _elem, _elem_lane, SAT2(SIGNED(ELEMENT), op_sqdmull_long))
SAT_LONG(SQDMLAL, _e,   _elem, _elem_lane, SAT3(SIGNED(ELEMENT), op_sqdmlal_long))
SAT_LONG(SQDMLSL, _e,   _elem, _elem_lane, SAT3(SIGNED(ELEMENT), op_sqdmlsl_long))

ELEM(SMULL,   ELEM2(SIGNED, op_mul))
ELEM(UMULL,   ELEM2(UNSIGNED, op_mul))
ELEM(SMLAL,   ELEM3(SIGNED, op_mla))
ELEM(UMLAL,   ELEM3(UNSIGNED, op_mla))
ELEM(SMLSL,   ELEM3(SIGNED, op_mls))
ELEM(UMLSL,   ELEM3(UNSIGNED, op_mls))
/* clang-format on */

/* PolynomialMult of doublewords. */
static V128 multiply_polynomials(uint64_t a, uint64_t b)
{
    V128 product = {{0, 0}};

    for (unsigned i = 0; i < 64; i++)
        if (bit(b, i))
            product.q ^= (u128)a << i;
    return product;
}

#define HALF(v) v.d[u->k == 16]
WORK_LONG(PMULL_8, simd_each2_of(1, UNSIGNED(n), UNSIGNED(m), op_pmul))
HANDLER(PMULL_8, work_PMULL_8)
WORK_LONG(PMULL_64, multiply_polynomials(HALF(n), HALF(m)))
HANDLER(PMULL_64, work_PMULL_64)
