/* SPDX-License-Identifier: MIT
 *
 * addr.h - addresses are types, not integers: passing one for another does not compile.
 *
 * Va  what an instruction computes; input of stage 1.
 * Ipa what stage 1 yields; input of stage 2.
 * Pa  what the bus decodes.
 */
#ifndef SIM_BASE_ADDR_H
#define SIM_BASE_ADDR_H

#include <stdint.h>

typedef struct Va {
    uint64_t v;
} Va;

typedef struct Ipa {
    uint64_t v;
} Ipa;

typedef struct Pa {
    uint64_t v;
} Pa;

static inline Va va_of(uint64_t v)
{
    return (Va){v};
}

static inline Ipa ipa_of(uint64_t v)
{
    return (Ipa){v};
}

static inline Pa pa_of(uint64_t v)
{
    return (Pa){v};
}

#endif
