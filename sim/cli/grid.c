/* SPDX-License-Identifier: MIT
 *
 * grid.c - lays a table of text out.    Tests: tests/unit/sim/cli/grid_test.c
 */
#include "sim/cli/grid.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMNS_MAX 32
#define CELL_MAX 512

struct Grid {
    const GridColumn *column;
    unsigned count;
    char **cell; /* row by row; NULL: empty */
    size_t cells, room;
};

Grid *grid_new(const GridColumn *columns, unsigned count)
{
    Grid *grid = calloc(1, sizeof *grid);

    assert(count && count <= COLUMNS_MAX);
    if (grid)
        *grid = (Grid){.column = columns, .count = count};
    return grid;
}

void grid_free(Grid *grid)
{
    if (!grid)
        return;
    for (size_t i = 0; i < grid->cells; i++)
        free(grid->cell[i]);
    free(grid->cell);
    free(grid);
}

static bool has_room(Grid *grid)
{
    size_t room = grid->room ? 2 * grid->room : 256;
    char **more;

    if (grid->cells < grid->room)
        return true;
    more = realloc(grid->cell, room * sizeof *more);
    if (!more)
        return false;
    grid->cell = more;
    grid->room = room;
    return true;
}

void grid_cell(Grid *grid, const char *format, ...)
{
    char text[CELL_MAX];
    va_list args;

    if (!grid || !has_room(grid))
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    grid->cell[grid->cells++] = strdup(text);
}

static const char *text_of(const Grid *grid, size_t row, unsigned column)
{
    const char *text = grid->cell[row * grid->count + column];

    return text ? text : "";
}

/* Of the whole rows: one that found no memory half-way is not shown. */
static size_t rows_of(const Grid *grid)
{
    return grid->cells / grid->count;
}

static unsigned longest(const Grid *grid, unsigned column)
{
    size_t most = strlen(grid->column[column].title);

    for (size_t row = 0; row < rows_of(grid); row++)
        most =
            strlen(text_of(grid, row, column)) > most ? strlen(text_of(grid, row, column)) : most;
    return (unsigned)most;
}

/* The widths that a terminal's lines need; a column that is left away has -1. */
typedef struct Layout {
    int width[COLUMNS_MAX];
    unsigned hidden;
} Layout;

static unsigned line_width(const Grid *grid, const Layout *layout)
{
    unsigned sum = 0;

    for (unsigned i = 0; i < grid->count; i++)
        if (layout->width[i] >= 0)
            sum += grid->column[i].gap +
                   (grid->column[i].width ? (unsigned)layout->width[i] : longest(grid, i));
    return sum;
}

/* Leaves the column of the highest rank away; of equals the last. */
static bool hide_one(const Grid *grid, Layout *layout)
{
    unsigned worst = grid->count;

    for (unsigned i = 0; i < grid->count; i++)
        if (layout->width[i] >= 0 && grid->column[i].rank &&
            (worst == grid->count || grid->column[i].rank >= grid->column[worst].rank))
            worst = i;
    if (worst == grid->count)
        return false;
    layout->width[worst] = -1;
    layout->hidden++;
    return true;
}

static Layout lay_out(const Grid *grid, unsigned width)
{
    Layout layout = {.hidden = 0};

    for (unsigned i = 0; i < grid->count; i++)
        layout.width[i] = (int)grid->column[i].width;
    if (!width)
        return layout;
    layout.width[0] = (int)longest(grid, 0);
    while (line_width(grid, &layout) > width && hide_one(grid, &layout))
        ;
    return layout;
}

static void print_cell(const Grid *grid, const Layout *layout, unsigned column, const char *text,
                       FILE *out)
{
    int gap = column ? (int)grid->column[column].gap : 0;

    if (layout->width[column] < 0)
        return;
    if (grid->column[column].width)
        fprintf(out, "%*s%*s", gap, "", layout->width[column], text);
    else
        fprintf(out, "%*s%s", gap, "", text);
}

void grid_print(const Grid *grid, FILE *out, unsigned width)
{
    Layout layout;

    if (!grid)
        return;
    layout = lay_out(grid, width);
    for (unsigned i = 0; i < grid->count; i++)
        print_cell(grid, &layout, i, grid->column[i].title, out);
    fputs("\n\n", out);
    for (size_t row = 0; row < rows_of(grid); row++) {
        for (unsigned i = 0; i < grid->count; i++)
            print_cell(grid, &layout, i, text_of(grid, row, i), out);
        fputc('\n', out);
    }
    if (layout.hidden)
        fprintf(out, "\n(%u more column%s on a wider terminal or in a pipe: `| less -S`)\n",
                layout.hidden, layout.hidden == 1 ? "" : "s");
}

unsigned grid_terminal_width(FILE *out)
{
    struct winsize size = {.ws_col = 0};

    if (!isatty(fileno(out)) || ioctl(fileno(out), TIOCGWINSZ, &size))
        return 0;
    return size.ws_col;
}
