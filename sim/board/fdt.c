/* SPDX-License-Identifier: MIT
 *
 * fdt.c - builds the board's device tree.    Tests: tests/unit/sim/board/fdt_test.c
 */
#include "sim/board/fdt.h"

#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/board/map.h"

#define BLOB_SIZE (UINT32_C(1) << 20)

/* Interrupt specifiers (arm,gic.yaml): type, number, flags. */
enum { GIC_SPI = 0, GIC_PPI = 1 };
enum { IRQ_EDGE_RISING = 1, IRQ_LEVEL_HIGH = 4 };

typedef struct Phandles {
    uint32_t clock, cpu_of_0, gic, msi, gpio, secure_gpio;
} Phandles;

/* The first error sticks; all later calls do nothing. */
typedef struct Builder {
    void *fdt;
    int error;
    const FdtConfig *config;
    Phandles phandle;
} Builder;

static void check(Builder *b, int error)
{
    if (!b->error)
        b->error = error;
}

static void property(Builder *b, const char *name, const void *value, size_t size)
{
    if (!b->error)
        check(b, fdt_property(b->fdt, name, value, (int)size));
}

static void cells(Builder *b, const char *name, const uint32_t *value, size_t count)
{
    fdt32_t out[16];

    assert(count <= ARRAY_COUNT(out));
    for (size_t i = 0; i < count; i++)
        out[i] = cpu_to_fdt32(value[i]);
    property(b, name, out, count * sizeof out[0]);
}

/* CELLS(b, "reg", 0, 1): 32-bit cells. STRINGS(b, "compatible", "a\0b"): a literal, inner NULs
 * separating. */
#define CELLS(b, name, ...)                                                                        \
    cells((b), (name), (const uint32_t[]){__VA_ARGS__},                                            \
          sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))
#define STRINGS(b, name, literal) property((b), (name), (literal), sizeof(literal))
#define HIGH(value) ((uint32_t)((value) >> 32))
#define LOW(value) ((uint32_t)(value))

static void string(Builder *b, const char *name, const char *value)
{
    property(b, name, value, strlen(value) + 1);
}

static void flag(Builder *b, const char *name)
{
    property(b, name, NULL, 0);
}

static void begin(Builder *b, const char *name)
{
    if (!b->error)
        check(b, fdt_begin_node(b->fdt, name));
}

static void begin_at(Builder *b, const char *name, uint64_t unit)
{
    char full[64];

    snprintf(full, sizeof full, "%s@%llx", name, (unsigned long long)unit);
    begin(b, full);
}

static void end(Builder *b)
{
    if (!b->error)
        check(b, fdt_end_node(b->fdt));
}

static void reg(Builder *b, uint64_t base, uint64_t size)
{
    CELLS(b, "reg", HIGH(base), LOW(base), HIGH(size), LOW(size));
}

/* name@base with the reg and, where it has one, the level-sensitive SPI of a map entry. */
static void begin_device(Builder *b, const char *name, MapId id)
{
    const MapEntry *entry = virt_map(id);

    begin_at(b, name, entry->base.v);
    reg(b, entry->base.v, entry->size_bytes);
    if (entry->spi != MAP_NO_SPI)
        CELLS(b, "interrupts", GIC_SPI, (uint32_t)entry->spi, IRQ_LEVEL_HIGH);
    if (entry->secure_only) {
        string(b, "status", "disabled"); /* for Non-secure software */
        string(b, "secure-status", "okay");
    }
}

/* The flags of a PPI: level-high, with GICv2's mask of CPUs in <15:8>. */
static uint32_t ppi_flags(const Builder *b)
{
    uint32_t cpus = b->config->gic_version == 2 ? (uint32_t)ones(b->config->cpu_count) : 0;

    return (cpus & 0xff) << 8 | IRQ_LEVEL_HIGH;
}

static void psci(Builder *b)
{
    if (b->config->psci == FDT_PSCI_NONE)
        return;
    begin(b, "psci");
    STRINGS(b, "compatible", "arm,psci-1.0\0arm,psci-0.2\0arm,psci");
    string(b, "method", b->config->psci == FDT_PSCI_SMC ? "smc" : "hvc");
    CELLS(b, "cpu_suspend", 0xc4000001);
    CELLS(b, "cpu_off", 0x84000002);
    CELLS(b, "cpu_on", 0xc4000003);
    CELLS(b, "migrate", 0xc4000005);
    end(b);
}

static void memory(Builder *b)
{
    uint64_t base = virt_map(MAP_RAM)->base.v;

    begin_at(b, "memory", base);
    string(b, "device_type", "memory");
    reg(b, base, b->config->ram_bytes);
    end(b);
}

static void secure_memory(Builder *b)
{
    begin_device(b, "secram", MAP_SECURE_RAM);
    string(b, "device_type", "memory");
    end(b);
}

/* Handed out downwards, so that every CPU's is different and CPU 0's the greatest. */
static uint32_t cpu_phandle(const Builder *b, unsigned cpu)
{
    return b->phandle.cpu_of_0 - cpu;
}

static void cpu_map(Builder *b)
{
    unsigned count = b->config->cpu_count;
    char name[32];

    begin(b, "cpu-map");
    begin(b, "socket0");
    begin(b, "cluster0");
    for (unsigned i = 0; i < count; i++) {
        snprintf(name, sizeof name, "core%u", i);
        begin(b, name);
        CELLS(b, "cpu", cpu_phandle(b, i));
        end(b);
    }
    end(b);
    end(b);
    end(b);
}

static void cpus(Builder *b)
{
    const FdtConfig *c = b->config;

    begin(b, "cpus");
    CELLS(b, "#address-cells", 1);
    CELLS(b, "#size-cells", 0);
    cpu_map(b);
    for (unsigned i = 0; i < c->cpu_count; i++) {
        begin_at(b, "cpu", i);
        string(b, "device_type", "cpu");
        string(b, "compatible", c->cpu_compatible);
        if (c->cpu_count > 1) /* without /psci too: firmware that adds it relies on this */
            string(b, "enable-method", "psci");
        CELLS(b, "reg", LOW(virt_mpidr_affinity(i, c->gic_version)));
        CELLS(b, "phandle", cpu_phandle(b, i));
        end(b);
    }
    end(b);
}

static void timer(Builder *b)
{
    uint32_t f = ppi_flags(b);

    begin(b, "timer");
    STRINGS(b, "compatible", "arm,armv8-timer\0arm,armv7-timer");
    flag(b, "always-on");
    CELLS(b, "interrupts", GIC_PPI, PPI_SECURE_TIMER - 16, f, GIC_PPI, PPI_PHYSICAL_TIMER - 16, f,
          GIC_PPI, PPI_VIRTUAL_TIMER - 16, f, GIC_PPI, PPI_HYP_TIMER - 16, f);
    if (b->config->cnt_hz && b->config->cnt_hz != VIRT_CNT_HZ)
        CELLS(b, "clock-frequency", LOW(b->config->cnt_hz));
    end(b);
}

static void pmu(Builder *b)
{
    begin(b, "pmu");
    string(b, "compatible", "arm,armv8-pmuv3");
    CELLS(b, "interrupts", GIC_PPI, PPI_PMU - 16, ppi_flags(b));
    end(b);
}

static void gic_common(Builder *b)
{
    CELLS(b, "#interrupt-cells", 3);
    flag(b, "interrupt-controller");
    CELLS(b, "#address-cells", 2);
    CELLS(b, "#size-cells", 2);
    flag(b, "ranges");
    CELLS(b, "phandle", b->phandle.gic);
    if (b->config->has_el2)
        CELLS(b, "interrupts", GIC_PPI, PPI_MAINTENANCE - 16, IRQ_LEVEL_HIGH);
}

/* The first @count frames of @id, each with high and low cells of base and size. */
static void gic_reg(Builder *b, const MapId *id, unsigned count)
{
    uint32_t value[16];

    for (size_t i = 0; i < count; i++) {
        const MapEntry *entry = virt_map(id[i]);

        value[4 * i] = HIGH(entry->base.v);
        value[4 * i + 1] = LOW(entry->base.v);
        value[4 * i + 2] = HIGH(entry->size_bytes);
        value[4 * i + 3] = LOW(entry->size_bytes);
    }
    cells(b, "reg", value, (size_t)4 * count);
}

static void gic_v2(Builder *b)
{
    const MapEntry *v2m = virt_map(MAP_V2M);

    begin_at(b, "intc", virt_map(MAP_GICD)->base.v);
    string(b, "compatible", "arm,cortex-a15-gic");
    gic_reg(b, (const MapId[]){MAP_GICD, MAP_GICC, MAP_GICH, MAP_GICV}, b->config->has_el2 ? 4 : 2);
    gic_common(b);
    if (b->config->has_v2m) {
        begin_at(b, "v2m", v2m->base.v);
        string(b, "compatible", "arm,gic-v2m-frame");
        flag(b, "msi-controller");
        reg(b, v2m->base.v, v2m->size_bytes);
        CELLS(b, "phandle", b->phandle.msi);
        end(b);
    }
    end(b);
}

static void gic_v3(Builder *b)
{
    begin_at(b, "intc", virt_map(MAP_GICD)->base.v);
    string(b, "compatible", "arm,gic-v3");
    CELLS(b, "#redistributor-regions", 1);
    gic_reg(b, (const MapId[]){MAP_GICD, MAP_GICR}, 2);
    gic_common(b);
    end(b);
}

static void clock_node(Builder *b)
{
    begin(b, "apb-pclk");
    string(b, "compatible", "fixed-clock");
    CELLS(b, "#clock-cells", 0);
    CELLS(b, "clock-frequency", 24000000);
    string(b, "clock-output-names", "clk24mhz");
    CELLS(b, "phandle", b->phandle.clock);
    end(b);
}

static void uart(Builder *b, MapId id)
{
    begin_device(b, "pl011", id);
    STRINGS(b, "compatible", "arm,pl011\0arm,primecell");
    CELLS(b, "clocks", b->phandle.clock, b->phandle.clock);
    STRINGS(b, "clock-names", "uartclk\0apb_pclk");
    end(b);
}

static void rtc(Builder *b)
{
    begin_device(b, "pl031", MAP_RTC);
    STRINGS(b, "compatible", "arm,pl031\0arm,primecell");
    CELLS(b, "clocks", b->phandle.clock);
    string(b, "clock-names", "apb_pclk");
    end(b);
}

static void gpio(Builder *b, MapId id, uint32_t phandle)
{
    begin_device(b, "pl061", id);
    STRINGS(b, "compatible", "arm,pl061\0arm,primecell");
    CELLS(b, "#gpio-cells", 2);
    flag(b, "gpio-controller");
    CELLS(b, "clocks", b->phandle.clock);
    string(b, "clock-names", "apb_pclk");
    CELLS(b, "phandle", phandle);
    end(b);
}

/* Line 3 of the GPIO is the power button. */
static void gpio_keys(Builder *b)
{
    begin(b, "gpio-keys");
    string(b, "compatible", "gpio-keys");
    begin(b, "poweroff");
    string(b, "label", "GPIO Key Poweroff");
    CELLS(b, "linux,code", 116); /* KEY_POWER */
    CELLS(b, "gpios", b->phandle.gpio, 3, 0);
    end(b);
    end(b);
}

/* Lines 0 and 1 of the Secure GPIO: how EL3 firmware powers off and restarts. */
static void secure_gpio_action(Builder *b, const char *name, uint32_t line)
{
    begin(b, name);
    string(b, "compatible", name);
    CELLS(b, "gpios", b->phandle.secure_gpio, line, 0);
    string(b, "status", "disabled");
    string(b, "secure-status", "okay");
    end(b);
}

static void secure_devices(Builder *b)
{
    secure_memory(b);
    uart(b, MAP_SECURE_UART);
    if (b->config->has_gpio) {
        gpio(b, MAP_SECURE_GPIO, b->phandle.secure_gpio);
        secure_gpio_action(b, "gpio-poweroff", 0);
        secure_gpio_action(b, "gpio-restart", 1);
    }
    begin(b, "secure-chosen");
    string(b, "stdout-path", "/pl011@9040000");
    end(b);
}

static void virtio(Builder *b, unsigned slot)
{
    uint64_t base = virt_virtio_base(slot).v;

    begin_at(b, "virtio_mmio", base);
    string(b, "compatible", "virtio,mmio");
    reg(b, base, virt_map(MAP_VIRTIO)->size_bytes);
    CELLS(b, "interrupts", GIC_SPI, virt_virtio_spi(slot), IRQ_EDGE_RISING);
    flag(b, "dma-coherent");
    end(b);
}

/* With secure=on the first bank belongs to the Secure world. */
static void flash(Builder *b)
{
    const MapEntry *first = virt_map(MAP_FLASH0), *second = virt_map(MAP_FLASH1);

    if (b->config->secure) {
        begin_at(b, "secflash", first->base.v);
        reg(b, first->base.v, first->size_bytes);
        string(b, "status", "disabled");
        string(b, "secure-status", "okay");
        string(b, "compatible", "cfi-flash");
        CELLS(b, "bank-width", 4);
        end(b);
        begin_at(b, "flash", second->base.v);
        reg(b, second->base.v, second->size_bytes);
    } else {
        begin_at(b, "flash", first->base.v);
        gic_reg(b, (const MapId[]){MAP_FLASH0, MAP_FLASH1}, 2);
    }
    string(b, "compatible", "cfi-flash");
    CELLS(b, "bank-width", 4);
    end(b);
}

static void chosen(Builder *b)
{
    const FdtConfig *c = b->config;

    begin(b, "chosen");
    string(b, "stdout-path", "/pl011@9000000");
    if (c->bootargs)
        string(b, "bootargs", c->bootargs);
    if (c->initrd_start != c->initrd_end) {
        CELLS(b, "linux,initrd-start", HIGH(c->initrd_start), LOW(c->initrd_start));
        CELLS(b, "linux,initrd-end", HIGH(c->initrd_end), LOW(c->initrd_end));
    }
    end(b);
}

static void devices(Builder *b)
{
    const FdtConfig *c = b->config;

    clock_node(b);
    if (c->has_flash)
        flash(b);
    uart(b, MAP_UART0);
    if (c->has_rtc)
        rtc(b);
    if (c->has_gpio) {
        gpio(b, MAP_GPIO, b->phandle.gpio);
        gpio_keys(b);
    }
    for (unsigned i = 0; i < VIRT_VIRTIO_COUNT; i++)
        if (bit(c->virtio_slots, i))
            virtio(b, i);
    if (c->secure)
        secure_devices(b);
}

static void root(Builder *b)
{
    begin(b, "");
    CELLS(b, "#address-cells", 2);
    CELLS(b, "#size-cells", 2);
    string(b, "compatible", "linux,dummy-virt");
    string(b, "model", "linux,dummy-virt");
    CELLS(b, "interrupt-parent", b->phandle.gic);
    chosen(b);
    memory(b);
    cpus(b);
    psci(b);
    timer(b);
    if (b->config->has_pmu)
        pmu(b);
    if (b->config->gic_version == 2)
        gic_v2(b);
    else
        gic_v3(b);
    devices(b);
    end(b);
}

/* The numbers QEMU hands out in its order of creation. */
static Phandles phandles_of(const FdtConfig *config)
{
    uint32_t clock = 0x8000, cpu_of_0 = clock + config->cpu_count, gic = cpu_of_0 + 1;
    uint32_t gpio = gic + 1 + (config->gic_version == 2); /* a GICv3 here has no frame for MSIs */

    return (Phandles){.clock = clock,
                      .cpu_of_0 = cpu_of_0,
                      .gic = gic,
                      .msi = gic + 1,
                      .gpio = gpio,
                      .secure_gpio = gpio + 1};
}

void fdt_blob_free(FdtBlob *blob)
{
    free(blob->bytes);
    *blob = (FdtBlob){0};
}

bool fdt_build(const FdtConfig *config, FdtBlob *blob, Err *err)
{
    Builder b = {.fdt = calloc(1, BLOB_SIZE), .config = config, .phandle = phandles_of(config)};

    assert(config->cpu_count > 0);
    assert(config->gic_version == 2 || config->gic_version == 3);
    if (!b.fdt)
        return err_set(err, "out of memory while building the device tree");
    check(&b, fdt_create(b.fdt, (int)BLOB_SIZE));
    check(&b, b.error ? 0 : fdt_finish_reservemap(b.fdt));
    root(&b);
    check(&b, b.error ? 0 : fdt_finish(b.fdt));
    check(&b, b.error ? 0 : fdt_open_into(b.fdt, b.fdt, (int)BLOB_SIZE));
    if (b.error) {
        free(b.fdt);
        return err_usage(err,
                         "the device tree does not fit in 1 MiB (%s): the kernel command line "
                         "(-append) has %zu bytes; shorten it",
                         fdt_strerror(b.error), config->bootargs ? strlen(config->bootargs) : 0);
    }
    *blob = (FdtBlob){.bytes = b.fdt, .size_bytes = BLOB_SIZE};
    return true;
}
