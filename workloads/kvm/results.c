/* SPDX-License-Identifier: MIT
 *
 * results.c - what the program in the VM reported, and the table made of it.
 */
#include "results.h"

#include <inttypes.h>
#include <stdio.h>

#define EL1 (1u << 2) /* as CurrentEL has it */

typedef struct Op {
    const char *name;
    unsigned
        wait; /* ticks of it that the program asked to wait for, which is not the exit's cost */
} Op;

static const Op ops[OP_COUNT] = {
    [OP_HYPERCALL] = {"hypercall", 0},          [OP_MMIO_USER] = {"mmio-user", 0},
    [OP_GICD_READ] = {"gicd-read", 0},          [OP_SELF_SGI] = {"self-sgi", 0},
    [OP_TIMER_WFI] = {"timer-wfi", WAIT_SHORT}, [OP_TIMER_IDLE] = {"timer-idle", WAIT_LONG},
    [OP_STAGE2_FAULT] = {"stage2-fault", 0},
};

static void add_block(Blocks *blocks, uint64_t ticks)
{
    if (blocks->count == 0 || ticks < blocks->min)
        blocks->min = ticks;
    blocks->sum += ticks;
    blocks->count++;
}

void results_store(Results *r, uint64_t offset, uint64_t value)
{
    switch (offset) {
    case MBOX_PSCI:
        r->psci = value;
        return;
    case MBOX_EL:
        r->el = value;
        return;
    case MBOX_MIDR:
        r->midr = value;
        return;
    case MBOX_CNTFRQ:
        r->counter_hz = value;
        return;
    case MBOX_ECHOED:
        r->echoed = value;
        return;
    case MBOX_IRQS:
        r->irqs = value;
        return;
    case MBOX_EXCEPTION:
        if (r->exception_words < 3)
            r->exception[r->exception_words++] = value;
        return;
    default:
        if (offset >= MBOX_TICKS && offset < MBOX_TICKS + 8 * OP_COUNT)
            add_block(&r->op[(offset - MBOX_TICKS) / 8], value);
    }
}

/* Nanoseconds of @ticks, in tenths and rounded, for one of BLOCK_OPS operations. */
static uint64_t tenths_of_ns(uint64_t ticks, uint64_t counter_hz)
{
    uint64_t divisor = counter_hz * BLOCK_OPS;
    return (ticks * 10000000000u + divisor / 2) / divisor;
}

static void print_op(const Op *op, const Blocks *blocks, uint64_t counter_hz)
{
    uint64_t wait = (uint64_t)op->wait * BLOCK_OPS;
    uint64_t mean = blocks->sum / blocks->count;
    uint64_t tenths = tenths_of_ns(blocks->min - wait, counter_hz);
    printf("OP %-13s %8" PRIu64 " %8" PRIu64 " %8" PRIu64 ".%u\n", op->name, blocks->min - wait,
           mean - wait, tenths / 10, (unsigned)(tenths % 10));
}

static bool facts_are_right(const Results *r)
{
    if (r->exception_words > 0) {
        printf("KVMCLIENT-FAIL exception in the VM: ESR 0x%" PRIx64 " ELR 0x%" PRIx64
               " FAR 0x%" PRIx64 "\n",
               r->exception[0], r->exception[1], r->exception[2]);
        return false;
    }
    if (r->el != EL1 || r->echoed != ECHO_VALUE || r->counter_hz == 0) {
        printf("KVMCLIENT-FAIL facts: CurrentEL 0x%" PRIx64 " echo 0x%" PRIx64 " CNTFRQ %" PRIu64
               "\n",
               r->el, r->echoed, r->counter_hz);
        return false;
    }
    return true;
}

bool results_print(const Results *r)
{
    bool right = facts_are_right(r);
    printf("VM: PSCI 0x%" PRIx64 ", MIDR 0x%" PRIx64 ", counter %" PRIu64 " Hz, %" PRIu64
           " interrupts, %lu returns to user space\n",
           r->psci, r->midr, r->counter_hz, r->irqs, r->returns);
    if (!right || r->op[0].count == 0)
        return right;
    printf("#  operation     block-min     mean  ns-per-op  (%d blocks of %d, in counter ticks; "
           "waiting that was asked for is left out)\n",
           BLOCKS, BLOCK_OPS);
    for (int op = 0; op < OP_COUNT; op++)
        if (r->op[op].count > 0)
            print_op(&ops[op], &r->op[op], r->counter_hz);
    return true;
}
