/* SPDX-License-Identifier: MIT
 *
 * exec_simd_permute.c - Advanced SIMD: copy, permute, extract, table lookup, modified immediate.
 *
 * Spec: DDI 0487, "Advanced SIMD copy", "permute", "extract", "table lookup", "modified immediate".
 * Tests: tests/vectors (classes vcopy*, vpermute, vext, vtbl, vmodimm)
 * Journey: after cpu/exec_simd_misc.c
 */
#include "cpu/exec_simd.h"

/* A handler that is one statement and needs no locals. */
#define ONE(name, statement)                                                                       \
    EXEC(name)                                                                                     \
    {                                                                                              \
        FP_ENABLED;                                                                                \
        statement;                                                                                 \
        NEXT;                                                                                      \
    }

static uint64_t source_element(const Cpu *cpu, const Uop *u, unsigned index)
{
    return simd_get(&cpu->v[u->n], u->s, index);
}

static uint64_t source_signed(const Cpu *cpu, const Uop *u)
{
    return sign_extend(source_element(cpu, u, (unsigned)u->imm), 8u << u->s);
}

static V128 zip(V128 n, V128 m, unsigned size, unsigned count, bool upper)
{
    unsigned base = upper ? count / 2 : 0;
    V128 result = {{0}};

    for (unsigned i = 0; i < count / 2; i++) {
        simd_set(&result, size, 2 * i, simd_get(&n, size, base + i));
        simd_set(&result, size, 2 * i + 1, simd_get(&m, size, base + i));
    }
    return result;
}

static V128 transpose(V128 n, V128 m, unsigned size, unsigned count, bool odd)
{
    V128 result = {{0}};

    for (unsigned i = 0; i < count; i += 2) {
        simd_set(&result, size, i, simd_get(&n, size, i + odd));
        simd_set(&result, size, i + 1, simd_get(&m, size, i + odd));
    }
    return result;
}

/* @count bytes of m:n from @first on; each register has @count. */
static V128 extract(V128 n, V128 m, unsigned count, unsigned first)
{
    V128 result = {{0}};

    for (unsigned i = 0; i < count; i++) {
        unsigned at = first + i;

        result.b[i] = at < count ? n.b[at] : m.b[at - count];
    }
    return result;
}

/* Indices outside the table leave what @result had: zeros, or TBX's destination. */
static V128 look_up(const Cpu *cpu, const Uop *u, V128 result)
{
    V128 indices = cpu->v[u->m];

    for (unsigned i = 0; i < u->k; i++) {
        unsigned index = indices.b[i];

        if (index < 16 * u->imm)
            result.b[i] = cpu->v[(u->n + index / 16) % 32].b[index % 16];
    }
    return result;
}

#define PERMUTE(name, result) WORK_SAME(name, result) HANDLER(name, work_##name)
#define COUNT (u->k >> s)

/* clang-format off */
PERMUTE(DUP_elem,  simd_fill(s, source_element(cpu, u, (unsigned)u->imm)))
PERMUTE(DUP_gpr,   simd_fill(s, cpu->x[u->n]))
HANDLER(DUP_elem_lane, work_DUP_elem)
ONE(SMOV_32,       cpu->x[u->d] = (uint32_t)source_signed(cpu, u))
ONE(SMOV_64,       cpu->x[u->d] = source_signed(cpu, u))
ONE(UMOV_32,       cpu->x[u->d] = source_element(cpu, u, (unsigned)u->imm))
ONE(UMOV_64,       cpu->x[u->d] = source_element(cpu, u, (unsigned)u->imm))
ONE(INS_gpr,       simd_set(&cpu->v[u->d], u->s, (unsigned)u->imm, cpu->x[u->n]))
ONE(INS_elem,      simd_set(&cpu->v[u->d], u->s, (unsigned)u->imm, source_element(cpu, u, u->m)))

PERMUTE(UZP1, simd_unzip(s, n, m, COUNT, false))
PERMUTE(UZP2, simd_unzip(s, n, m, COUNT, true))
PERMUTE(ZIP1, zip(n, m, s, COUNT, false))
PERMUTE(ZIP2, zip(n, m, s, COUNT, true))
PERMUTE(TRN1, transpose(n, m, s, COUNT, false))
PERMUTE(TRN2, transpose(n, m, s, COUNT, true))
PERMUTE(EXT,  extract(n, m, u->k, (unsigned)u->imm))
PERMUTE(TBL,  look_up(cpu, u, (V128){{0}}))
PERMUTE(TBX,  look_up(cpu, u, d))

/* Modified immediate: MVNI and BIC invert. Words with four shifts, halfwords with two. */
#define MODIFIED(name, result)                                                                     \
    WORK_SAME(name, result)                                                                         \
    HANDLER(name##_s0, work_##name) HANDLER(name##_s8, work_##name)                                \
    HANDLER(name##_s16, work_##name) HANDLER(name##_s24, work_##name)                              \
    HANDLER(name##_h0, work_##name) HANDLER(name##_h8, work_##name)
MODIFIED(MOVI,     ((V128){{u->imm, u->imm}}))
MODIFIED(MVNI,     ((V128){{~u->imm, ~u->imm}}))
MODIFIED(ORR_imm,  ((V128){{d.d[0] | u->imm, d.d[1] | u->imm}}))
MODIFIED(BIC_imm,  ((V128){{d.d[0] & ~u->imm, d.d[1] & ~u->imm}}))
HANDLER(MOVI_b,    work_MOVI)
HANDLER(MOVI_d,    work_MOVI)
HANDLER(MOVI_msl,  work_MOVI)
HANDLER(MVNI_msl,  work_MVNI)
/* clang-format on */
