/* SPDX-License-Identifier: MIT
 *
 * sysreg_fixture.h - a CPU with a little RAM for tests of system registers: no code is run, MRS and
 * MSR words are handed to sysreg_read and sysreg_write.
 */
#ifndef TESTS_UNIT_CPU_SYSREG_FIXTURE_H
#define TESTS_UNIT_CPU_SYSREG_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include "cpu/exception.h"
#include "cpu/models.h"
#include "cpu/pmu.h"
#include "cpu/regime.h"
#include "cpu/sysreg_fields.h"
#include "cpu/sysreg_rows.h"
#include "tests/unit/harness.h"

#define RAM_BASE UINT64_C(0x40000000)
#define RAM_BYTES 0x100000

typedef struct Fixture {
    Bus bus;
    CodeCache code;
    EventQueue events;
    Cpu *cpu;
    uint8_t *ram;
    unsigned notices, crossings;
    char notice[512];
    Crossing crossing;
} Fixture;

static inline void fixture_notice(void *owner, Cpu *cpu, const char *text)
{
    Fixture *f = owner;

    (void)cpu;
    f->notices++;
    strncpy(f->notice, text, sizeof f->notice - 1);
}

static inline void fixture_crossed(void *owner, unsigned index, const Crossing *crossing,
                                   const WorldInput *after, const CostCounts *counts,
                                   const CostSet *counted)
{
    Fixture *f = owner;

    (void)index;
    (void)after;
    (void)counts;
    (void)counted;
    f->crossings++;
    f->crossing = *crossing;
}

/* At EL3 of @options (a -cpu text). */
static inline Fixture *fixture_new(const char *options)
{
    Fixture *f = calloc(1, sizeof *f);
    CpuConfig config = {.mpidr = UINT64_C(0x80000000),
                        .clock = {.core_hz = 1000000000, .cnt_hz = 62500000}};
    Err err;

    ck_assert(f != NULL);
    ck_assert_msg(cpu_model_parse(options, &config.model, &config.features, &err), "%s", err.text);
    f->ram = calloc(1, RAM_BYTES);
    ck_assert(bus_add(
        &f->bus,
        &(BusRegion){
            .name = "ram", .base = pa_of(RAM_BASE), .size_bytes = RAM_BYTES, .host = f->ram},
        &err));
    config.pa_bits = (uint8_t)cpu_model_pa_bits(config.model);
    config.reset_el = feature_has(config.features, FEAT_EL3) ? 3 : 1;
    config.events = &f->events;
    config.ports = (CpuPorts){.bus = &f->bus,
                              .code = &f->code,
                              .exits = {.crossed = fixture_crossed, .owner = f},
                              .notice = fixture_notice,
                              .owner = f};
    f->cpu = cpu_new(&config);
    ck_assert(f->cpu != NULL);
    return f;
}

static inline void fixture_free(Fixture *f)
{
    cpu_free(f->cpu);
    event_queue_free(&f->events);
    free(f->ram);
    free(f);
}

/* Non-secure EL @el (EL3 is secure), SPSel 1. */
static inline void go_to(Fixture *f, unsigned el)
{
    f->cpu->sr[SR_SCR_EL3] |= SCR_NS | SCR_HCE;
    f->cpu->pstate.el = (uint8_t)el;
    f->cpu->pstate.sp = true;
    regime_changed(f->cpu);
}

static inline uint32_t mrs(Sysreg sr)
{
    return UINT32_C(0xd5200000) | (uint32_t)sysreg_row(sr)->key << 5 | 3;
}

static inline uint32_t msr(Sysreg sr)
{
    return mrs(sr) & ~(UINT32_C(1) << 21);
}

static inline Sysreg register_of(uint32_t word)
{
    return sysreg_find((word >> 5) & 0xffff);
}

/* SYS. */
static inline bool execute_sys(Fixture *f, uint32_t word, uint64_t value)
{
    return sysop_execute(f->cpu, sysop_find((word >> 5) & 0xffff), word, value);
}

static inline uint64_t get(Fixture *f, Sysreg sr)
{
    uint64_t value = 0;

    ck_assert_msg(sysreg_read(f->cpu, sr, mrs(sr), &value), "MRS %s", sysreg_name(sr));
    return value;
}

static inline void put(Fixture *f, Sysreg sr, uint64_t value)
{
    ck_assert_msg(sysreg_write(f->cpu, sr, msr(sr), value), "MSR %s", sysreg_name(sr));
}

static inline bool reads(Fixture *f, Sysreg sr)
{
    uint64_t value;

    return sysreg_read(f->cpu, sr, mrs(sr), &value);
}

static inline bool writes(Fixture *f, Sysreg sr)
{
    return sysreg_write(f->cpu, sr, msr(sr), 0);
}

#define ck_trapped(f, access, level, class, why)                                                   \
    do {                                                                                           \
        ck_assert(!(access));                                                                      \
        ck_assert_uint_eq((f)->cpu->pending.target_el, level);                                     \
        ck_assert_uint_eq((f)->cpu->pending.ec, class);                                            \
        ck_assert_str_eq(trap_name((Trap)(f)->cpu->pending.trap), trap_name(why));                 \
    } while (0)

#define ck_undefined(f, access)                                                                    \
    ck_trapped(f, access, exception_default_el((f)->cpu), EC_UNKNOWN, T_NONE)

#endif
