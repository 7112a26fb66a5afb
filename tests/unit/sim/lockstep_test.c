/* SPDX-License-Identifier: MIT
 *
 * lockstep_test.c - two engines are seen to agree; one with a mistake is found out, at the
 * instruction from which on it is wrong.
 *
 * Expectations: where the test's engines make their mistakes.
 */
#include <stdio.h>
#include <string.h>

#include "sim/lockstep.h"
#include "tests/unit/sim/program.h"

#define MISTAKE_INSNS UINT64_C(70123) /* in the second turn: the first has ENGINE_SLICE_INSNS */
#define LIMIT "200000"
#define RAM_MISTAKE 0x2000

/* x0 adds up, is stored, and x1 counts the rounds. */
static const uint32_t program[] = {
    0xd503201f, /* nop */
    0xd2a80802, /* mov x2, #0x40400000 */
    0x91000400, /* loop: add x0, x0, #1 */
    0xf9000040, /* str x0, [x2] */
    0x91000421, /* add x1, x1, #1 */
    0x17fffffd, /* b loop */
};

static uint64_t insns_of(const Cpu *cpu)
{
    return cost_instructions(&cpu->count);
}

/* Does this slice, which began after @before instructions, hold the mistake? */
static bool mistaken(const Cpu *cpu, uint64_t before)
{
    return before < MISTAKE_INSNS && insns_of(cpu) >= MISTAKE_INSNS;
}

static EngineStop wrong_register(Cpu *cpu, uint64_t begin_units, uint32_t insns, uint32_t units)
{
    uint64_t before = insns_of(cpu);
    EngineStop stop = engine_run_fast(cpu, begin_units, insns, units);

    if (mistaken(cpu, before))
        cpu->x[7] = 0xbad;
    return stop;
}

static EngineStop wrong_memory(Cpu *cpu, uint64_t begin_units, uint32_t insns, uint32_t units)
{
    uint64_t before = insns_of(cpu);
    EngineStop stop = engine_run_fast(cpu, begin_units, insns, units);

    if (mistaken(cpu, before))
        ((Machine *)cpu->config.ports.owner)->ram[RAM_MISTAKE] = 0x5a;
    return stop;
}

/* As if something of the host had come in between: never twice. */
static EngineStop wrong_once(Cpu *cpu, uint64_t begin_units, uint32_t insns, uint32_t units)
{
    static bool was_wrong;
    EngineStop stop = engine_run_fast(cpu, begin_units, insns, units);

    if (!was_wrong)
        cpu->v[3].d[1] = 1;
    was_wrong = true;
    return stop;
}

/* The mistake of a machine that calculates by the host's floating point. */
static EngineStop wrong_host_fp(Cpu *cpu, uint64_t begin_units, uint32_t insns, uint32_t units)
{
    EngineStop stop = engine_run_fast(cpu, begin_units, insns, units);

    if (cpu->host_fp)
        cpu->v[3].d[1] = 1;
    return stop;
}

typedef struct Rig {
    Program program;
    Machine *first;
    Lockstep *lockstep;
    char text[8192]; /* what lockstep_explain printed */
} Rig;

static void rig_start_fp(Rig *rig, EngineRun second, const char *fp)
{
    Err err;

    PROGRAM(&rig->program, program, "--engine", "lockstep", "--max-insns", LIMIT, "--fp", fp, );
    rig->first = rig->program.machine;
    turns_begin(rig->first);
    rig->lockstep = lockstep_new(rig->first, (EngineRun[]){engine_run, second}, &err);
    ck_assert_msg(rig->lockstep, "%s", err.text);
}

static void rig_start(Rig *rig, EngineRun second)
{
    rig_start_fp(rig, second, "host");
}

static void rig_stop(Rig *rig)
{
    lockstep_free(rig->lockstep);
    program_end(&rig->program);
}

/* Both to the end of the run. False when they differ. */
static bool go(Rig *rig)
{
    while (rig->first->end == MACHINE_RUNNING) {
        turns_next(rig->first, engine_run, ENGINE_SLICE_INSNS);
        if (!lockstep_follow(rig->lockstep))
            return false;
    }
    return true;
}

static bool explain(Rig *rig, Err *err)
{
    static const char *const names[2] = {"reference", "mistaken"};
    FILE *out = fmemopen(rig->text, sizeof rig->text, "w");
    bool good = lockstep_explain(rig->lockstep, names, out, err);

    fclose(out);
    return good;
}

#define PRINTS(rig, expected)                                                                      \
    ck_assert_msg(strstr((rig)->text, expected), "no `%s` in:\n%s", expected, (rig)->text)

START_TEST(engines_that_agree_run_to_the_end)
{
    Rig rig;

    rig_start(&rig, engine_run_fast);
    ck_assert(go(&rig));
    ck_assert_uint_eq(rig.first->insns, 200000);
    ck_assert_int_eq(rig.first->end, MACHINE_INSN_LIMIT);
    rig_stop(&rig);
}
END_TEST

START_TEST(a_wrong_register_is_found_at_its_instruction)
{
    Rig rig;
    Err err;

    rig_start(&rig, wrong_register);
    ck_assert(!go(&rig));
    ck_assert_msg(explain(&rig, &err), "%s", err.text);
    PRINTS(&rig, "Equal after 70122 instructions, in turn 2. CPU 0 was to execute (>) at EL1:\n");
    PRINTS(&rig, "> 0x0000000040080008  91000400  ADD_imm_64\n"); /* 2 + 17530 rounds of 4 */
    PRINTS(&rig, "* X7                   0x0000000000000000 0x0000000000000bad\n");
    PRINTS(&rig, "  X1 ");
    ck_assert_ptr_null(strstr(rig.text, "* X0 "));
    rig_stop(&rig);
}
END_TEST

START_TEST(wrong_memory_is_found_at_the_end)
{
    Rig rig;
    Err err;

    rig_start(&rig, wrong_memory);
    ck_assert(!go(&rig));
    ck_assert_msg(explain(&rig, &err), "%s", err.text);
    PRINTS(&rig, "RAM first differs at 0x40002000: reference 0x00, mistaken 0x5a\n");
    rig_stop(&rig);
}
END_TEST

START_TEST(a_difference_that_does_not_come_again_is_the_hosts)
{
    Rig rig;
    Err err;

    rig_start(&rig, wrong_once);
    ck_assert(!go(&rig));
    ck_assert(!explain(&rig, &err));
    ck_assert_msg(strstr(err.text, "did not come again"), "%s", err.text);
    rig_stop(&rig);
}
END_TEST

START_TEST(the_second_calculates_by_the_host_and_the_first_does_not)
{
    static const char *const fp[] = {"host", "soft"};

    for (unsigned i = 0; i < 2; i++) {
        Rig rig;

        rig_start_fp(&rig, wrong_host_fp, fp[i]);
        ck_assert(!rig.first->cpu[0]->host_fp);
        ck_assert_int_eq(go(&rig), i == 1);
        rig_stop(&rig);
    }
}
END_TEST

TEST_MAIN("sim/lockstep", engines_that_agree_run_to_the_end,
          a_wrong_register_is_found_at_its_instruction, wrong_memory_is_found_at_the_end,
          a_difference_that_does_not_come_again_is_the_hosts,
          the_second_calculates_by_the_host_and_the_first_does_not)
