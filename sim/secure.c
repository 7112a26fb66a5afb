/* SPDX-License-Identifier: MIT
 *
 * secure.c - the Secure devices, where QEMU's `virt` has them.    Tests: tests/guest/rows/
 *
 * CHOICE: nobody listens to the Secure UART.
 *
 * Journey: beside sim/virtio.c, called by sim/machine.c
 */
#include "sim/secure.h"

#include "sim/board/map.h"
#include "sim/machine.h"

enum {
    LINE_POWER_OFF,
    LINE_RESET,
};

static void gpio_line(void *owner, unsigned line, bool level)
{
    if (level)
        machine_stop(owner, line == LINE_POWER_OFF ? MACHINE_POWERED_OFF : MACHINE_RESET);
}

static IrqLine output(Machine *machine, unsigned line)
{
    return (IrqLine){.set = gpio_line, .owner = machine, .input = line};
}

static IrqLine interrupt(Machine *machine, const MapEntry *map)
{
    return gic_spi(&machine->gic, (unsigned)map->spi);
}

static bool add(Machine *machine, const MapEntry *map, const DeviceOps *ops, void *device, Err *err)
{
    if (!device)
        return err_set(err, "out of memory");
    return bus_add(&machine->bus,
                   &(BusRegion){.name = map->name,
                                .base = map->base,
                                .size_bytes = map->size_bytes,
                                .ops = ops,
                                .device = device,
                                .secure_only = true,
                                .read_cost = map->read_cost,
                                .write_cost = map->write_cost},
                   err);
}

bool secure_build(Machine *machine, Err *err)
{
    const MapEntry *uart = virt_map(MAP_SECURE_UART), *gpio = virt_map(MAP_SECURE_GPIO);
    SecureDevices *devices = &machine->secure_devices;

    if (!machine->config->secure)
        return true;
    devices->uart = pl011_new(&(Pl011Config){.irq = interrupt(machine, uart)});
    devices->gpio = pl061_new(
        &(Pl061Config){.irq = interrupt(machine, gpio),
                       .output = {output(machine, LINE_POWER_OFF), output(machine, LINE_RESET)}});
    return add(machine, uart, &pl011_ops, devices->uart, err) &&
           add(machine, gpio, &pl061_ops, devices->gpio, err);
}

void secure_reset(SecureDevices *devices)
{
    if (devices->uart)
        pl011_reset(devices->uart);
    if (devices->gpio)
        pl061_reset(devices->gpio);
}

void secure_free(SecureDevices *devices)
{
    pl011_free(devices->uart);
    pl061_free(devices->gpio);
}
