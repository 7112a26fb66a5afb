/* SPDX-License-Identifier: MIT
 *
 * gicd.c - a load from the interrupt distributor: a round. GICD_ISENABLER<n> of SPIs, which are all
 * off.
 */
#include "bench.h"

#define GICD_ISENABLER UINT64_C(0x08000100)

uint64_t bench(void)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < ROUNDS; i++)
        sum += 1 + *(volatile uint32_t *)(GICD_ISENABLER + 4 + (i & 1) * 4);
    return sum;
}
