/* SPDX-License-Identifier: MIT
 *
 * error.c - formats errors and finds near names.    Tests: tests/unit/sim/base/error_test.c
 */
#include "sim/base/error.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

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

static bool same_letter(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Letters to add, drop, change or swap with their neighbour (optimal string alignment), compared
 * without case. Three rows of the table: of the letter of @a looked at, and of the two before. */
static unsigned distance(const char *a, const char *b)
{
    size_t length = strlen(b);
    unsigned row[3][NAME_MAX_LENGTH + 1];

    if (length > NAME_MAX_LENGTH)
        return NAME_MAX_LENGTH;
    for (unsigned j = 0; j <= length; j++)
        row[0][j] = j;
    for (unsigned i = 1; a[i - 1]; i++) {
        unsigned *now = row[i % 3], *before = row[(i + 2) % 3], *earlier = row[(i + 1) % 3];

        now[0] = i;
        for (size_t j = 1; j <= length; j++) {
            now[j] = min3(before[j] + 1, now[j - 1] + 1,
                          before[j - 1] + !same_letter(a[i - 1], b[j - 1]));
            if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) &&
                same_letter(a[i - 2], b[j - 1]) && earlier[j - 2] + 1 < now[j])
                now[j] = earlier[j - 2] + 1;
        }
    }
    return row[strlen(a) % 3][length];
}

/* As many as a slip of the hand: one of two to four letters, two of five to seven. The beginning of
 * a name is near it. */
static unsigned slips(const char *word, const char *name)
{
    size_t length = strlen(word);

    if (length >= 3 && length < strlen(name) && !strncasecmp(word, name, length))
        return 1;
    return distance(word, name);
}

const char *err_nearest(const char *word, const char *const *names)
{
    const char *best = NULL;
    unsigned limit = ((unsigned)strlen(word) + 1) / 3;

    for (; *names; names++) {
        unsigned d = slips(word, *names);

        if (d <= limit) {
            limit = d ? d - 1 : 0;
            best = *names;
            if (!d)
                break;
        }
    }
    return best;
}
