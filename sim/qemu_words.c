/* SPDX-License-Identifier: MIT
 *
 * qemu_words.c - looks up what QEMU's words mean here.    Tests: tests/unit/sim/config_test.c
 */
#include "sim/qemu_words.h"

#include <stdio.h>
#include <string.h>

typedef struct QemuRow {
    const char *name;
    bool takes_value;
    const char *harmless, *remedy;
} QemuRow;

static const QemuRow options[] = {
#define ALONE false
#define VALUE true
#define QEMU_OPTION(name, takes, harmless, remedy) {name, takes, harmless, remedy},
#define QEMU_PROPERTY(name, harmless, remedy)
#include "sim/qemu_words.def"
#undef QEMU_OPTION
#undef QEMU_PROPERTY
#undef VALUE
#undef ALONE
};

static const QemuRow properties[] = {
#define QEMU_OPTION(name, takes, harmless, remedy)
#define QEMU_PROPERTY(name, harmless, remedy) {name, true, harmless, remedy},
#include "sim/qemu_words.def"
#undef QEMU_OPTION
#undef QEMU_PROPERTY
};

/* Whether @value, which may be NULL, is among the row's harmless ones. */
static bool is_harmless(const QemuRow *row, const char *value)
{
    char spaced[64];

    if (!strcmp(row->harmless, "*"))
        return true;
    return value && *value && !strchr(value, ' ') && strlen(value) < sizeof spaced - 2 &&
           snprintf(spaced, sizeof spaced, " %s ", value) > 0 && strstr(row->harmless, spaced);
}

static const QemuRow *find(const QemuRow *rows, size_t count, const char *name, size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(rows[i].name) == length && !strncmp(rows[i].name, name, length))
            return &rows[i];
    return NULL;
}

QemuWord qemu_option(const char *text, const char *next, bool *takes_next, Err *err)
{
    const char *name = text + (text[0] == '-') + (text[0] == '-' && text[1] == '-');
    const char *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    const QemuRow *row = find(options, ARRAY_COUNT(options), name, length);
    const char *value = equals ? equals + 1 : next;

    if (!row)
        return QEMU_STRANGE;
    *takes_next = row->takes_value && !equals && next;
    if (is_harmless(row, row->takes_value ? value : NULL))
        return QEMU_HARMLESS;
    err_usage(err, "-%s%s%s: %s", row->name, row->takes_value && value ? " " : "",
              row->takes_value && value ? value : "", row->remedy);
    return QEMU_REFUSED;
}

QemuWord qemu_property(const char *name, const char *value, Err *err)
{
    const QemuRow *row = find(properties, ARRAY_COUNT(properties), name, strlen(name));

    if (!row)
        return QEMU_STRANGE;
    if (is_harmless(row, value))
        return QEMU_HARMLESS;
    err_usage(err, "-M: %s%s%s: %s", name, value ? "=" : "", value ? value : "", row->remedy);
    return QEMU_REFUSED;
}
