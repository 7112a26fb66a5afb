/* SPDX-License-Identifier: MIT
 *
 * psci.c - the built-in firmware's answers.    Tests: tests/unit/sim/board/psci_test.c
 */
#include "sim/board/psci.h"

#define VERSION_1_1 0x10001u
#define MIGRATE_NOT_REQUIRED 2u
#define SMC64 (UINT32_C(1) << 30)

/* CPU_SUSPEND's power state: bits outside StateID and StateType, and affinity levels above 0, are
 * refused. Power-down states are entered as standby ones, which the specification allows. */
#define POWER_STATE_REFUSED UINT32_C(0xfffe0000)

typedef PsciResult (*Handler)(const PsciView *view, const uint64_t x[4]);

static PsciResult returns(uint64_t x0)
{
    return (PsciResult){.action = PSCI_NONE, .x0 = x0};
}

static PsciResult acts(PsciAction action)
{
    return (PsciResult){.action = action};
}

/* The CPU with these affinity fields; false when there is none. */
static bool find_cpu(const PsciView *view, uint64_t affinity, unsigned *cpu)
{
    for (unsigned i = 0; i < view->cpu_count; i++)
        if (view->affinity(view->owner, i) == affinity) {
            *cpu = i;
            return true;
        }
    return false;
}

static PsciResult version(const PsciView *view, const uint64_t x[4])
{
    (void)view;
    (void)x;
    return returns(VERSION_1_1);
}

static PsciResult cpu_suspend(const PsciView *view, const uint64_t x[4])
{
    (void)view;
    if ((uint32_t)x[1] & POWER_STATE_REFUSED)
        return returns(PSCI_RET_INVALID_PARAMETERS);
    return acts(PSCI_SUSPEND);
}

static PsciResult cpu_off(const PsciView *view, const uint64_t x[4])
{
    (void)view;
    (void)x;
    return acts(PSCI_OFF);
}

static PsciResult cpu_on(const PsciView *view, const uint64_t x[4])
{
    unsigned cpu;

    if (!find_cpu(view, x[1], &cpu) || !is_aligned(x[2], 4))
        return returns(PSCI_RET_INVALID_PARAMETERS);
    switch (view->power(view->owner, cpu)) {
    case PSCI_POWER_ON:
        return returns(PSCI_RET_ALREADY_ON);
    case PSCI_POWER_ON_PENDING:
        return returns(PSCI_RET_ON_PENDING);
    default:
        return (PsciResult){.action = PSCI_ON, .cpu = cpu, .entry = x[2], .context = x[3]};
    }
}

/* Affinity levels above 0 are on: the caller is in there. */
static PsciResult affinity_info(const PsciView *view, const uint64_t x[4])
{
    unsigned cpu;

    if (x[2] > 0)
        return returns(PSCI_POWER_ON);
    if (!find_cpu(view, x[1], &cpu))
        return returns(PSCI_RET_INVALID_PARAMETERS);
    return returns(view->power(view->owner, cpu));
}

static PsciResult migrate_info_type(const PsciView *view, const uint64_t x[4])
{
    (void)view;
    (void)x;
    return returns(MIGRATE_NOT_REQUIRED);
}

static PsciResult system_off(const PsciView *view, const uint64_t x[4])
{
    (void)view;
    (void)x;
    return acts(PSCI_SYSTEM_OFF);
}

static PsciResult system_reset(const PsciView *view, const uint64_t x[4])
{
    (void)view;
    (void)x;
    return acts(PSCI_SYSTEM_RESET);
}

static PsciResult features(const PsciView *view, const uint64_t x[4]);

/* CHOICE: SMCCC_VERSION (0x80000000) is not here: its absence says SMCCC 1.0, as on QEMU 7.2. The
 * functions at 0x95c1ba5e are those QEMU once chose for PSCI 0.1, which had no fixed numbers. */
static const struct Function {
    uint32_t id;
    Handler handle;
} functions[] = {
    {0x84000000, version},       {0x84000001, cpu_suspend},   {0xc4000001, cpu_suspend},
    {0x84000002, cpu_off},       {0x84000003, cpu_on},        {0xc4000003, cpu_on},
    {0x84000004, affinity_info}, {0xc4000004, affinity_info}, {0x84000006, migrate_info_type},
    {0x84000008, system_off},    {0x84000009, system_reset},  {0x8400000a, features},
    {0x95c1ba5e, cpu_suspend},   {0x95c1ba5f, cpu_off},       {0x95c1ba60, cpu_on},
};

static const struct Function *find_function(uint32_t id)
{
    for (size_t i = 0; i < ARRAY_COUNT(functions); i++)
        if (functions[i].id == id)
            return &functions[i];
    return NULL;
}

static PsciResult features(const PsciView *view, const uint64_t x[4])
{
    (void)view;
    return returns(find_function((uint32_t)x[1]) ? PSCI_RET_SUCCESS : PSCI_RET_NOT_SUPPORTED);
}

PsciResult psci_call(const PsciView *view, const uint64_t x[4])
{
    const struct Function *function = find_function((uint32_t)x[0]);
    uint64_t args[4];

    if (!function)
        return returns(PSCI_RET_NOT_SUPPORTED);
    /* DEN 0028: a 32-bit call's arguments are W registers. */
    for (unsigned i = 0; i < 4; i++)
        args[i] = function->id & SMC64 || function->id >> 24 == 0x95 ? x[i] : (uint32_t)x[i];
    return function->handle(view, args);
}
