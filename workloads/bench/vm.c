/* SPDX-License-Identifier: MIT
 *
 * vm.c - a machine of eight registers in software, its instructions told apart by a dense switch:
 * indirect branches.
 *
 * The program it runs counts the primes below 200 by a sieve, then mixes a hash over the sieve.
 */
#include "bench.h"

typedef enum { SET, ADD, MUL, XOR, SHIFT, LOAD, STORE, LESS, ZERO, JUMP, INC, STOP } Code;

typedef struct {
    uint8_t code, d, a, b; /* d = a op b; branches go to `value` */
    int32_t value;
} Word;

enum { LIMIT = 200 };
/* clang-format off */
static const Word program[] = {
    {SET, 0, 0, 0, 2},       /*  0: i = 2 */
    {SET, 1, 0, 0, LIMIT},   /*  1: limit */
    {SET, 2, 0, 0, 0},       /*  2: primes = 0 */
    {SET, 6, 0, 0, 1},       /*  3: one */
    {LOAD, 3, 0, 0, 0},      /*  4: marked? */
    {ZERO, 0, 3, 0, 7},      /*  5: no: 7 */
    {JUMP, 0, 0, 0, 12},     /*  6: yes: 12 */
    {INC, 2, 2, 0, 1},       /*  7: primes++ */
    {ADD, 4, 0, 0, 0},       /*  8: j = 2i */
    {STORE, 6, 4, 0, 0},     /*  9: mark j */
    {ADD, 4, 4, 0, 0},       /* 10: j += i */
    {LESS, 0, 4, 1, 9},      /* 11: j < limit: 9 */
    {INC, 0, 0, 0, 1},       /* 12: i++ */
    {LESS, 0, 0, 1, 4},      /* 13: i < limit: 4 */
    {SET, 5, 0, 0, 33},      /* 14: */
    {SET, 0, 0, 0, 0},       /* 15: i = 0 */
    {LOAD, 3, 0, 0, 0},      /* 16: hash = hash * 33 ^ cell ^ i */
    {MUL, 7, 7, 5, 0},       /* 17 */
    {XOR, 7, 7, 3, 0},       /* 18 */
    {XOR, 7, 7, 0, 0},       /* 19 */
    {STORE, 7, 0, 0, LIMIT}, /* 20: kept behind the sieve */
    {INC, 0, 0, 0, 1},       /* 21 */
    {LESS, 0, 0, 1, 16},     /* 22 */
    {ADD, 7, 7, 2, 0},       /* 23: + primes */
    {SHIFT, 3, 7, 6, 0},     /* 24 */
    {XOR, 7, 7, 3, 0},       /* 25 */
    {STOP, 0, 0, 0, 0},      /* 26 */
};
/* clang-format on */

static uint64_t memory[512];

static void step_all(uint64_t r[8])
{
    for (const Word *w = program;; w++)
        switch ((Code)w->code) {
        case SET:
            r[w->d] = (uint64_t)w->value;
            break;
        case ADD:
            r[w->d] = r[w->a] + r[w->b];
            break;
        case MUL:
            r[w->d] = r[w->a] * r[w->b];
            break;
        case XOR:
            r[w->d] = r[w->a] ^ r[w->b];
            break;
        case SHIFT:
            r[w->d] = r[w->a] >> (r[w->b] & 63);
            break;
        case LOAD:
            r[w->d] = memory[(r[w->a] + (uint64_t)w->value) & 511];
            break;
        case STORE:
            memory[(r[w->a] + (uint64_t)w->value) & 511] = r[w->d];
            break;
        case LESS:
            w = r[w->a] < r[w->b] ? program + w->value - 1 : w;
            break;
        case ZERO:
            w = r[w->a] == 0 ? program + w->value - 1 : w;
            break;
        case JUMP:
            w = program + w->value - 1;
            break;
        case INC:
            r[w->d] = r[w->a] + (uint64_t)w->value;
            break;
        case STOP:
            return;
        }
}

uint64_t bench(void)
{
    static uint64_t r[8];
    for (uint64_t i = 0; i < ROUNDS; i++) {
        for (int cell = 0; cell < LIMIT; cell++)
            memory[cell] = 0;
        r[7] += i;
        step_all(r);
    }
    return r[7];
}
