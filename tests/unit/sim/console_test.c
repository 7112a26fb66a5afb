/* SPDX-License-Identifier: MIT
 *
 * console_test.c - scripts that talk to the guest: what they wait for, what they type and when.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sim/console.h"
#include "tests/unit/harness.h"

typedef struct Bench {
    EventQueue events;
    Clock clock;
    Console *console;
    char typed[64];
    unsigned typed_count, room, stops;
} Bench;

static bool receive(void *owner, uint8_t byte)
{
    Bench *b = owner;

    if (b->typed_count >= b->room)
        return false;
    b->typed[b->typed_count++] = (char)byte;
    return true;
}

static void stop(void *owner, bool quit)
{
    Bench *b = owner;

    ck_assert(!quit);
    b->stops++;
}

/* A console with @script in a file (NULL: none); false with the error. */
static bool open_console(Bench *b, const char *script, const char *exit_on, char *file, Err *err)
{
    ConsoleConfig config = {.mute = true,
                            .exit_on = exit_on,
                            .events = &b->events,
                            .receive = receive,
                            .stop = stop,
                            .owner = b};

    memset(b, 0, sizeof *b);
    b->clock = config.clock = (Clock){.core_hz = 1000000000, .cnt_hz = 62500000};
    b->room = sizeof b->typed - 1;
    if (script) {
        int fd = mkstemp(file);

        ck_assert(fd >= 0);
        ck_assert(write(fd, script, strlen(script)) == (ssize_t)strlen(script));
        close(fd);
        config.expect_file = file;
    }
    b->console = console_new(&config, err);
    if (script)
        unlink(file);
    return b->console != NULL;
}

static void open_good(Bench *b, const char *script, const char *exit_on)
{
    char file[] = "/tmp/console_test.XXXXXX";
    Err err = {.text = ""};

    ck_assert_msg(open_console(b, script, exit_on, file, &err), "%s", err.text);
}

static void done(Bench *b)
{
    console_free(b->console);
    event_queue_free(&b->events);
}

static void says(Bench *b, const char *text, uint64_t now)
{
    while (*text)
        console_put(b->console, (uint8_t)*text++, now);
}

static uint64_t ns(const Bench *b, uint64_t count)
{
    return clock_units_of_ns(b->clock, count);
}

START_TEST(a_line_that_matches_is_answered)
{
    Bench b;

    open_good(&b, "login: => root\\n\n", NULL);
    says(&b, "Debian\nlogin:", 0);
    ck_assert_ptr_null(console_waiting_for(b.console));
    event_run_due(&b.events, ns(&b, 1000000));
    for (uint64_t t = 0; event_next(&b.events) != TIME_NEVER; t++)
        event_run_due(&b.events, event_next(&b.events));
    ck_assert_str_eq(b.typed, "root\n");
    done(&b);
}
END_TEST

/* 115200 baud, 8N1: ten bits a byte, 86.8 us. */
START_TEST(typing_takes_simulated_time)
{
    Bench b;

    open_good(&b, "> => ab\n", NULL);
    says(&b, "> ", 0);
    event_run_due(&b.events, ns(&b, 80000));
    ck_assert_uint_eq(b.typed_count, 0);
    event_run_due(&b.events, ns(&b, 87000));
    ck_assert_uint_eq(b.typed_count, 1);
    event_run_due(&b.events, ns(&b, 174000));
    ck_assert_uint_eq(b.typed_count, 2);
    done(&b);
}
END_TEST

START_TEST(steps_are_taken_in_order)
{
    Bench b;

    open_good(&b, "# a comment\n\none => 1\ntwo => 2\n", NULL);
    says(&b, "two\n", 0);
    ck_assert_str_eq(console_waiting_for(b.console), "one");
    says(&b, "one\n", 0);
    ck_assert_str_eq(console_waiting_for(b.console), "two");
    says(&b, "two\n", 0);
    ck_assert_ptr_null(console_waiting_for(b.console));
    done(&b);
}
END_TEST

START_TEST(an_expression_sees_one_line)
{
    Bench b;

    open_good(&b, "ab => x\n", NULL);
    says(&b, "a\nb\n", 0);
    ck_assert_str_eq(console_waiting_for(b.console), "ab");
    says(&b, "a\rb", 0); /* carriage returns are not text */
    ck_assert_ptr_null(console_waiting_for(b.console));
    done(&b);
}
END_TEST

START_TEST(what_the_uart_refuses_waits_for_room)
{
    Bench b;

    open_good(&b, "> => ab\n", NULL);
    b.room = 1;
    says(&b, ">", 0);
    event_run_due(&b.events, ns(&b, 1000000));
    event_run_due(&b.events, ns(&b, 2000000));
    ck_assert_uint_eq(b.typed_count, 1);
    b.room = 2;
    console_room(b.console, ns(&b, 2000000));
    event_run_due(&b.events, ns(&b, 3000000));
    ck_assert_str_eq(b.typed, "ab");
    done(&b);
}
END_TEST

START_TEST(exit_on_stops_the_run)
{
    Bench b;

    open_good(&b, NULL, "READY$");
    says(&b, "REA", 0);
    ck_assert_uint_eq(b.stops, 0);
    says(&b, "DY", 0);
    ck_assert_uint_eq(b.stops, 1);
    done(&b);
}
END_TEST

static void refused(const char *script, const char *exit_on, const char *words)
{
    char file[] = "/tmp/console_test.XXXXXX";
    Bench b;
    Err err = {.text = ""};

    ck_assert(!open_console(&b, script, exit_on, file, &err));
    ck_assert_msg(strstr(err.text, words) != NULL, "`%s` is not in: %s", words, err.text);
    ck_assert_int_eq(err.status, STATUS_USAGE);
    if (script)
        ck_assert_msg(strstr(err.text, file) == err.text, "no file in: %s", err.text);
    event_queue_free(&b.events);
}

START_TEST(mistakes_have_a_file_and_a_line)
{
    refused("fine => x\n\nab( => y\n", NULL, ":3: `ab(` is not an extended regular expression");
    refused("no arrow\n", NULL, ":1: a line is `regex => text`");
    refused(NULL, "(", "--exit-on: `(`");
}
END_TEST

START_TEST(a_missing_script_is_named)
{
    Bench b = {.room = 0};
    ConsoleConfig config = {.expect_file = "/no/such/script", .mute = true, .events = &b.events};
    Err err = {.text = ""};

    ck_assert_ptr_null(console_new(&config, &err));
    ck_assert(strstr(err.text, "/no/such/script") != NULL);
}
END_TEST

TEST_MAIN("sim/console", a_line_that_matches_is_answered, typing_takes_simulated_time,
          steps_are_taken_in_order, an_expression_sees_one_line,
          what_the_uart_refuses_waits_for_room, exit_on_stops_the_run,
          mistakes_have_a_file_and_a_line, a_missing_script_is_named)
