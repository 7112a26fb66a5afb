/* SPDX-License-Identifier: MIT
 *
 * regime.h - from system registers and EL to the plain Regime that mmu/ wants.
 */
#ifndef CPU_REGIME_H
#define CPU_REGIME_H

#include "cpu/cpu.h"

/* The regime of @el (0..3) with the current register values. */
Regime regime_of(const Cpu *cpu, unsigned el);

/* EL, SCTLR, TCR, TTBR, MAIR, HCR, VTCR, VTTBR or SCR changed: refreshes cpu->regime and forgets
 * the fetch page. */
void regime_changed(Cpu *cpu);

/* Translations or the memory behind them changed (a TLBI, a flash bank): forgets what was kept of
 * them outside the Mmu. */
void regime_stale(Cpu *cpu);

/* The effective HCR_EL2: 0 when EL2 is not enabled. */
uint64_t regime_hcr(const Cpu *cpu);

#endif
