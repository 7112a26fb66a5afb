/* SPDX-License-Identifier: MIT
 *
 * exec_mem.c - loads and stores of one general register.
 *
 * The addressing forms differ in where the offset comes from and whether the base is written back,
 * the instructions in size and sign: a table of LOAD and STORE. A fault leaves through RAISE before
 * any register has changed; the base is written back last, so that where Rt is also the base of a
 * load the address stays.
 *
 * CHOICE: load with write-back and Rt = Rn (CONSTRAINED UNPREDICTABLE): the base wins. Store with
 * write-back and Rt = Rn: the old value is stored.
 *
 * Spec: DDI 0487, "Loads and stores", Mem[].    Tests: tests/vectors/, tests/unit/cpu/
 * Journey: after cpu/exec_system.c, before cpu/exec_mem_pair.c
 */
#include "cpu/access.h"
#include "cpu/engine.h"
#include "cpu/shift.h"

#define OFFSET_REG extend_reg(cpu->x[u->m], u->k, u->s)

/* @size bytes at the base plus @offset, zero-extended into Rt. */
static inline bool load(Cpu *cpu, const Uop *u, uint64_t offset, unsigned size, unsigned flags)
{
    uint64_t base;

    return mem_base(cpu, u->n, &base) && mem_load(cpu, base + offset, size, flags, &cpu->x[u->d]);
}

static inline bool store(Cpu *cpu, const Uop *u, uint64_t offset, unsigned size, unsigned flags)
{
    uint64_t base;

    return mem_base(cpu, u->n, &base) && mem_store(cpu, base + offset, size, flags, cpu->x[u->d]);
}

/* Rt, loaded with @size bytes, sign-extended to @width bits. */
static inline void extend_sign(Cpu *cpu, const Uop *u, unsigned size, unsigned width)
{
    cpu->x[u->d] = sign_extend(cpu->x[u->d], 8 * size) & ones(width);
}

#define LOAD(name, size, flags, offset)                                                            \
    EXEC(name)                                                                                     \
    {                                                                                              \
        if (!load(cpu, u, offset, size, flags))                                                    \
            RAISE;                                                                                 \
        NEXT;                                                                                      \
    }

#define LOAD_SIGNED(name, size, flags, offset, width)                                              \
    EXEC(name)                                                                                     \
    {                                                                                              \
        if (!load(cpu, u, offset, size, flags))                                                    \
            RAISE;                                                                                 \
        extend_sign(cpu, u, size, width);                                                          \
        NEXT;                                                                                      \
    }

#define STORE(name, size, flags, offset)                                                           \
    EXEC(name)                                                                                     \
    {                                                                                              \
        if (!store(cpu, u, offset, size, flags))                                                   \
            RAISE;                                                                                 \
        NEXT;                                                                                      \
    }

/* With write-back of base plus imm; @offset is imm before the access, or 0. */
#define LOAD_WB(name, size, offset)                                                                \
    EXEC(name)                                                                                     \
    {                                                                                              \
        uint64_t end = cpu->x[u->n] + u->imm;                                                      \
                                                                                                   \
        if (!load(cpu, u, offset, size, MEM_PLAIN))                                                \
            RAISE;                                                                                 \
        cpu->x[u->n] = end;                                                                        \
        NEXT;                                                                                      \
    }

#define LOAD_SIGNED_WB(name, size, offset, width)                                                  \
    EXEC(name)                                                                                     \
    {                                                                                              \
        uint64_t end = cpu->x[u->n] + u->imm;                                                      \
                                                                                                   \
        if (!load(cpu, u, offset, size, MEM_PLAIN))                                                \
            RAISE;                                                                                 \
        extend_sign(cpu, u, size, width);                                                          \
        cpu->x[u->n] = end;                                                                        \
        NEXT;                                                                                      \
    }

#define STORE_WB(name, size, offset)                                                               \
    EXEC(name)                                                                                     \
    {                                                                                              \
        if (!store(cpu, u, offset, size, MEM_PLAIN))                                               \
            RAISE;                                                                                 \
        cpu->x[u->n] += u->imm;                                                                    \
        NEXT;                                                                                      \
    }

/* clang-format off */
LOAD(LDRB_uimm,      1, MEM_PLAIN, u->imm)
LOAD(LDRH_uimm,      2, MEM_PLAIN, u->imm)
LOAD(LDR_uimm_32,    4, MEM_PLAIN, u->imm)
LOAD(LDR_uimm_64,    8, MEM_PLAIN, u->imm)
LOAD_SIGNED(LDRSB_uimm_32,  1, MEM_PLAIN, u->imm, 32)
LOAD_SIGNED(LDRSB_uimm_64,  1, MEM_PLAIN, u->imm, 64)
LOAD_SIGNED(LDRSH_uimm_32,  2, MEM_PLAIN, u->imm, 32)
LOAD_SIGNED(LDRSH_uimm_64,  2, MEM_PLAIN, u->imm, 64)
LOAD_SIGNED(LDRSW_uimm,     4, MEM_PLAIN, u->imm, 64)
STORE(STRB_uimm,      1, MEM_PLAIN, u->imm)
STORE(STRH_uimm,      2, MEM_PLAIN, u->imm)
STORE(STR_uimm_32,    4, MEM_PLAIN, u->imm)
STORE(STR_uimm_64,    8, MEM_PLAIN, u->imm)

LOAD(LDURB,          1, MEM_PLAIN, u->imm)
LOAD(LDURH,          2, MEM_PLAIN, u->imm)
LOAD(LDUR_32,        4, MEM_PLAIN, u->imm)
LOAD(LDUR_64,        8, MEM_PLAIN, u->imm)
LOAD_SIGNED(LDURSB_32,      1, MEM_PLAIN, u->imm, 32)
LOAD_SIGNED(LDURSB_64,      1, MEM_PLAIN, u->imm, 64)
LOAD_SIGNED(LDURSH_32,      2, MEM_PLAIN, u->imm, 32)
LOAD_SIGNED(LDURSH_64,      2, MEM_PLAIN, u->imm, 64)
LOAD_SIGNED(LDURSW,         4, MEM_PLAIN, u->imm, 64)
STORE(STURB,          1, MEM_PLAIN, u->imm)
STORE(STURH,          2, MEM_PLAIN, u->imm)
STORE(STUR_32,        4, MEM_PLAIN, u->imm)
STORE(STUR_64,        8, MEM_PLAIN, u->imm)

LOAD(LDTRB,          1, MEM_UNPRIVILEGED, u->imm)
LOAD(LDTRH,          2, MEM_UNPRIVILEGED, u->imm)
LOAD(LDTR_32,        4, MEM_UNPRIVILEGED, u->imm)
LOAD(LDTR_64,        8, MEM_UNPRIVILEGED, u->imm)
LOAD_SIGNED(LDTRSB_32,      1, MEM_UNPRIVILEGED, u->imm, 32)
LOAD_SIGNED(LDTRSB_64,      1, MEM_UNPRIVILEGED, u->imm, 64)
LOAD_SIGNED(LDTRSH_32,      2, MEM_UNPRIVILEGED, u->imm, 32)
LOAD_SIGNED(LDTRSH_64,      2, MEM_UNPRIVILEGED, u->imm, 64)
LOAD_SIGNED(LDTRSW,         4, MEM_UNPRIVILEGED, u->imm, 64)
STORE(STTRB,          1, MEM_UNPRIVILEGED, u->imm)
STORE(STTRH,          2, MEM_UNPRIVILEGED, u->imm)
STORE(STTR_32,        4, MEM_UNPRIVILEGED, u->imm)
STORE(STTR_64,        8, MEM_UNPRIVILEGED, u->imm)

LOAD(LDRB_reg,       1, MEM_PLAIN, OFFSET_REG)
LOAD(LDRH_reg,       2, MEM_PLAIN, OFFSET_REG)
LOAD(LDR_reg_32,     4, MEM_PLAIN, OFFSET_REG)
LOAD(LDR_reg_64,     8, MEM_PLAIN, OFFSET_REG)
LOAD_SIGNED(LDRSB_reg_32,   1, MEM_PLAIN, OFFSET_REG, 32)
LOAD_SIGNED(LDRSB_reg_64,   1, MEM_PLAIN, OFFSET_REG, 64)
LOAD_SIGNED(LDRSH_reg_32,   2, MEM_PLAIN, OFFSET_REG, 32)
LOAD_SIGNED(LDRSH_reg_64,   2, MEM_PLAIN, OFFSET_REG, 64)
LOAD_SIGNED(LDRSW_reg,      4, MEM_PLAIN, OFFSET_REG, 64)
STORE(STRB_reg,       1, MEM_PLAIN, OFFSET_REG)
STORE(STRH_reg,       2, MEM_PLAIN, OFFSET_REG)
STORE(STR_reg_32,     4, MEM_PLAIN, OFFSET_REG)
STORE(STR_reg_64,     8, MEM_PLAIN, OFFSET_REG)

/* FEAT_LRCPC2: nothing is left to order (cpu/exec_atomic.c), so what is particular is alignment. */
STORE(STLURB,      1, MEM_ORDERED, u->imm)
STORE(STLURH,      2, MEM_ORDERED, u->imm)
STORE(STLUR_32,    4, MEM_ORDERED, u->imm)
STORE(STLUR_64,    8, MEM_ORDERED, u->imm)
LOAD(LDAPURB,      1, MEM_ORDERED, u->imm)
LOAD(LDAPURH,      2, MEM_ORDERED, u->imm)
LOAD(LDAPUR_32,    4, MEM_ORDERED, u->imm)
LOAD(LDAPUR_64,    8, MEM_ORDERED, u->imm)
LOAD_SIGNED(LDAPURSB_32,    1, MEM_ORDERED, u->imm, 32)
LOAD_SIGNED(LDAPURSB_64,    1, MEM_ORDERED, u->imm, 64)
LOAD_SIGNED(LDAPURSH_32,    2, MEM_ORDERED, u->imm, 32)
LOAD_SIGNED(LDAPURSH_64,    2, MEM_ORDERED, u->imm, 64)
LOAD_SIGNED(LDAPURSW,       4, MEM_ORDERED, u->imm, 64)

LOAD_WB(LDRB_pre,       1, u->imm)
LOAD_WB(LDRH_pre,       2, u->imm)
LOAD_WB(LDR_pre_32,     4, u->imm)
LOAD_WB(LDR_pre_64,     8, u->imm)
LOAD_SIGNED_WB(LDRSB_pre_32,   1, u->imm, 32)
LOAD_SIGNED_WB(LDRSB_pre_64,   1, u->imm, 64)
LOAD_SIGNED_WB(LDRSH_pre_32,   2, u->imm, 32)
LOAD_SIGNED_WB(LDRSH_pre_64,   2, u->imm, 64)
LOAD_SIGNED_WB(LDRSW_pre,      4, u->imm, 64)
STORE_WB(STRB_pre,       1, u->imm)
STORE_WB(STRH_pre,       2, u->imm)
STORE_WB(STR_pre_32,     4, u->imm)
STORE_WB(STR_pre_64,     8, u->imm)

LOAD_WB(LDRB_post,      1, 0)
LOAD_WB(LDRH_post,      2, 0)
LOAD_WB(LDR_post_32,    4, 0)
LOAD_WB(LDR_post_64,    8, 0)
LOAD_SIGNED_WB(LDRSB_post_32,  1, 0, 32)
LOAD_SIGNED_WB(LDRSB_post_64,  1, 0, 64)
LOAD_SIGNED_WB(LDRSH_post_32,  2, 0, 32)
LOAD_SIGNED_WB(LDRSH_post_64,  2, 0, 64)
LOAD_SIGNED_WB(LDRSW_post,     4, 0, 64)
STORE_WB(STRB_post,      1, 0)
STORE_WB(STRH_post,      2, 0)
STORE_WB(STR_post_32,    4, 0)
STORE_WB(STR_post_64,    8, 0)

/* clang-format on */

EXEC(LDR_lit_32)
{
    if (!mem_load(cpu, engine_pc(cpu, u) + u->imm, 4, MEM_PLAIN, &cpu->x[u->d]))
        RAISE;
    NEXT;
}

EXEC(LDR_lit_64)
{
    if (!mem_load(cpu, engine_pc(cpu, u) + u->imm, 8, MEM_PLAIN, &cpu->x[u->d]))
        RAISE;
    NEXT;
}

EXEC(LDRSW_lit)
{
    if (!mem_load(cpu, engine_pc(cpu, u) + u->imm, 4, MEM_PLAIN, &cpu->x[u->d]))
        RAISE;
    extend_sign(cpu, u, 4, 64);
    NEXT;
}

/* Prefetches have nothing to prefetch into. */
EXEC(PRFM_uimm)
{
    NEXT;
}

EXEC(PRFUM)
{
    NEXT;
}

EXEC(PRFM_reg)
{
    NEXT;
}

EXEC(PRFM_lit)
{
    NEXT;
}
