/* SPDX-License-Identifier: MIT
 *
 * cpu_view.c - the numbers of a CPU.
 */
#include "sim/cpu_view.h"

#include <inttypes.h>

/* @count numbers, named by @name with the place in it, or by @name_of. */
typedef struct Part {
    const char *name;
    unsigned count;
    uint64_t (*get)(const Cpu *cpu, unsigned i);
    const char *(*name_of)(unsigned i);
    bool always; /* printed even when equal */
} Part;

static uint64_t get_x(const Cpu *cpu, unsigned i)
{
    return cpu->x[i];
}

static uint64_t get_sp(const Cpu *cpu, unsigned i)
{
    (void)i;
    return cpu->x[REG_SP];
}

static uint64_t get_pc(const Cpu *cpu, unsigned i)
{
    (void)i;
    return cpu->pc;
}

static uint64_t get_pstate(const Cpu *cpu, unsigned i)
{
    (void)i;
    return cpu_pstate_to_spsr(cpu);
}

static uint64_t get_v_low(const Cpu *cpu, unsigned i)
{
    return cpu->v[i].d[0];
}

static uint64_t get_v_high(const Cpu *cpu, unsigned i)
{
    return cpu->v[i].d[1];
}

static uint64_t get_fpcr(const Cpu *cpu, unsigned i)
{
    (void)i;
    return cpu->fpcr;
}

static uint64_t get_fpsr(const Cpu *cpu, unsigned i)
{
    (void)i;
    return cpu->fpsr;
}

static uint64_t get_sp_el(const Cpu *cpu, unsigned i)
{
    return cpu->sp_el[i];
}

static uint64_t get_sr(const Cpu *cpu, unsigned i)
{
    return cpu->sr[i];
}

static const char *sr_name(unsigned i)
{
    return sysreg_name((Sysreg)i);
}

static uint64_t get_lines(const Cpu *cpu, unsigned i)
{
    (void)i;
    return cpu->lines;
}

static uint64_t get_wait(const Cpu *cpu, unsigned i)
{
    (void)i;
    return cpu->wait;
}

static uint64_t get_event_register(const Cpu *cpu, unsigned i)
{
    (void)i;
    return cpu->event_register;
}

static uint64_t get_exclusive(const Cpu *cpu, unsigned i)
{
    const ExclusiveMonitor *monitor = &cpu->exclusive;

    if (!monitor->valid)
        return 0;
    return i == 0 ? 1 : i == 1 ? monitor->pa.v : monitor->value[i - 2];
}

static uint64_t get_now(const Cpu *cpu, unsigned i)
{
    (void)i;
    return cpu_now(cpu);
}

static uint64_t get_idle(const Cpu *cpu, unsigned i)
{
    (void)i;
    return cpu->idle_units;
}

static uint64_t get_count(const Cpu *cpu, unsigned i)
{
    return cpu->count.n[i];
}

static const char *count_name(unsigned i)
{
    return cost_name((CostEvent)i);
}

static const Part parts[] = {
    {.name = "X%u", .count = 31, .get = get_x, .always = true},
    {.name = "SP", .count = 1, .get = get_sp, .always = true},
    {.name = "PC", .count = 1, .get = get_pc, .always = true},
    {.name = "PSTATE", .count = 1, .get = get_pstate, .always = true},
    {.name = "V%u.D[0]", .count = 32, .get = get_v_low},
    {.name = "V%u.D[1]", .count = 32, .get = get_v_high},
    {.name = "FPCR", .count = 1, .get = get_fpcr},
    {.name = "FPSR", .count = 1, .get = get_fpsr},
    {.name = "SP_EL%u", .count = 4, .get = get_sp_el},
    {.count = SR_COUNT, .get = get_sr, .name_of = sr_name},
    {.name = "interrupt lines", .count = 1, .get = get_lines},
    {.name = "waits", .count = 1, .get = get_wait},
    {.name = "event register", .count = 1, .get = get_event_register},
    {.name = "exclusive monitor %u", .count = 4, .get = get_exclusive},
    {.name = "time, units", .count = 1, .get = get_now},
    {.name = "idle, units", .count = 1, .get = get_idle},
    {.count = COST_COUNT, .get = get_count, .name_of = count_name},
};

bool cpu_view_same(const Cpu *a, const Cpu *b)
{
    for (size_t p = 0; p < ARRAY_COUNT(parts); p++)
        for (unsigned i = 0; i < parts[p].count; i++)
            if (parts[p].get(a, i) != parts[p].get(b, i))
                return false;
    return true;
}

static void print_number(const Part *part, unsigned i, const Cpu *a, const Cpu *b, FILE *out)
{
    uint64_t of_a = part->get(a, i), of_b = part->get(b, i);
    char name[32];

    if (of_a == of_b && !part->always)
        return;
    if (part->name_of)
        snprintf(name, sizeof name, "%s", part->name_of(i));
    else
        snprintf(name, sizeof name, part->name, i);
    fprintf(out, "%s %-20s 0x%016" PRIx64 " 0x%016" PRIx64 "\n", of_a == of_b ? " " : "*", name,
            of_a, of_b);
}

void cpu_view_print(const Cpu *a, const Cpu *b, FILE *out)
{
    for (size_t p = 0; p < ARRAY_COUNT(parts); p++)
        for (unsigned i = 0; i < parts[p].count; i++)
            print_number(&parts[p], i, a, b, out);
}
