/* SPDX-License-Identifier: MIT
 *
 * sysreg_gic.c - ICC_* and ICH_*: who may access them, and thin calls into gic/v3.
 *
 * ICH_HCR_EL2 has its trap controls in cpu->sr as well, where traps.def looks for them.
 *
 * Spec: IHI 0069, the accessibility pseudocode of each register.
 * Tests: tests/unit/cpu/sysreg_gic_test.c, tests/guest/gicv3, tests/guest/sysregs
 * Journey: after cpu/sysreg_timer.c, before gic/v3/sysregs.c
 */
#include "cpu/exception.h"
#include "cpu/gic.h"
#include "cpu/regime.h"
#include "cpu/sysreg_fields.h"
#include "cpu/sysreg_rows.h"
#include "gic/v3/sysregs.h"

#define SCR_IRQ (UINT64_C(1) << 1)
#define SCR_FIQ (UINT64_C(1) << 2)

static IcRegister register_of(Sysreg sr)
{
    switch (sr) {
#define ICC(name, ...)                                                                             \
    case SR_##name:                                                                                \
        return IC_##name;
#define ICH ICC
#include "gic/v3/icc.def"
#include "gic/v3/ich.def"
#undef ICH
#undef ICC
    default:
        return IC_COUNT;
    }
}

static IcContext context_of(const Cpu *cpu)
{
    uint64_t hcr = regime_hcr(cpu), scr = cpu_has(cpu, FEAT_EL3) ? cpu->sr[SR_SCR_EL3] : 0;

    return (IcContext){.el = cpu->pstate.el,
                       .secure_below_el3 = cpu_is_secure_below_el3(cpu),
                       .scr_irq = scr & SCR_IRQ,
                       .scr_fiq = scr & SCR_FIQ,
                       .hcr_imo = hcr & HCR_IMO,
                       .hcr_fmo = hcr & HCR_FMO};
}

/* SGIs of a guest are its hypervisor's to send: there are no virtual ones of these registers. */
static Trap sgi_trap(Sysreg sr, IcContext context)
{
    if (context.el != 1 ||
        (sr != SR_ICC_SGI0R_EL1 && sr != SR_ICC_SGI1R_EL1 && sr != SR_ICC_ASGI1R_EL1))
        return T_NONE;
    return context.hcr_fmo ? T_HCR_FMO : context.hcr_imo ? T_HCR_IMO : T_NONE;
}

static bool has_trap(const SysregRow *row, Trap trap)
{
    for (unsigned i = 0; i < SYSREG_TRAPS_MAX; i++)
        if (row->traps[i] == trap)
            return true;
    return false;
}

/* Physical registers of a group whose interrupts SCR_EL3 routes to EL3, or of both groups when it
 * does so with both, are EL3's; but at EL1 not when HCR_EL2 has routed one of them to EL2. */
static Trap el3_trap(const SysregRow *row, IcContext context)
{
    bool of_fiq = has_trap(row, T_SCR_FIQ), of_irq = has_trap(row, T_SCR_IRQ);

    if (context.el == 3 || (of_fiq && !context.scr_fiq) || (of_irq && !context.scr_irq))
        return T_NONE;
    if (context.el == 1 && ((of_fiq && context.hcr_fmo) || (of_irq && context.hcr_imo)))
        return T_NONE;
    return of_irq ? T_SCR_IRQ : T_SCR_FIQ;
}

/* The traps of ICH_HCR_EL2, then those that are more than a bit. */
bool check_icc(Cpu *cpu, Sysreg sr, uint32_t word)
{
    const SysregRow *row = sysreg_row(sr);
    IcContext context = context_of(cpu);
    bool is_read = bit(word, 21);
    Trap trap;

    if (!sysreg_check_traps(cpu, row->traps, (Trap)row->fgt[is_read ? 0 : 1], word, is_read))
        return false;
    trap = sgi_trap(sr, context);
    if (trap != T_NONE)
        return exception_trap(cpu, 2, EC_SYS64, syndrome_sys64(word), trap);
    trap = el3_trap(row, context);
    return trap == T_NONE || exception_trap(cpu, 3, EC_SYS64, syndrome_sys64(word), trap);
}

uint64_t read_gic(Cpu *cpu, Sysreg sr)
{
    return gicv3_sysreg_read(cpu->config.gic, cpu->config.index, register_of(sr), context_of(cpu));
}

void write_gic(Cpu *cpu, Sysreg sr, uint64_t value)
{
    cpu->sr[sr] = value;
    gicv3_sysreg_write(cpu->config.gic, cpu->config.index, register_of(sr), context_of(cpu), value);
}

void gic_world_changed(Cpu *cpu)
{
    Gicv3World world = cpu->pstate.el == 3            ? GICV3_EL3
                       : cpu_is_secure_below_el3(cpu) ? GICV3_SECURE
                                                      : GICV3_NONSECURE;

    if (cpu->config.gic && cpu_has(cpu, FEAT_EL3))
        gicv3_set_world(cpu->config.gic, cpu->config.index, world);
}
