/* SPDX-License-Identifier: MIT
 *
 * cold.c - code that runs once: a round is an instruction, written to the window, and executed
 * after all are written.
 */
#include "bench.h"

#define ADD_X0_X0_imm UINT32_C(0x91000000)
#define EOR_X1_X1_X0_lsl UINT32_C(0xca000021)
#define CSINC_X0_X0_X1_ne UINT32_C(0x9a811400)
#define MADD_X1_X1_X0_X0 UINT32_C(0x9b000021)
#define RET UINT32_C(0xd65f03c0)

/* The word at place @i: four kinds, each with an immediate or shift of its own where it has one. */
static uint32_t word(uint32_t i)
{
    switch (i & 3) {
    case 0:
        return ADD_X0_X0_imm | (i >> 2 & 0xfff) << 10;
    case 1:
        return EOR_X1_X1_X0_lsl | (i >> 2 & 63) << 10;
    case 2:
        return CSINC_X0_X0_X1_ne;
    default:
        return MADD_X1_X1_X0_X0;
    }
}

uint64_t bench(void)
{
    volatile uint32_t *code = (volatile uint32_t *)WINDOW;
    for (uint32_t i = 0; i < ROUNDS; i++)
        code[i] = word(i);
    code[ROUNDS] = RET;
    __asm__ volatile("dsb ish\n ic iallu\n dsb ish\n isb" : : : "memory");
    register uint64_t x0 __asm__("x0") = 1;
    register uint64_t x1 __asm__("x1") = 2;
    __asm__ volatile("cmp x0, #0\n blr %2"
                     : "+r"(x0), "+r"(x1)
                     : "r"(code)
                     : "x30", "cc", "memory");
    return x0 ^ x1;
}
