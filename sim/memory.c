/* SPDX-License-Identifier: MIT
 *
 * memory.c - the board's RAM, Secure RAM and flash.    Tests: tests/cli/, tests/golden/
 */
#include "sim/memory.h"

#include <errno.h>
#include <string.h>

#include "cpu/regime.h"
#include "sim/base/host.h"
#include "sim/board/map.h"

static bool add_memory(Machine *machine, MapId id, uint64_t size_bytes, uint8_t *host, Err *err)
{
    const MapEntry *map = virt_map(id);

    return bus_add(&machine->bus,
                   &(BusRegion){.name = map->name,
                                .base = map->base,
                                .size_bytes = size_bytes,
                                .host = host,
                                .secure_only = map->secure_only},
                   err);
}

static bool build_ram(Machine *machine, Err *err)
{
    uint64_t size = machine->config->ram_bytes;
    uint64_t secure_size = virt_map(MAP_SECURE_RAM)->size_bytes;

    machine->ram = host_ram_new(size);
    if (!machine->ram)
        return err_set(err, "-m: the host has no %llu MiB for the guest's RAM: %s",
                       (unsigned long long)(size >> 20), strerror(errno));
    if (!add_memory(machine, MAP_RAM, size, machine->ram, err))
        return false;
    if (!machine->config->secure)
        return true;
    machine->secure_ram = host_ram_new(secure_size);
    return machine->secure_ram
               ? add_memory(machine, MAP_SECURE_RAM, secure_size, machine->secure_ram, err)
               : err_set(err, "out of memory");
}

void memory_forget_code(Machine *machine)
{
    code_forget_all(machine->code);
    for (unsigned i = 0; i < machine->cpu_count; i++)
        if (machine->cpu[i])
            regime_memory_moved(machine->cpu[i]);
}

static void flash0_mode(void *owner, bool array_mode)
{
    Machine *machine = owner;

    bus_set_host_reads(&machine->bus, virt_map(MAP_FLASH0)->base, array_mode);
    memory_forget_code(machine);
}

static bool build_flash_bank(Machine *machine, unsigned bank, Err *err)
{
    const MapEntry *map = virt_map(bank ? MAP_FLASH1 : MAP_FLASH0);
    bool has_image = bank == 0 && machine->config->bios;
    Flash *flash = flash_new(&(FlashConfig){
        .has_image = has_image, .mode_changed = has_image ? flash0_mode : NULL, .owner = machine});

    machine->flash[bank] = flash;
    if (!flash)
        return err_set(err, "out of memory");
    if (has_image &&
        !loader_firmware(machine->config->bios, flash_host(flash), FLASH_BANK_BYTES, err))
        return false;
    return bus_add(&machine->bus,
                   &(BusRegion){.name = map->name,
                                .base = map->base,
                                .size_bytes = map->size_bytes,
                                .host = has_image ? flash_host(flash) : NULL,
                                .host_reads = has_image,
                                .ops = &flash_ops,
                                .device = flash,
                                .read_cost = map->read_cost,
                                .write_cost = map->write_cost},
                   err);
}

bool memory_build(Machine *machine, Err *err)
{
    return build_ram(machine, err) && build_flash_bank(machine, 0, err) &&
           build_flash_bank(machine, 1, err);
}

void memory_reset(Machine *machine)
{
    flash_reset(machine->flash[0]);
    flash_reset(machine->flash[1]);
}

void memory_free(Machine *machine)
{
    flash_free(machine->flash[0]);
    flash_free(machine->flash[1]);
    host_ram_free(machine->ram, machine->config->ram_bytes);
    host_ram_free(machine->secure_ram, virt_map(MAP_SECURE_RAM)->size_bytes);
}
