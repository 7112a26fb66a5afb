/* SPDX-License-Identifier: MIT
 *
 * cli_test.c - the program's own words: help, version, unknown commands, statuses.
 *
 * Expectations: docs/cli.md.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sim/cli/cli.h"
#include "sim/cli/list.h"
#include "tests/unit/harness.h"

typedef struct Said {
    int status;
    char out[16384], talk[4096];
} Said;

static void read_back(int fd, char *text, size_t size)
{
    ssize_t count = pread(fd, text, size - 1, 0);

    text[count > 0 ? count : 0] = '\0';
    close(fd);
}

static int redirect(int fd, FILE *to)
{
    int old = dup(fd);

    dup2(fileno(to), fd);
    return old;
}

/* Runs the program within this process: Check gives each test one of its own. */
static Said *program(const char *const *words)
{
    static Said said;
    char room[8][64], *argv[9] = {NULL};
    FILE *out = tmpfile(), *talk = tmpfile();
    int argc = 0, old_out, old_talk;

    for (; words[argc]; argc++) {
        snprintf(room[argc], sizeof room[argc], "%s", words[argc]);
        argv[argc] = room[argc];
    }
    fflush(NULL);
    old_out = redirect(1, out);
    old_talk = redirect(2, talk);
    said.status = cli_main(argc, argv);
    fflush(NULL);
    dup2(old_out, 1);
    dup2(old_talk, 2);
    read_back(dup(fileno(out)), said.out, sizeof said.out);
    read_back(dup(fileno(talk)), said.talk, sizeof said.talk);
    fclose(out);
    fclose(talk);
    return &said;
}

#define PROGRAM(...) program((const char *const[]){"doubletrap", __VA_ARGS__, NULL})

START_TEST(help_lists_every_command_on_stdout)
{
    static const char *const names[] = {
#define COMMAND(name, summary) #name,
#include "sim/cli/commands.def"
#undef COMMAND
    };
    const Said *said = PROGRAM("--help");

    ck_assert_int_eq(said->status, STATUS_OK);
    ck_assert_str_eq(said->talk, "");
    for (unsigned i = 0; i < ARRAY_COUNT(names); i++)
        ck_assert_msg(strstr(said->out, names[i]) != NULL, "%s in:\n%s", names[i], said->out);
}
END_TEST

START_TEST(no_command_is_an_error_of_use_with_help_on_stderr)
{
    const Said *said = program((const char *const[]){"doubletrap", NULL});

    ck_assert_int_eq(said->status, STATUS_USAGE);
    ck_assert_str_eq(said->out, "");
    ck_assert_ptr_nonnull(strstr(said->talk, "Usage: doubletrap COMMAND"));
}
END_TEST

START_TEST(an_unknown_command_gets_the_nearest)
{
    const Said *said = PROGRAM("reprot");

    ck_assert_int_eq(said->status, STATUS_USAGE);
    ck_assert_str_eq(said->out, "");
    ck_assert_ptr_nonnull(strstr(said->talk, "`reprot` is not a command. Did you mean `report`?"));
    ck_assert_ptr_null(strstr(PROGRAM("zzzzzzzz")->talk, "Did you mean"));
}
END_TEST

START_TEST(every_command_explains_itself)
{
    static const char *const names[] = {
#define COMMAND(name, summary) #name,
#include "sim/cli/commands.def"
#undef COMMAND
    };

    for (unsigned i = 0; i < ARRAY_COUNT(names); i++) {
        const Said *said = PROGRAM(names[i], "--help");
        char usage[64];

        snprintf(usage, sizeof usage, "Usage: doubletrap %s", names[i]);
        ck_assert_msg(said->status == STATUS_OK && strstr(said->out, usage), "%s: %d\n%s%s",
                      names[i], said->status, said->out, said->talk);
    }
}
END_TEST

START_TEST(help_before_a_command_is_its_help)
{
    const Said *said = PROGRAM("help", "whatif");

    ck_assert_int_eq(said->status, STATUS_OK);
    ck_assert_ptr_nonnull(strstr(said->out, "Usage: doubletrap whatif"));
    said = PROGRAM("help", "wahtif");
    ck_assert_int_eq(said->status, STATUS_USAGE);
    ck_assert_ptr_nonnull(strstr(said->talk, "Did you mean `whatif`?"));
}
END_TEST

START_TEST(a_forgotten_command_is_told)
{
    const Said *said = PROGRAM("-kernel", "Image");

    ck_assert_int_eq(said->status, STATUS_USAGE);
    ck_assert_ptr_nonnull(strstr(said->talk, "`doubletrap run -kernel ...`"));
}
END_TEST

START_TEST(lines_of_advice_are_indented)
{
    const Said *said = PROGRAM("list", "nothing");

    ck_assert_ptr_nonnull(strstr(said->talk, "\n  There are:"));
}
END_TEST

START_TEST(the_version_is_one_line)
{
    const Said *said = PROGRAM("--version");

    ck_assert_int_eq(said->status, STATUS_OK);
    ck_assert_int_eq(strncmp(said->out, "doubletrap ", 11), 0);
    ck_assert_ptr_eq(strchr(said->out, '\n'), said->out + strlen(said->out) - 1);
}
END_TEST

START_TEST(errors_have_the_programs_name_and_their_status)
{
    ck_assert_int_eq(cli_fail(&(Err){.text = "x", .status = STATUS_USAGE}), STATUS_USAGE);
    ck_assert_int_eq(cli_fail(&(Err){.text = "x", .status = STATUS_ERROR}), STATUS_ERROR);
    ck_assert_int_eq(cli_fail(&(Err){.text = "x"}), STATUS_ERROR);
    ck_assert_int_eq(strncmp(PROGRAM("run")->talk, "doubletrap: nothing to run", 26), 0);
    ck_assert_int_eq(PROGRAM("run")->status, STATUS_USAGE);
}
END_TEST

START_TEST(list_matches_ignore_case_and_separators)
{
    ck_assert(list_matches("HCR_EL2.TVM", "hcr_el2.tvm"));
    ck_assert(list_matches("HCR_EL2.TVM", "hcr-el2_t"));
    ck_assert(list_matches("HCR_EL2.TVM", "TVM"));
    ck_assert(list_matches("anything", NULL));
    ck_assert(!list_matches("HCR_EL2.TVM", "TVMX"));
    ck_assert(!list_matches("HCR", "HCR_EL2"));
}
END_TEST

TEST_MAIN("cli", help_lists_every_command_on_stdout,
          no_command_is_an_error_of_use_with_help_on_stderr, an_unknown_command_gets_the_nearest,
          every_command_explains_itself, help_before_a_command_is_its_help,
          a_forgotten_command_is_told, lines_of_advice_are_indented, the_version_is_one_line,
          errors_have_the_programs_name_and_their_status, list_matches_ignore_case_and_separators)
