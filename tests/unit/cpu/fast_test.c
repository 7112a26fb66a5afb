/* SPDX-License-Identifier: MIT
 *
 * fast_test.c - both engines stop at the same instruction, with the same registers, time and
 * counts, wherever a slice ends: within sections that fault, that write themselves, that touch
 * a device or system registers.
 *
 * Expectations: the reference engine, one instruction at a time.
 */
#include "tests/unit/cpu/exec_fixture.h"

#define DEVICE_AT UINT64_C(0x8000000)
#define INSNS_MAX 80u

/* x2 is memory, x3 the device, x4 nothing, x20 a block, x5 the address of `patched`, x6 "add x0,
 * x0, #64". */
static const uint32_t program[] = {
    0x91000400, /* top: add x0, x0, #1 */
    0xf9000040, /* str x0, [x2] */
    0xf9400041, /* ldr x1, [x2] */
    0xf9400067, /* ldr x7, [x3]: says what time it is */
    0x91000400, /* add x0, x0, #1 */
    0xf9400088, /* ldr x8, [x4]: faults, and is skipped by the vector */
    0xb90000a6, /* str w6, [x5] */
    0x8b010009, /* add x9, x0, x1 */
    0x91000800, /* patched: add x0, x0, #2 */
    0xf100041f, /* cmp x0, #1 */
    0x54000040, /* b.eq over */
    0x9b017c0a, /* mul x10, x0, x1 */
    0x540000c0, /* over: b.eq over the next five */
    0xd53be04b, /* mrs x11, cntvct_el0 */
    0xb9000067, /* str w7, [x3] */
    0xa9000440, /* stp x0, x1, [x2] */
    0xa9c10c41, /* ldp x1, x3, [x2, #16]!: x3 stays the device, which stands there */
    0xd1004042, /* sub x2, x2, #16 */
    0xd51bd040, /* msr tpidr_el0, x0 */
    0xd53bd04d, /* mrs x13, tpidr_el0 */
    0xd5033fbf, /* dmb sy */
    0xd53b422e, /* mrs x14, daif */
    0xd50342df, /* msr daifset, #2 */
    0xd5184100, /* msr sp_el0, x0 */
    0xd538410f, /* mrs x15, sp_el0 */
    0xd53cd053, /* mrs x19, tpidr_el2: undefined, and skipped by the vector */
    0xd50342ff, /* msr daifclr, #2 */
    0xd5384250, /* mrs x16, currentel */
    0xd53b4211, /* mrs x17, nzcv */
    0xd51b420d, /* msr nzcv, x13 */
    0xd51b422e, /* msr daif, x14 */
    0xd5033fdf, /* isb */
    0xd53b0032, /* mrs x18, ctr_el0 */
    0xd50b7434, /* dc zva, x20: faults, and is skipped by the vector */
    0xd50b7e34, /* dc civac, x20 */
    0xd50b7a24, /* dc cvac, x4 */
    0x17ffffdc, /* b top */
};

/* The same registers, x6 made another "add x0, x0, #" in each round: branches of both ways over
 * what reads time, faults and is written. */
static const uint32_t branches[] = {
    0x91000400, /* top: add x0, x0, #1 */
    0x36000080, /* tbz x0, #0, even */
    0xf9400067, /* ldr x7, [x3] */
    0x37080100, /* tbnz x0, #1, odd */
    0x8b070129, /* add x9, x9, x7 */
    0xb90000a6, /* even: str w6, [x5] */
    0xb400004d, /* cbz x13, patched */
    0xd503201f, /* nop */
    0x91000800, /* patched: add x0, x0, #2 */
    0x521600c6, /* eor w6, w6, #0x400 */
    0x17fffff6, /* b top */
    0xf9400088, /* odd: ldr x8, [x4] */
    0xf27e001f, /* tst x0, #4 */
    0x54fffe61, /* b.ne top */
    0x94000002, /* bl sub */
    0x17fffff1, /* b top */
    0x8b1e01ce, /* sub: add x14, x14, x30 */
    0xd65f03c0, /* ret */
};

/* The same registers: what is executed as one, and loads that are stores too. The second half of a
 * run of hints is written. */
static const uint32_t pairs[] = {
    0x91000400, /* top: add x0, x0, #0x1 */
    0xd503201f, /* nop */
    0xd503201f, /* nop */
    0xd503201f, /* nop */
    0x9000000f, /* adrp x15, top */
    0x910021ef, /* add x15, x15, #0x8 */
    0xd2824690, /* mov x16, #0x1234 */
    0xf2aacf10, /* movk x16, #0x5678, lsl #16 */
    0x52800031, /* mov w17, #0x1 */
    0x72a00051, /* movk w17, #0x2, lsl #16 */
    0xc85ffc4a, /* ldaxr x10, [x2] */
    0x8b00014a, /* add x10, x10, x0 */
    0xc80bfc4a, /* stlxr w11, x10, [x2] */
    0xc87f304a, /* ldxp x10, x12, [x2] */
    0xc82b284c, /* stxp w11, x12, x10, [x2] */
    0x885f7c4a, /* ldxr w10, [x2] */
    0xb9000040, /* str w0, [x2] */
    0x880b7c4a, /* stxr w11, w10, [x2] */
    0x8b0b0129, /* add x9, x9, x11 */
    0xf8e0004a, /* ldaddal x0, x10, [x2] */
    0xc8eafc49, /* casal x10, x9, [x2] */
    0x3820804a, /* swpb w0, w10, [x2] */
    0x7829404d, /* ldsmaxh w9, w13, [x2] */
    0xb90000a6, /* str w6, [x5] */
    0xd503201f, /* nop */
    0xd503201f, /* patched: nop */
    0xd503201f, /* nop */
    0x8b0a0129, /* add x9, x9, x10 */
    0x17ffffe4, /* b top */
};

#define PAIRS_PATCHED 25

/* Skips the instruction that faulted. */
static const uint32_t vector[] = {
    0xd538402c, /* mrs x12, elr_el1 */
    0x9100118c, /* add x12, x12, #4 */
    0xd518402c, /* msr elr_el1, x12 */
    0xd69f03e0, /* eret */
};

static bool device_read(void *device, const BusRequest *request, uint64_t offset, uint64_t *value)
{
    (void)device;
    (void)offset;
    *value = request->now_units;
    return true;
}

static bool device_write(void *device, const BusRequest *request, uint64_t offset, uint64_t value)
{
    (void)offset;
    (void)value;
    *(uint64_t *)device += request->now_units;
    return true;
}

static const DeviceOps device_ops = {"clock", device_read, device_write};

typedef struct Subject {
    Fixture *f;
    uint64_t written; /* sum of the times of the device's writes */
} Subject;

static void subject_init(Subject *s)
{
    Fixture *f = exec_fixture("neoverse-n1", 1);
    const uint64_t device_at = DEVICE_AT;
    CostPrices prices;
    Err err;

    *s = (Subject){.f = f};
    ck_assert(bus_add(&f->bus,
                      &(BusRegion){.name = "clock",
                                   .base = pa_of(DEVICE_AT),
                                   .size_bytes = 0x1000,
                                   .ops = &device_ops,
                                   .device = &s->written,
                                   .read_cost = COST_MMIO_READ_GICD,
                                   .write_cost = COST_MMIO_WRITE_GICD},
                      &err));
    for (unsigned i = 0; i < COST_COUNT; i++)
        prices.price[i] = (int32_t)(101 + 7 * i);
    cpu_set_prices(f->cpu, &prices);
    memcpy(f->ram, program, sizeof program);
    memcpy(f->ram + 0x8018, &device_at, 8);
    memcpy(f->ram + (VBAR(1) - RAM_BASE) + 0x200, vector, sizeof vector);
    f->cpu->x[2] = DATA_AT;
    f->cpu->x[3] = DEVICE_AT;
    f->cpu->x[4] = HOLE;
    f->cpu->x[5] = CODE_AT + 8 * 4;
    f->cpu->x[6] = 0x91010000;
    f->cpu->x[20] = DATA_AT + 0x100;
    memset(f->ram + 0x8100, 0x55, 64);
}

static void subject_free(Subject *s)
{
    exec_fixture_free(s->f);
}

static EngineStop drive(Subject *s, EngineRun engine, uint32_t insns, uint32_t units)
{
    return engine(s->f->cpu, cpu_now(s->f->cpu), insns, units);
}

static void compare(const Subject *a, const Subject *b)
{
    const Cpu *p = a->f->cpu, *q = b->f->cpu;

    for (unsigned i = 0; i < REG_COUNT; i++)
        ck_assert_msg(i == REG_SINK || p->x[i] == q->x[i], "x%u", i);
    ck_assert_uint_eq(p->pc, q->pc);
    ck_assert_uint_eq(p->budget, q->budget);
    ck_assert_uint_eq(cpu_now(p), cpu_now(q));
    ck_assert_uint_eq(p->pstate.nzcv, q->pstate.nzcv);
    ck_assert_uint_eq(p->sr[SR_ESR_EL1], q->sr[SR_ESR_EL1]);
    ck_assert_uint_eq(a->written, b->written);
    for (unsigned i = 0; i < COST_COUNT; i++)
        ck_assert_uint_eq(p->count.n[i], q->count.n[i]);
    ck_assert_mem_eq(a->f->ram, b->f->ram, RAM_BYTES);
}

/* Slices of @insns and @units until some hundred instructions of @words, if any, have run; sections
 * have host code from their execution number @heat on. */
static void run_with(const uint32_t *words, size_t size_bytes, uint32_t insns, uint32_t units,
                     uint32_t heat)
{
    Subject a, b;

    subject_init(&a);
    subject_init(&b);
    b.f->code.heat = heat;
    if (words) {
        memcpy(a.f->ram, words, size_bytes);
        memcpy(b.f->ram, words, size_bytes);
    }
    if (words == pairs)
        a.f->cpu->x[5] = b.f->cpu->x[5] = CODE_AT + PAIRS_PATCHED * 4;
    for (unsigned slice = 0; slice < 1 + 300 / insns; slice++) {
        EngineStop stop = drive(&a, engine_run, insns, units);

        ck_assert_int_eq(drive(&b, engine_run_fast, insns, units), stop);
        compare(&a, &b);
    }
    subject_free(&a);
    subject_free(&b);
}

static void run_both(const uint32_t *words, size_t size_bytes, uint32_t insns, uint32_t units)
{
    run_with(words, size_bytes, insns, units, 1);
    run_with(words, size_bytes, insns, units, UINT32_MAX);
}

START_TEST(slices_of_any_number_of_instructions_end_alike)
{
    for (uint32_t insns = 1; insns <= INSNS_MAX; insns++)
        run_both(NULL, 0, insns, ENGINE_SLICE_UNITS);
}
END_TEST

START_TEST(slices_of_any_time_end_alike)
{
    for (uint32_t units = 1; units < 8000; units += 233)
        run_both(NULL, 0, INSNS_MAX, units);
}
END_TEST

START_TEST(sections_end_alike_whichever_way_their_branches_go)
{
    for (uint32_t insns = 1; insns <= INSNS_MAX; insns += 1 + insns / 8)
        run_both(branches, sizeof branches, insns, ENGINE_SLICE_UNITS);
    for (uint32_t units = 1; units < 8000; units += 433)
        run_both(branches, sizeof branches, INSNS_MAX, units);
}
END_TEST

START_TEST(what_is_executed_as_one_counts_one_by_one)
{
    for (uint32_t insns = 1; insns <= INSNS_MAX; insns += 1 + insns / 8)
        run_both(pairs, sizeof pairs, insns, ENGINE_SLICE_UNITS);
    for (uint32_t units = 1; units < 8000; units += 433)
        run_both(pairs, sizeof pairs, INSNS_MAX, units);
}
END_TEST

/* For each condition a comparison, @consumer with the condition at bit @at, an addition that a
 * branch skips, and NZCV as software reads it. */
static void put_conditions(Fixture *f, uint32_t producer, uint32_t consumer, unsigned at)
{
    for (uint32_t cond = 0; cond < 14; cond++) {
        const uint32_t words[] = {
            producer,   consumer | cond << at, 0x91000400, /* add x0, x0, #1 */
            0xd53b4201,                                    /* mrs x1, nzcv */
            0x8b010084,                                    /* add x4, x4, x1 */
        };

        memcpy(f->ram + sizeof words * cond, words, sizeof words);
    }
}

START_TEST(conditions_of_every_producer_are_alike_to_every_consumer)
{
    static const uint32_t producers[] = {
        0x71000c5f, /* cmp w2, #3 */
        0xf1000c5f, /* cmp x2, #3 */
        0x6b03005f, /* cmp w2, w3 */
        0xeb03005f, /* cmp x2, x3 */
        0xea03005f, /* tst x2, x3 */
        0x6a03005f, /* tst w2, w3 */
        0xf2401c5f, /* tst x2, #255 */
        0x72001c5f, /* tst w2, #255 */
        0xab03005f, /* cmn x2, x3 */
        0xfa43a04a, /* ccmp x2, x3, #10, ge */
    };
    static const uint64_t values[] = {0, 3, 0x7fffffff, 0x80000000, UINT64_C(1) << 63, UINT64_MAX};
    static const struct {
        uint32_t word;
        unsigned at; /* of the condition */
    } consumers[] = {
        {0x54000040, 0},  /* b.cond over the next */
        {0x1a830040, 12}, /* csel w0, w2, w3 */
        {0x9a830040, 12}, /* csel x0, x2, x3 */
        {0x1a830440, 12}, /* csinc w0, w2, w3 */
        {0x9a830440, 12}, /* csinc x0, x2, x3 */
        {0x5a830040, 12}, /* csinv w0, w2, w3 */
        {0xda830040, 12}, /* csinv x0, x2, x3 */
        {0x5a830440, 12}, /* csneg w0, w2, w3 */
        {0xda830440, 12}, /* csneg x0, x2, x3 */
        {0x7a43004a, 12}, /* ccmp w2, w3, #10 */
        {0xfa43004a, 12}, /* ccmp x2, x3, #10 */
        {0x7a430845, 12}, /* ccmp w2, #3, #5 */
        {0xfa430845, 12}, /* ccmp x2, #3, #5 */
        {0xba43004a, 12}, /* ccmn x2, x3, #10 */
    };
    const unsigned count = ARRAY_COUNT(values), kinds = ARRAY_COUNT(consumers);

    for (unsigned i = 0; i < ARRAY_COUNT(producers) * kinds; i++) {
        Subject a, b;
        Subject *both[] = {&a, &b};

        for (unsigned j = 0; j < 2; j++) {
            subject_init(both[j]);
            put_conditions(both[j]->f, producers[i / kinds], consumers[i % kinds].word,
                           consumers[i % kinds].at);
        }
        for (unsigned pair = 0; pair < count * count; pair++) {
            for (unsigned j = 0; j < 2; j++) {
                both[j]->f->cpu->pc = CODE_AT;
                both[j]->f->cpu->x[2] = values[pair / count];
                both[j]->f->cpu->x[3] = values[pair % count];
            }
            ck_assert_int_eq(drive(&a, engine_run, 50, ENGINE_SLICE_UNITS),
                             drive(&b, engine_run_fast, 50, ENGINE_SLICE_UNITS));
            compare(&a, &b);
        }
        subject_free(&a);
        subject_free(&b);
    }
}
END_TEST

/* Zeroes four blocks, and again and again, every other time while all memory is Device. */
static const uint32_t zeroing[] = {
    0xd50b7434, /* top: dc zva, x20 */
    0xf9000280, /* str x0, [x20] */
    0xd50b7e34, /* dc civac, x20 */
    0x91010294, /* add x20, x20, #64 */
    0x91000400, /* add x0, x0, #1 */
    0xeb15029f, /* cmp x20, x21 */
    0x54ffff41, /* b.ne top */
    0xd2401ed6, /* eor x22, x22, #0xff */
    0xd518a216, /* msr mair_el1, x22 */
    0xd1040294, /* sub x20, x20, #0x100 */
    0x17fffff6, /* b top */
};

/* RAM is mapped where it is, with MAIR's first attribute. */
static void put_zeroing(Fixture *f)
{
    const uint64_t block = RAM_BASE | 0x401, l1 = RAM_BASE + 0xf0000;

    memcpy(f->ram, zeroing, sizeof zeroing);
    memcpy(f->ram + (l1 - RAM_BASE) + 8, &block, sizeof block);
    f->cpu->sr[SR_MAIR_EL1] = 0xff;
    f->cpu->sr[SR_TCR_EL1] = 25; /* 39 bits */
    f->cpu->sr[SR_TTBR0_EL1] = l1;
    f->cpu->sr[SR_SCTLR_EL1] |= 1;
    f->cpu->x[21] = f->cpu->x[20] + 0x100;
    f->cpu->x[22] = 0xff;
    regime_changed(f->cpu);
}

START_TEST(blocks_of_normal_memory_are_zeroed_alike)
{
    for (uint32_t insns = 1; insns <= INSNS_MAX; insns++) {
        Subject a, b;

        subject_init(&a);
        subject_init(&b);
        put_zeroing(a.f);
        put_zeroing(b.f);
        for (unsigned slice = 0; slice < 1 + 300 / insns; slice++) {
            drive(&a, engine_run, insns, ENGINE_SLICE_UNITS);
            drive(&b, engine_run_fast, insns, ENGINE_SLICE_UNITS);
            compare(&a, &b);
        }
        ck_assert_uint_gt(b.f->cpu->count.n[COST_DC_ZVA], 8);
        ck_assert_uint_eq(b.f->cpu->sr[SR_ESR_EL1], 0x96000061); /* alignment, by a write */
        subject_free(&a);
        subject_free(&b);
    }
}
END_TEST

/* x5 is the address of the branch, x6 "add x0, x0, #64". */
START_TEST(a_branch_overwritten_behind_its_comparison_is_no_branch)
{
    static const uint32_t words[] = {
        0xf100041f, /* top: cmp x0, #1 */
        0x54000041, /* b.ne over */
        0x91000400, /* add x0, x0, #1 */
        0xb90000a6, /* over: str w6, [x5] */
        0x17fffffc, /* b top */
    };
    Subject a, b;
    Subject *both[] = {&a, &b};

    for (unsigned i = 0; i < 2; i++) {
        subject_init(both[i]);
        memcpy(both[i]->f->ram, words, sizeof words);
        both[i]->f->cpu->x[5] = CODE_AT + 4;
        both[i]->f->code.heat = 1;
    }
    for (unsigned i = 0; i < 8; i++) {
        drive(&a, engine_run, 3, ENGINE_SLICE_UNITS);
        drive(&b, engine_run_fast, 3, ENGINE_SLICE_UNITS);
        compare(&a, &b);
    }
    ck_assert_uint_ge(b.f->cpu->x[0], 64);
    subject_free(&a);
    subject_free(&b);
}
END_TEST

/* The vector is undefined too: nothing is ever executed, and with these prices no time passes. */
START_TEST(exceptions_for_ever_end_their_slice)
{
    static const EngineRun engines[] = {engine_run, engine_run_fast};

    for (unsigned i = 0; i < ARRAY_COUNT(engines); i++) {
        Fixture *f = exec_fixture("cortex-a57", 1);

        cpu_set_prices(f->cpu, &(CostPrices){{0}});
        memset(f->ram, 0, RAM_BYTES);
        ck_assert_int_eq(engines[i](f->cpu, 0, INSNS_MAX, 1), ENGINE_RESLICE);
        ck_assert_uint_eq(f->cpu->pc, VBAR(1) + 0x200);
        ck_assert_uint_eq(f->cpu->budget >> 32, INSNS_MAX);
        exec_fixture_free(f);
    }
}
END_TEST

/* What faults is given back; a slice that would never be used up ends, at the same fault. */
START_TEST(a_vector_that_faults_for_ever_ends_the_slice_alike)
{
    static const uint32_t words[] = {0x91000400, 0x91000400, 0}; /* add x0, x0, #1 twice; udf */
    Subject a, b, *both[] = {&a, &b};

    for (unsigned i = 0; i < 2; i++) {
        subject_init(both[i]);
        memcpy(both[i]->f->ram, words, sizeof words);
        memset(both[i]->f->ram + (VBAR(1) - RAM_BASE) + 0x200, 0, sizeof vector);
    }
    drive(&a, engine_run, INSNS_MAX, ENGINE_SLICE_UNITS);
    drive(&b, engine_run_fast, INSNS_MAX, ENGINE_SLICE_UNITS);
    compare(&a, &b);
    ck_assert_uint_eq(a.f->cpu->pc, VBAR(1) + 0x200);
    subject_free(&a);
    subject_free(&b);
}
END_TEST

TEST_MAIN("cpu/fast", blocks_of_normal_memory_are_zeroed_alike,
          slices_of_any_number_of_instructions_end_alike, slices_of_any_time_end_alike,
          sections_end_alike_whichever_way_their_branches_go,
          what_is_executed_as_one_counts_one_by_one,
          conditions_of_every_producer_are_alike_to_every_consumer,
          a_branch_overwritten_behind_its_comparison_is_no_branch,
          exceptions_for_ever_end_their_slice, a_vector_that_faults_for_ever_ends_the_slice_alike)
