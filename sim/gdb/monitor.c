/* SPDX-License-Identifier: MIT
 *
 * monitor.c - `monitor ...` in gdb.    Tests: tests/cli/gdb_test.sh
 */
#include "sim/gdb/monitor.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/exception.h"
#include "cpu/regime.h"
#include "sim/exits/world.h"
#include "sim/gdb/interrupts.h"
#include "sim/gdb/points.h"
#include "sim/gdb/registers.h"
#include "sim/gdb/walk_text.h"

#define WORDS_MAX 8u

typedef struct Line {
    GdbStub *stub;
    unsigned count;
    char *word[WORDS_MAX];
    GdbText *to;
} Line;

static Cpu *cpu_of(const Line *line)
{
    return line->stub->machine->cpu[line->stub->cpu];
}

void gdb_monitor_cpu_title(const Cpu *cpu, GdbText *to)
{
    static const char *const waits[] = {"", ", in WFI", ", in WFE", ", off"};

    WorldInput in;

    cpu_world_input(cpu, &in);
    gdb_text_add(to, "CPU#%u EL%u %s%s", cpu->config.index, cpu->pstate.el,
                 world_name(world_of(&in).kind), waits[cpu->wait]);
}

/* Word @n as a number, or as the value of a register; says so when it is neither. gdb hands words
 * on as they were typed, so it is for us to know what $pc is. */
static bool number(const Line *line, unsigned n, uint64_t *value)
{
    const char *text = n < line->count ? line->word[n] : "";
    char *end;

    if (text[0] == '$' && gdb_register_value(cpu_of(line), text + 1, value))
        return true;
    *value = strtoull(text, &end, 0);
    if (*text && !*end)
        return true;
    gdb_text_add(line->to, "`%s` is not a number; try 0x40000000, or $pc, $x0, $ELR_EL2 ...\n",
                 text);
    return false;
}

static void cpus(const Line *line)
{
    const Machine *machine = line->stub->machine;

    for (unsigned i = 0; i < machine->cpu_count; i++) {
        const Cpu *cpu = machine->cpu[i];

        gdb_monitor_cpu_title(cpu, line->to);
        gdb_text_add(line->to,
                     ": PC 0x%" PRIx64 ", HCR_EL2 0x%" PRIx64 ", VTTBR_EL2 0x%" PRIx64
                     ", VMID %u\n",
                     cpu->pc, cpu->sr[SR_HCR_EL2], cpu->sr[SR_VTTBR_EL2],
                     (unsigned)(cpu->sr[SR_VTTBR_EL2] >> 48));
    }
}

static void exits(const Line *line)
{
    if (line->stub->exits)
        gdb_exits_print(line->stub->exits, line->to);
    else
        gdb_text_add(line->to, "exits are not counted in this run\n");
}

static void list_registers(const Line *line)
{
    gdb_list_registers(line->stub->machine, line->stub->cpu, line->to);
}

static void interrupts(const Line *line)
{
    gdb_interrupts(line->stub->machine, line->stub->cpu, line->to);
}

static void space(const Line *line)
{
    GdbSpace found;

    if (line->count > 1) {
        found = gdb_space_find(line->word[1]);
        if (found == GDB_SPACE_COUNT) {
            gdb_text_add(line->to, "`%s` is not one of", line->word[1]);
            for (unsigned i = 0; i < GDB_SPACE_COUNT; i++)
                gdb_text_add(line->to, " %s", gdb_space_name((GdbSpace)i));
            gdb_text_add(line->to, "\n");
            return;
        }
        line->stub->space = found;
    }
    gdb_text_add(line->to, "memory is looked at through: %s\n", gdb_space_name(line->stub->space));
}

static void translate(const Line *line)
{
    GdbSpace through = line->stub->space;
    uint64_t address;

    if (!number(line, 1, &address))
        return;
    if (line->count > 2)
        through = gdb_space_find(line->word[2]);
    if (through == GDB_SPACE_COUNT)
        gdb_text_add(line->to, "`%s` is no space; `monitor space x` lists them\n", line->word[2]);
    else
        gdb_walk_print(line->stub->walker, cpu_of(line), through, address, line->to);
}

static void physical(const Line *line)
{
    uint64_t address, count = 1;

    if (!number(line, 1, &address) || (line->count > 2 && !number(line, 2, &count)))
        return;
    for (uint64_t i = 0; i < min_u64(count, 256); i++) {
        uint64_t at = address + 8 * i, value;

        if (!gdb_space_read(line->stub->walker, cpu_of(line), GDB_SPACE_PA, at, &value, 8)) {
            gdb_text_add(line->to,
                         "0x%" PRIx64 ": not memory; a device is not read, for that may do "
                         "something\n",
                         at);
            return;
        }
        gdb_text_add(line->to, "0x%" PRIx64 ": 0x%016" PRIx64 "\n", at, value);
    }
}

static bool point_word(const Line *line, unsigned n, HaltPoint *point)
{
    const char *word = line->word[n], *equals = strchr(word, '=');
    char *end;
    unsigned long value = equals ? strtoul(equals + 1, &end, 0) : 0;

    if (equals && equals[1] && !*end && !strncmp(word, "el=", 3) && value < 4) {
        point->els = (uint8_t)(1u << value);
        return true;
    }
    if (equals && equals[1] && !*end && !strncmp(word, "vm=", 3) && value <= UINT16_MAX) {
        point->has_vmid = true;
        point->vmid = (uint16_t)value;
        return true;
    }
    gdb_text_add(line->to, "`%s` is not el=0..3 or vm=VMID\n", word);
    return false;
}

static void print_point(const Line *line, unsigned n)
{
    const HaltPoint *p = &line->stub->points.point[n];

    gdb_text_add(line->to, "%u: %s%s%s 0x%" PRIx64, n, p->on & HALT_ON_EXECUTE ? "break" : "",
                 p->on & HALT_ON_READ ? "read" : "", p->on & HALT_ON_WRITE ? "write" : "",
                 p->first);
    if (p->last != p->first)
        gdb_text_add(line->to, "..0x%" PRIx64, p->last);
    if (p->els != HALT_ANY_EL)
        gdb_text_add(line->to, " at EL%u", (unsigned)__builtin_ctz(p->els));
    if (p->has_vmid)
        gdb_text_add(line->to, " in VM %u", p->vmid);
    gdb_text_add(line->to, "%s\n", line->stub->by_monitor[n] ? "" : " (gdb's)");
}

static void add_break(const Line *line)
{
    HaltPoint point = {.on = HALT_ON_EXECUTE, .els = HALT_ANY_EL};

    if (!number(line, 1, &point.first))
        return;
    point.last = point.first;
    for (unsigned n = 2; n < line->count; n++)
        if (!point_word(line, n, &point))
            return;
    if (gdb_points_add(line->stub, point, true))
        print_point(line, line->stub->points.count - 1);
    else
        gdb_text_add(line->to, "there are %u points already; `monitor delete N` removes one\n",
                     HALT_POINT_MAX);
}

static void points(const Line *line)
{
    for (unsigned n = 0; n < line->stub->points.count; n++)
        print_point(line, n);
    if (!line->stub->points.count)
        gdb_text_add(line->to, "no break- or watchpoints\n");
}

static void delete_point(const Line *line)
{
    uint64_t n;

    if (!number(line, 1, &n))
        return;
    if (n >= line->stub->points.count || !line->stub->by_monitor[n])
        gdb_text_add(line->to, "point %" PRIu64 " is none of `monitor break`\n", n);
    else
        gdb_points_remove(line->stub, (unsigned)n);
}

static void help(const Line *line);

static const struct {
    const char *name, *words, *text;
    void (*run)(const Line *line);
} commands[] = {
    {"help", "", "this list", help},
    {"cpus", "", "each CPU: level, world, PC, whose stage 2", cpus},
    {"exits", "", "the exits so far by reason, and the last ones", exits},
    {"lrs", "", "list registers of this thread's CPU", list_registers},
    {"irqs", "", "interrupts that are pending or active for this CPU", interrupts},
    {"translate", "ADDRESS [SPACE]", "a translation, descriptor by descriptor", translate},
    {"space", "[SPACE]", "what x, print and break see: current, el1, el2, el3, ipa, pa", space},
    {"xp", "ADDRESS [COUNT]", "physical memory, in words of 8 bytes", physical},
    {"break", "ADDRESS [el=N] [vm=VMID]", "halt there, at one level or in one VM only", add_break},
    {"points", "", "all break- and watchpoints", points},
    {"delete", "N", "remove point N of `monitor break`", delete_point},
};

static void help(const Line *line)
{
    for (size_t i = 0; i < ARRAY_COUNT(commands); i++)
        gdb_text_add(line->to, "monitor %-9s %-24s  %s\n", commands[i].name, commands[i].words,
                     commands[i].text);
    gdb_text_add(line->to, "ADDRESS and COUNT are numbers, or registers of this CPU: $pc, $x0, "
                           "$ELR_EL2 ...\n");
}

void gdb_monitor(GdbStub *stub, const char *text, GdbText *to)
{
    char copy[256];
    char *rest = copy, *word;
    Line line = {.stub = stub, .to = to};

    snprintf(copy, sizeof copy, "%s", text);
    while ((word = strsep(&rest, " \t\n")))
        if (*word && line.count < WORDS_MAX)
            line.word[line.count++] = word;
    for (size_t i = 0; line.count && i < ARRAY_COUNT(commands); i++) {
        if (strcmp(commands[i].name, line.word[0]) != 0)
            continue;
        commands[i].run(&line);
        return;
    }
    gdb_text_add(to, "`%s` is not a command of monitor; these are:\n",
                 line.count ? line.word[0] : "");
    help(&line);
}
