/* SPDX-License-Identifier: MIT
 *
 * options.c - reads a command line by a table.    Tests: tests/unit/sim/cli/options_test.c
 */
#include "sim/cli/options.h"

#include <stdio.h>
#include <string.h>

#define OPTIONS_MAX 64

/* The row of an argument "-name", "--name" or "--name=value"; NULL when there is none. */
static const Option *find(const Option *options, const char *name, size_t length)
{
    for (; options->name; options++)
        if (strlen(options->name) == length && !strncmp(options->name, name, length))
            return options;
    return NULL;
}

static bool unknown(const char *argument, const char *name, const Option *options, Err *err)
{
    const char *names[OPTIONS_MAX + 1] = {NULL};
    const char *near;

    for (unsigned i = 0; options[i].name && i < OPTIONS_MAX; i++)
        names[i] = options[i].name;
    near = err_nearest(name, names);
    return err_usage(err, "there is no option `%s`%s%s%s", argument,
                     near ? ". Did you mean `--" : ".", near ? near : "",
                     near ? "`?" : " `--help` lists them.");
}

static bool store(const Option *option, const char *value, Err *err)
{
    if (option->text) {
        *option->text = value;
        return true;
    }
    if (option->list->count == OPTION_LIST_MAX)
        return err_usage(err, "--%s: more than %d times", option->name, OPTION_LIST_MAX);
    option->list->value[option->list->count++] = value;
    return true;
}

/* Reads the option at argv[*at], and its value behind it. */
static bool read_option(int argc, char **argv, int *at, const Option *options, Err *err)
{
    const char *argument = argv[*at];
    const char *name = argument + (argument[1] == '-' ? 2 : 1);
    const char *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    const Option *option = find(options, name, length);

    if (!option)
        return unknown(argument, name, options, err);
    if (option->flag) {
        *option->flag = true;
        return !equals || err_usage(err, "--%s takes no value", option->name);
    }
    if (equals)
        return store(option, equals + 1, err);
    if (*at + 1 >= argc)
        return err_usage(err, "--%s needs a value: %s", option->name, option->help);
    return store(option, argv[++*at], err);
}

bool options_parse(int argc, char **argv, const Option *options, const char **rest,
                   unsigned rest_max, unsigned *rest_count, bool *help, Err *err)
{
    *rest_count = 0;
    *help = false;
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "-h") || !strcmp(argv[i], "--help") || !strcmp(argv[i], "-help")) {
            *help = true;
        } else if (argv[i][0] == '-' && argv[i][1]) {
            if (!read_option(argc, argv, &i, options, err))
                return false;
        } else if (*rest_count == rest_max) {
            return err_usage(err, "one argument too many: `%s`", argv[i]);
        } else {
            rest[(*rest_count)++] = argv[i];
        }
    }
    return true;
}

void options_print(const Option *options)
{
    for (; options->name; options++) {
        const char *gap = strstr(options->help, "  ");
        char left[64];

        if (options->flag || !gap)
            snprintf(left, sizeof left, "--%s", options->name);
        else
            snprintf(left, sizeof left, "--%s %.*s", options->name, (int)(gap - options->help),
                     options->help);
        printf("  %-24s %s\n", left, options->flag || !gap ? options->help : gap + 2);
    }
}
