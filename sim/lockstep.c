/* SPDX-License-Identifier: MIT
 *
 * lockstep.c - two engines side by side, and where they part.
 */
#include "sim/lockstep.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/access.h"
#include "sim/board/map.h"
#include "sim/cpu_view.h"
#include "sim/run.h"

#define CODE_SHOWN 8u

struct Lockstep {
    const Machine *first;
    Machine *second;
    Config config[2]; /* of each, without what the first prints */
    EngineRun engine[2];
    uint64_t turns;       /* after which the two were equal */
    uint64_t insns, more; /* that the first had executed then; and in the turn that parted them */
};

/* Two machines of their own, for another attempt. */
typedef struct Pair {
    Machine *machine[2];
} Pair;

static Machine *silent_machine(const Config *config, Err *err)
{
    Machine *machine = machine_new(config, (TrackerSink){0}, err);

    if (machine)
        turns_begin(machine);
    return machine;
}

/* Of a machine that prints nothing and, with @fast, does what a fast one does besides its engine:
 * floating point by the host. */
static Config silent_config(const Config *first, bool fast)
{
    Config config = *first;

    config.mute = config.quiet = true;
    config.trace_exceptions = NULL;
    config.fast = fast;
    return config;
}

Lockstep *lockstep_new(const Machine *first, const EngineRun engine[2], Err *err)
{
    Lockstep *lockstep = calloc(1, sizeof *lockstep);

    if (!lockstep) {
        err_set(err, "out of memory");
        return NULL;
    }
    lockstep->first = first;
    for (unsigned i = 0; i < 2; i++)
        lockstep->config[i] = silent_config(first->config, i == 1);
    memcpy(lockstep->engine, engine, sizeof lockstep->engine);
    lockstep->second = silent_machine(&lockstep->config[1], err);
    if (!lockstep->second) {
        free(lockstep);
        return NULL;
    }
    return lockstep;
}

void lockstep_free(Lockstep *lockstep)
{
    if (!lockstep)
        return;
    machine_free(lockstep->second);
    free(lockstep);
}

static bool machines_same(const Machine *a, const Machine *b)
{
    for (unsigned i = 0; i < a->cpu_count; i++)
        if (!cpu_view_same(a->cpu[i], b->cpu[i]))
            return false;
    return a->end == b->end && a->guest_status == b->guest_status && a->insns == b->insns &&
           a->schedule.now_units == b->schedule.now_units &&
           event_next(&a->events) == event_next(&b->events);
}

/* The first byte of RAM that differs; the size of RAM when none does. */
static uint64_t ram_difference(const Machine *a, const Machine *b)
{
    uint64_t size = a->config->ram_bytes, at = 0;

    if (!memcmp(a->ram, b->ram, size))
        return size;
    while (a->ram[at] == b->ram[at])
        at++;
    return at;
}

static bool ram_same(const Machine *a, const Machine *b)
{
    return a->end == MACHINE_RUNNING || ram_difference(a, b) == a->config->ram_bytes;
}

bool lockstep_follow(Lockstep *lockstep)
{
    const Machine *first = lockstep->first;
    Machine *second = lockstep->second;

    turns_next(second, lockstep->engine[1], ENGINE_SLICE_INSNS);
    if (!machines_same(first, second) || !ram_same(first, second)) {
        lockstep->more = first->insns - lockstep->insns;
        return false;
    }
    lockstep->turns++;
    lockstep->insns = first->insns;
    return true;
}

static void pair_free(Pair *pair)
{
    machine_free(pair->machine[0]);
    machine_free(pair->machine[1]);
}

static void pair_turn(const Lockstep *lockstep, Pair *pair, uint32_t insns)
{
    for (unsigned i = 0; i < 2; i++)
        turns_next(pair->machine[i], lockstep->engine[i], insns);
}

/* Both from the start to the last turn after which they were equal, and @insns of the next. */
static bool pair_make(const Lockstep *lockstep, uint32_t insns, Pair *pair, Err *err)
{
    *pair = (Pair){0};
    for (unsigned i = 0; i < 2; i++) {
        pair->machine[i] = silent_machine(&lockstep->config[i], err);
        if (!pair->machine[i]) {
            pair_free(pair);
            return false;
        }
    }
    for (uint64_t turn = 0; turn < lockstep->turns; turn++)
        pair_turn(lockstep, pair, ENGINE_SLICE_INSNS);
    if (insns)
        pair_turn(lockstep, pair, insns);
    return true;
}

/* Do @insns of the next turn part the two? */
static bool parts_within(const Lockstep *lockstep, uint32_t insns, bool *parts, Err *err)
{
    Pair pair;

    if (!pair_make(lockstep, insns, &pair, err))
        return false;
    *parts = !machines_same(pair.machine[0], pair.machine[1]);
    pair_free(&pair);
    return true;
}

/* The least number of instructions that part the two, between @equal, which do not, and @apart,
 * which do: an engine that executes many at once may need more than one to go wrong. The first
 * guess is what the turn had. */
static bool least_insns(const Lockstep *lockstep, uint32_t equal, uint32_t apart, uint32_t *least,
                        Err *err)
{
    uint32_t guess = (uint32_t)min_u64(lockstep->more, apart - 1);

    while (apart - equal > 1) {
        bool parts;

        if (guess <= equal || guess >= apart)
            guess = equal + (apart - equal) / 2;
        if (!parts_within(lockstep, guess, &parts, err))
            return false;
        if (parts)
            apart = guess;
        else
            equal = guess;
        guess = 0;
    }
    *least = apart;
    return true;
}

static void print_code(Machine *machine, FILE *out)
{
    Cpu *cpu = machine->cpu[schedule_turn(&machine->schedule, TIME_NEVER).cpu];
    uint64_t pc = cpu->pc;

    fprintf(out, "CPU %u was to execute (>) at EL%u:\n", cpu->config.index, cpu->pstate.el);
    for (unsigned back = CODE_SHOWN; back-- > 0;) {
        const Symbol *symbol;
        uint32_t word;
        Uop uop;

        cpu->pc = pc - UINT64_C(4) * back; /* the machine is thrown away */
        if (!mem_peek_insn(cpu, &word))
            continue;
        decode(cpu->config.decoder, word, &uop);
        fprintf(out, "%s 0x%016" PRIx64 "  %08" PRIx32 "  %s", back ? " " : ">", cpu->pc, word,
                a64_row((A64Op)uop.op)->name);
        symbol = symbol_find(&machine->plan.symbols, cpu->pc);
        if (symbol)
            fprintf(out, "  <%s+0x%" PRIx64 ">", symbol->name, cpu->pc - symbol->address);
        fputc('\n', out);
    }
}

static void print_states(const Pair *pair, const char *const names[2], FILE *out)
{
    const Machine *a = pair->machine[0], *b = pair->machine[1];

    for (unsigned i = 0; i < a->cpu_count; i++) {
        if (cpu_view_same(a->cpu[i], b->cpu[i]))
            continue;
        fprintf(out, "CPU %u then (* differs):\n  %-20s %-18s %s\n", i, "", names[0], names[1]);
        cpu_view_print(a->cpu[i], b->cpu[i], out);
    }
    if (a->end != b->end)
        fprintf(out, "%s: %s; %s: %s\n", names[0], run_end_text(a->end), names[1],
                run_end_text(b->end));
    if (event_next(&a->events) != event_next(&b->events))
        fprintf(out, "next event: %s %" PRIu64 ", %s %" PRIu64 " units\n", names[0],
                event_next(&a->events), names[1], event_next(&b->events));
}

static void print_ram(const Lockstep *lockstep, const char *const names[2], FILE *out)
{
    const Machine *a = lockstep->first, *b = lockstep->second;
    uint64_t at = ram_difference(a, b);

    fprintf(out,
            "All registers are equal at the end; RAM first differs at 0x%" PRIx64
            ": %s 0x%02x, %s 0x%02x\n",
            virt_map(MAP_RAM)->base.v + at, names[0], a->ram[at], names[1], b->ram[at]);
}

/* Before and behind the @insns that part the two. */
static bool print_parting(const Lockstep *lockstep, uint32_t insns, const char *const names[2],
                          FILE *out, Err *err)
{
    Pair pair;

    if (!pair_make(lockstep, insns - 1, &pair, err))
        return false;
    fprintf(out, "Equal after %" PRIu64 " instructions, in turn %" PRIu64 ". ",
            pair.machine[0]->insns, lockstep->turns + 1);
    if (pair.machine[0]->schedule.runnable)
        print_code(pair.machine[0], out);
    else
        fprintf(out, "All CPUs wait.\n");
    pair_free(&pair);
    if (!pair_make(lockstep, insns, &pair, err))
        return false;
    print_states(&pair, names, out);
    pair_free(&pair);
    return true;
}

bool lockstep_explain(Lockstep *lockstep, const char *const names[2], FILE *out, Err *err)
{
    uint32_t insns;
    bool parts;

    if (machines_same(lockstep->first, lockstep->second)) {
        print_ram(lockstep, names, out);
        return true;
    }
    if (!parts_within(lockstep, ENGINE_SLICE_INSNS, &parts, err))
        return false;
    if (!parts)
        return err_set(err, "lock-step: the difference did not come again; something of the host "
                            "reached the guest");
    return least_insns(lockstep, 0, ENGINE_SLICE_INSNS, &insns, err) &&
           print_parting(lockstep, insns, names, out, err);
}
