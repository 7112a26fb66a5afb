/* SPDX-License-Identifier: MIT
 *
 * machine.h - the whole simulated machine: owns everything, reads like a schematic.
 *
 * machine_new builds and connects; run.c makes it go. Two machines may live in one process.
 *
 * Journey: the last of the tour: everything is put together here.
 */
#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include <stdio.h>

#include "cpu/cpu.h"
#include "cpu/models.h"
#include "models/models.h"
#include "sim/board/flash.h"
#include "sim/board/pl011.h"
#include "sim/board/pl031.h"
#include "sim/board/pl061.h"
#include "sim/board/psci.h"
#include "sim/board/semihost.h"
#include "sim/config.h"
#include "sim/console.h"
#include "sim/crosstalk.h"
#include "sim/exits/tracker.h"
#include "sim/gic.h"
#include "sim/loader.h"
#include "sim/schedule.h"
#include "sim/secure.h"
#include "sim/virtio.h"

#define MACHINE_CPU_MAX SCHEDULE_CPU_MAX

/* Why a run ended. */
typedef enum MachineEnd {
    MACHINE_RUNNING,
    MACHINE_POWERED_OFF, /* PSCI SYSTEM_OFF, or all CPUs off */
    MACHINE_RESET,       /* PSCI SYSTEM_RESET: the run loop starts it again, unless -no-reboot */
    MACHINE_GUEST_EXIT,  /* semihosting, with a status */
    MACHINE_MATCHED,     /* --exit-on */
    MACHINE_QUIT,        /* Ctrl-A x */
    MACHINE_DEBUGGED,    /* gdb killed it, or left a machine that was its own */
    MACHINE_INTERRUPTED, /* SIGINT, SIGTERM */
    MACHINE_TIMEOUT,
    MACHINE_INSN_LIMIT,
    MACHINE_FAULT_LOOP,  /* exceptions in the exception vectors, for ever */
    MACHINE_STUCK,       /* no runnable CPU, no event, no input */
    MACHINE_OUTPUT_LOST, /* the console cannot be written */
    MACHINE_NO_RESET,    /* the reset failed: an image is gone, see failure */
    MACHINE_PARTED,      /* lock-step: the engines disagree */
} MachineEnd;

/* A debugger of the host (sim/gdb/). Any function may be NULL. */
typedef struct MachineDebugger {
    void (*started)(void *owner); /* before the first instruction */
    void (*look)(void *owner);    /* between slices, some times a second */
    /* CPU @cpu reached a point (cpu/halt.h): returns when the machine is to go on. */
    void (*halted)(void *owner, unsigned cpu, HaltReason reason, uint64_t address);
    void *owner;
} MachineDebugger;

typedef struct Machine Machine;

struct Machine {
    const Config *config;
    CostModel cost;
    Clock clock;
    EventQueue events;
    Bus bus;
    CodeCache *code;
    Decoder *decoder;

    const CpuModel *model;
    FeatureSet features;
    char compatible[64]; /* "arm,cortex-a57" */
    unsigned cpu_count;
    Cpu *cpu[MACHINE_CPU_MAX];
    PsciPower power[MACHINE_CPU_MAX];
    Schedule schedule;
    int running;                         /* the CPU whose turn it is; -1 between turns */
    Event event_stream[MACHINE_CPU_MAX]; /* that wakes a CPU in WFE */
    Wire wire[MACHINE_CPU_MAX];
    Monitors monitors;       /* exclusive marks of CPUs that do not run */
    uint64_t count_read_max; /* what a CPU has read of the system counter */

    uint8_t *ram, *secure_ram;
    Gic gic;
    Pl011 *uart;
    Pl031 *rtc;
    Pl061 *gpio;
    SecureDevices secure_devices;
    Flash *flash[2];
    Virtio virtio;
    Semihost semihost;
    Console *console;
    LoadPlan plan;
    bool linux_boot; /* enter Non-secure at EL2 or EL1 */
    Tracker *tracker;

    MachineEnd end;
    int guest_status; /* with MACHINE_GUEST_EXIT */
    uint64_t insns;   /* executed, all CPUs, as of the last slice */
    unsigned resets;
    Err failure; /* with MACHINE_NO_RESET */
    FILE *trace; /* --trace-exceptions */
    MachineDebugger debugger;
};

/* Builds the machine of @config with the exits told to @sink. NULL with @err. @config must outlive
 * it. */
Machine *machine_new(const Config *config, TrackerSink sink, Err *err);
void machine_free(Machine *machine);

/* PSCI SYSTEM_RESET: devices and CPUs as at power-on, images loaded again from their files; time
 * goes on, and memory that no image covers keeps its contents, as on QEMU's board. False with @err
 * when a file cannot be loaded any more; the machine must not run then. */
MUST_USE bool machine_reset(Machine *machine, Err *err);

/* The device tree that the machine would give its guest, into config->dumpdtb. */
MUST_USE bool machine_dump_dtb(const Config *config, Err *err);

/* Ends the run at the next instruction boundary. */
void machine_stop(Machine *machine, MachineEnd end);

/* Simulated time: of the CPU that is furthest behind. */
uint64_t machine_now(const Machine *machine);

/* Instructions executed by all CPUs. */
uint64_t machine_insns(const Machine *machine);

/* Name of the device at the address, or NULL: for exits. Static storage. */
const char *machine_device_at(void *machine, uint64_t address);

#endif
