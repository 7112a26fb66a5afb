/* SPDX-License-Identifier: MIT
 *
 * stencil_test.c - what is executed often gets host code, and loses it when it is written.
 *
 * That the code does what handlers do is fast_test.c's, which runs its programs with and without.
 * On hosts that give none (docs/decisions/0012-stencils.md) this says so.
 */
#include <stdio.h>

#include "cpu/stencil.h"
#include "tests/unit/cpu/exec_fixture.h"

/* Counts x0 up, and x1 in every second round, for ever. */
static const uint32_t program[] = {
    0x91000400, /* top: add x0, x0, #1 */
    0x36000040, /* tbz x0, #0, even */
    0x91000421, /* add x1, x1, #1 */
    0x17fffffd, /* even: b top */
};
static const uint32_t by_two = 0x91000800; /* add x0, x0, #2 */

#define ROUND_INSNS 7u /* of two rounds, one of which is even */

static Fixture *f;

static void begin(void)
{
    f = exec_fixture("cortex-a57", 1);
    memcpy(f->ram, program, sizeof program);
}

static void end(void)
{
    exec_fixture_free(f);
}

static void rounds(unsigned count)
{
    engine_run_fast(f->cpu, cpu_now(f->cpu), count / 2 * ROUND_INSNS, ENGINE_SLICE_UNITS);
}

static const CodePage *page(void)
{
    return code_page(&f->code, pa_of(CODE_AT), f->ram);
}

static void write_word(unsigned index, uint32_t word)
{
    memcpy(f->ram + 4 * index, &word, sizeof word);
    code_written(&f->code, pa_of(CODE_AT + 4 * index), sizeof word);
}

START_TEST(what_is_executed_often_gets_code)
{
    begin();
    rounds(4);
    ck_assert_ptr_null(page()->code);
    rounds(4 * STENCIL_HEAT);
    ck_assert_uint_eq(f->cpu->x[0], 4 + 4 * STENCIL_HEAT);
    ck_assert_uint_eq(f->cpu->x[1], 2 + 2 * STENCIL_HEAT);
    if (!f->code.stencils)
        puts("this host executes no code that was written: handlers only");
    for (unsigned i = 0; i < ARRAY_COUNT(program) && f->code.stencils; i++)
        ck_assert_msg(page()->code[i] != 0, "word %u", i);
    end();
}
END_TEST

START_TEST(a_written_word_takes_the_code_of_its_page_away)
{
    begin();
    f->code.heat = 1;
    rounds(8);
    write_word(0, by_two);
    ck_assert_ptr_null(page()->code);
    f->cpu->x[1] = 0;
    rounds(8);
    ck_assert_uint_eq(f->cpu->x[0], 8 + 2 * 10); /* ten rounds are begun: all are even */
    ck_assert_uint_eq(f->cpu->x[1], 0);
    end();
}
END_TEST

START_TEST(code_beyond_what_there_is_room_for_is_forgotten)
{
    const unsigned times = 200000;

    begin();
    f->code.heat = 1;
    write_word(1, 0x17ffffff); /* b top */
    for (unsigned i = 0; i < times; i++) {
        write_word(0, i % 2 ? by_two : program[0]);
        engine_run_fast(f->cpu, 0, 4, ENGINE_SLICE_UNITS);
    }
    ck_assert_uint_eq(f->cpu->x[0], times / 2 * (2 + 4));
    end();
}
END_TEST

TEST_MAIN("cpu/stencil", what_is_executed_often_gets_code,
          a_written_word_takes_the_code_of_its_page_away,
          code_beyond_what_there_is_room_for_is_forgotten)
