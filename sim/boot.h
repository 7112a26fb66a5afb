/* SPDX-License-Identifier: MIT
 *
 * boot.h - what a machine starts with: images in its memory, the device tree, and its CPUs before
 * their first instruction. At power-on and again at each reset.
 *
 * Tests: tests/unit/sim/boot_test.c    Journey: after sim/loader.c, before sim/machine.c
 */
#ifndef SIM_BOOT_H
#define SIM_BOOT_H

#include "sim/machine.h"

/* Loads all images from their files (a kernel that the program brings: from memory), and the device
 * tree that tells of them. The plan of an earlier call has been freed. False with @err. */
MUST_USE bool boot_load(Machine *machine, Err *err);

/* The tree that the board itself would give, of what has been loaded so far. False with @err. */
MUST_USE bool boot_device_tree(const Machine *machine, FdtBlob *blob, Err *err);

/* Exception level and address of the first instruction. */
uint8_t boot_el(const Machine *machine);
uint64_t boot_pc(const Machine *machine);

/* A CPU that has just been reset: only the first one runs, and a kernel is told of the device tree.
 */
void boot_cpu(Machine *machine, unsigned index);

#endif
