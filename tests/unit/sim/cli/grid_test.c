/* SPDX-License-Identifier: MIT
 *
 * grid_test.c - tables on terminals of any width.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/cli/grid.h"
#include "tests/unit/harness.h"

static const GridColumn columns[] = {
    {"name", 10, 0, 0}, {"count", 8, 1, 2}, {"cycles", 8, 1, 0}, {"path", 0, 2, 1}};

static char *printed(unsigned width)
{
    Grid *grid = grid_new(columns, ARRAY_COUNT(columns));
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    grid_cell(grid, "HVC64");
    grid_cell(grid, "%d", 257);
    grid_cell(grid, "%.1f", 3755.0);
    grid_cell(grid, "vm > hyp > vm");
    grid_print(grid, out, width);
    fclose(out);
    grid_free(grid);
    return text;
}

static void prints(unsigned width, const char *expected)
{
    char *text = printed(width);

    ck_assert_str_eq(text, expected);
    free(text);
}

START_TEST(a_pipe_gets_every_column_in_its_width)
{
    prints(0, "      name    count   cycles  path\n\n"
              "     HVC64      257   3755.0  vm > hyp > vm\n");
}
END_TEST

START_TEST(a_terminal_gets_what_fits_and_is_told_the_rest)
{
    /* 5 + 1 + 8 + 1 + 8 + 2 + 13 = 38 columns are all of it */
    prints(38, " name    count   cycles  path\n\n"
               "HVC64      257   3755.0  vm > hyp > vm\n");
    prints(37, " name   cycles  path\n\n"
               "HVC64   3755.0  vm > hyp > vm\n"
               "\n(1 more column on a wider terminal or in a pipe: `| less -S`)\n");
    prints(28, " name   cycles\n\n"
               "HVC64   3755.0\n"
               "\n(2 more columns on a wider terminal or in a pipe: `| less -S`)\n");
}
END_TEST

START_TEST(what_a_table_is_about_stays_on_any_terminal)
{
    char *text = printed(3);

    ck_assert_ptr_nonnull(strstr(text, "HVC64   3755.0\n"));
    free(text);
}
END_TEST

START_TEST(an_empty_table_has_its_titles)
{
    Grid *grid = grid_new(columns, ARRAY_COUNT(columns));
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    grid_print(grid, out, 80);
    fclose(out);
    grid_free(grid);
    ck_assert_str_eq(text, "name    count   cycles  path\n\n");
    free(text);
}
END_TEST

TEST_MAIN("sim/cli/grid", a_pipe_gets_every_column_in_its_width,
          a_terminal_gets_what_fits_and_is_told_the_rest,
          what_a_table_is_about_stays_on_any_terminal, an_empty_table_has_its_titles)
