/* SPDX-License-Identifier: MIT
 *
 * recorder.h - starts the recording of a machine's run: what it says about the run.
 */
#ifndef SIM_CLI_RECORDER_H
#define SIM_CLI_RECORDER_H

#include "sim/machine.h"
#include "sim/record/record.h"

/* Starts a recording of @machine at @path, or a temporary one when @path is NULL, and tells the
 * machine's tracker of it. The machine must not have run, and must outlive it. False with @err. */
MUST_USE bool recorder_open(const char *path, Machine *machine, Record **record, Err *err);

#endif
