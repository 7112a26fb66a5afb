/* SPDX-License-Identifier: MIT
 *
 * space.c - memory through any translation, without a trace.    Tests: tests/cli/gdb_test.sh
 */
#include "sim/gdb/space.h"

#include <stdlib.h>
#include <string.h>

#include "cpu/regime.h"

#define PAGE_BYTES UINT64_C(4096)

static const char *const names[GDB_SPACE_COUNT] = {"current", "el1", "el2", "el3", "ipa", "pa"};

const char *gdb_space_name(GdbSpace space)
{
    return names[space];
}

GdbSpace gdb_space_find(const char *name)
{
    unsigned space = 0;

    while (space < GDB_SPACE_COUNT && strcmp(names[space], name) != 0)
        space++;
    return (GdbSpace)space;
}

struct GdbWalker {
    Machine *machine;
    Mmu *mmu; /* empty between walks */
    GdbWalk *walk;
    unsigned stage; /* of the descriptor that is read next */
};

static void walk_steps(void *owner, unsigned stage, unsigned count)
{
    (void)count;
    ((GdbWalker *)owner)->stage = stage;
}

static bool read64(void *owner, Pa pa, bool secure, uint64_t *value)
{
    GdbWalker *walker = owner;
    const uint8_t *host = bus_host(&walker->machine->bus, pa, sizeof *value, false);

    (void)secure;
    if (!host)
        return false;
    memcpy(value, host, sizeof *value);
    if (walker->walk->count < GDB_STEP_MAX)
        walker->walk->step[walker->walk->count++] = (GdbStep){walker->stage, pa.v, *value};
    return true;
}

/* AT accesses update no descriptor. */
static bool cas64(void *owner, Pa pa, bool secure, uint64_t old, uint64_t new_value, bool *swapped)
{
    (void)owner, (void)pa, (void)secure, (void)old, (void)new_value;
    *swapped = false;
    return true;
}

GdbWalker *gdb_walker_new(Machine *machine)
{
    GdbWalker *walker = calloc(1, sizeof *walker);

    if (!walker)
        return NULL;
    walker->machine = machine;
    walker->mmu = mmu_new(
        &(MmuPort){.read64 = read64, .cas64 = cas64, .walk_steps = walk_steps, .owner = walker});
    if (!walker->mmu) {
        free(walker);
        return NULL;
    }
    return walker;
}

void gdb_walker_free(GdbWalker *walker)
{
    if (!walker)
        return;
    mmu_free(walker->mmu);
    free(walker);
}

#define SCTLR_M UINT64_C(1)

static Regime regime_for(const Cpu *cpu, GdbSpace space)
{
    Regime regime;

    switch (space) {
    case GDB_SPACE_EL1:
        return regime_of(cpu, 1);
    case GDB_SPACE_EL2:
        return regime_of(cpu, 2);
    case GDB_SPACE_EL3:
        return regime_of(cpu, 3);
    case GDB_SPACE_IPA:
        regime = regime_of(cpu, 1);
        regime.sctlr &= ~SCTLR_M;
        return regime;
    default:
        return regime_of(cpu, cpu->pstate.el);
    }
}

/* What the walk left behind may be wrong when the guest has run on. */
static void forget(GdbWalker *walker, const Regime *regime)
{
    mmu_tlbi(walker->mmu,
             &(Tlbi){.scope = TLBI_ALL, .kind = regime->kind, .secure = regime->secure});
}

void gdb_walk(GdbWalker *walker, Cpu *cpu, GdbSpace space, uint64_t address, GdbWalk *walk)
{
    Regime regime;

    *walk = (GdbWalk){.pa = pa_of(address), .secure = cpu_is_secure(cpu)};
    if (space == GDB_SPACE_PA)
        return;
    walker->walk = walk;
    regime = regime_for(cpu, space);
    regime.binding = (MmuBinding){0}; /* that is of the CPU's Mmu */
    walk->fault =
        mmu_translate(walker->mmu, &regime, va_of(address),
                      (Access){.type = ACCESS_AT_READ, .privileged = true}, &walk->result);
    walk->pa = walk->result.pa;
    walk->secure = walk->result.secure;
    forget(walker, &regime);
}

/* Host memory for @count bytes of one page; NULL when there is none. */
static uint8_t *page_host(GdbWalker *walker, Cpu *cpu, GdbSpace space, uint64_t address,
                          size_t count, bool write, Pa *pa)
{
    GdbWalk walk;

    gdb_walk(walker, cpu, space, address, &walk);
    if (walk.fault.kind != FAULT_NONE)
        return NULL;
    *pa = walk.pa;
    return bus_host(&walker->machine->bus, walk.pa, count, write);
}

static size_t in_page(uint64_t address, size_t count)
{
    return (size_t)min_u64(count, PAGE_BYTES - address % PAGE_BYTES);
}

bool gdb_space_read(GdbWalker *walker, Cpu *cpu, GdbSpace space, uint64_t address, void *to,
                    size_t count)
{
    for (size_t done = 0, part; done < count; done += part) {
        Pa pa;
        const uint8_t *host;

        part = in_page(address + done, count - done);
        host = page_host(walker, cpu, space, address + done, part, false, &pa);
        if (!host)
            return false;
        memcpy((uint8_t *)to + done, host, part);
    }
    return true;
}

bool gdb_space_write(GdbWalker *walker, Cpu *cpu, GdbSpace space, uint64_t address,
                     const void *from, size_t count)
{
    for (size_t done = 0, part; done < count; done += part) {
        Pa pa;
        uint8_t *host;

        part = in_page(address + done, count - done);
        host = page_host(walker, cpu, space, address + done, part, true, &pa);
        if (!host)
            return false;
        memcpy(host, (const uint8_t *)from + done, part);
        code_written_slow(walker->machine->code, pa, part);
    }
    return true;
}
