/* SPDX-License-Identifier: MIT
 *
 * gdb_fuzz.c - any bytes from gdb: none may crash the simulator or reach an assertion, and no
 * reply may be longer than a packet.
 *
 * The first byte chooses: even, the rest are raw bytes of the line; odd, each line of them is the
 * text of one packet, so that the commands are reached without a checksum. What sets the machine
 * going makes it execute a few instructions.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cpu/engine.h"
#include "sim/gdb/points.h"
#include "sim/gdb/stub.h"

#define RUN_INSNS 20u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good)
{
    if (!good)
        abort();
}

/* A machine with EL2 whose guest is 64 KiB of NOPs and branches. */
static Machine *machine(void)
{
    static Config config;
    static char name[32];
    static uint32_t words[0x4000];
    char *argv[] = {(char[]){"run"},
                    (char[]){"-M"},
                    (char[]){"virt,virtualization=on"},
                    (char[]){"-m"},
                    (char[]){"16M"},
                    (char[]){"-q"},
                    (char[]){"-kernel"},
                    name};
    int file = memfd_create("guest", 0);
    bool help;
    Machine *made;
    Err err;

    for (size_t i = 0; i < ARRAY_COUNT(words); i++)
        words[i] = i % 64 == 63 ? 0x17ffffc1 : 0xd503201f;
    must(file >= 0 && write(file, words, sizeof words) == (ssize_t)sizeof words);
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    must(config_parse(&config, ARRAY_COUNT(argv), argv, &help, &err));
    config.no_input = true;
    made = machine_new(&config, (TrackerSink){0}, &err);
    must(made != NULL);
    close(file);
    return made;
}

static void packet(GdbStub *stub, const char *text, size_t length)
{
    GdbNext next = gdb_stub_packet(stub, text, length);

    must(stub->reply.length <= GDB_TEXT_MAX);
    if (next == GDB_NEXT_RUN)
        engine_run(stub->machine->cpu[0], cpu_now(stub->machine->cpu[0]), RUN_INSNS,
                   ENGINE_SLICE_UNITS / 2);
    gdb_stub_halted(stub, 0, HALT_REQUEST, 0);
}

static void lines(GdbStub *stub, const uint8_t *data, size_t size)
{
    char text[GDB_TEXT_MAX + 1];

    while (size) {
        const uint8_t *end = memchr(data, '\n', size);
        size_t length = end ? (size_t)(end - data) : size, kept = min_u64(length, GDB_TEXT_MAX);

        memcpy(text, data, kept);
        text[kept] = '\0';
        packet(stub, text, kept);
        data += length + (end != NULL);
        size -= length + (end != NULL);
    }
}

static void bytes(GdbStub *stub, const uint8_t *data, size_t size)
{
    static GdbReader reader;

    reader = (GdbReader){0};
    for (size_t i = 0; i < size; i++)
        if (gdb_reader_put(&reader, data[i]) == GDB_INPUT_PACKET)
            packet(stub, reader.text, reader.length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static GdbStub *stub;

    if (!stub)
        must((stub = gdb_stub_new(machine(), NULL)) != NULL);
    if (!size)
        return 0;
    gdb_stub_halted(stub, 0, HALT_REQUEST, 0);
    if (data[0] & 1)
        lines(stub, data + 1, size - 1);
    else
        bytes(stub, data + 1, size - 1);
    gdb_points_clear(stub, true);
    gdb_stub_detach(stub);
    stub->space = GDB_SPACE_CURRENT;
    return 0;
}
