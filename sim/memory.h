/* SPDX-License-Identifier: MIT
 *
 * memory.h - the memories of the board: RAM, the Secure world's RAM with secure=on, and two banks
 * of flash, the first with the firmware of -bios.
 *
 * Journey: before sim/machine.c
 */
#ifndef SIM_MEMORY_H
#define SIM_MEMORY_H

#include "sim/machine.h"

/* Puts them on the bus. False with @err; memory_free takes back what is there. */
MUST_USE bool memory_build(Machine *machine, Err *err);
void memory_free(Machine *machine);

/* The flash answers reads with its contents again; no memory loses any. */
void memory_reset(Machine *machine);

/* What instructions were fetched from may hold others now: all that was decoded goes. */
void memory_forget_code(Machine *machine);

#endif
