/* SPDX-License-Identifier: MIT
 *
 * irqline.h - one level-sensitive wire from a source to whatever machine.c connected it to.
 *
 * The source holds an IrqLine by value and raises or lowers it; the sink is a function with
 * its owner and the number of the input. A line that nobody connected is all zero and silent.
 */
#ifndef SIM_BASE_IRQLINE_H
#define SIM_BASE_IRQLINE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct IrqLine {
    void (*set)(void *owner, unsigned input, bool level);
    void *owner;
    unsigned input;
} IrqLine;

static inline void irqline_set(const IrqLine *line, bool level)
{
    if (line->set)
        line->set(line->owner, line->input, level);
}

#endif
