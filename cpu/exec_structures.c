/* SPDX-License-Identifier: MIT
 *
 * exec_structures.c - LD1 to LD4 and ST1 to ST4: arrays of structures, interleaved in memory.
 *
 * All bytes are moved at once to or from a buffer that looks like memory, and (de)interleaved
 * there: so a fault leaves the registers alone.
 *
 * Spec: DDI 0487, LD1 (multiple structures) ... LD4R.    Tests: tests/vectors/
 * Journey: after cpu/exec_simdmem.c
 */
#include <string.h>

#include "cpu/access.h"
#include "cpu/engine.h"

#define STRUCTURE_BYTES 64 /* four Q registers */

/* Where element @e of register @r of a structure of @selem elements stands in memory; with one
 * element in a structure, registers follow one another. */
static unsigned place(unsigned r, unsigned e, unsigned selem, unsigned lanes, unsigned size)
{
    return (selem == 1 ? r * lanes + e : e * selem + r) * size;
}

static void interleave(const Cpu *cpu, const Uop *u, unsigned registers, unsigned selem,
                       uint8_t memory[STRUCTURE_BYTES])
{
    unsigned size = 1u << u->s, lanes = (u->k ? 16u : 8u) >> u->s;

    for (unsigned r = 0; r < registers; r++)
        for (unsigned e = 0; e < lanes; e++)
            memcpy(memory + place(r, e, selem, lanes, size), &cpu->v[(u->d + r) % 32].b[e * size],
                   size);
}

static void deinterleave(Cpu *cpu, const Uop *u, unsigned registers, unsigned selem,
                         const uint8_t memory[STRUCTURE_BYTES])
{
    unsigned size = 1u << u->s, lanes = (u->k ? 16u : 8u) >> u->s;

    for (unsigned r = 0; r < registers; r++) {
        V128 *v = &cpu->v[(u->d + r) % 32];

        v->q = 0;
        for (unsigned e = 0; e < lanes; e++)
            memcpy(&v->b[e * size], memory + place(r, e, selem, lanes, size), size);
    }
}

static bool load_multiple(Cpu *cpu, const Uop *u, unsigned registers, unsigned selem)
{
    uint8_t memory[STRUCTURE_BYTES];
    unsigned bytes = registers * (u->k ? 16 : 8);
    uint64_t va;

    if (!mem_base(cpu, u->n, &va) || !mem_load_bytes(cpu, va, bytes, 1u << u->s, MEM_PLAIN, memory))
        return false;
    deinterleave(cpu, u, registers, selem, memory);
    return true;
}

static bool store_multiple(Cpu *cpu, const Uop *u, unsigned registers, unsigned selem)
{
    uint8_t memory[STRUCTURE_BYTES];
    unsigned bytes = registers * (u->k ? 16 : 8);
    uint64_t va;

    interleave(cpu, u, registers, selem, memory);
    return mem_base(cpu, u->n, &va) &&
           mem_store_bytes(cpu, va, bytes, 1u << u->s, MEM_PLAIN, memory);
}

static bool load_lane(Cpu *cpu, const Uop *u, unsigned selem)
{
    uint8_t memory[STRUCTURE_BYTES];
    unsigned size = 1u << u->s;
    uint64_t va;

    if (!mem_base(cpu, u->n, &va) ||
        !mem_load_bytes(cpu, va, selem * size, size, MEM_PLAIN, memory))
        return false;
    for (unsigned r = 0; r < selem; r++)
        memcpy(&cpu->v[(u->d + r) % 32].b[u->k * size], memory + r * size, size);
    return true;
}

static bool store_lane(Cpu *cpu, const Uop *u, unsigned selem)
{
    uint8_t memory[STRUCTURE_BYTES];
    unsigned size = 1u << u->s;
    uint64_t va;

    for (unsigned r = 0; r < selem; r++)
        memcpy(memory + r * size, &cpu->v[(u->d + r) % 32].b[u->k * size], size);
    return mem_base(cpu, u->n, &va) &&
           mem_store_bytes(cpu, va, selem * size, size, MEM_PLAIN, memory);
}

static bool load_replicate(Cpu *cpu, const Uop *u, unsigned selem)
{
    uint8_t memory[STRUCTURE_BYTES];
    unsigned size = 1u << u->s, lanes = (u->k ? 16u : 8u) >> u->s;
    uint64_t va;

    if (!mem_base(cpu, u->n, &va) ||
        !mem_load_bytes(cpu, va, selem * size, size, MEM_PLAIN, memory))
        return false;
    for (unsigned r = 0; r < selem; r++) {
        V128 *v = &cpu->v[(u->d + r) % 32];

        v->q = 0;
        for (unsigned e = 0; e < lanes; e++)
            memcpy(&v->b[e * size], memory + r * size, size);
    }
    return true;
}

/* Post-index: by Rm, or by the @bytes moved when Rm is 31. */
static inline void post_index(Cpu *cpu, const Uop *u, unsigned bytes)
{
    cpu->x[u->n] += u->m == REG_ZR ? bytes : cpu->x[u->m];
}

/* @name without and with post-index; @move is a call, @bytes what it moves. */
#define STRUCTURES(name, move, bytes)                                                              \
    EXEC(name)                                                                                     \
    {                                                                                              \
        FP_ENABLED;                                                                                \
        if (!move)                                                                                 \
            RAISE;                                                                                 \
        NEXT;                                                                                      \
    }                                                                                              \
    EXEC(name##_post)                                                                              \
    {                                                                                              \
        FP_ENABLED;                                                                                \
        if (!move)                                                                                 \
            RAISE;                                                                                 \
        post_index(cpu, u, bytes);                                                                 \
        NEXT;                                                                                      \
    }

#define MULTIPLE(name, registers, selem)                                                           \
    STRUCTURES(LD##name, load_multiple(cpu, u, registers, selem), (registers) * (u->k ? 16 : 8))   \
    STRUCTURES(ST##name, store_multiple(cpu, u, registers, selem), (registers) * (u->k ? 16 : 8))

MULTIPLE(1_x1, 1, 1)
MULTIPLE(1_x2, 2, 1)
MULTIPLE(1_x3, 3, 1)
MULTIPLE(1_x4, 4, 1)
MULTIPLE(2, 2, 2)
MULTIPLE(3, 3, 3)
MULTIPLE(4, 4, 4)

#define SINGLE(name, selem)                                                                        \
    STRUCTURES(LD##name##_lane, load_lane(cpu, u, selem), (selem) << u->s)                         \
    STRUCTURES(ST##name##_lane, store_lane(cpu, u, selem), (selem) << u->s)                        \
    STRUCTURES(LD##name##R, load_replicate(cpu, u, selem), (selem) << u->s)

SINGLE(1, 1u)
SINGLE(2, 2u)
SINGLE(3, 3u)
SINGLE(4, 4u)
