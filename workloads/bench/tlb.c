/* SPDX-License-Identifier: MIT
 *
 * tlb.c - loads that do not wait for each other, one a round, each from another of 16384 pages:
 * refills of the TLB. With STAGE2 (row tlb2) each page is translated by two stages.
 */
#include "pages.h"

uint64_t bench(void)
{
    uint64_t page = 0, sum = 0;
    for (uint64_t i = 0; i < WINDOW_PAGES; i++)
        *word_in(i) = i;
    for (uint64_t i = 0; i < ROUNDS; i++) {
        page = next_page(page);
        sum += *word_in(page);
    }
    return sum;
}
