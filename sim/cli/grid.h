/* SPDX-License-Identifier: MIT
 *
 * grid.h - a table of text as wide as the terminal that shows it.
 *
 * Into a file or a pipe every column goes, in its own width. On a terminal the first column is as
 * narrow as its longest name, and columns are left away, those of the highest rank first, until a
 * line fits; a line below says how many.
 *
 * Tests: tests/unit/sim/cli/grid_test.c
 */
#ifndef SIM_CLI_GRID_H
#define SIM_CLI_GRID_H

#include <stdio.h>

#include "sim/base/bits.h"

typedef struct GridColumn {
    const char *title;
    unsigned width; /* at least; 0: the last column, left-aligned as long as it is */
    unsigned gap;   /* spaces before it */
    unsigned rank;  /* 0: never left away */
} GridColumn;

typedef struct Grid Grid;

/* @columns must live as long as the grid. NULL without memory. */
Grid *grid_new(const GridColumn *columns, unsigned count);
void grid_free(Grid *grid);

/* Adds the next cell of the row that is not full; cells that found no memory print empty. */
PRINTF_LIKE(2, 3)
void grid_cell(Grid *grid, const char *format, ...);

/* Prints titles, an empty line and the rows. @width: of the terminal, 0 for none. */
void grid_print(const Grid *grid, FILE *out, unsigned width);

/* The columns of the terminal behind @out; 0 when there is none. */
unsigned grid_terminal_width(FILE *out);

#endif
