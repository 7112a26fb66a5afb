/* SPDX-License-Identifier: MIT
 *
 * guest.h - output on the PL011 at 0x09000000, and execution
 * of one instruction at any exception level (start.S).
 */
#ifndef TESTS_GUEST_SYSREGS_GUEST_H
#define TESTS_GUEST_SYSREGS_GUEST_H

#include <stdbool.h>
#include <stdint.h>

/* What the registers said when control came back to EL3. */
struct Outcome {
    uint64_t x0, esr, elr, spsr, vector; /* of EL3 */
};

void run_at(uint64_t x0, const void *code, uint64_t spsr, struct Outcome *outcome);

static inline void put_char(char c)
{
    *(volatile uint32_t *)0x09000000 = (uint32_t)c;
}

static inline void put_text(const char *text)
{
    while (*text)
        put_char(*text++);
}

static inline void put_hex(uint64_t value, unsigned digits)
{
    while (digits--)
        put_char("0123456789abcdef"[(value >> (digits * 4)) & 15]);
}

/* Makes @word the instruction at @at. */
static inline void put_code(uint32_t *at, uint32_t word)
{
    *(volatile uint32_t *)at = word;
    __asm__ volatile("dc cvau, %0\n dsb ish\n ic ivau, %0\n dsb ish\n isb" ::"r"(at) : "memory");
}

#define READ(name)                                                                                 \
    ({                                                                                             \
        uint64_t value_;                                                                           \
        __asm__ volatile("mrs %0, " #name : "=r"(value_));                                         \
        value_;                                                                                    \
    })
#define WRITE(name, value) __asm__ volatile("msr " #name ", %0" ::"r"((uint64_t)(value)))

#endif
