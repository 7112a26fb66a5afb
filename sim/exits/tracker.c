/* SPDX-License-Identifier: MIT
 *
 * tracker.c - worlds become phases, phases become exits.
 *
 * Tests: tests/unit/sim/exits/tracker_test.c    Journey: after phases.c, before sim/record/
 */
#include "sim/exits/tracker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/exits/intern.h"

#define NOBODY UINT32_MAX

typedef struct Vcpu {
    uint32_t vm; /* index */
    bool open;   /* it is outside: @row is an exit */
    ExitRow row;
    uint64_t work_units;  /* priced phases of that exit */
    uint64_t guest_units; /* executed since it was entered */
} Vcpu;

typedef struct TrackerCpu {
    bool started, waiting;
    World world;
    uint32_t inside;  /* the VCPU it runs, or NOBODY */
    uint32_t serving; /* the VCPU whose exit its phases belong to, or NOBODY */
    uint64_t start_units, last_units;
    WorldTotal *total; /* of the world it is in */
    CostCounts seen;   /* of its counts, at the last report */
    Phases phases;     /* of the exit of @serving */
} TrackerCpu;

struct Tracker {
    unsigned cpu_count;
    const CostPrices *prices;
    TrackerSink sink;
    TrackerCpu *cpu;
    Intern vm_names, vcpu_names, phase_names, path_names;
    Vcpu *vcpu;
    size_t vcpu_capacity;
    WorldTotal **place; /* [place][cpu]; places: worlds, then VMs */
    size_t place_count, place_capacity;
    uint64_t exit_count;
    bool host_has_stage2;
};

static void *grown(void *old, size_t count, size_t size)
{
    void *p = realloc(old, count * size);

    if (!p) {
        fprintf(stderr, "doubletrap: out of memory (%zu bytes for exits)\n", count * size);
        abort();
    }
    return p;
}

/* A row of totals, one for each CPU. */
static void add_place(Tracker *t, WorldKind world, uint32_t vm)
{
    WorldTotal *row = grown(NULL, t->cpu_count, sizeof *row);

    for (unsigned i = 0; i < t->cpu_count; i++)
        row[i] = (WorldTotal){.cpu = i, .world = world, .vm = vm};
    if (t->place_count == t->place_capacity) {
        t->place_capacity = t->place_capacity ? t->place_capacity * 2 : 16;
        t->place = grown(t->place, t->place_capacity, sizeof(WorldTotal *));
    }
    t->place[t->place_count++] = row;
}

Tracker *tracker_create(unsigned cpu_count, const CostPrices *prices, TrackerSink sink)
{
    Tracker *t = grown(NULL, 1, sizeof *t);

    assert(cpu_count > 0);
    *t = (Tracker){.cpu_count = cpu_count, .prices = prices, .sink = sink};
    t->cpu = grown(NULL, cpu_count, sizeof *t->cpu);
    memset(t->cpu, 0, cpu_count * sizeof *t->cpu);
    for (unsigned i = 0; i < cpu_count; i++)
        t->cpu[i].inside = t->cpu[i].serving = NOBODY;
    for (unsigned w = 0; w < WORLD_COUNT; w++)
        add_place(t, (WorldKind)w, 0);
    return t;
}

void tracker_free(Tracker *t)
{
    if (!t)
        return;
    intern_free(&t->vm_names);
    intern_free(&t->vcpu_names);
    intern_free(&t->phase_names);
    intern_free(&t->path_names);
    free(t->vcpu);
    for (size_t place = 0; place < t->place_count; place++)
        free(t->place[place]);
    free(t->place);
    free(t->cpu);
    free(t);
}

/* --- who is who ------------------------------------------------------------------------------- */

static uint32_t vm_of(Tracker *t, const WorldInput *in, uint64_t now_units)
{
    bool fresh;
    uint32_t vm = intern_number(&t->vm_names, &in->vttbr_baddr, sizeof in->vttbr_baddr, &fresh);

    if (!fresh)
        return vm;
    add_place(t, WORLD_VM, vm + 1);
    if (t->sink.vm)
        t->sink.vm(t->sink.owner, vm + 1, in->vttbr_baddr, in->vmid, now_units);
    return vm;
}

static uint32_t vcpu_of(Tracker *t, const WorldInput *in, uint64_t now_units)
{
    uint32_t vm = vm_of(t, in, now_units);
    const uint64_t key[2] = {in->vttbr_baddr, in->vmpidr};
    bool fresh;
    uint32_t v = intern_number(&t->vcpu_names, key, sizeof key, &fresh);

    if (!fresh)
        return v;
    if (v >= t->vcpu_capacity) {
        t->vcpu_capacity = t->vcpu_capacity ? t->vcpu_capacity * 2 : 16;
        t->vcpu = grown(t->vcpu, t->vcpu_capacity, sizeof *t->vcpu);
    }
    t->vcpu[v] = (Vcpu){.vm = vm};
    if (t->sink.vcpu)
        t->sink.vcpu(t->sink.owner, v + 1, vm + 1, in->vmpidr, now_units);
    return v;
}

/* --- counting --------------------------------------------------------------------------------- */

/* Counts of the phase of the exit that the CPU serves; NULL: it serves none. */
static uint64_t *phase_of(TrackerCpu *cpu)
{
    return cpu->inside == NOBODY && cpu->serving != NOBODY ? phases_counts(&cpu->phases)->n : NULL;
}

/* To the guest that the CPU runs, or the exit it serves. */
static ALWAYS_INLINE void count_units(Tracker *t, const TrackerCpu *cpu, uint64_t units)
{
    if (cpu->inside != NOBODY)
        t->vcpu[cpu->inside].guest_units += units;
    else if (cpu->serving != NOBODY)
        t->vcpu[cpu->serving].work_units += units;
}

/* The event of an exception entry between these levels. */
static CostEvent entry_event(unsigned from_el, unsigned to_el)
{
    if (to_el == 3)
        return COST_ENTRY_ANY_EL3;
    if (to_el == 2)
        return from_el == 0   ? COST_ENTRY_EL0_EL2
               : from_el == 1 ? COST_ENTRY_EL1_EL2
                              : COST_ENTRY_EL2_EL2;
    return from_el == 0 ? COST_ENTRY_EL0_EL1 : COST_ENTRY_EL1_EL1;
}

/* What an exception entry itself counts: it is reported with what came before it, and belongs to
 * the world it enters. */
typedef struct Entry {
    unsigned count;
    CostEvent event[2];
    uint64_t units;
} Entry;

static void add_event(const Tracker *t, Entry *entry, CostEvent event)
{
    entry->event[entry->count++] = event;
    entry->units += (uint64_t)t->prices->price[event];
}

static inline void find_entry(const Tracker *t, const Crossing *c, Entry *entry)
{
    entry->count = 0;
    entry->units = 0;
    if (c->kind != CROSSING_EXCEPTION)
        return;
    add_event(t, entry, entry_event(c->from_el, c->to_el));
    if (c->exception == EXCEPTION_IRQ || c->exception == EXCEPTION_FIQ)
        add_event(t, entry, COST_IRQ_DELIVERY);
}

/* What counting a report reads and writes, from the first event of a word of a CostSet on. */
typedef struct Books {
    const uint64_t *now; /* the CPU's counts */
    uint64_t *seen;      /* at its last report */
    const int32_t *price;
    uint64_t *total, *phase; /* phase: NULL, none */
} Books;

/* Books the events of @set: what they are more than was seen. Returns what it costs. */
static ALWAYS_INLINE uint64_t book(const Books *b, uint64_t set)
{
    uint64_t units = 0;

    for (; set; set &= set - 1) {
        unsigned event = (unsigned)__builtin_ctzll(set);
        uint64_t now = b->now[event], n = now - b->seen[event];

        b->seen[event] = now;
        units += n * (uint64_t)b->price[event];
        b->total[event] += n;
        if (b->phase)
            b->phase[event] += n;
    }
    return units;
}

static inline Books next_word(const Books *b)
{
    return (Books){b->now + 64, b->seen + 64, b->price + 64, b->total + 64,
                   b->phase ? b->phase + 64 : NULL};
}

_Static_assert(sizeof(CostSet) == 2 * sizeof(uint64_t), "count books two words");

/* Gives what was counted since the last report to the world the CPU is in, and to the exit it
 * serves or the guest it runs. Returns what it costs. */
static ALWAYS_INLINE uint64_t count(Tracker *t, TrackerCpu *cpu, const CostCounts *counts,
                                    const CostSet *counted)
{
    const Books low = {.now = counts->n,
                       .seen = cpu->seen.n,
                       .price = t->prices->price,
                       .total = cpu->total->counts.n,
                       .phase = phase_of(cpu)};
    const Books high = next_word(&low);
    uint64_t units = book(&low, counted->word[0]) + book(&high, counted->word[1]);

    count_units(t, cpu, units);
    return units;
}

/* As if it had been seen: not for the world that was left. */
static void see_entry(TrackerCpu *cpu, const Entry *entry)
{
    for (unsigned i = 0; i < entry->count; i++)
        cpu->seen.n[entry->event[i]]++;
}

/* For the world that the CPU is in. */
static void count_entry(Tracker *t, TrackerCpu *cpu, const Entry *entry)
{
    uint64_t *phase = phase_of(cpu);

    for (unsigned i = 0; i < entry->count; i++) {
        cpu->total->counts.n[entry->event[i]]++;
        if (phase)
            phase[entry->event[i]]++;
    }
    count_units(t, cpu, entry->units);
}

/* Time that passed beyond what the counts cost: waiting, or what a linear model cannot have. */
static ALWAYS_INLINE void pass_time(Tracker *t, TrackerCpu *cpu, uint64_t now_units,
                                    uint64_t counted_units)
{
    int64_t rest = (int64_t)(now_units - cpu->last_units - counted_units);

    cpu->last_units = now_units;
    if (LIKELY(!rest))
        return;
    if (!cpu->waiting || rest < 0) {
        cpu->total->unexplained_units += rest;
        return;
    }
    cpu->total->idle_units += (uint64_t)rest;
    if (cpu->inside == NOBODY && cpu->serving != NOBODY)
        t->vcpu[cpu->serving].row.idle_units += (uint64_t)rest;
}

/* --- exits ------------------------------------------------------------------------------------ */

static uint32_t phase_number(Tracker *t, const Phase *phase)
{
    uint8_t key[PHASE_KEY_MAX];
    size_t size = phase_key(phase, key);
    bool fresh;
    uint32_t id = intern_number(&t->phase_names, key, size, &fresh) + 1;

    if (fresh && t->sink.phase)
        t->sink.phase(t->sink.owner, id, phase);
    return id;
}

static uint32_t path_number(Tracker *t, const Phases *phases)
{
    uint32_t ids[PHASE_MAX + 1];
    bool fresh;
    uint32_t id;

    for (unsigned i = 0; i < phases->count; i++)
        ids[i] = phase_number(t, &phases->phase[i]);
    ids[phases->count] = phases->folded;
    id = intern_number(&t->path_names, ids, (phases->count + 1) * sizeof ids[0], &fresh) + 1;
    if (fresh && t->sink.path)
        t->sink.path(t->sink.owner, id, phases, ids);
    return id;
}

/* The CPU's phases no longer belong to the exit it served: their path is final. */
static void stop_serving(Tracker *t, TrackerCpu *cpu)
{
    if (cpu->serving == NOBODY)
        return;
    t->vcpu[cpu->serving].row.path = path_number(t, &cpu->phases);
    cpu->serving = NOBODY;
}

static void write_exit(Tracker *t, Vcpu *v)
{
    const ExitRow *row = &v->row;
    uint64_t accounted = v->work_units + row->idle_units;
    uint64_t elapsed = row->end_units == TIME_NEVER ? 0 : row->end_units - row->begin_units;

    v->row.others_units = elapsed > accounted ? elapsed - accounted : 0;
    v->open = false;
    if (t->sink.exit)
        t->sink.exit(t->sink.owner, row);
}

static void close_exit(Tracker *t, uint32_t index, uint64_t now_units)
{
    Vcpu *v = &t->vcpu[index];

    for (unsigned i = 0; i < t->cpu_count; i++)
        if (t->cpu[i].serving == index)
            stop_serving(t, &t->cpu[i]);
    v->row.end_units = now_units;
    write_exit(t, v);
}

static void open_exit(Tracker *t, unsigned cpu_index, const Crossing *c, uint64_t entry_units)
{
    TrackerCpu *cpu = &t->cpu[cpu_index];
    Vcpu *v = &t->vcpu[cpu->inside];
    bool sync = c->kind == CROSSING_EXCEPTION && c->exception == EXCEPTION_SYNC;

    if (v->open) /* two CPUs say they run the same VCPU: the hypervisor reuses VMPIDR_EL2 */
        close_exit(t, cpu->inside, c->now_units);
    v->open = true;
    v->work_units = 0;
    v->row = (ExitRow){.id = EXIT_ID_FIRST + t->exit_count++,
                       .cpu = cpu_index,
                       .vcpu = cpu->inside + 1,
                       .begin_units = c->now_units - entry_units,
                       .end_units = TIME_NEVER,
                       .reason = reason_of(c),
                       .trap = sync ? c->trap : 0,
                       .has_iss = sync,
                       .iss = sync ? (uint32_t)bits(c->esr, 24, 0) : 0,
                       .has_ipa = sync && c->has_ipa,
                       .ipa = sync && c->has_ipa ? c->ipa.v : 0,
                       .pc = c->pc,
                       .guest_before_units = v->guest_units};
    v->guest_units = 0;
    cpu->serving = cpu->inside;
    phases_clear(&cpu->phases);
}

static void enter_vm(Tracker *t, unsigned cpu_index, uint32_t index, uint64_t now_units)
{
    TrackerCpu *cpu = &t->cpu[cpu_index];

    if (cpu->serving != NOBODY && cpu->serving != index) {
        t->vcpu[cpu->serving].row.next_vcpu = index + 1;
        stop_serving(t, cpu);
    }
    if (t->vcpu[index].open)
        close_exit(t, index, now_units);
    cpu->inside = index;
    t->vcpu[index].guest_units = 0;
}

/* The CPU is now in @world, which is not the one it was in. */
static ALWAYS_INLINE void change_world(Tracker *t, unsigned cpu_index, const Crossing *c,
                                       const WorldInput *in, const World *world,
                                       uint64_t entry_units)
{
    TrackerCpu *cpu = &t->cpu[cpu_index];

    if (cpu->inside != NOBODY)
        open_exit(t, cpu_index, c, entry_units);
    cpu->inside = NOBODY;
    if (world->kind == WORLD_VM)
        enter_vm(t, cpu_index, vcpu_of(t, in, c->now_units), c->now_units);
    else if (cpu->serving != NOBODY)
        phases_enter(
            &cpu->phases, world->kind,
            (PhaseHow){
                .kind = c->kind, .from_el = c->from_el, .to_el = c->to_el, .reason = reason_of(c)});
    cpu->world = *world;
    cpu->total = &t->place[world->kind == WORLD_VM ? WORLD_COUNT + t->vcpu[cpu->inside].vm
                                                   : world->kind][cpu_index];
}

/* --- what the outside calls ------------------------------------------------------------------- */

/* The first report of a CPU says when it began; before that it was not there. */
static void start(Tracker *t, unsigned cpu_index, const Crossing *c, const WorldInput *in,
                  uint64_t counted_units)
{
    TrackerCpu *cpu = &t->cpu[cpu_index];
    World world = world_of(in);

    cpu->started = true;
    cpu->start_units = cpu->last_units = c->now_units - counted_units;
    cpu->waiting = in->waiting;
    change_world(t, cpu_index, c, in, &world, 0);
}

static void crossed(void *owner, unsigned cpu_index, const Crossing *c, const WorldInput *after,
                    const CostCounts *counts, const CostSet *counted)
{
    Tracker *t = owner;
    TrackerCpu *cpu = &t->cpu[cpu_index];
    World world = world_of(after);
    Entry entry;

    assert(cpu_index < t->cpu_count);
    find_entry(t, c, &entry);
    if (UNLIKELY(!cpu->started))
        start(t, cpu_index, c, after, cost_units(counts, t->prices));
    see_entry(cpu, &entry);
    pass_time(t, cpu, c->now_units, count(t, cpu, counts, counted) + entry.units);
    if (!world_equal(&world, &cpu->world))
        change_world(t, cpu_index, c, after, &world, entry.units);
    t->host_has_stage2 |= world.kind == WORLD_HOST && after->vm && after->el < 2;
    if (entry.count)
        count_entry(t, cpu, &entry);
    cpu->waiting = after->waiting;
}

void tracker_tell(Tracker *t, TrackerSink sink)
{
    t->sink = sink;
}

ExitSink tracker_exit_sink(Tracker *t)
{
    return (ExitSink){.crossed = crossed, .owner = t};
}

void tracker_add(Tracker *t, unsigned cpu_index, uint64_t now_units, const CostCounts *counts,
                 const CostSet *counted)
{
    TrackerCpu *cpu = &t->cpu[cpu_index];

    if (cpu->started)
        pass_time(t, cpu, now_units, count(t, cpu, counts, counted));
}

static bool is_empty(const WorldTotal *total)
{
    for (unsigned i = 0; i < COST_COUNT; i++)
        if (total->counts.n[i])
            return false;
    return !total->idle_units && !total->unexplained_units;
}

static void tell_totals(Tracker *t)
{
    for (size_t place = 0; place < t->place_count; place++)
        for (unsigned i = 0; i < t->cpu_count; i++)
            if (!is_empty(&t->place[place][i]))
                t->sink.total(t->sink.owner, &t->place[place][i]);
}

void tracker_checkpoint(Tracker *t)
{
    if (t->sink.total)
        tell_totals(t);
    for (unsigned i = 0; t->sink.cpu && i < t->cpu_count; i++)
        if (t->cpu[i].started)
            t->sink.cpu(t->sink.owner, i, t->cpu[i].start_units, t->cpu[i].last_units);
}

void tracker_finish(Tracker *t)
{
    for (unsigned i = 0; i < t->cpu_count; i++)
        stop_serving(t, &t->cpu[i]);
    for (uint32_t v = 0; v < t->vcpu_names.count; v++)
        if (t->vcpu[v].open)
            write_exit(t, &t->vcpu[v]);
    tracker_checkpoint(t);
}

uint64_t tracker_exit_count(const Tracker *t)
{
    return t->exit_count;
}

bool tracker_host_has_stage2(const Tracker *t)
{
    return t->host_has_stage2;
}

int64_t tracker_unexplained(const Tracker *t, unsigned cpu_index)
{
    int64_t sum = 0;

    for (size_t place = 0; place < t->place_count; place++)
        sum += t->place[place][cpu_index].unexplained_units;
    return sum;
}
