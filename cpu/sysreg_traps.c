/* SPDX-License-Identifier: MIT
 *
 * sysreg_traps.c - do the controls of a row trap this access?
 *
 * A row lists its traps in the order of the architecture: controls of EL1 over EL0, then of EL2,
 * then of EL3; the fine-grained ones (fgt.c) are the last of EL2's. Where a rule is more than one
 * bit, the row has a .check.
 *
 * Spec: DDI 0487, the accessibility pseudocode of each register; AArch64.SystemAccessTrap.
 * Tests: tests/unit/cpu/sysreg_test.c, tests/guest/
 * Journey: after cpu/sysreg.c, before cpu/sysreg_state.c
 */
#include <stdio.h>

#include "cpu/exception.h"
#include "cpu/fgt.h"
#include "cpu/models.h"
#include "cpu/regime.h"
#include "cpu/sysop.h"
#include "cpu/sysreg_fields.h"
#include "cpu/sysreg_rows.h"

/* A control as it works, which is not always as it reads: MDCR_EL2.TDE, and HCR_EL2.TGE, make
 * TDRA, TDOSA and TDA count as 1; EL1's controls over EL0 are EL2's while EL0 belongs to a host;
 * with HCR_EL2.E2H, EL1PCTEN and EL1PCEN of CNTHCTL_EL2 stand ten bits higher. */
static uint64_t control_value(const Cpu *cpu, Sysreg control)
{
    const SysregRow *row = sysreg_row(control);
    uint64_t value = cpu->sr[control];

    switch (control) {
    case SR_MDCR_EL2:
        if ((value & MDCR_TDE) || (cpu->sr[SR_HCR_EL2] & HCR_TGE))
            value |= MDCR_TDRA | MDCR_TDOSA | MDCR_TDA;
        return value;
    case SR_HCR_EL2:
        return regime_hcr(cpu);
    case SR_CNTHCTL_EL2:
        return regime_e2h(cpu) ? with_bits(value, 1, 0, bits(value, 11, 10)) : value;
    default:
        return row->vhe != SR_NONE && regime_el0_in_host(cpu) ? cpu->sr[row->vhe] : value;
    }
}

static bool traps_now(const Cpu *cpu, const TrapRow *row, unsigned direction)
{
    return (row->direction & direction) && cpu_has(cpu, (Feature)row->feature) &&
           bit(control_value(cpu, (Sysreg)row->control), row->bit) == row->when;
}

/* Does @row's control look at accesses of the current EL at all? CNTHCTL_EL2 holds a host's EL0
 * only as what its CNTKCTL_EL1 is. */
static bool control_applies(const Cpu *cpu, const TrapRow *row)
{
    if (cpu->pstate.el >= row->level)
        return false;
    if (row->level == 2)
        return cpu_el2_enabled(cpu) && !(row->control == SR_CNTHCTL_EL2 && regime_el0_in_host(cpu));
    return row->level == 1 || cpu_has(cpu, FEAT_EL3);
}

/* Enables of one control register that stand side by side are alternatives: one of them is enough.
 */
static bool is_alternative(const TrapRow *a, const TrapRow *b)
{
    return a->control == b->control && b->when == 0 && b->direction;
}

/* The first of @traps that takes an access in @direction, T_NONE for none. */
static Trap first_trap(const Cpu *cpu, const uint16_t *traps, unsigned direction)
{
    for (unsigned i = 0; i < SYSREG_TRAPS_MAX && traps[i] != T_NONE;) {
        const TrapRow *row = trap_row((Trap)traps[i]), *next;
        Trap first = (Trap)traps[i++];
        bool hit = control_applies(cpu, row) && traps_now(cpu, row, direction);

        for (; row->when == 0 && i < SYSREG_TRAPS_MAX && traps[i] != T_NONE; i++) {
            next = trap_row((Trap)traps[i]);
            if (!is_alternative(row, next))
                break;
            if ((next->direction & direction) && !traps_now(cpu, next, direction))
                hit = false;
        }
        if (UNLIKELY(hit))
            return first;
    }
    return T_NONE;
}

/* The fine-grained trap is EL2's: it comes before those of EL3. */
bool sysreg_check_traps(Cpu *cpu, const uint16_t *traps, Trap fgt, uint32_t word, bool is_read)
{
    Trap why = first_trap(cpu, traps, is_read ? TRAP_ON_READ : TRAP_ON_WRITE);
    unsigned level = why == T_NONE ? 3 : trap_row(why)->level;

    if (level == 3 && fgt_traps(cpu, fgt)) {
        why = fgt;
        level = 2;
    }
    return why == T_NONE || exception_trap(cpu, level == 1 ? exception_default_el(cpu) : level,
                                           EC_SYS64, syndrome_sys64(word), why);
}

typedef struct Absent {
    uint16_t key;
    const char *name, *feature;
} Absent;

static const Absent absent[] = {
#define ABSENT(name, op0, op1, crn, crm, op2, feature)                                             \
    {SYSREG_KEY(op0, op1, crn, crm, op2), #name, feature},
#include "cpu/sysregs_absent.def"
#undef ABSENT
};

static const Absent *find_absent(unsigned key)
{
    for (size_t i = 0; i < ARRAY_COUNT(absent); i++)
        if (absent[i].key == key)
            return &absent[i];
    return NULL;
}

/* True the first time for each key, for as many keys as there is room. */
static bool is_news(Cpu *cpu, unsigned key)
{
    for (unsigned i = 0; i < cpu->unknown_count; i++)
        if (cpu->unknown_key[i] == key)
            return false;
    if (cpu->unknown_count == ARRAY_COUNT(cpu->unknown_key))
        return false;
    cpu->unknown_key[cpu->unknown_count++] = (uint16_t)key;
    return true;
}

/* Name and what is missing of an encoding that is known but not here; false for any other. */
static bool known_but_missing(unsigned key, const char **name, const char **missing)
{
    const Absent *known = find_absent(key);
    Sysreg sr = sysreg_find(key);
    Sysop op = sysop_find(key);

    if (known) {
        *name = known->name;
        *missing = known->feature;
    } else if (sr != SR_COUNT) {
        *name = sysreg_name(sr);
        *missing = feature_arm_name((Feature)sysreg_row(sr)->feature);
    } else if (op != OP_COUNT) {
        *name = sysop_row(op)->name;
        *missing = feature_arm_name((Feature)sysop_row(op)->feature);
    }
    return known || sr != SR_COUNT || op != OP_COUNT;
}

void sysreg_notice_unknown(Cpu *cpu, unsigned key, uint32_t word)
{
    const CpuPorts *ports = &cpu->config.ports;
    unsigned op0 = key >> 14, op1 = (key >> 11) & 7, crn = (key >> 7) & 15;
    unsigned crm = (key >> 3) & 15, op2 = key & 7, el = cpu->pstate.el;
    const char *access = bit(word, 21) ? "read" : "write", *name, *missing;
    unsigned long long pc = cpu->pc;
    const Absent *known = find_absent(key);
    char text[320];

    if (known)
        cpu->seen.absent[known - absent] = true;
    if (!ports->notice || !is_news(cpu, key))
        return;
    if (known_but_missing(key, &name, &missing))
        snprintf(text, sizeof text, "%s of %s at EL%u, pc 0x%llx: this CPU does not have %s",
                 access, name, el, pc, missing);
    else if (op0 == 1)
        snprintf(text, sizeof text,
                 "unknown system instruction at EL%u, pc 0x%llx; its row would be\n"
                 "SYSOP(S1_%u_C%u_C%u_%u, %u, %u,%u,%u, %u, CACHE_OP, op_nothing)",
                 el, pc, op1, crn, crm, op2, op1, crn, crm, op2, el);
    else
        snprintf(text, sizeof text,
                 "%s of an unknown system register at EL%u, pc 0x%llx; its row would be\n"
                 "SYSREG(S%u_%u_C%u_C%u_%u, %u,%u, %u,%u,%u, EL%u_RW, OTHER)",
                 access, el, pc, op0, op1, crn, crm, op2, op0, op1, crn, crm, op2, el);
    ports->notice(ports->owner, cpu, text);
}
