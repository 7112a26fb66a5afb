/* SPDX-License-Identifier: MIT
 *
 * cli.h - the sub-commands: one function and one file each.
 *
 * A command gets its own argv (argv[0] is its name), writes data to stdout and talk to stderr, and
 * returns the program's exit status.
 */
#ifndef SIM_CLI_CLI_H
#define SIM_CLI_CLI_H

#include "sim/base/error.h"

typedef struct Command {
    const char *name;
    const char *summary; /* one line for `doubletrap --help` */
    int (*run)(int argc, char **argv);
} Command;

#define COMMAND(name, summary) int cmd_##name(int argc, char **argv);
#include "sim/cli/commands.def"
#undef COMMAND

/* Prints @err the way the program does and returns its status. */
int cli_fail(const Err *err);

/* The whole program. */
int cli_main(int argc, char **argv);

#endif
