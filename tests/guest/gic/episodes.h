/* SPDX-License-Identifier: MIT
 *
 * episodes.h - what the programs of random accesses to an interrupt controller share: their output,
 * their chance, and the loop over episodes, each of which begins anew.
 *
 * tests/guest/gic and tests/guest/gicv3 each define `struct Guest`. What is printed is compared
 * episode by episode (compare).
 */
#ifndef TESTS_GUEST_GIC_EPISODES_H
#define TESTS_GUEST_GIC_EPISODES_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Guest Guest;

/* One thing to do, and in how many of 100 steps. */
typedef struct Step {
    unsigned weight;
    void (*act)(Guest *g);
} Step;

/* start.S's: a semihosting call. */
uint64_t semihost(uint64_t operation, uint64_t parameter);

void put(char c);
void put_text(const char *text);
void put_hex(uint64_t value, unsigned digits);

/* The next 31 bits by chance. The same again after seed() with the same number. */
uint32_t next(void);
void seed(uint32_t number);

/* Some SGIs, PPIs and SPIs that nothing is wired to. */
uint32_t interrupt(void);

/* Does one of @steps, whose weights add up to 100. */
void act(Guest *g, const Step *steps);

/* @count episodes of @length steps, and the end of the program. */
void run_episodes(Guest *g, uint32_t count, unsigned length,
                  void (*begin)(Guest *g, uint32_t number), void (*step)(Guest *g));

#endif
