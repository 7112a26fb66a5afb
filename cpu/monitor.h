/* SPDX-License-Identifier: MIT
 *
 * monitor.h - the global exclusives monitor: which granules are marked for CPUs that are between a
 * load-exclusive and its store-exclusive while another CPU runs.
 *
 * Only the turns of others matter: a CPU's mark is put here when its turn ends (monitor_park) and
 * taken back when its next one begins (monitor_resume). Meanwhile whoever writes memory looks here,
 * and no page with a mark is written directly: monitor_resume makes the CPU's HostTlb send such
 * writes the long way.
 *
 * CHOICE: the exclusives reservation granule is 64 bytes, what CTR_EL0.ERG says of most cores.
 *
 * Spec: DDI 0487, "Synchronization and semaphores", "Mechanisms that generate an event".
 * Tests: tests/unit/cpu/monitor_test.c, tests/guest/smp
 * Journey: after cpu/hosttlb.h, before cpu/access.c
 */
#ifndef CPU_MONITOR_H
#define CPU_MONITOR_H

#include "sim/base/addr.h"
#include "sim/base/bits.h"

struct Cpu;

#define MONITOR_CPU_MAX 16
#define MONITOR_GRANULE 64u

/* Zero-initialised has no marks. Shared by the CPUs of a machine; sets of CPUs are a bit each. */
typedef struct Monitors {
    uint32_t marked;
    uint32_t untold; /* lost their mark, and have not got the event that this is */
    uint64_t granule[MONITOR_CPU_MAX];
    const uint8_t *page[MONITOR_CPU_MAX]; /* host address of the granule's page; NULL: a device */
} Monitors;

/* A turn of @cpu ends; begins: then @cpu has its mark back, or has lost it. */
void monitor_park(struct Cpu *cpu);
void monitor_resume(struct Cpu *cpu);

/* @cpu, which does not run, has lost its mark and is owed the event that this is; takes it. */
bool monitor_untold(struct Cpu *cpu);

/* The CPUs whose marks a write to [pa, pa + size) takes away. */
uint32_t monitor_hits(const Monitors *monitors, Pa pa, uint64_t size_bytes);

/* The marks of @cpus are lost. */
static inline void monitor_clear(Monitors *monitors, uint32_t cpus)
{
    monitors->marked &= ~cpus;
}

#endif
