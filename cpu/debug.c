/* SPDX-License-Identifier: MIT
 *
 * debug.c - when debug exceptions are generated, where they go and what they say.
 *
 * Software step: an instruction in the active-not-pending state (PSTATE.SS 1) advances the state
 * before it executes; if it then takes an exception other than by being an SVC, HVC or SMC, the
 * advance is taken back, so that the SPSR says 1 (debug_step_ended).
 *
 * CHOICE: an interrupt that is pending at the boundary is taken before a Software Step exception.
 * CHOICE: writes of debug controls are obeyed from the next instruction, without an ISB.
 * CHOICE: WFI and WFE wait as usual while they are stepped.
 *
 * Spec: DDI 0487, AArch64.GenerateDebugExceptionsFrom, DebugTargetFrom, CheckSoftwareStep,
 * SSAdvance, AArch64.SoftwareStepException, AArch64.BreakpointException,
 * AArch64.WatchpointException, DebugExceptionReturnSS, DoubleLockStatus.
 * Tests: tests/unit/cpu/debug_test.c, tests/guest/debug/
 * Journey: after cpu/interrupt.c, before cpu/debug_match.c
 */
#include "cpu/debug.h"

#include "cpu/access.h"
#include "cpu/engine.h"
#include "cpu/exception.h"
#include "cpu/halt.h"
#include "cpu/regime.h"
#include "cpu/sysreg_fields.h"

#define STATUS_DEBUG 0x22u /* IFSC and DFSC */
#define ISS_ISV (1u << 24)
#define ISS_EX (1u << 6)
#define ISS_WNR (1u << 6)
#define ISS_CM (1u << 8)
#define SPSR_D 9

_Static_assert(DEBUG_ENABLES == (MDSCR_SS | MDSCR_MDE), "one fact");
_Static_assert(SR_DBGBVR5_EL1 == SR_DBGBVR0_EL1 + 5, "numbered registers are arrays");
_Static_assert(SR_DBGBCR5_EL1 == SR_DBGBCR0_EL1 + 5, "numbered registers are arrays");
_Static_assert(SR_DBGWVR3_EL1 == SR_DBGWVR0_EL1 + 3, "numbered registers are arrays");
_Static_assert(SR_DBGWCR3_EL1 == SR_DBGWCR0_EL1 + 3, "numbered registers are arrays");

#define BREAKPOINTS_MAX 6u
#define WATCHPOINTS_MAX 4u

/* DebugTargetFrom: EL1, or EL2 when its owner wants debug exceptions. */
static unsigned target_from(const Cpu *cpu, bool secure, Trap *why)
{
    *why = T_NONE;
    if (secure || !cpu_has(cpu, FEAT_EL2))
        return 1;
    if (cpu->sr[SR_HCR_EL2] & HCR_TGE)
        *why = T_HCR_TGE;
    else if (cpu->sr[SR_MDCR_EL2] & MDCR_TDE)
        *why = T_MDCR2_TDE;
    return *why == T_NONE ? 1 : 2;
}

unsigned debug_target_el(const Cpu *cpu, Trap *why)
{
    if (cpu->pstate.el < 2)
        return target_from(cpu, cpu_is_secure(cpu), why);
    *why = T_NONE;
    return cpu->pstate.el;
}

/* The OS lock and the OS double lock (DoubleLockStatus). */
static bool is_locked(const Cpu *cpu)
{
    bool double_lock = (cpu->sr[SR_OSDLR_EL1] & 1) && !(cpu->sr[SR_DBGPRCR_EL1] & 1);

    return (cpu->sr[SR_OSLSR_EL1] & OSLSR_OSLK) || double_lock;
}

/* AArch64.GenerateDebugExceptionsFrom. @masked: PSTATE.D. */
static bool generated_from(const Cpu *cpu, unsigned from, bool secure, bool masked)
{
    Trap why;
    unsigned target = target_from(cpu, secure, &why);

    if (is_locked(cpu))
        return false;
    if (secure && cpu_has(cpu, FEAT_EL3) && (cpu->sr[SR_MDCR_EL3] & MDCR3_SDD))
        return false;
    if (from == target)
        return (cpu->sr[SR_MDSCR_EL1] & MDSCR_KDE) && !masked;
    return target > from;
}

static bool generated(const Cpu *cpu)
{
    return generated_from(cpu, cpu->pstate.el, cpu_is_secure(cpu), cpu->pstate.daif & DAIF_D);
}

/* ID_AA64DFR0_EL1's BRPs, WRPs and CTX_CMPs count from 1. */
static unsigned units(const Cpu *cpu, unsigned low)
{
    return (unsigned)bits(cpu->sr[SR_ID_AA64DFR0_EL1], low + 3, low) + 1;
}

DebugScene debug_scene(const Cpu *cpu)
{
    unsigned breakpoints = (unsigned)min_u64(units(cpu, 12), BREAKPOINTS_MAX);
    unsigned contexts = (unsigned)min_u64(units(cpu, 28), breakpoints);

    return (DebugScene){
        .bvr = &cpu->sr[SR_DBGBVR0_EL1],
        .bcr = &cpu->sr[SR_DBGBCR0_EL1],
        .wvr = &cpu->sr[SR_DBGWVR0_EL1],
        .wcr = &cpu->sr[SR_DBGWCR0_EL1],
        .breakpoint_count = (uint8_t)breakpoints,
        .watchpoint_count = (uint8_t)min_u64(units(cpu, 20), WATCHPOINTS_MAX),
        .context_first = (uint8_t)(breakpoints - contexts),
        .el = cpu->pstate.el,
        .secure = cpu_is_secure(cpu),
        .has_el2 = cpu_has(cpu, FEAT_EL2),
        .has_el3 = cpu_has(cpu, FEAT_EL3),
        .el2_enabled = cpu_el2_enabled(cpu),
        .vmid16 = cpu_has(cpu, FEAT_VMID16) && bit(cpu->sr[SR_VTCR_EL2], 19),
        .has_vhe = cpu_has(cpu, FEAT_VHE),
        .in_host = regime_in_host(cpu),
        .contextidr_el2 = (uint32_t)cpu->sr[SR_CONTEXTIDR_EL2],
        .contextidr = (uint32_t)cpu->sr[SR_CONTEXTIDR_EL1],
        .vttbr = cpu->sr[SR_VTTBR_EL2],
    };
}

static void select_units(Cpu *cpu)
{
    DebugScene scene = debug_scene(cpu);

    for (unsigned n = 0; n < scene.breakpoint_count; n++)
        if (debug_breakpoint_selected(&scene, n))
            cpu->debug.breakpoints |= (uint8_t)(1u << n);
    for (unsigned n = 0; n < scene.watchpoint_count; n++)
        if (debug_watchpoint_enabled(&scene, n))
            cpu->debug.watchpoints |= (uint8_t)(1u << n);
}

/* Is each instruction to be offered to debug_exception, from the one at pc on? */
static bool is_stepwise(const Cpu *cpu)
{
    return cpu->debug.step || cpu->debug.breakpoints || halt_is_near(cpu);
}

void debug_update(Cpu *cpu)
{
    uint64_t mdscr = cpu->sr[SR_MDSCR_EL1];
    DebugState before = cpu->debug;
    bool on = generated(cpu);

    cpu->debug = (DebugState){.on = mdscr & DEBUG_ENABLES};
    if (on && (mdscr & MDSCR_SS)) {
        cpu->debug.step = true;
        cpu->debug.stepping = before.stepping;
        cpu->debug.word = before.word;
    }
    if (on && (mdscr & MDSCR_MDE))
        select_units(cpu);
    if (cpu->halting.data)
        cpu->debug.watchpoints |= DEBUG_WATCH_HALT;
    if (cpu->debug.watchpoints != before.watchpoints)
        host_tlb_switch(cpu);
    if (is_stepwise(cpu))
        cpu->attention |= ATTENTION_STEP;
    else
        cpu->attention &= ~(uint32_t)ATTENTION_STEP;
}

static void fill_debug(Cpu *cpu, SyndromeClass lower, uint32_t iss)
{
    Trap why;
    unsigned target = debug_target_el(cpu, &why);

    cpu->pending = (Exception){.target_el = (uint8_t)target,
                               .ec = target > cpu->pstate.el ? lower : lower + 1,
                               .iss = iss | STATUS_DEBUG,
                               .trap = why};
}

/* LDXR, LDAXR, LDXP, LDAXP of any size; bit 21 with a clear bit 31 makes it a CASP. */
static bool is_load_exclusive(uint32_t word)
{
    return (word & 0x3fc00000) == 0x08400000 && (bit(word, 31) || !bit(word, 21));
}

/* AArch64.SoftwareStepException. CHOICE: where another exception came between the stepped
 * instruction and this one, ISV is 0. */
static void take_step(Cpu *cpu)
{
    uint32_t iss = 0;

    if (cpu->debug.stepping)
        iss = ISS_ISV | (is_load_exclusive(cpu->debug.word) ? ISS_EX : 0);
    cpu->debug.stepping = false;
    fill_debug(cpu, EC_SOFTSTP_LOW, iss);
    engine_fault(cpu);
}

static bool breakpoint_hit(const Cpu *cpu)
{
    DebugScene scene;

    if (!cpu->debug.breakpoints)
        return false;
    scene = debug_scene(cpu);
    for (unsigned n = 0; n < scene.breakpoint_count; n++)
        if (bit(cpu->debug.breakpoints, n) && debug_breakpoint_matches(&scene, n, cpu->pc))
            return true;
    return false;
}

/* A debugger of the host comes before everything. Of what an instruction meets, Software Step comes
 * first, then the faults of its fetch, then breakpoints. */
bool debug_exception(Cpu *cpu)
{
    if (UNLIKELY(halt_is_near(cpu)) && halt_before(cpu))
        return true;
    if (!is_stepwise(cpu))
        cpu->attention &= ~(uint32_t)ATTENTION_STEP;
    if (cpu->debug.step && !cpu->pstate.ss) {
        take_step(cpu);
        return true;
    }
    if (!mem_fetch(cpu)) {
        engine_fault(cpu);
        return true;
    }
    if (breakpoint_hit(cpu)) {
        fill_debug(cpu, EC_BREAKPT_LOW, 0);
        engine_fault(cpu);
        return true;
    }
    if (cpu->debug.step) {
        cpu->debug.stepping = true;
        mem_peek_insn(cpu, &cpu->debug.word);
        cpu->pstate.ss = false;
    }
    return false;
}

void debug_step_ended(Cpu *cpu, const Exception *e)
{
    if (e->kind == EXCEPTION_SYNC && !e->return_offset)
        cpu->pstate.ss = true;
    cpu->debug.stepping = false;
}

bool debug_return_steps(const Cpu *cpu, uint64_t spsr, unsigned el)
{
    bool secure = el == 3 || cpu_is_secure_below_el3(cpu);

    if (!(cpu->sr[SR_MDSCR_EL1] & MDSCR_SS))
        return false;
    return !generated(cpu) && generated_from(cpu, el, secure, bit(spsr, SPSR_D));
}

static bool any_watchpoint(const Cpu *cpu, const DebugAccess *access, uint64_t *hit)
{
    DebugScene scene = debug_scene(cpu);

    for (unsigned n = 0; n < scene.watchpoint_count; n++)
        if (bit(cpu->debug.watchpoints, n) && debug_watchpoint_matches(&scene, n, access, hit))
            return true;
    return false;
}

/* An atomic's exception says "read" if a read of the same bytes would have met it. */
static bool says_write(const Cpu *cpu, const DebugAccess *access)
{
    DebugAccess read = *access;
    uint64_t hit;

    read.write = read.atomic = false;
    return access->write && !(access->atomic && any_watchpoint(cpu, &read, &hit));
}

/* CHOICE: FAR_ELx is the first byte that is both accessed and watched. */
bool debug_watched(Cpu *cpu, uint64_t va, unsigned size_bytes, Access access, bool cacheop)
{
    DebugAccess data = {.va = va,
                        .size_bytes = size_bytes,
                        .write = access.type != ACCESS_READ,
                        .atomic = access.atomic_write,
                        .privileged = access.privileged};
    uint64_t hit;

    if (halt_watched(cpu, va, size_bytes, access.type == ACCESS_READ || access.atomic_write,
                     data.write))
        return true;
    if (!any_watchpoint(cpu, &data, &hit))
        return false;
    fill_debug(cpu, EC_WATCHPT_LOW,
               (says_write(cpu, &data) ? ISS_WNR : 0) | (cacheop ? ISS_CM : 0));
    cpu->pending.has_far = true;
    cpu->pending.far = hit;
    return true;
}
