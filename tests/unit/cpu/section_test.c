/* SPDX-License-Identifier: MIT
 *
 * section_test.c - sections and links add up what their instructions count and cost, and are gone
 * when one of these is written.
 */
#include "cpu/access.h"
#include "cpu/section.h"
#include "tests/unit/cpu/exec_fixture.h"

static const uint32_t program[] = {
    0x91000400, /* top: add x0, x0, #1 */
    0xb4000041, /* cbz x1, over */
    0xf9400041, /* ldr x1, [x2] */
    0x8b010009, /* over: add x9, x0, x1 */
    0x17fffffc, /* b top */
    0xd503201f, /* nop */
};

enum { TOP, CBZ, LDR, OVER, B };

static Fixture *f;
static CodePage *page;

static void begin(void)
{
    f = exec_fixture("cortex-a57", 1);
    memcpy(f->ram, program, sizeof program);
    for (unsigned i = 0; i < COST_COUNT; i++)
        f->cpu->price[i] = (int32_t)(10 + i);
    f->cpu->sections = code_sections(&f->code, NULL);
    ck_assert_ptr_nonnull(mem_fetch(f->cpu));
    page = f->cpu->fetch_code;
}

static uint64_t cost_of(uint64_t insns, int32_t units)
{
    return (insns << 32) + (uint64_t)(int64_t)units;
}

START_TEST(a_section_goes_on_past_a_branch_with_a_condition)
{
    begin();
    const int32_t *price = f->cpu->price;
    const Section *s = section_at(f->cpu, page, TOP);

    ck_assert_ptr_eq(s->end, &page->uop[B + 1]);
    ck_assert_uint_eq(s->lane[COST_INSN_ALU], 2);
    ck_assert_uint_eq(s->lane[COST_INSN_LOAD], 1);
    ck_assert_uint_eq(s->lane[COST_INSN_BRANCH], 2);
    ck_assert_uint_eq(s->cost, cost_of(5, 2 * price[COST_INSN_ALU] + price[COST_INSN_LOAD] +
                                              2 * price[COST_INSN_BRANCH]));
    exec_fixture_free(f);
}
END_TEST

START_TEST(where_a_section_ends_does_not_depend_on_where_it_begins)
{
    begin();
    const Section *rest = section_at(f->cpu, page, OVER), *whole = section_at(f->cpu, page, TOP);

    ck_assert_ptr_eq(rest->end, whole->end);
    ck_assert_uint_eq(rest->cost >> 32, 2);
    ck_assert_uint_eq(whole->cost >> 32, 5);
    ck_assert_ptr_eq(section_at(f->cpu, page, TOP), whole);
    exec_fixture_free(f);
}
END_TEST

/* The section at top has paid for the load, which the branch leaves out. */
START_TEST(a_link_gives_back_what_the_branch_leaves_out)
{
    begin();
    Cpu *cpu = f->cpu;
    Budget before;

    cpu->budget = cost_of(100, 10000);
    cpu->section_end = section_at(cpu, page, TOP)->end;
    before = cpu->budget;
    section_branch(cpu, &page->uop[CBZ]);
    ck_assert_uint_eq(cpu->pc, CODE_AT + OVER * 4);
    ck_assert_uint_ne(page->uop[CBZ].link, 0);
    const Section *link = &cpu->sections[page->uop[CBZ].link];
    ck_assert_uint_eq(before - link->cost, cpu->budget - section_at(cpu, page, OVER)->cost);
    ck_assert_uint_eq(link->lane[COST_INSN_LOAD], UINT16_MAX);
    ck_assert_uint_eq(link->lane[COST_INSN_ALU], 0);
    ck_assert_ptr_eq(link->end, &page->uop[B + 1]);
    exec_fixture_free(f);
}
END_TEST

START_TEST(a_written_word_is_in_no_section_and_behind_no_link)
{
    begin();
    Cpu *cpu = f->cpu;

    cpu->section_end = section_at(cpu, page, TOP)->end;
    section_branch(cpu, &page->uop[CBZ]);
    code_written(&f->code, pa_of(CODE_AT + OVER * 4), 4);
    ck_assert_uint_eq(page->section[TOP], 0);
    ck_assert_uint_eq(page->section[OVER], 0);
    ck_assert_uint_eq(page->uop[CBZ].link, 0);
    ck_assert_uint_eq(page->links, 0);
    exec_fixture_free(f);
}
END_TEST

START_TEST(a_section_too_dear_is_none)
{
    begin();
    f->cpu->price[COST_INSN_LOAD] = 1 << 29;
    ck_assert_ptr_null(section_at(f->cpu, page, TOP));
    ck_assert_ptr_nonnull(section_at(f->cpu, page, OVER));
    exec_fixture_free(f);
}
END_TEST

START_TEST(sections_are_used_again)
{
    begin();
    for (unsigned i = 0; i < 3 * CODE_SECTIONS; i++) {
        ck_assert_ptr_nonnull(section_at(f->cpu, page, TOP));
        code_written(&f->code, pa_of(CODE_AT), 4);
    }
    ck_assert(!code_is_full(&f->code));
    exec_fixture_free(f);
}
END_TEST

START_TEST(no_section_is_left_until_all_is_forgotten)
{
    begin();
    while (code_section_new(&f->code))
        ;
    ck_assert(code_is_full(&f->code));
    ck_assert_ptr_null(section_at(f->cpu, page, TOP));
    code_forget_all(&f->code);
    ck_assert(!code_is_full(&f->code));
    ck_assert_ptr_nonnull(section_at(f->cpu, page, TOP));
    exec_fixture_free(f);
}
END_TEST

TEST_MAIN("cpu/section", a_section_goes_on_past_a_branch_with_a_condition,
          where_a_section_ends_does_not_depend_on_where_it_begins,
          a_link_gives_back_what_the_branch_leaves_out,
          a_written_word_is_in_no_section_and_behind_no_link, a_section_too_dear_is_none,
          sections_are_used_again, no_section_is_left_until_all_is_forgotten)
