/* SPDX-License-Identifier: MIT
 *
 * program.h - a machine that runs a few words as its -kernel, at 0x40080000, where QEMU's board
 * puts what has no header.
 */
#ifndef TESTS_UNIT_SIM_PROGRAM_H
#define TESTS_UNIT_SIM_PROGRAM_H

#include <stdio.h>

#include "sim/machine.h"
#include "tests/unit/harness.h"

#define PROGRAM_AT UINT64_C(0x40080000)

typedef struct Program {
    char word[16][64]; /* the command line: config_parse writes into it */
    Config config;
    Machine *machine;
} Program;

/* `doubletrap run -kernel program OPTION...` with the @count words; @options end with NULL. */
UNUSED static void program_start(Program *p, const uint32_t *words, size_t count,
                                 const char *const *options)
{
    static const char *const always[] = {"run", "-kernel", "program", "-m", "64M", "--quiet"};
    char *argv[ARRAY_COUNT(p->word)];
    int argc = 0;
    bool help;
    Err err;

    for (size_t i = 0; i < ARRAY_COUNT(p->word); i++)
        argv[i] = p->word[i];
    for (size_t i = 0; i < ARRAY_COUNT(always); i++)
        snprintf(p->word[argc++], sizeof p->word[0], "%s", always[i]);
    while (*options)
        snprintf(p->word[argc++], sizeof p->word[0], "%s", *options++);
    ck_assert_msg(config_parse(&p->config, argc, argv, &help, &err), "%s", err.text);
    p->config.kernel_bytes = (const uint8_t *)words;
    p->config.kernel_size = count * sizeof *words;
    p->config.mute = p->config.no_input = true;
    p->machine = machine_new(&p->config, (TrackerSink){0}, &err);
    ck_assert_msg(p->machine, "%s", err.text);
}

#define PROGRAM(p, words, ...)                                                                     \
    program_start(p, words, ARRAY_COUNT(words), (const char *const[]){__VA_ARGS__ NULL})

UNUSED static void program_end(Program *p)
{
    machine_free(p->machine);
}

#endif
