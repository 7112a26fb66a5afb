/* SPDX-License-Identifier: MIT
 *
 * copy.c - half the window copied to the other half, a round by words and a round by pairs of pairs
 * of words in turns.
 */
#include "bench.h"

#define HALF (WINDOW_PAGES * PAGE / 2)

static void by_words(const uint64_t *from, volatile uint64_t *to)
{
    for (uint64_t i = 0; i < HALF / 8; i++)
        to[i] = from[i];
}

static void by_pairs(const uint64_t *from, volatile uint64_t *to)
{
    uint64_t left = HALF, t0, t1, t2, t3;
    __asm__ volatile("1: ldp %3, %4, [%0], #16\n ldp %5, %6, [%0], #16\n stp %3, %4, [%1], #16\n "
                     "stp %5, %6, [%1], #16\n"
                     "subs %2, %2, #32\n b.ne 1b"
                     : "+r"(from), "+r"(to), "+r"(left), "=&r"(t0), "=&r"(t1), "=&r"(t2), "=&r"(t3)
                     :
                     : "cc", "memory");
}

uint64_t bench(void)
{
    uint64_t *from = (uint64_t *)WINDOW, sum = 0;
    volatile uint64_t *to = (uint64_t *)(WINDOW + HALF);
    for (uint64_t page = 0; page < WINDOW_PAGES / 2; page++)
        from[page * (PAGE / 8)] = page;
    for (uint64_t i = 0; i < ROUNDS; i++) {
        from[i] += i;
        i & 1 ? by_pairs(from, to) : by_words(from, to);
        sum = sum * 3 + to[i] + to[HALF / 8 - PAGE / 8];
    }
    return sum;
}
