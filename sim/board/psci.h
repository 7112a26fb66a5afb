/* SPDX-License-Identifier: MIT
 *
 * psci.h - the built-in firmware: PSCI 1.1 with SMCCC 1.0, as QEMU 7.2 answers.
 *
 * A pure function: registers and power states in, a result and what the machine is to do out. The
 * caller decides whether an HVC or SMC is a firmware call at all (docs: the conduit).
 *
 * Spec: DEN 0022, Power State Coordination Interface; DEN 0028, SMC Calling Convention.
 * Tests: tests/unit/sim/board/psci_test.c
 */
#ifndef SIM_BOARD_PSCI_H
#define SIM_BOARD_PSCI_H

#include "sim/base/bits.h"

typedef enum PsciPower {
    PSCI_POWER_ON = 0,
    PSCI_POWER_OFF = 1,
    PSCI_POWER_ON_PENDING = 2, /* CPU_ON was called and the CPU has not started yet */
} PsciPower;

/* What the firmware knows of the machine. */
typedef struct PsciView {
    unsigned cpu_count;
    uint64_t (*affinity)(void *owner, unsigned cpu); /* MPIDR_EL1's Aff3..Aff0, in place */
    PsciPower (*power)(void *owner, unsigned cpu);
    void *owner;
} PsciView;

typedef enum PsciAction {
    PSCI_NONE,         /* X0 = result, nothing else */
    PSCI_ON,           /* start @cpu at @entry with X0 = @context, at the highest Non-secure EL */
    PSCI_OFF,          /* the caller's power is off; it does not return */
    PSCI_SUSPEND,      /* X0 = result, then the caller waits as in WFI */
    PSCI_SYSTEM_OFF,   /* the machine stops */
    PSCI_SYSTEM_RESET, /* the machine starts again */
} PsciAction;

typedef struct PsciResult {
    PsciAction action;
    uint64_t x0; /* for NONE, ON and SUSPEND; X1 to X3 are left alone */
    unsigned cpu;
    uint64_t entry, context;
} PsciResult;

#define PSCI_RET_SUCCESS UINT64_C(0)
#define PSCI_RET_NOT_SUPPORTED (~UINT64_C(0))
#define PSCI_RET_INVALID_PARAMETERS (~UINT64_C(0) - 1)
#define PSCI_RET_ALREADY_ON (~UINT64_C(0) - 3)
#define PSCI_RET_ON_PENDING (~UINT64_C(0) - 4)

/* One call with the caller's X0 to X3. Unknown functions give NOT_SUPPORTED. */
PsciResult psci_call(const PsciView *view, const uint64_t x[4]);

#endif
