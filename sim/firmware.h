/* SPDX-License-Identifier: MIT
 *
 * firmware.h - what the board does for a CPU besides memory: PSCI by HVC or SMC, semihosting, SEV
 * and broadcast TLB maintenance, words to the user.
 *
 * Tests: tests/golden/ (power-off of every rung)
 */
#ifndef SIM_FIRMWARE_H
#define SIM_FIRMWARE_H

#include "cpu/cpu.h"

struct Machine;

/* The ports of the machine's CPUs. */
CpuPorts firmware_ports(struct Machine *machine);

#endif
