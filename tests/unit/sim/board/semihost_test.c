/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "sim/board/semihost.h"
#include "tests/unit/harness.h"

/* Guest memory is [0x1000, 0x2000). */
typedef struct Rig {
    uint8_t memory[0x1000];
    char said[512];
    size_t said_count;
    Semihost semihost;
    SemihostPort port;
} Rig;

static bool reaches(uint64_t va, size_t size)
{
    return va >= 0x1000 && va < 0x2000 && size <= 0x2000 - va;
}

static bool guest_read(void *owner, uint64_t va, void *to, size_t size)
{
    Rig *rig = owner;

    if (!reaches(va, size))
        return false;
    memcpy(to, rig->memory + (va - 0x1000), size);
    return true;
}

static bool guest_write(void *owner, uint64_t va, const void *from, size_t size)
{
    Rig *rig = owner;

    if (!reaches(va, size))
        return false;
    memcpy(rig->memory + (va - 0x1000), from, size);
    return true;
}

static void put(void *owner, const uint8_t *bytes, size_t count)
{
    Rig *rig = owner;

    ck_assert_uint_le(rig->said_count + count, sizeof rig->said);
    memcpy(rig->said + rig->said_count, bytes, count);
    rig->said_count += count;
}

static void rig_start(Rig *rig)
{
    *rig = (Rig){.semihost = {.command_line = "prog -x", .start_seconds = 1000}};
    rig->port = (SemihostPort){.read = guest_read, .write = guest_write, .put = put, .owner = rig};
}

static SemihostResult call(Rig *rig, uint32_t operation, uint64_t parameter)
{
    return semihost_call(&rig->semihost, &rig->port, operation, parameter, 2500000000);
}

/* A parameter block at the start of guest memory. */
static SemihostResult call_block(Rig *rig, uint32_t operation, uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t word[3] = {a, b, c};

    memcpy(rig->memory, word, sizeof word);
    return call(rig, operation, 0x1000);
}

START_TEST(application_exit_gives_the_subcode_and_any_other_reason_1)
{
    Rig rig;
    SemihostResult r;

    rig_start(&rig);
    r = call_block(&rig, 0x18, 0x20026, 42, 0);
    ck_assert(r.exits);
    ck_assert_uint_eq(r.status, 42);
    ck_assert_uint_eq(call_block(&rig, 0x20, 0x20026, 0, 0).status, 0);
    ck_assert_uint_eq(call_block(&rig, 0x18, 0x20023, 42, 0).status, 1);
    ck_assert(call(&rig, 0x18, 0x8000).exits); /* block out of reach */
}
END_TEST

START_TEST(text_goes_to_the_console)
{
    Rig rig;

    rig_start(&rig);
    memcpy(rig.memory + 0x100, "hello", 6);
    ck_assert_uint_eq(call(&rig, 0x04, 0x1100).x0, 0);
    ck_assert_uint_eq(call(&rig, 0x03, 0x1101).x0, 0);
    ck_assert_uint_eq(call_block(&rig, 0x05, 2, 0x1100, 5).x0, 0);
    ck_assert_int_eq(memcmp(rig.said, "helloehello", 11), 0);
    ck_assert_uint_eq(rig.said_count, 11);
}
END_TEST

START_TEST(only_the_console_can_be_opened)
{
    Rig rig;

    rig_start(&rig);
    memcpy(rig.memory + 0x100, ":tt", 4);
    memcpy(rig.memory + 0x110, "/etc/passwd", 12);
    ck_assert_uint_eq(call_block(&rig, 0x01, 0x1100, 0, 3).x0, 1);
    ck_assert_uint_eq(call_block(&rig, 0x01, 0x1100, 4, 3).x0, 2);
    ck_assert_uint_eq(call_block(&rig, 0x01, 0x1100, 8, 3).x0, 3);
    ck_assert_uint_eq(call_block(&rig, 0x09, 2, 0, 0).x0, 1);
    ck_assert_uint_eq(call_block(&rig, 0x01, 0x1110, 0, 11).x0, UINT64_MAX);
    ck_assert_uint_eq(call(&rig, 0x13, 0).x0, 2); /* ENOENT */
    ck_assert_uint_eq(call_block(&rig, 0x05, 1, 0x1100, 3).x0, 3);
}
END_TEST

START_TEST(a_write_beyond_guest_memory_says_how_much_was_left)
{
    Rig rig;

    rig_start(&rig);
    /* 256 bytes at a time: the first part is in memory, the second is not. */
    ck_assert_uint_eq(call_block(&rig, 0x05, 2, 0x1f00, 0x180).x0, 0x80);
    ck_assert_uint_eq(call_block(&rig, 0x05, 2, 0x3000, UINT64_MAX).x0, UINT64_MAX);
    ck_assert_uint_eq(call(&rig, 0x13, 0).x0, 14); /* EFAULT */
}
END_TEST

START_TEST(a_string_without_end_stops_where_memory_does)
{
    Rig rig;

    rig_start(&rig);
    memset(rig.memory + 0xf80, 'x', 0x80);
    ck_assert_uint_eq(call(&rig, 0x04, 0x1f80).x0, UINT64_MAX);
    ck_assert_uint_eq(rig.said_count, 0x80);
}
END_TEST

START_TEST(time_is_simulated_time)
{
    Rig rig;

    rig_start(&rig);
    ck_assert_uint_eq(call(&rig, 0x10, 0).x0, 250);  /* centiseconds */
    ck_assert_uint_eq(call(&rig, 0x11, 0).x0, 1002); /* seconds since 1970 */
}
END_TEST

START_TEST(the_command_line_is_copied_with_its_length)
{
    Rig rig;
    uint64_t length;

    rig_start(&rig);
    ck_assert_uint_eq(call_block(&rig, 0x15, 0x1200, 8, 0).x0, 0);
    memcpy(&length, rig.memory + 8, 8);
    ck_assert_uint_eq(length, 7);
    ck_assert_str_eq((char *)rig.memory + 0x200, "prog -x");
    ck_assert_uint_eq(call_block(&rig, 0x15, 0x1200, 7, 0).x0, UINT64_MAX);
}
END_TEST

START_TEST(everything_else_fails)
{
    Rig rig;

    rig_start(&rig);
    ck_assert_uint_eq(call_block(&rig, 0x12, 0x1100, 4, 0).x0, UINT64_MAX); /* SYS_SYSTEM */
    ck_assert_uint_eq(call_block(&rig, 0x0e, 0x1100, 4, 0).x0, UINT64_MAX); /* SYS_REMOVE */
    ck_assert_uint_eq(call(&rig, 0x13, 0).x0, 38);                          /* ENOSYS */
}
END_TEST

TEST_MAIN("semihost", application_exit_gives_the_subcode_and_any_other_reason_1,
          text_goes_to_the_console, only_the_console_can_be_opened,
          a_write_beyond_guest_memory_says_how_much_was_left,
          a_string_without_end_stops_where_memory_does, time_is_simulated_time,
          the_command_line_is_copied_with_its_length, everything_else_fails)
