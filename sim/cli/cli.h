/* SPDX-License-Identifier: MIT
 *
 * cli.h - the sub-commands of doubletrap: one function and one file each.
 *
 * A command gets its own name as argv[0], writes data to stdout and talk to stderr, and returns the
 * program's exit status (STATUS_* of sim/base/error.h).
 */
#ifndef SIM_CLI_CLI_H
#define SIM_CLI_CLI_H

#include "sim/base/error.h"

typedef struct CliCommand {
    const char *name, *summary;
    int (*run)(int argc, char **argv);
} CliCommand;

int cmd_list(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_whatif(int argc, char **argv);

/* Prints "doubletrap: " and @err to stderr; returns its status. */
int cli_fail(const Err *err);

#endif
