/* SPDX-License-Identifier: MIT
 *
 * options.h - a command's options as a table; QEMU's single dash and the double dash alike.
 */
#ifndef SIM_CLI_OPTIONS_H
#define SIM_CLI_OPTIONS_H

#include "sim/base/bits.h"
#include "sim/base/error.h"

#define OPTION_LIST_MAX 64

/* Values of an option that may be given several times. */
typedef struct OptionList {
    const char *value[OPTION_LIST_MAX];
    unsigned count;
} OptionList;

/* One row; exactly one of the three targets is set. */
typedef struct Option {
    const char *name; /* without dashes */
    const char *help; /* with the value's name in front, as "FILE  what it is" */
    bool *flag;
    const char **text;
    OptionList *list;
} Option;

/* Reads argv[1..] by @options (ending with a NULL name) into their targets; the rest, in order,
 * into @rest, at most @rest_max. False with @err for unknown options (did you mean), missing values
 * and too many arguments. -h and --help set *help. "--name=value" works as well. */
MUST_USE bool options_parse(int argc, char **argv, const Option *options, const char **rest,
                            unsigned rest_max, unsigned *rest_count, bool *help, Err *err);

/* Prints the table for --help to stdout. */
void options_print(const Option *options);

#endif
