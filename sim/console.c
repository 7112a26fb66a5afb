/* SPDX-License-Identifier: MIT
 *
 * console.c - terminal, scripts and typed input.    Tests: tests/unit/sim/console_test.c
 */
#include "sim/console.h"

#include <errno.h>
#include <poll.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define LINE_MAX_BYTES 4096u
#define INPUT_BYTES 65536u
#define STEP_MAX 256u
#define CTRL_A 1

typedef struct ExpectStep {
    char *pattern, *text; /* the text may hold any byte but NUL */
    regex_t regex;
} ExpectStep;

struct Console {
    ConsoleConfig config;
    ExpectStep step[STEP_MAX];
    unsigned step_count, step_next;
    bool has_exit_on;
    regex_t exit_on;
    char line[LINE_MAX_BYTES + 1];
    unsigned line_length;
    uint8_t input[INPUT_BYTES]; /* a ring */
    unsigned input_first, input_count;
    Event deliver;
    bool stdin_open, raw, escape;
    bool shared_terminal; /* stdout and stderr are terminals: output and status line meet */
    bool line_started;    /* the guest's last byte was not a newline */
    bool status_shown;
    struct termios saved;
};

static bool compile(regex_t *regex, const char *pattern, const char *where, Err *err)
{
    char reason[128];
    int code = regcomp(regex, pattern, REG_EXTENDED | REG_NOSUB);

    if (!code)
        return true;
    regerror(code, regex, reason, sizeof reason);
    return err_usage(err, "%s: `%s` is not an extended regular expression: %s", where, pattern,
                     reason);
}

/* Replaces \n \r \t \\ and \xNN in place. */
static void unescape(char *text)
{
    char *to = text;

    for (const char *from = text; *from; from++) {
        if (*from != '\\' || !from[1]) {
            *to++ = *from;
            continue;
        }
        switch (*++from) {
        case 'n':
            *to++ = '\n';
            break;
        case 'r':
            *to++ = '\r';
            break;
        case 't':
            *to++ = '\t';
            break;
        case 'x': {
            unsigned byte = 0;
            int length = 0;

            if (sscanf(from + 1, "%2x%n", &byte, &length) == 1 && byte)
                *to++ = (char)byte;
            from += length;
            break;
        }
        default:
            *to++ = *from;
            break;
        }
    }
    *to = '\0';
}

static bool parse_step(Console *console, char *line, const char *where, Err *err)
{
    ExpectStep *step = &console->step[console->step_count];
    char *arrow = strstr(line, " => ");

    if (!arrow && strlen(line) >= 3 && !strcmp(line + strlen(line) - 3, " =>"))
        arrow = line + strlen(line) - 3;
    if (!arrow)
        return err_usage(err, "%s: a line is `regex => text`; ` => ` is missing", where);
    if (console->step_count == STEP_MAX)
        return err_usage(err, "%s: more than %u lines", where, STEP_MAX);
    step->text = strdup(arrow[3] ? arrow + 4 : "");
    *arrow = '\0';
    step->pattern = strdup(line);
    if (!step->text || !step->pattern)
        return err_set(err, "out of memory");
    if (!compile(&step->regex, step->pattern, where, err)) {
        free(step->text);
        free(step->pattern);
        return false;
    }
    unescape(step->text);
    console->step_count++;
    return true;
}

static bool read_script(Console *console, const char *file, Err *err)
{
    FILE *script = fopen(file, "r");
    char *line = NULL, where[512];
    size_t capacity = 0;
    bool good = true;

    if (!script)
        return err_usage(err, "--expect %s: %s", file, strerror(errno));
    for (unsigned number = 1; good && getline(&line, &capacity, script) >= 0; number++) {
        line[strcspn(line, "\n")] = '\0';
        if (!*line || *line == '#')
            continue;
        snprintf(where, sizeof where, "%s:%u", file, number);
        good = parse_step(console, line, where, err);
    }
    if (good && ferror(script))
        good = err_usage(err, "--expect %s: %s", file, strerror(errno));
    free(line);
    fclose(script);
    return good;
}

static void deliver(void *owner, uint64_t now_units)
{
    Console *console = owner;

    if (!console->input_count)
        return;
    if (!console->config.receive(console->config.owner, console->input[console->input_first]))
        return; /* console_room goes on */
    console->input_first = (console->input_first + 1) % INPUT_BYTES;
    if (--console->input_count)
        event_schedule(console->config.events, &console->deliver,
                       now_units + clock_units_of_ns(console->config.clock, CONSOLE_BYTE_NS));
}

void console_room(Console *console, uint64_t now_units)
{
    if (console->input_count && !console->deliver.heap_index)
        event_schedule(console->config.events, &console->deliver,
                       now_units + clock_units_of_ns(console->config.clock, CONSOLE_BYTE_NS));
}

static void type(Console *console, uint8_t byte, uint64_t now_units)
{
    if (console->input_count == INPUT_BYTES)
        return;
    console->input[(console->input_first + console->input_count++) % INPUT_BYTES] = byte;
    console_room(console, now_units);
}

static void make_raw(Console *console)
{
    struct termios raw;

    if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &console->saved))
        return;
    raw = console->saved;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN | ISIG);
    raw.c_iflag &= ~(tcflag_t)(ICRNL | IXON);
    console->raw = !tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

Console *console_new(const ConsoleConfig *config, Err *err)
{
    Console *console = calloc(1, sizeof *console);

    if (!console) {
        err_set(err, "out of memory");
        return NULL;
    }
    console->config = *config;
    console->deliver = (Event){.fire = deliver, .owner = console, .name = "console input"};
    if ((config->expect_file && !read_script(console, config->expect_file, err)) ||
        (config->exit_on && !compile(&console->exit_on, config->exit_on, "--exit-on", err))) {
        console_free(console);
        return NULL;
    }
    console->has_exit_on = config->exit_on != NULL;
    console->stdin_open = config->use_stdin;
    console->shared_terminal = isatty(STDOUT_FILENO) && isatty(STDERR_FILENO);
    if (config->use_stdin)
        make_raw(console);
    return console;
}

void console_free(Console *console)
{
    if (!console)
        return;
    (void)console_flush(console);
    if (console->raw)
        tcsetattr(STDIN_FILENO, TCSANOW, &console->saved);
    for (unsigned i = 0; i < console->step_count; i++) {
        regfree(&console->step[i].regex);
        free(console->step[i].pattern);
        free(console->step[i].text);
    }
    if (console->has_exit_on)
        regfree(&console->exit_on);
    event_cancel(console->config.events, &console->deliver);
    free(console);
}

static void try_step(Console *console, uint64_t now_units)
{
    ExpectStep *step = &console->step[console->step_next];

    if (console->step_next == console->step_count ||
        regexec(&step->regex, console->line, 0, NULL, 0))
        return;
    console->step_next++;
    console->line_length = 0; /* what matched is used up */
    console->line[0] = '\0';
    for (const char *c = step->text; *c; c++)
        type(console, (uint8_t)*c, now_units);
}

void console_status(Console *console, const char *text)
{
    if (console->status_shown)
        fputs("\r\033[K", stderr);
    console->status_shown = text && !(console->shared_terminal && console->line_started);
    if (console->status_shown) {
        console_flush(console);
        fputs(text, stderr);
    }
    fflush(stderr);
}

void console_put(Console *console, uint8_t byte, uint64_t now_units)
{
    if (!console->config.mute) {
        if (console->status_shown && console->shared_terminal)
            console_status(console, NULL);
        console->line_started = byte != '\n';
        putchar(byte);
        if (byte == '\n')
            fflush(stdout);
    }
    if (!console->step_count && !console->has_exit_on)
        return;
    if (byte == '\n' || console->line_length == LINE_MAX_BYTES)
        console->line_length = 0;
    else if (byte && byte != '\r')
        console->line[console->line_length++] = (char)byte;
    console->line[console->line_length] = '\0';
    if (console->has_exit_on && !regexec(&console->exit_on, console->line, 0, NULL, 0))
        console->config.stop(console->config.owner, false);
    try_step(console, now_units);
}

static void list_keys(Console *console)
{
    console_status(console, NULL);
    fputs("\nCtrl-A h       these keys\n"
          "Ctrl-A x       quits; the recording is closed and the exits are printed\n"
          "Ctrl-A Ctrl-A  types Ctrl-A; every other key goes to the guest\n"
          "There is no monitor: `doubletrap gdb` looks into the machine\n",
          stderr);
}

/* The key behind Ctrl-A. True when the guest gets it; as in QEMU, one without a meaning is lost. */
static bool escaped(Console *console, uint8_t byte)
{
    if (byte == 'x' || byte == 'X')
        console->config.stop(console->config.owner, true);
    else if (byte == 'h' || byte == '?' || byte == 'c')
        list_keys(console);
    return byte == CTRL_A;
}

static void typed(Console *console, uint8_t byte, uint64_t now_units)
{
    bool was_escape = console->escape;

    console->escape = console->raw && !was_escape && byte == CTRL_A;
    if (!console->escape && (!was_escape || escaped(console, byte)))
        type(console, byte, now_units);
}

bool console_poll(Console *console, int wait_ms, uint64_t now_units)
{
    struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
    uint8_t bytes[256];
    ssize_t count;

    if (!console->stdin_open || poll(&fd, 1, wait_ms) <= 0)
        return false;
    count = read(STDIN_FILENO, bytes, sizeof bytes);
    if (count <= 0) {
        console->stdin_open = false;
        return false;
    }
    for (ssize_t i = 0; i < count; i++)
        typed(console, bytes[i], now_units);
    return true;
}

bool console_may_input(const Console *console)
{
    return console->stdin_open;
}

const char *console_waiting_for(const Console *console)
{
    return console->step_next < console->step_count ? console->step[console->step_next].pattern
                                                    : NULL;
}

bool console_flush(Console *console)
{
    return console->config.mute || (!fflush(stdout) && !ferror(stdout));
}
