/* SPDX-License-Identifier: MIT
 *
 * flags.h - NZCV: computed at once by the reference engine; by the handlers of the fast engine only
 * when somebody asks.
 *
 * A subtraction or a logical result is kept as its operands in Cpu.lazy, 32-bit ones in the upper
 * half, so that one set of comparisons answers for both widths. PSTATE holds what Cpu.lazy says
 * whenever other code than these handlers runs: flags_settle.
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

/* NZCV of a minus b. */
static inline unsigned flags_of_difference(uint64_t a, uint64_t b)
{
    uint64_t difference = a - b;
    bool v = ((a ^ b) & (a ^ difference)) >> 63;

    return (unsigned)(difference >> 63) << 3 | (unsigned)(difference == 0) << 2 |
           (unsigned)(a >= b) << 1 | v;
}

static inline unsigned flags_of_result(uint64_t result)
{
    return (unsigned)(result >> 63) << 3 | (unsigned)(result == 0) << 2;
}

/* What Cpu.lazy says. */
static inline unsigned flags_from_lazy(const Cpu *cpu)
{
    switch (cpu->lazy.kind) {
    case FLAGS_DIFFERENCE:
        return flags_of_difference(cpu->lazy.a, cpu->lazy.b);
    case FLAGS_RESULT:
        return flags_of_result(cpu->lazy.a);
    default:
        return cpu->pstate.nzcv;
    }
}

/* Puts them into PSTATE. */
static inline void flags_settle(Cpu *cpu)
{
    cpu->pstate.nzcv = (uint8_t)flags_from_lazy(cpu);
    cpu->lazy.kind = FLAGS_SETTLED;
}

#ifdef ENGINE_TAIL
static inline unsigned flags_get(const Cpu *cpu)
{
    return flags_from_lazy(cpu);
}

static inline void flags_set(Cpu *cpu, unsigned nzcv)
{
    cpu->pstate.nzcv = (uint8_t)nzcv;
    cpu->lazy.kind = FLAGS_SETTLED;
}

static inline void flags_keep(Cpu *cpu, FlagsKind kind, uint64_t a, uint64_t b)
{
    cpu->lazy.a = a;
    cpu->lazy.b = b;
    cpu->lazy.kind = kind;
}
#else
static inline unsigned flags_get(const Cpu *cpu)
{
    return cpu->pstate.nzcv;
}

static inline void flags_set(Cpu *cpu, unsigned nzcv)
{
    cpu->pstate.nzcv = (uint8_t)nzcv;
}

static inline void flags_keep(Cpu *cpu, FlagsKind kind, uint64_t a, uint64_t b)
{
    flags_set(cpu, kind == FLAGS_RESULT ? flags_of_result(a) : flags_of_difference(a, b));
}
#endif

/* The difference, with its flags. */
static inline uint64_t flags_sub64(Cpu *cpu, uint64_t a, uint64_t b)
{
    flags_keep(cpu, FLAGS_DIFFERENCE, a, b);
    return a - b;
}

static inline uint32_t flags_sub32(Cpu *cpu, uint32_t a, uint32_t b)
{
    flags_keep(cpu, FLAGS_DIFFERENCE, (uint64_t)a << 32, (uint64_t)b << 32);
    return a - b;
}

/* AddWithCarry with flags. Returns the sum. */
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
    flags_keep(cpu, FLAGS_RESULT, result, 0);
}

static inline void flags_logic32(Cpu *cpu, uint32_t result)
{
    flags_keep(cpu, FLAGS_RESULT, (uint64_t)result << 32, 0);
}

/* ConditionHolds after the subtraction of b from a; @cond is best a constant. */
static inline bool flags_difference_holds(uint64_t a, uint64_t b, unsigned cond)
{
    bool result;

    switch (cond >> 1) {
    case 0:
        result = a == b;
        break;
    case 1:
        result = a >= b;
        break;
    case 4:
        result = a > b;
        break;
    case 5:
        result = (int64_t)a >= (int64_t)b;
        break;
    case 6:
        result = (int64_t)a > (int64_t)b;
        break;
    default:
        return flags_of_difference(a, b) >> (cond < 6 ? 3 : 0) & 1 ? !(cond & 1) : cond & 1;
    }
    return result != (cond & 1);
}

/* ConditionHolds after a logical result; @cond is best a constant. */
static inline bool flags_result_holds(uint64_t result, unsigned cond)
{
    bool negative = result >> 63, holds;

    switch (cond >> 1) {
    case 0:
        holds = result == 0;
        break;
    case 2:
        holds = negative;
        break;
    case 5:
        holds = !negative;
        break;
    case 6:
        holds = !negative && result != 0;
        break;
    default: /* C and V are 0 */
        holds = false;
        break;
    }
    return holds != (cond & 1);
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
