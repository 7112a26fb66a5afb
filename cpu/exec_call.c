/* SPDX-License-Identifier: MIT
 *
 * exec_call.c - exception generation and exception return.
 *
 * Spec: DDI 0487, "Branches, Exception Generating and System instructions", AArch64.CallSupervisor,
 * AArch64.CallHypervisor, AArch64.CheckForSMCUndefOrTrap, AArch64.SoftwareBreakpoint.
 * Tests: tests/unit/cpu/exec_branch_test.c, tests/vectors/
 * Journey: after cpu/exec_branch.c, before cpu/exec_system.c
 */
#include "cpu/debug.h"
#include "cpu/engine.h"
#include "cpu/fgt.h"
#include "cpu/pauth.h"
#include "cpu/regime.h"

#define HCR_TSC 19
#define HCR_HCD 29
#define SCR_SMD 7
#define SCR_HCE 8

#define SEMIHOSTING_CALL 0xf000

EXEC(ERET)
{
    if (cpu->pstate.el == 0)
        UNDEFINED;
    if (UNLIKELY(cpu->sr[SR_HFGITR_EL2]) && fgt_traps_eret(cpu, 0))
        RAISE;
    exception_return(cpu, exception_return_address(cpu));
    GOTO(cpu->pc);
}

/* To the address in ELR when it is signed by SP. ISS of a trap: 2 for A, 3 for B. */
#define ERET_CHECKED(name, key, iss)                                                               \
    EXEC(name)                                                                                     \
    {                                                                                              \
        PauthChecked target;                                                                       \
                                                                                                   \
        if (cpu->pstate.el == 0)                                                                   \
            UNDEFINED;                                                                             \
        if (UNLIKELY(cpu->sr[SR_HFGITR_EL2]) && fgt_traps_eret(cpu, iss))                          \
            RAISE;                                                                                 \
        target = pauth_checked(cpu, PAUTH_##key, cpu->x[REG_SP], exception_return_address(cpu));   \
        if (target.trapped)                                                                        \
            RAISE;                                                                                 \
        exception_return(cpu, target.pointer);                                                     \
        GOTO(cpu->pc);                                                                             \
    }

ERET_CHECKED(ERETAA, IA, 2)
ERET_CHECKED(ERETAB, IB, 3)

/* Debug state is never entered: what only exists there is undefined. */
EXEC(DRPS)
{
    UNDEFINED;
}

EXEC(DCPS1)
{
    UNDEFINED;
}

EXEC(DCPS2)
{
    UNDEFINED;
}

EXEC(DCPS3)
{
    UNDEFINED;
}

EXEC(SVC)
{
    if (UNLIKELY(cpu->sr[SR_HFGITR_EL2]) && fgt_traps_svc(cpu, (uint32_t)u->imm))
        RAISE;
    exception_call(cpu, exception_default_el(cpu), EC_SVC64, (uint32_t)u->imm, true);
    RAISE_AFTER;
}

static void report_answer(Cpu *cpu, bool smc, uint32_t imm)
{
    Crossing crossing = {
        .kind = CROSSING_FIRMWARE,
        .from_el = cpu->pstate.el,
        .to_el = cpu->pstate.el,
        .esr = syndrome(smc ? EC_SMC64 : EC_HVC64, true, imm),
        .pc = cpu->pc + 4,
    };

    charge(cpu, COST_FIRMWARE_CALL);
    cpu_report(cpu, &crossing);
}

/* Offers an HVC or SMC to the firmware that stands in for EL3 or EL2 software. True: answered. */
static bool firmware_answers(Cpu *cpu, bool smc, uint32_t imm)
{
    const CpuPorts *ports = &cpu->config.ports;
    ConduitAnswer (*ask)(void *, Cpu *) = smc ? ports->smc : ports->hvc;

    if (LIKELY(!ask) || ask(ports->owner, cpu) == CONDUIT_PASS)
        return false;
    report_answer(cpu, smc, imm);
    return true;
}

/* HVC is there at EL1 and above when EL2 is; SCR_EL3.HCE, or HCR_EL2.HCD without EL3, disables it.
 */
static bool hvc_undefined(const Cpu *cpu)
{
    if (!cpu_has(cpu, FEAT_EL2) || (cpu->pstate.el == 1 && !cpu_el2_enabled(cpu)))
        return true;
    if (cpu_has(cpu, FEAT_EL3))
        return !bit(cpu->sr[SR_SCR_EL3], SCR_HCE);
    return bit(regime_hcr(cpu), HCR_HCD);
}

EXEC(HVC)
{
    if (cpu->pstate.el == 0)
        UNDEFINED;
    if (firmware_answers(cpu, false, (uint32_t)u->imm))
        NEXT_SYNC;
    if (hvc_undefined(cpu))
        UNDEFINED;
    exception_call(cpu, cpu->pstate.el == 3 ? 3 : 2, EC_HVC64, (uint32_t)u->imm, true);
    RAISE_AFTER;
}

/* CHOICE: without EL3, HCR_EL2.TSC traps all the same (the architecture lets SMC be UNDEFINED
 * first); hypervisors that run on the built-in firmware rely on it. */
EXEC(SMC)
{
    if (cpu->pstate.el == 0)
        UNDEFINED;
    if (cpu->pstate.el == 1 && bit(regime_hcr(cpu), HCR_TSC)) {
        exception_trap(cpu, 2, EC_SMC64, (uint32_t)u->imm, T_HCR_TSC);
        RAISE;
    }
    if (firmware_answers(cpu, true, (uint32_t)u->imm))
        NEXT_SYNC;
    if (!cpu_has(cpu, FEAT_EL3) || bit(cpu->sr[SR_SCR_EL3], SCR_SMD))
        UNDEFINED;
    exception_call(cpu, 3, EC_SMC64, (uint32_t)u->imm, true);
    RAISE_AFTER;
}

/* Where debug exceptions go, it goes, whether or not they are enabled. */
EXEC(BRK)
{
    Trap why;
    unsigned target = debug_target_el(cpu, &why);

    exception_trap(cpu, target, EC_BRK64, (uint32_t)u->imm, why);
    RAISE;
}

/* Halting debug is never enabled, so that HLT is undefined but for semihosting. */
EXEC(HLT)
{
    const CpuPorts *ports = &cpu->config.ports;

    if (u->imm == SEMIHOSTING_CALL && ports->semihost && ports->semihost(ports->owner, cpu))
        NEXT_SYNC;
    UNDEFINED;
}
