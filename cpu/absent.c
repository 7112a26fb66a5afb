/* SPDX-License-Identifier: MIT
 *
 * absent.c - looks an instruction word up among absent extensions.
 *
 * Tests: tests/unit/cpu/absent_test.c
 */
#include "cpu/absent.h"

#include <stddef.h>

#include "cpu/decode.h"

static const struct {
    const char *feature, *bits;
} absent[] = {
#define ABSENT(feature, bits) {feature, bits},
#include "cpu/absent.def"
#undef ABSENT
};

const char *absent_feature(uint32_t word)
{
    for (size_t i = 0; i < ARRAY_COUNT(absent); i++) {
        uint32_t value, mask;

        a64_pattern(absent[i].bits, &value, &mask);
        if ((word & mask) == value)
            return absent[i].feature;
    }
    return NULL;
}
