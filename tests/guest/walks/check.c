/* SPDX-License-Identifier: MIT
 *
 * check.c - what mmu/ says about the cases of cases.h, against what somebody observed.
 *
 *     walks_check SEED PA_BITS HAS_16K qemu|exact|host|later|later-qemu < observed
 *
 * With `qemu`, the differences listed below are allowed: each is a rule of the Arm ARM that
 * QEMU 7.2 does not follow. With `exact` none is, but for what is UNKNOWN; nor with `host`, for the
 * cases that as_host makes. Prints each other difference with its case, and a line `N compared, N
 * differ, N excused`; exit status 1 when any differs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mmu/mmu.h"
#include "tests/guest/walks/cases.h"

#define PAR_SH (UINT64_C(3) << 7)
#define PAR_FST_LEVEL (UINT64_C(3) << 1)
#define PAR_ATTR (UINT64_C(0xff) << 56)
#define PAR_FAULT UINT64_C(1)
#define OBSERVED_EXCEPTION (UINT64_C(0xf) << 60)
#define PRINT_MAX 20u

typedef struct Machine {
    uint64_t pool[POOL_WORDS];
    uint64_t last_desc;
    bool left_pool; /* read where this test knows nothing of the memory */
} Machine;

typedef struct Sample {
    const Case *c;
    Regime regime;
    unsigned op;
    Fault fault;
    Translation t;
    const Machine *machine;
    uint64_t observed;
} Sample;

/* A difference, and the bits of PAR_EL1 it excuses. */
typedef struct Difference {
    const char *rule;
    bool (*applies)(const Sample *s);
    uint64_t excused;
    unsigned long count;
} Difference;

static bool outside_pool(const Sample *s)
{
    return s->machine->left_pool;
}

static bool stage2_limits_by_ps(const Sample *s)
{
    static const unsigned sizes[8] = {32, 36, 40, 42, 44, 48, 48, 48};
    unsigned ps = sizes[bits(s->c->vtcr, 18, 16)];
    unsigned input = 64 - (unsigned)bits(s->c->vtcr, 5, 0);

    if (ps > s->regime.pa_bits)
        ps = s->regime.pa_bits;
    return s->regime.s2_enabled && (input > ps || (bits(s->c->vtcr, 7, 6) == 2 && ps <= 42));
}

static bool ptw_without_stage2(const Sample *s)
{
    return bit(s->c->hcr, 2) && !s->regime.s2_enabled;
}

static bool block_where_none_is(const Sample *s)
{
    return s->fault.kind == FAULT_TRANSLATION && (s->machine->last_desc & 3) == 1 &&
           s->fault.level < 2;
}

static bool fault_on_s1_walk(const Sample *s)
{
    return s->fault.on_s1_walk;
}

static bool outer_shareable_by_type(const Sample *s)
{
    return s->fault.kind == FAULT_NONE && (s->t.device || s->t.attr == 0x44);
}

static bool device_over_non_cacheable(const Sample *s)
{
    return s->fault.kind == FAULT_NONE && s->regime.s2_enabled && s->op >= 4 &&
           (s->t.attr == 0x08 || s->t.attr == 0x0c) && s->observed >> 56 == 0x04;
}

static bool forced_by_stage2(const Sample *s)
{
    return bit(s->c->hcr, 46) && s->fault.kind == FAULT_NONE && s->regime.s2_enabled && s->op >= 4;
}

static bool forced_device(const Sample *s)
{
    return forced_by_stage2(s) && s->t.device;
}

static Difference differences[] = {
    {"not compared: the walk left the pool for memory of which this test knows nothing",
     outside_pool, UINT64_MAX, 0},
    {"AArch64.S2InvalidSL, S2MinTxSZ: limits of stage 2 follow from PAMax, not from VTCR_EL2.PS",
     stage2_limits_by_ps, UINT64_MAX, 0},
    {"HCR_EL2.PTW: has no effect without stage 2", ptw_without_stage2, UINT64_MAX, 0},
    {"Block descriptors: none above level 1 (4K) and level 2 (16K, 64K)", block_where_none_is,
     UINT64_MAX, 0},
    {"FaultRecord.level of a stage-2 fault on a stage-1 walk is stage 2's level", fault_on_s1_walk,
     PAR_FST_LEVEL, 0},
    {"PAR_EL1.SH: 0b10 for Device and for Non-cacheable memory", outer_shareable_by_type, PAR_SH,
     0},
    {"CombineS1S2Desc: Device at stage 1 keeps its type over Normal memory at stage 2",
     device_over_non_cacheable, PAR_ATTR, 0},
    {"AArch64.S2ApplyFWBMemAttrs: Device at stage 2 combines with Device at stage 1", forced_device,
     PAR_ATTR, 0},
    {"AArch64.S2ApplyFWBMemAttrs: what was Device at stage 1 stays Outer Shareable",
     forced_by_stage2, PAR_SH, 0},
};

static bool read64(void *owner, Pa pa, bool secure, uint64_t *value)
{
    Machine *machine = owner;

    (void)secure;
    if (pa.v >= POOL_BASE && pa.v < POOL_BASE + POOL_BYTES) {
        *value = machine->last_desc = machine->pool[(pa.v - POOL_BASE) / 8];
        return true;
    }
    /* RAM and devices of `virt`, its high ECAM and its high PCI window; nothing elsewhere. */
    machine->left_pool |= pa.v < UINT64_C(0x60000000) || pa.v >> 28 == 0x401 || pa.v >> 39 == 1;
    return false;
}

static bool cas64(void *owner, Pa pa, bool secure, uint64_t old, uint64_t new_value, bool *swapped)
{
    (void)owner, (void)pa, (void)secure, (void)old, (void)new_value;
    *swapped = false;
    return false;
}

/* EL2&0 is to answer as EL1&0 without a stage 2 does, which `qemu` has shown to be right. */
static Regime regime_of_case(const Case *c, unsigned pa_bits, bool has16k)
{
    bool el10 = c->kind == CASE_EL10;

    return (Regime){
        .kind = c->kind == CASE_EL2 ? REGIME_EL2 : REGIME_EL10,
        .sctlr = c->sctlr,
        .tcr = c->tcr,
        .ttbr = {c->ttbr[0], c->ttbr[1]},
        .mair = c->mair,
        .s2_enabled = el10 && (bit(c->hcr, 0) || bit(c->hcr, 12)),
        .hcr = c->kind == CASE_EL20 ? 0 : c->hcr,
        .vtcr = c->vtcr,
        .vttbr = c->vttbr,
        .pa_bits = (uint8_t)pa_bits,
        .asid16 = true,
        .gran4k = true,
        .gran16k = has16k,
        .gran64k = true,
        .s2_gran4k = true,
        .s2_gran16k = has16k,
        .s2_gran64k = true,
    };
}

/* PAR_EL1, or the exception's status code as the guest logs it; and which bits of it count. */
static uint64_t expected(const Sample *s, uint64_t *known)
{
    uint64_t code = fault_status_code(s->fault);

    if (s->fault.kind == FAULT_EXTERNAL_WALK) {
        *known = OBSERVED_EXCEPTION | 0x3f;
        return OBSERVED_EXCEPTION | code;
    }
    if (s->fault.kind != FAULT_NONE) {
        *known = 0x37f;
        return PAR_FAULT | code << 1 | (uint64_t)s->fault.on_s1_walk << 8 |
               (uint64_t)(s->fault.stage == 2) << 9;
    }
    *known = PAR_ATTR | UINT64_C(0xfffffffff000) | PAR_SH | PAR_FAULT; /* NS is UNKNOWN */
    return (uint64_t)s->t.attr << 56 | (s->t.pa.v & UINT64_C(0xfffffffff000)) |
           (uint64_t)s->t.shareability << 7;
}

/* Of the differences, those that @qemu (or else everybody) may show. */
static unsigned allowed(bool qemu)
{
    return qemu ? ARRAY_COUNT(differences) : 1;
}

static uint64_t excuse(const Sample *s, bool qemu)
{
    uint64_t excused = 0;

    for (unsigned i = 0; i < allowed(qemu); i++)
        if (differences[i].applies(s))
            excused |= differences[i].excused;
    /* An exception's status code has its level one bit lower than PAR_EL1's. */
    if (s->fault.kind == FAULT_EXTERNAL_WALK && (excused & PAR_FST_LEVEL))
        excused |= PAR_FST_LEVEL >> 1;
    return excused;
}

static void count_differences(const Sample *s, bool qemu)
{
    for (unsigned i = 0; i < allowed(qemu); i++)
        differences[i].count += differences[i].applies(s);
}

static void print_sample(const Sample *s, uint64_t want, uint64_t va)
{
    const Case *c = s->c;

    printf("va %016lx op %u: observed %016lx, expected %016lx (fault %u stage %u level %u ptw %d)\n"
           "    kind %u sctlr %lx tcr %lx ttbr %lx %lx hcr %lx vtcr %lx vttbr %lx\n",
           va, s->op, s->observed, want, s->fault.kind, s->fault.stage, s->fault.level,
           s->fault.on_s1_walk, c->kind, c->sctlr, c->tcr, c->ttbr[0], c->ttbr[1], c->hcr, c->vtcr,
           c->vttbr);
}

typedef struct Totals {
    unsigned long compared, differ, excused;
} Totals;

static void compare(Sample *s, uint64_t va, bool qemu, Totals *totals)
{
    uint64_t known;
    uint64_t want = expected(s, &known);
    uint64_t differing = (want ^ s->observed) & known;

    totals->compared++;
    if (!differing)
        return;
    if (!(differing & ~excuse(s, qemu))) {
        totals->excused++;
        count_differences(s, qemu);
        return;
    }
    if (totals->differ++ < PRINT_MAX)
        print_sample(s, want, va);
}

static bool check_case(Mmu *mmu, Machine *machine, const Case *c, const Regime *regime, bool qemu,
                       Totals *totals)
{
    for (unsigned i = 0; i < ADDRESSES; i++)
        for (unsigned op = 0; op < operations(c); op++) {
            Sample s = {.c = c, .regime = *regime, .op = op, .machine = machine};
            Access access = {
                .type = op & 1 ? ACCESS_AT_WRITE : ACCESS_AT_READ,
                .privileged = c->kind == CASE_EL2 || !(op & 2),
                .stage1_only = c->kind != CASE_EL2 && op < 4,
            };

            if (scanf("%lx", &s.observed) != 1)
                return false;
            machine->left_pool = false;
            machine->last_desc = 0;
            s.fault = mmu_translate(mmu, regime, va_of(c->va[i]), access, &s.t);
            compare(&s, c->va[i], qemu, totals);
        }
    return true;
}

static bool check_all(uint64_t seed, unsigned pa_bits, bool has16k, const char *rules,
                      Totals *totals)
{
    static Machine machine;
    uint64_t state = seed;
    Mmu *mmu = mmu_new(&(MmuPort){.read64 = read64, .cas64 = cas64, .owner = &machine});
    bool complete = mmu != NULL, later = !strncmp(rules, "later", 5);

    for (unsigned epoch = 0; epoch < EPOCHS && complete; epoch++) {
        for (unsigned i = 0; i < POOL_WORDS; i++)
            machine.pool[i] =
                later ? later_descriptor(random_descriptor(&state)) : random_descriptor(&state);
        for (unsigned i = 0; i < CASES_PER_EPOCH && complete; i++) {
            Case c;
            Regime regime;

            random_case(&state, &c);
            if (!strcmp(rules, "host"))
                as_host(&c);
            if (later)
                as_later(&state, &c);
            regime = regime_of_case(&c, pa_bits, has16k);
            regime.has_ttst = later;
            mmu_tlbi(mmu, &(Tlbi){.scope = TLBI_ALL, .kind = REGIME_EL10});
            complete =
                check_case(mmu, &machine, &c, &regime, strstr(rules, "qemu") != NULL, totals);
        }
    }
    mmu_free(mmu);
    return complete;
}

int main(int argc, char **argv)
{
    Totals totals = {0};

    if (argc != 5) {
        fprintf(stderr, "usage: walks_check SEED PA_BITS HAS_16K qemu|exact|host|later|later-qemu "
                        "< observed\n");
        return 2;
    }
    if (!check_all(strtoull(argv[1], NULL, 0), (unsigned)atoi(argv[2]), atoi(argv[3]) != 0, argv[4],
                   &totals)) {
        fprintf(stderr, "walks_check: the observations end early, or memory is exhausted\n");
        return 1;
    }
    for (unsigned i = 0; i < ARRAY_COUNT(differences); i++)
        if (differences[i].count)
            printf("%7lu  %s\n", differences[i].count, differences[i].rule);
    printf("%lu compared, %lu differ, %lu excused\n", totals.compared, totals.differ,
           totals.excused);
    return totals.differ ? 1 : 0;
}
