/* SPDX-License-Identifier: MIT
 *
 * bench.h - what a benchmark program in C sees: its rounds and the memory that start.S and tables.c
 * prepared.
 *
 * ROUNDS is on the compiler's command line (tools/bench). The guest is at EL1, MMU on, one CPU.
 */
#ifndef WORKLOADS_BENCH_BENCH_H
#define WORKLOADS_BENCH_BENCH_H

#include <stdint.h>

/* 64 MiB of RAM that nothing else uses, in pages of 4 KiB, at a virtual address of its own. */
#define WINDOW UINT64_C(0x100000000)
#define WINDOW_PAGES UINT64_C(16384)
#define PAGE UINT64_C(4096)

/* The row: runs ROUNDS rounds and returns the checksum that start.S prints. */
uint64_t bench(void);

#endif
