/* SPDX-License-Identifier: MIT
 *
 * pages.h - every page of the window once, in an order that no prefetcher guesses.
 */
#ifndef WORKLOADS_BENCH_PAGES_H
#define WORKLOADS_BENCH_PAGES_H

#include "bench.h"

/* The page after @page: a full cycle, as the factor less 1 is a multiple of 4 and the addend is
 * odd. */
static inline uint64_t next_page(uint64_t page)
{
    return (page * 1229 + 7321) & (WINDOW_PAGES - 1);
}

/* A word of @page, at another offset in each. */
static inline volatile uint64_t *word_in(uint64_t page)
{
    return (volatile uint64_t *)(WINDOW + page * PAGE + (page & 63) * 64);
}

#endif
