/* SPDX-License-Identifier: MIT
 *
 * exec_simdmem.c - loads and stores of SIMD&FP registers, one or two at a time.
 *
 * The same table as exec_mem.c: sizes by addressing forms. A load clears the register above what
 * it loaded. Whether FP is enabled comes before every other check.
 *
 * Spec: DDI 0487, LDR (SIMD&FP), LDP (SIMD&FP) ..., CheckFPAdvSIMDEnabled64. Tests: tests/vectors/
 * Journey: after cpu/exec_atomic.c, before cpu/exec_structures.c
 */
#include <string.h>

#include "cpu/access.h"
#include "cpu/engine.h"
#include "cpu/shift.h"

#define OFFSET_REG extend_reg(cpu->x[u->m], u->k, u->s)

static inline bool load_at(Cpu *cpu, const Uop *u, uint64_t va, unsigned size)
{
    V128 *v = &cpu->v[u->d];

    if (size == 16)
        return mem_load_bytes(cpu, va, 16, 16, MEM_PLAIN, v);
    if (!mem_load(cpu, va, size, MEM_PLAIN, &v->d[0]))
        return false;
    v->d[1] = 0;
    return true;
}

static inline bool load(Cpu *cpu, const Uop *u, uint64_t offset, unsigned size)
{
    uint64_t base;

    return mem_base(cpu, u->n, &base) && load_at(cpu, u, base + offset, size);
}

static inline bool store(Cpu *cpu, const Uop *u, uint64_t offset, unsigned size)
{
    uint64_t base;

    if (!mem_base(cpu, u->n, &base))
        return false;
    if (size == 16)
        return mem_store_bytes(cpu, base + offset, 16, 16, MEM_PLAIN, &cpu->v[u->d]);
    return mem_store(cpu, base + offset, size, MEM_PLAIN, cpu->v[u->d].d[0] & ones(8 * size));
}

static inline bool load_pair(Cpu *cpu, const Uop *u, uint64_t offset, unsigned size)
{
    uint64_t base;
    uint8_t pair[32];

    if (!mem_base(cpu, u->n, &base) ||
        !mem_load_bytes(cpu, base + offset, 2 * size, size, MEM_PLAIN, pair))
        return false;
    cpu->v[u->d].q = 0;
    memcpy(&cpu->v[u->d], pair, size);
    cpu->v[u->m].q = 0;
    memcpy(&cpu->v[u->m], pair + size, size);
    return true;
}

static inline bool store_pair(Cpu *cpu, const Uop *u, uint64_t offset, unsigned size)
{
    uint64_t base;
    uint8_t pair[32];

    memcpy(pair, &cpu->v[u->d], size);
    memcpy(pair + size, &cpu->v[u->m], size);
    return mem_base(cpu, u->n, &base) &&
           mem_store_bytes(cpu, base + offset, 2 * size, size, MEM_PLAIN, pair);
}

/* @move one of load, store, load_pair, store_pair. */
#define MOVE(name, move, size, offset)                                                             \
    EXEC(name)                                                                                     \
    {                                                                                              \
        FP_ENABLED;                                                                                \
        if (!move(cpu, u, offset, size))                                                           \
            RAISE;                                                                                 \
        NEXT;                                                                                      \
    }

/* With write-back of base plus imm; @offset is imm before the access, or 0. */
#define MOVE_WB(name, move, size, offset)                                                          \
    EXEC(name)                                                                                     \
    {                                                                                              \
        FP_ENABLED;                                                                                \
        if (!move(cpu, u, offset, size))                                                           \
            RAISE;                                                                                 \
        cpu->x[u->n] += u->imm;                                                                    \
        NEXT;                                                                                      \
    }

/* A register of one size in all addressing forms. */
#define REGISTER(letter, size)                                                                     \
    MOVE(LDR_##letter##_uimm, load, size, u->imm)                                                  \
    MOVE(STR_##letter##_uimm, store, size, u->imm)                                                 \
    MOVE(LDUR_##letter, load, size, u->imm)                                                        \
    MOVE(STUR_##letter, store, size, u->imm)                                                       \
    MOVE(LDR_##letter##_reg, load, size, OFFSET_REG)                                               \
    MOVE(STR_##letter##_reg, store, size, OFFSET_REG)                                              \
    MOVE_WB(LDR_##letter##_pre, load, size, u->imm)                                                \
    MOVE_WB(STR_##letter##_pre, store, size, u->imm)                                               \
    MOVE_WB(LDR_##letter##_post, load, size, 0)                                                    \
    MOVE_WB(STR_##letter##_post, store, size, 0)

REGISTER(B, 1)
REGISTER(H, 2)
REGISTER(S, 4)
REGISTER(D, 8)
REGISTER(Q, 16)

#define PAIR(letter, size)                                                                         \
    MOVE(LDNP_##letter, load_pair, size, u->imm)                                                   \
    MOVE(STNP_##letter, store_pair, size, u->imm)                                                  \
    MOVE(LDP_##letter##_offset, load_pair, size, u->imm)                                           \
    MOVE(STP_##letter##_offset, store_pair, size, u->imm)                                          \
    MOVE_WB(LDP_##letter##_pre, load_pair, size, u->imm)                                           \
    MOVE_WB(STP_##letter##_pre, store_pair, size, u->imm)                                          \
    MOVE_WB(LDP_##letter##_post, load_pair, size, 0)                                               \
    MOVE_WB(STP_##letter##_post, store_pair, size, 0)

PAIR(S, 4)
PAIR(D, 8)
PAIR(Q, 16)

#define LITERAL(name, size)                                                                        \
    EXEC(name)                                                                                     \
    {                                                                                              \
        FP_ENABLED;                                                                                \
        if (!load_at(cpu, u, engine_pc(cpu, u) + u->imm, size))                                    \
            RAISE;                                                                                 \
        NEXT;                                                                                      \
    }

LITERAL(LDR_S_lit, 4)
LITERAL(LDR_D_lit, 8)
LITERAL(LDR_Q_lit, 16)
