/* SPDX-License-Identifier: MIT
 *
 * config_fuzz.c - any command line for `doubletrap run`, and any script for --expect.
 *
 * Input: lines. Those before an empty line are arguments; those behind it are the script, which is
 * read and then shown a console of the same bytes. What could make the C library's regular
 * expressions slow for their own reasons is taken out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/config.h"
#include "sim/console.h"

#define ARGS_MAX 40
#define SCRIPT_MAX 2000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore_pair(void *owner, const char *key, const char *value)
{
    *(size_t *)owner += strlen(key) + strlen(value);
}

static bool take(void *owner, uint8_t byte)
{
    (void)owner;
    (void)byte;
    return true;
}

static void stop(void *owner, bool quit)
{
    (void)owner;
    (void)quit;
}

static void parse_arguments(char *text)
{
    char *argv[ARGS_MAX + 2] = {(char[]){"run"}};
    int argc = 1;
    Config config;
    size_t length = 0;
    bool help;
    Err err;

    for (char *line; argc < ARGS_MAX && (line = strsep(&text, "\n"));)
        argv[argc++] = line;
    if (config_parse(&config, argc, argv, &help, &err) && !help)
        config_list(&config, ignore_pair, &length);
    else if (!help && !err.text[0])
        abort(); /* an error says something */
}

static void read_script(char *text)
{
    size_t length = strlen(text);
    char path[] = "/tmp/config_fuzz.XXXXXX";
    EventQueue events = {0};
    ConsoleConfig config = {.expect_file = path,
                            .mute = true,
                            .events = &events,
                            .clock = {.core_hz = 1000000000, .cnt_hz = 62500000},
                            .receive = take,
                            .stop = stop};
    int fd = mkstemp(path);
    Console *console;
    Err err;

    for (char *c = text; *c; c++)
        if (strchr("{}()*+?|", *c))
            *c = '.';
    if (fd < 0 || write(fd, text, length) != (ssize_t)length)
        abort();
    close(fd);
    console = console_new(&config, &err);
    unlink(path);
    for (size_t i = 0; console && i < length; i++)
        console_put(console, (uint8_t)text[i], i * 1000);
    event_run_due(&events, UINT64_C(1) << 40);
    console_free(console);
    event_queue_free(&events);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1), *script;

    if (!text)
        abort();
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    script = strstr(text, "\n\n");
    if (script) {
        *script = '\0';
        if (strlen(script + 2) <= SCRIPT_MAX)
            read_script(script + 2);
    }
    parse_arguments(text);
    free(text);
    return 0;
}
