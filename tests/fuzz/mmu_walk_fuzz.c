/* SPDX-License-Identifier: MIT
 *
 * mmu_walk_fuzz.c - random controls and random tables: translation ends, asserts nothing, and the
 * TLB is invisible.
 *
 * The input is a Regime, a program of translations, TLBIs and writes of memory, and the memory that
 * every descriptor read falls into. Each translation is also asked of a second Mmu that has just
 * been emptied: with memory unchanged but for hardware updates, both must give the same answer or
 * fault. And of a third, in a world of its own where no memory is plain, so that it has no memos:
 * that one must give the same answer, charges and memory always.
 */
#include <stdlib.h>
#include <string.h>

#include "mmu/mmu.h"

#define MEMORY_WORDS 512u
#define STEPS_MAX 400u /* of one translation: attempts x (levels x (1 + levels) + ...) is below */
#define OPERATIONS_MAX 64u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct World {
    uint64_t word[MEMORY_WORDS];
    unsigned steps[3]; /* of this translation, by stage */
    bool by_reading;   /* no memory is plain */
} World;

typedef struct Trial {
    World world, twin_world;
    Mmu *aged, *fresh, *twin;
    bool written; /* by software: the TLB may show */
} Trial;

typedef struct Input {
    const uint8_t *data;
    size_t size;
} Input;

static uint64_t take(Input *in, size_t bytes)
{
    uint64_t value = 0;

    if (bytes > in->size)
        bytes = in->size;
    memcpy(&value, in->data, bytes);
    in->data += bytes;
    in->size -= bytes;
    return value;
}

static const uint8_t *memory(void *owner, Pa pa)
{
    World *world = owner;

    if (world->by_reading || pa.v % 8192 >= 4096)
        return NULL;
    return (const uint8_t *)&world->word[(pa.v / 8) % MEMORY_WORDS] + pa.v % 8;
}

static bool read64(void *owner, Pa pa, bool secure, uint64_t *value)
{
    World *world = owner;

    (void)secure;
    *value = world->word[(pa.v / 8) % MEMORY_WORDS];
    return pa.v % 8192 != 8184; /* one word in two windows aborts */
}

static bool cas64(void *owner, Pa pa, bool secure, uint64_t old, uint64_t new_value, bool *swapped)
{
    World *world = owner;
    uint64_t *word = &world->word[(pa.v / 8) % MEMORY_WORDS];

    (void)secure;
    *swapped = *word == old;
    if (*swapped)
        *word = new_value;
    return true;
}

static void walk_steps(void *owner, unsigned stage, unsigned count)
{
    World *world = owner;

    if (stage != 1 && stage != 2)
        abort();
    world->steps[stage] += count;
    if (world->steps[stage] > STEPS_MAX)
        abort();
}

static Regime take_regime(Input *in)
{
    static const uint8_t sizes[8] = {32, 36, 40, 42, 44, 48, 40, 44};
    uint64_t flags = take(in, 3);
    Regime r = {
        .kind = (RegimeKind)(flags & 3),
        .secure = bit(flags, 2),
        .pa_bits = sizes[bits(flags, 5, 3)],
        .asid16 = bit(flags, 6),
        .vmid16 = bit(flags, 7),
        .has_hafdbs = bit(flags, 8),
        .has_dbm = bit(flags, 9),
        .has_xnx = bit(flags, 10),
        .has_hpd = bit(flags, 11),
        .sif = bit(flags, 12),
        .s2_big_endian = bit(flags, 13),
        .gran4k = bit(flags, 14),
        .gran16k = bit(flags, 15),
        .gran64k = bit(flags, 16),
        .s2_gran4k = bit(flags, 17),
        .s2_gran16k = bit(flags, 18),
        .s2_gran64k = bit(flags, 19),
    };

    r.s2_enabled = bit(flags, 20) && r.kind == REGIME_EL10 && !r.secure;
    r.sctlr = take(in, 4);
    r.tcr = take(in, 6);
    r.ttbr[0] = take(in, 8);
    r.ttbr[1] = take(in, 8);
    r.mair = take(in, 8);
    r.hcr = take(in, 6);
    r.vtcr = take(in, 3);
    r.vttbr = take(in, 8);
    return r;
}

static bool same(Fault a, const Translation *x, Fault b, const Translation *y)
{
    if (a.kind != b.kind)
        return false;
    if (a.kind != FAULT_NONE)
        return a.stage == b.stage && a.level == b.level && a.on_s1_walk == b.on_s1_walk &&
               a.on_write == b.on_write && a.ipa.v == b.ipa.v;
    return x->pa.v == y->pa.v && x->ipa.v == y->ipa.v && x->attr == y->attr &&
           x->secure == y->secure && x->shareability == y->shareability;
}

static void empty(Mmu *mmu)
{
    for (unsigned kind = REGIME_EL10; kind <= REGIME_EL3; kind++)
        for (unsigned secure = 0; secure < 2; secure++)
            mmu_tlbi(mmu, &(Tlbi){.scope = TLBI_ALL, .kind = (RegimeKind)kind, .secure = secure});
}

/* Dirty state that hardware adds opens write permission, which the aged TLB may not know yet: then
 * the two may differ, so worlds with hardware updates are only run for robustness. */
static bool comparable(const Regime *regime)
{
    return !regime->has_hafdbs;
}

static Fault ask(Mmu *mmu, World *world, const Regime *regime, uint64_t va, Access access,
                 Translation *out)
{
    memset(world->steps, 0, sizeof world->steps);
    return mmu_translate(mmu, regime, va_of(va), access, out);
}

/* The answer of the Mmu with memos, and what it did on the way, must be that of the one without. */
static void check_twin(Trial *trial, const Regime *regime, uint64_t va, Access access, Fault fault,
                       const Translation *answer)
{
    Translation t = {0};
    Fault f = ask(trial->twin, &trial->twin_world, regime, va, access, &t);

    if (!same(fault, answer, f, &t) ||
        memcmp(trial->world.steps, trial->twin_world.steps, sizeof trial->world.steps) != 0 ||
        memcmp(trial->world.word, trial->twin_world.word, sizeof trial->world.word) != 0)
        abort();
}

static void translate(Trial *trial, const Regime *regime, Input *in)
{
    uint64_t flags = take(in, 1);
    uint64_t va = sign_extend(take(in, 7), 56);
    Access access = {
        .type = (AccessType)((flags & 7) % (ACCESS_CACHE_WRITE + 1)),
        .privileged = bit(flags, 3),
        .pan = bit(flags, 4),
        .stage1_only =
            bit(flags, 5) && ((flags & 7) == ACCESS_AT_READ || (flags & 7) == ACCESS_AT_WRITE),
        .atomic_write = bit(flags, 6),
        .unaligned = bit(flags, 7),
    };
    Translation x = {0}, y = {0};
    Fault a = ask(trial->aged, &trial->world, regime, va, access, &x), b;

    (void)fault_status_code(a);
    check_twin(trial, regime, va, access, a, &x);
    if (!comparable(regime) || trial->written)
        return;
    empty(trial->fresh);
    b = ask(trial->fresh, &trial->world, regime, va, access, &y);
    if (!same(a, &x, b, &y))
        abort();
}

/* Software writes a descriptor, mostly without the TLBI that should follow. */
static void write_memory(Trial *trial, Input *in)
{
    size_t at = take(in, 2) % MEMORY_WORDS;
    uint64_t flip = take(in, 8);

    trial->world.word[at] ^= flip;
    trial->twin_world.word[at] ^= flip;
    trial->written = true;
}

static void maintain(Trial *trial, const Regime *regime, Input *in)
{
    uint64_t flags = take(in, 1);
    Tlbi tlbi = {
        .scope = (TlbiScope)((flags & 7) % (TLBI_IPA + 1)),
        .kind = regime->kind,
        .secure = regime->secure,
        .stage2_in_use = bit(flags, 4),
        .asid = (uint16_t)take(in, 2),
        .vmid = (uint16_t)take(in, 2),
        .address = take(in, 7),
    };

    mmu_tlbi(trial->aged, &tlbi);
    mmu_tlbi(trial->twin, &tlbi);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Input in = {data, size};
    Trial trial = {.twin_world = {.by_reading = true}};
    MmuPort port = {.memory = memory, .read64 = read64, .cas64 = cas64, .walk_steps = walk_steps};
    Regime regime = take_regime(&in);
    size_t program = in.size / 4;
    Input operations = {in.data, program};

    port.owner = &trial.world;
    trial.aged = mmu_new(&port);
    trial.fresh = mmu_new(&port);
    port.owner = &trial.twin_world;
    trial.twin = mmu_new(&port);
    in.data += program;
    in.size -= program;
    for (unsigned i = 0; i < MEMORY_WORDS && in.size; i++)
        trial.world.word[i] = trial.twin_world.word[i] = take(&in, 8);
    for (unsigned i = 0; i < OPERATIONS_MAX && operations.size; i++) {
        uint64_t what = take(&operations, 1);

        if (what & 1)
            mmu_bind(trial.aged, &regime);
        if ((what & 0xe) == 0xe)
            maintain(&trial, &regime, &operations);
        else if ((what & 0xe) == 0xc)
            write_memory(&trial, &operations);
        else
            translate(&trial, &regime, &operations);
    }
    mmu_free(trial.aged);
    mmu_free(trial.fresh);
    mmu_free(trial.twin);
    return 0;
}
