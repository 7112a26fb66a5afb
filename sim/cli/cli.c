/* SPDX-License-Identifier: MIT
 *
 * cli.c - what all commands share.
 */
#include "sim/cli/cli.h"

#include <stdio.h>

int cli_fail(const Err *err)
{
    fprintf(stderr, "doubletrap: %s\n", err->text);
    return err->status ? (int)err->status : STATUS_ERROR;
}
