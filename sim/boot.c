/* SPDX-License-Identifier: MIT
 *
 * boot.c - images, device tree and the state at the first instruction.
 *
 * Tests: tests/unit/sim/boot_test.c, tests/cli/, tests/golden/
 */
#include "sim/boot.h"

#include <stdlib.h>
#include <string.h>

#include "cpu/regime.h"
#include "sim/board/map.h"
#include "sim/waiting.h"

static FdtConfig fdt_config(const Machine *machine)
{
    const Config *config = machine->config;
    bool firmware_psci = config->secure && config->bios;

    return (FdtConfig){.cpu_compatible = machine->compatible,
                       .cpu_count = machine->cpu_count,
                       .ram_bytes = config->ram_bytes,
                       .gic_version = config->gic_version,
                       .has_v2m = config->gic_version == 2,
                       .has_el2 = config->virtualization,
                       .secure = config->secure,
                       .has_pmu = feature_has(machine->features, FEAT_PMU),
                       .has_flash = true,
                       .has_rtc = true,
                       .has_gpio = true,
                       .virtio_slots = UINT32_MAX,
                       .psci = firmware_psci            ? FDT_PSCI_NONE
                               : config->virtualization ? FDT_PSCI_SMC
                                                        : FDT_PSCI_HVC,
                       .cnt_hz = machine->clock.cnt_hz,
                       .bootargs = config->append,
                       .initrd_start = machine->plan.initrd_start,
                       .initrd_end = machine->plan.initrd_end};
}

bool boot_device_tree(const Machine *machine, FdtBlob *blob, Err *err)
{
    FdtConfig config = fdt_config(machine);

    return fdt_build(&config, blob, err);
}

static bool load_dtb(Machine *machine, Err *err)
{
    FdtBlob blob = {0};
    bool good;

    if (machine->config->dtb)
        good = loader_user_dtb(&machine->plan, machine->config->dtb, machine->config->append, &blob,
                               err);
    else
        good = boot_device_tree(machine, &blob, err);
    good = good && fdt_add_modules(&blob, machine->plan.module, machine->plan.module_count, err) &&
           loader_dtb(&machine->plan, &blob, err);
    fdt_blob_free(&blob);
    return good;
}

/* The kernel from its file, or from memory: a copy, as libelf may write to what it reads. */
static bool load_kernel(Machine *machine, Err *err)
{
    const Config *config = machine->config;
    uint8_t *copy;
    bool good;

    if (!config->kernel || !config->kernel_bytes)
        return !config->kernel || loader_kernel(&machine->plan, config->kernel, err);
    copy = malloc(config->kernel_size);
    if (!copy)
        return err_set(err, "out of memory");
    memcpy(copy, config->kernel_bytes, config->kernel_size);
    good = loader_kernel_bytes(&machine->plan, config->kernel, copy, config->kernel_size, err);
    free(copy);
    return good;
}

bool boot_load(Machine *machine, Err *err)
{
    const Config *config = machine->config;
    LoadPlan *plan = &machine->plan;

    loader_init(plan, &machine->bus, virt_map(MAP_RAM)->base.v, config->ram_bytes);
    if (!load_kernel(machine, err))
        return false;
    if (config->initrd && !loader_initrd(plan, config->initrd, err))
        return false;
    for (unsigned i = 0; i < config->load_count; i++) {
        const ConfigFile *load = &config->load[i];

        if (!loader_file(plan, load->file, load->has_address, load->address, load->force_raw, err))
            return false;
    }
    for (unsigned i = 0; i < config->guest_count; i++) {
        const ConfigGuest *guest = &config->guest[i];

        if (!loader_module(plan, guest->file, guest->address, guest->is_initrd, guest->bootargs,
                           err))
            return false;
    }
    if (!load_dtb(machine, err))
        return false;
    symbols_sort(&plan->symbols);
    machine->linux_boot = plan->has_kernel && plan->linux_boot && !config->bios;
    if (machine->linux_boot)
        gic_open_to_nonsecure(&machine->gic);
    return true;
}

/* Highest exception level at the first instruction. */
uint8_t boot_el(const Machine *machine)
{
    if (machine->config->secure && !machine->linux_boot)
        return 3;
    return machine->config->virtualization ? 2 : 1;
}

uint64_t boot_pc(const Machine *machine)
{
    return machine->config->bios ? 0 : machine->plan.entry;
}

/* What firmware leaves in EL3's registers when a kernel is started below it. */
static void enter_below_el3(Cpu *cpu)
{
    enum { NS = 0, HCE = 8, RW = 10 };

    if (!cpu_has(cpu, FEAT_EL3))
        return;
    cpu->sr[SR_SCR_EL3] |= UINT64_C(1) << NS | UINT64_C(1) << RW | UINT64_C(1) << HCE;
    regime_changed(cpu);
}

/* After reset: only the first CPU runs, and a kernel is told of the device tree. */
void boot_cpu(Machine *machine, unsigned index)
{
    Cpu *cpu = machine->cpu[index];

    if (machine->linux_boot)
        enter_below_el3(cpu);
    if (!machine->config->bios)
        cpu->x[0] = machine->plan.dtb;
    machine->power[index] = index ? PSCI_POWER_OFF : PSCI_POWER_ON;
    waiting_boot(machine, index, index == 0);
}
