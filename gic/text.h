/* SPDX-License-Identifier: MIT
 *
 * text.h - a text of bounded length that grows line by line, for descriptions of a GIC.
 *
 * Tests: tests/unit/gic/text_test.c
 */
#ifndef GIC_TEXT_H
#define GIC_TEXT_H

#include <stddef.h>

#include "sim/base/bits.h"

typedef struct Text {
    char *at;
    size_t left; /* with the NUL; 0: full */
} Text;

/* What does not fit is left out, with all that comes after it. */
void text_add(Text *text, const char *format, ...) PRINTF_LIKE(2, 3);

/* "pending", "active", "pending and active" or "". */
const char *text_state(bool pending, bool active);

#endif
