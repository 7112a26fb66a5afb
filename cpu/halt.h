/* SPDX-License-Identifier: MIT
 *
 * halt.h - stopping a CPU for a debugger of the host: points that the guest can neither see nor
 * use.
 *
 * A debugger sets cpu->halting and calls halt_changed. At a point, or after one instruction with
 * @step, the port CpuPorts.halt is called at an instruction boundary, in the middle of a slice, and
 * the run goes on when it returns: the run is the same, instruction for instruction and cycle for
 * cycle, as without a debugger. A watchpoint halts before the access; the instruction is executed
 * again from its beginning afterwards, which is not a second time for any count.
 *
 * Points cost time in their own 4 KiB pages only. While the page that is fetched from has a
 * breakpoint, ATTENTION_STEP is set and each instruction is offered to halt_before; a fetch from
 * such a page is refused (AGAIN_POINT) until it is. Pages with points are never in the HostTlb, so
 * that accesses to them go the long way, which asks halt_watched.
 *
 * Tests: tests/unit/cpu/halt_test.c
 */
#ifndef CPU_HALT_H
#define CPU_HALT_H

#include "sim/base/bits.h"

struct Cpu;

typedef enum HaltReason {
    HALT_REQUEST, /* the debugger's own: CpuPorts.halt never says it */
    HALT_STEP,
    HALT_BREAKPOINT,
    HALT_WATCHPOINT,
} HaltReason;

/* What a point looks for; a mask. */
enum {
    HALT_ON_EXECUTE = 1,
    HALT_ON_READ = 2,
    HALT_ON_WRITE = 4,
};

#define HALT_ANY_EL 15u

/* Addresses [first, last], compared as they are in the registers. */
typedef struct HaltPoint {
    uint64_t first, last;
    uint8_t on;  /* HALT_ON_* */
    uint8_t els; /* a bit for each EL it holds at */
    bool has_vmid;
    uint16_t
        vmid; /* with has_vmid: at EL0 and EL1 with VTTBR_EL2.VMID as this and HCR_EL2.VM set */
} HaltPoint;

#define HALT_POINT_MAX 64u

typedef struct HaltPoints {
    unsigned count;
    HaltPoint point[HALT_POINT_MAX];
} HaltPoints;

typedef struct Halting {
    const HaltPoints *points; /* all CPUs' may be the same; NULL: none */
    bool step;                /* halt before the next instruction; the debugger takes it back */
    bool passing;             /* but not before this one, whose boundary the CPU is halted at */
    bool execute, data;       /* halt_changed's: any point for fetches, for data */
    bool allowed;             /* the instruction being executed is passed: no watchpoint */
    uint64_t hit;             /* of the access refused */
} Halting;

/* cpu->halting's points or step changed. Call within CpuPorts.halt, or between slices; there set
 * passing too, or the halt is before the very next instruction. */
void halt_changed(struct Cpu *cpu);

/* Does a point for any of @on lie in the 4 KiB page of @va? Other pages need not be looked at. */
bool halt_in_page(const struct Cpu *cpu, uint8_t on, uint64_t va);

/* Is the instruction at pc to be offered to halt_before? */
bool halt_is_near(const struct Cpu *cpu);

/* The instruction at pc is next: halts if there is reason to. True when the run is to stop. */
bool halt_before(struct Cpu *cpu);

/* A data access of @size_bytes at @va. True: a watchpoint refuses it; cpu->again is set. */
bool halt_watched(struct Cpu *cpu, uint64_t va, unsigned size_bytes, bool read, bool write);

/* halt_watched refused, and the instruction has been given back: halts. */
void halt_refused(struct Cpu *cpu);

/* The instruction at pc has been given back for another reason: it has had its look. */
void halt_pass(struct Cpu *cpu);

#endif
