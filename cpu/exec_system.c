/* SPDX-License-Identifier: MIT
 *
 * exec_system.c - waiting, and system instructions that are not there.
 *
 * Spec: DDI 0487, AArch64.CheckForWFxTrap, AArch64.WFxTrap, AArch64.ESBOperation.
 * Tests: tests/unit/cpu/exec_system_test.c, tests/guest/
 * Journey: after cpu/exec_call.c, before cpu/exec_sysreg.c
 */
#include "cpu/engine.h"
#include "cpu/regime.h"
#include "cpu/sysreg_rows.h"

/* Which control traps WFI, or WFE, and where to. */
typedef struct WaitTrap {
    uint8_t ti;              /* ISS.TI */
    uint8_t sctlr, hcr, scr; /* bit numbers in SCTLR_ELx of EL0, HCR_EL2, SCR_EL3 */
    Trap sctlr_trap, hcr_trap, scr_trap;
} WaitTrap;

static const WaitTrap wfi_trap = {0, 16, 13, 12, T_SCTLR_nTWI, T_HCR_TWI, T_SCR_TWI};
static const WaitTrap wfe_trap = {1, 18, 14, 13, T_SCTLR_nTWE, T_HCR_TWE, T_SCR_TWE};

/* AArch64.CheckForWFxTrap, lowest level first. True: pending is filled. */
static bool wait_is_trapped(Cpu *cpu, const WaitTrap *trap)
{
    uint32_t iss = UINT32_C(0x1e00000) | trap->ti; /* CV = 1, COND = always */
    unsigned el = cpu->pstate.el, target;
    Trap cause;

    if (el == 0 && !bit(regime_el0_sctlr(cpu), trap->sctlr)) {
        target = exception_default_el(cpu);
        cause = trap->sctlr_trap;
    } else if (el < 2 && bit(regime_hcr(cpu), trap->hcr)) {
        target = 2;
        cause = trap->hcr_trap;
    } else if (el < 3 && cpu_has(cpu, FEAT_EL3) && bit(cpu->sr[SR_SCR_EL3], trap->scr)) {
        target = 3;
        cause = trap->scr_trap;
    } else {
        return false;
    }
    exception_trap(cpu, target, EC_WFX, iss, cause);
    return true;
}

/* A WFI that would not wait is not trapped either. */
EXEC(WFI)
{
    if (interrupt_pending(cpu))
        NEXT_SYNC;
    if (wait_is_trapped(cpu, &wfi_trap))
        RAISE;
    cpu_wait(cpu, WAIT_WFI);
    NEXT_SYNC;
}

EXEC(WFE)
{
    if (cpu->event_register) {
        cpu->event_register = false;
        NEXT_SYNC;
    }
    if (wait_is_trapped(cpu, &wfe_trap))
        RAISE;
    cpu_wait(cpu, WAIT_WFE);
    NEXT_SYNC;
}

EXEC(SEV)
{
    const CpuPorts *ports = &cpu->config.ports;

    cpu->event_register = true;
    if (ports->send_event)
        ports->send_event(ports->owner, cpu);
    NEXT_SYNC;
}

EXEC(SEVL)
{
    cpu->event_register = true;
    NEXT_SYNC;
}

EXEC(ESB)
{
    interrupt_defer(cpu);
    NEXT_SYNC;
}

/* No instruction of this machine answers with a value. */
EXEC(SYSL)
{
    sysreg_unknown(cpu, (uint32_t)u->imm, true);
    RAISE;
}
