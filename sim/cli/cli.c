/* SPDX-License-Identifier: MIT
 *
 * cli.c - finds the sub-command and runs it.    Tests: tests/cli/
 */
#include "sim/cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define VERSION "0.1.0"

static const Command commands[] = {
#define COMMAND(name, summary) {#name, summary, cmd_##name},
#include "sim/cli/commands.def"
#undef COMMAND
};

int cli_fail(const Err *err)
{
    fputs("doubletrap: ", stderr);
    for (const char *c = err->text; *c; c++) { /* what to do, in lines of its own, is indented */
        fputc(*c, stderr);
        if (*c == '\n' && c[1] != ' ')
            fputs("  ", stderr);
    }
    fputc('\n', stderr);
    return err->status ? (int)err->status : STATUS_ERROR;
}

static void print_help(FILE *out)
{
    fputs("Usage: doubletrap COMMAND [OPTION...]\n"
          "A cycle-approximate simulator of the Armv8-A virtualization extensions: boots real "
          "images,\n"
          "counts every exit of every virtual machine, and prices it under a cost model.\n\n"
          "Commands\n",
          out);
    for (size_t i = 0; i < ARRAY_COUNT(commands); i++)
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].summary);
    fputs("\n`doubletrap COMMAND --help` explains one; `doubletrap --version` says which this is.\n"
          "First steps: `tools/demo` in the source, or docs/tour.md.\n",
          out);
}

static const Command *find(const char *name)
{
    for (size_t i = 0; i < ARRAY_COUNT(commands); i++)
        if (!strcmp(name, commands[i].name))
            return &commands[i];
    return NULL;
}

static int unknown(const char *name)
{
    const char *names[ARRAY_COUNT(commands) + 1] = {0};
    const char *near;

    for (size_t i = 0; i < ARRAY_COUNT(commands); i++)
        names[i] = commands[i].name;
    near = err_nearest(name, names);
    if (name[0] == '-')
        fprintf(stderr, "doubletrap: `%s`: a command comes first, as in `doubletrap run %s ...`\n",
                name, name);
    else
        fprintf(stderr, "doubletrap: `%s` is not a command%s%s%s\n", name,
                near ? ". Did you mean `" : "", near ? near : "", near ? "`?" : "");
    fprintf(stderr, "  `doubletrap --help` lists the commands\n");
    return STATUS_USAGE;
}

/* A closed standard stream must not become the descriptor of a file that is opened later. Whoever
 * uses it then is refused: the wrong way round on purpose. */
static void fill_streams(void)
{
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)!open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

/* Data that did not reach its reader is an error, whatever the command thinks. */
static int flush(int status)
{
    if (!fflush(stdout) && !ferror(stdout))
        return status;
    if (status == STATUS_OK) {
        fprintf(stderr, "doubletrap: cannot write to standard output: %s\n", strerror(errno));
        return STATUS_ERROR;
    }
    return status;
}

/* `doubletrap help [COMMAND]`. */
static int help(int argc, char **argv)
{
    const Command *command = argc > 2 ? find(argv[2]) : NULL;
    char *words[] = {argc > 2 ? argv[2] : NULL, (char[]){"--help"}, NULL};

    if (argc > 2 && !command)
        return unknown(argv[2]);
    if (command)
        return command->run(2, words);
    print_help(stdout);
    return STATUS_OK;
}

static int dispatch(int argc, char **argv)
{
    const Command *command;

    if (argc < 2) {
        print_help(stderr);
        return STATUS_USAGE;
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-help") || !strcmp(argv[1], "-h") ||
        !strcmp(argv[1], "help"))
        return help(argc, argv);
    if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-version")) {
        puts("doubletrap " VERSION);
        return STATUS_OK;
    }
    command = find(argv[1]);
    return command ? command->run(argc - 1, argv + 1) : unknown(argv[1]);
}

int cli_main(int argc, char **argv)
{
    fill_streams();
    return flush(dispatch(argc, argv));
}
