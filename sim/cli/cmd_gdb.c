/* SPDX-License-Identifier: MIT
 *
 * cmd_gdb.c - `doubletrap gdb`: a machine that stands at its first instruction, and gdb connected
 * to it on this terminal.    Tests: tests/cli/gdb_test.sh
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/cli/cli.h"
#include "sim/cli/session.h"

#define ARGUMENTS_MAX 64

static const char help_text[] =
    "Usage: doubletrap gdb [RUN-OPTION...] [-- GDB-ARGUMENT...]\n"
    "Starts the machine of `doubletrap run RUN-OPTION...`, standing at its first instruction, and "
    "gdb\n"
    "connected to it. The console's output is shown between gdb's; it takes no input, except from\n"
    "--expect FILE. Debugging changes nothing: instructions, cycles and exits are those of the "
    "run.\n"
    "\n"
    "gdb is gdb-multiarch if that is installed, else gdb; DOUBLETRAP_GDB names another. An ELF "
    "that "
    "-kernel\n"
    "names is gdb's symbol file; for others, `file` or `add-symbol-file` in gdb.\n"
    "\n"
    "In gdb\n"
    "  info threads           a thread is a CPU; its name says EL and world\n"
    "  break, watch, stepi    as ever; they stop all CPUs\n"
    "  p/x $HCR_EL2           every system register by Arm's name; info registers system\n"
    "  monitor help           exits, list registers, pending interrupts, a translation step by "
    "step,\n"
    "                         physical memory, breakpoints of one EL or VM\n"
    "\n"
    "Example:\n"
    "  doubletrap gdb -M virt,virtualization=on -m 512M -kernel Image -append console=ttyAMA0 -- "
    "\\\n"
    "      -ex 'monitor break 0x40200000 el=2' -ex continue\n"
    "\n"
    "`doubletrap run -s -S ...` is the same for a gdb elsewhere: target remote 127.0.0.1:1234\n";

typedef struct Debugger {
    const char *kernel; /* an ELF, or NULL */
    int argc;
    char **argv;
} Debugger;

static bool is_elf(const char *file)
{
    FILE *stream = file ? fopen(file, "rb") : NULL;
    char magic[4] = {0};
    bool elf = stream && fread(magic, 1, sizeof magic, stream) == sizeof magic &&
               !memcmp(magic,
                       "\x7f"
                       "ELF",
                       sizeof magic);

    if (stream)
        fclose(stream);
    return elf;
}

/* Becomes gdb; returns only when there is none. */
static void become_gdb(const Debugger *debugger, uint16_t port)
{
    const char *chosen = getenv("DOUBLETRAP_GDB");
    char *argv[ARGUMENTS_MAX + 8], connect[64];
    int argc = 1;

    snprintf(connect, sizeof connect, "target remote 127.0.0.1:%u", port);
    argv[argc++] = (char[]){"-q"};
    if (debugger->kernel)
        argv[argc++] = (char *)(uintptr_t)debugger->kernel;
    argv[argc++] = (char[]){"-ex"};
    argv[argc++] = connect;
    for (int i = 0; i < debugger->argc && i < ARGUMENTS_MAX; i++)
        argv[argc++] = debugger->argv[i];
    argv[argc] = NULL;
    argv[0] = (char *)(uintptr_t)(chosen ? chosen : "gdb-multiarch");
    execvp(argv[0], argv);
    if (!chosen && errno == ENOENT) {
        argv[0] = (char[]){"gdb"};
        execvp(argv[0], argv);
    }
}

static int cannot_start(int number, Err *err)
{
    err_set(err,
            "gdb: cannot start: %s\n"
            "    Install gdb-multiarch, or name a gdb for aarch64 with DOUBLETRAP_GDB",
            strerror(number));
    return -1;
}

/* The child says through the pipe why it is no gdb; the pipe closes when it is one. */
static int start_gdb(void *owner, uint16_t port, Err *err)
{
    int ends[2], number = 0;
    ssize_t got;
    pid_t child;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return cannot_start(errno, err);
    child = fork();
    if (child == 0) {
        become_gdb(owner, port);
        number = errno;
        _exit(write(ends[1], &number, sizeof number) == sizeof number ? STATUS_ERROR : STATUS_OK);
    }
    close(ends[1]);
    got = child < 0 ? 0 : read(ends[0], &number, sizeof number);
    close(ends[0]);
    if (child < 0 || got > 0) {
        if (child > 0)
            waitpid(child, NULL, 0);
        return cannot_start(child < 0 ? errno : number, err);
    }
    return child;
}

/* Where the run's options end. */
static int options_end(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (!strcmp(argv[i], "--"))
            return i;
    return argc;
}

int cmd_gdb(int argc, char **argv)
{
    int end = options_end(argc, argv), status;
    Config *config = calloc(1, sizeof *config);
    Debugger debugger = {.argc = end < argc ? argc - end - 1 : 0, .argv = argv + end + 1};
    bool help;
    Err err;

    if (!config)
        return STATUS_ERROR;
    if (!config_parse(config, end, argv, &help, &err)) {
        status = cli_fail(&err);
    } else if (help) {
        status = fputs(help_text, stdout) < 0 ? STATUS_ERROR : STATUS_OK;
    } else {
        debugger.kernel = is_elf(config->kernel) ? config->kernel : NULL;
        config->gdb = config->gdb_wait = config->no_input = true;
        config->gdb_port = 0;
        status = session_run(config, &(SessionDebugger){start_gdb, &debugger});
    }
    free(config);
    return status;
}
