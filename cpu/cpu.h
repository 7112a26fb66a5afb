/* SPDX-License-Identifier: MIT
 *
 * cpu.h - the state of one processing element (PE).
 *
 * Owned by the Machine, handed to handlers and to everything in cpu/. Nothing outside cpu/ and
 * sim/ reaches into it; devices and leaves never see it.
 *
 * Journey: after sim/base/, before cpu/engine.h
 */
#ifndef CPU_CPU_H
#define CPU_CPU_H

#include "cpu/code.h"
#include "cpu/decode.h"
#include "cpu/features.h"
#include "cpu/halt.h"
#include "cpu/hosttlb.h"
#include "cpu/monitor.h"
#include "cpu/seen.h"
#include "cpu/syndrome.h"
#include "cpu/sysreg.h"
#include "cpu/uop.h"
#include "cpu/ways.h"
#include "mmu/mmu.h"
#include "sim/base/bits.h"
#include "sim/base/bus.h"
#include "sim/base/clock.h"
#include "sim/base/cost.h"
#include "sim/base/exit.h"
#include "sim/base/irqline.h"
#include "timer/timer.h"

typedef struct Cpu Cpu;

/* One SIMD&FP register; element 0 is at the least significant end (hosts are little-endian). */
typedef union V128 {
    uint64_t d[2];
    uint32_t s[4];
    uint16_t h[8];
    uint8_t b[16];
    u128 q;
} V128;

/* PSTATE. nzcv: N 8, Z 4, C 2, V 1. daif: as the immediate of MSR DAIFSet. */
typedef struct Pstate {
    uint8_t nzcv;
    uint8_t el; /* 0..3 */
    uint8_t daif;
    bool sp; /* SPSel */
    bool pan, uao, dit, ssbs;
    bool ss;       /* software step */
    bool il;       /* illegal execution state */
    uint8_t btype; /* what a branch has said of the instruction at pc (cpu/bti.h) */
} Pstate;

enum {
    DAIF_F = 1,
    DAIF_I = 2,
    DAIF_A = 4,
    DAIF_D = 8,
};

/* Instructions left times 2^32 plus cycle units left, each signed 32-bit: while units are
 * overspent, the upper half is one less than the instructions left. */
typedef uint64_t Budget;

/* NZCV as the handlers of the fast engine keep them: see cpu/flags.h. */
typedef enum FlagsKind {
    FLAGS_SETTLED,    /* they are in PSTATE */
    FLAGS_DIFFERENCE, /* of a minus b */
    FLAGS_RESULT,     /* N and Z of a; C and V are 0 */
} FlagsKind;

typedef struct LazyFlags {
    FlagsKind kind;
    uint64_t a, b;
} LazyFlags;

/* An exception on its way: filled by whoever detects it, consumed by exception_take. */
typedef struct Exception {
    ExceptionKind kind;
    uint8_t target_el;
    SyndromeClass ec; /* ESR_ELx.EC of a synchronous exception */
    uint32_t iss;
    bool il16; /* ESR_ELx.IL is 0 (never in A64 but for reserved cases) */
    bool has_far, has_hpfar;
    bool is_virtual; /* vIRQ, vFIQ, vSError */
    uint64_t far;
    Ipa ipa;
    uint64_t return_offset; /* preferred return address minus the instruction's PC: 0 or 4 */
    Trap trap;              /* that caused it; T_NONE */
} Exception;

typedef enum CpuWait {
    WAIT_NONE,
    WAIT_WFI,
    WAIT_WFE,
    WAIT_OFF, /* PSCI: not started */
} CpuWait;

/* Inputs from the interrupt controller and others; bit numbers of Cpu.lines. */
typedef enum CpuLine {
    CPU_LINE_IRQ,
    CPU_LINE_FIQ,
    CPU_LINE_VIRQ,
    CPU_LINE_VFIQ,
    CPU_LINE_SERROR,
    CPU_LINE_COUNT
} CpuLine;

/* Reasons to leave straight execution at the next instruction boundary; bits of Cpu.attention. */
enum {
    ATTENTION_INTERRUPT = 1, /* lines, masks, routing or debug controls changed: look again */
    ATTENTION_RESLICE = 2,   /* events may have moved: go back to the run loop */
    ATTENTION_WAIT = 4,      /* a WFI or WFE waits */
    ATTENTION_STOP = 8,      /* the machine wants the CPU back */
    ATTENTION_STEP = 16,     /* software step or a breakpoint is in force */
    ATTENTION_ALONE = 32,    /* fast engine: the instruction at pc is to run outside a section */
    ATTENTION_BTYPE = 64,    /* PSTATE.BTYPE is not 0: the next instruction is looked at first */
};

/* Self-hosted debug as in force at the current EL: debug_update's (cpu/debug.h). */
typedef struct DebugState {
    bool on;       /* MDSCR_EL1.SS or MDE is set, or a debugger's point: there is more to look at */
    bool step;     /* software step is active */
    bool stepping; /* the instruction being executed, or just executed, is stepped */
    uint8_t breakpoints, watchpoints; /* that may match here, a bit each; DEBUG_WATCH_HALT */
    uint32_t word;                    /* the stepped instruction */
} DebugState;

/* Why an instruction that leaves through RAISE takes no exception: it is executed again. */
typedef enum Again {
    AGAIN_NO,
    AGAIN_WATCHED, /* a debugger's watchpoint refused an access: halt first */
    AGAIN_POINT,   /* a fetch from a page with a debugger's breakpoint: look at each first */
    AGAIN_EARLY,   /* it reads the system counter, and others are to come closer in time first */
} Again;

#define DEBUG_WATCH_HALT 0x80u /* in watchpoints: a debugger's (cpu/halt.h) */

typedef struct ExclusiveMonitor {
    bool valid;
    bool parked; /* the mark is among the machine's: monitor.h */
    Pa pa;
    uint8_t size_bytes;
    uint64_t value[2];
} ExclusiveMonitor;

/* What the board's firmware made of an HVC or SMC. */
typedef enum ConduitAnswer {
    CONDUIT_PASS,     /* not for the firmware: take the exception */
    CONDUIT_ANSWERED, /* X0 is set; execution goes on after the instruction */
} ConduitAnswer;

/* One remembered exception entry or return, for explanations. Equal ones that follow each other, or
 * that alternate with one other, are one note with a count: what came before them is kept. */
typedef struct ExceptionNote {
    uint64_t now_units, pc, far; /* of the last of them */
    uint64_t count;
    uint32_t esr;
    uint32_t word; /* the instruction that was undefined, when the class says so */
    uint8_t kind;  /* ExceptionKind, or EXCEPTION_NOTE_ERET */
    uint8_t from_el, to_el;
} ExceptionNote;

#define EXCEPTION_NOTE_ERET 0xff

/* What a Cpu needs from its machine. Any function may be NULL. */
typedef struct CpuPorts {
    Bus *bus;
    CodeCache *code;
    Monitors *monitors; /* NULL: the CPU is alone */
    ExitSink exits;
    /* Built-in PSCI: offered every HVC, or every SMC, before the exception is taken. */
    ConduitAnswer (*hvc)(void *owner, Cpu *cpu);
    ConduitAnswer (*smc)(void *owner, Cpu *cpu);
    /* Semihosting, HLT #0xF000. False: not handled, HLT is UNDEFINED. */
    bool (*semihost)(void *owner, Cpu *cpu);
    /* SEV: tells the other CPUs. */
    void (*send_event)(void *owner, Cpu *cpu);
    /* A store took the exclusive marks of @cpus away, a bit each: an event for them. */
    void (*took_marks)(void *owner, Cpu *cpu, uint32_t cpus);
    /* A store-exclusive failed: other CPUs are about. */
    void (*store_failed)(void *owner, Cpu *cpu);
    /* The system counter is to be read. True: too far ahead of another CPU; its turn is over. */
    bool (*is_early)(void *owner, Cpu *cpu);
    /* A broadcast TLBI (...IS): every other CPU's Mmu obeys too. */
    void (*broadcast_tlbi)(void *owner, Cpu *cpu, const Tlbi *tlbi);
    /* Something about the guest that the user should see once (unknown register ...). */
    void (*notice)(void *owner, Cpu *cpu, const char *text);
    /* Every exception entry and return, for traces. */
    void (*noted)(void *owner, Cpu *cpu, const ExceptionNote *note);
    /* A debugger's point was reached (cpu/halt.h): returns when the run is to go on. */
    void (*halt)(void *owner, Cpu *cpu, HaltReason reason, uint64_t address);
    void *owner;
} CpuPorts;

struct CpuModel;

typedef struct CpuConfig {
    unsigned index;
    FeatureSet features;
    const struct CpuModel *model; /* MIDR and other identities */
    uint64_t mpidr;
    uint8_t pa_bits; /* as ID_AA64MMFR0_EL1.PARange says */
    bool gran16k;    /* ID_AA64MMFR0_EL1.TGran16 */
    uint64_t reset_pc;
    uint8_t reset_el; /* highest implemented, or lower when the board starts a kernel */
    Clock clock;
    EventQueue *events;
    /* The greatest count that a CPU of the machine has read: the counter never runs backwards from
     * one CPU to another, though their times are apart. NULL: only this CPU's time counts. */
    uint64_t *count_read_max;
    Decoder *decoder;  /* shared by all CPUs of the same features */
    struct Gicv3 *gic; /* with FEAT_GIC3: the system registers of CPU @index are there */
    CpuPorts ports;
} CpuConfig;

#define EXCEPTION_RING 64

struct Cpu {
    /* The hot part. */
    uint64_t x[REG_COUNT];
    uint64_t pc;          /* of the instruction being executed */
    Budget budget;        /* left of this slice */
    uint32_t faults_left; /* of this slice, before it ends for them */
    Pstate pstate;
    uint32_t attention; /* ATTENTION_* */
    uint32_t lines;     /* 1 << CpuLine */
    union {
        uint16_t lane[COST_CLASS_COUNT]; /* instructions by class since charge_widen */
        Lanes lanes[COST_CLASS_COUNT / 8];
    };
    int32_t price[COST_COUNT]; /* units; price[class] is charged at section entry */

    /* The page instructions are fetched from. */
    uint64_t fetch_page; /* VA of the page's first byte; FETCH_NONE when there is none */
    CodePage *fetch_code;

    Section *sections; /* the CodeCache's, while the fast engine runs */

    /* The fast engine within a section: what is executed, and one behind the last. Else NULL. */
    const Uop *uop, *section_end;
    LazyFlags lazy;

    V128 v[32];
    uint32_t fpcr, fpsr;
    bool host_fp; /* FpEnv.host: the machine's choice, not a reset's */

    uint64_t sp_el[4];     /* the banked stack pointers; the current one lives in x[REG_SP] */
    uint64_t sr[SR_COUNT]; /* system registers that are plain storage, by SR_* */

    Regime regime;     /* of the current EL; see cpu/regime.h */
    Regime regimes[4]; /* of each EL, while regimes_known has its bit */
    uint8_t regimes_known;
    bool fp_enabled;       /* fp_enabled_slow said yes, and nothing it asks has changed */
    bool big_endian;       /* data accesses of the current EL */
    bool align_check;      /* SCTLR_ELx.A of the current EL */
    const BusRegion *hint; /* the memory that was accessed last, with read and write hosts */
    Mmu *mmu;
    Timers *timers;
    ExclusiveMonitor exclusive;
    Exception pending;   /* filled before a handler leaves through RAISE */
    Again again;         /* set instead */
    bool event_register; /* WFE's */
    CpuWait wait;
    uint64_t wait_begin_units;

    /* Time and counts. */
    uint64_t slice_begin_units; /* time at which this slice began */
    uint32_t slice_units;       /* lower half of the budget at that moment */
    CostCounts count;           /* since the machine began, lanes excepted */
    CostSet counted;            /* since the last report to the exit sink, BRANCH_TAKEN excepted */
    uint64_t idle_units;        /* total time spent waiting */
    struct Pmu *pmu;

    ExceptionNote ring[EXCEPTION_RING];
    unsigned ring_next;

    /* Encodings of unknown system registers that the user was told of (sysreg_notice_unknown). */
    uint16_t unknown_key[32];
    unsigned unknown_count;

    Seen seen; /* for tests of the tables */

    DebugState debug;
    Halting halting;

    FeatureSet features; /* = config.features */
    CpuConfig config;
    HostTlb host_tlb;
    Ways ways;
};

#define FETCH_NONE UINT64_C(1)

/* A CPU in its reset state; NULL when memory is exhausted. */
Cpu *cpu_new(const CpuConfig *config);
void cpu_free(Cpu *cpu);
void cpu_reset(Cpu *cpu);

/* Replaces all prices. */
void cpu_set_prices(Cpu *cpu, const CostPrices *prices);

/* The line of @input, to be handed to the interrupt controller. */
IrqLine cpu_line(Cpu *cpu, CpuLine input);

static inline bool cpu_has(const Cpu *cpu, Feature feature)
{
    return feature_has(cpu->features, feature);
}

/* Simulated time at the instruction being executed: its own class is already charged. */
static inline uint64_t cpu_now(const Cpu *cpu)
{
    int64_t used = (int64_t)cpu->slice_units - (int32_t)(uint32_t)cpu->budget;

    return cpu->slice_begin_units + (uint64_t)used;
}

/* EL2Enabled(): EL2 is there and the Security state below EL3 is Non-secure. */
static inline bool cpu_el2_enabled(const Cpu *cpu)
{
    return cpu_has(cpu, FEAT_EL2) && (!cpu_has(cpu, FEAT_EL3) || bit(cpu->sr[SR_SCR_EL3], 0));
}

/* IsSecureBelowEL3(). Without EL3 the machine is Non-secure. */
static inline bool cpu_is_secure_below_el3(const Cpu *cpu)
{
    return cpu_has(cpu, FEAT_EL3) && !bit(cpu->sr[SR_SCR_EL3], 0);
}

/* IsSecure(). */
static inline bool cpu_is_secure(const Cpu *cpu)
{
    return cpu->pstate.el == 3 || cpu_is_secure_below_el3(cpu);
}

/* The SPSR view of PSTATE (GetPSRFromPSTATE) and back, without legality checks. */
uint64_t cpu_pstate_to_spsr(const Cpu *cpu);
void cpu_pstate_from_spsr(Cpu *cpu, uint64_t spsr);

/* EL or SPSel are about to change: put the current SP away; and: have changed: fetch the new one.
 */
static inline void cpu_bank_sp(Cpu *cpu)
{
    cpu->sp_el[cpu->pstate.sp ? cpu->pstate.el : 0] = cpu->x[REG_SP];
}

static inline void cpu_unbank_sp(Cpu *cpu)
{
    cpu->x[REG_SP] = cpu->sp_el[cpu->pstate.sp ? cpu->pstate.el : 0];
}

#endif
