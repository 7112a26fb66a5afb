/* SPDX-License-Identifier: MIT
 *
 * exec_simd.h - how the handlers of integer Advanced SIMD are written down: as tables.
 *
 * A row gives a handler's name and its result, a V128 expression of the operand registers d, n, m,
 * the element size s and the micro-op u. The work is in a function of its own: a handler must not
 * have locals whose address is taken. Private to cpu/exec_simd*.c.
 *
 * Spec: DDI 0487, CheckFPAdvSIMDEnabled64.
 */
#ifndef CPU_EXEC_SIMD_H
#define CPU_EXEC_SIMD_H

#include "cpu/engine.h"
#include "cpu/simd.h"

#define HANDLER(name, work)                                                                        \
    EXEC(name)                                                                                     \
    {                                                                                              \
        FP_ENABLED;                                                                                \
        work(cpu, u);                                                                              \
        NEXT;                                                                                      \
    }

/* work_<name>: the result from registers of which the first bytes are seen, zeros after them. */
#define WORK(name, d_bytes, n_bytes, m_bytes, put, result)                                         \
    static NO_INLINE void work_##name(Cpu *cpu, const Uop *u)                                      \
    {                                                                                              \
        const unsigned s = u->s;                                                                   \
        const V128 d = simd_keep(cpu->v[u->d], d_bytes);                                           \
        const V128 n = simd_keep(cpu->v[u->n], n_bytes);                                           \
        const V128 m = simd_keep(cpu->v[u->m], m_bytes);                                           \
                                                                                                   \
        (void)s, (void)d, (void)n, (void)m;                                                        \
        put(cpu, u, result);                                                                       \
    }

#define WORK_SAME(name, result) WORK(name, 16, 16, 16, simd_put, result)
#define WORK_LONG(name, result) WORK(name, 16, 16, 16, simd_put_wide, result)
#define WORK_NARROW(name, result) WORK(name, 16, 16, 16, simd_put_narrow, result)

/* The same where lanes that are not there must not saturate: their sources are zero. */
#define SAT_WORK_SAME(name, result) WORK(name, u->k, u->k, u->k, simd_put, result)
#define SAT_WORK_LONG(name, result)                                                                \
    WORK(name, simd_wide_bytes(u), simd_lane_bytes(u), simd_lane_bytes(u), simd_put_wide, result)
#define SAT_WORK_NARROW(name, result)                                                              \
    WORK(name, 16, simd_wide_bytes(u), 16, simd_put_narrow, result)

#define VECTOR(name, result) WORK_SAME(name, result) HANDLER(name##_vec, work_##name)
#define BOTH(name, result) VECTOR(name, result) HANDLER(name##_lane, work_##name)
#define SAT_BOTH(name, result)                                                                     \
    SAT_WORK_SAME(name, result)                                                                    \
    HANDLER(name##_vec, work_##name) HANDLER(name##_lane, work_##name)

/* By element: the multiplier's element everywhere. */
#define ELEMENT simd_fill(s, simd_element(cpu, u))

static inline uint64_t simd_element(const Cpu *cpu, const Uop *u)
{
    unsigned index = (unsigned)u->imm;

    return u->s == 1 ? cpu->v[u->m].h[index] : cpu->v[u->m].s[index];
}

/* Bytes of a long result, and of a narrow form's source: a register, or one wide element. */
static inline unsigned simd_wide_bytes(const Uop *u)
{
    return u->k >= 8 ? 16 : 2u * u->k;
}

/* Bytes of a long form's source: a register, of which half is used, or one element. */
static inline unsigned simd_lane_bytes(const Uop *u)
{
    return u->k >= 8 ? 16 : u->k;
}

static inline void simd_put(Cpu *cpu, const Uop *u, V128 result)
{
    cpu->v[u->d] = simd_keep(result, u->k);
}

static inline void simd_put_wide(Cpu *cpu, const Uop *u, V128 result)
{
    cpu->v[u->d] = simd_keep(result, simd_wide_bytes(u));
}

/* @result has the wide elements still. The forms that write the upper half keep the lower. */
static ALWAYS_INLINE void simd_put_narrow(Cpu *cpu, const Uop *u, V128 result)
{
    V128 narrow = simd_narrow(u->s, result);

    if (u->k == 16)
        cpu->v[u->d].d[1] = narrow.d[0];
    else
        cpu->v[u->d] = simd_keep(narrow, u->k);
}

/* Operands of long forms. */
#define SIGNED(v) simd_widen(s, v, u->k == 16, true)
#define UNSIGNED(v) simd_widen(s, v, u->k == 16, false)

#endif
