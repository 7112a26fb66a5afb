/* SPDX-License-Identifier: MIT
 *
 * interrupts.c - the interrupt controller in words.    Tests: tests/cli/gdb_test.sh
 */
#include "sim/gdb/interrupts.h"

#include <inttypes.h>

#include "cpu/sysreg_rows.h"
#include "sim/board/map.h"

/* IHI 0048B, offsets in the Distributor and in GICH. */
enum {
    GICD_TYPER = 0x004,
    GICD_ISENABLER = 0x100,
    GICD_ISPENDR = 0x200,
    GICD_ISACTIVER = 0x300,
    GICD_IPRIORITYR = 0x400,
    GICH_HCR = 0x000,
    GICH_VTR = 0x004,
    GICH_LR = 0x100,
    GICR_STRIDE = 0x20000,
    GICR_SGI_FRAME = 0x10000,
};

static uint32_t gic_word(Machine *machine, unsigned cpu, MapId frame, uint64_t offset)
{
    const BusRequest request = {.requester = (uint16_t)cpu,
                                .size_bytes = 4,
                                .secure = machine->config->secure,
                                .now_units = machine_now(machine)};
    uint64_t value = 0;

    (void)bus_read(&machine->bus, &request, pa_of(virt_map(frame)->base.v + offset), &value);
    return (uint32_t)value;
}

/* The word of @row that has interrupt @intid, @per_word to a word. With a GICv3 those of one CPU
 * are in its Redistributor (IHI 0069, "SGI_base"). */
static uint32_t irq_word(Machine *machine, unsigned cpu, uint64_t row, unsigned intid,
                         unsigned per_word)
{
    uint64_t offset = row + intid / per_word * 4;

    if (machine->config->gic_version == 3 && intid < 32)
        return gic_word(machine, cpu, MAP_GICR, GICR_STRIDE * cpu + GICR_SGI_FRAME + offset);
    return gic_word(machine, cpu, MAP_GICD, offset);
}

static bool gic_bit(Machine *machine, unsigned cpu, uint64_t row, unsigned intid)
{
    return bit(irq_word(machine, cpu, row, intid, 32), intid % 32);
}

static const char *what(unsigned intid)
{
    switch (intid) {
    case PPI_PMU:
        return "PMU";
    case PPI_MAINTENANCE:
        return "GIC maintenance";
    case PPI_HYP_TIMER:
        return "EL2 physical timer";
    case PPI_VIRTUAL_TIMER:
        return "EL1 virtual timer";
    case PPI_SECURE_TIMER:
        return "Secure EL1 physical timer";
    case PPI_PHYSICAL_TIMER:
        return "EL1 physical timer";
    default:
        return intid < 16 ? "SGI" : intid < 32 ? "PPI" : "SPI";
    }
}

static void print_interrupt(Machine *machine, unsigned cpu, unsigned intid, GdbText *to)
{
    uint32_t priorities = irq_word(machine, cpu, GICD_IPRIORITYR, intid, 4);

    gdb_text_add(to, "INTID %4u  %-26s%s%s%s, priority 0x%02x\n", intid, what(intid),
                 gic_bit(machine, cpu, GICD_ISPENDR, intid) ? " pending" : "",
                 gic_bit(machine, cpu, GICD_ISACTIVER, intid) ? " active" : "",
                 gic_bit(machine, cpu, GICD_ISENABLER, intid) ? "" : " (disabled)",
                 priorities >> (intid % 4 * 8) & 0xff);
}

void gdb_interrupts(Machine *machine, unsigned cpu, GdbText *to)
{
    static const char *const lines[CPU_LINE_COUNT] = {"IRQ", "FIQ", "vIRQ", "vFIQ", "SError"};
    unsigned count = 32 * ((gic_word(machine, cpu, MAP_GICD, GICD_TYPER) & 31) + 1), shown = 0;

    gdb_text_add(to, "lines of CPU#%u:", cpu);
    for (unsigned i = 0; i < CPU_LINE_COUNT; i++)
        if (bit(machine->cpu[cpu]->lines, i))
            gdb_text_add(to, " %s", lines[i]);
    gdb_text_add(to, "%s\n", machine->cpu[cpu]->lines ? "" : " none");
    for (unsigned base = 0; base < count; base += 32) {
        uint32_t of_interest = irq_word(machine, cpu, GICD_ISPENDR, base, 32) |
                               irq_word(machine, cpu, GICD_ISACTIVER, base, 32);

        for (unsigned i = 0; i < 32; i++) {
            if (!bit(of_interest, i))
                continue;
            print_interrupt(machine, cpu, base + i, to);
            shown++;
        }
    }
    if (!shown)
        gdb_text_add(to, "no interrupt is pending or active\n");
}

typedef struct ListRegister {
    uint64_t value;
    unsigned vintid, state, priority, group, pintid;
    bool hardware;
} ListRegister;

static uint64_t system_register(Machine *machine, unsigned cpu, Sysreg sr)
{
    Cpu *of = machine->cpu[cpu];
    const SysregRow *row = sysreg_row(sr);

    return row->read ? row->read(of, sr) : of->sr[sr];
}

/* GICH_LRn, IHI 0048B. */
static ListRegister list_register_v2(Machine *machine, unsigned cpu, unsigned n)
{
    uint32_t lr = gic_word(machine, cpu, MAP_GICH, GICH_LR + 4 * n);

    return (ListRegister){.value = lr,
                          .vintid = lr & 0x3ff,
                          .state = (unsigned)bits(lr, 29, 28),
                          .priority = (unsigned)bits(lr, 27, 23) << 3,
                          .group = bit(lr, 30),
                          .hardware = bit(lr, 31),
                          .pintid = (unsigned)bits(lr, 19, 10)};
}

/* ICH_LR<n>_EL2, IHI 0069. */
static ListRegister list_register_v3(Machine *machine, unsigned cpu, unsigned n)
{
    uint64_t lr = system_register(machine, cpu, (Sysreg)(SR_ICH_LR0_EL2 + n));

    return (ListRegister){.value = lr,
                          .vintid = (uint32_t)lr,
                          .state = (unsigned)bits(lr, 63, 62),
                          .priority = (unsigned)bits(lr, 55, 48),
                          .group = bit(lr, 60),
                          .hardware = bit(lr, 61),
                          .pintid = (unsigned)bits(lr, 44, 32)};
}

static void print_lr(unsigned n, const ListRegister *lr, GdbText *to)
{
    static const char *const states[] = {"empty", "pending", "active", "pending and active"};

    gdb_text_add(to, "LR%-2u 0x%" PRIx64 "  vINTID %u, %s, priority 0x%02x, group %u", n, lr->value,
                 lr->vintid, states[lr->state], lr->priority, lr->group);
    if (lr->hardware)
        gdb_text_add(to, ", hardware INTID %u", lr->pintid);
    gdb_text_add(to, "\n");
}

void gdb_list_registers(Machine *machine, unsigned cpu, GdbText *to)
{
    bool v3 = machine->config->gic_version == 3;
    unsigned count, shown = 0;
    uint32_t hcr;

    if (!machine->config->virtualization) {
        gdb_text_add(to, "this machine has no virtualization=on: no list registers\n");
        return;
    }
    hcr = v3 ? (uint32_t)system_register(machine, cpu, SR_ICH_HCR_EL2)
             : gic_word(machine, cpu, MAP_GICH, GICH_HCR);
    count = (unsigned)((v3 ? system_register(machine, cpu, SR_ICH_VTR_EL2) & 31
                           : gic_word(machine, cpu, MAP_GICH, GICH_VTR) & 63) +
                       1);
    gdb_text_add(to, "%s 0x%08" PRIx32 ": the virtual interface is %s; %u list registers\n",
                 v3 ? "ICH_HCR_EL2" : "GICH_HCR", hcr, hcr & 1 ? "on" : "off", count);
    for (unsigned n = 0; n < count; n++) {
        ListRegister lr =
            v3 ? list_register_v3(machine, cpu, n) : list_register_v2(machine, cpu, n);

        if (!lr.state)
            continue;
        print_lr(n, &lr, to);
        shown++;
    }
    if (!shown)
        gdb_text_add(to, "all are empty\n");
}
