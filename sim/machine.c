/* SPDX-License-Identifier: MIT
 *
 * machine.c - builds the `virt` board around its CPUs and connects every line.
 *
 * Tests: tests/cli/, tests/golden/
 */
#include "sim/machine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/pmu.h"
#include "cpu/regime.h"
#include "sim/board/map.h"
#include "sim/boot.h"
#include "sim/firmware.h"
#include "sim/memory.h"
#include "sim/waiting.h"

static bool no_memory(Err *err)
{
    return err_set(err, "out of memory");
}

static bool add_device(Machine *machine, MapId id, const DeviceOps *ops, void *device, Err *err)
{
    const MapEntry *map = virt_map(id);

    if (!device)
        return no_memory(err);
    return bus_add(&machine->bus,
                   &(BusRegion){.name = map->name,
                                .base = map->base,
                                .size_bytes = map->size_bytes,
                                .ops = ops,
                                .device = device,
                                .secure_only = map->secure_only,
                                .read_cost = map->read_cost,
                                .write_cost = map->write_cost},
                   err);
}

static IrqLine spi_of(Machine *machine, MapId id)
{
    return gic_spi(&machine->gic, (unsigned)virt_map(id)->spi);
}

static void uart_put(void *owner, uint8_t byte)
{
    Machine *machine = owner;

    console_put(machine->console, byte, machine_now(machine));
}

static void uart_room(void *owner)
{
    Machine *machine = owner;

    console_room(machine->console, machine_now(machine));
}

static bool uart_receive(void *owner, uint8_t byte)
{
    Machine *machine = owner;

    return pl011_receive(machine->uart, byte);
}

static void console_stop(void *owner, bool quit)
{
    machine_stop(owner, quit ? MACHINE_QUIT : MACHINE_MATCHED);
}

static bool build_console(Machine *machine, Err *err)
{
    const Config *config = machine->config;

    machine->console =
        console_new(&(ConsoleConfig){.expect_file = config->expect,
                                     .exit_on = config->exit_on,
                                     .use_stdin = !config->expect && !config->no_input,
                                     .mute = config->mute,
                                     .events = &machine->events,
                                     .clock = machine->clock,
                                     .receive = uart_receive,
                                     .stop = console_stop,
                                     .owner = machine},
                    err);
    return machine->console != NULL;
}

static bool build_devices(Machine *machine, Err *err)
{
    machine->uart = pl011_new(&(Pl011Config){
        .irq = spi_of(machine, MAP_UART0), .put = uart_put, .room = uart_room, .owner = machine});
    machine->rtc = pl031_new(&(Pl031Config){.irq = spi_of(machine, MAP_RTC),
                                            .events = &machine->events,
                                            .clock = machine->clock,
                                            .start_seconds = machine->config->rtc_start});
    machine->gpio = pl061_new(&(Pl061Config){.irq = spi_of(machine, MAP_GPIO)});
    return add_device(machine, MAP_UART0, &pl011_ops, machine->uart, err) &&
           add_device(machine, MAP_RTC, &pl031_ops, machine->rtc, err) &&
           add_device(machine, MAP_GPIO, &pl061_ops, machine->gpio, err) &&
           secure_build(machine, err);
}

static void dma_wrote(void *owner, Pa pa, uint64_t size_bytes)
{
    Machine *machine = owner;

    code_written_slow(machine->code, pa, size_bytes);
    crosstalk_took_marks(machine, monitor_hits(&machine->monitors, pa, size_bytes));
}

static bool build_virtio(Machine *machine, Err *err)
{
    return virtio_build(
        &machine->virtio,
        &(VirtioBuild){.config = machine->config,
                       .bus = &machine->bus,
                       .gic = &machine->gic,
                       .events = &machine->events,
                       .clock = machine->clock,
                       .dma = {.bus = &machine->bus, .wrote = dma_wrote, .owner = machine}},
        err);
}

static CpuConfig cpu_config(Machine *machine, unsigned index)
{
    return (CpuConfig){.index = index,
                       .features = machine->features,
                       .model = machine->model,
                       .mpidr = UINT64_C(1) << 31 |
                                virt_mpidr_affinity(index, machine->config->gic_version),
                       .pa_bits = (uint8_t)cpu_model_pa_bits(machine->model),
                       .gran16k = cpu_model_has_16k(machine->model),
                       .reset_pc = boot_pc(machine),
                       .reset_el = boot_el(machine),
                       .clock = machine->clock,
                       .events = &machine->events,
                       .count_read_max = &machine->count_read_max,
                       .decoder = machine->decoder,
                       .gic = machine->gic.v3,
                       .ports = firmware_ports(machine)};
}

static void connect_cpu(Machine *machine, unsigned index)
{
    static const struct {
        TimerId timer;
        unsigned ppi;
    } timers[] = {{TIMER_PHYS, PPI_PHYSICAL_TIMER},
                  {TIMER_VIRT, PPI_VIRTUAL_TIMER},
                  {TIMER_HYP, PPI_HYP_TIMER},
                  {TIMER_SEC, PPI_SECURE_TIMER},
                  {TIMER_HYP_VIRT, PPI_HYP_VIRTUAL_TIMER}};
    Cpu *cpu = machine->cpu[index];
    Gic *gic = &machine->gic;

    gic_connect(gic, index, GIC_OUT_IRQ, crosstalk_line(machine, index, CPU_LINE_IRQ));
    gic_connect(gic, index, GIC_OUT_FIQ, crosstalk_line(machine, index, CPU_LINE_FIQ));
    gic_connect(gic, index, GIC_OUT_VIRQ, cpu_line(cpu, CPU_LINE_VIRQ));
    gic_connect(gic, index, GIC_OUT_VFIQ, cpu_line(cpu, CPU_LINE_VFIQ));
    gic_connect(gic, index, GIC_OUT_MAINTENANCE, gic_ppi(gic, index, PPI_MAINTENANCE));
    for (size_t i = 0; i < ARRAY_COUNT(timers); i++)
        timers_connect(cpu->timers, timers[i].timer, gic_ppi(gic, index, timers[i].ppi));
    pmu_connect(cpu->pmu, gic_ppi(gic, index, PPI_PMU));
}

static bool build_cpu(Machine *machine, unsigned index, Err *err)
{
    CpuConfig config = cpu_config(machine, index);
    Cpu *cpu = cpu_new(&config);

    machine->cpu[index] = cpu;
    if (!cpu)
        return no_memory(err);
    cpu->host_fp = machine->config->fast && !machine->config->soft_fp;
    cpu_set_prices(cpu, &machine->cost.prices);
    connect_cpu(machine, index);
    boot_cpu(machine, index);
    return true;
}

static bool build_cpus(Machine *machine, Err *err)
{
    for (unsigned i = 0; i < machine->cpu_count; i++)
        if (!build_cpu(machine, i, err))
            return false;
    return true;
}

static bool choose_cost(Machine *machine, Err *err)
{
    if (!config_cost(machine->config, &machine->cost, err))
        return false;
    machine->clock = (Clock){.core_hz = machine->cost.core_hz, .cnt_hz = machine->cost.cnt_hz};
    crosstalk_init(machine);
    return true;
}

static bool choose_cpu(Machine *machine, Err *err)
{
    const Config *config = machine->config;

    if (!cpu_model_parse(config->cpu, &machine->model, &machine->features, err))
        return false;
    machine->features = config->virtualization ? feature_with(machine->features, FEAT_EL2)
                                               : feature_without(machine->features, FEAT_EL2);
    machine->features = config->secure ? feature_with(machine->features, FEAT_EL3)
                                       : feature_without(machine->features, FEAT_EL3);
    if (config->gic_version == 3)
        machine->features = feature_with(machine->features, FEAT_GIC3);
    machine->cpu_count = config->cpu_count;
    snprintf(machine->compatible, sizeof machine->compatible, "arm,%s", machine->model->name);
    return true;
}

static bool build_engine(Machine *machine, TrackerSink sink, Err *err)
{
    machine->code = calloc(1, sizeof *machine->code);
    machine->decoder = decoder_new(machine->features);
    machine->tracker = tracker_create(machine->cpu_count, &machine->cost.prices, sink);
    return machine->code && machine->decoder && machine->tracker ? true : no_memory(err);
}

static bool open_trace(Machine *machine, Err *err)
{
    const char *file = machine->config->trace_exceptions;

    if (!file)
        return true;
    machine->trace = !strcmp(file, "-") ? stderr : fopen(file, "w");
    return machine->trace ? true
                          : err_usage(err, "--trace-exceptions %s: %s", file, strerror(errno));
}

static bool build(Machine *machine, TrackerSink sink, Err *err)
{
    machine->semihost = (Semihost){.command_line = machine->config->append,
                                   .start_seconds = machine->config->rtc_start};
    return open_trace(machine, err) && choose_cost(machine, err) && choose_cpu(machine, err) &&
           build_engine(machine, sink, err) && memory_build(machine, err) &&
           gic_build(&machine->gic, machine->config, &machine->bus, err) &&
           build_console(machine, err) && build_devices(machine, err) &&
           build_virtio(machine, err) && boot_load(machine, err) && build_cpus(machine, err);
}

Machine *machine_new(const Config *config, TrackerSink sink, Err *err)
{
    Machine *machine = calloc(1, sizeof *machine);

    if (!machine) {
        no_memory(err);
        return NULL;
    }
    machine->config = config;
    machine->running = -1;
    if (!build(machine, sink, err)) {
        machine_free(machine);
        return NULL;
    }
    return machine;
}

void machine_free(Machine *machine)
{
    if (!machine)
        return;
    for (unsigned i = 0; i < machine->cpu_count; i++)
        cpu_free(machine->cpu[i]);
    if (machine->trace && machine->trace != stderr)
        fclose(machine->trace);
    virtio_free(&machine->virtio);
    console_free(machine->console);
    pl011_free(machine->uart);
    pl031_free(machine->rtc);
    pl061_free(machine->gpio);
    secure_free(&machine->secure_devices);
    gic_free(&machine->gic);
    tracker_free(machine->tracker);
    decoder_free(machine->decoder);
    if (machine->code)
        code_cache_free_pages(machine->code);
    free(machine->code);
    loader_free(&machine->plan);
    event_queue_free(&machine->events);
    memory_free(machine);
    free(machine);
}

static void reset_devices(Machine *machine)
{
    for (unsigned i = 0; i < VIRT_VIRTIO_COUNT; i++)
        virtio_mmio_reset(machine->virtio.mmio[i]);
    pl011_reset(machine->uart);
    pl031_reset(machine->rtc);
    pl061_reset(machine->gpio);
    secure_reset(&machine->secure_devices);
    memory_reset(machine);
    gic_reset(&machine->gic);
}

static void reset_cpu(Machine *machine, unsigned index, uint64_t now_units)
{
    static const RegimeKind kinds[] = {REGIME_EL10, REGIME_EL2, REGIME_EL20, REGIME_EL3};
    Cpu *cpu = machine->cpu[index];

    for (unsigned i = 0; i < 2 * ARRAY_COUNT(kinds); i++)
        mmu_tlbi(cpu->mmu, &(Tlbi){.scope = TLBI_ALL, .kind = kinds[i / 2], .secure = i % 2});
    regime_stale(cpu);
    timers_reset(cpu->timers, now_units);
    cpu->config.reset_pc = boot_pc(machine);
    cpu_reset(cpu);
    boot_cpu(machine, index);
}

bool machine_reset(Machine *machine, Err *err)
{
    uint64_t now_units = machine_now(machine);

    loader_free(&machine->plan);
    reset_devices(machine);
    if (!boot_load(machine, err))
        return false;
    memory_forget_code(machine);
    machine->schedule.runnable = 0;
    for (unsigned i = 0; i < machine->cpu_count; i++)
        reset_cpu(machine, i, now_units);
    machine->end = MACHINE_RUNNING;
    return true;
}

static bool write_file(const char *file, const FdtBlob *blob, Err *err)
{
    FILE *out = fopen(file, "wb");
    bool good = out && fwrite(blob->bytes, 1, blob->size_bytes, out) == blob->size_bytes;

    if (out && fclose(out))
        good = false;
    return good ? true : err_set(err, "-M dumpdtb=%s: %s", file, strerror(errno));
}

bool machine_dump_dtb(const Config *config, Err *err)
{
    Machine machine = {.config = config};
    FdtBlob blob = {0};
    bool good;

    if (!choose_cost(&machine, err) || !choose_cpu(&machine, err))
        return false;
    good = boot_device_tree(&machine, &blob, err) && write_file(config->dumpdtb, &blob, err);
    fdt_blob_free(&blob);
    return good;
}

void machine_stop(Machine *machine, MachineEnd end)
{
    if (machine->end == MACHINE_RUNNING)
        machine->end = end;
    for (unsigned i = 0; i < machine->cpu_count; i++)
        if (machine->cpu[i])
            machine->cpu[i]->attention |= ATTENTION_STOP;
}

uint64_t machine_now(const Machine *machine)
{
    if (machine->running < 0)
        return machine->schedule.now_units;
    return schedule_now(&machine->schedule, (unsigned)machine->running,
                        cpu_now(machine->cpu[machine->running]));
}

uint64_t machine_insns(const Machine *machine)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < machine->cpu_count; i++)
        sum += cost_instructions(&machine->cpu[i]->count);
    return sum;
}

const char *machine_device_at(void *machine, uint64_t address)
{
    const BusRegion *region = bus_find(&((Machine *)machine)->bus, pa_of(address));

    return region && region->ops ? region->name : NULL;
}
