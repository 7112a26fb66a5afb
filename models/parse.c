/* SPDX-License-Identifier: MIT
 *
 * parse.c - decimals, frequencies and names of cost events.
 *
 * Decimals are read into integers: what a model says does not depend on the host's floating
 * point or locale.    Tests: tests/unit/models/models_test.c
 */
#include "models/parse.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

bool parse_decimal(const char *text, int64_t max, int64_t *millionths)
{
    int64_t whole = 0, part = 0, scale = MILLION;
    const char *p = text;

    if (!isdigit((unsigned char)*p))
        return false;
    for (; isdigit((unsigned char)*p) || *p == '_'; p++) {
        if (*p == '_')
            continue;
        whole = whole * 10 + (*p - '0');
        if (whole > max)
            return false;
    }
    if (*p == '.') {
        for (p++; isdigit((unsigned char)*p); p++) {
            if (scale == 1)
                return false;
            scale /= 10;
            part += (*p - '0') * scale;
        }
    }
    *millionths = whole * MILLION + part;
    return !*p && *millionths <= max * MILLION;
}

bool parse_hertz(const char *text, uint64_t *hertz)
{
    int64_t millionths;

    if (!parse_decimal(text, INT64_C(100000000000), &millionths) || millionths % MILLION)
        return false;
    *hertz = (uint64_t)(millionths / MILLION);
    return *hertz != 0;
}

CostEvent parse_event(const char *name)
{
    char plain[64];
    size_t length = strlen(name);

    if (length >= sizeof plain)
        return COST_COUNT;
    for (size_t i = 0; i <= length; i++)
        plain[i] = name[i] == '.' || name[i] == '-' ? '_' : name[i];
    return cost_find(plain);
}

const char *parse_nearest_event(const char *name, char *room, size_t size)
{
    const char *names[COST_COUNT + 1] = {NULL};
    const char *best;

    for (unsigned i = 0; i < COST_COUNT; i++)
        names[i] = cost_name((CostEvent)i);
    best = err_nearest(name, names);
    if (!best)
        return NULL;
    snprintf(room, size, "%s", best);
    for (char *p = room; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return room;
}
