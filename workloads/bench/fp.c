/* SPDX-License-Identifier: MIT
 *
 * fp.c - floating point: y += a * x that the compiler makes vectors of, a chain of scalar
 * operations each of which waits for the one before, and a copy by Q registers. Doubles; the
 * checksum is the chain's bits.
 */
#include "bench.h"

enum { LENGTH = 1024 };
static double x[LENGTH], y[LENGTH], z[LENGTH];

static void axpy(double a)
{
    for (int i = 0; i < LENGTH; i++)
        y[i] += a * x[i];
}

static double chain(double h)
{
    for (int i = 0; i < LENGTH; i++)
        h = h * 0.5 + y[i];
    return h;
}

static void copy_quads(void)
{
    const double *from = y;
    double *to = z;
    uint64_t bytes = sizeof y;
    __asm__ volatile("1: ldp q0, q1, [%0], #32\n stp q0, q1, [%1], #32\n subs %2, %2, #32\n b.ne 1b"
                     : "+r"(from), "+r"(to), "+r"(bytes)
                     :
                     : "v0", "v1", "cc", "memory");
}

uint64_t bench(void)
{
    double h = 0;
    for (int i = 0; i < LENGTH; i++) {
        x[i] = 1.0 + i / 1024.0;
        y[i] = 3.0 - i / 4096.0;
    }
    for (uint64_t i = 0; i < ROUNDS; i++) {
        axpy((double)(int64_t)(i & 7) * 1e-5 - 2e-5);
        h = chain(h) + z[i & (LENGTH - 1)];
        copy_quads();
    }
    uint64_t bits;
    __asm__("fmov %0, %d1" : "=r"(bits) : "w"(h));
    return bits;
}
