/* SPDX-License-Identifier: MIT
 *
 * server.c - gdb's connection.    Tests: tests/cli/gdb_test.sh
 */
#include "sim/gdb/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/gdb/stub.h"
#include "sim/run.h"

#define SIGNAL_POLL_MS 200

struct GdbServer {
    Machine *machine;
    GdbStub *stub;
    int listener, connection; /* -1: none */
    pid_t expected;           /* 0: nobody in particular */
    uint16_t port;
    bool wait, only;
    GdbReader reader;
    size_t sent_length;
    char sent[GDB_FRAME_MAX]; /* the last packet, should gdb want it again */
};

static bool fails(const GdbServer *server, Err *err)
{
    if (errno == EADDRINUSE)
        return err_usage(err,
                         "-gdb: port %u is in use; take another with -gdb tcp::PORT, or end what "
                         "listens there",
                         server->port);
    return err_set(err, "-gdb: cannot listen on port %u: %s", server->port, strerror(errno));
}

static bool listen_on(GdbServer *server, Err *err)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(server->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int on = 1;

    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (server->listener < 0)
        return fails(server, err);
    setsockopt(server->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(server->listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(server->listener, 1) != 0 ||
        getsockname(server->listener, (struct sockaddr *)&address, &size) != 0)
        return fails(server, err);
    server->port = ntohs(address.sin_port);
    return true;
}

static void hang_up(GdbServer *server)
{
    if (server->connection < 0)
        return;
    close(server->connection);
    server->connection = -1;
    gdb_stub_detach(server->stub);
    if (server->only)
        machine_stop(server->machine, MACHINE_DEBUGGED);
}

/* Sends all of it, or hangs up. */
static void send_bytes(GdbServer *server, const char *bytes, size_t count)
{
    while (count && server->connection >= 0) {
        ssize_t sent = send(server->connection, bytes, count, MSG_NOSIGNAL);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0) {
            hang_up(server);
            return;
        }
        bytes += sent;
        count -= (size_t)sent;
    }
}

static void send_reply(GdbServer *server)
{
    server->sent_length =
        gdb_frame(server->stub->reply.text, server->stub->reply.length, server->sent);
    send_bytes(server, server->sent, server->sent_length);
}

/* True when the machine is to run. */
static bool packet(GdbServer *server)
{
    GdbStub *stub = server->stub;
    bool acknowledged = !stub->no_ack;
    GdbNext next;

    if (acknowledged)
        send_bytes(server, "+", 1);
    next = gdb_stub_packet(stub, server->reader.text, server->reader.length);
    if (next == GDB_NEXT_RUN)
        return true;
    send_reply(server);
    if (next == GDB_NEXT_DETACH || next == GDB_NEXT_KILL)
        hang_up(server);
    if (next == GDB_NEXT_KILL)
        machine_stop(server->machine, MACHINE_DEBUGGED);
    return next != GDB_NEXT_REPLY;
}

/* One byte of gdb's while the machine is halted. True when it is to run. */
static bool halted_byte(GdbServer *server, uint8_t byte)
{
    switch (gdb_reader_put(&server->reader, byte)) {
    case GDB_INPUT_PACKET:
        return packet(server);
    case GDB_INPUT_DAMAGED:
        if (!server->stub->no_ack)
            send_bytes(server, "-", 1);
        return false;
    case GDB_INPUT_AGAIN:
        send_bytes(server, server->sent, server->sent_length);
        return false;
    default:
        return false;
    }
}

static bool is_readable(int descriptor, int wait_ms)
{
    struct pollfd wanted = {.fd = descriptor, .events = POLLIN};

    return poll(&wanted, 1, wait_ms) > 0;
}

/* Whoever started it waits for it, and is left its status. */
static bool has_ended(pid_t process)
{
    siginfo_t info = {0};

    return process && waitid(P_PID, (id_t)process, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == process;
}

/* Waits until there is something to read. False: a signal came, or nobody will, and the guest
 * executes no more. */
static bool await(GdbServer *server, int descriptor)
{
    while (!is_readable(descriptor, SIGNAL_POLL_MS)) {
        bool gone = has_ended(server->expected);

        if (gone || run_is_signalled()) {
            machine_stop(server->machine, gone ? MACHINE_DEBUGGED : MACHINE_INTERRUPTED);
            return false;
        }
    }
    return true;
}

/* Reads a byte, which is there. False: gdb is gone. */
static bool read_byte(GdbServer *server, uint8_t *byte)
{
    ssize_t got;

    do {
        got = recv(server->connection, byte, 1, 0);
    } while (got < 0 && errno == EINTR);
    if (got != 1)
        hang_up(server);
    return got == 1;
}

/* Until gdb lets the machine go, or is gone, or a signal comes. */
static void converse(GdbServer *server)
{
    uint8_t byte;

    while (server->connection >= 0 && await(server, server->connection) && read_byte(server, &byte))
        if (halted_byte(server, byte))
            return;
}

static void halted(void *owner, unsigned cpu, HaltReason reason, uint64_t address)
{
    GdbServer *server = owner;

    gdb_stub_halted(server->stub, cpu, reason, address);
    if (server->connection < 0)
        return;
    send_reply(server);
    converse(server);
}

/* gdb has come. The machine halts, as gdb expects of whatever it connects to. */
static void come_in(GdbServer *server)
{
    server->connection = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC);
    if (server->connection < 0)
        return;
    server->reader = (GdbReader){0};
    gdb_stub_halted(server->stub, 0, HALT_REQUEST, 0);
    converse(server);
}

/* Between slices, while the machine runs: Ctrl-C, the end of the connection, or a new one. */
static void look(void *owner)
{
    GdbServer *server = owner;
    uint8_t byte;

    if (server->connection < 0) {
        if (is_readable(server->listener, 0))
            come_in(server);
        return;
    }
    while (server->connection >= 0 && is_readable(server->connection, 0) &&
           read_byte(server, &byte))
        if (gdb_reader_put(&server->reader, byte) == GDB_INPUT_BREAK)
            halted(server, server->stub->halted, HALT_REQUEST, 0);
}

static void started(void *owner)
{
    GdbServer *server = owner;

    if (!server->wait)
        return;
    fprintf(stderr, "doubletrap: waiting for gdb: target remote 127.0.0.1:%u\n", server->port);
    if (await(server, server->listener))
        come_in(server);
}

GdbServer *gdb_server_new(Machine *machine, uint16_t port, bool wait, bool only,
                          const GdbExits *exits, Err *err)
{
    GdbServer *server = calloc(1, sizeof *server);

    if (!server || !(server->stub = gdb_stub_new(machine, exits))) {
        free(server);
        err_set(err, "-gdb: out of memory");
        return NULL;
    }
    server->machine = machine;
    server->listener = server->connection = -1;
    server->port = port;
    server->wait = wait;
    server->only = only;
    if (!listen_on(server, err)) {
        gdb_server_free(server, 0);
        return NULL;
    }
    machine->debugger =
        (MachineDebugger){.started = started, .look = look, .halted = halted, .owner = server};
    return server;
}

void gdb_server_free(GdbServer *server, int status)
{
    if (!server)
        return;
    if (server->connection >= 0) {
        gdb_text_set(&server->stub->reply, "");
        gdb_text_add(&server->stub->reply, "W%02x", (unsigned)status & 0xff);
        send_reply(server);
    }
    if (server->connection >= 0)
        close(server->connection);
    if (server->listener >= 0)
        close(server->listener);
    server->machine->debugger = (MachineDebugger){0};
    gdb_stub_free(server->stub);
    free(server);
}

void gdb_server_expect(GdbServer *server, int gdb)
{
    server->expected = gdb;
}

uint16_t gdb_server_port(const GdbServer *server)
{
    return server->port;
}
