/* SPDX-License-Identifier: MIT
 *
 * flags.h - NZCV: computed at once by the reference engine, behind functions that the fast engine
 * will implement lazily.
 *
 * Spec: DDI 0487, AddWithCarry, ConditionHolds.
 */
#ifndef CPU_FLAGS_H
#define CPU_FLAGS_H

#include "cpu/cpu.h"

enum {
    FLAG_V = 1,
    FLAG_C = 2,
    FLAG_Z = 4,
    FLAG_N = 8,
};

static inline unsigned flags_get(const Cpu *cpu)
{
    return cpu->pstate.nzcv;
}

static inline void flags_set(Cpu *cpu, unsigned nzcv)
{
    cpu->pstate.nzcv = (uint8_t)nzcv;
}

/* AddWithCarry with flags; SUB is flags_add64(cpu, a, ~b, 1). Returns the sum. */
static inline uint64_t flags_add64(Cpu *cpu, uint64_t a, uint64_t b, unsigned carry)
{
    uint64_t sum = a + b + carry;
    bool c = carry ? sum <= a : sum < a;
    bool v = ((a ^ sum) & (b ^ sum)) >> 63;

    flags_set(cpu, (unsigned)(sum >> 63) << 3 | (unsigned)(sum == 0) << 2 | (unsigned)c << 1 | v);
    return sum;
}

static inline uint32_t flags_add32(Cpu *cpu, uint32_t a, uint32_t b, unsigned carry)
{
    uint64_t wide = (uint64_t)a + b + carry;
    uint32_t sum = (uint32_t)wide;
    bool v = ((a ^ sum) & (b ^ sum)) >> 31;

    flags_set(cpu, (unsigned)(sum >> 31) << 3 | (unsigned)(sum == 0) << 2 |
                       (unsigned)(wide >> 32) << 1 | v);
    return sum;
}

static inline void flags_logic64(Cpu *cpu, uint64_t result)
{
    flags_set(cpu, (unsigned)(result >> 63) << 3 | (unsigned)(result == 0) << 2);
}

static inline void flags_logic32(Cpu *cpu, uint32_t result)
{
    flags_set(cpu, (unsigned)(result >> 31) << 3 | (unsigned)(result == 0) << 2);
}

/* ConditionHolds. @cond 0..15; 14 and 15 always hold. */
static inline bool flags_hold(const Cpu *cpu, unsigned cond)
{
    /* For each condition pair, the NZCV values (as bits 0..15) for which the even one holds. */
    static const uint16_t holds[8] = {
        0xf0f0, /* EQ: Z */
        0xcccc, /* CS: C */
        0xff00, /* MI: N */
        0xaaaa, /* VS: V */
        0x0c0c, /* HI: C and not Z */
        0xaa55, /* GE: N == V */
        0x0a05, /* GT: N == V and not Z */
        0xffff, /* AL */
    };
    bool result = (holds[cond >> 1] >> flags_get(cpu)) & 1;

    return (cond & 1) && cond != 15 ? !result : result;
}

#endif
