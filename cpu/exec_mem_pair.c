/* SPDX-License-Identifier: MIT
 *
 * exec_mem_pair.c - loads and stores of two general registers.
 *
 * CHOICE: LDP with Rt = Rt2 (CONSTRAINED UNPREDICTABLE) loads the first; with write-back and the
 * base among the loaded registers, the written-back base wins.
 *
 * Spec: DDI 0487, LDP, STP, LDNP, STNP, LDPSW.    Tests: tests/vectors/
 * Journey: after cpu/exec_mem.c, before cpu/exec_atomic.c
 */
#include "cpu/access.h"
#include "cpu/engine.h"

static inline bool load_pair32(Cpu *cpu, const Uop *u, uint64_t offset)
{
    uint64_t base;
    uint32_t pair[2];

    if (!mem_base(cpu, u->n, &base) || !mem_load_bytes(cpu, base + offset, 8, 4, MEM_PLAIN, pair))
        return false;
    cpu->x[u->m] = pair[1];
    cpu->x[u->d] = pair[0];
    return true;
}

static inline bool load_pair64(Cpu *cpu, const Uop *u, uint64_t offset)
{
    uint64_t base;
    uint64_t pair[2];

    if (!mem_base(cpu, u->n, &base) || !mem_load_bytes(cpu, base + offset, 16, 8, MEM_PLAIN, pair))
        return false;
    cpu->x[u->m] = pair[1];
    cpu->x[u->d] = pair[0];
    return true;
}

static inline bool load_pair_signed(Cpu *cpu, const Uop *u, uint64_t offset)
{
    if (!load_pair32(cpu, u, offset))
        return false;
    cpu->x[u->d] = sign_extend(cpu->x[u->d], 32);
    if (u->m != u->d)
        cpu->x[u->m] = sign_extend(cpu->x[u->m], 32);
    return true;
}

static inline bool store_pair32(Cpu *cpu, const Uop *u, uint64_t offset)
{
    uint64_t base;
    uint32_t pair[2] = {(uint32_t)cpu->x[u->d], (uint32_t)cpu->x[u->m]};

    return mem_base(cpu, u->n, &base) && mem_store_bytes(cpu, base + offset, 8, 4, MEM_PLAIN, pair);
}

static inline bool store_pair64(Cpu *cpu, const Uop *u, uint64_t offset)
{
    uint64_t base;
    uint64_t pair[2] = {cpu->x[u->d], cpu->x[u->m]};

    return mem_base(cpu, u->n, &base) &&
           mem_store_bytes(cpu, base + offset, 16, 8, MEM_PLAIN, pair);
}

/* @move one of the above. */
#define PAIR(name, move)                                                                           \
    EXEC(name)                                                                                     \
    {                                                                                              \
        if (!move(cpu, u, u->imm))                                                                 \
            RAISE;                                                                                 \
        NEXT;                                                                                      \
    }

/* With write-back of base plus imm; @offset is imm before the access, or 0. */
#define PAIR_WB(name, move, offset)                                                                \
    EXEC(name)                                                                                     \
    {                                                                                              \
        uint64_t end = cpu->x[u->n] + u->imm;                                                      \
                                                                                                   \
        if (!move(cpu, u, offset))                                                                 \
            RAISE;                                                                                 \
        cpu->x[u->n] = end;                                                                        \
        NEXT;                                                                                      \
    }

PAIR(LDNP_32, load_pair32)
PAIR(LDNP_64, load_pair64)
PAIR(STNP_32, store_pair32)
PAIR(STNP_64, store_pair64)

PAIR(LDP_offset_32, load_pair32)
PAIR(LDP_offset_64, load_pair64)
PAIR(LDPSW_offset, load_pair_signed)
PAIR(STP_offset_32, store_pair32)
PAIR(STP_offset_64, store_pair64)

PAIR_WB(LDP_pre_32, load_pair32, u->imm)
PAIR_WB(LDP_pre_64, load_pair64, u->imm)
PAIR_WB(LDPSW_pre, load_pair_signed, u->imm)
PAIR_WB(STP_pre_32, store_pair32, u->imm)
PAIR_WB(STP_pre_64, store_pair64, u->imm)

PAIR_WB(LDP_post_32, load_pair32, 0)
PAIR_WB(LDP_post_64, load_pair64, 0)
PAIR_WB(LDPSW_post, load_pair_signed, 0)
PAIR_WB(STP_post_32, store_pair32, 0)
PAIR_WB(STP_post_64, store_pair64, 0)
