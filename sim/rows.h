/* SPDX-License-Identifier: MIT
 *
 * rows.h - the rows of the tables that a run executed, for tools/rows: no row without a test.
 */
#ifndef SIM_ROWS_H
#define SIM_ROWS_H

#include "sim/base/error.h"
#include "sim/machine.h"
#include "sim/record/query.h"

/* Writes a line `table name` for each row that @machine executed, and that @recording (of its
 * exits) has. Registers say `read` or `write` besides. False with @err. */
MUST_USE bool rows_write(const char *path, const Machine *machine, Recording *recording, Err *err);

#endif
