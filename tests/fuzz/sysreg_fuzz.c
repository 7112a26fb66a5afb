/* SPDX-License-Identifier: MIT
 *
 * sysreg_fuzz.c - any sequence of MRS, MSR and SYS at any level is a value, an effect or an
 * exception to a level that is there; RES0 and RES1 bits stay what they are.
 *
 * Records of 11 bytes: register or instruction (2), level and direction (1), value (8).
 */
#include <stdlib.h>
#include <string.h>

#include "cpu/exception.h"
#include "cpu/models.h"
#include "cpu/pmu.h"
#include "cpu/regime.h"
#include "cpu/sysop.h"

#define RECORD 11
#define RAM_BASE UINT64_C(0x40000000)
#define RAM_BYTES 65536u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good)
{
    if (!good)
        abort();
}

typedef struct Rig {
    Bus bus;
    CodeCache code;
    EventQueue events;
    Cpu *cpu;
    uint8_t ram[RAM_BYTES];
} Rig;

static void rig_open(Rig *rig, const char *cpu_text)
{
    CpuConfig config = {.clock = {.core_hz = 1000000000, .cnt_hz = 62500000},
                        .events = &rig->events,
                        .reset_el = 1};
    Err err;

    check(cpu_model_parse(cpu_text, &config.model, &config.features, &err));
    check(bus_add(
        &rig->bus,
        &(BusRegion){
            .name = "ram", .base = pa_of(RAM_BASE), .size_bytes = RAM_BYTES, .host = rig->ram},
        &err));
    config.pa_bits = (uint8_t)cpu_model_pa_bits(config.model);
    config.gran16k = cpu_model_has_16k(config.model);
    config.ports = (CpuPorts){.bus = &rig->bus, .code = &rig->code};
    rig->cpu = cpu_new(&config);
    check(rig->cpu != NULL);
}

static bool has_level(const Cpu *cpu, unsigned el)
{
    return el < 2 || (el == 2 ? cpu_el2_enabled(cpu) : cpu_has(cpu, FEAT_EL3));
}

/* Rows more often than encodings nobody has. */
static uint32_t word_of(unsigned index, bool is_read)
{
    unsigned key = index < SR_COUNT              ? sysreg_row((Sysreg)index)->key
                   : index < SR_COUNT + OP_COUNT ? sysop_row((Sysop)(index - SR_COUNT))->key
                                                 : index;

    return UINT32_C(0xd5000000) | (uint32_t)is_read << 21 | (key & 0xffff) << 5;
}

static bool access_one(Cpu *cpu, uint32_t word, uint64_t *value)
{
    if (((word >> 19) & 3) < 2)
        return word >> 21 & 1 ? sysreg_unknown(cpu, word, true)
                              : sysop_execute(cpu, sysop_find((word >> 5) & 0xffff), word, *value);
    return word >> 21 & 1 ? sysreg_read(cpu, sysreg_find((word >> 5) & 0xffff), word, value)
                          : sysreg_write(cpu, sysreg_find((word >> 5) & 0xffff), word, *value);
}

static void one_record(Cpu *cpu, const uint8_t *record)
{
    unsigned index = record[0] | (unsigned)record[1] << 8, el = record[2] & 3;
    uint64_t value;

    memcpy(&value, record + 3, sizeof value);
    if (has_level(cpu, el) && el != cpu->pstate.el) {
        cpu_bank_sp(cpu);
        cpu->pstate.el = (uint8_t)el;
        cpu->pstate.sp = el != 0;
        cpu_unbank_sp(cpu);
        regime_changed(cpu);
        pmu_el_change(cpu);
    }
    if (!access_one(cpu, word_of(index, record[2] & 4), &value)) {
        unsigned target = cpu->pending.target_el;

        check(target >= 1 && target >= cpu->pstate.el && has_level(cpu, target));
    }
    cpu->slice_begin_units += value % 1000000;
    event_run_due(cpu->config.events, cpu_now(cpu));
}

static void check_registers(const Cpu *cpu)
{
    for (unsigned i = 0; i < SR_COUNT; i++) {
        const SysregRow *row = sysreg_row((Sysreg)i);

        if (row->write_el == EL_NEVER || row->write || !cpu_has(cpu, (Feature)row->feature))
            continue;
        check(row->res0 == ~UINT64_C(0) || !(cpu->sr[i] & row->res0) || cpu->sr[i] == row->reset);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const cpus[] = {"cortex-a57",
                                       "neoverse-n1",
                                       "cortex-a53,-el2",
                                       "cortex-a72,-el3",
                                       "cortex-a57,-el2,-el3,-pmu",
                                       "max"};
    Rig *rig;

    if (size == 0 || size > 1 << 14)
        return 0;
    rig = calloc(1, sizeof *rig);
    check(rig != NULL);
    rig_open(rig, cpus[data[0] % ARRAY_COUNT(cpus)]);
    for (size_t at = 1; at + RECORD <= size; at += RECORD)
        one_record(rig->cpu, data + at);
    check_registers(rig->cpu);
    cpu_free(rig->cpu);
    event_queue_free(&rig->events);
    code_cache_free_pages(&rig->code);
    free(rig);
    return 0;
}
