/* SPDX-License-Identifier: MIT
 *
 * episodes.c - output by semihosting, a page at a time, chance, and the loop over episodes.
 */
#include "episodes.h"

#define TEXT_SIZE 4096

static char text[TEXT_SIZE];
static unsigned length;
static uint64_t state;

static void flush(void)
{
    text[length] = '\0';
    semihost(4, (uintptr_t)text); /* SYS_WRITE0 */
    length = 0;
}

void put(char c)
{
    text[length++] = c;
    if (length == TEXT_SIZE - 1)
        flush();
}

void put_text(const char *line)
{
    while (*line)
        put(*line++);
}

void put_hex(uint64_t value, unsigned digits)
{
    while (digits--)
        put("0123456789abcdef"[(value >> (4 * digits)) & 15]);
}

uint32_t next(void)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 33);
}

void seed(uint32_t number)
{
    state = number * UINT64_C(7919) + 12345;
    next();
}

uint32_t interrupt(void)
{
    static const uint8_t ids[] = {0, 1, 2, 3, 20, 21, 40, 41, 42, 43, 44, 45, 46, 47};

    return ids[next() % sizeof ids];
}

void act(Guest *g, const Step *steps)
{
    unsigned chance = next() % 100;

    while (chance >= steps->weight)
        chance -= steps++->weight;
    steps->act(g);
}

void run_episodes(Guest *g, uint32_t count, unsigned steps,
                  void (*begin)(Guest *g, uint32_t number), void (*step)(Guest *g))
{
    static const uint64_t exit_block[2] = {0x20026, 0}; /* ADP_Stopped_ApplicationExit */

    for (uint32_t episode = 0; episode < count; episode++) {
        put_text("== ");
        put_hex(episode, 4);
        put('\n');
        begin(g, episode);
        for (unsigned i = 0; i < steps; i++)
            step(g);
    }
    put_text("DONE\n");
    flush();
    semihost(0x18, (uintptr_t)exit_block); /* SYS_EXIT */
}
