/* SPDX-License-Identifier: MIT
 *
 * fp_host_test.c - random operands against the host's floating-point unit, in its four modes.
 *
 * The host is IEEE 754 hardware that shares nothing with cpu/fp_*.c. It differs from Arm where
 * the standard leaves a choice, and only there is the comparison loosened: which NaN comes out,
 * and underflow, which Arm detects before rounding and the host may detect after it.
 */
#include <fenv.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/fp.h"
#include "cpu/host_fp.h"
#include "tests/unit/harness.h"

#define ROUNDS 40000

typedef struct Random {
    uint64_t state;
} Random;

/* splitmix64 */
static uint64_t next(Random *r)
{
    uint64_t z = (r->state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* An operand weighted to the edges: extreme exponents, few or nearly all significand bits. */
static uint64_t operand(Random *r, FpSize size)
{
    static const unsigned frac_bits[] = {[FP_HALF] = 10, [FP_SINGLE] = 23, [FP_DOUBLE] = 52};
    unsigned f = frac_bits[size], e = (8u << size) - 1 - f;
    uint64_t choice = next(r), frac = next(r) & ones(f), exp = next(r) & ones(e);

    switch (choice & 7) {
    case 0:
        exp = 0;
        break;
    case 1:
        exp = ones(e) - (choice >> 8 & 1);
        break;
    case 2:
    case 3:
        exp = ones(e - 1) - 4 + (choice >> 8 & 7);
        break;
    default:
        break;
    }
    switch (choice >> 3 & 3) {
    case 0:
        frac = 0;
        break;
    case 1:
        frac = (UINT64_C(1) << (choice >> 16 & 63) % f) & ones(f);
        break;
    case 2:
        frac = ones(f) - ((UINT64_C(1) << (choice >> 16 & 63) % f) & ones(f));
        break;
    default:
        break;
    }
    return (choice >> 32 & 1) << (e + f) | exp << f | frac;
}

static double as_double(uint64_t a)
{
    double d;

    memcpy(&d, &a, sizeof d);
    return d;
}

static float as_float(uint64_t a)
{
    uint32_t word = (uint32_t)a;
    float f;

    memcpy(&f, &word, sizeof f);
    return f;
}

static uint64_t of_double(double d)
{
    uint64_t a;

    memcpy(&a, &d, sizeof a);
    return a;
}

static uint64_t of_float(float f)
{
    uint32_t a;

    memcpy(&a, &f, sizeof a);
    return a;
}

typedef enum HostOp { ADD, SUB, MUL, DIV, SQRT, FMA, OP_COUNT } HostOp;

static double host_double(HostOp op, volatile double a, volatile double b, volatile double c)
{
    volatile double r = 0;

    switch (op) {
    case ADD:
        r = a + b;
        break;
    case SUB:
        r = a - b;
        break;
    case MUL:
        r = a * b;
        break;
    case DIV:
        r = a / b;
        break;
    case SQRT:
        r = sqrt(a);
        break;
    default:
        r = fma(a, b, c);
        break;
    }
    return r;
}

static float host_float(HostOp op, volatile float a, volatile float b, volatile float c)
{
    volatile float r = 0;

    switch (op) {
    case ADD:
        r = a + b;
        break;
    case SUB:
        r = a - b;
        break;
    case MUL:
        r = a * b;
        break;
    case DIV:
        r = a / b;
        break;
    case SQRT:
        r = sqrtf(a);
        break;
    default:
        r = fmaf(a, b, c);
        break;
    }
    return r;
}

static uint64_t ours(HostOp op, FpSize size, uint64_t a, uint64_t b, uint64_t c, FpEnv *env)
{
    static FpBinary *const binary[] = {fp_add, fp_sub, fp_mul, fp_div};

    if (op == SQRT)
        return fp_sqrt(size, a, env);
    if (op == FMA)
        return fp_mul_add(size, c, a, b, env);
    return binary[op](size, a, b, env);
}

static uint32_t host_flags(void)
{
    int raised = fetestexcept(FE_ALL_EXCEPT);

    return (raised & FE_INVALID ? FPSR_IOC : 0u) | (raised & FE_DIVBYZERO ? FPSR_DZC : 0u) |
           (raised & FE_OVERFLOW ? FPSR_OFC : 0u) | (raised & FE_UNDERFLOW ? FPSR_UFC : 0u) |
           (raised & FE_INEXACT ? FPSR_IXC : 0u);
}

static bool is_nan(FpSize size, uint64_t a)
{
    return size == FP_SINGLE ? isnan(as_float(a)) : isnan(as_double(a));
}

static const int host_modes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};

static uint64_t host(HostOp op, FpSize size, unsigned mode, const uint64_t v[3], uint32_t *flags)
{
    uint64_t result;

    feclearexcept(FE_ALL_EXCEPT);
    fesetround(host_modes[mode]);
    if (size == FP_SINGLE)
        result = of_float(host_float(op, as_float(v[0]), as_float(v[1]), as_float(v[2])));
    else
        result = of_double(host_double(op, as_double(v[0]), as_double(v[1]), as_double(v[2])));
    *flags = host_flags();
    fesetround(FE_TONEAREST);
    return result;
}

static void compare(HostOp op, FpSize size, unsigned mode, const uint64_t v[3])
{
    FpEnv env = {.fpcr = mode << FPCR_RMODE_LSB};
    uint32_t expected_flags, ignored = 0;
    uint64_t expected = host(op, size, mode, v, &expected_flags);
    uint64_t got = ours(op, size, v[0], v[1], v[2], &env);
    uint64_t min_normal = size == FP_SINGLE ? UINT64_C(1) << 23 : UINT64_C(1) << 52;

    if (fp_abs(size, expected) == min_normal)
        ignored = FPSR_UFC;
    /* A software fma may differ in the flags that NaN operands raise. */
    if (op == FMA && is_nan(size, expected))
        ignored = FPSR_IOC;
    ck_assert_msg((is_nan(size, expected) && is_nan(size, got)) || got == expected,
                  "op %d size %d mode %u: %llx %llx %llx: got %llx, host %llx", (int)op, (int)size,
                  mode, (unsigned long long)v[0], (unsigned long long)v[1],
                  (unsigned long long)v[2], (unsigned long long)got, (unsigned long long)expected);
    ck_assert_msg((env.fpsr | ignored) == (expected_flags | ignored),
                  "op %d size %d mode %u: %llx %llx %llx: flags %x, host %x", (int)op, (int)size,
                  mode, (unsigned long long)v[0], (unsigned long long)v[1],
                  (unsigned long long)v[2], env.fpsr, expected_flags);
}

static void compare_many(FpSize size, uint64_t seed)
{
    Random r = {seed};

    for (unsigned i = 0; i < ROUNDS; i++) {
        uint64_t v[3] = {operand(&r, size), operand(&r, size), operand(&r, size)};

        if (i % 4 == 0) /* near cancellation */
            v[1] = v[0] ^ (next(&r) & 3) ^ (next(&r) & fp_sign_bit(size));
        for (unsigned op = 0; op < OP_COUNT; op++)
            compare((HostOp)op, size, i / OP_COUNT % 4, v);
    }
}

START_TEST(single_precision_equals_the_host)
{
    compare_many(FP_SINGLE, 1);
}
END_TEST

START_TEST(double_precision_equals_the_host)
{
    compare_many(FP_DOUBLE, 2);
}
END_TEST

/* Every half-precision number, by its definition. */
START_TEST(every_half_widens_to_the_number_it_is)
{
    for (unsigned h = 0; h < 0x8000; h++) {
        FpEnv env = {0};
        uint64_t got = fp_convert(FP_DOUBLE, FP_HALF, h, FP_ROUND_TIEEVEN, &env);
        unsigned exp = h >> 10, frac = h & 0x3ff;

        if (exp == 31 && frac != 0)
            continue;
        if (exp == 31)
            ck_assert_uint_eq(got, of_double(INFINITY));
        else if (exp == 0)
            ck_assert_uint_eq(got, of_double(ldexp(frac, -24)));
        else
            ck_assert_uint_eq(got, of_double(ldexp(1024 + frac, (int)exp - 25)));
        ck_assert_uint_eq(fp_convert(FP_HALF, FP_DOUBLE, got, FP_ROUND_TIEEVEN, &env), h);
        ck_assert_uint_eq(env.fpsr, 0);
    }
}
END_TEST

/* A double holds more than 2 * 11 + 1 bits, so rounding its result again is still right. */
START_TEST(half_precision_equals_the_host_by_way_of_double)
{
    Random r = {3};

    for (unsigned i = 0; i < ROUNDS; i++) {
        uint64_t a = operand(&r, FP_HALF), b = operand(&r, FP_HALF);

        for (unsigned op = ADD; op <= SQRT; op++) {
            FpEnv env = {0}, scratch = {0};
            uint64_t wide_a = fp_convert(FP_DOUBLE, FP_HALF, a, FP_ROUND_TIEEVEN, &scratch);
            uint64_t wide_b = fp_convert(FP_DOUBLE, FP_HALF, b, FP_ROUND_TIEEVEN, &scratch);
            double wide = host_double((HostOp)op, as_double(wide_a), as_double(wide_b), 0);
            uint64_t got = ours((HostOp)op, FP_HALF, a, b, 0, &env);

            if (isnan(wide))
                ck_assert_uint_gt(got & 0x7fff, 0x7c00);
            else
                ck_assert_uint_eq(got, fp_convert(FP_HALF, FP_DOUBLE, of_double(wide),
                                                  FP_ROUND_TIEEVEN, &scratch));
        }
    }
}
END_TEST

START_TEST(conversions_equal_the_host)
{
    Random r = {4};

    for (unsigned i = 0; i < ROUNDS; i++) {
        FpEnv env = {.fpcr = (i % 4) << FPCR_RMODE_LSB};
        FpRounding mode = fp_rounding_mode(&env);
        uint64_t d = operand(&r, FP_DOUBLE), s = operand(&r, FP_SINGLE), n = next(&r) >> (i & 63);
        volatile double wide = as_double(d);
        volatile float narrow;
        volatile uint64_t integer = n;

        fesetround(host_modes[mode]);
        narrow = (float)wide;
        if (!isnan(wide))
            ck_assert_uint_eq(fp_convert(FP_SINGLE, FP_DOUBLE, d, mode, &env), of_float(narrow));
        wide = nearbyint(wide);
        if (!isnan(wide))
            ck_assert_uint_eq(fp_round_int(FP_DOUBLE, d, mode, false, &env), of_double(wide));
        if (fabs(wide) < 0x1p62)
            ck_assert_uint_eq(fp_to_fixed(FP_DOUBLE, d, 0, false, 64, mode, &env),
                              (uint64_t)(int64_t)wide);
        wide = (double)(int64_t)integer;
        ck_assert_uint_eq(fp_from_fixed(FP_DOUBLE, n, 0, false, 64, mode, &env), of_double(wide));
        narrow = (float)(int64_t)integer;
        ck_assert_uint_eq(fp_from_fixed(FP_SINGLE, n, 0, false, 64, mode, &env), of_float(narrow));
        narrow = as_float(s);
        wide = (double)narrow;
        if (!isnan(wide))
            ck_assert_uint_eq(fp_convert(FP_DOUBLE, FP_SINGLE, s, mode, &env), of_double(wide));
        fesetround(FE_TONEAREST);
    }
}
END_TEST

START_TEST(comparisons_equal_the_host)
{
    Random r = {5};

    for (unsigned i = 0; i < ROUNDS; i++) {
        uint64_t a = operand(&r, FP_SINGLE), b = operand(&r, FP_SINGLE);
        float x = as_float(a), y = as_float(b);
        FpEnv env = {0};

        ck_assert(fp_compare_eq(FP_SINGLE, a, b, &env) == (x == y));
        ck_assert(fp_compare_ge(FP_SINGLE, a, b, &env) == (x >= y));
        ck_assert(fp_compare_gt(FP_SINGLE, a, b, &env) == (x > y));
        if (!isnan(x) && !isnan(y)) {
            ck_assert(as_float(fp_max(FP_SINGLE, a, b, &env)) == fmaxf(x, y));
            ck_assert(as_float(fp_min(FP_SINGLE, a, b, &env)) == fminf(x, y));
        }
    }
}
END_TEST

/* What cpu/host_fp.h does is what the integers do, flags and all; it is not afraid of the edges.
 * Not one ck_assert for each result: 10^8 of those would take an hour. */
static bool host_agrees(FpSize size, uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t (*const binary[])(FpSize, uint64_t, uint64_t, FpEnv *) = {fp_add, fp_sub, fp_mul,
                                                                       fp_div};
    FpEnv soft = {.fpsr = FPSR_IXC}, host = {.fpsr = FPSR_IXC, .host = true};
    bool same = true;

    for (unsigned i = 0; i < ARRAY_COUNT(binary); i++)
        same &= binary[i](size, a, b, &host) == binary[i](size, a, b, &soft);
    same &= fp_sqrt(size, a, &host) == fp_sqrt(size, a, &soft);
    same &= fp_mul_add(size, c, a, b, &host) == fp_mul_add(size, c, a, b, &soft);
    return same && host.fpsr == soft.fpsr;
}

static bool is_hosts(FpSize size, uint64_t a, uint64_t b, uint64_t c)
{
    const FpEnv host = {.fpsr = FPSR_IXC, .host = true};
    uint64_t unused;

    return host_fp(HOST_FP_MUL_ADD, size, a, b, c, &host, &unused);
}

START_TEST(the_hosts_results_are_those_of_the_integers)
{
    const char *asked = getenv("FP_TRIPLES"); /* tests/claims/host-fp */
    unsigned by_host = 0, count = asked ? (unsigned)atoi(asked) : 10 * ROUNDS;
    Random r = {1};

    for (unsigned i = 0; i < count; i++) {
        FpSize size = i % 2 ? FP_DOUBLE : FP_SINGLE;
        uint64_t a = operand(&r, size), b = operand(&r, size), c = operand(&r, size);

        if (!host_agrees(size, a, b, c))
            ck_abort_msg("operands 0x%" PRIx64 ", 0x%" PRIx64 ", 0x%" PRIx64, a, b, c);
        by_host += is_hosts(size, a, b, c);
    }
    ck_assert_uint_gt(by_host, count / 8);
}
END_TEST

/* Without Inexact raised, or with another mode, nothing is the host's. */
START_TEST(the_host_has_nothing_to_say_where_flags_or_modes_matter)
{
    const FpEnv refused[] = {
        {.fpsr = 0, .host = true},
        {.fpsr = FPSR_IXC},
        {.fpcr = FPCR_FZ, .fpsr = FPSR_IXC, .host = true},
        {.fpcr = FP_ROUND_ZERO << FPCR_RMODE_LSB, .fpsr = FPSR_IXC, .host = true},
    };
    const uint64_t one = of_double(1);
    uint64_t result;

    for (unsigned i = 0; i < ARRAY_COUNT(refused); i++)
        ck_assert(!host_fp(HOST_FP_ADD, FP_DOUBLE, one, one, 0, &refused[i], &result));
}
END_TEST

TEST_MAIN("cpu/fp against the host", single_precision_equals_the_host,
          double_precision_equals_the_host, every_half_widens_to_the_number_it_is,
          half_precision_equals_the_host_by_way_of_double, conversions_equal_the_host,
          comparisons_equal_the_host, the_hosts_results_are_those_of_the_integers,
          the_host_has_nothing_to_say_where_flags_or_modes_matter)
