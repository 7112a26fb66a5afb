/* SPDX-License-Identifier: MIT
 *
 * stub.c - answers gdb's packets.    Tests: tests/cli/gdb_test.sh
 */
#include "sim/gdb/stub.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim/gdb/monitor.h"
#include "sim/gdb/points.h"
#include "sim/gdb/registers.h"

#define SIGNAL_INTERRUPT 2 /* gdb's numbers */
#define SIGNAL_TRAP 5
#define MEMORY_MAX (GDB_TEXT_MAX / 2)
#define FAILED "E01"

GdbStub *gdb_stub_new(Machine *machine, const GdbExits *exits)
{
    GdbStub *stub = calloc(1, sizeof *stub);

    if (!stub)
        return NULL;
    stub->machine = machine;
    stub->exits = exits;
    stub->target_xml = gdb_target_xml(machine->cpu[0]);
    stub->walker = gdb_walker_new(machine);
    if (!stub->target_xml || !stub->walker) {
        gdb_stub_free(stub);
        return NULL;
    }
    return stub;
}

void gdb_stub_free(GdbStub *stub)
{
    if (!stub)
        return;
    gdb_points_clear(stub, true);
    gdb_points_step(stub, NULL);
    for (unsigned i = 0; i < stub->machine->cpu_count; i++)
        stub->machine->cpu[i]->halting.points = NULL;
    gdb_walker_free(stub->walker);
    free(stub->target_xml);
    free(stub);
}

void gdb_stub_detach(GdbStub *stub)
{
    gdb_points_clear(stub, false);
    gdb_points_step(stub, NULL);
    stub->no_ack = false;
}

static Cpu *cpu_of(const GdbStub *stub)
{
    return stub->machine->cpu[stub->cpu];
}

static void say_why(GdbStub *stub)
{
    int signal = stub->reason == HALT_REQUEST ? SIGNAL_INTERRUPT : SIGNAL_TRAP;

    gdb_text_set(&stub->reply, "");
    gdb_text_add(&stub->reply, "T%02xthread:%x;", signal, stub->halted + 1);
    if (stub->reason == HALT_WATCHPOINT)
        gdb_text_add(&stub->reply, "%s:%" PRIx64 ";", gdb_points_kind(stub, stub->address),
                     stub->address);
}

void gdb_stub_halted(GdbStub *stub, unsigned cpu, HaltReason reason, uint64_t address)
{
    stub->halted = stub->cpu = cpu;
    stub->reason = reason;
    stub->address = address;
    gdb_points_step(stub, NULL);
    say_why(stub);
}

static bool failed(GdbStub *stub)
{
    gdb_text_set(&stub->reply, FAILED);
    return false;
}

static void answer(GdbStub *stub, bool good)
{
    gdb_text_set(&stub->reply, good ? "OK" : FAILED);
}

/* A thread's number behind @text: -1 and 0 mean any. False: no CPU of ours. */
static bool parse_thread(const GdbStub *stub, const char *text, unsigned *cpu)
{
    uint64_t thread;

    if (*text == '-') {
        *cpu = stub->halted;
        return true;
    }
    if (!gdb_hex_number(&text, &thread) || thread > stub->machine->cpu_count)
        return false;
    *cpu = thread ? (unsigned)thread - 1 : stub->halted;
    return true;
}

static GdbNext set_thread(GdbStub *stub, const char *text)
{
    unsigned cpu;
    bool good = *text && parse_thread(stub, text + 1, &cpu);

    if (good && *text == 'g')
        stub->cpu = cpu;
    answer(stub, good);
    return GDB_NEXT_REPLY;
}

static GdbNext is_alive(GdbStub *stub, const char *text)
{
    unsigned cpu;

    answer(stub, parse_thread(stub, text, &cpu));
    return GDB_NEXT_REPLY;
}

/* Registers. */

static GdbNext read_all(GdbStub *stub, const char *text)
{
    (void)text;
    gdb_text_set(&stub->reply, "");
    for (unsigned n = 0; n < GDB_SYSTEM_FIRST; n++)
        gdb_register_read(cpu_of(stub), n, &stub->reply);
    return GDB_NEXT_REPLY;
}

static unsigned digits_of(unsigned n)
{
    if (n == GDB_CPSR || n >= GDB_FPSR)
        return 8;
    return n < GDB_CPSR ? 16 : 32;
}

static GdbNext write_all(GdbStub *stub, const char *text)
{
    for (unsigned n = 0; n < GDB_SYSTEM_FIRST && *text; n++) {
        if (strlen(text) < digits_of(n) || !gdb_register_write(cpu_of(stub), n, text)) {
            failed(stub);
            return GDB_NEXT_REPLY;
        }
        text += digits_of(n);
    }
    answer(stub, true);
    return GDB_NEXT_REPLY;
}

static GdbNext read_register(GdbStub *stub, const char *text)
{
    uint64_t n;

    gdb_text_set(&stub->reply, "");
    if (!gdb_hex_number(&text, &n) || n >= GDB_REGISTER_COUNT ||
        !gdb_register_read(cpu_of(stub), (unsigned)n, &stub->reply))
        failed(stub);
    return GDB_NEXT_REPLY;
}

static GdbNext write_register(GdbStub *stub, const char *text)
{
    uint64_t n;

    answer(stub, gdb_hex_number(&text, &n) && *text == '=' && n < GDB_REGISTER_COUNT &&
                     gdb_register_write(cpu_of(stub), (unsigned)n, text + 1));
    return GDB_NEXT_REPLY;
}

/* Memory. */

static bool parse_range(const char **text, uint64_t *address, uint64_t *count)
{
    return gdb_hex_number(text, address) && *(*text)++ == ',' && gdb_hex_number(text, count);
}

static GdbNext read_memory(GdbStub *stub, const char *text)
{
    uint8_t bytes[MEMORY_MAX];
    uint64_t address, count;

    if (!parse_range(&text, &address, &count)) {
        failed(stub);
        return GDB_NEXT_REPLY;
    }
    count = min_u64(count, MEMORY_MAX);
    /* What is readable at the beginning is an answer too. */
    while (count &&
           !gdb_space_read(stub->walker, cpu_of(stub), stub->space, address, bytes, (size_t)count))
        count = count > 8 ? count / 2 : count - 1;
    gdb_text_set(&stub->reply, count ? "" : FAILED);
    gdb_text_hex(&stub->reply, bytes, (size_t)count);
    return GDB_NEXT_REPLY;
}

static GdbNext write_memory(GdbStub *stub, const char *text)
{
    uint8_t bytes[MEMORY_MAX];
    uint64_t address, count;

    answer(stub, parse_range(&text, &address, &count) && *text++ == ':' && count <= MEMORY_MAX &&
                     gdb_hex_bytes(&text, bytes, (size_t)count) &&
                     gdb_space_write(stub->walker, cpu_of(stub), stub->space, address, bytes,
                                     (size_t)count));
    return GDB_NEXT_REPLY;
}

/* Points: Z type,address,kind. Kind is an instruction's or an area's length. */

static bool parse_point(const char *text, HaltPoint *point)
{
    static const uint8_t on[] = {HALT_ON_EXECUTE, HALT_ON_EXECUTE, HALT_ON_WRITE, HALT_ON_READ,
                                 HALT_ON_READ | HALT_ON_WRITE};
    uint64_t type, address, length;

    if (!gdb_hex_number(&text, &type) || type >= ARRAY_COUNT(on) || *text++ != ',' ||
        !parse_range(&text, &address, &length) || !length || address + (length - 1) < address)
        return false;
    *point = (HaltPoint){
        .first = address, .last = address + length - 1, .on = on[type], .els = HALT_ANY_EL};
    return true;
}

static GdbNext insert_point(GdbStub *stub, const char *text)
{
    HaltPoint point;

    if (parse_point(text, &point))
        gdb_points_remove_like(stub, &point); /* gdb may say it twice */
    answer(stub, parse_point(text, &point) && gdb_points_add(stub, point, false));
    return GDB_NEXT_REPLY;
}

static GdbNext remove_point(GdbStub *stub, const char *text)
{
    HaltPoint point;
    bool good = parse_point(text, &point);

    if (good)
        gdb_points_remove_like(stub, &point);
    answer(stub, good);
    return GDB_NEXT_REPLY;
}

/* Running. */

static GdbNext run(GdbStub *stub, bool step, unsigned cpu)
{
    gdb_points_step(stub, step ? stub->machine->cpu[cpu] : NULL);
    return GDB_NEXT_RUN;
}

static GdbNext continue_at(GdbStub *stub, const char *text)
{
    uint64_t pc;

    if (*text && gdb_hex_number(&text, &pc))
        cpu_of(stub)->pc = pc;
    return run(stub, false, stub->cpu);
}

static GdbNext step_at(GdbStub *stub, const char *text)
{
    uint64_t pc;

    if (*text && gdb_hex_number(&text, &pc))
        cpu_of(stub)->pc = pc;
    return run(stub, true, stub->cpu);
}

/* vCont;action[:thread]...: a step of one CPU while the others run; or all run. */
static GdbNext continue_each(GdbStub *stub, const char *text)
{
    for (; *text == ';'; text += strcspn(text, ";")) {
        const char *thread = text + 1 + strcspn(text + 1, ":;");
        unsigned cpu = stub->halted;

        text++;
        if (*thread == ':' && !parse_thread(stub, thread + 1, &cpu)) {
            failed(stub);
            return GDB_NEXT_REPLY;
        }
        if (*text == 's' || *text == 'S')
            return run(stub, true, cpu);
    }
    return run(stub, false, stub->halted);
}

static GdbNext say_reason(GdbStub *stub, const char *text)
{
    (void)text;
    say_why(stub);
    return GDB_NEXT_REPLY;
}

static GdbNext detach(GdbStub *stub, const char *text)
{
    (void)text;
    answer(stub, true);
    return GDB_NEXT_DETACH;
}

static GdbNext kill_run(GdbStub *stub, const char *text)
{
    (void)text;
    answer(stub, true);
    return GDB_NEXT_KILL;
}

/* Questions. */

static GdbNext supported(GdbStub *stub, const char *text)
{
    (void)text;
    gdb_text_set(&stub->reply, "");
    gdb_text_add(&stub->reply,
                 "PacketSize=%x;QStartNoAckMode+;qXfer:features:read+;qXfer:threads:read+;"
                 "vContSupported+",
                 GDB_TEXT_MAX);
    return GDB_NEXT_REPLY;
}

/* `offset,length` of @whole: m and a part, or l and the last. */
static GdbNext part_of(GdbStub *stub, const char *whole, const char *range)
{
    uint64_t offset, length, size = strlen(whole);

    if (!parse_range(&range, &offset, &length)) {
        failed(stub);
        return GDB_NEXT_REPLY;
    }
    offset = min_u64(offset, size);
    length = min_u64(min_u64(length, size - offset), GDB_TEXT_MAX - 1);
    gdb_text_set(&stub->reply, offset + length < size ? "m" : "l");
    gdb_text_add(&stub->reply, "%.*s", (int)length, whole + offset);
    return GDB_NEXT_REPLY;
}

static GdbNext features(GdbStub *stub, const char *text)
{
    return part_of(stub, stub->target_xml, text);
}

static GdbNext threads(GdbStub *stub, const char *text)
{
    GdbText *list = &stub->scratch;

    gdb_text_set(list, "<?xml version=\"1.0\"?>\n<threads>\n");
    for (unsigned i = 0; i < stub->machine->cpu_count; i++) {
        gdb_text_add(list, "<thread id=\"%x\" core=\"%u\" name=\"", i + 1, i);
        gdb_monitor_cpu_title(stub->machine->cpu[i], list);
        gdb_text_add(list, "\"/>\n");
    }
    gdb_text_add(list, "</threads>\n");
    return part_of(stub, list->text, text);
}

static GdbNext first_threads(GdbStub *stub, const char *text)
{
    (void)text;
    gdb_text_set(&stub->reply, "m1");
    for (unsigned i = 1; i < stub->machine->cpu_count; i++)
        gdb_text_add(&stub->reply, ",%x", i + 1);
    return GDB_NEXT_REPLY;
}

static GdbNext thread_title(GdbStub *stub, const char *text)
{
    unsigned cpu;

    if (!parse_thread(stub, text, &cpu)) {
        failed(stub);
        return GDB_NEXT_REPLY;
    }
    gdb_text_set(&stub->scratch, "");
    gdb_monitor_cpu_title(stub->machine->cpu[cpu], &stub->scratch);
    gdb_text_set(&stub->reply, "");
    gdb_text_hex(&stub->reply, stub->scratch.text, stub->scratch.length);
    return GDB_NEXT_REPLY;
}

static GdbNext this_thread(GdbStub *stub, const char *text)
{
    (void)text;
    gdb_text_set(&stub->reply, "");
    gdb_text_add(&stub->reply, "QC%x", stub->cpu + 1);
    return GDB_NEXT_REPLY;
}

static GdbNext no_ack(GdbStub *stub, const char *text)
{
    (void)text;
    stub->no_ack = true;
    answer(stub, true);
    return GDB_NEXT_REPLY;
}

#define COMMAND_MAX 256u

static GdbNext monitor(GdbStub *stub, const char *text)
{
    size_t length = strlen(text) / 2;
    char line[COMMAND_MAX + 1] = {0};

    if (length > COMMAND_MAX || !gdb_hex_bytes(&text, line, length)) {
        failed(stub);
        return GDB_NEXT_REPLY;
    }
    gdb_text_set(&stub->scratch, "");
    gdb_monitor(stub, line, &stub->scratch);
    if (!stub->scratch.length)
        gdb_text_set(&stub->scratch, "done\n");
    gdb_text_set(&stub->reply, "");
    gdb_text_hex(&stub->reply, stub->scratch.text, min_u64(stub->scratch.length, MEMORY_MAX));
    return GDB_NEXT_REPLY;
}

static GdbNext fixed(GdbStub *stub, const char *text)
{
    gdb_text_set(&stub->reply, text);
    return GDB_NEXT_REPLY;
}

static GdbNext actions(GdbStub *stub, const char *text)
{
    (void)text;
    return fixed(stub, "vCont;c;C;s;S");
}

static GdbNext attached(GdbStub *stub, const char *text)
{
    (void)text;
    return fixed(stub, "1");
}

static GdbNext end_of_list(GdbStub *stub, const char *text)
{
    (void)text;
    return fixed(stub, "l");
}

/* By prefix, the first that fits. */
static const struct {
    const char *prefix;
    GdbNext (*answer)(GdbStub *stub, const char *rest);
} packets[] = {
    {"qXfer:features:read:target.xml:", features},
    {"qXfer:threads:read::", threads},
    {"qSupported", supported},
    {"QStartNoAckMode", no_ack},
    {"qRcmd,", monitor},
    {"qfThreadInfo", first_threads},
    {"qsThreadInfo", end_of_list},
    {"qThreadExtraInfo,", thread_title},
    {"qAttached", attached},
    {"qC", this_thread},
    {"vCont?", actions},
    {"vCont", continue_each},
    {"vKill", kill_run},
    {"?", say_reason},
    {"H", set_thread},
    {"T", is_alive},
    {"g", read_all},
    {"G", write_all},
    {"p", read_register},
    {"P", write_register},
    {"m", read_memory},
    {"M", write_memory},
    {"Z", insert_point},
    {"z", remove_point},
    {"c", continue_at},
    {"s", step_at},
    {"D", detach},
    {"k", kill_run},
};

GdbNext gdb_stub_packet(GdbStub *stub, const char *text, size_t length)
{
    gdb_text_set(&stub->reply, "");
    if (strlen(text) != length) /* a NUL: only binary packets have one, and we take none */
        return GDB_NEXT_REPLY;
    for (size_t i = 0; i < ARRAY_COUNT(packets); i++) {
        size_t prefix = strlen(packets[i].prefix);

        if (!strncmp(text, packets[i].prefix, prefix))
            return packets[i].answer(stub, text + prefix);
    }
    return GDB_NEXT_REPLY;
}
