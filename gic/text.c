/* SPDX-License-Identifier: MIT
 *
 * text.c - descriptions of a GIC.    Tests: tests/unit/gic/text_test.c
 */
#include "gic/text.h"

#include <stdarg.h>
#include <stdio.h>

void text_add(Text *text, const char *format, ...)
{
    va_list args;
    int n;

    if (!text->left)
        return;
    va_start(args, format);
    n = vsnprintf(text->at, text->left, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= text->left) {
        text->left = 0; /* full: what fitted stays */
        return;
    }
    text->at += n;
    text->left -= (size_t)n;
}

const char *text_state(bool pending, bool active)
{
    return pending && active ? "pending and active" : pending ? "pending" : active ? "active" : "";
}
