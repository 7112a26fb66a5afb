/* SPDX-License-Identifier: MIT
 *
 * control.c - a fixed chain of dependent multiplications: the CPU time it takes tells how fast this
 * host is just now, whatever is measured (tools/bench.d/timing.py).
 */
#include <stdint.h>

#define ROUNDS 60000000
#define MULTIPLIER UINT64_C(6364136223846793005)

int main(void)
{
    uint64_t x = 1;
    volatile uint64_t end;

    for (uint64_t round = 0; round < ROUNDS; round++)
        x = (x ^ round) * MULTIPLIER;
    end = x;
    (void)end;
    return 0;
}
