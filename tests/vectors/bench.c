/* SPDX-License-Identifier: MIT
 *
 * bench.c - runs one vector on a Cpu whose only surroundings are RAM and page tables.
 *
 * The code window is 512 KiB of BRK #0, the data window 64 KiB to each side of its base; everything
 * else is unmapped. Exceptions go to EL1, where a branch to itself waits: the syndrome is the
 * result.
 *
 * Spec: tests/vectors/FORMAT.md    Journey: after tests/vectors/file.c, before vectors.c
 */
#include "tests/vectors/bench.h"

#include <stdlib.h>
#include <string.h>

#include "cpu/cpu.h"
#include "cpu/engine.h"
#include "cpu/regime.h"

#define CODE_BYTES 0x80000u
#define DATA_MARGIN 0x10000u
#define DATA_BYTES (2 * DATA_MARGIN)
#define TABLE_BYTES 0x20000u
#define PAGE_BYTES 4096u
#define RAM_BASE UINT64_C(0x40000000)
#define DATA_AT CODE_BYTES
#define VECTORS_AT (DATA_AT + DATA_BYTES)
#define TABLES_AT (VECTORS_AT + PAGE_BYTES)
#define RAM_BYTES (TABLES_AT + TABLE_BYTES)

/* Where exceptions go: a page of branches to self, at the upper end of what TTBR0 maps. */
#define VECTORS_VA UINT64_C(0xfffffffff000)

#define BRK_WORD 0xd4200000u
#define BRANCH_TO_SELF 0x14000000u
#define STEPS_MAX 4096 /* a sequence has 255 words and no loop */

/* Descriptor bits: valid table or page; AF, inner shareable, AttrIndx 0; EL0 may read and write. */
#define DESCRIPTOR UINT64_C(3)
#define PAGE_KERNEL (UINT64_C(1) << 10 | UINT64_C(3) << 8)
#define PAGE_USER (PAGE_KERNEL | UINT64_C(1) << 6)

#define DFSC_ALIGNMENT 0x21

struct Bench {
    VectorFile file; /* for its numbers */
    uint8_t ram[RAM_BYTES];
    uint64_t table_next; /* offset of the first unused page of tables */
    Bus bus;
    CodeCache code;
    EventQueue events;
    Decoder *decoder;
    Cpu *cpu;
    uint64_t now_units;
    bool fast;
};

static uint64_t *table_entry(Bench *bench, uint64_t table, uint64_t va, unsigned level)
{
    return (uint64_t *)(void *)(bench->ram + table) + bits(va, 47 - 9 * level, 39 - 9 * level);
}

/* Maps the page of @va to RAM's byte @offset. False when the tables are full. */
static bool map_page(Bench *bench, uint64_t va, uint64_t offset, uint64_t attributes)
{
    uint64_t table = TABLES_AT;

    for (unsigned level = 0; level < 3; level++) {
        uint64_t *entry = table_entry(bench, table, va, level);

        if (!*entry) {
            if (bench->table_next + PAGE_BYTES > RAM_BYTES)
                return false;
            *entry = (RAM_BASE + bench->table_next) | DESCRIPTOR;
            bench->table_next += PAGE_BYTES;
        }
        table = bits(*entry, 47, 12) * PAGE_BYTES - RAM_BASE;
    }
    *table_entry(bench, table, va, 3) = (RAM_BASE + offset) | attributes | DESCRIPTOR;
    return true;
}

static bool map_window(Bench *bench, uint64_t va, uint64_t offset, uint64_t size)
{
    if (va & (PAGE_BYTES - 1) || va + size > UINT64_C(1) << 48 || va + size < va)
        return false;
    for (uint64_t at = 0; at < size; at += PAGE_BYTES)
        if (!map_page(bench, va + at, offset + at, PAGE_USER))
            return false;
    return true;
}

static void fill_words(Bench *bench, unsigned begin, unsigned size, uint32_t word)
{
    for (unsigned at = begin; at < begin + size; at += 4)
        memcpy(bench->ram + at, &word, 4);
}

/* EL1&0 translation on; no alignment checks; floating point allowed at EL0. */
static void set_registers(Cpu *cpu)
{
    cpu->sr[SR_SCTLR_EL1] = (cpu->sr[SR_SCTLR_EL1] | 1) & ~UINT64_C(0x1a); /* M; not A, SA, SA0 */
    cpu->sr[SR_TCR_EL1] = UINT64_C(5) << 32 | UINT64_C(1) << 23 | UINT64_C(3) << 12 | 16;
    cpu->sr[SR_TTBR0_EL1] = RAM_BASE + TABLES_AT;
    cpu->sr[SR_MAIR_EL1] = 0xff;
    cpu->sr[SR_CPACR_EL1] = UINT64_C(3) << 20;
    cpu->sr[SR_VBAR_EL1] = VECTORS_VA;
}

static void stop_at_exception(void *owner, Cpu *cpu, const ExceptionNote *note)
{
    (void)owner;
    (void)note;
    cpu->attention |= ATTENTION_STOP;
}

static bool build(Bench *bench, FeatureSet features, Err *err)
{
    BusRegion ram = {
        .name = "ram", .base = pa_of(RAM_BASE), .size_bytes = RAM_BYTES, .host = bench->ram};
    CpuConfig config = {
        .features = features,
        .reset_el = 1,
        .pa_bits = 40,
        .clock = {.core_hz = 1000000000, .cnt_hz = 62500000},
        .events = &bench->events,
        .ports = {
            .bus = &bench->bus, .code = &bench->code, .noted = stop_at_exception, .owner = bench}};

    if (!bus_add(&bench->bus, &ram, err))
        return false;
    bench->decoder = decoder_new(features);
    config.decoder = bench->decoder;
    if (bench->decoder)
        bench->cpu = cpu_new(&config);
    if (!bench->cpu)
        return err_set(err, "out of memory");
    set_registers(bench->cpu);
    return true;
}

bool bench_new(const VectorFile *file, FeatureSet features, Bench **out, Err *err)
{
    Bench *bench = calloc(1, sizeof *bench);

    *out = bench;
    if (!bench)
        return err_set(err, "out of memory");
    bench->file = *file;
    bench->table_next = TABLES_AT + PAGE_BYTES;
    fill_words(bench, 0, CODE_BYTES, BRK_WORD);
    fill_words(bench, VECTORS_AT, PAGE_BYTES, BRANCH_TO_SELF);
    if (!map_window(bench, file->code_base, 0, CODE_BYTES) ||
        !map_window(bench, file->data_base - DATA_MARGIN, DATA_AT, DATA_BYTES) ||
        !map_page(bench, VECTORS_VA, VECTORS_AT, PAGE_KERNEL) || file->window_bytes > DATA_MARGIN) {
        bench_free(bench);
        return err_usage(err, "%s: its windows cannot be mapped", file->path);
    }
    if (build(bench, features, err))
        return true;
    bench_free(bench);
    return false;
}

void bench_choose_engine(Bench *bench, bool fast)
{
    bench->fast = fast;
}

void bench_free(Bench *bench)
{
    if (bench->cpu)
        cpu_free(bench->cpu);
    decoder_free(bench->decoder);
    code_cache_free_pages(&bench->code);
    event_queue_free(&bench->events);
    free(bench);
}

static void write_code(Bench *bench, uint64_t offset, const uint32_t *words, unsigned count)
{
    uint64_t size = 4u * count;

    if (offset > CODE_BYTES - size)
        return; /* the file's mistake, which the comparison will show */
    memcpy(bench->ram + offset, words, size);
    for (uint64_t at = 0; at < size; at += 4)
        code_written(&bench->code, pa_of(RAM_BASE + offset + at), 4);
}

static uint8_t *window(Bench *bench)
{
    return bench->ram + DATA_AT + DATA_MARGIN;
}

static void load(Bench *bench, const Vector *vector)
{
    Cpu *cpu = bench->cpu;

    write_code(bench, vector->pc_offset, vector->words, vector->word_count);
    memcpy(window(bench), vector->window_before, bench->file.window_bytes);
    cpu->pstate = (Pstate){.el = 0, .daif = 15, .nzcv = (uint8_t)bits(vector->before.nzcv, 31, 28)};
    memcpy(cpu->x, vector->before.x, sizeof cpu->x[0] * 31);
    cpu->x[REG_ZR] = 0;
    cpu->x[REG_SP] = vector->before.x[31];
    for (unsigned i = 0; i < 32; i++)
        cpu->v[i].q = vector->before.v[i];
    cpu->fpcr = (uint32_t)vector->before.fpcr;
    cpu->fpsr = (uint32_t)vector->before.fpsr;
    cpu->exclusive.valid = false;
    cpu->pc = bench->file.code_base + vector->pc_offset;
    regime_changed(cpu);
}

static VectorOutcome outcome_of(uint64_t esr)
{
    switch (bits(esr, 31, 26)) {
    case EC_BRK64:
        return OUTCOME_END;
    case EC_UNKNOWN:
        return OUTCOME_UNDEFINED;
    case EC_DABT_LOW:
        return bits(esr, 5, 0) == DFSC_ALIGNMENT ? OUTCOME_ALIGNMENT : OUTCOME_ABORT;
    default:
        return OUTCOME_OTHER;
    }
}

static void store(Bench *bench, const Vector *vector, BenchResult *result)
{
    Cpu *cpu = bench->cpu;
    bool faulted = cpu->pstate.el != 0;
    uint64_t pc = faulted ? cpu->sr[SR_ELR_EL1] : cpu->pc;
    uint64_t nzcv = faulted ? bits(cpu->sr[SR_SPSR_EL1], 31, 28) : cpu->pstate.nzcv;

    result->esr = cpu->sr[SR_ESR_EL1];
    result->outcome = faulted ? outcome_of(result->esr) : OUTCOME_OTHER;
    result->pc_delta = (int64_t)(pc - bench->file.code_base - vector->pc_offset);
    result->fault_address = cpu->sr[SR_FAR_EL1];
    memcpy(result->state.x, cpu->x, sizeof cpu->x[0] * 31);
    result->state.x[31] = faulted ? cpu->sp_el[0] : cpu->x[REG_SP];
    for (unsigned i = 0; i < 32; i++)
        result->state.v[i] = cpu->v[i].q;
    result->state.nzcv = nzcv << 28;
    result->state.fpcr = cpu->fpcr;
    result->state.fpsr = cpu->fpsr;
    result->window = window(bench);
    result->undefined_word = 0;
    if (result->outcome == OUTCOME_UNDEFINED && pc - bench->file.code_base <= CODE_BYTES - 4)
        memcpy(&result->undefined_word, bench->ram + (pc - bench->file.code_base), 4);
}

void bench_run(Bench *bench, const Vector *vector, BenchResult *result)
{
    static const uint32_t brk = BRK_WORD;
    Cpu *cpu = bench->cpu;

    load(bench, vector);
    for (unsigned i = 0; i < STEPS_MAX && cpu->pstate.el == 0; i++) {
        if (bench->fast)
            engine_run_fast(cpu, bench->now_units, STEPS_MAX, ENGINE_SLICE_UNITS);
        else
            engine_run(cpu, bench->now_units, 1, ENGINE_SLICE_UNITS);
        bench->now_units = cpu_now(cpu);
    }
    store(bench, vector, result);
    for (unsigned i = 0; i < vector->word_count; i++)
        write_code(bench, vector->pc_offset + 4u * i, &brk, 1);
}

void bench_executed(const Bench *bench, bool executed[A64_OP_COUNT])
{
    code_executed(&bench->code, executed);
}
