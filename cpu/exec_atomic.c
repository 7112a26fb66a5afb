/* SPDX-License-Identifier: MIT
 *
 * exec_atomic.c - exclusives, load-acquire and store-release (of LORegions too), and the atomic
 * instructions of FEAT_LSE.
 *
 * CPUs of this machine take turns on one host thread and memory is sequentially consistent: acquire
 * and release order nothing that is not ordered already, and a load and a store in one handler are
 * one atomic access. All of them check alignment.
 *
 * CHOICE: STXR with Rs = Rt or Rs = Rn, LDXP with Rt = Rt2 (CONSTRAINED UNPREDICTABLE) do as
 * written, in the order of the pseudocode.
 *
 * Spec: DDI 0487, LDXR, STXR, CAS, CASP, LDADD ..., MemAtomic.    Tests: tests/vectors/
 * Journey: after cpu/exec_mem_pair.c, before cpu/exec_simdmem.c
 */
#include "cpu/access.h"
#include "cpu/engine.h"

static inline bool load_exclusive(Cpu *cpu, const Uop *u, unsigned size)
{
    uint64_t va, value[2];

    if (!mem_base(cpu, u->n, &va) || !mem_load_exclusive(cpu, va, size, value))
        return false;
    cpu->x[u->d] = value[0];
    return true;
}

static inline bool load_exclusive_pair(Cpu *cpu, const Uop *u, unsigned size)
{
    uint64_t va, value[2];

    if (!mem_base(cpu, u->n, &va) || !mem_load_exclusive(cpu, va, size, value))
        return false;
    cpu->x[u->d] = size == 8 ? (uint32_t)value[0] : value[0];
    cpu->x[u->m] = size == 8 ? value[0] >> 32 : value[1];
    return true;
}

static inline bool store_exclusive(Cpu *cpu, const Uop *u, unsigned size)
{
    uint64_t va;
    bool failed;

    if (!mem_base(cpu, u->n, &va) ||
        !mem_store_exclusive(cpu, va, size, (const uint64_t[2]){cpu->x[u->d]}, &failed))
        return false;
    cpu->x[u->s] = failed;
    return true;
}

static inline bool store_exclusive_pair(Cpu *cpu, const Uop *u, unsigned size)
{
    uint64_t va, value[2] = {cpu->x[u->d], cpu->x[u->m]};
    bool failed;

    if (size == 8)
        value[0] = (uint32_t)value[0] | value[1] << 32;
    if (!mem_base(cpu, u->n, &va) || !mem_store_exclusive(cpu, va, size, value, &failed))
        return false;
    cpu->x[u->s] = failed;
    return true;
}

static bool load_acquire(Cpu *cpu, const Uop *u, unsigned size)
{
    uint64_t va;

    return mem_base(cpu, u->n, &va) && mem_load(cpu, va, size, MEM_ORDERED, &cpu->x[u->d]);
}

static bool store_release(Cpu *cpu, const Uop *u, unsigned size)
{
    uint64_t va;

    return mem_base(cpu, u->n, &va) && mem_store(cpu, va, size, MEM_ORDERED, cpu->x[u->d]);
}

#define MOVE(name, move, size)                                                                     \
    EXEC(name)                                                                                     \
    {                                                                                              \
        if (!move(cpu, u, size))                                                                   \
            RAISE;                                                                                 \
        NEXT;                                                                                      \
    }

MOVE(LDXRB, load_exclusive, 1)
MOVE(LDXRH, load_exclusive, 2)
MOVE(LDXR_32, load_exclusive, 4)
MOVE(LDXR_64, load_exclusive, 8)
MOVE(LDAXRB, load_exclusive, 1)
MOVE(LDAXRH, load_exclusive, 2)
MOVE(LDAXR_32, load_exclusive, 4)
MOVE(LDAXR_64, load_exclusive, 8)
MOVE(LDXP_32, load_exclusive_pair, 8)
MOVE(LDXP_64, load_exclusive_pair, 16)
MOVE(LDAXP_32, load_exclusive_pair, 8)
MOVE(LDAXP_64, load_exclusive_pair, 16)
MOVE(STXRB, store_exclusive, 1)
MOVE(STXRH, store_exclusive, 2)
MOVE(STXR_32, store_exclusive, 4)
MOVE(STXR_64, store_exclusive, 8)
MOVE(STLXRB, store_exclusive, 1)
MOVE(STLXRH, store_exclusive, 2)
MOVE(STLXR_32, store_exclusive, 4)
MOVE(STLXR_64, store_exclusive, 8)
MOVE(STXP_32, store_exclusive_pair, 8)
MOVE(STXP_64, store_exclusive_pair, 16)
MOVE(STLXP_32, store_exclusive_pair, 8)
MOVE(STLXP_64, store_exclusive_pair, 16)
MOVE(LDARB, load_acquire, 1)
MOVE(LDARH, load_acquire, 2)
MOVE(LDAR_32, load_acquire, 4)
MOVE(LDAR_64, load_acquire, 8)
MOVE(LDAPRB, load_acquire, 1)
MOVE(LDAPRH, load_acquire, 2)
MOVE(LDAPR_32, load_acquire, 4)
MOVE(LDAPR_64, load_acquire, 8)
MOVE(STLRB, store_release, 1)
MOVE(STLRH, store_release, 2)
MOVE(STLR_32, store_release, 4)
MOVE(STLR_64, store_release, 8)
MOVE(LDLARB, load_acquire, 1)
MOVE(LDLARH, load_acquire, 2)
MOVE(LDLAR_32, load_acquire, 4)
MOVE(LDLAR_64, load_acquire, 8)
MOVE(STLLRB, store_release, 1)
MOVE(STLLRH, store_release, 2)
MOVE(STLLR_32, store_release, 4)
MOVE(STLLR_64, store_release, 8)

static UNUSED bool compare_and_swap_slow(Cpu *cpu, const Uop *u, uint64_t va, unsigned size)
{
    uint64_t old, mask = ones(8 * size);

    if (!mem_load(cpu, va, size, MEM_ALIGNED | MEM_ATOMIC, &old))
        return false;
    if (old == (cpu->x[u->s] & mask) &&
        !mem_store(cpu, va, size, MEM_ALIGNED | MEM_ATOMIC, cpu->x[u->d] & mask))
        return false;
    cpu->x[u->k] = old;
    return true;
}

static inline bool compare_and_swap(Cpu *cpu, const Uop *u, unsigned size)
{
    uint64_t va, old = 0, mask = ones(8 * size);
    uint8_t *host;

    if (!mem_base(cpu, u->n, &va))
        return false;
    host = mem_update_host(cpu, va, size);
    if (!host)
        return MEM_LONG_WAY(compare_and_swap_slow(cpu, u, va, size));
    memcpy(&old, host, size);
    if (old == (cpu->x[u->s] & mask))
        memcpy(host, &cpu->x[u->d], size);
    cpu->x[u->k] = old;
    return true;
}

MOVE(CASB, compare_and_swap, 1)
MOVE(CASH, compare_and_swap, 2)
MOVE(CAS_32, compare_and_swap, 4)
MOVE(CAS_64, compare_and_swap, 8)

/* A pair of 31 is register 30 and ZR. */
static inline unsigned second_written(unsigned first)
{
    return first + 1 == REG_ZR ? REG_SINK : first + 1;
}

EXEC(CASP_32)
{
    uint64_t va, old;
    uint64_t expected = (uint32_t)cpu->x[u->s] | cpu->x[u->s + 1] << 32;
    uint64_t desired = (uint32_t)cpu->x[u->d] | cpu->x[u->d + 1] << 32;

    if (!mem_base(cpu, u->n, &va) || !mem_load(cpu, va, 8, MEM_ALIGNED | MEM_ATOMIC, &old))
        RAISE;
    if (old == expected && !mem_store(cpu, va, 8, MEM_ALIGNED | MEM_ATOMIC, desired))
        RAISE;
    cpu->x[u->s] = (uint32_t)old;
    cpu->x[second_written(u->s)] = old >> 32;
    NEXT;
}

static bool compare_and_swap_pair64(Cpu *cpu, const Uop *u)
{
    const unsigned flags = MEM_ALIGNED | MEM_ATOMIC;
    uint64_t va, old[2];
    uint64_t desired[2] = {cpu->x[u->d], cpu->x[u->d + 1]};

    if (!mem_base(cpu, u->n, &va) || !mem_load_bytes(cpu, va, 16, 16, flags, old))
        return false;
    if (old[0] == cpu->x[u->s] && old[1] == cpu->x[u->s + 1] &&
        !mem_store_bytes(cpu, va, 16, 16, flags, desired))
        return false;
    cpu->x[u->s] = old[0];
    cpu->x[second_written(u->s)] = old[1];
    return true;
}

EXEC(CASP_64)
{
    if (!compare_and_swap_pair64(cpu, u))
        RAISE;
    NEXT;
}

/* LD<op> and SWP: memory becomes @result of old and new (Rs), Rt becomes old. Operands are of
 * @type, which says how they compare. */
#define ATOMIC(name, type, result)                                                                 \
    static uint64_t atomic_##name(uint64_t memory, uint64_t operand)                               \
    {                                                                                              \
        type a = (type)memory, b = (type)operand;                                                  \
                                                                                                   \
        (void)a;                                                                                   \
        return (uint64_t)(result);                                                                 \
    }                                                                                              \
    EXEC(name)                                                                                     \
    {                                                                                              \
        if (!atomic_update(cpu, u, sizeof(type), atomic_##name))                                   \
            RAISE;                                                                                 \
        NEXT;                                                                                      \
    }

#define ATOMICS(name, sign, result)                                                                \
    ATOMIC(name##B, sign##8_t, result)                                                             \
    ATOMIC(name##H, sign##16_t, result)                                                            \
    ATOMIC(name##_32, sign##32_t, result)                                                          \
    ATOMIC(name##_64, sign##64_t, result)

typedef uint64_t AtomicOperation(uint64_t memory, uint64_t operand);

static UNUSED bool atomic_update_slow(Cpu *cpu, const Uop *u, uint64_t va, unsigned size,
                                      AtomicOperation *operation)
{
    const unsigned flags = MEM_ALIGNED | MEM_ATOMIC;
    uint64_t old;

    if (!mem_load(cpu, va, size, flags, &old))
        return false;
    if (!mem_store(cpu, va, size, flags, operation(old, cpu->x[u->s]) & ones(8 * size)))
        return false;
    cpu->x[u->d] = old;
    return true;
}

static ALWAYS_INLINE bool atomic_update(Cpu *cpu, const Uop *u, unsigned size,
                                        AtomicOperation *operation)
{
    uint64_t va, old = 0, result;
    uint8_t *host;

    if (!mem_base(cpu, u->n, &va))
        return false;
    host = mem_update_host(cpu, va, size);
    if (!host)
        return MEM_LONG_WAY(atomic_update_slow(cpu, u, va, size, operation));
    memcpy(&old, host, size);
    result = operation(old, cpu->x[u->s]);
    memcpy(host, &result, size);
    cpu->x[u->d] = old;
    return true;
}

/* clang-format off */
ATOMICS(LDADD,  uint, a + b)
ATOMICS(LDCLR,  uint, a & ~b)
ATOMICS(LDEOR,  uint, a ^ b)
ATOMICS(LDSET,  uint, a | b)
ATOMICS(LDSMAX, int,  a > b ? a : b)
ATOMICS(LDSMIN, int,  a < b ? a : b)
ATOMICS(LDUMAX, uint, a > b ? a : b)
ATOMICS(LDUMIN, uint, a < b ? a : b)
ATOMICS(SWP,    uint, b)
/* clang-format on */
