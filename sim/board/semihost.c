/* SPDX-License-Identifier: MIT
 *
 * semihost.c - A64 semihosting calls.    Tests: tests/unit/sim/board/semihost_test.c
 */
#include "sim/board/semihost.h"

#include <string.h>

enum {
    SYS_OPEN = 0x01,
    SYS_CLOSE = 0x02,
    SYS_WRITEC = 0x03,
    SYS_WRITE0 = 0x04,
    SYS_WRITE = 0x05,
    SYS_ISTTY = 0x09,
    SYS_CLOCK = 0x10,
    SYS_TIME = 0x11,
    SYS_ERRNO = 0x13,
    SYS_GET_CMDLINE = 0x15,
    SYS_EXIT = 0x18,
    SYS_EXIT_EXTENDED = 0x20,
};

/* What ":tt" gives, by the mode it is opened with: read, write, append. */
enum { HANDLE_STDIN = 1, HANDLE_STDOUT = 2, HANDLE_STDERR = 3 };
enum { MODE_WRITE = 4, MODE_APPEND = 8, MODE_COUNT = 12 };

/* Numbers as newlib and glibc have them. */
enum { E_NOENT = 2, E_BADF = 9, E_FAULT = 14, E_INVAL = 22, E_NOSYS = 38 };

#define ADP_STOPPED_APPLICATION_EXIT 0x20026u
#define NANOSECONDS_PER_CENTISECOND 10000000u
#define NANOSECONDS_PER_SECOND 1000000000u

/* One call writes at most this much: a guest's length is not to be trusted with our time. */
#define WRITE_MAX (UINT64_C(1) << 20)

typedef struct Call {
    Semihost *semihost;
    const SemihostPort *port;
    uint64_t parameter;
} Call;

static SemihostResult returns(uint64_t x0)
{
    return (SemihostResult){.x0 = x0};
}

static SemihostResult fails(const Call *call, uint32_t error)
{
    call->semihost->last_error = error;
    return returns(~UINT64_C(0));
}

/* The parameter block: 64-bit words at X1. */
static bool block(const Call *call, uint64_t *word, unsigned count)
{
    return call->port->read(call->port->owner, call->parameter, word, count * sizeof *word);
}

static SemihostResult open_console(const Call *call)
{
    uint64_t word[3]; /* name, mode, length of the name */
    char name[4] = {0};

    if (!block(call, word, 3))
        return fails(call, E_FAULT);
    if (word[1] >= MODE_COUNT)
        return fails(call, E_INVAL);
    if (word[2] != 3)
        return fails(call, E_NOENT);
    if (!call->port->read(call->port->owner, word[0], name, 3))
        return fails(call, E_FAULT);
    if (strcmp(name, ":tt") != 0)
        return fails(call, E_NOENT);
    if (word[1] < MODE_WRITE)
        return returns(HANDLE_STDIN);
    return returns(word[1] < MODE_APPEND ? HANDLE_STDOUT : HANDLE_STDERR);
}

static bool is_handle(uint64_t handle)
{
    return handle >= HANDLE_STDIN && handle <= HANDLE_STDERR;
}

static SemihostResult close_console(const Call *call)
{
    uint64_t handle;

    if (!block(call, &handle, 1))
        return fails(call, E_FAULT);
    return is_handle(handle) ? returns(0) : fails(call, E_BADF);
}

static SemihostResult is_tty(const Call *call)
{
    uint64_t handle;

    if (!block(call, &handle, 1))
        return fails(call, E_FAULT);
    return is_handle(handle) ? returns(1) : fails(call, E_BADF);
}

static SemihostResult write_char(const Call *call)
{
    uint8_t byte;

    if (!call->port->read(call->port->owner, call->parameter, &byte, 1))
        return fails(call, E_FAULT);
    call->port->put(call->port->owner, &byte, 1);
    return returns(0);
}

static SemihostResult write_string(const Call *call)
{
    for (uint64_t i = 0; i < WRITE_MAX; i++) {
        uint8_t byte;

        if (!call->port->read(call->port->owner, call->parameter + i, &byte, 1))
            return fails(call, E_FAULT);
        if (byte == 0)
            break;
        call->port->put(call->port->owner, &byte, 1);
    }
    return returns(0);
}

/* Returns how many of the bytes were not written. */
static SemihostResult write_bytes(const Call *call)
{
    uint64_t word[3], done = 0, wanted; /* handle, data, length */
    uint8_t bytes[256];

    if (!block(call, word, 3))
        return fails(call, E_FAULT);
    if (word[0] != HANDLE_STDOUT && word[0] != HANDLE_STDERR) {
        call->semihost->last_error = E_BADF;
        return returns(word[2]);
    }
    wanted = min_u64(word[2], WRITE_MAX);
    while (done < wanted) {
        size_t count = (size_t)min_u64(wanted - done, sizeof bytes);

        if (!call->port->read(call->port->owner, word[1] + done, bytes, count)) {
            call->semihost->last_error = E_FAULT;
            break;
        }
        call->port->put(call->port->owner, bytes, count);
        done += count;
    }
    return returns(word[2] - done);
}

static SemihostResult get_command_line(const Call *call)
{
    const char *line = call->semihost->command_line ? call->semihost->command_line : "";
    uint64_t word[2], length = strlen(line); /* buffer, its size */

    if (!block(call, word, 2))
        return fails(call, E_FAULT);
    if (word[1] <= length)
        return fails(call, E_INVAL);
    word[1] = length;
    if (!call->port->write(call->port->owner, word[0], line, length + 1) ||
        !call->port->write(call->port->owner, call->parameter, word, sizeof word))
        return fails(call, E_FAULT);
    return returns(0);
}

/* A64 passes a block: the reason and, for an application's exit, its status. */
static SemihostResult exit_with(const Call *call)
{
    uint64_t word[2];

    if (!block(call, word, 2))
        return (SemihostResult){.exits = true, .status = 1};
    return (SemihostResult){.exits = true,
                            .status = word[0] == ADP_STOPPED_APPLICATION_EXIT ? word[1] : 1};
}

SemihostResult semihost_call(Semihost *semihost, const SemihostPort *port, uint32_t operation,
                             uint64_t parameter, uint64_t now_ns)
{
    Call call = {.semihost = semihost, .port = port, .parameter = parameter};

    switch (operation) {
    case SYS_OPEN:
        return open_console(&call);
    case SYS_CLOSE:
        return close_console(&call);
    case SYS_WRITEC:
        return write_char(&call);
    case SYS_WRITE0:
        return write_string(&call);
    case SYS_WRITE:
        return write_bytes(&call);
    case SYS_ISTTY:
        return is_tty(&call);
    case SYS_CLOCK:
        return returns(now_ns / NANOSECONDS_PER_CENTISECOND);
    case SYS_TIME:
        return returns(semihost->start_seconds + now_ns / NANOSECONDS_PER_SECOND);
    case SYS_ERRNO:
        return returns(semihost->last_error);
    case SYS_GET_CMDLINE:
        return get_command_line(&call);
    case SYS_EXIT:
    case SYS_EXIT_EXTENDED:
        return exit_with(&call);
    default:
        return fails(&call, E_NOSYS);
    }
}
