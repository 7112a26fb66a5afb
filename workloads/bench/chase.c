/* SPDX-License-Identifier: MIT
 *
 * chase.c - a load's address is what the load before gave: one hop a round, each to another of
 * 16384 pages.
 */
#include "pages.h"

uint64_t bench(void)
{
    uint64_t page = 0;
    for (uint64_t i = 0; i < WINDOW_PAGES; i++) {
        const uint64_t next = next_page(page);
        *word_in(page) = (uint64_t)word_in(next);
        page = next;
    }
    volatile uint64_t *at = word_in(0);
    for (uint64_t i = 0; i < ROUNDS; i++)
        at = (volatile uint64_t *)*at;
    return (uint64_t)at;
}
