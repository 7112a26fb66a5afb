/* SPDX-License-Identifier: MIT
 *
 * sysreg_timer.c - CNT*: thin calls into timer/, at the time of the access.
 *
 * Spec: DDI 0487, "The Generic Timer in AArch64 state".    Tests: tests/unit/cpu/sysreg_test.c
 * Journey: after cpu/sysreg_state.c, before cpu/sysreg_debug.c
 */
#include "cpu/exception.h"
#include "cpu/regime.h"
#include "cpu/sysreg_fields.h"
#include "cpu/sysreg_rows.h"

/* CNTFRQ_EL0 is written at the highest EL only. */
bool check_cntfrq(Cpu *cpu, Sysreg sr, uint32_t word)
{
    bool is_read = bit(word, 21);

    (void)sr;
    return is_read || cpu->pstate.el == highest_el(cpu) || exception_undefined(cpu);
}

/* The secure timer: EL3, and Secure EL1 as far as SCR_EL3.ST lets it. */
bool check_cntps(Cpu *cpu, Sysreg sr, uint32_t word)
{
    bool there = cpu_has(cpu, FEAT_EL3) && cpu->pstate.el != 2 && cpu_is_secure(cpu);

    (void)sr;
    (void)word;
    return there || exception_undefined(cpu);
}

/* The system counter. A count that is read too far ahead of other CPUs would be theirs too: see
 * CpuConfig.count_read_max. */
bool check_count(Cpu *cpu, Sysreg sr, uint32_t word)
{
    const CpuPorts *ports = &cpu->config.ports;

    (void)sr;
    (void)word;
    if (!ports->is_early || !ports->is_early(ports->owner, cpu))
        return true;
    cpu->again = AGAIN_EARLY;
    return false;
}

static TimerId timer_of(Sysreg sr)
{
    switch (sr) {
    case SR_CNTP_TVAL_EL0:
    case SR_CNTP_CTL_EL0:
    case SR_CNTP_CVAL_EL0:
        return TIMER_PHYS;
    case SR_CNTV_TVAL_EL0:
    case SR_CNTV_CTL_EL0:
    case SR_CNTV_CVAL_EL0:
        return TIMER_VIRT;
    case SR_CNTHP_TVAL_EL2:
    case SR_CNTHP_CTL_EL2:
    case SR_CNTHP_CVAL_EL2:
        return TIMER_HYP;
    case SR_CNTHV_TVAL_EL2:
    case SR_CNTHV_CTL_EL2:
    case SR_CNTHV_CVAL_EL2:
        return TIMER_HYP_VIRT;
    default:
        return TIMER_SEC;
    }
}

/* op2 says which of a timer's three registers: 0 TVAL, 1 CTL, 2 CVAL. */
static unsigned view_of(Sysreg sr)
{
    return sysreg_row(sr)->key & 7;
}

/* What CNTPCT_EL0 and CNTVCT_EL0 read as, but for their offsets. */
static uint64_t read_count(Cpu *cpu)
{
    uint64_t count = timers_physical_count(cpu->timers, cpu_now(cpu));
    uint64_t *greatest = cpu->config.count_read_max;

    if (!greatest)
        return count;
    *greatest = max_u64(*greatest, count);
    return *greatest;
}

/* FEAT_ECV: what the EL1 physical timer, and EL1 and EL0, see of CNTPOFF_EL2. */
static uint64_t cntpoff_at_work(const Cpu *cpu)
{
    const uint64_t host = HCR_E2H | HCR_TGE;
    bool enabled = (cpu->sr[SR_CNTHCTL_EL2] & CNTHCTL_ECV) && cpu_el2_enabled(cpu) &&
                   (cpu->sr[SR_HCR_EL2] & host) != host &&
                   (!cpu_has(cpu, FEAT_EL3) || (cpu->sr[SR_SCR_EL3] & SCR_ECVEn));

    return enabled ? cpu->sr[SR_CNTPOFF_EL2] : 0;
}

void cntpoff_changed(Cpu *cpu)
{
    uint64_t offset;

    if (!cpu_has(cpu, FEAT_ECV))
        return;
    offset = cntpoff_at_work(cpu);
    if (offset == timers_poff(cpu->timers))
        return;
    timers_set_poff(cpu->timers, offset, cpu_now(cpu));
    cpu->attention |= ATTENTION_RESLICE;
}

void write_cntpoff(Cpu *cpu, Sysreg sr, uint64_t value)
{
    cpu->sr[sr] = value;
    cntpoff_changed(cpu);
}

/* What the current EL sees of it: nothing at EL2 and EL3, in the TVAL view of CNTP too. */
static uint64_t physical_offset(const Cpu *cpu)
{
    return cpu->pstate.el < 2 && !regime_in_host(cpu) ? timers_poff(cpu->timers) : 0;
}

/* CNTVOFF_EL2, but for a host, which sees no offset. */
static uint64_t virtual_offset(const Cpu *cpu)
{
    return regime_in_host(cpu) ? 0 : timers_voff(cpu->timers);
}

static uint64_t physical_count(const Cpu *cpu, uint64_t now)
{
    return timers_physical_count(cpu->timers, now) - physical_offset(cpu);
}

static uint64_t read_tval(const Cpu *cpu, TimerId id, uint64_t now)
{
    return id == TIMER_PHYS ? (uint32_t)(timers_cval(cpu->timers, id) - physical_count(cpu, now))
                            : timers_tval(cpu->timers, id, now);
}

static void write_tval(Cpu *cpu, TimerId id, uint64_t value, uint64_t now)
{
    if (id == TIMER_PHYS)
        timers_set_cval(cpu->timers, id, physical_count(cpu, now) + sign_extend(value, 32), now);
    else
        timers_set_tval(cpu->timers, id, value, now);
}

uint64_t read_timer(Cpu *cpu, Sysreg sr)
{
    uint64_t now = cpu_now(cpu);

    switch (sr) {
    case SR_CNTPCT_EL0:
    case SR_CNTPCTSS_EL0:
        return read_count(cpu) - physical_offset(cpu);
    case SR_CNTVCT_EL0:
    case SR_CNTVCTSS_EL0:
        return read_count(cpu) - virtual_offset(cpu);
    case SR_CNTVOFF_EL2:
        return timers_voff(cpu->timers);
    default:
        break;
    }
    switch (view_of(sr)) {
    case 0:
        return read_tval(cpu, timer_of(sr), now);
    case 1:
        return timers_ctl(cpu->timers, timer_of(sr), now);
    default:
        return timers_cval(cpu->timers, timer_of(sr));
    }
}

void write_timer(Cpu *cpu, Sysreg sr, uint64_t value)
{
    uint64_t now = cpu_now(cpu);

    cpu->attention |= ATTENTION_RESLICE;
    if (sr == SR_CNTVOFF_EL2) {
        timers_set_voff(cpu->timers, value, now);
        return;
    }
    switch (view_of(sr)) {
    case 0:
        write_tval(cpu, timer_of(sr), value, now);
        break;
    case 1:
        timers_set_ctl(cpu->timers, timer_of(sr), value, now);
        break;
    default:
        timers_set_cval(cpu->timers, timer_of(sr), value, now);
        break;
    }
}

/* CNTKCTL_EL1 and CNTHCTL_EL2 also control the event stream, whose next event moves. */
void write_timer_control(Cpu *cpu, Sysreg sr, uint64_t value)
{
    if (sr == SR_CNTHCTL_EL2 && !(cpu->sr[SR_HCR_EL2] & HCR_E2H))
        value &= CNTHCTL_BITS;
    cpu->sr[sr] = cpu_has(cpu, FEAT_ECV) ? value : value & ~CNT_ECV_BITS;
    cpu->attention |= ATTENTION_RESLICE;
    cntpoff_changed(cpu);
}
