/* SPDX-License-Identifier: MIT
 *
 * ways.c - remembering accesses to system registers that nothing stops.
 *
 * Tests: tests/unit/cpu/ways_test.c
 * Journey: after cpu/fgt.c, before cpu/sysreg_state.c
 */
#include "cpu/ways.h"

#include <string.h>

#include "cpu/sysop.h"
#include "cpu/sysreg_fields.h"
#include "cpu/sysreg_rows.h"

_Static_assert(COST_COUNT <= 256, "Way.cost holds a cost event");

static WayKind special(Sysreg sr)
{
    switch (sr) {
    case SR_SP_EL0:
        return WAY_SP_EL0;
    case SR_SP_EL1:
        return WAY_SP_EL1;
    case SR_NZCV:
        return WAY_NZCV;
    case SR_DAIF:
        return WAY_DAIF;
    case SR_CurrentEL:
        return WAY_CURRENT_EL;
    default:
        return WAY_LONG;
    }
}

/* FP's rule depends on controls of the current EL, which are not among those looked at. */
static WayKind kind_of(Sysreg sr, bool is_read)
{
    const SysregRow *row = sysreg_row(sr);

    if (row->check == check_fp)
        return WAY_UNKNOWN;
    if ((is_read && row->read) || (!is_read && row->write))
        return special(sr);
    return !is_read && (row->res0 || row->res1) ? WAY_MASKED : WAY_PLAIN;
}

bool ways_are_short(Sysreg sr, bool is_read)
{
    const SysregRow *row;

    if (sr == SR_COUNT || kind_of(sr, is_read) <= WAY_LONG)
        return false;
    row = sysreg_row(sr);
    return row->vhe == SR_NONE || kind_of((Sysreg)row->vhe, is_read) > WAY_LONG;
}

bool ways_are_short_of(Sysop op)
{
    return op != OP_COUNT && sysop_way(op) != WAY_LONG;
}

/* @control looks at accesses of the ELs below @level. */
static void add_control(Ways *ways, Sysreg control, unsigned level)
{
    if (!ways->number[control]) {
        assert(ways->control_count < WAYS_CONTROLS);
        assert(sysreg_row(control)->write); /* by which ways_written hears of it */
        ways->control[ways->control_count++] = (uint16_t)control;
        ways->number[control] = (uint8_t)ways->control_count;
    }
    for (unsigned el = 0; el < level; el++)
        ways->mask[el][ways->number[control] - 1u] = ~UINT64_C(0);
}

static uint64_t trap_bits(Sysreg control)
{
    uint64_t bits = 0;

    for (unsigned i = T_NONE + 1; i < T_COUNT; i++)
        if (trap_row((Trap)i)->control == control)
            bits |= UINT64_C(1) << trap_row((Trap)i)->bit;
    return bits;
}

/* In a host, EL0 is under what .vhe says of EL1's controls. HCR_EL2.E2H has its say in names at EL2
 * and EL3, SCR_EL3.NS everywhere. The rest of ICH_HCR_EL2 changes with each entry of a guest. */
void ways_init(Cpu *cpu)
{
    Ways *ways = &cpu->ways;

    memset(ways, 0, sizeof *ways);
    for (unsigned i = T_NONE + 1; i < T_COUNT; i++) {
        const TrapRow *trap = trap_row((Trap)i);
        const SysregRow *control = sysreg_row((Sysreg)trap->control);

        add_control(ways, (Sysreg)trap->control, trap->level);
        if (control->vhe != SR_NONE)
            add_control(ways, (Sysreg)control->vhe, 1);
    }
    for (unsigned el = 0; el < 2; el++)
        ways->mask[el][ways->number[SR_ICH_HCR_EL2] - 1u] = trap_bits(SR_ICH_HCR_EL2);
    for (unsigned el = 2; el < 4; el++)
        ways->mask[el][ways->number[SR_HCR_EL2] - 1u] = HCR_E2H;
    ways->mask[3][ways->number[SR_SCR_EL3] - 1u] = SCR_NS;
    ways_let_go(cpu);
}

void ways_let_go(Cpu *cpu)
{
    for (unsigned el = 0; el < 4; el++)
        cpu->ways.now[el] = &cpu->ways.none;
}

void ways_written(Cpu *cpu, Sysreg sr, uint64_t before)
{
    Ways *ways = &cpu->ways;
    uint64_t changed = before ^ cpu->sr[sr];

    if (!ways->number[sr])
        return;
    for (unsigned el = 0; el < 4; el++)
        if (changed & ways->mask[el][ways->number[sr] - 1])
            ways->now[el] = &ways->none;
}

/* The set for the controls as they are, an empty one when there is none. */
static WaySet *find(Cpu *cpu, unsigned el)
{
    Ways *ways = &cpu->ways;
    uint64_t state[WAYS_CONTROLS] = {0};
    WaySet *set;

    for (unsigned i = 0; i < ways->control_count; i++)
        state[i] = cpu->sr[ways->control[i]] & ways->mask[el][i];
    for (unsigned i = 0; i < WAYS_SETS; i++) {
        set = &ways->set[el][i];
        if (set->used && !memcmp(set->state, state, sizeof state))
            return set;
    }
    set = &ways->set[el][ways->next[el]++ % WAYS_SETS];
    memset(set, 0, sizeof *set);
    memcpy(set->state, state, sizeof state);
    set->used = true;
    return set;
}

/* The rule of the system counter's, where there are other CPUs, looks at their times. */
static bool depends_on_time(const Cpu *cpu, Sysreg sr)
{
    return sysreg_row(sr)->check == check_count && cpu->config.ports.is_early;
}

/* Of the current EL, for as long as the controls are as they are. */
static WaySet *current(Cpu *cpu)
{
    unsigned el = cpu->pstate.el;
    WaySet **now = &cpu->ways.now[el];

    if (*now == &cpu->ways.none)
        *now = find(cpu, el);
    return *now;
}

void ways_learn(Cpu *cpu, Sysreg sr, Sysreg target, bool is_read)
{
    const SysregRow *row = sysreg_row(target);
    WayKind kind = ways_are_short(sr, is_read) ? kind_of(target, is_read) : WAY_LONG;

    if (kind_of(sr, is_read) == WAY_UNKNOWN || depends_on_time(cpu, sr))
        return;
    current(cpu)->way[sr][is_read ? WAY_READ : WAY_WRITE] =
        (Way){.kind = (uint8_t)kind,
              .cost = (uint8_t)(is_read ? row->read_cost : row->write_cost),
              .sr = (uint16_t)target};
}

void ways_learn_op(Cpu *cpu, Sysop op)
{
    current(cpu)->op[op] = (uint8_t)sysop_way(op);
}
