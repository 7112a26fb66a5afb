/* SPDX-License-Identifier: MIT
 *
 * guest_fuzz.c - any words as a guest, at any exception level, on a CPU with memory, timers, an
 * interrupt controller, firmware and semihosting: no guest may reach an assertion, a crash or a
 * hang.
 *
 * Input: a byte of settings, 32 bytes that become register values, then instruction words. Handlers
 * at the vectors skip what faulted, so that a program runs on to its end.
 */
#include <stdlib.h>
#include <string.h>

#include "cpu/access.h"
#include "cpu/charge.h"
#include "cpu/engine.h"
#include "cpu/exception.h"
#include "cpu/models.h"
#include "cpu/regime.h"
#include "gic/gicv2.h"
#include "sim/board/map.h"
#include "sim/board/psci.h"
#include "sim/board/semihost.h"

#define RAM_BASE UINT64_C(0x40000000)
#define RAM_BYTES UINT64_C(0x40000)
#define CODE_OFFSET 0x1000u
#define VECTOR_OFFSET 0x8000u
#define WORDS_MAX 1024u
#define SEED_BYTES 33u
#define SLICES 4u
#define SLICE_INSNS 500u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Rig {
    Bus bus;
    CodeCache code;
    EventQueue events;
    FeatureSet features;
    const CpuModel *model;
    Decoder *decoder;
    Gicv2 *gic;
    Semihost semihost;
    Cpu *cpu;
    uint8_t *ram;
} Rig;

static void must(bool good)
{
    if (!good)
        abort();
}

static void build_bus(Rig *r)
{
    static const struct {
        MapId id;
        const DeviceOps *ops;
    } frames[] = {{MAP_GICD, &gicv2_gicd_ops},
                  {MAP_GICC, &gicv2_gicc_ops},
                  {MAP_GICH, &gicv2_gich_ops},
                  {MAP_GICV, &gicv2_gicv_ops}};
    BusRegion ram = {.name = "ram", .base = {RAM_BASE}, .size_bytes = RAM_BYTES, .host = r->ram};

    must(bus_add(&r->bus, &ram, NULL));
    for (size_t i = 0; i < ARRAY_COUNT(frames); i++) {
        const MapEntry *map = virt_map(frames[i].id);
        BusRegion region = {.name = map->name,
                            .base = map->base,
                            .size_bytes = map->size_bytes,
                            .ops = frames[i].ops,
                            .device = r->gic,
                            .read_cost = map->read_cost,
                            .write_cost = map->write_cost};

        must(bus_add(&r->bus, &region, NULL));
    }
}

/* At each vector: ELR_ELx += 4, ERET. */
static void write_vectors(Rig *r, unsigned el)
{
    static const uint32_t op1[] = {0, 0, 4, 6};
    uint32_t code[] = {0xd5384020 | op1[el] << 16 | 29, 0x910013bd, 0xd5184020 | op1[el] << 16 | 29,
                       0xd69f03e0};

    for (unsigned i = 0; i < 16; i++)
        memcpy(r->ram + VECTOR_OFFSET + el * 0x800 + i * 0x80, code, sizeof code);
}

/* Decoders are costly to make and do not change: one for each set of features there was. */
static Decoder *decoder_of(FeatureSet features)
{
    static struct {
        FeatureSet features;
        Decoder *decoder;
    } made[32];
    unsigned i = 0;

    while (made[i].decoder && !feature_sets_equal(made[i].features, features))
        i++;
    must(i < ARRAY_COUNT(made) - 1);
    if (!made[i].decoder) {
        made[i].features = features;
        made[i].decoder = decoder_new(features);
    }
    return made[i].decoder;
}

static bool guest_read(void *owner, uint64_t va, void *to, size_t size_bytes)
{
    for (size_t i = 0; i < size_bytes; i++)
        if (!mem_load_bytes(owner, va + i, 1, 1, MEM_PLAIN, (uint8_t *)to + i))
            return false;
    return true;
}

static bool guest_write(void *owner, uint64_t va, const void *from, size_t size_bytes)
{
    for (size_t i = 0; i < size_bytes; i++)
        if (!mem_store_bytes(owner, va + i, 1, 1, MEM_PLAIN, (const uint8_t *)from + i))
            return false;
    return true;
}

static void guest_put(void *owner, const uint8_t *bytes, size_t count)
{
    (void)owner;
    must(count == 0 || bytes);
}

static bool semihost(void *owner, Cpu *cpu)
{
    const SemihostPort port = {
        .read = guest_read, .write = guest_write, .put = guest_put, .owner = cpu};
    SemihostResult result = semihost_call(&((Rig *)owner)->semihost, &port, (uint32_t)cpu->x[0],
                                          cpu->x[1], cpu_now(cpu));

    cpu->x[0] = result.x0;
    return true;
}

static uint64_t affinity(void *owner, unsigned cpu)
{
    (void)owner;
    return cpu;
}

static PsciPower power(void *owner, unsigned cpu)
{
    (void)owner;
    return (PsciPower)cpu;
}

/* Two CPUs in the firmware's eyes: this one and one that is off. */
static ConduitAnswer conduit(void *owner, Cpu *cpu, bool smc)
{
    const PsciView view = {.cpu_count = 2, .affinity = affinity, .power = power, .owner = owner};
    PsciResult result = psci_call(&view, cpu->x);

    if (!smc)
        return CONDUIT_PASS;
    if (result.action == PSCI_SUSPEND)
        cpu_wait(cpu, WAIT_WFI);
    cpu->x[0] = result.x0;
    return CONDUIT_ANSWERED;
}

static void build_cpu(Rig *r, uint8_t settings)
{
    static const char *const models[] = {"cortex-a57", "max"};
    CpuConfig config = {.mpidr = UINT64_C(0x80000000),
                        .reset_pc = RAM_BASE + CODE_OFFSET,
                        .reset_el = (uint8_t)(1 + (settings & 3) % 3),
                        .clock = {.core_hz = 1000000000, .cnt_hz = 62500000}};

    must(cpu_model_parse(models[settings >> 2 & 1], &r->model, &r->features, NULL));
    if (settings & 8)
        r->features = feature_with(r->features, FEAT_LSE);
    if (config.reset_el < 3 || !(settings & 16))
        r->features = feature_without(r->features, FEAT_EL3);
    if (config.reset_el < 2 && !(settings & 16))
        r->features = feature_without(r->features, FEAT_EL2);
    if (config.reset_el == 3 && !feature_has(r->features, FEAT_EL3))
        config.reset_el = feature_has(r->features, FEAT_EL2) ? 2 : 1;
    r->decoder = decoder_of(r->features);
    config.features = r->features;
    config.model = r->model;
    config.pa_bits = (uint8_t)cpu_model_pa_bits(r->model);
    config.gran16k = cpu_model_has_16k(r->model);
    config.events = &r->events;
    config.decoder = r->decoder;
    config.ports = (CpuPorts){.bus = &r->bus,
                              .code = &r->code,
                              .conduit = settings & 32 ? conduit : NULL,
                              .semihost = semihost,
                              .owner = r};
    r->cpu = cpu_new(&config);
    must(r->cpu && r->decoder);
}

static void connect(Rig *r)
{
    static const CpuLine lines[] = {CPU_LINE_IRQ, CPU_LINE_FIQ, CPU_LINE_VIRQ, CPU_LINE_VFIQ};

    for (unsigned i = 0; i < ARRAY_COUNT(lines); i++)
        gicv2_connect(r->gic, 0, (GicOutput)i, cpu_line(r->cpu, lines[i]));
    gicv2_connect(r->gic, 0, GIC_OUT_MAINTENANCE, gicv2_ppi_input(r->gic, 0, 25));
    timers_connect(r->cpu->timers, TIMER_PHYS, gicv2_ppi_input(r->gic, 0, 30));
    timers_connect(r->cpu->timers, TIMER_VIRT, gicv2_ppi_input(r->gic, 0, 27));
    timers_connect(r->cpu->timers, TIMER_HYP, gicv2_ppi_input(r->gic, 0, 26));
}

/* Registers hold what programs hold: places in memory and in devices, and small numbers. */
static void seed(Rig *r, const uint8_t *data)
{
    static const uint64_t bases[] = {0,          RAM_BASE,    RAM_BASE + RAM_BYTES - 64,
                                     0x08000000, 0x08010000,  0x08030000,
                                     0x08040000, ~UINT64_C(0)};

    for (unsigned i = 0; i < 31; i++)
        r->cpu->x[i] = bases[data[i] >> 5] + ((uint64_t)(data[i] & 31) << (data[31] & 15));
    for (unsigned i = 0; i < 32; i++)
        memcpy(&r->cpu->v[i], data + i % 16, 16);
    r->cpu->x[REG_SP] = RAM_BASE + RAM_BYTES / 2;
    r->cpu->sr[SR_VBAR_EL1] = RAM_BASE + VECTOR_OFFSET + 0x800;
    r->cpu->sr[SR_VBAR_EL2] = RAM_BASE + VECTOR_OFFSET + 0x1000;
    r->cpu->sr[SR_VBAR_EL3] = RAM_BASE + VECTOR_OFFSET + 0x1800;
    r->cpu->sr[SR_CPACR_EL1] = 3u << 20;
}

static void run(Rig *r)
{
    uint64_t now = 0;

    for (unsigned i = 0; i < SLICES; i++) {
        uint64_t next = event_next(&r->events);

        if (r->cpu->wait != WAIT_NONE) { /* asleep: to the next event, or awake by decree */
            now = next == TIME_NEVER ? now : max_u64(now, next);
            event_run_due(&r->events, now);
            r->cpu->slice_begin_units = now;
            r->cpu->slice_units = 0;
            r->cpu->budget = 0;
            cpu_wait(r->cpu, WAIT_NONE);
        }
        engine_run(r->cpu, now, SLICE_INSNS, SLICE_INSNS * 256 * 4);
        now = cpu_now(r->cpu);
        event_run_due(&r->events, now);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Gicv2Config gic = {.cpu_count = 1,
                             .irq_count = 64,
                             .has_security = size && (data[0] & 16),
                             .has_virt = true,
                             .list_register_count = 4};
    size_t words;
    Rig *r;

    if (size < SEED_BYTES + 4)
        return 0;
    words = (size_t)min_u64((size - SEED_BYTES) / 4, WORDS_MAX);
    r = calloc(1, sizeof *r);
    must(r);
    r->ram = calloc(1, RAM_BYTES);
    r->semihost.command_line = "a b";
    r->gic = gicv2_new(&gic);
    must(r->ram && r->gic);
    build_bus(r);
    build_cpu(r, data[0]);
    connect(r);
    for (unsigned el = 1; el < 4; el++)
        write_vectors(r, el);
    memcpy(r->ram + CODE_OFFSET, data + SEED_BYTES, words * 4);
    seed(r, data + 1);
    regime_changed(r->cpu);
    run(r);
    cpu_free(r->cpu);
    gicv2_free(r->gic);
    code_cache_free_pages(&r->code);
    event_queue_free(&r->events);
    free(r->ram);
    free(r);
    return 0;
}
