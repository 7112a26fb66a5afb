/* SPDX-License-Identifier: MIT
 *
 * error.c - formats errors and finds near names.    Tests: tests/unit/sim/base/error_test.c
 */
#include "sim/base/error.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define NAME_MAX_LENGTH 64

PRINTF_LIKE(3, 0)
static void set(Err *err, ExitStatus status, const char *format, va_list args)
{
    if (!err)
        return;
    vsnprintf(err->text, sizeof err->text, format, args);
    err->status = status;
}

bool err_set(Err *err, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    set(err, STATUS_ERROR, format, args);
    va_end(args);
    return false;
}

bool err_usage(Err *err, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    set(err, STATUS_USAGE, format, args);
    va_end(args);
    return false;
}

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
    unsigned m = a < b ? a : b;

    return m < c ? m : c;
}

/* Levenshtein's distance, letters compared without case. */
static unsigned distance(const char *a, const char *b)
{
    size_t length = strlen(b);
    unsigned row[NAME_MAX_LENGTH + 1];

    if (length > NAME_MAX_LENGTH)
        return NAME_MAX_LENGTH;
    for (unsigned j = 0; j <= length; j++)
        row[j] = j;
    for (unsigned i = 1; *a; a++, i++) {
        unsigned diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= length; j++) {
            unsigned above = row[j];
            bool same = tolower((unsigned char)*a) == tolower((unsigned char)b[j - 1]);

            row[j] = min3(above + 1, row[j - 1] + 1, diagonal + !same);
            diagonal = above;
        }
    }
    return row[length];
}

const char *err_nearest(const char *word, const char *const *names)
{
    const char *best = NULL;
    unsigned limit = (unsigned)strlen(word) / 3 + 1;

    for (; *names; names++) {
        unsigned d = distance(word, *names);

        if (d <= limit) {
            limit = d ? d - 1 : 0;
            best = *names;
            if (!d)
                break;
        }
    }
    return best;
}
