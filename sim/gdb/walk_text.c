/* SPDX-License-Identifier: MIT
 *
 * walk_text.c - a translation told step by step.    Tests: tests/cli/gdb_test.sh
 */
#include "sim/gdb/walk_text.h"

#include <inttypes.h>

static const char *fault_name(FaultKind kind)
{
    static const char *const names[] = {
        [FAULT_NONE] = "none",
        [FAULT_ADDRESS_SIZE] = "address size fault",
        [FAULT_TRANSLATION] = "translation fault",
        [FAULT_ACCESS_FLAG] = "access flag fault",
        [FAULT_PERMISSION] = "permission fault",
        [FAULT_EXTERNAL] = "external abort",
        [FAULT_EXTERNAL_WALK] = "external abort on the walk: no memory where the table should be",
        [FAULT_ALIGNMENT] = "alignment fault",
        [FAULT_TLB_CONFLICT] = "TLB conflict",
        [FAULT_UNSUPPORTED_EXCLUSIVE] = "unsupported exclusive",
    };

    return names[kind];
}

/* What bits 1:0 say. At the last level 3 is a page, elsewhere a table. */
static const char *descriptor_kind(const GdbStep *step, bool last)
{
    switch (step->descriptor & 3) {
    case 1:
        return "block";
    case 3:
        return last ? "page" : "table";
    default:
        return "invalid";
    }
}

/* The last of its stage's walk: the next of the same stage belongs to another walk of stage 2, or
 * there is none. */
static bool is_last(const GdbWalk *walk, unsigned n)
{
    unsigned stage = walk->step[n].stage;

    if (stage == 2)
        return n + 1 == walk->count || walk->step[n + 1].stage != 2;
    for (unsigned i = n + 1; i < walk->count; i++)
        if (walk->step[i].stage == 1)
            return false;
    return true;
}

static void print_steps(const GdbWalk *walk, GdbText *to)
{
    for (unsigned n = 0; n < walk->count; n++) {
        const GdbStep *step = &walk->step[n];

        gdb_text_add(to, "%sstage %u: PA 0x%" PRIx64 " has 0x%016" PRIx64 ": %s\n",
                     step->stage == 2 ? "    " : "  ", step->stage, step->pa, step->descriptor,
                     descriptor_kind(step, is_last(walk, n)));
    }
    if (!walk->count)
        gdb_text_add(to, "  no table is read: flat\n");
}

void gdb_walk_print(GdbWalker *walker, Cpu *cpu, GdbSpace space, uint64_t address, GdbText *to)
{
    GdbWalk walk;

    gdb_walk(walker, cpu, space, address, &walk);
    gdb_text_add(to, "0x%" PRIx64 " through %s:\n", address, gdb_space_name(space));
    print_steps(&walk, to);
    if (walk.fault.kind != FAULT_NONE) {
        gdb_text_add(to, "stage %u, level %u: %s%s\n", walk.fault.stage, walk.fault.level,
                     fault_name(walk.fault.kind),
                     walk.fault.on_s1_walk ? ", on the walk of stage 1" : "");
        return;
    }
    gdb_text_add(to, "PA 0x%" PRIx64, walk.pa.v);
    if (space != GDB_SPACE_PA)
        gdb_text_add(to,
                     ", IPA 0x%" PRIx64 ", memory attributes 0x%02x%s, one entry for 2^%u bytes",
                     walk.result.ipa.v, walk.result.attr, walk.result.device ? " (Device)" : "",
                     walk.result.page_log2);
    gdb_text_add(to, "%s\n", walk.secure ? ", Secure" : "");
}
