/* SPDX-License-Identifier: MIT
 *
 * cmd_list.c - `doubletrap list TOPIC [NAME]`: prints the tables the program is made of.
 *
 * Tests: tests/unit/sim/cli/report_test.c
 */
#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "sim/cli/cli.h"
#include "sim/cli/list.h"
#include "sim/cli/options.h"

static const ListTopic topics[] = {
    {"costs", "cost events, and their prices under --cost MODEL", list_costs},
    {"cpus", "CPU models of -cpu and their features", list_cpus},
    {"devices", "the board: addresses, interrupts, cost events", list_devices},
    {"exits", "reasons for which a VM is left", list_exits},
    {"features", "what -cpu NAME,+OPTION switches", list_features},
    {"models", "cost models that ship", list_models},
    {"registers", "system registers: encoding, access, traps", list_registers},
    {"traps", "controls that trap, and what: list traps HCR_EL2.TVM", list_traps},
    {"worlds", "whose time a CPU's moment can be", list_worlds},
};

static char plain(char c)
{
    return c == '.' || c == '-' ? '_' : (char)tolower((unsigned char)c);
}

bool list_matches(const char *text, const char *part)
{
    if (!part)
        return true;
    for (; *text; text++) {
        size_t i = 0;

        while (part[i] && plain(text[i]) == plain(part[i]))
            i++;
        if (!part[i])
            return true;
    }
    return !*part;
}

bool list_json(json_t *rows, Err *err)
{
    bool ok = !json_dumpf(rows, stdout, JSON_INDENT(1) | JSON_PRESERVE_ORDER) && puts("") != EOF;

    json_decref(rows);
    return ok || err_set(err, "cannot write the table as JSON");
}

bool list_nothing_found(const char *what, const char *name, const char *const *names, Err *err)
{
    const char *near = err_nearest(name, names);

    return err_usage(err, "there is no %s `%s`%s%s%s", what, name, near ? ". Did you mean `" : ".",
                     near ? near : "", near ? "`?" : "");
}

static bool unknown_topic(const char *name, Err *err)
{
    const char *names[ARRAY_COUNT(topics) + 1] = {NULL};
    char all[200] = "";
    const char *near;

    for (unsigned i = 0; i < ARRAY_COUNT(topics); i++) {
        names[i] = topics[i].name;
        snprintf(all + strlen(all), sizeof all - strlen(all), " %s", topics[i].name);
    }
    near = err_nearest(name, names);
    return err_usage(err, "list %s: no such table%s%s%s\nThere are:%s", name,
                     near ? ". Did you mean `" : ".", near ? near : "", near ? "`?" : "", all);
}

static void print_help(const Option *options)
{
    printf("Usage: doubletrap list TOPIC [NAME] [OPTION...]\n"
           "Prints a table of those that the program is made of; NAME is a part of a row's name.\n"
           "\n"
           "Topics\n");
    for (unsigned i = 0; i < ARRAY_COUNT(topics); i++)
        printf("  %-24s %s\n", topics[i].name, topics[i].text);
    printf("\nOptions\n");
    options_print(options);
    printf(
        "\n"
        "Examples:\n"
        "  doubletrap list traps HCR_EL2.TVM          what does it trap?\n"
        "  doubletrap list costs gic --cost xgene     prices with their range, mark and source\n"
        "  doubletrap list costs --cost xgene --yaml  a file to start a model of your own from\n");
}

static bool list(int argc, char **argv, Err *err)
{
    ListRequest request = {.name = NULL};
    const Option options[] = {
        {.name = "cost", .help = "MODEL  whose prices to print", .text = &request.cost},
        {.name = "json", .help = "print JSON", .flag = &request.json},
        {.name = "yaml", .help = "print the model's parameter file (costs)", .flag = &request.yaml},
        {.name = NULL}};
    const char *rest[2] = {NULL, NULL};
    unsigned count;
    bool help;

    if (!options_parse(argc, argv, options, rest, 2, &count, &help, err))
        return false;
    if (help || !count) {
        print_help(options);
        return true;
    }
    request.name = rest[1];
    for (unsigned i = 0; i < ARRAY_COUNT(topics); i++)
        if (!strcmp(topics[i].name, rest[0]))
            return topics[i].print(&request, err);
    return unknown_topic(rest[0], err);
}

int cmd_list(int argc, char **argv)
{
    Err err = {.text = ""};
    bool ok = list(argc, argv, &err);

    if (ok && fflush(stdout))
        ok = err_set(&err, "cannot write: %s", strerror(errno));
    return ok ? STATUS_OK : cli_fail(&err);
}
