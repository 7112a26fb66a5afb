/* SPDX-License-Identifier: MIT
 *
 * tlbi.c - a word of each of 64 pages, then TLBI VMALLE1: a round. With STAGE2 (row tlbi2) each
 * page is translated by two stages.
 */
#include "pages.h"

uint64_t bench(void)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < 64; i++)
        *word_in(i) = i;
    for (uint64_t i = 0; i < ROUNDS; i++) {
        for (uint64_t page = 0; page < 64; page++)
            sum += *word_in(page);
        __asm__ volatile("dsb ishst\n tlbi vmalle1\n dsb ish\n isb" : : : "memory");
    }
    return sum;
}
