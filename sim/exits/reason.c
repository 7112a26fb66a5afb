/* SPDX-License-Identifier: MIT
 *
 * reason.c - exit reasons from exception syndromes.
 *
 * Spec: DDI 0487, ESR_EL2.EC.    Tests: tests/unit/sim/exits/world_test.c
 */
#include "sim/exits/reason.h"

#include <strings.h>

typedef struct ReasonRow {
    const char *name, *text;
    int ec;
} ReasonRow;

static const ReasonRow rows[EXIT_COUNT] = {
#define EXIT_CLASS(name, ec, text) {#name, text, ec},
#define EXIT_ASYNC(name, text) {#name, text, -1},
#include "sim/base/exit.def"
#undef EXIT_CLASS
#undef EXIT_ASYNC
};

static ExitReason by_class(int ec)
{
    for (unsigned i = 0; i < EXIT_COUNT; i++)
        if (rows[i].ec == ec)
            return (ExitReason)i;
    return EXIT_RESERVED;
}

ExitReason reason_of(const Crossing *crossing)
{
    if (crossing->kind != CROSSING_EXCEPTION)
        return EXIT_NONE;
    switch (crossing->exception) {
    case EXCEPTION_IRQ:
        return EXIT_IRQ;
    case EXCEPTION_FIQ:
        return EXIT_FIQ;
    case EXCEPTION_SERROR:
        return EXIT_EL1_SERROR;
    case EXCEPTION_SYNC:
        break;
    }
    return by_class((int)bits(crossing->esr, 31, 26));
}

const char *reason_name(ExitReason reason)
{
    assert(reason < EXIT_COUNT);
    return rows[reason].name;
}

const char *reason_text(ExitReason reason)
{
    assert(reason < EXIT_COUNT);
    return rows[reason].text;
}

int reason_ec(ExitReason reason)
{
    assert(reason < EXIT_COUNT);
    return rows[reason].ec;
}

ExitReason reason_find(const char *name)
{
    for (unsigned i = 0; i < EXIT_COUNT; i++)
        if (!strcasecmp(rows[i].name, name))
            return (ExitReason)i;
    return EXIT_COUNT;
}
