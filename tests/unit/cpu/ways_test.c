/* SPDX-License-Identifier: MIT
 *
 * ways_test.c - what is remembered of accesses to system registers is what sysreg_read and
 * sysreg_write say, whatever bit of a control changes.
 *
 * Expectations: the access itself, checked in full; the rules behind it are tested in
 * sysreg_test.c.
 */
#include "cpu/sysop.h"
#include "cpu/ways.h"
#include "tests/unit/cpu/gic_fixture.h"

#define SCTLR_UCT (UINT64_C(1) << 15)

static const Uop within_a_section;

/* The access; what it did to registers is taken back, and sets are to be found again. */
static bool passes(Fixture *f, Sysreg sr, bool is_read, uint64_t written)
{
    Cpu *cpu = f->cpu;
    Pstate pstate = cpu->pstate;
    uint64_t kept[SR_COUNT], value;
    bool through;

    if (is_read)
        return sysreg_read(cpu, sr, mrs(sr), &value);
    memcpy(kept, cpu->sr, sizeof kept);
    through = sysreg_write(cpu, sr, msr(sr), written);
    memcpy(cpu->sr, kept, sizeof kept);
    cpu->pstate = pstate;
    ways_let_go(cpu);
    return through;
}

static void learn(Fixture *f, Sysreg sr, bool is_read)
{
    f->cpu->section_end = &within_a_section;
    passes(f, sr, is_read, f->cpu->sr[sr]);
    f->cpu->section_end = NULL;
}

/* The set of @el for the controls as they are: found by an access that nearly always goes through.
 */
static WaySet *set_of(Fixture *f, unsigned el)
{
    f->cpu->pstate.el = (uint8_t)el;
    f->cpu->pstate.sp = true;
    learn(f, SR_TPIDR_EL0, true);
    return f->cpu->ways.now[el];
}

/* A fault of its translation, or an instruction that answers in PAR_EL1, is let through. */
static bool op_passes(Fixture *f, Sysop op)
{
    Pstate pstate = f->cpu->pstate;
    bool through;

    f->cpu->pending.ec = EC_DABT_LOW;
    through = execute_sys(f, UINT32_C(0xd5000000) | (uint32_t)sysop_row(op)->key << 5, RAM_BASE);
    f->cpu->pstate = pstate;
    return through || (f->cpu->pending.ec != EC_SYS64 && f->cpu->pending.ec != EC_UNKNOWN);
}

static void learn_all(Fixture *f, unsigned el)
{
    f->cpu->pstate.el = (uint8_t)el;
    f->cpu->section_end = &within_a_section;
    for (unsigned op = 0; op < OP_COUNT; op++)
        op_passes(f, (Sysop)op);
    f->cpu->section_end = NULL;
    for (unsigned sr = 0; sr < SR_COUNT; sr++) {
        learn(f, (Sysreg)sr, true);
        learn(f, (Sysreg)sr, false);
    }
}

/* @way of @sr at the current EL, against the long way: is it let through, what does it count, where
 * does it go? */
static bool agrees(Fixture *f, Sysreg sr, bool is_read, Way way)
{
    Cpu *cpu = f->cpu;
    uint64_t before = cpu->count.n[way.cost], kept = cpu->sr[way.sr], value = 0, mark;
    bool through;

    if (way.kind != WAY_PLAIN && way.kind != WAY_MASKED)
        return passes(f, sr, is_read, kept) && cpu->count.n[way.cost] == before + 1;
    mark = (UINT64_C(0x5a5a5a5a00000000) + way.sr) & ~sysreg_row((Sysreg)way.sr)->res0;
    cpu->sr[way.sr] = is_read ? mark : ~mark;
    through =
        is_read ? sysreg_read(cpu, sr, mrs(sr), &value) : sysreg_write(cpu, sr, msr(sr), mark);
    if (!is_read)
        value = cpu->sr[way.sr];
    cpu->sr[way.sr] = kept;
    return through && value == mark && cpu->count.n[way.cost] == before + 1;
}

static void check_all(Fixture *f, unsigned el)
{
    const WaySet *set = set_of(f, el);

    for (unsigned sr = 0; sr < SR_COUNT; sr++) {
        for (unsigned direction = 0; direction < WAY_DIRECTIONS; direction++) {
            Way way = set->way[sr][direction];

            if (way.kind != WAY_UNKNOWN && !agrees(f, (Sysreg)sr, direction == WAY_READ, way))
                ck_abort_msg("%s at EL%u", sysreg_name((Sysreg)sr), el);
        }
    }
    for (unsigned op = 0; op < OP_COUNT; op++)
        if (set->op[op] != WAY_UNKNOWN && !op_passes(f, (Sysop)op))
            ck_abort_msg("%s at EL%u", sysop_row((Sysop)op)->name, el);
}

/* Changes @bits of @sr; then and now all that is remembered of any EL is so. */
static void change_and_check(Fixture *f, Sysreg sr, uint64_t bits)
{
    uint64_t before = f->cpu->sr[sr];

    for (unsigned el = 0; el < 4; el++)
        if (set_of(f, el)->way[SR_CTR_EL0][WAY_READ].kind == WAY_UNKNOWN)
            learn_all(f, el);
    f->cpu->pstate.el = 3;
    sysreg_set(f->cpu, sr, before ^ bits);
    for (unsigned el = 0; el < 4 && f->cpu->sr[sr] != before; el++)
        check_all(f, el);
    f->cpu->pstate.el = 3;
    sysreg_set(f->cpu, sr, before);
}

/* HCR_EL2 of no hypervisor, of a VM under one without VHE, of a VM and of the host of one with it.
 */
static const uint64_t hcr[] = {HCR_RW, HCR_RW | HCR_VM | HCR_IMO | HCR_FMO,
                               HCR_RW | HCR_VM | HCR_E2H | HCR_APK | HCR_TID3,
                               HCR_RW | HCR_E2H | HCR_TGE};

/* At EL3; EL0 may read CTR_EL0, EL1 what the GIC has. */
static Fixture *ways_fixture(uint64_t hcr_el2)
{
    Fixture *f = gic_fixture("max,+el3");

    go_to(f, 3);
    f->cpu->sr[SR_SCTLR_EL1] |= SCTLR_UCT;
    f->cpu->sr[SR_SCTLR_EL2] |= SCTLR_UCT;
    sysreg_set(f->cpu, SR_HCR_EL2, hcr_el2);
    return f;
}

START_TEST(no_bit_of_a_control_leaves_a_wrong_way)
{
    for (unsigned i = 0; i < ARRAY_COUNT(hcr); i++) {
        Fixture *f = ways_fixture(hcr[i]);

        for (unsigned c = 0; c < f->cpu->ways.control_count; c++)
            for (unsigned number = 0; number < 64; number++)
                change_and_check(f, (Sysreg)f->cpu->ways.control[c], UINT64_C(1) << number);
        gic_fixture_free(f);
    }
}
END_TEST

/* Nothing else is a control. */
START_TEST(no_register_leaves_a_wrong_way)
{
    for (unsigned i = 0; i < ARRAY_COUNT(hcr); i++) {
        Fixture *f = ways_fixture(hcr[i]);

        for (unsigned sr = 0; sr < SR_COUNT; sr++)
            if (sysreg_row((Sysreg)sr)->write_el != EL_NEVER)
                change_and_check(f, (Sysreg)sr, UINT64_MAX);
        gic_fixture_free(f);
    }
}
END_TEST

START_TEST(what_is_let_through_is_remembered)
{
    Fixture *f = fixture_new("max,+el3");

    go_to(f, 1);
    sysreg_set(f->cpu, SR_HCR_EL2, HCR_RW | HCR_TVM);
    learn(f, SR_VBAR_EL1, false);
    learn(f, SR_FAR_EL1, false); /* trapped */
    learn(f, SR_FAR_EL1, true);
    ck_assert_int_eq(f->cpu->ways.now[1]->way[SR_VBAR_EL1][WAY_WRITE].kind, WAY_MASKED);
    ck_assert_int_eq(f->cpu->ways.now[1]->way[SR_VBAR_EL1][WAY_READ].kind, WAY_UNKNOWN);
    ck_assert_int_eq(f->cpu->ways.now[1]->way[SR_FAR_EL1][WAY_WRITE].kind, WAY_UNKNOWN);
    ck_assert_int_eq(f->cpu->ways.now[1]->way[SR_FAR_EL1][WAY_READ].kind, WAY_PLAIN);
    fixture_free(f);
}
END_TEST

START_TEST(two_worlds_keep_their_ways)
{
    Fixture *f = fixture_new("max,+el3");
    WaySet *first;

    go_to(f, 1);
    sysreg_set(f->cpu, SR_HCR_EL2, HCR_RW);
    learn(f, SR_VBAR_EL1, true);
    first = f->cpu->ways.now[1];
    sysreg_set(f->cpu, SR_HCR_EL2, HCR_RW | HCR_TVM);
    learn(f, SR_VBAR_EL1, true);
    ck_assert_ptr_ne(f->cpu->ways.now[1], first);
    sysreg_set(f->cpu, SR_HCR_EL2, HCR_RW);
    learn(f, SR_TPIDR_EL1, true);
    ck_assert_ptr_eq(f->cpu->ways.now[1], first);
    ck_assert_int_eq(first->way[SR_VBAR_EL1][WAY_READ].kind, WAY_PLAIN);
    fixture_free(f);
}
END_TEST

/* What a host's EL2 does to its guest's traps does not concern itself. */
START_TEST(controls_of_an_el_do_not_touch_its_own_ways)
{
    Fixture *f = fixture_new("max,+el3");
    WaySet *set;

    go_to(f, 2);
    sysreg_set(f->cpu, SR_HCR_EL2, HCR_RW | HCR_E2H);
    learn(f, SR_VBAR_EL1, true);
    set = f->cpu->ways.now[2];
    ck_assert_uint_eq(set->way[SR_VBAR_EL1][WAY_READ].sr, SR_VBAR_EL2);
    sysreg_set(f->cpu, SR_HCR_EL2, HCR_RW | HCR_E2H | HCR_VM | HCR_TVM);
    ck_assert_ptr_eq(f->cpu->ways.now[2], set);
    sysreg_set(f->cpu, SR_HCR_EL2, HCR_RW);
    ck_assert_ptr_ne(f->cpu->ways.now[2], set);
    fixture_free(f);
}
END_TEST

TEST_MAIN("cpu/ways", no_bit_of_a_control_leaves_a_wrong_way, no_register_leaves_a_wrong_way,
          what_is_let_through_is_remembered, two_worlds_keep_their_ways,
          controls_of_an_el_do_not_touch_its_own_ways)
